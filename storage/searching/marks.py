"""Which signs over, under and beside letters make another word of it, and which count for nothing in a search. Pure.

Accents count for nothing, since many write them or leave them out: those of Latin and Greek letters and on the Cyrillic
`ё` (`й` is a letter), the points of Arabic and Hebrew, and the dot under letters for foreign sounds in Hindi. Vowel
signs and tone marks are part of the word: `ข้าว` is rice and `ขาว` white, `कि` and `की` are two words. `words` says
how words are searched.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

# Scripts that are written without spaces between words, and Korean, whose endings stick to the words.
UNSPACED = (
    "\u0e00-\u0eff\u0f00-\u0fff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003ffff"
)
_ARABIC = "\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed"
_HEBREW = "\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7"
_ACCENTS = f"\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f{_ARABIC}{_HEBREW}"
_DOTTED, _DOT = "\u0915\u0916\u0917\u091c\u092b", "\u093c"  # Devanagari ka, kha, ga, ja, pha; the nukta
_CYRILLIC = str.maketrans("\u0400\u0401\u040d\u0450\u0451\u045d", "\u0415\u0415\u0418\u0435\u0435\u0438")
# AM of Thai and Lao in its two parts, between which a tone mark may stand, or before them.
_AM = re.compile("([\u0e48-\u0e4b]?)\u0e4d([\u0e48-\u0e4b]?)\u0e32|([\u0ec8-\u0ecb]?)\u0ecd([\u0ec8-\u0ecb]?)\u0eb2")


def folded(text: str) -> str:
    """`text` in NFKC without the signs that count for nothing; letter case is left to the index."""
    signs, folds = _folds()
    text = signs.sub(lambda found: folds.get(found[0], ""), unicodedata.normalize("NFKC", text))
    if _DOT in text:
        text = re.sub(f"(?<=[{_DOTTED}]){_DOT}", "", text)
    return _AM.sub(_am, text) if "\u0e4d" in text or "\u0ecd" in text else text


def _am(found: re.Match[str]) -> str:
    tones = "".join(found.group(1, 2) if found[1] is not None else found.group(3, 4))
    return tones + ("\u0e33" if found[1] is not None else "\u0eb3")


@cache
def _folds() -> tuple[re.Pattern[str], dict[str, str]]:
    """What `folded` looks for: signs that count for nothing, and letters with the base that stands for them."""
    letters = (chr(code) for code in (*range(0x0370, 0x0400), *range(0x1F00, 0x2000)))
    greek = {each: unicodedata.normalize("NFD", each)[0] for each in letters if each.isalpha()}
    folds = {each: base for each, base in greek.items() if each != base}
    folds |= {chr(code): chr(base) for code, base in _CYRILLIC.items()}
    return re.compile(f"[{_ACCENTS}{''.join(folds)}]"), folds


@cache
def counted() -> str:
    """Marks that are part of words, as they stand between the brackets of a regular expression."""
    left_out = re.compile(f"[{_ACCENTS}]")
    every = (chr(code) for code in range(0x300, 0x10000) if unicodedata.category(chr(code))[0] == "M")
    return "".join(mark for mark in every if not left_out.match(mark))


def plain_letter(letter: str) -> str:
    """Give one character without accent and case as one character, so that places in a text stay what they are."""
    form = unicodedata.normalize("NFKC", letter)
    if len(form) > 1 and re.match(f"[{UNSPACED}]", letter):
        return letter
    base = unicodedata.normalize("NFKD", letter)[:1]
    plain = (base if base < "\u0400" else form[:1].translate(_CYRILLIC)).lower()
    return plain if len(plain) == 1 else letter


def letter_pattern(letter: str) -> str:
    """A regular expression for a letter of `folded` text, with what counts for nothing after it."""
    if letter in "\u0e33\u0eb3":
        parts = "\u0e4d\u0e32" if letter == "\u0e33" else "\u0ecd\u0eb2"
        return f"(?:{letter}|{parts})"
    return f"{re.escape(letter)}[{_ACCENTS}{_DOT if letter in _DOTTED else ''}]*+"

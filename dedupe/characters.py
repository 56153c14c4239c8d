"""What each Unicode character is to folding, from a table that is the same on every machine and Python.

`characters.bin` was written by `build()` under Unicode 14.0 (Python 3.11). It is kept as a file, because the
`unicodedata` of another Python would cut some words otherwise, and fingerprints of two machines would differ.
"""

from __future__ import annotations

import zlib
from functools import cache
from pathlib import Path

CODE_POINTS = 0x32400  # beyond lie tags, variation selectors and private use, which are no words
GAP, WORD, SINGLE, DENSE, SKIP, PIECE, KINDS = 0, 1, 2, 3, 4, 5, 7
UPPER, DIGIT, STOP = 8, 16, 32
_FILE = Path(__file__).with_name("characters.bin")
_STOPS = frozenset('.!?:;"”“»«¡¿\n\r—–…|。！？；：」』、،؟۔।')  # noqa: RUF001 (written as in the texts)
# Written without spaces between words. Ideographs and kana carry about a syllable or a word each.
_SINGLE = ((0x3040, 0x30FF), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x323AF))
# Thai, Lao, Tibetan, Burmese, Khmer: letters are not words, and nothing stands between words.
_DENSE = ((0x0E00, 0x0EFF), (0x0F00, 0x0FFF), (0x1000, 0x109F), (0x1780, 0x17FF), (0x19E0, 0x19FF))
_ACCENTS = range(0x0300, 0x0370)


@cache
def tables(*, pieces: bool = False) -> tuple[bytes, bytes]:
    """`(classes, folds)`: a byte a code point with its kind and marks, a `uint32` with what it is hashed as.

    In the scripts that are `DENSE` any three letters in a row make a token, or where `pieces` is set, letters are cut
    into pieces where what stands around the cut says so (content-defined chunking: Manber 1994).
    """
    import numpy as np

    raw = zlib.decompress(_FILE.read_bytes())
    shifts = np.frombuffer(raw, "<u4", offset=CODE_POINTS)
    classes = raw[:CODE_POINTS]
    if pieces:
        classes = classes.translate(
            bytes(mark - DENSE + PIECE if mark & KINDS == DENSE else mark for mark in range(256))
        )
    return classes, (shifts + np.arange(CODE_POINTS, dtype="<u4")).tobytes()


def build() -> bytes:
    """The content of `characters.bin` before compression, by the `unicodedata` of the running Python."""
    import numpy as np

    classes = np.zeros(CODE_POINTS, np.uint8)
    folds = np.arange(CODE_POINTS, dtype="<u4")
    for code in range(CODE_POINTS):
        if not 0xD800 <= code < 0xE000:  # surrogates are gaps
            classes[code], folds[code] = _kind(chr(code)), ord(_fold(chr(code)))
    return classes.tobytes() + (folds - np.arange(CODE_POINTS, dtype="<u4")).tobytes()  # mostly zeros


def _kind(character: str) -> int:
    import unicodedata

    category, code = unicodedata.category(character), ord(character)
    if code in _ACCENTS or category == "Cf":
        return SKIP
    marks = STOP if character in _STOPS else 0
    if not (character.isalnum() or character == "_" or category[0] == "M"):
        return GAP | marks
    marks |= UPPER if character.isupper() or character.istitle() else DIGIT if character.isdigit() else 0
    if category != "Nd" and any(low <= code <= high for low, high in _DENSE):
        return DENSE | marks
    return (SINGLE if any(low <= code <= high for low, high in _SINGLE) else WORD) | marks


def _fold(character: str) -> str:
    """One character for all its cases, accents and widths, itself where there is no such single character."""
    import unicodedata

    plain = "".join(c for c in unicodedata.normalize("NFKD", character) if ord(c) not in _ACCENTS).lower()
    if len(plain) != 1:
        plain = character.lower()
    return plain if len(plain) == 1 else character

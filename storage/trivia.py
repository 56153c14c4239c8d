"""Which differences between two texts of a page are no change of the article: clocks, counters, signs, spaces. Pure.

Two texts are the same article text when their essences are equal. The essence of a text is its words and numbers in
order, without

* spaces, line breaks and invisible characters, and compatibility forms (NFKC: full-width letters, ligatures);
* punctuation, whichever variant of quotes, dashes and dots; but signs that belong to a number stay: `1.5`, `-3`,
  `5 %`, `€ 20`;
* every short sentence or line that is made of nothing but numbers and the words of clocks and counters: `12:45`,
  `Updated 5 minutes ago`, `1,234 views`, `Обновлено 2 часа назад`, `浏览次数 1234`.

So a number in any sentence that says something else (`at least 12 dead`, `Death toll: 7`) is a change, and so is a
word more or less, another letter case, another order. What it does not do: a counter inside a longer sentence and
a list of links that changes at each visit count as changes; `storage.articles` bounds the revisions of such pages.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata

from storage.clock_words import TERMS, WORDS

RULES = 1  # counts the versions of this module that tell texts apart in another way
_LONGEST = 14  # words and numbers in a clock or counter line; longer ones are taken for sentences

_CLOCK_WORDS = frozenset(WORDS.split())
_CLOCK_TERM = re.compile("|".join(sorted(TERMS.split(), key=lambda term: (-len(term), term))))
# For texts in NFKC, where full-width signs are plain ones and an ellipsis is three dots.
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+|[\n\r\u2028\u2029\u3002|•·]+")
# Combining marks and vowel signs, which are parts of words but no letters to `re`.
_MARKS = "\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u0670\u0900-\u0fff\u1000-\u109f\u1780-\u17ff"
_SIGNS = "$€£¥₽₴₹"
_NUMBER = rf"[-+\u2212]?[{_SIGNS}]?\d+(?:[.,:/'\u2019]\d+)*%?"
_TOKEN = re.compile(rf"{_NUMBER}|[%{_SIGNS}]|(?:[^\W\d_]|[{_MARKS}])+")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")


def essence_name(title: str, text: str) -> str:
    """Name what a title and a text say: two that say the same have the same name, in this version of the rules.

    A title has no clocks: `Day 10` and `Day 11` differ.
    """
    words = "\n".join((*_TOKEN.findall(_plain(title)), "", *essence(text)))
    return f"{RULES}:{hashlib.blake2b(words.encode(), digest_size=16).hexdigest()}"


def essence(text: str) -> tuple[str, ...]:
    """List the words and numbers that make the text, in order, without clocks and counters."""
    tokens: list[str] = []
    for sentence in _SENTENCE_END.split(_plain(text)):
        words = _TOKEN.findall(sentence)
        if not _is_clock(words):
            tokens += words
    return tuple(tokens)


def _plain(text: str) -> str:
    return _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))


def _is_clock(words: list[str]) -> bool:
    return len(words) <= _LONGEST and all(_is_clock_word(word) for word in words)


def _is_clock_word(word: str) -> bool:
    if not any(character.isalpha() for character in word):
        return True
    return word.lower() in _CLOCK_WORDS or (not word.isascii() and not _CLOCK_TERM.sub("", word))

"""The words of the full-text index: how texts are laid out for it, and how a user's query becomes its syntax. Pure.

SQLite's tokenizer parts words at spaces. Scripts that do not write spaces (Chinese, Japanese, Thai …), and Korean with
its endings, are indexed character by character and searched as phrases, so that a word of any length is found; its
trigram tokenizer would miss the two-character words that most Chinese words are.
"""

from __future__ import annotations

import re
import unicodedata

_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u0f00-\u0fff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003ffff]"
)
_TERM = re.compile(r'"([^"]*)"?|(\S+)')


def spaced(text: str) -> str:
    """`text` as the index takes it: NFKC, and a space around each character of a script without spaces."""
    if text.isascii():
        return text
    return _UNSPACED.sub(r" \g<0> ", unicodedata.normalize("NFKC", text))


def match_expression(query: str) -> str:
    """FTS5 syntax for a user's words: all must occur; `"…"` is a phrase, `word*` a beginning; nothing else is special.

    '' when the query has no word in it.
    """
    terms = (_term(*found) for found in _TERM.findall(query.replace("\0", " ")))
    return " ".join(term for term in terms if term)


def _term(phrase: str, word: str) -> str:
    text = spaced(phrase or word.replace('"', " "))
    if not any(character.isalnum() for character in text):
        return ""
    beginning = "*" if word.endswith("*") and len(word) > 1 else ""
    return f'"{text.rstrip("*").strip()}"{beginning}'

"""What a query has of the languages of other search engines, and is a word to find here. Pure."""

from __future__ import annotations

import re

_CLOSED = re.compile(r'"[^"]*"')
_FIELD = re.compile(r"([a-z_]{3,12}):(?=[^/\s])", re.IGNORECASE)
_INNER_STAR = re.compile(r"\*[^\W_]")
_QUOTES = str.maketrans(dict.fromkeys("“”„‟", '"'))  # as telephones write them


def foreign_words(query: str) -> str:
    """What of `query` may have been meant otherwise, and how it goes here, on one line; '' where nothing may.

    It is for a search that found nothing: each of these also stands in headlines, and is searched for.
    """
    words = _CLOSED.sub("_", query.translate(_QUOTES)).split()
    inside = words[1:-1]
    said = []
    if "or" in inside or "Or" in inside:
        said.append("OR goes in capital letters")
    if "NOT" in words[:-1]:
        said.append("NOT is a word to find: -word leaves one out")
    if field := next(filter(None, map(_FIELD.match, words)), None):
        said.append(f"{field[0]} is a word to find: title and text are searched together")
    if any(map(_INNER_STAR.search, words)):
        said.append("* stands at the end of a word, as in flood*")
    if any(word.lstrip("-").startswith('"') for word in words):
        said.append("a quote is not closed, which makes one phrase of all that follows")
    return "; ".join(said)

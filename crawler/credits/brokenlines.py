"""Who signs in an element whose lines `<br>` parts: a byline among them, or a name above a role; pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from crawler.credits.bywords import EDGES, is_byline, without_by
from crawler.credits.names import clean_names
from crawler.credits.namewords import has_small_word, is_role, words_for
from crawler.parsing.dates import find_moment
from crawler.parsing.lines import parted

if TYPE_CHECKING:
    from crawler.parsing.htmltree import Node

MAX_LINES = 8


def signed_before_break(node: Node) -> str:
    """Give the bylines among the lines that `<br>` parts, else the name in the first; '' where a name goes on below."""
    lines = parted(node)[:MAX_LINES]
    texts = [text for text, _ in lines]
    if len(lines) < 2 or any(_begins_with_and(text) or (" " not in text and is_name(text)) for text in texts[1:]):
        return ""
    return _bylines_among(texts) or _name_above(lines)


def _bylines_among(texts: list[str]) -> str:
    """Give the lines that are bylines, each with the first one's 'By': 'Reviewed by Tom Ray' is of other work."""
    named = [text for text in texts if is_byline(text) and is_full_name(text)]
    bylines = [text for text in named if text == texts[0] or not text[0].islower()]
    by = bylines[0].removesuffix(without_by(bylines[0])) if bylines else ""
    return "; ".join(text for text in bylines if text.startswith(by))


def _name_above(lines: list[tuple[str, str]]) -> str:
    """Give the first line where it is a name and the next no rest of it.

    'Ana Maria' and 'Ruiz', on a line each, are one name: the next must be a role, a day or an address, or in plain
    letters below a name that is not.
    """
    (first, tag), (second, other) = lines[:2]
    is_told_apart = is_role(second.strip(EDGES)) or find_moment(second) or "@" in second
    stands_out = tag != other and (has_small_word(second) or not is_name(second))
    return first if is_full_name(first) and (is_told_apart or stands_out) else ""


def is_full_name(text: str) -> bool:
    """Tell a name of several words that does not go on below."""
    return " " in without_by(text) and is_name(text) and not _ends_open(text)


def is_name(text: str) -> bool:
    """Tell what is one name as a whole, but for a 'By' before it."""
    return clean_names([text]) == (without_by(text),)


def _begins_with_and(text: str) -> bool:
    """Tell a line in which the names before it go on: 'and Tom Ray'."""
    return bool(re.match(rf"(?:{words_for('and')}|&)\s", text, re.IGNORECASE))


def _ends_open(text: str) -> bool:
    """Tell a line after which the names go on: 'Ann Lee and', 'Ann Lee,'."""
    return bool(re.search(rf"(?:\s(?:{words_for('and')}|&)|,)$", text, re.IGNORECASE))

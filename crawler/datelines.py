"""Who is credited where no spaces part words: `新华社北京3月3日电`, `(서울=연합뉴스)`, `据新华社报道`; pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.agencies import Agencies

MAX_HEAD = 60
MAX_NAME, MIN_NAME = 8, 2

_WIDE = re.compile("[\u2e80-\ud7af]")
_OPENING = "\u3010\uff3b\uff08[( "
# What follows the agency's name: a place, reporters and a day, then the character for a cable or a message.
_CABLED = re.compile(
    "[^\u3002\uff0c,\uff1a:]{0,24}?(?:\\d{1,2}|[\u4e00-\u5341]{1,3})\u65e5[^\u3002\uff0c,\uff1a:]{0,8}?[\u7535\u96fb\u8baf\u8a0a]"
    "|[^\u3002\uff0c,\uff1a:]{0,8}[\u7535\u96fb](?=[\u3011\uff3d\\])\uff09])"
)
_BRACKETED = re.compile(
    "[\u3010\uff3b\uff08\\[(]([^\u3010\u3011\uff3b\uff3d\uff08\uff09\\[\\]()]{2,24})[\u3011\uff3d\uff09\\])]"
)
_REPORTED = re.compile(
    "(?:[\u636e\u64da\u4f9d]|\u63f4\u5f15|\u5f15\u8ff0|\u5f15\u7528)\u300a?([^\u3002\uff0c,\u300a\u300b]{2,8}?)\u300b?(?:\\d{1,2}\u65e5)?\u7684?"
    "(?:\u62a5\u9053|\u5831\u9053|\u5831\u5c0e|\u6d88\u606f|\u63f4\u5f15)"
)
_PARTS = re.compile("[\\s=\uff1d\u30fb/]+")


def wide_dateline(line: str, known: Agencies) -> tuple[str, str] | None:
    """Give the agency before the text and the words that say so; None where a line begins otherwise."""
    head = line[:MAX_HEAD]
    if not _WIDE.search(head):
        return None
    return _before_a_day(head, known) or _in_brackets(head, known)


def _before_a_day(head: str, known: Agencies) -> tuple[str, str] | None:
    bare = head.lstrip(_OPENING)
    for length in range(MAX_NAME, MIN_NAME - 1, -1):
        name = known.name_of(bare[:length]) if _WIDE.match(bare[length - 1 : length]) else None
        if name:
            cabled = _CABLED.match(bare, length)
            return (name, head[: len(head) - len(bare)] + bare[: cabled.end()]) if cabled else None
    return None


def _in_brackets(head: str, known: Agencies) -> tuple[str, str] | None:
    """Read the last word in the brackets that a line begins with; a place may be written before it without a space."""
    found = _BRACKETED.match(head)
    if not found or not _WIDE.search(found[1]):
        return None
    last = _PARTS.split(found[1].strip())[-1]
    names = (known.name_of(last[start:]) for start in range(len(last) - MIN_NAME + 1))
    name = next(filter(None, names), None)
    return (name, found[0]) if name else None


def wide_quotes(line: str, known: Agencies) -> Iterator[tuple[str, str]]:
    """Give the agencies that a line says to have reported what it tells, each with the words that say so."""
    for found in _REPORTED.finditer(line):
        name = known.name_of(found[1])
        if name:
            yield name, found[0]

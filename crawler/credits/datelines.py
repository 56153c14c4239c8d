"""Who is credited before a text, and where no spaces part words: `新华社北京3月3日电`, `据新华社报道`; pure."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from crawler.credits.namewords import is_known_place
from crawler.parsing.scripts import WIDE, is_small
from crawler.parsing.titles import abbreviates, folded

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.credits.agencies import Agencies

MAX_HEAD = 60
MAX_NAME, MIN_NAME = 8, 2
MAX_SAID = 20  # in a line
MAX_PLACE = 7  # words of a place and a day

_OPENING = "\u3010\uff3b\uff08[( "
# What follows the agency's name: a place, reporters and a day, then the character for a cable or a message.
_CABLED = re.compile(
    "[^\u3002\uff0c,\uff1a:]{0,24}?(?:\\d{1,2}|[\u4e00-\u5341]{1,3})\u65e5"
    "(?:\u4e0a\u5348|\u4e0b\u5348|\u665a\u95f4?|\u51cc\u6668|\u65b0\u5a92\u4f53|\u4f53\u80b2|\u7efc\u5408|\u7d9c\u5408|[\u5916\u4e13\u5c08\u6025])*[\u7535\u96fb\u8baf\u8a0a]"
    "(?=\u5831[\u5c0e\u9053]|\u62a5\u9053|[\u9898\u984c\\s\u3010\u3011\uff3b\uff3d\\[\\]()\uff08\uff09:\uff1a\uff0c,\u3001]|$)"
    "|[^\u3002\uff0c,\uff1a:]{0,8}(?<![\u505c\u65ad\u65b7\u6765\u4f86\u81f4\u4f9b\u7528\u53d1\u767c\u9650])[\u7535\u96fb](?=[\u3011\uff3d\\])\uff09])"
)
_BRACKETED = re.compile(
    "[\u3010\uff3b\uff08\\[(]([^\u3010\u3011\uff3b\uff3d\uff08\uff09\\[\\]()]{2,24})[\u3011\uff3d\uff09\\])]"
)
_REPORTED = re.compile(
    "(?:[\u636e\u64da\u4f9d]|\u63f4\u5f15|\u5f15\u8ff0|\u5f15\u7528)\u300a?([^\u3002\uff0c,\u300a\u300b]{2,8}?)\u300b?(?:\\d{1,2}\u65e5)?\u7684?"
    "(?:\u62a5\u9053|\u5831\u9053|\u5831\u5c0e|\u6d88\u606f|\u63f4\u5f15)"
)
# What stands behind a name that has reported or said something; a name may begin anywhere, so that it is looked for.
_SAID = re.compile(
    "(?:\\d{1,2}\u65e5)?(?:\u62a5\u9053|\u5831\u9053|\u5831\u5c0e|\u6d88\u606f|\u63f4\u5f15)|\u304c(?:\u4f1d\u3048|\u5831\u3058)|\u306b\u3088\u308b\u3068"
    "|\uc5d0 \ub530\ub974\uba74|(?:\uc740|\ub294|\uc774|\uac00) .{0,12}\ubcf4\ub3c4"
)
_KANA = re.compile("[\u3041-\u30fa]")
_KATAKANA = re.compile("[\u30a1-\u30fc]+")
_CAPITALS = re.compile(r"(?<!\w)[^\W\d_]{3,10}(?!\w)")
_MARKS = " ,.(/|-\u2013\u2014"
# What closes a dateline, a bracket or not, then a mark or not, and the text's first letter.
_ENDED = re.compile(
    r"(?P<end> ?(?P<bracket>[)/])? ?(?P<mark>[.,]?[|\u2013\u2014-]+|\.(?= ))?)"
    r" ?[\"\u201c\u201e\u00ab\u2018']?(?P<first>[^\W_])"
)
_OF_PICTURE = re.compile(
    r"(?:photo|foto|image|picture|bild|video|graphic|infogra|source|quelle|credit|\u0444\u043e\u0442\u043e|\u0432\u0438\u0434\u0435\u043e)",
    re.IGNORECASE,
)
_WORDS = frozenset(("\u5171\u540c", "\u6642\u4e8b"))  # 'joint' and 'current affairs' too: names in Japanese only
_SHORT_NAME = 2
_PARTS = re.compile("[\\s=\uff1d\u30fb/]+")


def wide_dateline(line: str, known: Agencies) -> tuple[str, str] | None:
    """Give the agency before the text and the words that say so; None where a line begins otherwise."""
    head = line[:MAX_HEAD]
    if not WIDE.search(head):
        return None
    return _before_a_day(head, known) or _in_brackets(head, known)


def _before_a_day(head: str, known: Agencies) -> tuple[str, str] | None:
    bare = head.lstrip(_OPENING)
    for length in range(MAX_NAME, MIN_NAME - 1, -1):
        name = known.name_of(bare[:length]) if WIDE.match(bare[length - 1 : length]) else None
        if name:
            cabled = _CABLED.match(bare, length)
            return (name, head[: len(head) - len(bare)] + bare[: cabled.end()]) if cabled else None
    return None


def _in_brackets(head: str, known: Agencies) -> tuple[str, str] | None:
    """Read the last word in the brackets that a line begins with; a place may be written before it without a space."""
    found = _BRACKETED.match(head)
    if not found or not WIDE.search(found[1]):
        return None
    last = _PARTS.split(found[1].strip())[-1]
    for start in range(len(last) - MIN_NAME + 1):
        name = known.name_of(last[start:])
        if name and _may_stand(last[start:], last[:start], head):
            return name, found[0]
    return None


def _may_stand(name: str, before: str, head: str) -> bool:
    """Tell a name in brackets from a word: one of two characters stands alone or after a place that is known."""
    if name in _WORDS and not _KANA.search(head):
        return False
    return not before or len(name) > _SHORT_NAME or bool(_KATAKANA.fullmatch(before) or is_known_place(before))


def marked_dateline(line: str, known: Agencies) -> tuple[str, str] | None:
    """Give the agency that a place, a day or both have behind them, and the words up to the text.

    `MOSKVA, 3 mar - RIA Novosti.`, `Kyiv. March 3. UNIAN -`, `DELHI, Mar 3 (PTI) The council`, `AP - `.
    """
    for found in _agencies_in(line[:MAX_HEAD], known):
        before, ended = line[: found.start()], _ENDED.match(line, found.end())
        if ended and before.endswith(("(", "/")) == bool(ended["bracket"]) and not is_small(ended["first"]):
            is_set_off = ended["mark"] not in (None, ".") if not before else bool(ended["bracket"] or ended["mark"])
            if is_set_off and _is_place_or_day(before) and not abbreviates(folded(found[0]), before):
                return known.name_of(found[0]) or found[0], line[: ended.end("end")].rstrip()
    return None


def _agencies_in(head: str, known: Agencies) -> Iterator[re.Match[str]]:
    """Give the names trusted in running text, then behind a number those in capitals: 'Accra, March 3, GNA'."""
    yield from known.in_text.finditer(head)
    shouted = (found for found in _CAPITALS.finditer(head) if found[0].isupper() and known.name_of(found[0]))
    yield from (found for found in shouted if any(map(str.isdigit, head[: found.start()])))


def _is_place_or_day(words: str) -> bool:
    """Tell a place in capitalised words, a day or both, with a mark behind them, or nothing."""
    bare = words.strip(_MARKS)
    if not bare:
        return not words.strip()
    if words.rstrip()[-1:] not in _MARKS or ":" in words or _OF_PICTURE.match(words):
        return False
    parts = [part for part in re.split(r"[\s.,]+", bare) if part]
    beside_number = {place for place, part in enumerate(parts) if part[0].isdigit()}
    return len(parts) <= MAX_PLACE and all(
        part[0].isdigit() or not is_small(part) or not beside_number.isdisjoint((place - 1, place + 1))
        for place, part in enumerate(parts)
    )


def wide_quotes(line: str, known: Agencies) -> Iterator[tuple[str, str]]:
    """Give the agencies that a line says to have reported what it tells, each with the words that say so."""
    for found in _REPORTED.finditer(line):
        name = known.name_of(found[1])
        if name:
            yield name, found[0]
    for found in islice(_SAID.finditer(line), MAX_SAID):
        before = line[max(0, found.start() - MAX_NAME) : found.start()]
        names = (before[start:] for start in range(len(before) - MIN_NAME + 1))
        if said := next((name for name in names if folded(name) in known.by_name and name not in _WORDS), None):
            yield known.by_name[folded(said)], f"{said}{found[0]}"

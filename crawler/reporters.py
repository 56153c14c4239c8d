"""Reporters whom texts of East Asia name in their first and last words, and in lines under the headline; pure."""

from __future__ import annotations

import re
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING

from crawler.htmltree import squeeze
from crawler.names import words_for

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

FIRST = 3  # lines
LAST = 2
MOST = 4  # names
OPENING = 90  # characters in which a text names its reporter
HEAD_LINE = 60
HEAD_LINES = 8

_HAN = "[\u4e00-\u9fff]"
_HANGUL = "[\uac00-\ud7a3]"
_SEPARATOR = "(?: ?[\u3001\uff0c,\u30fb\u00b7] ?| )"
_OPEN, _CLOSE = "[\u3010\u3014\uff08(\\[]", "[\u3011\u3015\uff09)\\]]"
_INSIDE = "[^()\\[\\]\u3010\u3011]"
_COLON = "[:\uff1a]"
_SLASH = " ?[\uff0f/] ?"


def _several(name: str) -> str:
    return f"({name}(?:{_SEPARATOR}{name}){{0,{MOST - 1}}})"


_PICTURES = f"(?: |{_SLASH})[\u6444\u651d\u56fe\u5716]"  # who took or drew them
_NAMES = _several(f"{_HAN}{{2,4}}")


@cache
def _openings() -> tuple[re.Pattern[str], ...]:
    place, reporter, reports = map(words_for, ("place", "reporter", "reports"))
    name, korean = f"(?:{words_for('korean_family')}){_HANGUL}{{2,3}}", words_for("korean_reporter")
    koreans = f"({name}(?:(?: (?:{korean}))?{_SEPARATOR}{name}){{0,{MOST - 1}}})"
    who = f"(?:{reporter})(?: |{_COLON})?"
    forms = (
        # [reporter NAME/Taipei reports], (agency reporter NAME Taipei 5th)
        rf"{_OPEN}{_HAN}{{0,8}}?{who}{_NAMES}(?={_SLASH}| ?(?:{place}))",
        # agency, city, day, wire (reporters NAME, NAME)
        rf"[^()\uff08\uff09]{{2,40}}?(?:{reports}) ?[(\uff08]{_HAN}{{0,6}}{who}{_NAMES}(?= ?{_CLOSE}|[;\uff1b ])",
        # our reporter NAME, on a line or before the text; but no photographer
        rf"{_HAN}{{0,8}}?(?:{reporter})(?: |{_SLASH}){_NAMES}(?=$| |{_SLASH})(?!{_PICTURES})",
        # reporter NAME/Taipei reports
        rf"{_HAN}{{0,6}}?(?:{reporter}){_NAMES}{_SLASH}{_HAN}{{0,8}}(?:{reports})",
        # (Seoul=agency) NAME reporter =
        rf"(?:{_OPEN}{_INSIDE}{{2,30}}{_CLOSE} ?)?{koreans} (?:\S{{2,5}} )?(?:{korean}) ?=",
        # [outlet NAME reporter]
        rf"{_OPEN}(?:{_INSIDE}{{0,20}}[ /=])?{koreans} (?:\S{{2,4}} )?(?:{korean}){_CLOSE}",
    )
    return tuple(map(re.compile, forms))


@cache
def _closing() -> re.Pattern[str]:
    """(Reporter NAME), (text/NAME), at the end."""
    reporter, signed = f"{_HAN}{{0,8}}?(?:{words_for('reporter')})", words_for("signed")
    mark = f"(?: ?{_COLON} ?|{_SLASH}|\u30fb)"
    return re.compile(f"[(\uff08\u3010](?:{reporter}(?: |{mark})?|(?:{signed}){mark}){_NAMES}[)\uff09\u3011]\u3002?$")


@cache
def _head() -> re.Pattern[str]:
    """NAME/city reports, or NAME/wires, and nothing else."""
    work = f"{_HAN}{{0,6}}(?:{words_for('reports')})|{_HAN}{{0,4}}\u5916[\u96fb\u7535]|[\u7de8\u7f16][\u8b6f\u8bd1]"
    return re.compile(f"({_HAN}{{2,4}}){_SLASH}(?:{work})$")


@cache
def _label() -> re.Pattern[str]:
    return re.compile(f"(?<!{_HAN})(?:{words_for('signed')})(?: ?{_COLON}|{_SLASH}) ?{_NAMES}(?=$| |[|\uff5c])")


def reporters_in(lines: Sequence[str]) -> tuple[str, ...]:
    """Give the reporters whom a text names where it begins, else where it ends."""
    for line in lines[:FIRST]:
        opening = squeeze(line[:OPENING])
        for pattern in _openings():
            if (match := pattern.match(opening)) and (names := _names(match[1])):
                return names
    for line in lines[-LAST:]:
        if (match := _closing().search(line[-OPENING:])) and (names := _names(match[1])):
            return names
    return ()


def reporters_at_head(lines: Sequence[str]) -> Iterator[list[str]]:
    """Yield the names in lines under a headline: a name before a slash and 'reports', names after a label."""
    for line in islice((line for line in lines if len(line) <= HEAD_LINE), HEAD_LINES):
        match = _head().match(line) or _label().search(line)
        if match and (names := _names(match[1])):
            yield list(names)


@cache
def _no_name() -> re.Pattern[str]:
    return re.compile(words_for("no_name"))


def _names(written: str) -> tuple[str, ...]:
    """Give the names in an enumeration, where none of them is a word that only stands where names do."""
    names = [name for name in re.split(_SEPARATOR, written) if name and not re.fullmatch(words_for("between"), name)]
    return () if any(_no_name().fullmatch(name) for name in names) else tuple(names[:MOST])

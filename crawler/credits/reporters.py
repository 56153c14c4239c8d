"""Reporters whom texts of East Asia name in their first and last words, and in lines under the headline; pure."""

from __future__ import annotations

import re
from functools import cache
from itertools import islice, takewhile
from typing import TYPE_CHECKING

from crawler.credits.namewords import is_known_place, words_for
from crawler.parsing.htmltree import squeeze
from crawler.parsing.scripts import EAST_ASIAN

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

FIRST = 3  # lines
LAST_LINES = 2
MOST = 4  # names
OPENING = 90  # characters in which a text names its reporter
HEAD_LINE = 60
HEAD_LINES = 8

_HAN = "[\u4e00-\u9fff]"
_ANY = f"{_HAN}{{2,4}}"
_HANGUL = "[\uac00-\ud7a3]"
_SEPARATOR = "(?: ?[\u3001\uff0c,\u30fb\u00b7] ?| )"
_OPEN, _CLOSE = "[\u3010\u3014\uff08(\\[]", "[\u3011\u3015\uff09)\\]]"
_INSIDE = "[^()\\[\\]\u3010\u3011]"
_COLON = "[:\uff1a]"
_SLASH = " ?[\uff0f/] ?"


def _several(name: str, other: str, separator: str = _SEPARATOR) -> str:
    return f"({name}(?:{separator}{other}){{0,{MOST - 1}}})"


@cache
def _name() -> str:
    """One Chinese name: a family's and a given one, which no profession, place, desk or verb is likely to be."""
    return f"(?:(?:{words_for('han_family_two')}|[{words_for('han_family')}]{{1,2}}){_HAN}{{1,2}})"


@cache
def _between() -> str:
    """What parts names, and who else wrote: 'NAME, NAME', 'NAME correspondent NAME'."""
    return f"(?: {_HAN}{{0,4}}?(?:{words_for('between')})[ /\uff0f:\uff1a]|{_SEPARATOR})"


@cache
def _korean_name() -> str:
    family, two = words_for("korean_family"), words_for("korean_family_two")
    return f"(?:(?:{two}){_HANGUL}{{1,2}}|[{family}]{_HANGUL}{{2}})"


def _reporting(names: str, *ends: str) -> str:
    """'Reporter NAME/Taipei reports' in one word, up to what its names end before: in a byline as in a text."""
    letters, colon = "[^\\W\\d_]", f"[ \u30fb]|{_COLON}"
    return f"{letters}{{0,8}}?(?:{words_for('reporter')})(?:{colon})?{names}(?={'|'.join(ends)})"


@cache
def _placed() -> re.Pattern[str]:
    """A byline that ends before a bar, or a known place and 'reports'; it is declared, so no family need be known."""
    place = f" ?(?:{words_for('place')})(?:\\d{{1,2}}\u65e5)?(?:{words_for('reports')})"
    names = _several(_ANY, _ANY, "[\u3001,\uff0c]")
    return re.compile(f"{_OPEN}?{_reporting(names, _SLASH, place, _CLOSE, '$')}")


@cache
def _introduced() -> re.Pattern[str]:
    return re.compile(_reporting("", f"{_ANY}(?:$|[ \u3001\uff0c,])"))


def before_place(byline: str) -> str:
    """Give the names of a byline that says 'reporter NAME/Taipei reports'; else the byline."""
    placed = _placed().match(byline)
    return placed[1] if placed else byline


def without_reporter(byline: str) -> str:
    """Cut 'reporter of the Harbour Daily' off Chinese names, and put commas between them."""
    introduced = _introduced().match(byline)
    if introduced is None:
        return byline
    between = f" (?:{_HAN}{{0,4}}?(?:{words_for('between')}) ?)?(?={_HAN})"
    return re.sub(between, "\u3001", byline[introduced.end() :])


@cache
def _openings() -> tuple[re.Pattern[str], ...]:
    place, reporter, reports = map(words_for, ("place", "reporter", "reports"))
    name, korean = _korean_name(), f"(?:(?:{words_for('korean_post')}) ?)?(?:{words_for('korean_reporter')})"
    short = f"[{words_for('korean_family')}]{_HANGUL}"
    koreans = f"({name}(?:(?: (?:{korean}))?{_SEPARATOR}{name}){{0,{MOST - 1}}})"
    who = f"(?:{reporter})(?: |{_COLON})?"
    names, known = (_several(_name(), each, _between()) for each in (_ANY, _name()))
    editors = f"(?: {_HAN}{{0,4}}(?:{words_for('editors')})(?: |{_COLON})?{_ANY}(?:{_SEPARATOR}{_name()}){{0,2}})"
    where = f" \u53d1\u81ea{_HAN}{{2,6}}| (?:{_HAN}{{2,4}} )?{_HAN}{{0,6}}(?:{reports})"
    forms = (
        # [reporter NAME/Taipei reports], (agency reporter NAME Taipei 5th)
        rf"{_OPEN}{_reporting(names, _SLASH, f' ?(?:{place})')}",
        # agency, city, day, wire (reporters NAME, NAME)
        rf"[^()\uff08\uff09]{{2,40}}?(?:{reports}) ?[(\uff08]{_HAN}{{0,6}}{who}{names}(?= ?{_CLOSE}|[;\uff1b ])",
        # our reporter NAME, editor NAME, Beijing reports: nothing else on the line, no photographer
        rf"(?:\d\d)?{_HAN}{{0,8}}?(?:{reporter})(?: |{_SLASH}){known}{editors}*(?:{where})?$",
        # reporter NAME/Taipei reports
        _reporting(names, rf"{_SLASH}{_HAN}{{0,8}}(?:{reports})"),
        # (Seoul=agency) NAME reporter =
        rf"(?:{_OPEN}{_INSIDE}{{2,30}}{_CLOSE} ?)?{koreans} {korean} ?=",
        rf"{_OPEN}{_INSIDE}{{2,30}}={_INSIDE}{{2,30}}{_CLOSE} ?({short}) {korean} ?=",
        # [outlet NAME reporter]
        rf"{_OPEN}(?:{_INSIDE}{{0,20}}[ /=])?{koreans} {korean}{_CLOSE}",
    )
    return tuple(map(re.compile, forms))


@cache
def _closing() -> re.Pattern[str]:
    """(Reporter NAME), (text/NAME), at the end; after a middle dot, as Japanese has it, any name."""
    reporter, signed = f"{_HAN}{{0,8}}?(?:{words_for('reporter')})", words_for("signed")
    mark = f"(?: ?{_COLON} ?|{_SLASH})"
    chinese = f"(?:{reporter}(?: |{mark}|\u30fb)?|(?:{signed}){mark}){_several(_name(), _name(), _between())}"
    japanese = f"(?:{signed})\u30fb{_several(f'{_HAN}{{3,5}}', _ANY)}"
    return re.compile(f"[(\uff08\u3010](?:{chinese}|{japanese})[)\uff09\u3011]\u3002?$")


@cache
def _head() -> re.Pattern[str]:
    """NAME/city reports, or NAME/wires, and nothing else."""
    work = f"{_HAN}{{0,6}}(?:{words_for('reports')})|{_HAN}{{0,4}}\u5916[\u96fb\u7535]|[\u7de8\u7f16][\u8b6f\u8bd1]"
    return re.compile(f"({_name()}){_SLASH}(?:{work})$")


@cache
def _label() -> re.Pattern[str]:
    names = _several(_name(), _name())
    return re.compile(f"(?<!{_HAN})(?:{words_for('signed')})(?: ?{_COLON}|{_SLASH}) ?{names}(?=$| |[|\uff5c])")


def reporters_in(lines: Sequence[str]) -> tuple[str, ...]:
    """Give the reporters whom a text names where it begins, else where it ends."""
    for opening in filter(EAST_ASIAN.search, (squeeze(line[:OPENING]) for line in lines[:FIRST])):
        for pattern in _openings():
            if (match := pattern.match(opening)) and (names := _names(match[1])):
                return names
    for closing in filter(EAST_ASIAN.search, (line[-OPENING:] for line in lines[-LAST_LINES:])):
        if (match := _closing().search(closing)) and (names := _names(match[1] or match[2])):
            return names
    return ()


def reporters_at_head(lines: Sequence[str]) -> Iterator[list[str]]:
    """Yield the names in lines under a headline: a name before a slash and 'reports', names after a label."""
    short = islice((line for line in lines if len(line) <= HEAD_LINE), HEAD_LINES)
    for line in filter(EAST_ASIAN.search, short):
        match = _head().match(line) or _label().search(line)
        if match and (names := _names(match[1])):
            yield list(names)


@cache
def _no_name() -> re.Pattern[str]:
    return re.compile(words_for("no_name"))


def _names(written: str) -> tuple[str, ...]:
    """Give the names in an enumeration up to the first word that only stands where names do."""
    parts = (part for part in re.split(f"{_between()}|{_SEPARATOR}", written) if part)
    names = [part for part in parts if not re.fullmatch(words_for("between"), part)]
    known = takewhile(lambda name: not (_no_name().fullmatch(name) or is_known_place(name)), names)
    return tuple(islice(known, MOST))

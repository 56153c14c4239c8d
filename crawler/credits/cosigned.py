"""A last line in which people, initials or a desk sign beside an agency: 'Ann Lee, Reuters', 'dpa/ann'; pure."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from crawler.credits.agencies import known_agencies
from crawler.credits.names import clean_names, is_capitalised
from crawler.credits.namewords import is_role, words_for
from crawler.parsing.titles import folded

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from crawler.credits.agencies import Agencies

LAST = 3  # lines, below which there may be the initials of who typed it
LONGEST = 60
MAX_NAME = 4  # words
MAX_AGENCY = 3  # words
SHORTEST = 3  # letters of an agency that others have in capitals, too

_BRACKETS = " .()[]"
_CLOSED = re.compile(r"[.!?][\"'\u00bb\u00ab\u201c\u201d]? ?[(\[]([^()\[\]]{5,60})[)\]]\.?$")
_LED = re.compile(r"[(\[]?([^()\[\]]{2,20})[)\]] (.+)")
_BRACKET = re.compile(r" ?[()\[\]] ?")
_OF = re.compile(r"^(?:the |l['\u2019]|la |le |der |die |von |de |da |do )(?=\w)", re.IGNORECASE)
_INITIALS = re.compile(r"[^\W\d_]{1,4}\.?")


class Cosigned(NamedTuple):
    """Whom a line names: agencies by their one form, people as written; `is_theirs` where it is an agency's writer."""

    agencies: tuple[str, ...]
    people: tuple[str, ...]
    is_theirs: bool


def cosigned(line: str, known: Agencies, own: Collection[str], *, is_byline: bool = False) -> Cosigned | None:
    """Read such a line, or what stands in the brackets behind a sentence; None where any part of it is another thing.

    `own` are the folded names of the page's outlet. In a byline alone counts a person behind a slash, who elsewhere
    took a picture unless that stands in brackets, and one before an agency's brackets, which may be a party's:
    'Ann Lee (PTI)'.
    """
    closed = _CLOSED.search(line[-2 * LONGEST :])
    bare = closed[1] if closed else line.strip(_BRACKETS)
    if len(bare) > LONGEST or not bare:
        return None
    may_have_slash = is_byline or bool(closed) or line.lstrip()[:1] in "(["
    bare, lent = _lent().subn("", bare)
    parts = [_OF.sub("", part) for part in _between().split(_led(bare, known, is_byline=is_byline)) if part]
    agencies = [part for part in parts if _is_agency(part, known)]
    if not agencies:
        return None
    others = [part for part in parts if part not in agencies]
    people = [part for part in others if _is_person(part, own)]
    rest = [part for part in others if part not in people]
    if not (others or lent) or (people and "/" in bare and not may_have_slash):
        return None
    if not all((part.islower() and _INITIALS.fullmatch(part)) or is_role(part) or folded(part) in own for part in rest):
        return None
    is_theirs = len(agencies) == 1 and bool(people) and not _beside().search(bare)
    return Cosigned(tuple(known.name_of(part) or part for part in agencies), tuple(people), is_theirs)


def is_cosigned(line: str) -> bool:
    """Tell a line that is all such a signature, and no sentence before one."""
    return _CLOSED.search(line) is None and cosigned(line, known_agencies(), ()) is not None


def cosigners(lines: Sequence[str], own: Collection[str]) -> tuple[str, ...]:
    """Give the people who sign beside an agency at a text's end."""
    found = (cosigned(line, known_agencies(), own) for line in reversed(lines[-LAST:]))
    return next((signed.people for signed in found if signed and signed.people), ())


def _led(line: str, known: Agencies, *, is_byline: bool) -> str:
    """Part an agency in brackets, and one behind a name, from the rest: '(PAP) Ann Lee', 'ANN LEE Associated Press'."""
    line = _BRACKET.sub(", ", line).strip(" ,") if is_byline else line
    words = line.split()
    for length in range(1, min(MAX_AGENCY, len(words) - 2) + 1):
        name, agency = " ".join(words[:-length]), " ".join(words[-length:])
        if is_capitalised(name, MAX_NAME) and known.in_text.fullmatch(agency):
            return f"{name}, {agency}"
    led = _LED.fullmatch(line)
    return f"{led[1]}, {led[2]}" if led and _is_agency(led[1], known) else line


def _is_agency(part: str, known: Agencies) -> bool:
    """Tell a name that is trusted in running text, or a known one in capitals: 'APA'."""
    in_capitals = part.isupper() and len(part) >= SHORTEST and known.name_of(part) is not None
    return in_capitals or known.in_text.fullmatch(part) is not None


def _is_person(part: str, own: Collection[str]) -> bool:
    is_name = is_capitalised(part.replace("-", ""), MAX_NAME) and not _city().fullmatch(part)
    return is_name and bool(clean_names([part], not_people=frozenset(own)))


@cache
def _lent() -> re.Pattern[str]:
    """What a credit of agencies alone begins or ends with: 'with AFP', 'via Reuters', 'with PTI inputs'."""
    return re.compile(rf"^(?:{words_for('with')}|{words_for('via')}) | inputs?$", re.IGNORECASE)


@cache
def _city() -> re.Pattern[str]:
    return re.compile(words_for("city"), re.IGNORECASE)


@cache
def _between() -> re.Pattern[str]:
    joined = rf"(?:{words_for('with')}|{words_for('and')}) "
    return re.compile(rf" ?[,;/|+&] ?(?:{joined})?| [\u2013\u2014-] | {joined}", re.IGNORECASE)


@cache
def _beside() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{words_for('with')}) ", re.IGNORECASE)

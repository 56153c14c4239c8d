"""The names in the words of a credit: of known agencies and outlets, and of those that only look like one; pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from crawler.parsing.htmltree import squeeze
from crawler.parsing.phrases import is_phrase

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.credits.agencies import Agencies

MAX_SIGNED = 60

_PLACES = frozenset({"USA", "UAE", "DRC", "EUA", "ACT", "NSW"})
_SPLIT = re.compile(r" ?[,;|+&] ?(?:and |und |et |y |e )?| (?:and|und|et|y|og|och|en|i|и|та) | / ")


def credited_names(text: str, known: Agencies, *, strangers: bool = False, every: bool = False) -> Iterator[str]:
    """Give the outlets in an enumeration; unknown names only where `strangers` are credited, and then only one.

    With `every`, all parts must be known, or none is given.
    """
    clean = squeeze(text)[:200].strip(" .:*()")
    whole = known.name_of(clean)
    if whole:
        yield whole
        return
    parts = [part for raw in _SPLIT.split(clean) for part in _by_slash(raw, known)]
    bare = [stripped for part in parts if (stripped := part.strip(" .:*()"))]
    names = [known.name_of(part) or _agency_by_sound(part, known) for part in bare]
    if every and not all(names):
        return
    yield from (name for name in names if name)
    if strangers and not any(names) and is_a_name(clean):
        yield clean


def _by_slash(part: str, known: Agencies) -> list[str]:
    return [part] if known.name_of(part) or "/" not in part else part.split("/")


def may_be_an_agency(name: str) -> bool:
    """Tell the name of an agency that is in no list: several words with capitals, or letters that stand for words."""
    if any(c.isdigit() for c in name) or name in _PLACES:
        return False
    if " " not in name:
        return sum(c.isupper() for c in name) >= 3 and name.isalpha()
    return is_a_name(name) and _is_all_capital(name)


def _agency_by_sound(name: str, known: Agencies) -> str | None:
    """Give a name that says itself that it is an agency's: `Meridian Wire`, `Agencia Norte`."""
    sounds_so = is_a_name(name) and _is_all_capital(name) and is_phrase(name, "wire_name")
    return agency_at_head(name, known) or name if sounds_so else None


def _is_all_capital(name: str) -> bool:
    return all(word[0].isupper() or len(word) <= 3 or not word[0].isascii() for word in name.split())


def is_a_name(text: str) -> bool:
    """Tell a name from a sentence: up to six words, the first and most of them with a capital, or a domain."""
    words = text.split()
    if not 1 <= len(words) <= 6 or not 2 <= len(text) <= 60 or text.startswith("http"):
        return False
    capitals = sum(word[0].isupper() or not word[0].isascii() for word in words)
    return capitals * 2 >= len(words) and not text.endswith(("?", "!"))


def agency_at_head(line: str, known: Agencies) -> str | None:
    """Name the agency that a short line begins with, before a comma, a slash or a place; not a row of initials."""
    parts = re.split(r"[,/|]| in | - ", line) if len(line) <= MAX_SIGNED else [""]
    if line.count("/") > 1 and not all(known.name_of(part.strip()) for part in parts):
        return None
    return known.name_of(parts[0].strip())

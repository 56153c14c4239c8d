"""Who wrote an article: the people of the first byline that names any, from what is declared, marked or said; pure."""

from __future__ import annotations

import re
from enum import IntEnum
from typing import TYPE_CHECKING

from crawler.credits.bywords import is_byline
from crawler.credits.names import clean_names, is_capitalised
from crawler.credits.namewords import PARTICLES, is_firm, is_role, writes_nothing
from crawler.parsing.htmltree import squeeze
from crawler.parsing.scripts import ONE_WORD
from crawler.parsing.titles import folded

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

MAX_NAME = 100  # characters of a name that may be turned around
MAX_SEARCHED = 100_000  # characters in which it is looked for
MIN_SIGNED = 4  # lines

_OTHER_SCRIPT = re.compile(r"[^\W\u0000-\u02ff\u1e00-\u1eff]")  # a letter that is not Latin
# the editor who answers for a text that others wrote
_EDITOR = re.compile(r"[\s\W]*(?:\u8d23\u4efb\u7f16\u8f91|\u8cac\u4efb\u7de8\u8f2f)")
_BAR = re.compile(r" [|/\u2022\u00b7] ")


class _Kind(IntEnum):
    """What a name stands for that is no person's, those first that tell the most of who wrote."""

    AGENCY = 0  # or another outlet
    DESK = 1
    HOUSE = 2  # the page's own outlet
    BARE_DESK = 3  # says only that it is one: 'Redaktion'


def choose_authors(
    bylines: Iterable[Sequence[str]],
    *,
    agencies: set[str],
    own: set[str],
    said: Sequence[str] = (),
) -> tuple[str, ...]:
    """Give the people of the first byline that names any.

    Where none does, the first byline stands of those that tell the most: an agency or another outlet, a desk, the
    page's own outlet, a desk that says only that it is one ('Redaktion') and gives way to the outlet beside it; where
    there is none of these, a firm. All sets hold folded names. A name such as 'Lee, Ann' is turned
    around where another byline or a line of the text, in `said`, has it so.
    """
    lines = _turned([list(byline) for byline in bylines], said)
    for place, byline in enumerate(lines):
        people = clean_names(byline, not_people=agencies | own)
        if people and not (all(map(_is_handle, people)) and any(map(_has_words, lines[place + 1 :]))):
            return _with_more(people, lines[place + 1 :], agencies | own)
    others = (clean_names(byline, outlets=agencies | own, desks=True) for byline in lines)
    named = [names for names in others if names]
    if not named:
        return _firms(lines, said)
    chosen = min(named, key=lambda names: min(_kind_of(name, own) for name in names))
    kinds = {name: _kind_of(name, own) for name in chosen}
    return tuple(name for name in chosen if not (kinds[name] is _Kind.BARE_DESK and _gives_way(name, kinds)))


def _gives_way(desk: str, kinds: dict[str, _Kind]) -> bool:
    """Tell a bare desk beside the outlet; beside an agency only one that is no name by its letters: 'red/APA'."""
    beside = set(kinds.values())
    return _Kind.HOUSE in beside or (_Kind.AGENCY in beside and desk.islower())


def _firms(bylines: list[list[str]], said: Sequence[str]) -> tuple[str, ...]:
    """Give the firms, 'Harbour Works GmbH', of the first byline that has one which is a line of the text too.

    Who sends a press release is its contact. Who made a site, and the house that owns it, are often declared as well
    and stand in no text.
    """
    firms = ([name for name in byline if is_firm(name) and "," not in name and name in said] for byline in bylines)
    return tuple(next(filter(None, firms), ()))


def _kind_of(name: str, own: set[str]) -> _Kind:
    """Tell the kind: a desk's name of one word is bare, but in Chinese and the like, where it may say which desk."""
    if folded(name) in own:
        return _Kind.HOUSE
    if not is_role(name):
        return _Kind.AGENCY
    return _Kind.BARE_DESK if name.isalpha() and not ONE_WORD.search(name) else _Kind.DESK


def _is_handle(name: str) -> bool:
    """Tell how an account is called, 'ann-lee' or 'alee': it gives way to a name."""
    return name.isascii() and name.islower() and " " not in name


def names_anybody(byline: Sequence[str], not_people: set[str]) -> bool:
    """Tell whether a byline names a person, and not only an account."""
    return not all(map(_is_handle, clean_names(byline, not_people=not_people)))


def _has_words(byline: list[str]) -> bool:
    return any(" " in name for name in clean_names(byline))


def _turned(bylines: list[list[str]], said: Sequence[str]) -> list[list[str]]:
    """Turn 'Lee, Ann' around where 'Ann Lee' stands elsewhere: 'Ann, Tom' are two people, and some names are places."""
    elsewhere = "\n".join([*(name for byline in bylines for name in byline), *said])[:MAX_SEARCHED]

    def turned(name: str) -> str:
        family, comma, given = squeeze(name[:MAX_NAME]).partition(", ")
        *particles, _ = family.split() or [""]
        if not comma or " " in given or is_role(given) or not PARTICLES.issuperset(map(str.lower, particles)):
            return name
        other = f"{given} {family}"  # looked for as it is before it is as whole words, since that is much faster
        return other if other in elsewhere and re.search(rf"\b{re.escape(other)}\b", elsewhere) else name

    return [[turned(name) for name in byline] for byline in bylines]


def _with_more(people: tuple[str, ...], later: list[list[str]], not_people: set[str]) -> tuple[str, ...]:
    """Give the names of a later line, 'By A, B and C', that has all of these people and more: links may lack some.

    And those of any later one that has the only name in full, 'Ann Lee' for 'Ann'.
    """
    named = {folded(name): name for name in people}
    alone = people[0] if len(people) == 1 and " " not in people[0] and not _OTHER_SCRIPT.search(people[0]) else None
    for byline in later:
        names = clean_names(byline, not_people=not_people) if alone or _is_line(byline) else ()
        if _is_line(byline) and named.keys() < {folded(name) for name in names}:
            return tuple(named.get(folded(name), name) for name in names)  # a line may be in capitals
        if alone and names and alone in names[0].split():
            return names
    return people


def _is_line(byline: list[str]) -> bool:
    return len(byline) == 1 and is_byline(byline[0])


def byline_in(lines: Sequence[str]) -> tuple[str, ...]:
    """Find a line that is a byline, 'By Ann Lee', among the first and the last lines of a text."""
    first = (part for line in lines[:5] for part in (line, *_before_slash(line)))
    return tuple(line for line in (*first, *lines[-3:]) if is_byline(line) and not _EDITOR.match(line))[:1]


def _before_slash(line: str) -> list[str]:
    """Give what stands before the first bar or slash of a short line: 'by Ann Lee / March 4, 2026 / Comments'."""
    parts = _BAR.split(line, maxsplit=1) if len(line) <= 120 else [line]
    return parts[:1] if len(parts) > 1 else []


def name_before(lines: Sequence[str], headings: Collection[str]) -> tuple[str, ...]:
    """Find a writer's name that stands alone before the first paragraph: two or three words with capitals.

    Whom the text itself speaks of is not meant; nor is a heading, given as folded lines.
    """
    name = lines[0] if len(lines) >= 2 else ""
    if not _is_unspoken_name(name, lines[1:]) or folded(name) in headings or len(lines[1]) < 80:
        return ()
    return (name,)


def name_after(lines: Sequence[str]) -> tuple[str, ...]:
    """Find a writer's name that stands alone after the text, above what the writer is: 'Ann Lee', 'Staff writer'."""
    *text, name, role = lines if len(lines) > MIN_SIGNED else ("", "", "")
    return (name,) if is_role(role) and not writes_nothing(role) and _is_unspoken_name(name, text) else ()


def _is_unspoken_name(name: str, text: Sequence[str]) -> bool:
    """Tell two or three words with capitals, of which the last stands nowhere in the text."""
    return is_capitalised(name, 3) and not any(name.rsplit(maxsplit=1)[-1] in line for line in text)

"""A form that is filled in again is no copy: its names and numbers tell it from an update."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from benchmarks.newsmaker import Newsroom
from dedupe import relation, verify
from dedupe.recipe import STANDARD
from tests.dedupe.gazette import Desk, group_of, prints

if TYPE_CHECKING:
    from collections.abc import Sequence


def test_a_large_family_of_forms_costs_few_pairs_and_joins_none() -> None:
    room = Newsroom(9)
    forms = [room.form() for _ in range(1500)]
    desk = Desk()
    desk.fold(forms)
    twin = room.again(forms[3], "exact")
    desk.fold([twin])

    assert {forms[3].url, twin.url} in desk.grouping()
    assert len(desk.grouping()) == 1500


@pytest.mark.parametrize(("sentences", "stories"), [(60, 1), (4, 2), (3, 2)])
def test_an_update_changes_many_numbers_but_few_for_its_words_where_no_names_are_seen(
    sentences: int, stories: int
) -> None:
    draw = random.Random(7)
    told = ["".join(chr(0x4E00 + draw.randrange(2000)) for _ in range(24)) + "\u3002" for _ in range(sentences)]
    told[:3] = [f"{line[:8]}{{}}{line[8:16]}{{}}{line[16:]}" for line in told[:3]]
    text = "".join(told)
    texts = [text.format(11, 22, 33, 44, 55, 66), text.format(11, 22, 33, 44, 57, 68)]
    room = Newsroom(31)
    reports = [
        replace(room.original(), outlet=f"{place}.example", title=text[:10], text=text)
        for place, text in enumerate(texts)
    ]

    assert len(group_of(reports)) == stories


@pytest.mark.parametrize(
    ("places", "stories"), [("Larkhill Barrowby Kington Fenwick Marlow Oxley", 2), ("1 2 3 4 5 6", 1)]
)
def test_where_names_are_seen_more_of_them_and_of_the_numbers_must_be_the_same(places: str, stories: int) -> None:
    draw = random.Random(7)
    lines = ["the " + " ".join(f"w{draw.randrange(900):03}x" for _ in range(20)) for _ in range(24)]
    kept = [*places.split(), "21", "22", "23", "24"]
    told = [f"{line} in {place} of the coast." for line, place in zip(lines, kept, strict=False)]
    told += [f"{line} and {{}} of the roads." for line in lines[10:16]]
    text = " ".join([*told, *(f"{line}." for line in lines[16:])])
    room = Newsroom(31)
    reports = [
        replace(room.original(), outlet=f"{first}.example", title="Floods", text=text.format(*range(first, first + 6)))
        for first in (40, 60)
    ]

    assert len(group_of(reports)) == stories


def draw_of(draw: random.Random, lines: Sequence[str], *, kept: bool) -> str:
    """Fixed lines around a table of names and two that name a town; `kept` leaves all of the other draw's names."""
    names = [f"Town{number}" for number in range(60)]
    first = names if kept else [f"Ville{number}" for number in range(60)]
    table = " ".join(draw.sample(first, 50))
    return f"{lines[0]} of {first[0]} today. {lines[1]} in {first[1]} as well. {lines[2]} {table}. {lines[3]}"


@pytest.mark.parametrize(("kept", "stories"), [(True, 1), (False, 2)])
def test_two_exchanged_names_make_a_form_where_hardly_any_are_in_common(*, kept: bool, stories: int) -> None:
    draw, room = random.Random(5), Newsroom(30)
    lines = [". ".join(" ".join(room.text(6).split()[:10]).capitalize() for _ in range(3)) for _ in range(4)]
    texts = [draw_of(draw, lines, kept=True), draw_of(draw, lines, kept=kept)]
    reports = [
        replace(room.original(), outlet=f"{place}.example", title="The draw of this week", text=text)
        for place, text in enumerate(texts)
    ]
    first, second = prints(reports)
    evidence = verify.compare(first, [second], STANDARD)

    assert evidence.agreement[0] >= relation.AGREES
    assert len(group_of(reports)) == stories

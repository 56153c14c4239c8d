"""What is a copy and joins its story: edits of every kind, in any script, at any length; a title alone is none."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from benchmarks.newsmaker import EDITS, Newsroom
from benchmarks.scripts import SCRIPTS
from dedupe.evaluate import score
from tests.dedupe.gazette import Desk, group_of

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.mark.parametrize("edit", sorted(EDITS))
def test_every_kind_of_copy_is_in_its_story(edit: str) -> None:
    room = Newsroom(11)
    pairs = [(first, room.again(first, edit)) for first in (room.original() for _ in range(60))]
    desk = Desk()
    desk.fold([report for pair in pairs for report in pair])
    together = sum({one.url, two.url} in desk.grouping() for one, two in pairs)

    assert together >= 58


@pytest.mark.parametrize("script", [str, *SCRIPTS.values()])
def test_a_mixed_corpus_is_folded_right_in_any_script(script: Callable[[str], str]) -> None:
    corpus = Newsroom(5).corpus(1000)
    reports = [replace(report, title=script(report.title), text=script(report.text)) for report in corpus]
    truth = {report.url: report.story for report in reports}
    found = {url: min(story) for story in group_of(reports) for url in story}
    scores = score(truth, found)

    assert scores.pair_f1 > 0.99
    assert scores.b_cubed_f1 > 0.99


def test_five_hundred_copies_stay_one_story() -> None:
    room = Newsroom(7, outlets=600)
    first = room.original(14)
    copies = [room.again(first, "light") for _ in range(500)]
    teasers = [room.again(first, "teaser") for _ in range(20)]
    desk = Desk()
    desk.fold([*copies[:200], first, *teasers])
    desk.fold(copies[200:])

    assert max(map(len, desk.grouping())) >= 518
    assert len(desk.grouping()) <= 3


def test_a_title_alone_decides_nothing() -> None:
    room = Newsroom(29)
    reports = [replace(room.original(), title="Three men rescued from a boat off Larkhill") for _ in range(4)]

    assert len(group_of(reports)) == 4


@pytest.mark.parametrize(("own_headlines", "stories"), [(False, 2), (True, 1)])
def test_a_headline_that_is_the_first_words_says_no_more_than_they_do(*, own_headlines: bool, stories: int) -> None:
    room = Newsroom(30)
    shared = room.text(1)
    texts = [f"{shared} {room.text(2)}" for _ in range(2)]
    headline = "Three men rescued from a boat off Larkhill" if own_headlines else " ".join(shared.split()[:7])
    reports = [replace(room.original(), title=headline, text=text) for text in texts]

    assert len(group_of(reports)) == stories


@pytest.mark.parametrize(
    ("share", "ordered", "stories"), [(1.0, True, 1), (1.0, False, 1), (0.6, True, 1), (0.6, False, 2)]
)
def test_parts_in_another_order_are_no_copy_unless_they_are_all(*, share: float, ordered: bool, stories: int) -> None:
    room, draw = Newsroom(30), random.Random(4)
    known, other = ([" ".join(room.text(3).split()[:18]) + "." for _ in range(20)] for _ in range(2))
    taken = sorted(draw.sample(range(20), int(20 * share)))
    lines = [known[at] for at in taken] + other[:4]
    if not ordered:
        draw.shuffle(lines)
    texts = [" ".join(known), " ".join(lines)]
    reports = [
        replace(room.original(), outlet=f"{place}.example", title="Harbour closed", text=text)
        for place, text in enumerate(texts)
    ]

    assert len(group_of(reports)) == stories


@pytest.mark.parametrize(("order", "stories"), [((0, 1), 1), ((1, 0), 2), ((2, 0, 1), 1)])
def test_few_large_parts_in_another_order_are_no_copy_unless_they_are_most(
    order: tuple[int, ...], stories: int
) -> None:
    room = Newsroom(30)
    *known, other = (" ".join(" ".join(room.text(3).split()[:18]) + "." for _ in range(5)) for _ in range(4))
    texts = [" ".join(known), " ".join([*(known[at] for at in order), other])]
    reports = [
        replace(room.original(), outlet=f"{place}.example", title="Harbour closed", text=text)
        for place, text in enumerate(texts)
    ]

    assert len(group_of(reports)) == stories


def test_a_text_of_sixty_thousand_words_and_its_copy() -> None:
    room = Newsroom(31)
    long = replace(room.original(), text=room.text(3800))

    assert len(long.text.split()) > 50_000
    assert len(group_of([long, room.again(long, "light"), room.original()])) == 2


@pytest.mark.parametrize(
    "script", ["東京都大阪府京都市北海道沖縄県", "กขคงจฉชซญดตถทนบปผพฟมยรลวสหอ", "абвгдежзийклмнопрстуфхцчшщыэюя"]
)
def test_scripts(script: str) -> None:
    draw = random.Random(37)
    space = " " if "\N{CYRILLIC SMALL LETTER ZHE}" in script else ""
    texts = [space.join("".join(draw.choices(script, k=draw.randint(2, 7))) for _ in range(150)) for _ in range(3)]
    room = Newsroom(41)
    reports = [
        replace(room.original(), title="", text=text)
        for text in (texts[0], texts[0][: len(texts[0]) * 2 // 3], *texts[1:])
    ]

    assert len(group_of(reports)) == 3

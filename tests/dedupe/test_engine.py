"""Stories are a function of the set of articles: whatever the order, the batches, and what came and went between."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.newsmaker import Newsroom
from dedupe import candidates
from dedupe.engine import Engine
from dedupe.memory import MemoryShelf
from dedupe.recipe import STANDARD, Recipe
from tests.dedupe.gazette import CROWDED, UNSHRUNK, Desk, group_of, prints, spread

if TYPE_CHECKING:
    import random

    from numpy.typing import NDArray


@settings(max_examples=40, deadline=None, phases=UNSHRUNK)
@given(
    st.integers(0, 10**6),
    st.integers(1, 40),
    st.sampled_from([STANDARD, CROWDED]),
    st.booleans(),
    st.randoms(use_true_random=False),
)
def test_order_and_batches_do_not_matter(seed: int, batch: int, recipe: Recipe, far: bool, draw: random.Random) -> None:
    reports = Newsroom(seed, outlets=6).corpus(60)
    if far:
        reports = spread(reports, draw)
    expected = group_of(reports, recipe)
    draw.shuffle(reports)
    desk = Desk(recipe)
    for at in range(0, len(reports), batch):
        desk.fold(reports[at : at + batch])

    assert desk.grouping() == expected


@settings(max_examples=20, deadline=None, phases=UNSHRUNK)
@given(st.integers(0, 10**6), st.sampled_from([STANDARD, CROWDED]), st.randoms(use_true_random=False))
def test_what_came_and_went_leaves_no_trace(seed: int, recipe: Recipe, draw: random.Random) -> None:
    room = Newsroom(seed, outlets=6)
    reports = room.corpus(50)
    desk = Desk(recipe)
    first = [replace(report, text=room.text(6)) if draw.random() < 0.3 else report for report in reports]
    desk.fold(first)
    visitors = room.corpus(20)
    desk.fold(visitors)
    desk.fold([], gone=range(51, 71))
    for number, (old, new) in enumerate(zip(first, reports, strict=True), start=1):
        if old is not new:
            desk.fold([new], ids=[number])

    assert desk.grouping() == group_of(reports, recipe)


@settings(max_examples=40, deadline=None, phases=UNSHRUNK)
@given(st.integers(0, 10**6), st.randoms(use_true_random=False))
def test_articles_that_lose_what_others_keep_are_linked_as_if_they_never_had_it(seed: int, draw: random.Random) -> None:
    room = Newsroom(seed, outlets=6)
    source = room.original(8)
    late = [source, *(room.again(source, "light") for _ in range(11))]
    extra = room.text(2)
    early = [replace(report, text=f"{report.text}\n{extra}") for report in late]
    changed = draw.sample(range(len(late)), 5)
    reports = [late[at] if at in changed else early[at] for at in range(len(late))]
    desk, expected = Desk(CROWDED), Desk(CROWDED)
    desk.fold(early)
    desk.fold([reports[at] for at in changed], ids=[at + 1 for at in changed])
    expected.fold(reports)
    everyone = np.arange(1, len(reports) + 1)

    kept, made = (one.engine.shelf.links(everyone) for one in (desk, expected))
    assert kept.tolist() == made.tolist()


class Forgetful(MemoryShelf):
    """Knows of nobody at how many samples they stand for others."""

    def yielded(self, ids: NDArray[np.int64]) -> NDArray[np.int64]:
        return np.full(len(ids), 65_535)


@settings(max_examples=10, deadline=None, phases=UNSHRUNK)
@given(st.integers(0, 10**6), st.integers(1, 30), st.randoms(use_true_random=False))
def test_what_is_known_to_be_seen_still_need_not_be_looked_at(seed: int, batch: int, draw: random.Random) -> None:
    room = Newsroom(seed, outlets=6)
    reports = room.corpus(40) + [room.again(room.original(8), "light") for _ in range(12)]
    draw.shuffle(reports)
    sides = prints(reports, CROWDED)
    gone = draw.sample([fp.article for fp in sides], 5)
    shelves = MemoryShelf(), Forgetful()
    for shelf in shelves:
        engine = Engine(CROWDED, shelf)
        for at in range(0, len(sides), batch):
            engine.fold(sides[at : at + batch])
        engine.fold([], gone)

    knowing, forgetful = shelves
    ids = np.array(sorted({fp.article for fp in sides} - set(gone)))
    assert knowing.links(ids).tobytes() == forgetful.links(ids).tobytes()
    held = candidates.held(candidates.by_rank(list(knowing.fingerprints(ids.tolist()).values())), CROWDED)
    who, counts = candidates.yielded(held, candidates.crowd_of(held, knowing.postings, CROWDED))
    assert knowing.yielded(who).tolist() == counts.tolist()


@pytest.mark.parametrize(
    ("common", "rare", "bands", "rare_bands", "fewer", "near", "far"),
    [
        (8, 0, 0, 0, 400, False, False),
        (13, 0, 0, 0, 400, True, False),
        (8, 8, 0, 0, 400, True, False),
        (1, 0, 1, 1, 400, True, False),
        (1, 0, 1, 0, 400, False, False),
        (0, 0, 1, 0, 60, True, True),
        (1, 1, 0, 0, 60, True, True),
        (25, 0, 0, 0, 400, True, True),
        (24, 0, 0, 0, 400, True, False),
        (17, 17, 0, 0, 400, True, False),
        (18, 18, 0, 0, 400, True, True),
    ],
)
def test_what_is_crowded_or_far_apart_in_time_must_be_a_larger_share(
    common: int, rare: int, bands: int, rare_bands: int, fewer: int, *, near: bool, far: bool
) -> None:
    hits = candidates.Hits(*(np.array([value] * 2) for value in (1, 2, common, rare, bands, rare_bands)))

    assert hits.worth(candidates.Measures(np.array([fewer] * 2), np.array([False, True])), STANDARD).tolist() == [
        near,
        far,
    ]

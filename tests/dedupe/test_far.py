"""Articles far apart in time: a copy is found; what shares less, as forms and quoted paragraphs do, is not compared."""

from __future__ import annotations

import random
import re
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.newsmaker import Newsroom
from dedupe.candidates import FAR
from dedupe.fold import fold, why
from dedupe.recipe import STANDARD, Recipe
from storage.store import Store
from tests.dedupe.gazette import CROWDED, UNSHRUNK, Desk, group_of, keep, on, prints, spread, unlearn_step

if TYPE_CHECKING:
    from pathlib import Path

    from benchmarks.newsmaker import Report


@settings(max_examples=20, deadline=None, phases=UNSHRUNK)
@given(st.integers(0, 10**6), st.sampled_from([STANDARD, CROWDED]), st.randoms(use_true_random=False))
def test_a_date_that_changes_leaves_no_trace(seed: int, recipe: Recipe, draw: random.Random) -> None:
    reports = Newsroom(seed, outlets=6).corpus(50)
    first, last = spread(reports, draw), spread(reports, draw)
    desk = Desk(recipe)
    desk.fold(first)
    for number, (old, new) in enumerate(zip(first, last, strict=True), start=1):
        if old != new:
            desk.fold([new], ids=[number])

    assert desk.grouping() == group_of(last, recipe)


@pytest.mark.parametrize("edit", ["exact", "teaser", "cut", "heavy"])
@pytest.mark.parametrize(("seed", "sentences"), [(4, 14), (5, 5), (6, 40)])
def test_a_copy_is_found_however_old_its_source_is(edit: str, seed: int, sentences: int) -> None:
    room = Newsroom(seed)
    first = room.original(sentences)

    assert len(group_of([on(first, 0), on(room.again(first, edit), 300)])) == 1


@pytest.mark.parametrize("copies", [62, 70])
def test_what_very_many_ran_comes_again_as_one_story(copies: int) -> None:
    room = Newsroom(7)
    first = room.original(14)
    early = [on(room.again(first, "exact"), 0) for _ in range(copies)]
    late = [on(room.again(first, "exact"), 100) for _ in range(3)]

    assert len(group_of(early + late)) == 1


@pytest.mark.parametrize(("days", "stories"), [(0, 1), (FAR - 1, 1), (FAR, 2), (300, 2)])
def test_what_shares_less_is_compared_only_with_what_is_near(days: int, stories: int) -> None:
    assert len(group_of(reworded(days))) == stories


def test_without_a_date_nothing_is_far() -> None:
    (first, second), desk = reworded(300), Desk()
    desk.engine.fold([fp._replace(published_at=None) for fp in prints([first])] + prints([second], start=2))

    assert len(desk.engine.shelf.links(np.array([1, 2]))) == 2


def reworded(days: int) -> list[Report]:
    """A report, and another outlet's in which a quarter of the small words are others: a third of its rows are left."""
    first, draw = Newsroom(1).original(20), random.Random(1)
    words = (f"qu{word[1:]}" if word[:1].islower() and draw.random() < 0.25 else word for word in first.text.split(" "))
    return [on(first, 0), on(replace(first, url=f"{first.url}/x", outlet="other.example", text=" ".join(words)), days)]


def test_why_tells_how_far_apart_they_are(tmp_path: Path) -> None:
    with Store.open(tmp_path / "news.db") as store:
        first, second = reworded(300)
        second = replace(second, text=f"As was said in this town before. {second.text}")
        keep(store, [first, second])
        fold(store)
        told = why(store, 1, 2)
        keep(store, [on(replace(first, url=f"{first.url}/again"), 299)])
        fold(store)
        later = why(store, 1, 2)

    assert told.verdict == "Not the same story: published too far apart to be compared"
    assert (told.relation, told.rule) == (None, "far_apart")
    assert re.search(r"300 days apart .* and [1-9]\d* of some [1-9]\d* are", told.sentences[2])
    assert later.verdict == "The same story: published too far apart to be compared"
    assert later.sentences[-1].startswith("They are in one story because both are tied to other members")


def test_an_older_store_learns_the_days_of_its_articles(tmp_path: Path) -> None:
    draw = random.Random(6)
    with Store.open(tmp_path / "news.db") as store:
        keep(store, [*spread(Newsroom(18).corpus(60), draw), on(Newsroom(19).original(9), -30_000)])
        fold(store)
        kept = store.connection.execute("SELECT slice, days FROM days").fetchall()
        unlearn_step(store, "far", "days")
    with Store.open(tmp_path / "news.db") as store, store.write() as connection:
        assert len(kept) == 1
        assert any(kept[0][1])
        assert connection.execute("SELECT slice, days FROM days").fetchall() == kept
        assert connection.execute("SELECT count(*) FROM unfolded").fetchone() == (61,)

"""Events: stories of one happening in other words, without chains, the same in whatever order they came."""

from __future__ import annotations

import random
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from benchmarks.newsmaker import Newsroom
from dedupe.events import SHARED, TELLER, by_leader, leaders, likeness, minima, propose
from dedupe.fold import fold, recluster
from dedupe.tellers import in_a_row
from storage.store import Store
from tests.dedupe.gazette import keep as keep_reports
from tests.storage.samples import article, save

Rows = NDArray[np.void]
NAMES = ["Oldport", "Brannock", "Marsh", "Kestrel", "Idris", "Tamsin", "Veland", "Corrow", "Hesper", "Quill", "Rooke",
         "Sabine", "Thorne", "Ulric", "Wren", "Yarrow"]  # fmt: skip


def telling(start: int, number: int, words: str) -> str:
    """A text with nine names and a number in sentences of its own words."""
    chosen = [NAMES[(start + step) % len(NAMES)] for step in range(9)]
    sentence = "{words} that the {name} {words} said {number} {words} {other}."
    return "\n\n".join(
        sentence.format(words=words, name=name, number=number, other=number + place)
        for place, name in enumerate(chosen)
    )


def teller(story: int, day: float, anchors: Iterable[int]) -> Rows:
    return np.array([(story, day, minima([np.array(sorted(anchors), np.uint32)])[0])], TELLER)


def proposed(tellers: Sequence[Rows], changed: Collection[int]) -> list[tuple[int, int]]:
    return propose(np.concatenate([np.zeros(0, TELLER), *tellers]), changed)


def test_names_and_numbers_in_common_within_days_are_proposed() -> None:
    common = range(100, 120)
    tellers = [teller(1, 0.0, common), teller(2, 2.9, [*common, 1, 2, 3]), teller(3, 3.5, common),
               teller(4, 1.0, [*range(100, 108), *range(200, 260)])]  # fmt: skip
    assert proposed(tellers, {1, 4}) == [(1, 2)], "3 is too late, 4 says other things"
    assert proposed(tellers[::-1], {2}) == [(1, 2), (2, 3)]
    assert proposed(tellers, set()) == []
    assert proposed([], {1}) == []


def test_enough_in_common_makes_a_link() -> None:
    common = frozenset(range(SHARED))
    assert likeness(common, common) == 1.0
    assert likeness(common, common - {0}) is None, "too few"
    assert likeness(common | set(range(100, 105)), common | set(range(200, 205))) == round(SHARED / (SHARED + 5), 4)
    assert likeness(common | set(range(100, 106)), common | set(range(200, 206))) is None, "too much else"
    assert likeness(frozenset(), frozenset()) is None


def test_an_event_is_a_star_and_never_a_chain() -> None:
    links = {1: {2: 0.7}, 2: {1: 0.7, 3: 0.9}, 3: {2: 0.9, 4: 0.8}, 4: {3: 0.8}}
    places = {story: (f"2026-01-0{story}", story) for story in links}
    assert leaders(links, links, places) == {1: 1, 2: 1, 3: 3, 4: 4}
    assert by_leader(leaders(links, links, places)) == {1: [1, 2]}


def test_who_is_linked_to_two_leaders_joins_the_one_it_is_more_like() -> None:
    links = {1: {3: 0.7}, 2: {3: 0.8}, 3: {1: 0.7, 2: 0.8}}
    assert leaders(links, links, {story: ("2026-01-01", story) for story in links})[3] == 2


TOLD = [
    ("http://a.example/1", "2026-01-01T08:00:00Z", telling(0, 12, "nobody had thought")),
    ("http://b.example/1", "2026-01-01T15:00:00Z", telling(0, 12, "it was feared by some")),
    ("http://c.example/1", "2026-01-03T15:00:00Z", telling(1, 12, "reports from there have it")),
    ("http://d.example/1", "2026-01-20T08:00:00Z", telling(0, 12, "long after that they mused")),
    ("http://e.example/1", "2026-01-02T08:00:00Z", telling(8, 77, "quite elsewhere one heard")),
    ("http://f.example/1", "2026-01-03T09:00:00Z", telling(8, 77, "later in the night it came out")),
    ("http://g.example/1", None, telling(0, 12, "no day is given for it")),
]


def events_of(store: Store) -> set[frozenset[str]]:
    rows = store.connection.execute(
        "SELECT event_id, url FROM articles JOIN stories ON stories.id = story_id WHERE event_id IS NOT NULL"
    )
    groups: dict[int, set[str]] = {}
    for event, url in rows:
        groups.setdefault(event, set()).add(url.split("/")[2][0])
    return {frozenset(each) for each in groups.values()}


def keep(store: Store, rows: Iterable[tuple[str, str | None, str]]) -> None:
    for url, published_at, text in rows:
        save(store, article(url, title=url, text=text, published_at=published_at, outlet=url[7:16]))


EXPECTED = {frozenset("abc"), frozenset("ef")}


def test_stories_of_one_happening_are_one_event(tmp_path: Path) -> None:
    with Store.open(tmp_path / "newsfold.db") as store:
        keep(store, TOLD)
        fold(store)
        assert events_of(store) == EXPECTED
        rows = store.connection.execute("SELECT title, first_published_at, last_published_at FROM events ORDER BY 1")
        assert rows.fetchall() == [
            ("http://a.example/1", "2026-01-01T08:00:00Z", "2026-01-03T15:00:00Z"),
            ("http://e.example/1", "2026-01-02T08:00:00Z", "2026-01-03T09:00:00Z"),
        ]


@pytest.mark.parametrize("seed", range(6))
def test_the_order_in_which_they_come_says_nothing_and_ids_stay(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    rows = chance.sample(TOLD, len(TOLD))
    with Store.open(tmp_path / "newsfold.db") as store:
        while rows:
            count = chance.randint(1, 3)
            keep(store, rows[:count])
            rows = rows[count:]
            fold(store)
        assert events_of(store) == EXPECTED
        before = store.connection.execute("SELECT id, event_id FROM stories ORDER BY id").fetchall()
        recluster(store)
        assert store.connection.execute("SELECT id, event_id FROM stories ORDER BY id").fetchall() == before
        assert store.connection.execute("PRAGMA foreign_key_check").fetchall() == []


def test_a_text_that_says_something_else_leaves_its_event(tmp_path: Path) -> None:
    with Store.open(tmp_path / "newsfold.db") as store:
        keep(store, TOLD)
        fold(store)
        keep(store, [("http://f.example/1", "2026-01-03T09:00:00Z", telling(12, 500, "all of it was rewritten"))])
        fold(store)
        assert events_of(store) == {frozenset("abc")}
        assert store.connection.execute("SELECT count(*) FROM events").fetchone() == (1,)


sets = st.lists(st.tuples(st.integers(0, 8), st.integers(0, 5)), min_size=1, max_size=25)


@settings(deadline=None, max_examples=30)  # a machine may be slow
@given(sets, st.randoms(use_true_random=False))
def test_pairs_proposed_one_by_one_are_those_proposed_at_once(
    made: list[tuple[int, int]], chance: random.Random
) -> None:
    tellers = [teller(n, day, range(100 * kind, 100 * kind + 12 + n % 4)) for n, (day, kind) in enumerate(made)]
    whole = proposed(tellers, set(range(len(made))))
    one_by_one: set[tuple[int, int]] = set()
    known: list[Rows] = []
    for each in chance.sample(tellers, len(tellers)):
        known.append(each)
        one_by_one.update(proposed(known, each["story"].tolist()))
    assert sorted(one_by_one) == whole


def test_only_the_days_around_stories_that_tell_otherwise_are_looked_at() -> None:
    assert in_a_row([]) == []
    assert in_a_row([10, 11, 30]) == [[10, 11], [30]]


def test_an_event_ends_with_the_last_copy_of_any_of_its_stories(tmp_path: Path) -> None:
    with Store.open(tmp_path / "newsfold.db") as store:
        keep(store, TOLD)
        fold(store)
        keep(store, [("http://h.example/1", "2026-01-09T09:00:00Z", TOLD[0][2])])
        fold(store)
        assert store.connection.execute("SELECT max(last_published_at) FROM events").fetchone() == (
            "2026-01-09T09:00:00Z",
        )
        assert events_of(store) == {frozenset("abch"), frozenset("ef")}


def test_what_one_process_folds_between_the_batches_of_another_is_drawn_too(tmp_path: Path) -> None:
    room = Newsroom(2)
    one, two = room.original(14), room.original(14)
    mixed = replace(room.mash_up([one, two]), published_at="2026-01-05T10:00:00Z")
    parts = [replace(one, published_at="2026-01-05T08:00:00Z"), replace(two, published_at="2026-01-05T09:00:00Z")]
    with Store.open(tmp_path / "newsfold.db") as store, Store.open(tmp_path / "newsfold.db") as other:
        keep_reports(store, [mixed])
        fold(store)
        assert tellers_of(store) == {mixed.url}
        keep_reports(store, parts)
        fold(store, progress=lambda _: fold(other))
        assert tellers_of(store) == {each.url for each in parts}, "who is mixed from others tells of nothing"


def tellers_of(store: Store) -> set[str]:
    rows = store.connection.execute(
        "SELECT url FROM event_tellers JOIN articles USING (story_id) WHERE role IN ('origin', 'composite')"
    )
    return {url for (url,) in rows}


def test_a_story_that_tells_nothing_any_more_belongs_to_no_event_after_reclustering(tmp_path: Path) -> None:
    mute = "of all that was told before nothing is left, as it was written anew without any name or number at all"
    with Store.open(tmp_path / "newsfold.db") as store:
        keep(store, TOLD)
        fold(store)
        keep(store, [("http://f.example/1", "2026-01-03T09:00:00Z", mute)])
        keep(store, [("http://b.example/1", "2026-01-01T15:00:00Z", TOLD[0][2])])
        recluster(store)
        assert events_of(store) == {frozenset("abc")}
        emptied = "SELECT count(*) FROM stories WHERE merged_into IS NOT NULL AND event_id IS NOT NULL"
        assert store.connection.execute(emptied).fetchone() == (0,)


def filled_in(words: random.Random, start: int) -> str:
    """Nine sentences of drawn words with the same names and numbers, from another one on."""
    drawn = [["".join(words.choices("abdefgiklmnoprstu", k=6)) for _ in range(36)] for _ in range(9)]
    filled = (
        [
            *line[:12],
            NAMES[(start + n) % 9],
            *line[12:24],
            NAMES[(start + n + 1) % 9],
            str(21 + (start + n) % 9),
            *line[24:],
        ]
        for n, line in enumerate(drawn)
    )
    return "\n\n".join(f"{' '.join(line)}." for line in filled)


@pytest.mark.parametrize(("early", "late", "event"), [(3, 4, True), (4, 3, False)])
def test_a_text_that_becomes_a_form_or_ceases_to_be_one_is_told_so(
    tmp_path: Path, early: int, late: int, *, event: bool
) -> None:
    def second(seed: int) -> list[tuple[str, str, str]]:
        return [("http://b.example/1", "2026-01-01T12:00:00Z", filled_in(random.Random(seed), 5))]

    with Store.open(tmp_path / "newsfold.db") as store:
        keep(store, [("http://a.example/1", "2026-01-01T08:00:00Z", filled_in(random.Random(3), 0)), *second(early)])
        fold(store)
        assert bool(events_of(store)) is not event
        keep(store, second(late))
        fold(store)
        assert bool(events_of(store)) is event
        recluster(store)
        assert bool(events_of(store)) is event

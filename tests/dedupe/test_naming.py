"""Which story keeps which id."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from dedupe.naming import name


def test_a_new_story_gets_a_new_id() -> None:
    naming = name([[1, 2], [3]], {})

    assert naming.ids == [None, None]
    assert naming.merged == {}
    assert naming.split_from == {}


def test_the_oldest_wins_a_merge() -> None:
    naming = name([[1, 2, 3, 4]], {1: 7, 2: 5, 3: 9})

    assert naming.ids == [5]
    assert naming.merged == {7: 5, 9: 5}


def test_the_greater_part_keeps_the_id() -> None:
    naming = name([[1], [2, 3]], {1: 4, 2: 4, 3: 4})

    assert naming.ids == [None, 4]
    assert naming.split_from == {0: 4}


def test_at_a_tie_the_first_article_keeps_it() -> None:
    assert name([[2], [1]], {1: 4, 2: 4}).ids == [None, 4]


@given(
    st.lists(st.integers(0, 4), min_size=1, max_size=12),
    st.lists(st.none() | st.integers(1, 4), min_size=12, max_size=12),
)
def test_ids_are_never_given_twice(groups: list[int], homes: list[int | None]) -> None:
    stories = [[a for a, g in enumerate(groups) if g == wanted] for wanted in sorted(set(groups))]
    known = {article: home for article, home in enumerate(homes[: len(groups)]) if home is not None}
    naming = name(stories, known)
    given_ids = [story for story in naming.ids if story is not None]

    assert len(given_ids) == len(set(given_ids))
    assert set(given_ids) | set(naming.merged) == set(known.values())
    assert set(naming.merged).isdisjoint(given_ids)
    assert set(naming.merged.values()) <= set(given_ids)
    assert all(winner < loser for loser, winner in naming.merged.items())

"""Who bears witness that an outlet always runs a line: different articles, whatever lines many of them hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from storage.furniture.holders import ASKED, COMMON, rank_of
from tests.storage.reports import NOTICE, lines_of, report, save, told
from tests.storage.samples import article

if TYPE_CHECKING:
    from storage.records import Article
    from storage.store import Store


def test_copies_of_one_story_teach_nothing(store: Store) -> None:
    versions = [
        article(
            f"http://post.example/v{n}", text="\n\n".join([*told(1, 6), f"Update {n} of the report."]), outlet="Post"
        )
        for n in range(6)
    ]
    edited = [
        article(
            f"http://post.example/e{n}",
            text="\n\n".join([told(1, 6)[0], *(f"{one[:-1]} again{n}." for one in told(1, 6)[1:])]),
            outlet="Post",
        )
        for n in range(6)
    ]
    save(store, *versions, *edited)
    assert lines_of(store) == []


BOXES = [
    f"Every {day} we send the {what} of the week to all who have asked for it."
    for day, what in zip(
        ("Monday", "Tuesday", "Wednesday", "Thursday"), ("pictures", "letters", "recipes", "quizzes"), strict=True
    )
]


def brief(seed: int) -> Article:
    """Little news above much that the outlet always says."""
    return article(f"http://post.example/b{seed}", text="\n\n".join([told(seed, 1)[0], *BOXES]), outlet="Post")


@pytest.mark.parametrize("together", [1, 7, 40])
def test_briefs_that_are_mostly_furniture_teach_it_once_many_have_it(store: Store, together: int) -> None:
    briefs = [brief(seed) for seed in range(COMMON + 4)]
    save(store, *briefs[: COMMON - 1])
    assert lines_of(store) == []
    for at in range(COMMON - 1, len(briefs), together):
        save(store, *briefs[at : at + together])
    assert lines_of(store) == sorted(BOXES)


def test_a_form_that_is_filled_in_every_day_teaches_nothing(store: Store) -> None:
    days = [
        article(
            f"http://post.example/day-{n}",
            text=f"On day {n} the harbour authority counted {n * 7} ships, {n * 3} ferries and {n} yachts.\n\n"
            + "\n\n".join(BOXES[:2]),
            outlet="Post",
        )
        for n in range(2 * COMMON)
    ]
    save(store, *days)
    assert lines_of(store) == []


def test_who_is_asked_in_place_of_one_that_lost_the_line_is_heard(store: Store) -> None:
    addresses = sorted((f"http://post.example/{n}" for n in range(ASKED + 1)), key=rank_of)
    seeds = [0, 1, *[99] * (ASKED - 2), 1]  # the last is not asked
    save(store, *(report(seed, NOTICE, address=each) for seed, each in zip(seeds[1:], addresses[1:], strict=True)))
    save(store, report(0, NOTICE, address=addresses[0]))
    assert lines_of(store) == [NOTICE]
    save(store, report(0, address=addresses[0]), at="2026-02-02T00:00:00Z")
    assert lines_of(store) == [], "two stories and their copies are left"


def test_what_many_hold_no_more_counts_again(store: Store) -> None:
    save(store, *(brief(seed) for seed in range(COMMON)))
    assert lines_of(store) == sorted(BOXES)
    save(store, article("http://post.example/b0", text="\n\n".join(told(0)), outlet="Post"), at="2026-02-02T00:00:00Z")
    assert lines_of(store) == []

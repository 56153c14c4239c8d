"""Ids of stories survive what is added and changed, and are given in the order of time."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from benchmarks.newsmaker import Newsroom
from dedupe.fold import fold
from storage.stories import history_of, survivor
from tests.dedupe.gazette import check_consistency, keep

if TYPE_CHECKING:
    from storage.store import Store


def _home(store: Store, url: str) -> int:
    (story,) = store.connection.execute("SELECT story_id FROM articles WHERE url = ?", [url]).fetchone()
    return int(story)


def test_the_oldest_id_survives_and_none_means_another_story(store: Store) -> None:
    room = Newsroom(5)
    first, second = sorted((room.original(14), room.original(14)), key=lambda report: report.published_at or "")
    keep(store, [first, second])
    fold(store)
    old, other = _home(store, first.url), _home(store, second.url)
    assert old < other
    keep(store, [replace(second, text=first.text, title=first.title)])  # it becomes a copy of the first
    fold(store)
    assert _home(store, second.url) == old
    assert survivor(store, other) == old
    keep(store, [replace(second, text=room.text(14))])  # and something else again
    fold(store)
    third = _home(store, second.url)
    assert third not in {old, other}
    assert _home(store, first.url) == old
    check_consistency(store)
    assert [change.change.value for change in history_of(store, other)] == ["created", "merged"]
    assert history_of(store, third)[0].change.value == "split"
    assert history_of(store, third)[0].other == old
    assert all(change.reason for story in (old, other, third) for change in history_of(store, story))


def test_ids_do_not_change_when_articles_are_added(store: Store) -> None:
    reports = Newsroom(7).corpus(300)
    seen: dict[str, int] = {}
    for at in range(0, 300, 60):
        keep(store, reports[at : at + 60])
        fold(store)
        homes = dict(store.connection.execute("SELECT url, story_id FROM articles"))
        for url, story in seen.items():
            assert homes[url] == story or survivor(store, story) == homes[url] or _split(store, homes[url])
        seen = homes
    check_consistency(store)


def _split(store: Store, story: int) -> bool:
    return any(change.change.value == "split" for change in history_of(store, story))


def test_new_stories_are_numbered_in_the_order_of_time(store: Store) -> None:
    reports = Newsroom(13).corpus(30)
    keep(store, reports)
    fold(store)
    firsts = store.connection.execute(
        """SELECT published_at FROM articles WHERE role IN ('origin', 'composite') ORDER BY story_id"""
    ).fetchall()
    assert len(firsts) > 5
    assert firsts == sorted(firsts, key=lambda row: (row[0] is None, row[0]))

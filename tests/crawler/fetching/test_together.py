"""Several pages are kept in one transaction: fewer commits, and each page as safe as if it were alone."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from crawler.fetching.ledger import keep_fetch
from crawler.fetching.together import MOST, Together
from storage.errors import StoreError
from storage.fetches import fetches_of
from storage.records import Fetch, Outcome
from storage.store import Store

MOMENT = "2026-03-01T12:00:00Z"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "newsfold.db") as opened:
        yield opened


def at(number: int) -> str:
    return f"https://a.example/{number}"


def keep(store: Store, number: int) -> int:
    keep_fetch(store, Fetch(at(number), Outcome.OK, MOMENT))
    return number


def kept(store: Store, count: int) -> list[int]:
    return [number for number in range(count) if fetches_of(store, at(number))]


def together(store: Store, *functions: Callable[[Store, int], Any]) -> tuple[list[Any], int]:
    """What each write gave or raised, and how many commits they took in all."""
    statements: list[str] = []

    async def in_thread(function: Callable[[Store], Any]) -> Any:
        return function(store)

    async def all_of_them() -> list[Any]:
        writer = Together(in_thread)
        writes = (writer.write(function, number) for number, function in enumerate(functions))
        return await asyncio.gather(*writes, return_exceptions=True)

    store.connection.set_trace_callback(statements.append)
    try:
        return asyncio.run(all_of_them()), statements.count("COMMIT")
    finally:
        store.connection.set_trace_callback(None)


def test_what_comes_together_is_one_transaction(store: Store) -> None:
    given, commits = together(store, *[keep] * MOST)
    assert (given, commits) == (list(range(MOST)), 1)
    assert kept(store, MOST) == list(range(MOST))


def test_a_transaction_holds_so_many_pages_at_most(store: Store) -> None:
    given, commits = together(store, *[keep] * (2 * MOST))
    assert (given, commits) == (list(range(2 * MOST)), 2)


def test_a_page_alone_is_kept_as_well(store: Store) -> None:
    assert together(store, keep) == ([0], 1)
    assert kept(store, 1) == [0]


def test_what_fails_takes_only_itself_back(store: Store) -> None:
    def failing(store: Store, number: int) -> None:
        keep(store, number)
        raise ValueError("a defect")

    given, _ = together(store, keep, failing, keep)
    assert [type(one) for one in given] == [int, ValueError, int]
    assert kept(store, 3) == [0, 2]


def test_where_the_store_takes_no_more_none_is_said_to_be_kept(store: Store) -> None:
    def full(store: Store, number: int) -> None:
        keep(store, number)
        raise StoreError("the disk is full")

    given, commits = together(store, *[full] * 3)
    assert ([str(one) for one in given], commits) == (["the disk is full"] * 3, 0)
    assert len(set(map(id, given))) == 1  # said once
    assert kept(store, 3) == []


def test_one_that_the_store_refuses_fails_no_other(store: Store) -> None:
    asked: list[int] = []

    def refused(store: Store, number: int) -> None:
        asked.append(number)
        keep(store, number)
        raise StoreError("this row is damaged")

    given, commits = together(store, keep, refused, keep)
    assert ([str(one) for one in given], commits) == (["0", "this row is damaged", "2"], 2)
    assert kept(store, 3) == [0, 2]
    assert asked == [1, 1]


def test_what_cannot_be_begun_is_not_tried_again(store: Store) -> None:
    store.connection.execute("PRAGMA busy_timeout = 0")
    with contextlib.closing(sqlite3.connect(store.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        given, _ = together(store, keep, keep, keep)
    assert len(set(map(id, given))) == 1
    assert isinstance(given[0], StoreError)


def test_what_sqlite_took_back_as_a_whole_is_not_said_to_be_kept(store: Store) -> None:
    def rolled_back(store: Store, number: int) -> None:
        store.connection.execute("ROLLBACK")
        raise sqlite3.OperationalError("interrupted")

    given, _ = together(store, keep, rolled_back, keep)
    assert [type(one) for one in given] == [sqlite3.OperationalError] * 3
    assert kept(store, 3) == []


def test_one_that_nobody_waits_for_any_longer_is_kept_and_harms_no_other(store: Store) -> None:
    async def broken_off() -> int:
        async def in_thread(function: Callable[[Store], Any]) -> Any:
            return function(store)

        writer = Together(in_thread)
        first = asyncio.create_task(writer.write(keep, 0))
        await asyncio.sleep(0)
        first.cancel()
        return await writer.write(keep, 1)

    assert asyncio.run(broken_off()) == 1
    assert kept(store, 2) == [0, 1]

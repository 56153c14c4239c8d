"""The diary of requests: every fetch leaves a row, and the newest useful one says how to ask again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from storage.records import Fetch, Outcome, Validators
from storage.texts import storable

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator

    from storage.store import Store

_COLUMNS = "url, outcome, fetched_at, status, reason, source, etag, last_modified, bytes, body_hash"


def record_fetch(store: Store, fetch: Fetch) -> None:
    """Keep what one request came to. Raises StoreError."""
    record_fetches(store, [fetch])


def record_fetches(store: Store, fetches: Iterable[Fetch]) -> None:
    """Keep what several requests came to, in their order, in one transaction. Raises StoreError."""
    with store.write() as connection:
        insert_fetches(connection, fetches)


def insert_fetches(connection: sqlite3.Connection, fetches: Iterable[Fetch]) -> None:
    """As `record_fetches`, in the transaction under way."""
    rows = (
        [
            value if value is None or isinstance(value, int) else storable(value)
            for value in (
                fetch.url,
                fetch.outcome.value,
                fetch.fetched_at,
                fetch.status,
                fetch.reason,
                fetch.source,
                fetch.etag,
                fetch.last_modified,
                fetch.bytes,
                fetch.body_hash,
            )
        ]
        for fetch in fetches
    )
    connection.executemany(f"INSERT INTO fetches ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)  # noqa: S608 (names of columns)


def validators(store: Store, url: str) -> Validators:
    """Give what the last usable answer of `url` said for a conditional request; empty where nothing is known.

    Answers that gave nothing (not an article, zero yield, an error) do not count: their pages are to be read again.
    """
    row = store.connection.execute(
        """SELECT etag, last_modified, body_hash FROM fetches
           WHERE url = ? AND (outcome = 'ok' OR (outcome = 'unchanged'
                              AND coalesce(etag, last_modified, body_hash) IS NOT NULL))
           ORDER BY id DESC LIMIT 1""",
        [storable(url)],
    ).fetchone()
    return Validators(*row) if row else Validators()


def validators_of(store: Store, urls: Iterable[str]) -> dict[str, Validators]:
    """As `validators`, of several URLs, by URL."""
    return {url: validators(store, url) for url in urls}


def fetches_of(store: Store, url: str, *, limit: int = 20) -> list[Fetch]:
    """List the last fetches of `url`, newest first."""
    return list(_fetches(store, "WHERE url = ? ORDER BY id DESC LIMIT ?", storable(url), limit))


def _fetches(store: Store, where: str, *values: str | int) -> Iterator[Fetch]:
    for url, outcome, *rest in store.connection.execute(f"SELECT {_COLUMNS} FROM fetches {where}", values):  # noqa: S608 (our own words)
        yield Fetch(url, Outcome(outcome), *rest)

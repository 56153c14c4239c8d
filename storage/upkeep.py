"""Looking after the store while it is in use: copies, statistics for the query planner, a short write-ahead log."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from dataclasses import dataclass
from typing import TYPE_CHECKING

from storage.errors import StoreError
from storage.schema import APPLICATION_ID

if TYPE_CHECKING:
    from pathlib import Path

    from storage.store import Store


_HEADER = b"SQLite format 3\0"  # https://sqlite.org/fileformat.html#the_database_header
_APPLICATION_AT = 68  # where the header has the application_id, four bytes
_ANALYSED = 1000  # rows of an index that are looked at: https://sqlite.org/lang_analyze.html#approx


@dataclass(frozen=True, slots=True)
class Backup:
    """A copy that was checked after it was made: where it lies, its size, and how much it holds."""

    path: str
    bytes: int
    articles: int
    stories: int


def is_store(place: Path) -> bool:
    """Whether a file says in its header that it is a newsfold store; it is not opened as one."""
    header = _header(place)
    return header.startswith(_HEADER) and header[_APPLICATION_AT:] == APPLICATION_ID.to_bytes(4, "big")


def is_database(place: Path) -> bool:
    """Whether a file says in its header that it is a SQLite file, of whichever program."""
    return _header(place).startswith(_HEADER)


def _header(place: Path) -> bytes:
    try:
        if not place.is_file():  # a pipe is not waited for
            return b""
        with place.open("rb") as file:
            return file.read(_APPLICATION_AT + 4)
    except OSError:
        return b""


def back_up(store: Store, target: Path) -> Backup:
    """Copy the store to `target` as it is at one moment, whoever writes meanwhile, and check the copy.

    The copy appears under its name only when it is whole, in the place of an older one; a file that is neither a store
    nor empty is left alone. Raises StoreError.
    """
    place = target.expanduser().absolute()
    if place.is_dir():
        raise StoreError(f"{target} is a folder: name a file in it, such as {target / 'newsfold.db'}")
    if not place.parent.is_dir():
        raise StoreError(f"{place} cannot be written: name a file in a folder that is there")
    if place.exists() and place.samefile(store.path):
        raise StoreError(f"{place} is the store itself: name another file")
    if place.exists() and not is_store(place) and not (place.is_file() and place.stat().st_size == 0):
        raise StoreError(f"{target} is no newsfold store, and stays as it is: name another file")
    return _copy(store.connection, place)


def copy_file(source: Path, target: Path) -> Backup:
    """As `back_up`, for a store whose schema is older than this newsfold's; it is not brought up to date."""
    with contextlib.closing(sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True)) as connection:
        return _copy(connection, target.absolute())


def _copy(connection: sqlite3.Connection, place: Path) -> Backup:
    part = place.with_name(f".{place.name}.{os.getpid()}.part")
    try:
        part.unlink(missing_ok=True)
        connection.execute("VACUUM INTO ?", [part.as_uri()])  # which holds any name, UTF-8 or not
        articles, stories = _checked(part)
        _make_durable(part)
        part.replace(place)
        _make_durable(place.parent)
    except (OSError, sqlite3.Error) as error:
        reason = getattr(error, "strerror", None) or error
        is_closed = place.parent.is_dir() and not os.access(place.parent, os.W_OK)
        mend = (
            f"{place.parent} may not be written to: name another folder" if is_closed else "name a file on another disk"
        )
        raise StoreError(f"{place} could not be written: {reason}; {mend}") from error
    finally:
        with contextlib.suppress(OSError):  # a disk that is read-only holds none
            part.unlink(missing_ok=True)
    return Backup(str(place), place.stat().st_size, articles, stories)


def _checked(copy: Path) -> tuple[int, int]:
    with contextlib.closing(sqlite3.connect(f"{copy.as_uri()}?mode=ro&immutable=1", uri=True)) as connection:
        (verdict,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
        if verdict != "ok":
            raise sqlite3.DatabaseError(f"the copy is damaged ({verdict})")
        if broken := connection.execute("PRAGMA foreign_key_check").fetchone():
            raise sqlite3.DatabaseError(f"the copy has a row of {broken[0]} that leads nowhere")
        articles, stories = connection.execute(
            "SELECT count(*), count(DISTINCT story_id) FROM articles"  # a story that lost its last article is none
        ).fetchone()
    return int(articles), int(stories)


def _make_durable(path: Path) -> None:
    """Have the system write a file or a folder to the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def tidy(store: Store) -> None:
    """Renew what the query planner knows, and empty the write-ahead log as far as no reader needs it."""
    store.connection.execute(f"PRAGMA analysis_limit = {_ANALYSED}")
    store.connection.execute("PRAGMA optimize")
    empty_log(store)


def empty_log(store: Store) -> None:
    """Empty the write-ahead log, unless a reader needs it for longer than a moment: then it is emptied another time."""
    (patience,) = store.connection.execute("PRAGMA busy_timeout").fetchone()
    store.connection.execute("PRAGMA busy_timeout = 200")
    try:
        store.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        store.connection.execute(f"PRAGMA busy_timeout = {patience}")


def drop_old_records(store: Store, before: str, now: str) -> int:
    """Drop from the diary of requests and of runs what is older than `before` (UTC), on record; gives how many rows.

    The newest fetch of each URL stays, and the newest that worked, which says how to ask again. No article and no story
    is touched.
    """
    with store.write() as connection:
        fetches = connection.execute(
            """DELETE FROM fetches WHERE fetched_at < ? AND id NOT IN (SELECT max(id) FROM fetches GROUP BY url)
               AND id NOT IN (SELECT max(id) FROM fetches WHERE outcome IN ('ok', 'unchanged') GROUP BY url)""",
            [before],
        ).rowcount
        runs = connection.execute("DELETE FROM runs WHERE ended_at < ?", [before]).rowcount
        connection.executemany(
            "INSERT INTO drops (what, count, older_than, reason, dropped_at) VALUES (?, ?, ?, 'by age', ?)",
            [(what, count, before, now) for what, count in (("fetches", fetches), ("runs", runs)) if count],
        )
    return fetches + runs

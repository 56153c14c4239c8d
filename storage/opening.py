"""Opening a store's file: looked at before, made or brought up to date; what is wrong is told with a way out."""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
import time
from typing import TYPE_CHECKING

from storage.errors import OldStoreError, StoreError
from storage.schema import APPLICATION_ID, LARGE, VERSION, articles_in, migrate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

_PATIENCE = 60.0  # seconds that a writer waits for the others
_SMALLEST = 512  # bytes of the smallest page; SQLite takes a shorter file for an empty one and would overwrite it
_WAL_INDEX = 32768  # bytes of the smallest index of a WAL
_SETTINGS = (
    "PRAGMA foreign_keys = ON",
    "PRAGMA synchronous = NORMAL",  # in WAL a kill loses nothing committed; a power cut may lose the last commits
    "PRAGMA cache_size = -65536",
    # Up to 32 MB wait in the log: a page that saving writes again and again goes into the store once, not every time.
    "PRAGMA wal_autocheckpoint = 8192",
    "PRAGMA journal_size_limit = 67108864",
)
# What a statement may have to undo is small, and noted for nearly every row that is written; not while a store is
# brought up to date, when indexes of any size are sorted.
_UNDO_IN_MEMORY = "PRAGMA temp_store = MEMORY"
_WAYS_OUT = {
    sqlite3.SQLITE_NOTADB: "is not a SQLite file: name another file with --db",
    sqlite3.SQLITE_READONLY: "cannot be written: check the rights of the file and of its folder, or name another --db",
    sqlite3.SQLITE_PERM: "cannot be used: check the rights of the file and of its folder, or name another --db",
    sqlite3.SQLITE_CANTOPEN: "cannot be opened: check the rights of the file and of its folder, or name another --db",
    sqlite3.SQLITE_FULL: "cannot grow, the disk is full: free some space and run it again, nothing is half-written",
    sqlite3.SQLITE_BUSY: f"has been locked by another process for {_PATIENCE:.0f} s: wait for it or end it, then retry",
    sqlite3.SQLITE_CORRUPT: "is damaged: restore a backup (`newsfold backup` makes them)",
    sqlite3.SQLITE_IOERR: "cannot be read or written: check the disk that it lies on",
}


def open_file(
    place: Path, *, read_only: bool, create: bool, tell: Callable[[str], object] | None
) -> sqlite3.Connection:
    """Connect to the store at `place` as `Store.open` is asked to; it is made, or brought up to date, before.

    Raises StoreError.
    """
    _look_before(place, must_exist=read_only or not create)
    with explained(place):
        connection = _connect_to_read(place) if read_only else _connect(place, "mode=rwc")
        try:
            _bring_up_to_date(connection, place, read_only=read_only, tell=tell)
            if not read_only:
                connection.execute(_UNDO_IN_MEMORY)
        except BaseException:
            connection.close()
            raise
    return connection


def _look_before(place: Path, *, must_exist: bool) -> None:
    try:
        if place.is_dir():
            raise StoreError(f"{place} is a folder: name a file in it with --db, such as {place / 'newsfold.db'}")
        if place.exists():
            if not place.is_file():
                raise StoreError(f"{place} is not a regular file: name another with --db")
            if 0 < place.stat().st_size < _SMALLEST:
                raise StoreError(f"{place} is not a SQLite file: name another file with --db")
        elif must_exist:
            raise StoreError(
                f"{place} does not exist", "`newsfold fetch` or `newsfold import` makes it, or name a --db"
            )
        elif not place.parent.is_dir():
            raise StoreError(f"{place} cannot be made, there is no folder {place.parent}: make it, or name a --db")
    except OSError as error:  # a folder that may not be entered, a name that is too long
        raise StoreError(f"{place} cannot be used: {error.strerror}; name another --db") from error


def _connect(place: Path, query: str) -> sqlite3.Connection:
    connection = sqlite3.connect(
        f"{place.as_uri()}?{query}",
        uri=True,
        isolation_level=None,
        timeout=_PATIENCE,
    )
    try:
        for setting in _SETTINGS:
            connection.execute(setting)
        connection.execute("SELECT count(*) FROM sqlite_schema")  # a file that cannot be used shows itself here
    except BaseException:
        connection.close()
        raise
    return connection


def _connect_to_read(place: Path) -> sqlite3.Connection:
    """Open for reading; where the folder takes no WAL index and the WAL holds nothing, as a file that nobody changes.

    A folder takes none when it may not be written, or when its disk is full. An index that is there has a user.
    """
    try:
        return _connect(place, "mode=ro")
    except sqlite3.OperationalError:
        if _size(place, "-wal") or _size(place, "-shm") >= _WAL_INDEX:
            raise
        return _connect(place, "immutable=1")


def _size(place: Path, ending: str) -> int:
    try:
        return place.with_name(place.name + ending).stat().st_size
    except OSError:
        return 0


def _bring_up_to_date(
    connection: sqlite3.Connection, place: Path, *, read_only: bool, tell: Callable[[str], object] | None
) -> None:
    version = _version(connection, place)
    if version == VERSION:
        return
    if read_only and version == 0:
        raise StoreError(f"{place} is empty", "`newsfold fetch` or `newsfold import` makes it a store, or name a --db")
    if read_only:
        raise OldStoreError(
            f"{place} is older than this newsfold", "a command that writes, such as `newsfold fetch`, renews it"
        )
    told = _telling(connection, place, tell)
    if version:
        told("it is of an earlier newsfold and is brought up to date, after a copy beside it")
        _copy_first(place, version)
    _use_wal(connection)
    connection.execute("BEGIN IMMEDIATE")
    try:
        if _version(connection, place) < VERSION:  # another process may have been quicker
            migrate(connection, told)
        connection.execute("COMMIT")
    except BaseException:
        roll_back(connection)
        raise


def _telling(
    connection: sqlite3.Connection, place: Path, tell: Callable[[str], object] | None
) -> Callable[[str], object]:
    """Tell of a large store by its name; of a small one nothing, as nobody waits for it."""
    if tell is None or articles_in(connection) < LARGE:
        return lambda _: None
    return lambda said: tell(f"{place}: {said}")


def _copy_first(place: Path, version: int) -> None:
    """Copy a store beside itself before its schema changes; where that cannot be done, nothing is changed either."""
    from storage.upkeep import copy_file

    copy_file(place, place.with_name(f"{place.name}.schema-{version}.backup"))


def _version(connection: sqlite3.Connection, place: Path) -> int:
    """Count the steps that the store has taken, 0 for an empty file; in one piece, as others may be making it."""
    alone = not connection.in_transaction
    if alone:
        connection.execute("BEGIN")
    try:
        application, version, tables = (
            int(connection.execute(query).fetchone()[0])
            for query in ("PRAGMA application_id", "PRAGMA user_version", "SELECT count(*) FROM sqlite_schema")
        )
    finally:
        if alone:
            roll_back(connection)
    if tables == 0 and application in {0, APPLICATION_ID}:
        return 0
    if application != APPLICATION_ID:
        raise StoreError(f"{place} is a SQLite file of another program: name another file with --db")
    if version > VERSION:
        raise StoreError(f"{place} was written by a newer newsfold (schema {version}, not {VERSION}): upgrade newsfold")
    return version


def _use_wal(connection: sqlite3.Connection) -> None:
    """Switch to WAL; SQLite answers 'locked' at once, without waiting, when another process switches just now."""
    deadline = time.monotonic() + _PATIENCE
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(0.01)
        else:
            return


def roll_back(connection: sqlite3.Connection) -> None:
    """Undo the transaction under way, if there is one."""
    if connection.in_transaction:  # SQLite has already rolled back after some errors, a full disk among them
        connection.execute("ROLLBACK")


@contextlib.contextmanager
def explained(place: Path) -> Iterator[None]:
    """Turn what SQLite says of the file into a StoreError; errors in our own statements stay what they are."""
    try:
        yield
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF  # extended codes carry the plain one in the low byte
        if code not in _WAYS_OUT:
            raise
        if code in {sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY} and _is_on_a_read_only_disk(place):
            raise StoreError(f"{place} cannot be written, its disk is mounted read-only: name another --db") from error
        if code == sqlite3.SQLITE_IOERR and _is_full(place):  # no room for the index of the WAL, for one
            code = sqlite3.SQLITE_FULL
        raise StoreError(f"{place} {_WAYS_OUT[code]} ({error})") from error


def _is_on_a_read_only_disk(place: Path) -> bool:
    try:
        return bool(os.statvfs(place.parent).f_flag & os.ST_RDONLY)
    except (AttributeError, OSError):  # no such question on this system
        return False


def _is_full(place: Path) -> bool:
    try:
        return shutil.disk_usage(place.parent).free < 2 * _WAL_INDEX
    except OSError:
        return False

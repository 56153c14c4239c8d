"""Opening, making and writing the store: real files, several processes, everything that can be wrong with a path."""

from __future__ import annotations

import multiprocessing
import os
import sqlite3
from pathlib import Path

import pytest

from storage.errors import StoreError
from storage.schema import APPLICATION_ID, VERSION
from storage.steps import STEPS
from storage.store import Store
from tests.rights import python_bound_by_rights

_ADD = "INSERT INTO fetches (url, outcome, fetched_at) VALUES (?, 'ok', '2026-01-01')"


def _count(store: Store) -> int:
    return int(store.connection.execute("SELECT count(*) FROM fetches").fetchone()[0])


def _add_and_stop(connection: sqlite3.Connection) -> None:
    connection.execute(_ADD, ["undone"])
    raise ValueError("stop")


def _open_and_write(path: str) -> None:
    with Store.open(path) as store:
        for number in range(25):
            with store.write() as connection:
                before = _count(store)
                connection.execute(_ADD, [f"http://example.com/{number}"])
                assert _count(store) == before + 1


def test_a_new_store_is_ours_strict_and_in_wal(tmp_path: Path) -> None:
    with Store.open(tmp_path / "new.db") as store:
        assert store.connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert store.connection.execute("PRAGMA foreign_keys").fetchone() == (1,)
        assert store.connection.execute("PRAGMA application_id").fetchone() == (APPLICATION_ID,)
        plain = {
            name
            for name, kind, strict in store.connection.execute("SELECT name, type, strict FROM pragma_table_list")
            if kind == "table" and not strict and not name.startswith(("sqlite_", "_sqlite_"))
        }
        assert plain == set()
        assert {table.name for table in store.db.tables} >= {"articles", "fetches", "teasers", "stories"}


def test_processes_that_make_and_write_one_store_at_once_lose_nothing(tmp_path: Path) -> None:
    path = str(tmp_path / "shared.db")
    with multiprocessing.get_context("spawn").Pool(6) as pool:
        pool.map(_open_and_write, [path] * 6, chunksize=1)
    with Store.open(path, read_only=True) as store:
        assert _count(store) == 150


def test_an_empty_file_becomes_a_store(tmp_path: Path) -> None:
    path = tmp_path / "empty.db"
    path.touch()
    with Store.open(path) as store:
        assert _count(store) == 0


def test_opening_again_applies_nothing_twice(tmp_path: Path) -> None:
    for _ in range(2):
        with Store.open(tmp_path / "a.db") as store:
            assert store.connection.execute("SELECT count(*) FROM _sqlite_migrations").fetchone() == (len(STEPS),)


def test_a_write_that_raises_leaves_nothing(tmp_path: Path) -> None:
    with Store.open(tmp_path / "a.db") as store:
        with pytest.raises(ValueError, match="stop"), store.write() as connection:
            _add_and_stop(connection)
        assert _count(store) == 0


def test_an_inner_write_is_a_part_of_the_outer_one(tmp_path: Path) -> None:
    with Store.open(tmp_path / "a.db") as store:
        with store.write() as outer:
            outer.execute(_ADD, ["kept"])
            with pytest.raises(ValueError, match="stop"), store.write() as inner:
                _add_and_stop(inner)
            with store.write() as inner:
                inner.execute(_ADD, ["kept too"])
        urls = {url for (url,) in store.connection.execute("SELECT url FROM fetches")}
        assert urls == {"kept", "kept too"}


def test_what_joins_a_write_is_undone_with_it(tmp_path: Path) -> None:
    with Store.open(tmp_path / "a.db") as store:
        with pytest.raises(ValueError, match="stop"), store.write(), store.writing() as inner:
            _add_and_stop(inner)
        assert _count(store) == 0
        with pytest.raises(ValueError, match="stop"), store.writing() as alone:
            _add_and_stop(alone)
        assert _count(store) == 0
        with store.writing() as alone:
            alone.execute(_ADD, ["kept"])
        assert _count(store) == 1
        with store.snapshot(), pytest.raises(RuntimeError), store.writing():
            pass


def test_a_snapshot_does_not_see_later_writes(tmp_path: Path) -> None:
    with Store.open(tmp_path / "a.db") as writer, Store.open(tmp_path / "a.db", read_only=True) as reader:
        with reader.snapshot():
            assert _count(reader) == 0
            with writer.write() as connection:
                connection.execute(_ADD, ["u"])
            assert _count(reader) == 0
        assert _count(reader) == 1


def test_a_path_with_signs_that_mean_something_in_an_address(tmp_path: Path) -> None:
    path = tmp_path / "a?mode=ro#b %41.db"
    with Store.open(path):
        assert path.is_file()


def _text_file(path: Path) -> None:
    path.write_text("no database, just some words " * 100)


def _short_text_file(path: Path) -> None:
    path.write_text("x")


def _foreign_database(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE theirs (x)")
    connection.close()


def _newer_store(path: Path) -> None:
    with Store.open(path) as store:
        store.connection.execute(f"PRAGMA user_version = {VERSION + 1}")


def _folder(path: Path) -> None:
    path.mkdir()


def _fifo(path: Path) -> None:
    os.mkfifo(path)


@pytest.mark.parametrize("read_only", [False, True])
@pytest.mark.parametrize(
    ("make", "words"),
    [
        (_text_file, "not a SQLite file"),
        (_short_text_file, "not a SQLite file"),
        (_foreign_database, "of another program"),
        (_newer_store, "newer newsfold"),
        (_folder, "is a folder"),
        (_fifo, "not a regular file"),
    ],
)
def test_what_is_no_store_is_refused_and_left_alone(tmp_path: Path, make: object, words: str, read_only: bool) -> None:
    path = tmp_path / "it.db"
    assert callable(make)
    make(path)
    before = path.read_bytes() if path.is_file() else None
    with pytest.raises(StoreError, match=words) as caught:
        Store.open(path, read_only=read_only)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)
    assert before is None or path.read_bytes() == before


def test_a_missing_parent_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"there is no folder .*missing"):
        Store.open(tmp_path / "missing" / "a.db")


@pytest.mark.parametrize(("read_only", "create"), [(True, True), (False, False)])
def test_a_missing_store_is_not_made_by_those_who_only_read(tmp_path: Path, read_only: bool, create: bool) -> None:
    with pytest.raises(StoreError, match="does not exist"):
        Store.open(tmp_path / "a.db", read_only=read_only, create=create)
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_is_said_and_undone(tmp_path: Path) -> None:
    with Store.open(tmp_path / "a.db") as store:
        pages = store.connection.execute("PRAGMA page_count").fetchone()[0]
        store.connection.execute(f"PRAGMA max_page_count = {pages + 2}")
        with pytest.raises(StoreError, match="disk is full"), store.write() as connection:
            connection.executemany(_ADD, (["u" * 4000] for _ in range(1000)))
        assert _count(store) == 0


def test_a_read_only_store_refuses_to_write(tmp_path: Path) -> None:
    Store.open(tmp_path / "a.db").close()
    with (
        Store.open(tmp_path / "a.db", read_only=True) as store,
        pytest.raises(StoreError, match="cannot be written"),
        store.write() as connection,
    ):
        connection.execute(_ADD, ["u"])


_ATTEMPT = """
import sys
from storage.errors import StoreError
from storage.store import Store
for read_only in (True, False):
    try:
        with Store.open(sys.argv[1], read_only=read_only) as store:
            print("opened", store.connection.execute("SELECT count(*) FROM fetches").fetchone()[0])
    except StoreError as error:
        print("refused", error)
"""


def _attempt(path: Path) -> list[str]:
    """Open `path` for reading, then for writing, in a process that is bound by the rights of files."""
    done = python_bound_by_rights("-c", _ATTEMPT, str(path))
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


@pytest.fixture
def read_only_folder(tmp_path: Path) -> Path:
    folder = tmp_path / "locked"
    folder.mkdir()
    with Store.open(folder / "a.db") as store, store.write() as connection:
        connection.execute(_ADD, ["u"])
    (folder / "a.db").chmod(0o444)
    folder.chmod(0o555)
    return folder


def test_a_store_in_a_read_only_folder_can_be_read(read_only_folder: Path) -> None:
    reading, writing = _attempt(read_only_folder / "a.db")
    assert reading == "opened 1"
    assert writing.startswith("opened") or "cannot be" in writing


def test_a_read_only_folder_takes_no_new_store(read_only_folder: Path) -> None:
    reading, writing = _attempt(read_only_folder / "new.db")
    assert "does not exist" in reading
    assert writing.startswith("refused")
    assert "rights of the file and of its folder" in writing


def test_an_older_store_is_brought_up_to_date_by_those_who_write(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.db"
    with monkeypatch.context() as earlier:
        earlier.setattr("storage.schema.STEPS", STEPS[:1])
        earlier.setattr("storage.opening.VERSION", 1)
        with Store.open(path) as store, store.write() as connection:
            connection.execute(_ADD, ["kept"])
    with pytest.raises(StoreError, match="older than this newsfold"):
        Store.open(path, read_only=True)
    with Store.open(path) as store:
        assert _count(store) == 1
        assert store.connection.execute("PRAGMA user_version").fetchone() == (VERSION,)


def test_a_step_that_fails_leaves_the_store_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.db"
    Store.open(path).close()
    with monkeypatch.context() as later:
        later.setattr(
            "storage.schema.STEPS", (*STEPS, ("broken", "CREATE TABLE more (x TEXT) STRICT; SELECT no_such();"))
        )
        later.setattr("storage.opening.VERSION", VERSION + 1)
        with pytest.raises(sqlite3.OperationalError):
            Store.open(path)
    with Store.open(path) as store:
        assert store.connection.execute("PRAGMA user_version").fetchone() == (VERSION,)
        assert not store.db["more"].exists()

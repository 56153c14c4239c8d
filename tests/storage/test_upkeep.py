from __future__ import annotations

import sqlite3
import threading
from pathlib import Path

import pytest

from storage.errors import StoreError
from storage.fetches import record_fetch
from storage.records import Fetch, Outcome
from storage.store import Store
from storage.upkeep import back_up, drop_old_records, tidy


def put(store: Store, number: int) -> None:
    with store.write() as connection:
        connection.execute("INSERT INTO stories (id, title, created_at) VALUES (?, '', 'now')", [number])
        connection.execute(
            """INSERT INTO articles (url, title, text, text_hash, first_fetched_at, fetched_at, checked_at, story_id)
               VALUES (?, '', '', '', '', '', '', ?)""",
            [f"https://harbour.example/{number}", number],
        )


def test_a_copy_made_while_others_write_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "newsfold.db"
    Store.open(path).close()
    first, enough = threading.Event(), threading.Event()

    def write() -> None:
        with Store.open(path) as store:
            number = 0
            while not enough.is_set():
                number += 1
                put(store, number)
                first.set()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        assert first.wait(30)
        with Store.open(path, read_only=True) as store:
            copies = [back_up(store, tmp_path / f"copy-{number}.db") for number in range(5)]
    finally:
        enough.set()
        writer.join()
    assert all(copy.articles == copy.stories > 0 for copy in copies)
    with Store.open(tmp_path / "copy-4.db") as copy:
        put(copy, 10_000_000)


def test_a_damaged_store_gives_no_copy(tmp_path: Path) -> None:
    path = tmp_path / "newsfold.db"
    with Store.open(path) as store:
        for number in range(300):
            put(store, number)
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA foreign_keys = OFF")
    connection.execute("DELETE FROM stories WHERE id = 7")
    connection.commit()
    connection.close()
    with Store.open(path) as store, pytest.raises(StoreError, match="leads nowhere"):
        back_up(store, tmp_path / "copy.db")
    assert not list(tmp_path.glob("*copy*"))


@pytest.mark.parametrize("target", [".", "missing/copy.db", "newsfold.db"])
def test_where_a_copy_cannot_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, target: str) -> None:
    monkeypatch.chdir(tmp_path)
    with Store.open(tmp_path / "newsfold.db") as store, pytest.raises(StoreError):
        back_up(store, Path(target))


def test_a_copy_replaces_a_store_or_an_empty_file_alone(tmp_path: Path) -> None:
    script, empty, older = tmp_path / "tidy.sh", tmp_path / "empty.db", tmp_path / "older.db"
    script.write_text("#!/bin/sh\nexit 0\n")
    empty.touch()
    sqlite3.connect(tmp_path / "other.db").executescript("CREATE TABLE theirs (id); INSERT INTO theirs VALUES (1)")
    with Store.open(tmp_path / "newsfold.db") as store:
        back_up(store, older)
        put(store, 1)
        for kept in (script, tmp_path / "other.db"):
            before = kept.read_bytes()
            with pytest.raises(StoreError, match=rf"{kept.name} is no newsfold store.*name another file"):
                back_up(store, kept)
            assert kept.read_bytes() == before
        assert [back_up(store, place).articles for place in (empty, older)] == [1, 1]


def test_of_a_folder_a_file_in_it_is_proposed(tmp_path: Path) -> None:
    (tmp_path / "copies").mkdir()
    with Store.open(tmp_path / "newsfold.db") as store, pytest.raises(StoreError) as refused:
        back_up(store, tmp_path / "copies")
    assert f"name a file in it, such as {tmp_path / 'copies' / 'newsfold.db'}" in str(refused.value)


def test_the_write_ahead_log_is_emptied(tmp_path: Path) -> None:
    path = tmp_path / "newsfold.db"
    with Store.open(path) as store:
        for number in range(50):
            put(store, number)
        log = path.with_name(path.name + "-wal")
        assert log.stat().st_size > 0
        tidy(store)
        assert log.stat().st_size == 0


def test_what_is_dropped_is_on_record_and_the_newest_stays(tmp_path: Path) -> None:
    with Store.open(tmp_path / "newsfold.db") as store:
        for url, outcome, at in (
            ("a", "ok", "2026-01-01"), ("a", "ok", "2026-01-02"), ("a", "server error", "2026-01-03"),
            ("b", "gone", "2026-01-01"), ("c", "ok", "2026-03-01"),
        ):  # fmt: skip
            record_fetch(store, Fetch(url, Outcome(outcome), f"{at}T00:00:00Z"))
        assert drop_old_records(store, "2026-02-01T00:00:00Z", "2026-03-02T00:00:00Z") == 1
        left = store.connection.execute("SELECT url, outcome FROM fetches ORDER BY id").fetchall()
        dropped = store.connection.execute("SELECT what, count, older_than FROM drops").fetchall()
    assert left == [("a", "ok"), ("a", "server error"), ("b", "gone"), ("c", "ok")]
    assert dropped == [("fetches", 1, "2026-02-01T00:00:00Z")]


def test_an_older_store_is_copied_before_it_is_brought_up_to_date(tmp_path: Path) -> None:
    path = tmp_path / "newsfold.db"
    Store.open(path).close()
    Store.open(path).close()
    assert list(tmp_path.glob("*.backup")) == [], "it is up to date"
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 1")
    connection.close()
    Store.open(path).close()
    copied = sqlite3.connect(tmp_path / "newsfold.db.schema-1.backup")
    assert copied.execute("PRAGMA user_version").fetchone() == (1,)
    copied.close()


def test_without_room_for_the_copy_nothing_is_changed(tmp_path: Path) -> None:
    path = tmp_path / "newsfold.db"
    Store.open(path).close()
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 1")
    connection.close()
    (tmp_path / "newsfold.db.schema-1.backup").mkdir()
    with pytest.raises(StoreError, match="could not be written"):
        Store.open(path)
    connection = sqlite3.connect(path)
    assert connection.execute("PRAGMA user_version").fetchone() == (1,)
    connection.close()


def test_a_folder_that_may_not_be_written_to_is_named(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.access", lambda *_: False)
    with pytest.raises(StoreError, match="/proc may not be written to: name another folder"):
        back_up(store, Path("/proc/copy.db"))

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path

import pytest

from storage.errors import StoreError
from storage.store import Store
from storage.upkeep import back_up, tidy


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


def test_the_write_ahead_log_is_emptied(tmp_path: Path) -> None:
    path = tmp_path / "newsfold.db"
    with Store.open(path) as store:
        for number in range(50):
            put(store, number)
        log = path.with_name(path.name + "-wal")
        assert log.stat().st_size > 0
        tidy(store)
        assert log.stat().st_size == 0

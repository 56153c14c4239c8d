"""Commands before a store that is old, empty or new."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from crawler.cli import run
from storage.steps import STEPS
from storage.store import Store
from tests.crawler.cli.flood import TEXT


def test_a_store_of_an_earlier_version_is_renewed_by_who_reads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "old.db"
    with monkeypatch.context() as earlier:
        earlier.setattr("storage.schema.STEPS", STEPS[:4])
        earlier.setattr("storage.opening.VERSION", 4)
        Store.open(path).close()
    assert run(["stories", "--db", str(path)]) == 0
    assert capsys.readouterr().err.startswith("No story fits.\nThe store holds no article yet")
    Store.open(path, read_only=True).close()


@pytest.mark.parametrize("command", [["stories"], ["furniture"], ["fetch", "http://127.0.0.1:9/a"]])
def test_renewing_a_large_store_is_told_of(
    command: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path, before = tmp_path / "old.db", [name for name, _ in STEPS].index("marks")
    with monkeypatch.context() as earlier:
        earlier.setattr("storage.schema.STEPS", STEPS[:before])
        earlier.setattr("storage.opening.VERSION", before)
        with Store.open(path) as store, store.write() as connection:
            rows = [(f"https://outlet.example/{n}", f"The pumps held out {n} nights.") for n in range(20)]
            connection.executemany(
                "INSERT INTO articles (url, title, text, text_hash, first_fetched_at, fetched_at, checked_at) "
                "VALUES (?1, 'Pumps', ?2, ?1, '2026-01-01', '2026-01-01', '2026-01-01')",
                rows,
            )
    monkeypatch.setattr("storage.opening.LARGE", 20)
    run([*command, "--db", str(path)])
    told = [line.removeprefix(f"{path}: ") for line in capsys.readouterr().err.splitlines() if str(path) in line]
    here = f"step {before + 1} of {len(STEPS)}, marks"
    assert told[:2] == ["it is of an earlier newsfold and is brought up to date, after a copy beside it", here]
    assert told[2:12] == [f"{here}: {percent} % of 20 articles" for percent in range(10, 101, 10)]
    later = enumerate([name for name, _ in STEPS[before + 1 :]], before + 2)
    assert told[12:] == [f"step {number} of {len(STEPS)}, {name}" for number, name in later]


def test_an_empty_file_is_no_store_to_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "empty.db"
    path.touch()
    assert run(["stories", "--db", str(path)]) == 2
    assert "is empty" in capsys.readouterr().err
    assert path.stat().st_size == 0


def test_a_command_that_makes_the_store_says_how_to_look_into_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("NEWSFOLD_DB", raising=False)
    Path("a.jsonl").write_text(json.dumps({"url": "https://outlet.example/flood", "text": TEXT}), encoding="utf-8")
    assert run(["import", "a.jsonl"]) == 0
    assert capsys.readouterr().err == "Kept in newsfold.db, which is new. Next: newsfold stories\n"
    assert run(["import", "a.jsonl"]) == 0
    assert capsys.readouterr().err == ""
    assert run(["import", "a.jsonl", "--db", "my news.db"]) == 0
    assert capsys.readouterr().err.endswith("Next: newsfold stories --db 'my news.db'\n")

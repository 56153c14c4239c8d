"""What `-o` may not write over: the store and the configuration in use, under whichever name."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest

from crawler.cli import run
from storage.store import Store

CONFIG = '[store]\npath = "newsfold.db"\n\n[[sources]]\nname = "A"\nurl = "http://a.example/"\n'
COMMANDS = (["export", "--format", "jsonl"], ["sources", "export"], ["datasette-metadata"])


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a configuration, a store, a symlink and a hard link to each, and another store."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "newsfold.toml").write_text(CONFIG)
    for name in ("newsfold.db", "another.db"):
        Store.open(tmp_path / name).close()
    for name in ("newsfold.db", "newsfold.toml"):
        (tmp_path / f"soft-{name}").symlink_to(name)
        (tmp_path / f"hard-{name}").hardlink_to(tmp_path / name)
    (tmp_path / "inner").mkdir()
    return tmp_path


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
@pytest.mark.parametrize("file", ["newsfold.db", "newsfold.toml"])
@pytest.mark.parametrize("spelling", ["{}", "soft-{}", "hard-{}", "inner/../{}"])
def test_what_is_in_use_is_not_written_over(
    place: Path, capsys: pytest.CaptureFixture[str], command: list[str], file: str, spelling: str
) -> None:
    named, before = spelling.format(file), (place / file).read_bytes()
    assert run([*command, "-o", named]) == 2
    said = capsys.readouterr().err
    what = "store" if file.endswith(".db") else "configuration"
    assert said == f"newsfold: {named} is the {what} in use, and stays as it is: name another file with -o\n"
    assert (place / file).read_bytes() == before
    assert (place / named).samefile(place / file)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_another_store_is_not_written_over(place: Path, capsys: pytest.CaptureFixture[str], command: list[str]) -> None:
    before = (place / "another.db").read_bytes()
    assert run([*command, "-o", "another.db"]) == 2
    assert "another.db is a newsfold store" in capsys.readouterr().err
    assert run([*command, "--db", "another.db", "-o", "another.db"]) == 2
    assert "another.db is the store in use" in capsys.readouterr().err
    assert (place / "another.db").read_bytes() == before


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_no_database_of_another_program_is_written_over(
    place: Path, capsys: pytest.CaptureFixture[str], command: list[str]
) -> None:
    with sqlite3.connect(place / "theirs.jsonl") as connection:
        connection.execute("CREATE TABLE notes (text)")
    connection.close()
    before = (place / "theirs.jsonl").read_bytes()
    assert run([*command, "-o", "theirs.jsonl"]) == 2
    assert "theirs.jsonl is a SQLite file, and stays as it is" in capsys.readouterr().err
    assert (place / "theirs.jsonl").read_bytes() == before


def test_an_export_says_that_it_replaced_a_file(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for told in ("0 stories written to notes.md\n", "0 stories written to notes.md, in place of what it held\n"):
        assert run(["export", "-o", "notes.md"]) == 0
        assert told in capsys.readouterr().err
    assert (place / "notes.md").exists()


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_any_other_file_is_replaced(place: Path, command: list[str]) -> None:
    (place / "older.jsonl").write_text("older")
    assert run([*command, "-o", "older.jsonl"]) == 0
    assert (place / "older.jsonl").read_text() != "older"


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_an_answer_in_json_names_the_file_that_was_written(
    place: Path, capsys: pytest.CaptureFixture[str], command: list[str]
) -> None:
    assert run([*command, "-o", "plain.jsonl"]) == 0
    capsys.readouterr()
    assert run([*command, "-o", "answered.jsonl", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["file"] == "answered.jsonl"
    assert (place / "answered.jsonl").read_bytes() == (place / "plain.jsonl").read_bytes()

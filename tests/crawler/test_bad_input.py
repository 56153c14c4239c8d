"""What users get wrong: one clear line, the right exit code, and the rest of the work done."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from crawler.cli import run

ROOT = Path(__file__).parent.parent.parent


def article(number: int, **more: object) -> str:
    text = (
        f"Flood number {number} reached the lower town of Kessel on Tuesday night, and pumps worked until morning. " * 5
    )
    return json.dumps({"url": f"https://outlet{number}.example/flood-{number}", "text": text, **more})


def complaints(capsys: pytest.CaptureFixture[str]) -> str:
    said = capsys.readouterr().err
    assert "Traceback" not in said
    return said


@pytest.fixture
def db(tmp_path: Path) -> str:
    return str(tmp_path / "news.db")


def test_an_unknown_command_is_answered_with_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["fetsh"]) == 2
    assert complaints(capsys) == "newsfold: No such command 'fetsh'. Did you mean 'fetch'?\n"
    for searching in ("search", "serach", "Search"):
        assert run([searching, "dyke"]) == 2
        told = f"newsfold: No such command '{searching}'. To search the stories: newsfold stories QUERY\n"
        assert complaints(capsys) == told


def test_an_option_before_the_command_is_told_its_place(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--db", "news.db", "stories"]) == 2
    assert complaints(capsys) == "newsfold: No such option: --db before a command: options come after it\n"
    assert run(["stories", "--dbb", "news.db"]) == 2
    assert "before a command" not in complaints(capsys)


def test_a_command_that_lacks_an_argument_says_how_it_goes(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["why", "1"]) == 2
    assert capsys.readouterr().err.startswith("newsfold: Missing argument 'B'. It goes: newsfold why A B (")
    assert run(["import"]) == 2
    assert "It goes: newsfold import PATH... (" in capsys.readouterr().err


def test_a_missing_file_is_named_and_the_others_are_taken(
    tmp_path: Path, db: str, capsys: pytest.CaptureFixture[str]
) -> None:
    there = tmp_path / "there.jsonl"
    there.write_text(article(1) + "\n", encoding="utf-8")

    assert run(["import", str(tmp_path / "nowhere.jsonl"), str(there), "--db", db]) == 2
    assert "nowhere.jsonl does not exist" in complaints(capsys)
    assert count(db) == 1


@pytest.mark.parametrize("content", [None, b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8])
def test_what_cannot_be_read_leaves_no_store_behind(
    content: bytes | None, tmp_path: Path, db: str, capsys: pytest.CaptureFixture[str]
) -> None:
    named = tmp_path / "articles.jsonl"
    if content is not None:
        named.write_bytes(content)

    assert run(["import", str(named), "--db", db]) == 2
    assert complaints(capsys).count("\n") == 1
    assert not Path(db).exists()
    assert run(["import", str(named), "--db", db, "--json"]) == 2
    assert len(json.loads(capsys.readouterr().out)["unreadable"]) == 1


@pytest.mark.parametrize("content", ["", "\n \n", "[\n]\n"])
def test_a_file_without_an_article_is_named(
    content: str, tmp_path: Path, db: str, capsys: pytest.CaptureFixture[str]
) -> None:
    empty, there = tmp_path / "empty.jsonl", tmp_path / "there.jsonl"
    empty.write_text(content, encoding="utf-8")
    there.write_text(article(1), encoding="utf-8")

    assert run(["import", str(empty), "--db", db]) == 1
    assert complaints(capsys) == f"{empty} holds no article: 0 lines taken in\n"
    assert run(["import", str(empty), str(there), "--db", db]) == 0
    assert f"{empty} holds no article" in complaints(capsys)
    assert count(db) == 1


def test_a_truncated_line_is_named_with_its_number_and_the_others_are_taken(
    tmp_path: Path, db: str, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = tmp_path / "articles.jsonl"
    lines.write_text("\n".join([article(1), article(2)[:60], article(3)]), encoding="utf-8")

    assert run(["import", str(lines), "--db", db]) == 1
    assert f"{lines}:2: cut off" in complaints(capsys)
    assert count(db) == 2


def test_exported_stories_are_recognised_and_said_once(
    tmp_path: Path, db: str, capsys: pytest.CaptureFixture[str]
) -> None:
    given, stories, taken = (tmp_path / f"{name}.jsonl" for name in ("given", "stories", "articles"))
    given.write_text(article(1) + "\n" + article(2) + "\n", encoding="utf-8")
    assert run(["import", str(given), "--db", db]) == 0
    assert run(["export", "--db", db, "-o", str(stories)]) == 0
    assert run(["export", "--db", db, "--what", "articles", "-o", str(taken)]) == 0
    stories.write_text(stories.read_text(encoding="utf-8") * 3, encoding="utf-8")
    capsys.readouterr()
    other = str(tmp_path / "other.db")
    assert run(["import", str(stories), "--db", other, "--json"]) == 1
    said = capsys.readouterr()
    assert json.loads(said.out)["refused"] == len(stories.read_text(encoding="utf-8").splitlines()) > 1
    assert said.err.count("\n") == 1
    assert "stories, not articles: `newsfold export --what articles` writes what an import takes" in said.err
    assert run(["import", str(taken), "--db", other]) == 0


def test_what_else_an_export_writes_is_recognised_and_said_once(
    tmp_path: Path, db: str, capsys: pytest.CaptureFixture[str]
) -> None:
    match = {"a": "http://a.example/1", "b": "http://b.example/1", "relation": "identical", "jaccard": 1.0}
    event = {"event_id": 1, "title": "Flood", "stories": [1, 2]}
    for what, record in (("matches", match), ("events", event)):
        given = tmp_path / f"{what}.jsonl"
        given.write_text(f"{json.dumps(record)}\n" * 2, encoding="utf-8")
        assert run(["import", str(given), "--db", db]) == 1
        said = capsys.readouterr().err
        assert said.count("\n") == 1
        assert f"{given}:1: {what}, not articles: `newsfold export --what articles`" in said


def test_a_table_is_refused_in_one_line_and_makes_no_store(
    tmp_path: Path, db: str, capsys: pytest.CaptureFixture[str]
) -> None:
    table = tmp_path / "articles.csv"
    table.write_text("url,text\n" + "https://a.example/1,Words\n" * 30, encoding="utf-8")
    assert run(["import", str(table), "--db", db]) == 2
    said = complaints(capsys)
    assert "it begins with 'url,text'" in said
    assert said.count("\n") == 1
    assert not Path(db).exists()


def test_a_binary_file_is_refused(tmp_path: Path, db: str, capsys: pytest.CaptureFixture[str]) -> None:
    picture = tmp_path / "picture.jsonl"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8)

    assert run(["import", str(picture), "--db", db]) == 2
    assert complaints(capsys).count("\n") == 1


@pytest.mark.parametrize("command", [["stories"], ["import", "-"], ["fetch", "https://example.org/"], ["export"]])
def test_a_file_that_is_no_store_is_left_alone(
    command: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("Dear reader, " * 500, encoding="utf-8")

    assert run([*command, "--db", str(letter)]) == 2
    assert "not a SQLite file" in complaints(capsys)
    assert letter.read_text(encoding="utf-8") == "Dear reader, " * 500


def test_the_store_of_another_program_is_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = tmp_path / "other.db"
    with sqlite3.connect(other) as connection:
        connection.execute("CREATE TABLE cakes (name TEXT)")

    assert run(["stories", "--db", str(other)]) == 2
    assert "of another program" in complaints(capsys)


def test_a_folder_that_takes_no_files_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["import", "-", "--db", "/proc/news.db"]) == 2
    assert "/proc/news.db" in complaints(capsys)


def test_a_host_that_no_one_knows_is_reported(db: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["fetch", "http://nowhere.invalid/news", "--db", db, "--json"]) == 1
    report = json.loads(capsys.readouterr().out)
    assert report["sources"][0]["errors"] == {"unresolvable": 1}


def test_a_private_address_is_refused(db: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["fetch", "http://127.0.0.1:9/", "--db", db, "--json"]) == 1
    report = json.loads(capsys.readouterr().out)
    assert report["sources"][0]["errors"] == {"blocked address": 1}
    assert report["sources"][0]["outcome"] == "blocked address"
    assert run(["fetch", "http://127.0.0.1:9/", "--db", db]) == 1
    assert "--allow-address" in capsys.readouterr().err
    assert run(["fetch", "http://127.0.0.1:9/", "--db", db, "--allow-address", "bogus"]) == 1
    assert "Allowed so far: bogus." in capsys.readouterr().err


@pytest.mark.parametrize(
    ("command", "complaint"),
    [
        (["fetch", "Example"], "no source is called 'Example'"),
        (["fetch", __file__], "it is a file, which `newsfold import` takes in"),
        (["fetch", "ftp://example.org/"], "ftp://example.org/"),
        (["fetch", "https://example.org/", "--allow-address", "10.0.0.0/99"], "--allow-address"),
        (["fetch", "https://example.org/", "--allow-address", "not a host"], "--allow-address"),
        (["fetch", "https://example.org/", "--allow-address", ""], "--allow-address"),
        (["fetch", "--delay", "x"], "expected a number"),
        (["stories", "--limit", "0"], "'--limit': expected 1 or more"),
        (["stories", "--limit", "1.5"], "expected a whole number"),
        (["serve", "--port", "99999"], "expected 65535 or less"),
        (["add", "https://example.org/", "--kind", "x"], "'--kind': 'x' is not one of"),
        (["stories", "--since", ""], "since is empty"),
        (["stories", ""], "query is empty"),
        (["export", "--until", " "], "until is empty"),
        (["export", "--outlet", ""], "outlet is empty"),
        (["fetch"], "nothing to fetch"),
        (["extract"], "nothing to extract"),
        (["recluster"], "does not exist"),
        (["extract", "nowhere.html"], "nowhere.html: cannot be read"),
        (["stories", "--config", "nowhere.toml"], "nowhere.toml: cannot be read"),
    ],
)
def test_wrong_use_is_one_line(
    command: list[str],
    complaint: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)

    assert run(command) == 2
    said = complaints(capsys)
    assert complaint in said
    assert said.count("\n") == 1


@pytest.mark.parametrize(
    ("command", "complaint"),
    [
        (["story", "77"], "no story has the id 77"),
        (["story", "9" * 25], "is neither a story's number nor a URL"),
        (["story", "https://example.org/unknown"], "https://example.org/unknown"),
        (["why", "9" * 25, "1"], "9" * 25),
        (["why", "1", "https://example.org/unknown"], "https://example.org/unknown"),
        (["diff", "99"], "99"),
        (["stories", "--since", "yesterday"], "since 'yesterday' is no date"),
        (["export", "--what", "cakes"], "'cakes' is no kind of export"),
        (["export", "--format", "xls"], "'xls' is no format"),
        (["export", "--format", "csv", "--json"], "--json asks for JSON, and csv is none"),
        (["export", "-o", "/proc/out.jsonl"], "/proc/out.jsonl"),
        (["evaluate", "nowhere.jsonl"], "nowhere.jsonl"),
    ],
)
def test_what_the_store_does_not_hold_is_one_line(
    command: list[str], complaint: str, tmp_path: Path, db: str, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = tmp_path / "articles.jsonl"
    lines.write_text(article(1), encoding="utf-8")
    run(["import", str(lines), "--db", db])
    capsys.readouterr()

    assert run([*command, "--db", db]) == 2
    said = complaints(capsys)
    assert complaint in said
    assert said.count("\n") == 1


def test_a_reader_that_goes_away_is_no_error(tmp_path: Path, db: str) -> None:
    lines = tmp_path / "articles.jsonl"
    lines.write_text("\n".join(article(number) for number in range(300)), encoding="utf-8")
    run(["import", str(lines), "--db", db])
    command = f"set -o pipefail; {sys.executable} -m crawler export --what articles --db {db} | head -1"

    done = subprocess.run(["bash", "-c", command], cwd=ROOT, capture_output=True, text=True, check=True)

    assert json.loads(done.stdout)["url"].startswith("https://outlet")
    assert done.stderr == ""


def count(db: str) -> int:
    with sqlite3.connect(db) as connection:
        return int(connection.execute("SELECT count(*) FROM articles").fetchone()[0])


def test_a_wrong_word_among_urls_is_named_and_the_others_are_fetched(
    db: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["fetch", "ftp://example.org/", "http://nowhere.invalid/news", "--db", db]) == 2

    assert "ftp://example.org/" in complaints(capsys)
    with sqlite3.connect(db) as connection:
        fetched = connection.execute("SELECT url, outcome FROM fetches").fetchall()
    assert ("http://nowhere.invalid/news", "unresolvable") in fetched


def test_an_answer_that_cannot_be_written_is_said(tmp_path: Path, db: str) -> None:
    lines = tmp_path / "articles.jsonl"
    lines.write_text(article(1), encoding="utf-8")
    run(["import", str(lines), "--db", db])
    command = f"{sys.executable} -m crawler stories --db {db} > /dev/full"

    done = subprocess.run(["sh", "-c", command], cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.returncode == 1
    assert done.stderr == "newsfold: the answer cannot be written: No space left on device\n"


def test_the_demos_news_do_not_mix_with_real_ones(tmp_path: Path, db: str, capsys: pytest.CaptureFixture[str]) -> None:
    lines = tmp_path / "articles.jsonl"
    lines.write_text(article(1), encoding="utf-8")
    run(["import", str(lines), "--db", db])

    assert run(["demo", "--db", db]) == 2
    assert "holds news already" in complaints(capsys)
    assert count(db) == 1


def test_each_mistake_of_a_configuration_has_a_line_of_its_own(
    tmp_path: Path, db: str, capsys: pytest.CaptureFixture[str]
) -> None:
    config = tmp_path / "own.toml"
    wrong = [f"name{number} = 1" for number in range(12)]
    config.write_text("\n".join(["[crawl]", "delay = 'a; b'", *wrong]), encoding="utf-8")
    asked = ["--config", str(config), "--db", db]

    assert run(["stories", *asked]) == 2
    *said, last = complaints(capsys).splitlines()
    assert len(said) > 5
    assert [line.split(": ")[:2] for line in said] == [
        ["newsfold", f"{config}, line {number}"] for number in range(2, len(said) + 2)
    ]
    assert last == f"newsfold: {config}, and {13 - len(said)} more"
    assert run(["doctor", *asked]) == 1
    shown = [line for line in capsys.readouterr().out.splitlines() if str(config) in line]
    assert len(shown) == len(said) + 1
    assert all(line.count("line ") <= 1 for line in shown)

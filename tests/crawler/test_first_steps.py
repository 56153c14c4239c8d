"""What who is new to it does: a configuration that is not finished, a wrong number, a small terminal, Ctrl-C again."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest

from crawler.cli import run
from storage.records import Source
from storage.sources import upsert_source
from storage.store import Store
from tests.rights import python_bound_by_rights


def test_the_demo_does_not_mind_a_broken_configuration(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "newsfold.toml").write_text("[store\n")
    assert run(["demo", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["stories"]


@pytest.mark.parametrize(
    ("command", "code"),
    [
        ("stories", 0),
        ("story 1", 0),
        ("why 1 2", 0),
        ("diff 1", 0),
        ("furniture", 0),
        ("backup copy.db", 0),
        ("stories --source Quay", 2),
        ("stories --config newsfold.toml", 2),
        ("status", 2),
    ],
)
def test_who_only_reads_the_store_that_is_named_does_not_mind_a_broken_configuration(
    command: str, code: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    rows = [{"url": f"https://a.example/{number}", "text": f"The ferry {number} sails. " * 9} for number in (1, 2)]
    Path("articles.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    assert run(["import", "articles.jsonl", "--db", "news.db"]) == 0
    Path("newsfold.toml").write_text("[[sources]\n")
    capsys.readouterr()
    assert run([*command.split(), "--db", "news.db"]) == code
    assert ("newsfold.toml, line 1: " in capsys.readouterr().err) == (code == 2)


@pytest.mark.parametrize(
    ("locked", "told"),
    [("news.db", "WRONG  writing to the store"), (".", "WRONG  writing to the store"), ("none", "WRONG  store")],
)
def test_the_doctor_sees_that_a_store_cannot_be_written(tmp_path: Path, locked: str, told: str) -> None:
    (tmp_path / "none").mkdir()
    Store.open(tmp_path / "news.db").close()
    (tmp_path / locked).chmod(0o555)
    place = tmp_path / ("none" if locked == "none" else "") / "news.db"
    done = python_bound_by_rights("-m", "crawler", "doctor", "--db", str(place))
    (tmp_path / locked).chmod(0o755)
    assert (done.returncode, done.stderr) == (1, "")
    assert told in done.stdout


def test_the_doctor_waits_for_no_writer(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = tmp_path / "news.db"
    with Store.open(place) as store, store.write():
        assert run(["doctor", "--db", str(place), "--json"]) == 0
    told = {each["what"]: each["found"] for each in json.loads(capsys.readouterr().out)}
    assert told["writing to the store"] == "another process does just now"


@pytest.mark.parametrize("command", [["status"], ["sources", "list"]])
def test_tables_of_sources_fit_a_narrow_terminal(
    command: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    place, name = tmp_path / "news.db", "harbour-post-on-the-ferry"
    url = "https://www.harbourpost.example/tags/ferry"
    with Store.open(place) as store:
        upsert_source(store, Source(name, url), added_at="2026-03-01T00:00:00Z")
    assert run([*command, "--db", str(place)]) == 0
    (in_a_pipe,) = (line for line in capsys.readouterr().out.splitlines() if line.startswith(name))
    assert len(re.split(r"  +", in_a_pipe)) >= 4

    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    for variable, value in (("COLUMNS", "80"), ("NO_COLOR", "1"), ("TERM", "xterm")):
        monkeypatch.setenv(variable, value)
    assert run([*command, "--db", str(place)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert max(map(len, lines)) <= 80
    (row,) = (number for number, line in enumerate(lines) if name in line)  # whole
    assert (url[:30] in lines[row + 1]) == (command != ["status"])


def test_the_numbers_of_stories_and_of_their_articles_are_told_apart(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines, db = tmp_path / "articles.jsonl", ["--db", str(tmp_path / "news.db")]
    flood = "Pumps worked in the lower town of Kessel all night, and the water fell by a hand. "
    roof = "A school of the upper town has a new roof, which the council had promised and paid for. "
    texts = {"a": flood, "b": flood, "c": roof}
    rows = [{"url": f"https://{name}.example/1", "title": "", "text": text * 4} for name, text in texts.items()]
    lines.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    assert run(["import", str(lines), *db]) == 0
    with Store.open(tmp_path / "news.db") as store:
        homes = dict(store.connection.execute("SELECT id, story_id FROM articles ORDER BY id").fetchall())
    (first, second), other = [one for one in homes if homes[one] == 1], [one for one in homes if homes[one] == 2]
    capsys.readouterr()

    assert run(["story", "1", *db]) == 0
    assert re.search(rf"newsfold why ({first} {second}|{second} {first}) ", capsys.readouterr().err)
    assert run(["why", str(first), str(second), *db]) == 0
    assert capsys.readouterr().err == "", "they are of one story: these may well be meant"
    assert run(["why", str(first), str(other[0]), *db]) == 0
    assert "A number is an article's here; story 1 has articles " in capsys.readouterr().err


def test_the_commands_that_are_named_lead_to_the_same_store(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    store = ["--db", "my news.db"]
    flood = "Pumps worked in the lower town of Kessel all night, and the water fell by a hand. "
    for more in ("", "The council met at nine in the morning, and parted at noon."):
        rows = [{"url": f"https://{name}.example/1?a=1&b=2", "text": flood * 4 + more} for name in "ab"]
        Path("articles.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
        assert run(["import", "articles.jsonl", *store]) == 0
    capsys.readouterr()

    assert run(["story", "1", *store]) == 0
    said = capsys.readouterr()
    commands = re.findall(r"newsfold ((?:why|diff) [^`\n]+)", f"{said.out}{said.err}")
    assert [each.split()[0] for each in commands] == ["diff", "diff", "why"]
    assert run(["remove", "--undo", "9", *store]) == 2
    commands += re.findall(r"`newsfold ([^`]+)`", capsys.readouterr().err)
    assert len(commands) == 4
    assert all(each.endswith(" --db 'my news.db'") for each in commands)
    assert [run(shlex.split(each)) for each in commands] == [0] * 4
    assert run(["diff", "1 2", *store]) == 2
    assert "`newsfold story` shows both" in capsys.readouterr().err, "no whole command"
    assert run(["stories", "--db", "none.db"]) == 2
    assert "`newsfold fetch` or `newsfold import` makes it" in capsys.readouterr().err

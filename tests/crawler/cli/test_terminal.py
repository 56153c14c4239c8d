"""How answers look on a terminal, wide or narrow, and in a pipe."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from crawler.cli import run
from tests.crawler.cli.flood import TEXT


def test_a_pipe_gets_lines_without_padding_and_rules(db: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["stories", "--db", db]) == 0

    head, row = capsys.readouterr().out.splitlines()
    assert head.split("  ")[0] == "story"
    assert row == row.rstrip()
    assert "Kessel under water" in row


def test_without_colours_a_terminal_gets_text_alone(
    db: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    monkeypatch.setenv("TERM", "xterm")
    assert run(["stories", "--db", db]) == 0
    assert "\x1b[" in capsys.readouterr().out
    monkeypatch.setenv("NO_COLOR", "1")
    assert run(["stories", "--db", db]) == 0
    assert "\x1b" not in capsys.readouterr().out


def test_a_narrow_terminal_gets_outlets_below_headlines(
    db: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    for name, value in (("COLUMNS", "80"), ("NO_COLOR", "1"), ("TERM", "xterm")):
        monkeypatch.setenv(name, value)
    assert run(["stories", "--db", db]) == 0

    lines = re.sub(r"\x1b\[[0-9;]*m", "", capsys.readouterr().out).splitlines()
    assert max(map(len, lines)) <= 80
    (place,) = [number for number, line in enumerate(lines) if "Kessel under water" in line]
    assert lines[place + 1].strip() == "outlet0.example, outlet1.example"


def test_stories_are_shown_by_when_they_were_run_last(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    lines, place = tmp_path / "articles.jsonl", str(tmp_path / "news.db")
    other = (
        "A school of the upper town has a new roof, which the council had promised for three years and paid for. " * 4
    )
    told = [("a", TEXT, "2026-03-01T09:00:00Z"), ("b", TEXT, "2026-03-05"), ("c", other, "2026-03-03T10:00:00Z")]
    rows = [{"url": f"https://{name}.example/1", "text": text, "published_at": at} for name, text, at in told]
    lines.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    assert run(["import", str(lines), "--db", place]) == 0
    capsys.readouterr()

    assert run(["stories", "--db", place]) == 0
    head, first, second = (re.split(r"  +", line.strip()) for line in capsys.readouterr().out.splitlines())
    assert head[1:3] == ["last run (UTC)", "first run (UTC)"]
    assert first[1:3] == ["2026-03-05", "2026-03-01 09:00"]
    assert second[1:3] == ["2026-03-03 10:00", "2026-03-03 10:00"]
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    for name, value in (("COLUMNS", "80"), ("NO_COLOR", "1"), ("TERM", "xterm")):
        monkeypatch.setenv(name, value)
    assert run(["stories", "--db", place]) == 0
    shown = capsys.readouterr().out.splitlines()
    (place_of_last,) = [number for number, line in enumerate(shown) if "2026-03-05" in line]
    assert "2026-03-01 09:00" in shown[place_of_last + 1]


@pytest.mark.parametrize(
    "work",
    [
        "export -o out.jsonl: exporting",
        "import articles.jsonl: importing",
        "import more.jsonl: folding",
        "recluster: folding",
    ],
)
def test_long_work_shows_how_far_it_is_on_a_terminal_alone(
    work: str, db: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    command, _, says = work.partition(": ")
    monkeypatch.chdir(tmp_path)
    row = {"url": "https://outlet.example/new", "text": "The ferry sails again at noon, says its captain. " * 9}
    Path("more.jsonl").write_text(json.dumps(row), encoding="utf-8")
    assert run([*command.split(), "--db", db]) == 0
    assert says not in capsys.readouterr().err

    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    monkeypatch.setenv("TERM", "xterm")
    assert run([*command.split(), "--db", db]) == 0
    assert says in capsys.readouterr().err

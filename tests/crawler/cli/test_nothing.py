"""Where nothing fits, what there is instead is said."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from crawler.cli import run
from tests.crawler.cli.flood import TEXT

if TYPE_CHECKING:
    from pathlib import Path

OUTLETS = "outlet0.example, outlet1.example"
MEANT = f"did you mean 'outlet1.example'? outlets: {OUTLETS}"


def test_an_export_of_nothing_says_so(db: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["export", "--language", "ja", "--db", db]) == 0
    said = capsys.readouterr()
    assert (said.out, said.err) == ("", "No stories fit.\nNo article is in the language 'ja'; languages: en\n")


@pytest.mark.parametrize("command", [["stories"], ["stories", "--json"], ["export"], ["export", "--what", "articles"]])
@pytest.mark.parametrize(
    ("filters", "answer"),
    [
        (["--outlet", "outlet1.exampel"], (2, f"newsfold: No article is of the outlet 'outlet1.exampel'; {MEANT}")),
        (["--language", "ja"], (0, "No article is in the language 'ja'; languages: en")),
        (["--source", "nobody"], (2, "newsfold: No source is called 'nobody'; none is known")),
        (["--outlet", "OUTLET1.example", "--language", "ja"], (0, "No article is in the language 'ja'; languages: en")),
    ],
)
def test_what_no_article_has_is_named_with_what_there_is(
    command: list[str], filters: list[str], answer: tuple[int, str], db: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code = run([*command, *filters, "--db", db])
    assert (code, "".join(capsys.readouterr().err.splitlines()[-1:])) == answer


def test_of_many_outlets_some_are_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines, place = tmp_path / "articles.jsonl", str(tmp_path / "news.db")
    rows = [{"url": f"https://outlet{n:02}.example/flood", "text": TEXT} for n in range(12)]
    lines.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    assert run(["import", str(lines), "--db", place]) == 0
    capsys.readouterr()
    assert run(["furniture", "nope", "--db", place]) == 0
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("No line is known to be furniture")
    assert said.err.endswith("outlet06.example, outlet07.example and 4 more\n")


def test_a_store_without_a_source_says_so(db: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["status", "--db", db]) == 0
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("No source was fetched yet")


@pytest.mark.parametrize("word", ["Post feed", "https://outlet1.example/feed", "outlet1.example/feed"])
def test_a_source_is_also_called_by_its_address(word: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines, place = tmp_path / "articles.jsonl", str(tmp_path / "news.db")
    row = {"url": "https://outlet1.example/flood", "text": TEXT, "source": "Post feed"}
    lines.write_text(json.dumps(row), encoding="utf-8")
    assert run(["import", str(lines), "--db", place]) == 0
    config = tmp_path / "newsfold.toml"
    config.write_text('[[sources]]\nname = "Post feed"\nurl = "https://outlet1.example/feed"\n', encoding="utf-8")
    capsys.readouterr()
    assert run(["stories", "--source", word, "--db", place, "--config", str(config), "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out)) == 1
    assert run(["export", "--source", word, "--db", place, "--config", str(config)]) == 0
    assert capsys.readouterr().out.count("\n") == 1

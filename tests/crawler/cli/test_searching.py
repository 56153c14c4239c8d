"""How stories are found: by words, whatever their shape, and by the URL of a member."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from crawler.cli import run

if TYPE_CHECKING:
    from pathlib import Path


def test_words_of_a_search_need_no_quotes(db: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["stories", "pumps", "kessel", "--db", db, "--json"]) == 0

    assert [story["title"] for story in json.loads(capsys.readouterr().out)] == ["Kessel under water"]


def test_a_story_is_found_by_the_url_of_a_member(db: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["story", "https://outlet1.example/flood?utm_source=x", "--db", db, "--json"]) == 0

    assert len(json.loads(capsys.readouterr().out)["members"]) == 2


def test_words_of_other_search_engines_are_told_where_nothing_was_found(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    db, lines = str(tmp_path / "news.db"), tmp_path / "one.jsonl"
    lines.write_text(json.dumps({"url": "https://post.example/1", "title": "A dyke", "text": "It held, or so."}))
    assert run(["import", str(lines), "--db", db]) == 0
    capsys.readouterr()
    assert run(["stories", "dyke or bread", "--db", db]) == 0
    assert capsys.readouterr().err == "No story fits.\nIn a search, OR goes in capital letters.\n"
    assert run(["stories", "dyke or so", "--db", db]) == 0
    assert "In a search" not in capsys.readouterr().err


@pytest.mark.parametrize(
    "query", ['"', "AND", "NOT a", "title:x", "a*b", "(", "^", "x NEAR y", "a-b", "{", "'; --", "“”"]
)
def test_a_query_of_any_shape_is_words(query: str, db: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["stories", "--db", db, "--", query]) in {0, 2}
    said = capsys.readouterr().err
    assert said.count("\n") <= 2, said
    assert "fts5" not in said


def test_a_word_to_leave_out_that_is_taken_for_an_option_says_where_it_goes(
    db: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["stories", "kessel", "-sandbags", "--db", db]) == 2
    assert "a word to leave out goes in quotes with the others: 'flood -rescue'" in capsys.readouterr().err
    assert run(["stories", "kessel -sandbags", "--db", db]) == 0
    assert run(["story", "-x", "--db", db]) == 2
    assert "leave out" not in capsys.readouterr().err

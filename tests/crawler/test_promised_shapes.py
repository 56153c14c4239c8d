"""One noun has one shape, whichever command prints it: what scripts rely on."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from crawler.cli import run
from tests.crawler.test_stories_shown import report, take, words
from tests.web import article_page

LONG = "\n\n".join(f"In part {part} {words(part, 60)}." for part in range(4))


def answer(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[Any]:
    """What a command prints, one value a line."""
    capsys.readouterr()
    assert run([*arguments]) == 0
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_a_passage_is_word_for_word_what_stands_at_its_offset(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [
        {"url": "https://wire.example/1", "title": "Dams", "text": LONG},
        {"url": "https://post.example/1", "title": "Dams", "text": f"Our man writes from the coast.\n\n{LONG}"},
    ]
    db = take(tmp_path, rows)
    texts = {each["url"]: each["text"] for each in answer(capsys, "export", "--what", "articles", "--db", db)}
    (match,) = answer(capsys, "export", "--what", "matches", "--db", db)
    assert run(["why", match["a"], match["b"], "--db", db, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["a"], told["b"]) == (match["a"], match["b"])
    assert told["passages"] == match["passages"]
    for passage in match["passages"]:
        assert texts[match["a"]][passage["a_offset"] :].startswith(passage["text"])
        assert texts[match["b"]][passage["b_offset"] :].startswith(passage["text"])
    assert run(["why", match["a"], match["b"], "--db", db]) == 0
    assert "…" in capsys.readouterr().out, "who reads is told that it goes on"


@pytest.mark.parametrize(
    ("declared", "kept"),
    [
        ("2026-03-01 09:00:00", "2026-03-01T09:00:00Z"),
        ("2026-03-01T09:00:00.123+02:00", "2026-03-01T07:00:00Z"),
        ("Sun, 01 Mar 2026 09:00:00 GMT", "2026-03-01T09:00:00Z"),
        ("2026-03-01", "2026-03-01"),
    ],
)
def test_times_have_one_form_whatever_was_declared(
    declared: str, kept: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    db = take(tmp_path, [{**report(1), "published_at": declared, "modified_at": declared}])
    (article,) = answer(capsys, "export", "--what", "articles", "--db", db)
    (story,) = answer(capsys, "export", "--db", db)
    assert (article["published_at"], article["modified_at"]) == (kept, kept)
    assert (story["first_published_at"], story["members"][0]["published_at"]) == (kept, kept)
    assert answer(capsys, "export", "--since", kept, "--until", kept, "--db", db) == [story]
    (beside,) = sqlite3.connect(db).execute("SELECT published_declared FROM articles").fetchone()
    assert beside[:10] == "2026-03-01", "what was declared stays beside it"


def test_an_attribution_without_a_link_has_no_url_in_whatever_prints_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    credit = "<p>Source: Harbour News Agency</p></article>"
    Path("page.html").write_text(article_page("The ferry sails").replace("</article>", credit), encoding="utf-8")
    (extracted,) = answer(capsys, "extract", "page.html", "--url", "https://harbour.example/ferry")
    assert extracted["attributions"]
    assert all(each.keys() == {"name", "kind", "evidence", "grade"} for each in extracted["attributions"])


def test_a_manifest_of_nothing_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("manifest.jsonl").write_text("\n", encoding="utf-8")
    assert run(["extract", "--manifest", "manifest.jsonl"]) == 2
    assert capsys.readouterr().err.startswith("newsfold: manifest.jsonl names no page")

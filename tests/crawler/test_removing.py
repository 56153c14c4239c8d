"""`newsfold remove`: what it says, and that neither a fetch nor an import brings back what was taken out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from crawler.cli import run
from storage.store import Store
from tests.crawling import Crawling, crawling, web
from tests.web import Web, article_page, listing_page

__all__ = ["crawling", "web"]

LINKS = {"/2026/11/01/ferry": "The ferry sails", "/2026/11/02/dam": "The dam holds", "/2026/11/03/mill": "A mill opens"}
ALLOWED = ["--allow-address", "127.0.0.1", "--delay", "0"]


@pytest.fixture
def tag(web: Web, tmp_path: Path, crawling: Crawling, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.chdir(tmp_path)
    for path, headline in LINKS.items():
        web.put(path, article_page(headline))
    return web.put("/tags/river", listing_page(LINKS))


def answer(capsys: pytest.CaptureFixture[str], *words: str) -> Any:
    capsys.readouterr()
    assert run([*words, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def kept() -> list[str]:
    with Store.open(Path("newsfold.db"), read_only=True) as store:
        return [url for (url,) in store.connection.execute("SELECT url FROM articles ORDER BY url")]


def test_neither_a_fetch_nor_an_import_brings_it_back(
    web: Web, tag: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ferry, others = web.url("/2026/11/01/ferry"), [web.url(path) for path in list(LINKS)[1:]]
    assert run(["fetch", tag, *ALLOWED]) == 0
    assert run(["export", "--what", "articles", "-o", "all.jsonl"]) == 0
    assert [each["url"] for each in answer(capsys, "remove", ferry, "--dry-run")["would_remove"]] == [ferry]
    assert len(kept()) == 3
    told = answer(capsys, "remove", ferry, "--reason", "asked for")
    assert [each["url"] for each in told["removed"]] == [ferry]
    assert [(each["url"], each["reason"]) for each in answer(capsys, "remove", "--list")] == [(ferry, "asked for")]

    asked = web.paths().count("/2026/11/01/ferry")
    run(["fetch", tag, *ALLOWED])
    assert kept() == sorted(others)
    assert web.paths().count("/2026/11/01/ferry") == asked, "it is not even asked for"
    capsys.readouterr()
    run(["fetch", ferry, *ALLOWED])
    assert "newsfold remove --undo URL" in " ".join(capsys.readouterr().err.split())
    assert kept() == sorted(others)
    passed = answer(capsys, "import", "all.jsonl")["passed_over"]
    assert passed == {"taken out of the store before": 1}
    assert kept() == sorted(others)

    assert run(["remove", ferry, "--reason", "again"]) == 2
    assert "was taken out already" in capsys.readouterr().err
    assert answer(capsys, "remove", "--undo", ferry) == {"let_in": [ferry]}
    assert run(["fetch", ferry, *ALLOWED]) == 0
    assert kept() == sorted([ferry, *others])


@pytest.mark.parametrize("listing", ["as it was", "written anew"])
def test_the_source_brings_back_what_is_let_in(
    web: Web, tag: str, listing: str, capsys: pytest.CaptureFixture[str]
) -> None:
    ferry = web.url("/2026/11/01/ferry")
    assert run(["fetch", tag, *ALLOWED]) == 0
    assert run(["remove", ferry, "--reason", "a mistake"]) == 0
    assert run(["fetch", tag, *ALLOWED]) == 0
    assert answer(capsys, "remove", "--undo", ferry) == {"let_in": [ferry]}
    if listing == "written anew":
        web.put("/tags/river", listing_page(LINKS) + "<!-- -->")
    asked = web.paths().count("/2026/11/01/ferry")
    assert run(["fetch", tag, *ALLOWED]) == 0
    assert ferry in kept()
    assert web.paths().count("/2026/11/01/ferry") == asked + 1


def test_all_of_an_outlet_goes(tag: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["fetch", tag, *ALLOWED]) == 0
    (outlet,) = {each["outlet"] for each in exported(capsys)}
    assert run(["remove", "--outlet", f"{outlet}x", "--reason", "asked for"]) == 2
    assert outlet in capsys.readouterr().err
    told = answer(capsys, "remove", "--outlet", outlet, "--reason", "asked for", "--purge")
    assert (len(told["removed"]), told["stories"]) == (3, 3)
    assert kept() == []
    assert exported(capsys) == []
    assert run(["stories"]) == 0


def exported(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    capsys.readouterr()
    assert run(["export", "--what", "articles"]) == 0
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "name articles by URL or number"),
        (["1"], "say why with --reason"),
        (["1", "--outlet", "A", "--reason", "x"], "and not both"),
        (["99", "--reason", "x"], "no article has the id 99"),
        (["ferry", "--reason", "x"], "neither an article's URL nor its number"),
        (["--undo"], "name the URLs"),
        (["--undo", "http://a.example/"], "is not kept out"),
    ],
)
def test_wrong_use_is_told_and_changes_nothing(
    tag: str, words: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["fetch", tag, *ALLOWED]) == 0
    capsys.readouterr()
    assert run(["remove", *words]) == 2
    assert said in " ".join(capsys.readouterr().err.split())
    assert len(kept()) == 3

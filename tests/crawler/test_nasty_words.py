"""What strangers write steers no terminal, forges no line of a log, is no formula, no markup, no path and no query."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from crawler.cli import run
from tests.crawling import web
from tests.web import Web, article_page

__all__ = ["web"]

NASTY = [
    "=SUM(A1:A9)",
    "+1+1",
    "-2+3",
    "@cmd",
    "\t=1+1",
    '\r=HYPERLINK("http://evil.example")',
    "\uff1d1+1",
    "[red]bold[/red] [link=http://evil.example]here[/link]",
    "<script>alert(1)</script>",
    "\x1b[2J\x1b]0;owned\x07title",
    "nul\x00 here",
    "lone \ud800 surrogate",
    "line\nbreak\r\nnewsfold: error: all is lost",
    "\u202eturned\u202c \u2066around",
    "ends\u2028of\u2029lines\x85",
    "../../etc/passwd",
    "\x9b31m in one sign",
    "# heading | cell * _under_ `code`",
    "]]>&amp;<!-- -->",
    "\x7f",
]
STEERS = re.compile("[\x00-\x08\x0b-\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
CONTROLS = re.compile("[\x00-\x08\x0b-\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
SHOWING = [
    ["stories", "--limit", "100"],
    ["stories", "--limit", "100", "--json"],
    *([command, *ids] for command, *ids in (["story", "10"], ["story", "13"], ["why", "9", "10"], ["why", "12", "13"])),
    ["story", "14", "--json"],
    ["diff", "https://o9.example/9"],
    ["furniture"],
    ["status"],
    ["sources", "list"],
    ["sources", "export"],
]


@pytest.fixture
def db(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> str:
    monkeypatch.chdir(tmp_path)
    told = "The council met for three hours about bridge {0}, and ferry {0} sails. " * 5
    rows = [
        {"url": f"https://{prefix}{number}.example/{number}", "title": words, "outlet": words, "authors": [words],
         "tags": [words], "text": f"{told.format(number)}\n\n{words}\n\n{told.format(number + 100)}"}
        for number, words in enumerate(NASTY)
        for prefix in "op"
    ]  # fmt: skip
    Path("nasty.jsonl").write_text("\n".join(map(json.dumps, rows)))
    store = str(tmp_path / "newsfold.db")
    assert run(["import", "nasty.jsonl", "--db", store]) == 0
    capfd.readouterr()
    return store


@pytest.mark.parametrize("words", SHOWING, ids=" ".join)
def test_what_is_shown_steers_no_terminal(db: str, words: list[str], capfd: pytest.CaptureFixture[str]) -> None:
    run([*words, "--db", db])
    out, told = capfd.readouterr()
    assert not STEERS.search(out + told)
    assert not re.search(r"^newsfold: error:", out + told, re.MULTILINE), "a line that newsfold did not write"
    assert "Traceback" not in told


@pytest.mark.parametrize("what", ["stories", "articles", "matches"])
@pytest.mark.parametrize("form", ["jsonl", "json", "csv", "atom", "html", "markdown"])
def test_exports_hold_no_controls_and_their_readers_take_them(
    db: str, what: str, form: str, capfd: pytest.CaptureFixture[str]
) -> None:
    assert run(["export", "--what", what, "--format", form, "--db", db]) == 0
    out = capfd.readouterr().out
    assert not (CONTROLS if form in ("csv", "atom") else STEERS).search(out)
    if form == "jsonl":
        assert all(json.loads(line) for line in out.splitlines())
    if form == "csv":
        cells = [cell for row in csv.reader(io.StringIO(out, newline="")) for cell in row if cell]
        assert not [cell for cell in cells if cell[0] in "=+-@\t\r\uff1d"]
    if form == "atom":
        ET.fromstring(out)
    if form == "html":
        assert "<script>alert" not in out


def test_nothing_is_lost_in_json(db: str, capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["export", "--what", "articles", "--db", db]) == 0
    titles = {json.loads(line)["title"] for line in capfd.readouterr().out.splitlines()}
    assert {"\u202eturned\u202c \u2066around", "<script>alert(1)</script>", "=SUM(A1:A9)"} <= titles


@pytest.mark.parametrize(
    "query",
    ["title:x", "NEAR(a b)", "a AND", "^a", "{a b}:c", 'a" OR "b', "x'y", "bridge*", "col:", "NOT", '"open', "+a"],
)
def test_a_query_is_words(db: str, query: str, capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["stories", query, "--db", db]) == 0
    assert "Traceback" not in capfd.readouterr().err


@pytest.mark.parametrize("query", ['"', "*", "(", "\ud800", "\x00", " "])
def test_a_query_without_a_word_is_said(db: str, query: str, capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["stories", query, "--db", db]) == 2
    told = capfd.readouterr().err
    assert told.count("\n") == 1
    assert not STEERS.search(told)


def test_a_feed_that_names_itself_badly_is_added_under_a_plain_name(
    web: Web, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    page = web.put("/2026/11/01/a-ferry-sails", article_page("A ferry sails"))
    items = f"<item><title>[red]\u202eA ferry\u009b31m\n\nnewsfold: error: sails</title><link>{page}</link></item>"
    head = "<title>=cmd \u202e[red]\n../../harbour</title>"
    url = web.put("/rss", f"<rss version='2.0'><channel>{head}{items}</channel></rss>", kind="application/rss+xml")

    assert run(["add", url, "--allow-address", "127.0.0.1"]) == 0
    assert run(["fetch", url, "--allow-address", "127.0.0.1", "--delay", "0"]) == 0
    assert run(["status"]) == 0

    out, told = capfd.readouterr()
    assert not STEERS.search(out + told + (tmp_path / "newsfold.toml").read_text())
    assert 'name = "=cmd [red] ../../harbour"' in (tmp_path / "newsfold.toml").read_text()
    assert not re.search(r"^newsfold: error:", out + told, re.MULTILINE)


def test_an_answer_that_steers_is_told_without(
    web: Web, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    url = web.put("/page", "", status=302, Location="http://10.0.0.1/\x1b[31m\x9b31m\x07")
    assert run(["fetch", url, "--allow-address", "127.0.0.1", "--delay", "0"]) == 1
    out, told = capfd.readouterr()
    assert "blocked address" in out
    assert not STEERS.search(out + told)

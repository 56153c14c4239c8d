"""`newsfold remove`: what it says, and that neither a fetch nor an import brings back what was taken out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from crawler.cli import run
from crawler.scheduling.delivery import write_atom
from storage.outbox import latest_messages, put_messages
from storage.store import Store
from tests.crawling import Crawling, crawling, web
from tests.storage.warcs import Record, warc
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


@pytest.mark.parametrize("asked_again", ["the listing", "the other"])
def test_any_source_that_showed_it_brings_back_what_is_let_in(
    web: Web, tag: str, asked_again: str, capsys: pytest.CaptureFixture[str]
) -> None:
    ferry, other = web.url("/2026/11/01/ferry"), web.put("/tags/ships", listing_page(LINKS))
    for source in (tag, other):
        assert run(["fetch", source, *ALLOWED]) == 0
    assert run(["remove", ferry, "--reason", "a mistake"]) == 0
    assert answer(capsys, "remove", "--undo", ferry) == {"let_in": [ferry]}
    assert run(["fetch", tag if asked_again == "the listing" else other, *ALLOWED]) == 0
    assert ferry in kept()


def test_an_undoing_says_what_it_undid_and_what_is_left_to_do(tag: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["fetch", tag, *ALLOWED]) == 0
    out = kept()[0]
    assert run(["remove", out, "--reason", "asked for by mistake"]) == 0
    (since,) = (each["removed_at"][:10] for each in answer(capsys, "remove", "--list"))
    assert run(["remove", "--undo", out]) == 0
    undone, left = capsys.readouterr().err.splitlines()
    assert undone == f"{out} was kept out since {since} (asked for by mistake), and is no longer."
    assert left.startswith("Nothing is back yet: ")


@pytest.mark.parametrize("own", ["", "https://outlet.example/2020/02/pumps"])
def test_an_import_brings_back_from_an_archive_what_is_let_in(
    tmp_path: Path, own: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    link = f"<link rel='canonical' href='{own}'></head>" if own else "</head>"
    page = article_page("Pumps hold").replace("</head>", link)
    (tmp_path / "a.warc").write_bytes(warc(Record("http://www.outlet.example/2020/pumps/?utm_source=x", page.encode())))
    assert answer(capsys, "import", "a.warc")["new"] == 1
    (there,) = kept()
    for _ in range(2):
        assert answer(capsys, "import", "a.warc")["passed_over"] == {"read before": 1}
        assert run(["remove", there, "--reason", "a mistake"]) == 0
        assert answer(capsys, "import", "a.warc")["passed_over"] == {"read before": 1}
        capsys.readouterr()
        assert run(["remove", "--undo", there]) == 0
        assert "`newsfold import PATH`" in capsys.readouterr().err
        assert answer(capsys, "import", "a.warc")["new"] == 1
        assert kept() == [there]


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


def test_an_undoing_takes_what_a_removal_took(tag: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["fetch", tag, *ALLOWED]) == 0
    numbers = {str(each["id"]): each["url"] for each in exported(capsys)}
    (outlet,) = {each["outlet"] for each in exported(capsys)}
    one, *others = numbers
    assert run(["remove", *numbers, "--reason", "by mistake"]) == 0
    capsys.readouterr()
    assert run(["remove", "--list"]) == 0
    shown = [line.split()[:3] for line in capsys.readouterr().out.splitlines()[1:]]
    assert [(row[0], row[2]) for row in shown] == [(number, outlet) for number in numbers]
    assert answer(capsys, "remove", "--undo", one) == {"let_in": [numbers[one]]}
    assert answer(capsys, "remove", "--undo", "--outlet", outlet) == {"let_in": [numbers[each] for each in others]}
    assert run(["fetch", *numbers.values(), *ALLOWED]) == 0
    assert kept() == sorted(numbers.values())


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
        (["--undo"], "name articles by URL or number"),
        (["--undo", "1"], "1 is not kept out"),
        (["--undo", "--outlet", "A"], "A is not kept out"),
        (["--undo", "1", "--outlet", "A"], "and not both"),
        (["--list", "--outlet", "A"], "--list goes alone"),
        (["--undo", "http://a.example/"], "is not kept out"),
        (["1", "--reason", "  "], "say why with --reason"),
        (["--undo", "--dry-run", "http://a.example/"], "--list goes alone"),
        (["--undo", "http://a.example/", "--reason", "x"], "--list goes alone"),
        (["--list", "--undo", "http://a.example/"], "--list goes alone"),
        (["1", "--reason", "x", "--purge", "--list"], "--list goes alone"),
        (["--purge", "--reason", "x"], "name articles by URL or number"),
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


def raw() -> bytes:
    return b"".join(path.read_bytes() for path in Path().glob("newsfold.db*"))


def test_words_can_be_cleared_out_afterwards(tag: str, web: Web, capsys: pytest.CaptureFixture[str]) -> None:
    web.put("/2026/11/01/ferry", article_page("Zqferry sails"))
    assert run(["fetch", tag, *ALLOWED]) == 0
    ferry = web.url("/2026/11/01/ferry")
    assert run(["remove", ferry, "--reason", "asked for"]) == 0
    assert b"zqferry" in raw().lower()
    assert run(["remove", ferry, "--reason", "asked for", "--purge"]) == 2
    assert "`newsfold remove --purge`" in " ".join(capsys.readouterr().err.split())
    assert run(["remove", "--purge"]) == 0
    assert b"zqferry" not in raw().lower()


def test_a_removal_says_that_revisions_go_for_good_and_commands_that_it_is_kept_out(
    tag: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["fetch", tag, *ALLOWED]) == 0
    out, other, _ = kept()
    for how in (["--dry-run"], ["--reason", "asked for"]):
        capsys.readouterr()
        assert run(["remove", out, *how]) == 0
        assert "Revisions go for good" in capsys.readouterr().err
    for words in (["story", out], ["diff", out], ["why", out, other]):
        assert run(words) == 2
        said = " ".join(capsys.readouterr().err.split())
        assert f"`newsfold remove --undo {out}`" in said
        assert "newsfold fetch" not in said


def test_an_address_may_lack_its_scheme_as_for_fetch(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    page = tmp_path / "a.jsonl"
    page.write_text(json.dumps({"url": "https://a.example/1", "title": "Ferry", "text": "The ferry sails at noon."}))
    store = ["--db", str(tmp_path / "newsfold.db")]
    assert run(["import", str(page), *store]) == 0
    assert len(answer(capsys, "remove", "a.example/1", "--reason", "x", *store)["removed"]) == 1
    assert answer(capsys, "remove", "--undo", "a.example/1", *store) == {"let_in": ["https://a.example/1"]}


def test_atom_files_of_alerts_are_drawn_anew(tag: str, web: Web, tmp_path: Path) -> None:
    assert run(["fetch", tag, *ALLOWED]) == 0
    ferry = web.url("/2026/11/01/ferry")
    (tmp_path / "newsfold.toml").write_text('[[alerts]]\nname = "all"\non = ["revision"]\natom = "alerts.xml"\n')
    with Store.open(Path("newsfold.db")) as store:
        said: list[dict[str, Any]] = [{"event": "revision", "article": {"url": url, "title": url}} for url in kept()]
        texts = [("all", "atom", each["article"]["url"], json.dumps(each)) for each in said]
        put_messages(store, texts, "2026-11-22T12:00:00Z")
        write_atom(latest_messages(store, "all", "atom"), "all", tmp_path / "alerts.xml")
    assert ferry in (tmp_path / "alerts.xml").read_text()
    assert run(["remove", ferry, "--reason", "asked for"]) == 0
    drawn = (tmp_path / "alerts.xml").read_text()
    assert ferry not in drawn
    assert all(url in drawn for url in kept())

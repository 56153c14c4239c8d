"""The source of a one-off fetch: how `status` shows it, and how it is forgotten."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from crawler.cli import run
from storage.frontier import Waiting, lease, release_leases, this_owner
from storage.records import Source
from storage.runs import lease_sources
from storage.sources import upsert_source
from storage.store import Store
from tests.crawling import Crawling, crawling, web
from tests.daemons import configure
from tests.web import Web, article_page

__all__ = ["crawling", "web"]

NOW = "2026-11-22T12:00:00Z"


@pytest.fixture
def folder(tmp_path: Path, crawling: Crawling, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def seen(capsys: pytest.CaptureFixture[str]) -> tuple[int, list[dict[str, object]]]:
    capsys.readouterr()
    code = run(["status", "--json"])
    return code, json.loads(capsys.readouterr().out)["sources"]


def rows(folder: Path, query: str) -> list[tuple[object, ...]]:
    with Store.open(folder / "newsfold.db", read_only=True) as store:
        return store.connection.execute(query).fetchall()


def test_a_mistyped_url_is_never_due_and_can_be_forgotten(
    web: Web, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    allowed = ["--allow-address", "127.0.0.1", "--delay", "0"]
    right = web.put("/2026/11/01/the-ferry-sails", article_page("The ferry sails"))
    wrong = web.url("/nope")
    assert run(["fetch", right, *allowed]) == 0
    assert run(["fetch", wrong, *allowed]) == 1

    code, sources = seen(capsys)
    assert code == 1
    assert {each["next_due_at"] for each in sources} == {None}
    (broken,) = [each for each in sources if each["health"] == "broken"]
    assert f"`newsfold sources forget {wrong}`" in str(broken["words"])
    before = rows(folder, "SELECT url, outcome FROM fetches")

    assert run(["sources", "forget", wrong]) == 0
    assert "stay" in capsys.readouterr().err
    assert seen(capsys)[0] == 0
    assert run(["sources", "forget", right]) == 0
    assert seen(capsys) == (0, [])
    assert rows(folder, "SELECT url, outcome FROM fetches") == before
    assert len(rows(folder, "SELECT * FROM articles")) == 1
    assert rows(folder, "SELECT count(*) FROM runs") == [(2,)]


def test_what_it_led_to_is_let_go(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with Store.open(folder / "newsfold.db") as store:
        for name in ("Harbour", "Quay"):
            upsert_source(store, Source(name, f"https://{name}.example/"), added_at=NOW)
            lease(store, name, [Waiting(f"https://{name}.example/1", 0, NOW)], owner="x")
        release_leases(store, "x")

    assert run(["sources", "forget", "https://Harbour.example/", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == [{"source": "Harbour", "let_go": 1}]
    assert rows(folder, "SELECT source FROM frontier") == [("Quay",)]
    assert rows(folder, "SELECT name FROM sources") == [("Quay",)]


def test_one_of_the_configuration_stays(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    configure(folder, {"name": "Harbour", "url": "https://harbour.example/"})
    with Store.open(folder / "newsfold.db") as store:
        upsert_source(store, Source("Harbour", "https://harbour.example/"), added_at=NOW)

    for named in ("Harbour", "https://harbour.example/"):
        assert run(["sources", "forget", named]) == 2
        assert capsys.readouterr().err.startswith("newsfold: newsfold.toml names 'Harbour': take")
    assert rows(folder, "SELECT name FROM sources") == [("Harbour",)]


def test_a_one_off_whose_url_the_configuration_has_under_another_name_can_be_forgotten(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    url = "https://harbour.example/"
    configure(folder, {"name": "Harbour", "url": url})
    with Store.open(folder / "newsfold.db") as store:
        for name in ("Harbour", url):
            upsert_source(store, Source(name, url), added_at=NOW)

    assert run(["sources", "forget", url]) == 0
    assert rows(folder, "SELECT name FROM sources") == [("Harbour",)]
    assert run(["sources", "forget", url]) == 2
    assert "newsfold.toml names 'Harbour'" in capsys.readouterr().err


def test_of_several_none_is_forgotten_where_one_cannot_be(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    harbour, quay = (Source(name, f"https://{name}.example/") for name in ("Harbour", "Quay"))
    with Store.open(folder / "newsfold.db") as store:
        for each in (harbour, quay):
            upsert_source(store, each, added_at=NOW)
        lease_sources(store, [quay], NOW, this_owner("run"))

    assert run(["sources", "forget", "Harbour", "Quay"]) == 2
    assert capsys.readouterr().err == "newsfold: Quay is being fetched just now: let that end first\n"
    assert rows(folder, "SELECT name FROM sources ORDER BY name") == [("Harbour",), ("Quay",)]


def test_one_that_is_not_there_or_at_work_is_one_line(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["sources", "forget", "Quay"]) == 2
    assert "does not exist" in capsys.readouterr().err
    quay = Source("Quay", "https://quay.example/")
    with Store.open(folder / "newsfold.db") as store:
        upsert_source(store, quay, added_at=NOW)
        lease_sources(store, [quay], NOW, this_owner("run"))

    assert run(["sources", "forget", "Quai"]) == 2
    assert "no source called 'Quai'; did you mean 'Quay'?" in capsys.readouterr().err
    assert run(["sources", "forget", "Quay"]) == 2
    assert capsys.readouterr().err == "newsfold: Quay is being fetched just now: let that end first\n"


def test_the_list_of_sources_tells_one_off_fetches_from_what_is_followed(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "newsfold.toml").write_text('[[sources]]\nname = "Kept"\nurl = "https://kept.example/rss"\n')
    with Store.open(folder / "newsfold.db") as store:
        for name, url in (("Kept", "https://kept.example/rss"), ("https://once.example/", "https://once.example/")):
            upsert_source(store, Source(name, url), added_at=NOW)
    assert run(["sources", "list"]) == 0
    said = capsys.readouterr()
    assert [line.split()[:2] for line in said.out.splitlines()[1:]] == [
        ["Kept", "yes"],
        ["https://once.example/", "once"],
    ]
    assert said.err.startswith("1 was fetched once: nothing asks again; `newsfold add URL` follows one")
    assert run(["sources", "list", "--json"]) == 0
    assert [each["is_followed"] for each in json.loads(capsys.readouterr().out)] == [True, False]


def test_an_address_without_scheme_is_asked_at_https_as_add_does(
    web: Web, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bare = web.put("/2026/11/01/the-ferry-sails", article_page("The ferry sails")).partition("://")[2]
    allowed = ["--allow-address", "127.0.0.1", "--delay", "0"]
    assert run(["fetch", bare, *allowed]) == 1  # nobody speaks TLS there
    said = " ".join(capsys.readouterr().err.split())
    assert f"http://{bare}" in said
    assert rows(folder, "SELECT name FROM sources") == [(f"https://{bare}",)]
    (folder / "newsfold.toml").write_text(f'[[sources]]\nname = "Ferry"\nurl = "http://{bare}"\nkind = "article"\n')
    assert run(["fetch", bare, *allowed]) == 0
    assert run(["sources", "check", bare, "--allow-address", "127.0.0.1"]) == 0
    capsys.readouterr()
    for word in ("Fery", "articles.jsonl"):
        assert run(["fetch", word]) == 2
        assert "a URL begins with http:// or https://" in capsys.readouterr().err

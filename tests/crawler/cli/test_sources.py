"""Lists of sources come in and go out, and what was fetched once becomes a source of the list."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from crawler.cli import run
from crawler.config import load_config
from crawler.opml import read_opml, write_opml
from storage.errors import InputError
from storage.records import Kind, Selectors, Source
from tests.crawler.cli.dams import CRAWL, answer
from tests.web import Web, article_page, feed_of


@pytest.mark.parametrize("way", ["add", "sources import", "by hand"])
def test_what_was_fetched_once_becomes_the_source_that_is_added(
    web: Web, place: Path, way: str, capsys: pytest.CaptureFixture[str]
) -> None:
    links = {f"/2026/11/0{number}/dam": f"The dam holds on day {number}" for number in (1, 2, 3)}
    for path, headline in links.items():
        web.put(path, article_page(headline))
    url = web.put(
        "/rss", feed_of({web.url(path): headline for path, headline in links.items()}), kind="application/rss+xml"
    )
    assert run(["fetch", url]) == 0
    (before,) = listed(capsys)
    source = Source("Dams", url, Kind.FEED)
    if way == "add":
        assert run(["add", url, "--name", "Dams"]) == 0
    elif way == "sources import":
        Path("list.opml").write_bytes(write_opml([source], "list"))
        assert run(["sources", "import", "list.opml"]) == 0
    else:
        place.write_text(f'{CRAWL}[[sources]]\nname = "Dams"\nurl = "{url}"\n')
        assert run(["fetch"]) == 0
    (after,) = listed(capsys)
    assert (after["source"]["name"], after["is_followed"]) == ("Dams", True)
    assert after["state"]["added_at"] == before["state"]["added_at"]
    assert after["state"]["last_fetched_at"]
    capsys.readouterr()
    assert run(["export", "--what", "articles", "--source", "Dams"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == len(links), "they came from it"


def listed(capsys: pytest.CaptureFixture[str]) -> list[Any]:
    capsys.readouterr()
    assert run(["sources", "list", "--json"]) == 0
    return list(answer(capsys))


SOURCES = (
    Source("Dams & <floods>", "https://a.example/rss?x=1&y=2", Kind.FEED, every="30m", language="en"),
    Source("Tag", "https://a.example/tag", Kind.LISTING, "A", max_pages=3, selectors=Selectors(item="li", next="//a")),
    Source("Unknown", "https://a.example/what"),
)


def test_a_list_comes_back_whole(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    written = write_opml(SOURCES, "mine")
    assert read_opml(written, "list").sources == SOURCES
    Path("list.opml").write_bytes(written)

    assert run(["sources", "import", "list.opml"]) == 0
    assert load_config(place).sources == SOURCES
    assert run(["sources", "export", "-o", "again.opml"]) == 0
    assert read_opml(Path("again.opml").read_bytes(), "again").sources == SOURCES
    before = place.read_text()
    assert run(["sources", "import", "again.opml"]) == 0
    assert place.read_text() == before
    assert "3 were there already" in capsys.readouterr().err


def test_what_a_feed_reader_wrote_is_understood() -> None:
    found = read_opml(
        b"""<?xml version="1.0"?><opml version="1.0"><body><outline text="News"><outline text=" A&amp;B "
        xmlUrl="https://a.example/rss" htmlUrl="https://a.example/"/><outline title="C" xmlUrl="https://c.example/rss"/>
        <outline text="A again" xmlUrl="https://a.example/rss"/></outline><outline text="x" xmlUrl="feed:x"/>
        <outline text="y" xmlUrl="https://y.example/" language="en" xmlns:n="urn:newsfold:opml" n:every="often"/>
        </body></opml>""",
        "list",
    )
    assert [(each.name, each.url, each.kind) for each in found.sources] == [
        ("A&B", "https://a.example/rss", Kind.FEED),
        ("C", "https://c.example/rss", Kind.FEED),
    ]
    assert len(found.left_out) == 2


@pytest.mark.parametrize(
    "body",
    [b"", b"<rss/>", b"no xml", b'<!DOCTYPE o [<!ENTITY a "b">]><opml><body><outline text="&a;"/></body></opml>'],
)
def test_what_is_no_opml_is_refused(body: bytes) -> None:
    with pytest.raises(InputError, match="list is no OPML"):
        read_opml(body, "list")

"""Adding sources: what a URL is, what it would give, and where it is written down; nothing reaches the store."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from crawler.cli import run
from crawler.cli.options import options_given
from crawler.config import load_config
from storage.records import Kind, Source
from tests.crawler.cli.dams import CRAWL, DAMS, answer, feed
from tests.web import Web, article_page, feed_of, listing_page, sitemap_of


@pytest.mark.parametrize("kind", list(Kind))
def test_each_kind_is_told_previewed_and_added(
    kind: Kind, web: Web, place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    urls = {
        Kind.FEED: feed(web),
        Kind.LISTING: web.put("/tags/dam", listing_page(DAMS)),
        Kind.SITEMAP: web.put("/news.xml", sitemap_of([web.url(path) for path in DAMS]), kind="text/xml"),
        Kind.ARTICLE: web.put("/2026/11/10/the-dam-holds-on-day-10", article_page("The dam holds on day number 10")),
    }

    assert run(["add", urls[kind], "--json", "--every", "30m"]) == 0

    told = answer(capsys)
    assert (told["kind"], told["gives"]) == (kind, 1 if kind is Kind.ARTICLE else len(DAMS))
    assert told["preview"][0]["url"] == web.url("/2026/11/10/the-dam-holds-on-day-10")
    (source,) = load_config(place).sources
    assert (source.url, source.kind, source.every) == (urls[kind], kind, "30m")
    assert place.read_text().startswith(CRAWL)
    assert sorted(path.name for path in place.parent.iterdir()) == ["newsfold.toml"], "no store was made"


@pytest.mark.parametrize(("every", "told"), [("59s", True), ("1m", False), ("0 7 * * *", False)])
def test_a_source_that_would_be_asked_without_rest_is_told_of(
    every: str, told: bool, web: Web, place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["add", feed(web), "--every", every]) == 0
    assert ("block who asks so often" in capsys.readouterr().err) == told
    assert load_config(place).sources[0].every == every


def test_an_address_that_is_there_but_for_its_spelling_is_not_added_again(
    web: Web, place: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tag = web.put("/tag", listing_page({**DAMS}))
    web.put("/tag/", listing_page({**DAMS}))
    assert run(["add", tag]) == 0
    kept = place.read_text()
    for again in (f"{tag}/", f"{tag}#top", f"{tag}?utm_source=letter", tag.replace("http", "HTTP")):
        assert run(["add", again]) == 2
        assert "already has" in capsys.readouterr().err
    lists = tmp_path / "lists.opml"
    lines = (f'<outline text="{url}" url="{url}" language="unknown"/>' for url in (f"{tag}/", f"{tag}s", f"{tag}s/"))
    lists.write_text(f'<opml version="2.0"><body>{"".join(lines)}</body></opml>')
    assert run(["sources", "import", str(lists)]) == 0
    assert "1 sources added" in capsys.readouterr().err
    assert [each.url for each in load_config(place).sources] == [tag, f"{tag}s"]
    assert place.read_text().startswith(kept)


def home_of(web: Web, *links: str) -> str:
    page = listing_page({**DAMS}).replace("<head>", f"<head>{''.join(links)}")
    menu = '<nav><a href="/politics">Politics</a><a href="/sport">Sport</a></nav>'
    return web.put("/", page.replace("<body>", f"<body>{menu}"))


def test_of_a_home_page_the_feed_is_taken(web: Web, place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rss = feed(web)
    home = home_of(web, '<link rel="alternate" type="application/rss+xml" title="All" href="/rss">')
    web.put("/robots.txt", f"User-agent: *\nSitemap: {web.url('/news-sitemap.xml')}\n", kind="text/plain")

    assert run(["add", home, "--json", "--dry-run"]) == 0

    told = answer(capsys)
    assert (told["url"], told["kind"], told["source"]["name"]) == (rss, "feed", "Harbour Post")
    entries = {each["url"]: each["kind"] for each in told["entry_points"]}
    assert entries[web.url("/news-sitemap.xml")] == "sitemap"
    assert entries[web.url("/politics")] == "listing"
    assert load_config(place).sources == ()


def test_a_broken_feed_gives_way_to_the_news_sitemap(web: Web, place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    home = home_of(web, '<link rel="alternate" type="application/rss+xml" href="/rss">')
    web.put("/rss", feed_of({}), kind="application/rss+xml")
    below = web.put("/sitemap-1.xml", sitemap_of([web.url(path) for path in DAMS]))
    named = web.put("/news-sitemap.xml", sitemap_of([below], index=True))
    web.put("/robots.txt", f"Sitemap: {named}\n", kind="text/plain")

    assert run(["add", home, "--json"]) == 0

    told = answer(capsys)
    assert (told["url"], told["kind"], told["gives"]) == (named, "sitemap", len(DAMS))


def test_a_kind_can_be_asked_for(web: Web, place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    feed(web)
    home = home_of(web, '<link rel="alternate" type="application/rss+xml" href="/rss">')

    assert run(["add", home, "--json", "--kind", "listing"]) == 0
    assert answer(capsys)["url"] == home
    assert run(["add", home, "--json", "--kind", "sitemap"]) == 2
    assert "already has" in capsys.readouterr().err


def test_a_page_is_read_as_what_it_is_said_to_be(web: Web, place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    links = "".join(f'<h2><a href="/2024/dam-{n}-is-built-at-last">Dam {n} is built at last</a></h2>' for n in "12")
    page = article_page("On dams", "A dam is built. " * 30, "Another one was built. " * 30)
    url = web.put("/dams", page.replace("</main>", f"{links}</main>"))

    assert run(["add", url, "--json", "--dry-run"]) == 0
    assert answer(capsys)["kind"] == "article"
    assert run(["add", url, "--json", "--kind", "listing"]) == 0
    told = answer(capsys)
    assert (told["source"]["kind"], told["gives"]) == ("listing", 2)


@pytest.mark.parametrize("count", [1, 2, 3])
def test_a_page_of_few_teasers_that_is_read_as_an_article_says_so(
    count: int, web: Web, place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    teasers = "".join(
        f'<article class="teaser"><h2><a href="/2026/03/dam-holds-on-day-{n}">The dam holds on day number {n}</a></h2>'
        f"<p>{'The council voted to rebuild the breakwater. ' * (30 if n == 0 else 1)}</p></article>"
        for n in range(count)
    )
    url = web.put("/tags/dams", f"<html><head><title>Dams</title></head><body><main>{teasers}</main></body></html>")

    assert run(["add", url]) == 0
    said = f"read as an article, and links to {count}: --kind listing"
    assert said in " ".join(capsys.readouterr().err.split())
    assert run(["add", url, "--kind", "listing"]) == 2
    assert 'set kind = "listing" there' in capsys.readouterr().err


def test_an_address_without_a_scheme_is_told_of_http(web: Web, place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    url = web.put("/rss", feed_of({}), kind="application/rss+xml")
    assert run(["add", url.removeprefix("http://")]) == 1
    assert f"name it with its scheme: {url}" in capsys.readouterr().err


def test_what_gives_nothing_is_not_added(web: Web, place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["add", web.put("/empty", feed_of({}), kind="application/rss+xml")]) == 1
    assert "zero yield" in capsys.readouterr().err
    assert run(["add", web.url("/nowhere")]) == 1
    assert "gone (HTTP 404): not added" in capsys.readouterr().err
    assert place.read_text() == CRAWL


def test_what_robots_and_the_address_guard_forbid_is_not_asked_for(
    web: Web, place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    web.put("/robots.txt", "User-agent: *\nDisallow: /rss\n", kind="text/plain")
    assert run(["add", feed(web)]) == 1
    assert "refused by robots" in capsys.readouterr().err
    assert web.paths() == []
    place.write_text("[crawl]\ndelay = 0\n")
    assert run(["add", web.url("/other")]) == 1
    assert "blocked address" in capsys.readouterr().err
    web.put("/other", listing_page(DAMS))
    assert run(["add", web.url("/other"), "--allow-address", "127.0.0.1"]) == 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["add", "http://a.example/ b\\"], "not a URL"),
        (["add", "http://a.example/", "--every", "often"], "expected a span"),
        (["add", "http://a.example/", "--kind", "blog"], "blog"),
        (["sources", "check", "Nobody"], "no sources to check"),
        (["sources", "import", "nowhere.opml"], "cannot be read"),
    ],
)
def test_wrong_use_is_named(arguments: list[str], words: str, place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(arguments) == 2
    assert words in capsys.readouterr().err


def test_a_configuration_that_is_not_there_yet_is_made(
    web: Web, place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    url = feed(web)
    assert run(["add", url, "--config", "new.toml", "--allow-address", "127.0.0.1", "--name", "Dams"]) == 0
    assert load_config(Path("new.toml")).sources == (Source("Dams", url, Kind.FEED),)
    capsys.readouterr()
    assert run(["add", url, "--config", "new.toml"]) == 2
    assert "already has 'Dams'" in capsys.readouterr().err


def test_the_command_that_comes_next_has_the_options_that_it_needs(
    web: Web, place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place.with_name("my dams.toml").write_text("[crawl]\ndelay = 0\n")
    add = ["add", feed(web), "--config", "my dams.toml", "--allow-address", "127.0.0.1", "--name", "Dams, all"]
    assert run(add) == 0

    _, said = capsys.readouterr().err.split(" Next: ")
    assert said == "newsfold fetch 'Dams, all' --config 'my dams.toml' --allow-address 127.0.0.1\n"
    run([*shlex.split(said)[1:], "--db", "dams.db", "--json"])
    assert answer(capsys)["sources"][0]["errors"] == {"gone": len(DAMS)}, "it was asked, and its articles were"


@pytest.mark.parametrize(
    ("usual", "given", "named"),
    [
        ("usual.toml", "other.toml", " --config other.toml"),
        ("usual.toml", "usual.toml", ""),
        ("usual.toml", "newsfold.toml", " --config newsfold.toml"),
        ("", "other.toml", " --config other.toml"),
        ("", "newsfold.toml", ""),
        ("", None, ""),
    ],
)
def test_the_command_that_comes_next_reads_the_same_configuration(
    usual: str, given: str | None, named: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEWSFOLD_CONFIG", usual)
    assert options_given(None, Path(given) if given else None) == named


def test_which_store_is_meant_is_said_where_a_configuration_elsewhere_names_none(
    web: Web, place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["add", feed(web), "--name", "Dams"]) == 0
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    why = f"{place} names no store (`path` in [store]), so it is the one of this folder"
    assert run(["stories", "--config", str(place)]) == 2
    assert why in " ".join(capsys.readouterr().err.split())
    web.put("/2026/11/10/the-dam-holds-on-day-10", article_page("The dam holds on day number 10"))
    assert run(["fetch", "--config", str(place)]) in (0, 1)
    assert why in " ".join(capsys.readouterr().err.split())
    place.write_text(f'{place.read_text()}[store]\npath = "there.db"\n')
    assert run(["stories", "--config", str(place)]) == 2
    assert "names no store" not in capsys.readouterr().err

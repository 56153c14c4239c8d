"""Scrapy's own commands at the root of the project."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from storage.exports.columns import FIELDS
from tests.crawling import Crawling, crawling, web
from tests.web import Web, article_page, listing_page

__all__ = ["crawling", "web"]

ROOT = Path(__file__).parents[2]


def scrapy(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    return subprocess.run(
        [sys.executable, "-m", "scrapy", *arguments],
        cwd=ROOT,
        env=kept | environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_scrapy_lists_the_four() -> None:
    assert scrapy("list").stdout.split() == ["article", "feed", "listing", "sitemap"]


def test_scrapy_crawl_does_what_fetch_does(web: Web, crawling: Crawling, tmp_path: Path) -> None:
    headlines = {f"/2026/11/0{day}/a-bridge-opens": f"A bridge opens on day {day}" for day in range(1, 4)}
    for path, headline in headlines.items():
        web.put(path, article_page(headline))
    listing = web.put("/tags/bridge", listing_page(headlines))
    config = tmp_path / "newsfold.toml"
    config.write_text('[crawl]\ndelay = 0\nallow_addresses = ["127.0.0.1"]\n')

    ended = scrapy(
        "crawl",
        "listing",
        "-a",
        f"url={listing}",
        "-a",
        "name=bridges",
        NEWSFOLD_DB=str(crawling.store_path),
        NEWSFOLD_CONFIG=str(config),
    )

    assert (ended.returncode, ended.stdout) == (0, ""), ended.stderr
    assert crawling.titles() == sorted(headlines.values())
    assert crawling.rows("SELECT name, kind, last_outcome FROM sources") == [("bridges", "listing", "ok")]
    assert crawling.rows("SELECT * FROM unfolded") == [], "folding ends the crawl"


def test_feeds_hold_the_articles_of_the_crawl(web: Web, crawling: Crawling, tmp_path: Path) -> None:
    headlines = {f"/2026/11/0{day}/a-bridge-opens": f"A bridge opens on day {day}" for day in range(1, 4)}
    for path, headline in headlines.items():
        web.put(path, article_page(headline))
    web.put("/2026/11/05/formula", article_page("=SUM(A1) is what a bridge costs"))
    listing = web.put("/tags/bridge", listing_page({**headlines, "/2026/11/05/formula": "=SUM", "/gone/a-b-c": "Gone"}))
    config = tmp_path / "newsfold.toml"
    config.write_text('[crawl]\ndelay = 0\nallow_addresses = ["127.0.0.1"]\n')
    place = {"NEWSFOLD_DB": str(crawling.store_path), "NEWSFOLD_CONFIG": str(config)}
    out = [option for form in ("jsonl", "csv") for option in ("-O", str(tmp_path / f"out.{form}"))]

    ended = scrapy("crawl", "listing", "-a", f"url={listing}", *out, **place)

    assert (ended.returncode, ended.stdout) == (0, ""), ended.stderr
    lines = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text().splitlines()]
    assert sorted(line["title"] for line in lines) == crawling.titles()
    assert len(lines) == 4
    assert all(tuple(line) == FIELDS["articles"] for line in lines)
    with (tmp_path / "out.csv").open(newline="") as table:
        rows = list(csv.DictReader(table))
    assert {row["url"] for row in rows} == {line["url"] for line in lines}
    assert not any(row["title"].startswith("=") for row in rows)
    assert json.loads(rows[0]["attributions"]) == []

    assert (
        scrapy("crawl", "listing", "-a", f"url={listing}", "-O", str(tmp_path / "out.jsonl"), **place).returncode == 0
    )
    assert (tmp_path / "out.jsonl").read_text() == "", "nothing has changed, so nothing was read"


def test_a_feed_finds_articles_that_all_name_one_address(web: Web, crawling: Crawling, tmp_path: Path) -> None:
    headlines = {"/2026/11/01/a-bridge-opens": "A bridge opens", "/2026/11/02/the-ferry-sails": "Snow on the pass"}
    link = '<link rel="canonical" href="/news/latest">'
    for path, headline in headlines.items():
        web.put(
            path, article_page(headline, *(f"{headline}, part {n} of {headline * 3}." for n in range(9)), head=link)
        )
    listing = web.put("/tags/bridge", listing_page(headlines))
    config, out = tmp_path / "newsfold.toml", tmp_path / "out.jsonl"
    config.write_text('[crawl]\ndelay = 0\nallow_addresses = ["127.0.0.1"]\n')
    place = {"NEWSFOLD_DB": str(crawling.store_path), "NEWSFOLD_CONFIG": str(config)}

    ended = scrapy("crawl", "listing", "-a", f"url={listing}", "-O", str(out), **place)

    assert ended.returncode == 0, ended.stderr
    kept = crawling.rows("SELECT url, title FROM articles ORDER BY id")
    assert sorted(str(title) for _, title in kept) == sorted(headlines.values())
    lines = [json.loads(line) for line in out.read_text().splitlines()]
    assert sorted((line["url"], line["title"]) for line in lines) == sorted(kept)


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        (["listing", "-a", "name=a"], "-a url="),
        (["listing", "-a", "url=http://127.0.0.1/", "-a", "max_pages=none"], "max_pages"),
        (["listing", "-a", "url=nope"], "'nope'"),
        (["article", "-a", "url=ftp://127.0.0.1/a"], "ftp://127.0.0.1/a"),
        (["lising", "-a", "url=http://127.0.0.1/"], "article, feed, listing, sitemap"),
    ],
)
def test_wrong_arguments_are_named(wrong: list[str], named: str, crawling: Crawling) -> None:
    ended = scrapy("crawl", *wrong, NEWSFOLD_DB=str(crawling.store_path))

    assert ended.returncode == 2
    assert named in ended.stderr
    assert "Traceback" not in ended.stderr
    assert not crawling.store_path.exists()


@pytest.fixture
def place(crawling: Crawling, tmp_path: Path) -> dict[str, str]:
    config = tmp_path / "newsfold.toml"
    config.write_text('[crawl]\ndelay = 0\nallow_addresses = ["127.0.0.1"]\n')
    return {"NEWSFOLD_DB": str(crawling.store_path), "NEWSFOLD_CONFIG": str(config)}


@pytest.mark.parametrize(
    ("body", "status", "words"),
    [
        ("<p>gone</p>", 404, "gone: HTTP 404"),
        ("<html><body><p>We use cookies.</p></body></html>", 200, "zero yield"),
        (
            listing_page({"/2026/11/01/a-bridge": "A bridge opens at last"}),
            200,
            "the one article that it leads to could not be had",
        ),
    ],
)
def test_a_crawl_that_gave_nothing_says_so(web: Web, place: dict[str, str], body: str, status: int, words: str) -> None:
    listing = web.put("/tags/bridge", body, status=status)

    ended = scrapy("crawl", "listing", "-a", f"url={listing}", "-a", "name=bridges", **place)

    assert ended.returncode == 1
    assert ended.stderr.startswith("newsfold: bridges: ")
    assert words in ended.stderr
    assert ended.stderr.count("\n") == 1


def test_a_store_that_cannot_be_used_is_named(web: Web, place: dict[str, str], tmp_path: Path) -> None:
    listing = web.put("/tags/bridge", listing_page({"/2026/11/01/a-bridge": "A bridge opens at last"}))

    ended = scrapy("crawl", "listing", "-a", f"url={listing}", **place | {"NEWSFOLD_DB": str(tmp_path)})

    assert ended.returncode == 2
    assert "is a folder" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert web.paths() == []

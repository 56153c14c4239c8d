"""A crawl that is stopped or killed goes on where it was: in processes of their own, as kills come."""

from __future__ import annotations

import asyncio
import os
import signal
import sqlite3
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from scrapy.core.engine import ExecutionEngine

from crawler.config import Config
from crawler.fetching import ledger
from crawler.scheduling.health import Health, status
from storage.errors import StoreError
from storage.fetches import insert_fetches
from storage.frontier import Waiting, lease, this_owner
from storage.records import Fetch, Kind
from storage.store import Store
from storage.times import now
from tests.crawling import Crawling, crawling, web
from tests.web import Web, article_page, listing_page

__all__ = ["crawling", "web"]

ROOT = Path(__file__).parents[2]
PATHS = [f"/2026/11/{day:02}/the-ferry-sails-again" for day in range(1, 21)]

# Ends itself after `count` calls of a function of the crawl: before the call's transaction is committed, or after.
CHILD = """
import os, signal, sys
from dataclasses import replace
from pathlib import Path

from crawler.fetching import ledger
from crawler import run
from storage.records import Kind, Source
from tests.crawling import SETTINGS

url, store, moment, count = sys.argv[1:]
left = [int(count)]

def end_now(*told):
    if told[-1:] == ("stopping",):
        print("stopping")
    left[0] -= 1
    if left[0] == 0:
        os.kill(os.getpid(), signal.SIGTERM if moment == "asked to stop" else signal.SIGKILL)

if __name__ == "__main__":
    if moment == "before the commit":
        strike = ledger.strike
        ledger.strike = lambda *given: (strike(*given), end_now())
    if moment == "before folding":
        run.fold_waiting = end_now
    progress = end_now if moment in ("after the commit", "asked to stop") else None
    report = run.fetch([Source(url, url, Kind.LISTING)], Path(store), SETTINGS, progress=progress)
    print("interrupted" if report.interrupted else "whole")
"""


@pytest.fixture
def listing(web: Web) -> str:
    for number, path in enumerate(PATHS):
        web.put(path, article_page(f"The ferry sails again on day {number}"))
    for page in (1, 2):
        links = {path: f"The ferry sails again {path[9:11]}" for path in PATHS[10 * (page - 1) : 10 * page]}
        web.put(f"/tags/ferry?page={page}", listing_page(links, "/tags/ferry?page=2" if page == 1 else None))
    return web.url("/tags/ferry?page=1")


def crawl_and_end(listing: str, crawling: Crawling, moment: str, count: int) -> subprocess.CompletedProcess[str]:
    script = crawling.store_path.with_name("child.py")
    script.write_text(CHILD)
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])}
    command = [sys.executable, str(script), listing, str(crawling.store_path), moment, str(count)]
    return subprocess.run(command, env=environment, check=False, capture_output=True, text=True, timeout=60, cwd=ROOT)


def assert_whole(web: Web, crawling: Crawling) -> None:
    assert sorted(str(url) for (url,) in crawling.rows("SELECT url FROM articles")) == [web.url(path) for path in PATHS]
    assert crawling.rows("SELECT count(*) FROM revisions") == [(20,)]
    assert crawling.rows("SELECT * FROM frontier") == []
    assert crawling.rows("PRAGMA integrity_check") == [("ok",)]


@pytest.mark.parametrize(
    ("moment", "count"),
    [("before the commit", 2), ("before the commit", 3), ("after the commit", 2), ("after the commit", 9)],
)
def test_a_killed_crawl_goes_on(web: Web, crawling: Crawling, listing: str, moment: str, count: int) -> None:
    assert crawl_and_end(listing, crawling, moment, count).returncode == -signal.SIGKILL
    had = {url for (url,) in crawling.rows("SELECT url FROM articles")}
    web.asked.clear()

    crawling.one(listing, Kind.LISTING)

    assert_whole(web, crawling)
    assert not had & {web.url(path) for path in web.paths()}, "what was had is not asked for again"


def test_a_crawl_that_is_killed_again_and_again_asks_for_little_twice(
    web: Web, crawling: Crawling, listing: str
) -> None:
    kills = [("after the commit", 4), ("before the commit", 5), ("after the commit", 6), ("before folding", 1)]
    had: set[object] = set()
    for moment, count in kills:
        web.asked.clear()
        assert crawl_and_end(listing, crawling, moment, count).returncode == -signal.SIGKILL
        asked = Counter(web.url(path) for path in web.paths() if path in PATHS)
        assert not had & asked.keys(), "what was kept before a kill is not asked for again"
        assert max(asked.values(), default=0) <= 1, "and in one crawl nothing twice: each kill costs what was under way"
        had = {url for (url,) in crawling.rows("SELECT url FROM articles")}
    assert len(crawling.titles()) == 20, "the last kill came when all was there"

    web.asked.clear()
    crawling.one(listing, Kind.LISTING)

    assert_whole(web, crawling)
    assert crawling.rows("SELECT * FROM unfolded") == []
    assert [path for path in web.paths() if path in PATHS] == [], "what came since the broken crawl began is not due"

    crawling.one(listing, Kind.LISTING)
    assert len([path for path in web.paths() if path in PATHS]) == 20, "a crawl of its own looks at new ones again"


def test_a_crawl_that_is_asked_to_stop_ends_in_good_order(web: Web, crawling: Crawling, listing: str) -> None:
    ended = crawl_and_end(listing, crawling, "asked to stop", 6)

    assert (ended.returncode, ended.stdout) == (0, "stopping\ninterrupted\n"), ended.stderr
    assert crawling.rows("SELECT count(*) FROM frontier WHERE leased_by IS NOT NULL") == [(0,)]
    assert 0 < len(crawling.titles()) < 20
    ((success, reason),) = crawling.rows("SELECT last_success_at, last_reason FROM sources")
    assert success is None, "what was broken off is no success"
    assert str(reason).startswith("broken off")
    with Store.open(crawling.store_path, read_only=True) as store:
        (seen,) = status(store, Config(), now()).sources
    assert (seen.health, seen.words) == (Health.WAITING, reason)
    crawling.one(listing, Kind.LISTING)
    assert_whole(web, crawling)
    ((success, reason),) = crawling.rows("SELECT last_success_at, last_reason FROM sources")
    assert success
    assert not reason


@pytest.mark.parametrize("full_after", [0, 1, 5])
def test_a_store_that_takes_nothing_more_ends_the_run_and_loses_nothing(
    web: Web, crawling: Crawling, listing: str, monkeypatch: pytest.MonkeyPatch, full_after: int
) -> None:
    kept: list[Fetch] = []

    def fill(connection: sqlite3.Connection, fetches: list[Fetch]) -> None:
        kept.extend(fetches)
        if len(kept) > full_after:
            raise StoreError("the disk is full")
        insert_fetches(connection, fetches)

    with monkeypatch.context() as patched:
        patched.setattr(ledger, "insert_fetches", fill)
        with pytest.raises(StoreError, match="the disk is full"):
            crawling.one(listing, Kind.LISTING)
    assert len(web.asked) < 20, "nothing more is asked for"

    crawling.one(listing, Kind.LISTING)
    assert_whole(web, crawling)


def test_what_another_run_fetches_just_now_is_left_to_it_and_told(web: Web, crawling: Crawling, listing: str) -> None:
    others = [Waiting(web.url(path), 0, now()) for path in PATHS[:3]]
    with Store.open(crawling.store_path) as store:
        lease(store, "another", others, owner=this_owner("another"))

    report = crawling.one(listing, Kind.LISTING, max_pages=1)

    assert report.note == "3 articles are being fetched by another run just now, and left to it"
    assert (report.new, report.errors) == (7, {})


def test_a_stop_while_a_crawl_is_opening_ends_it_too(
    web: Web, crawling: Crawling, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = ExecutionEngine.open_spider_async

    async def open_and_be_stopped(engine: ExecutionEngine) -> None:
        await opened(engine)
        if not asked:
            asked.append(True)
            os.kill(os.getpid(), signal.SIGTERM)
            for _ in range(100):
                await asyncio.sleep(0)  # the loop hears of it

    asked: list[bool] = []
    monkeypatch.setattr(ExecutionEngine, "open_spider_async", open_and_be_stopped)
    web.put("/tags/ferry", listing_page(dict.fromkeys(PATHS, "The ferry sails again")))
    report = crawling.fetch(web.url("/tags/ferry"), web.url("/tags/other"))

    assert report.interrupted
    assert web.paths() == []

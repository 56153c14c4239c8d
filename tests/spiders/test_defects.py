"""Defects of newsfold itself, and stores that fail: each costs its own page, leaves a trace, and stops nobody else."""

from __future__ import annotations

from typing import Any

import pytest

from crawler import run
from crawler.fetching import ledger
from crawler.processes.pool import ParsePool
from spiders import base
from storage.errors import StoreError
from storage.records import Kind, Source
from storage.sources import upsert_source
from storage.store import Store
from tests.crawling import Crawling, crawling, web
from tests.web import Web, article_page, listing_page

__all__ = ["crawling", "web"]

PATHS = {f"/2026/11/{day:02}/the-ferry-sails": f"The ferry sails on day {day}" for day in range(1, 9)}
DEFECT = "a defect of newsfold: RuntimeError: out of luck"


def put_articles(web: Web) -> str:
    for path, headline in PATHS.items():
        web.put(path, article_page(headline))
    return web.put("/news", listing_page(PATHS))


def fail(*_: object, **__: object) -> Any:
    raise RuntimeError("out of luck")


@pytest.mark.parametrize("kind", [Kind.ARTICLE, Kind.LISTING, None])
def test_a_reader_that_breaks_down_is_in_the_diary(
    web: Web, crawling: Crawling, monkeypatch: pytest.MonkeyPatch, kind: Kind | None
) -> None:
    url = put_articles(web)
    monkeypatch.setattr(ParsePool, "read", fail)

    report = crawling.fetch(url, kind=kind)

    assert report.sources[0].errors == {"unreadable": 1}
    assert crawling.outcome(url) == ("unreadable", 200, DEFECT)
    assert report.failed


def test_a_keeper_that_breaks_down_at_one_article_costs_that_one(
    web: Web, crawling: Crawling, monkeypatch: pytest.MonkeyPatch
) -> None:
    url, bad, save = put_articles(web), web.url(next(iter(PATHS))), ledger.save_apart

    def save_most(store: Store, article: Any, **how: Any) -> Any:
        return fail() if article.canonical_url == bad else save(store, article, **how)

    monkeypatch.setattr(ledger, "save_apart", save_most)

    report = crawling.one(url, Kind.LISTING)

    assert (report.new, report.errors) == (len(PATHS) - 1, {"unreadable": 1})
    assert crawling.outcome(bad) == ("unreadable", 200, DEFECT)


def test_a_store_that_fails_for_one_source_ends_the_run_and_lets_go_of_everything(
    web: Web, crawling: Crawling, monkeypatch: pytest.MonkeyPatch
) -> None:
    urls = [web.put(path, article_page(headline)) for path, headline in PATHS.items()]

    def note_some(store: Store, source: Source, *, added_at: str) -> None:
        if source.url == urls[3]:
            raise StoreError("the disk is full")
        upsert_source(store, source, added_at=added_at)

    with monkeypatch.context() as patched:
        patched.setattr(run, "upsert_source", note_some)
        with pytest.raises(StoreError, match="the disk is full"):
            crawling.fetch(*urls, kind=Kind.ARTICLE)

    assert crawling.rows("SELECT count(leased_by) FROM frontier") == [(0,)]
    crawling.fetch(*urls, kind=Kind.ARTICLE)
    assert crawling.titles() == sorted(PATHS.values())


def test_what_is_beyond_the_bound_of_a_run_waits_in_the_frontier(
    web: Web, crawling: Crawling, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = put_articles(web)
    monkeypatch.setattr(base, "MAX_ARTICLES", 4)

    first = crawling.one(url, Kind.LISTING)

    assert first.new == 4
    assert "are left to the next run" in first.note
    assert crawling.rows("SELECT count(*), count(leased_by) FROM frontier") == [(4, 0)]
    web.put("/news", listing_page({}))
    assert [crawling.one(url, Kind.LISTING).new for _ in range(3)] == [2, 2, 0]
    assert crawling.rows("SELECT * FROM frontier") == []

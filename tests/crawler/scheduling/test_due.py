"""What a run leaves for the next: when it is due, whoever fetched, and what the server and the feed said."""

from __future__ import annotations

from datetime import datetime, timedelta

from storage.records import Kind, Source
from storage.sources import list_sources
from storage.store import Store
from tests.crawling import SETTINGS, Crawling, crawling, web
from tests.web import Web, article_page, feed_of

__all__ = ["crawling", "web"]


def pause(crawling: Crawling, name: str) -> timedelta:
    with Store.open(crawling.store_path, read_only=True) as store:
        (state,) = (each for each in list_sources(store) if each.source.name == name)
    assert state.next_due_at is not None
    assert state.last_fetched_at is not None
    return datetime.fromisoformat(state.next_due_at) - datetime.fromisoformat(state.last_fetched_at)


def test_cache_control_of_the_source_alone(web: Web, crawling: Crawling) -> None:
    page = web.put("/2026/11/01/a-ferry-sails", article_page("A ferry sails"), Cache_Control="max-age=80000")
    url = web.put("/rss", feed_of({page: "A ferry sails"}), kind="application/rss+xml", Cache_Control="max-age=40000")
    crawling.one(url, Kind.FEED)
    assert pause(crawling, url) == timedelta(seconds=40000)


def test_what_a_feed_says_holds_while_it_is_unchanged(web: Web, crawling: Crawling) -> None:
    page = web.put("/2026/11/01/a-ferry-sails", article_page("A ferry sails"))
    body = feed_of({page: "A ferry sails"}).replace("<channel>", "<channel><ttl>1000</ttl>")
    url = web.put("/rss", body, kind="application/rss+xml")
    crawling.one(url, Kind.FEED)
    assert pause(crawling, url) == timedelta(minutes=1000)
    crawling.one(url, Kind.FEED)
    assert crawling.outcome(url)[0] == "unchanged"
    assert pause(crawling, url) == timedelta(minutes=1000)


def test_a_host_that_asks_for_hours_has_them(web: Web, crawling: Crawling) -> None:
    url = web.put("/rss", "busy", status=503, Retry_After="100000")
    crawling.one(url, Kind.FEED)
    assert timedelta(seconds=100000) <= pause(crawling, url) < timedelta(seconds=100060)


def test_failures_are_counted_and_forgotten(web: Web, crawling: Crawling) -> None:
    url = web.put("/rss", "gone", status=404)
    for count in (1, 2):
        crawling.one(url, Kind.FEED)
        assert crawling.rows("SELECT failures FROM sources") == [(count,)]
    page = web.put("/2026/11/01/a-ferry-sails", article_page("A ferry sails"))
    web.put("/rss", feed_of({page: "A ferry sails"}), kind="application/rss+xml")
    crawling.one(url, Kind.FEED)
    assert crawling.rows("SELECT failures, failing_since FROM sources") == [(0, None)]
    assert crawling.rows("SELECT outcome FROM runs ORDER BY id") == [("gone",), ("gone",), ("ok",)]


def test_every_counts_by_hand_too(web: Web, crawling: Crawling) -> None:
    from crawler.run import fetch

    page = web.put("/2026/11/01/a-ferry-sails", article_page("A ferry sails"))
    url = web.put("/rss", feed_of({page: "A ferry sails"}), kind="application/rss+xml")
    fetch([Source("Harbour", url, Kind.FEED, every="7h")], crawling.store_path, SETTINGS)
    assert pause(crawling, "Harbour") == timedelta(hours=7)

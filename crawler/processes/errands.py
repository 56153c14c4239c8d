"""What the reading processes are asked for. Who asks knows the names alone: what reads is loaded where it is done.

The process that fetches starts the sooner for it; a reading process has loaded everything (`crawler.processes.warm`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from crawler.finding.advice import Guess
    from crawler.finding.feed import Feed
    from crawler.finding.sitemap import Sitemap
    from crawler.listing import Listing
    from storage.records import Article, Selectors, Teaser


def article(
    body: bytes, url: str, *, content_type: str = "", hint: Teaser | None = None, source: str | None = None
) -> Article:
    """As `crawler.extract.extract`."""
    from crawler.extract import extract

    return extract(body, url, content_type=content_type, hint=hint, source=source)


def saved(body: bytes, url: str | None, otherwise: str | None = None) -> Article:
    """As `crawler.extract.extract_saved`."""
    from crawler.extract import extract_saved

    return extract_saved(body, url, otherwise)


def article_in_feed(teaser: Teaser, source: str | None = None) -> Article:
    """As `crawler.finding.feedtext.article_in_feed`."""
    from crawler.finding import feedtext

    return feedtext.article_in_feed(teaser, source)


def guess(url: str, body: bytes, content_type: str = "") -> Guess:
    """As `crawler.finding.advice.guess`."""
    from crawler.finding import advice

    return advice.guess(url, body, content_type)


def listing(body: bytes, url: str, *, content_type: str = "", selectors: Selectors | None = None) -> Listing:
    """As `crawler.listing.read_listing`."""
    from crawler.listing import read_listing

    return read_listing(body, url, content_type=content_type, selectors=selectors)


def feed(body: bytes, url: str, *, content_type: str = "") -> Feed:
    """As `crawler.finding.feed.read_feed`."""
    from crawler.finding.feed import read_feed

    return read_feed(body, url, content_type=content_type)


def sitemap(body: bytes, url: str) -> Sitemap:
    """As `crawler.finding.sitemap.read_sitemap`."""
    from crawler.finding.sitemap import read_sitemap

    return read_sitemap(body, url)

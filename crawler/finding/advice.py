"""What may be meant by a URL whose kind nobody declared: a home page's feed, or the listing that looks like an article.

Pure.
"""

from __future__ import annotations

from dataclasses import dataclass
from shlex import quote
from typing import TYPE_CHECKING

from crawler.discover import entry_points, linked_articles
from crawler.finding.linkscore import url_score
from crawler.finding.survey import is_front_page, kind_at
from storage.records import Kind

if TYPE_CHECKING:
    from pathlib import Path

_READ_AS_ARTICLE = "read as an article, and links to"


@dataclass(frozen=True, slots=True)
class Guess:
    """The kind that a page was taken for; `advice` says in words what else may be meant by it, '' for nothing."""

    kind: Kind
    advice: str = ""


def guess(url: str, body: bytes, content_type: str = "") -> Guess:
    """Tell the kind of a fetched body. Raises UnreadableError for what is none of the four."""
    kind = kind_at(url, body, content_type)
    if kind is Kind.LISTING and is_front_page(url):
        return Guess(kind, _feed_named(url, body, content_type))
    if kind is Kind.ARTICLE:
        linked = linked_articles(body, url, content_type=content_type) if url_score(url) < 0 else 0
        return Guess(kind, teasers_told(url, linked, f"`newsfold add {quote(url)} --kind listing`"))
    return Guess(kind)


def teasers_told(url: str, linked: int, way: str) -> str:
    """Say in words that the article at `url`, which links to others, may be a listing of few, and the `way` to one.

    '' where its address, such as /tags/floods, does not look like a listing's: articles may have teasers beside them.
    """
    if not linked or url_score(url) >= 0:
        return ""
    articles = "an article" if linked == 1 else f"{linked} articles"
    return f"{_READ_AS_ARTICLE} {articles}, as a listing does: {way} makes it one"


def for_declared(advice: str, config: Path | None) -> str:
    """As `advice`, for a source that the configuration declares, where it is mended and not added."""
    if config is None or not advice.startswith(_READ_AS_ARTICLE):
        return advice
    return f"{advice.partition(': ')[0]}: {way_to_listing(config)} makes it one"


def way_to_listing(config: Path | None) -> str:
    """How a source of the configuration becomes a listing."""
    return f'kind = "listing" in its [[sources]] table of {config}'


def _feed_named(url: str, body: bytes, content_type: str) -> str:
    entries = entry_points(body, url, content_type=content_type)
    feed = next((each.url for each in entries if each.kind is Kind.FEED), "")
    return f"names a feed, which says more surely what is new: `newsfold fetch {quote(feed)}`" if feed else ""

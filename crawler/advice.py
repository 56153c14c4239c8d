"""What may be meant by a URL whose kind nobody declared: a home page's feed, or the listing that looks like an article.

Pure.
"""

from __future__ import annotations

from dataclasses import dataclass
from shlex import quote

from crawler.discover import entry_points, linked_articles
from crawler.linkscore import url_score
from crawler.survey import is_front_page, kind_at
from storage.records import Kind


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
    if kind is Kind.ARTICLE and url_score(url) < 0:  # such as /tags/floods: others may well have teasers beside them
        return Guess(kind, _teasers_told(url, linked_articles(body, url, content_type=content_type)))
    return Guess(kind)


def _teasers_told(url: str, linked: int) -> str:
    if not linked:
        return ""
    articles = "an article" if linked == 1 else f"{linked} articles"
    command = f"newsfold add {quote(url)} --kind listing"
    return f"read as an article, and links to {articles}, as a listing does: {command} makes it one"


def _feed_named(url: str, body: bytes, content_type: str) -> str:
    entries = entry_points(body, url, content_type=content_type)
    feed = next((each.url for each in entries if each.kind is Kind.FEED), "")
    return f"names a feed, which says more surely what is new: newsfold fetch {quote(feed)}" if feed else ""

"""What a fetched body is and would give: the preview that `newsfold add` and `newsfold sources check` show. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from crawler.discover import entry_points, kind_of, linked_articles
from crawler.extract import extract
from crawler.finding.feed import read_feed
from crawler.finding.sitemap import read_sitemap
from crawler.listing import read_listing
from crawler.parsing.htmltree import parse, squeeze
from storage.records import Kind

if TYPE_CHECKING:
    from storage.records import Article, Selectors, Source, Teaser

LONGEST_TITLE = 80
_JOINTS = " ,;:·|/\u2013\u2014-"  # between the parts of a title

_FRONT = re.compile(r"(?:/[a-z]{2}(?:[-_][a-z]{2})?)?/?(?:(?:index|default|home)(?:\.\w+)?)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Survey:
    """What one body gives.

    `title` is what it calls itself; `teasers` what it lists, or for an article nothing; `children` the sitemaps that an
    index names; `entries` the feeds, sitemaps and sections that a page links to, a feed first; `beside` counts the
    articles that a page links to which was taken for one, though it does not call itself so.
    """

    kind: Kind
    title: str
    teasers: tuple[Teaser, ...] = field(default=(), repr=False)
    children: tuple[str, ...] = ()
    entries: tuple[Source, ...] = field(default=(), repr=False)
    article: Article | None = None
    beside: int = 0

    @property
    def gives(self) -> int:
        """How many articles a fetch of it would lead to, before those that further pages list."""
        return len(self.teasers) or int(self.article is not None)


def survey(
    body: bytes, url: str, content_type: str = "", kind: Kind | None = None, selectors: Selectors | None = None
) -> Survey:
    """Tell what `body` is, unless `kind` says so, and read it.

    Raises UnreadableError for what is none of the four kinds, NotAnArticleError for a page without an article.
    """
    found = kind or kind_at(url, body, content_type)
    if found is Kind.FEED:
        feed = read_feed(body, url, content_type=content_type)
        return Survey(found, _name(feed.title), tuple(feed.teasers))
    if found is Kind.SITEMAP:
        sitemap = read_sitemap(body, url)
        return Survey(found, _host(url), sitemap.teasers, sitemap.children)
    if found is Kind.ARTICLE:
        article = extract(body, url, content_type=content_type)
        beside = 0 if kind else linked_articles(body, url, content_type=content_type)
        return Survey(found, _name(article.title), article=article, beside=beside)
    listing = read_listing(body, url, content_type=content_type, selectors=selectors)
    entries = entry_points(body, url, content_type=content_type)
    return Survey(found, _page_title(body, url, content_type), listing.teasers, entries=entries)


def is_front_page(url: str) -> bool:
    """Whether `url` is a site's home page, or that of one of its languages, by its address."""
    parts = urlsplit(url)
    return not parts.query and _FRONT.fullmatch(parts.path) is not None


def kind_at(url: str, body: bytes, content_type: str = "") -> Kind:
    """Tell what `body` is; a home page is a listing, however little it lists. Raises UnreadableError."""
    found = kind_of(url, body, content_type)
    return Kind.LISTING if found is Kind.ARTICLE and is_front_page(url) else found


def _page_title(body: bytes, url: str, content_type: str) -> str:
    title = parse(body, url, content_type=content_type).findtext(".//title")
    return _name(squeeze(title)) or _host(url)


def _name(title: str) -> str:
    """A title as a name: a long one ends with a whole word, or a whole part."""
    if len(title) <= LONGEST_TITLE:
        return title
    words = title[: LONGEST_TITLE + 1].rpartition(" ")[0]
    return (words if len(words) >= LONGEST_TITLE // 2 else title[:LONGEST_TITLE]).rstrip(_JOINTS)


def _host(url: str) -> str:
    return urlsplit(url).hostname or url

"""What is this URL: a listing, a feed, a sitemap or an article; and which entry points does a page name? Pure."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from crawler.extract import read_article
from crawler.finding.linkscore import url_score
from crawler.finding.xmltree import inflate
from crawler.listing import base_of, link_target, teasers_of
from crawler.parsing import jsonld
from crawler.parsing.decoding import decode
from crawler.parsing.htmltree import Node, parse, squeeze, visible_text
from crawler.reading.metadata import canonical_link
from crawler.reading.refusal import LISTINGS
from crawler.urls import canonical, registered_domain
from storage.errors import InputError, NotAnArticleError, UnreadableError
from storage.records import Kind, Source

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_SECTIONS = 40

_ROOT = re.compile(r"<(?!\?|!)(?:[\w-]+:)?([a-zA-Z]+)[\s>/]")
_FEED_TYPE = re.compile(
    r"application/(?:rss|atom|rdf|feed)(?:\+xml|\+json)?|application/json\+feed|text/xml\+rss", re.IGNORECASE
)
_FEED_LINK = re.compile(
    r"(?:/|\.|\b)(?:rss|atom|feeds?)(?:\.xml|\.json|\.php)?/?$|\.(?:rss|atom|rdf)$|/rss/", re.IGNORECASE
)
_COMMENTS = re.compile(r"comments?\b|kommentar", re.IGNORECASE)
_ROBOTS_SITEMAP = re.compile(r"^\s{0,20}sitemap\s{0,5}:\s{0,20}(\S{1,2000})", re.IGNORECASE | re.MULTILINE)
_PROSE = 120
MANY_TEASERS = 30
LITTLE_PROSE = 1_000


def kind_of(url: str, body: bytes, content_type: str = "") -> Kind:
    """Tell what a fetched body is, by what it holds and not by what it is called.

    Raises UnreadableError, naming the URL, for what is none of the four.
    """
    plain = inflate(body, url)
    head = decode(plain[:20_000], content_type).lstrip("\ufeff \t\r\n")
    if head.startswith("{"):
        return _json_kind(plain, url)
    root = _ROOT.search(_without_prolog(head))
    name = root.group(1).lower() if root else ""
    if name in ("rss", "feed", "rdf"):
        return Kind.FEED
    if name in ("urlset", "sitemapindex"):
        return Kind.SITEMAP
    if not root and head.startswith(("http://", "https://")):
        return Kind.SITEMAP
    return _page_kind(url, plain, content_type)


def _without_prolog(head: str) -> str:
    return re.sub(r"<!--.{0,5000}?-->", "", head, flags=re.DOTALL)


def _json_kind(body: bytes, url: str) -> Kind:
    try:
        parsed = json.loads(decode(body))
    except (ValueError, RecursionError) as error:
        raise UnreadableError(f"{url}: broken JSON ({error})") from error
    if isinstance(parsed, dict) and isinstance(parsed.get("items"), list):
        return Kind.FEED
    raise UnreadableError(f"{url}: JSON, but no JSON Feed")


def _page_kind(url: str, body: bytes, content_type: str) -> Kind:
    """Tell an article from a listing: by what reading it as an article gives, in doubt by what the page declares."""
    tree = parse(body, url, content_type=content_type)
    teasers = len(teasers_of(tree, url))
    prose = sum(len(text) for node in tree.iter("p") if len(text := _prose(node)) >= _PROSE)
    declared = _declared_score(tree, url)
    try:
        read_article(tree, url)
    except NotAnArticleError as error:
        return Kind.LISTING if str(error).endswith(LISTINGS) else _by_score(declared, url, teasers, prose)
    says_so = declared > 0 or url_score(url) > 0
    return Kind.LISTING if teasers >= MANY_TEASERS and prose < LITTLE_PROSE and not says_so else Kind.ARTICLE


def _by_score(declared: float, url: str, teasers: int, prose: int) -> Kind:
    """Weigh what the page declares, its prose outside of links, its teasers and its URL."""
    score = declared + max(-1.5, min(1.5, url_score(url) / 2))
    score += 2.0 if prose > 1_500 else 1.0 if prose > 500 else 0.0 if prose else -1.0
    score -= 1.5 if teasers >= 8 and prose < 400 * teasers else 0.5 if teasers >= 4 else 0.0
    return Kind.ARTICLE if score > 0 else Kind.LISTING


def _declared_score(tree: Node, url: str) -> float:
    kinds = [(node.get("content") or "").lower() for node in tree.xpath("//meta[@property='og:type']")]
    score = 1.5 if "article" in kinds else -1.0 if "website" in kinds else 0.0
    types = {kind for node in jsonld.nodes_of(tree) for kind in jsonld.types_of(node)}
    if types & {"newsarticle", "reportagenewsarticle", "blogposting", "article", "liveblogposting"}:
        score += 1.0
    if types & {"collectionpage", "itemlist", "searchresultspage"}:
        score -= 1.0
    link = canonical_link(tree, url)
    if tree.xpath("//meta[@property='article:published_time']"):
        score += 1.0
    return score - (1.5 if urlsplit(link or url).path in ("", "/") else 0.0)


def linked_articles(body: bytes, url: str, *, content_type: str = "") -> int:
    """Count the articles that a page links to under headlines; 0 where it says of itself that it is an article."""
    tree = parse(body, url, content_type=content_type)
    return 0 if _declared_score(tree, url) > 0 else len(teasers_of(tree, url))


def _prose(node: Node) -> str:
    text = visible_text(node)
    linked = sum(len(visible_text(link)) for link in node.iter("a"))
    return text if linked < 0.4 * len(text) else ""


def entry_points(body: bytes, url: str, *, content_type: str = "") -> tuple[Source, ...]:
    """Find a page's entry points: feeds, sitemaps and sections of the same site, in this order, each once.

    Comment feeds are left out. Raises UnreadableError for what is no HTML.
    """
    tree = parse(body, url, content_type=content_type)
    base = base_of(tree, url)
    found: dict[str, Source] = {}
    for target, name, kind in [*_feeds(tree, base), *_sitemaps(tree, base), *_sections(tree, url, base)]:
        if target != canonical(url):
            found.setdefault(target, Source(name=name or target, url=target, kind=kind))
    return tuple(found.values())


def _feeds(tree: Node, base: str) -> Iterator[tuple[str, str, Kind]]:
    for link in tree.iter("link"):
        named = f"{link.get('title') or ''} {link.get('href') or ''}"
        if "alternate" in (link.get("rel") or "").lower() and _FEED_TYPE.fullmatch((link.get("type") or "").strip()):
            target = link_target(link.get("href"), base)
            if target and not _COMMENTS.search(named):
                yield target, squeeze(link.get("title")), Kind.FEED
    for anchor in tree.iter("a"):
        href = (anchor.get("href") or "").strip()
        if _FEED_LINK.search(urlsplit_path(href)) and not _COMMENTS.search(href):
            target = link_target(href, base)
            if target and registered_domain(target) == registered_domain(base):
                yield target, visible_text(anchor, 200)[:80], Kind.FEED


def urlsplit_path(href: str) -> str:
    """Give the path of a link, '' where it cannot be split."""
    try:
        return urlsplit(href).path
    except ValueError:
        return ""


def _sitemaps(tree: Node, base: str) -> Iterator[tuple[str, str, Kind]]:
    for link in tree.iter("link"):
        target = link_target(link.get("href"), base) if "sitemap" in (link.get("rel") or "").lower() else None
        if target:
            yield target, squeeze(link.get("title")), Kind.SITEMAP


def _sections(tree: Node, url: str, base: str) -> Iterator[tuple[str, str, Kind]]:
    """Yield the links of the page's menus that look like sections: short names, short paths, the same site."""
    count = 0
    for menu in tree.xpath(
        "//nav | //header | //*[contains(@class, 'menu') or contains(@id, 'menu') or contains(@class, 'nav')]"
    ):
        for anchor in menu.iter("a"):
            target, name = link_target(anchor.get("href"), base), visible_text(anchor, 200)
            if target and count < MAX_SECTIONS and _is_section(target, name, url):
                count += 1
                yield target, name, Kind.LISTING


def _is_section(target: str, name: str, url: str) -> bool:
    segments = [segment for segment in urlsplit(target).path.split("/") if segment]
    if registered_domain(target) != registered_domain(url) or not 1 <= len(segments) <= 3:
        return False
    return 1 <= len(name.split()) <= 4 and -3.5 < url_score(target) <= 1.0 and not urlsplit(target).query


def sitemaps_of_robots(body: bytes, url: str) -> tuple[str, ...]:
    """Give the sitemaps that a robots.txt names."""
    found: dict[str, None] = {}
    for match in _ROBOTS_SITEMAP.finditer(decode(body[:500_000])):
        try:
            found[canonical(urljoin(url, match.group(1)))] = None
        except (InputError, ValueError):
            continue
    return tuple(found)

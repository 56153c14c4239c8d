"""What a page declares of its article: JSON-LD, then meta, then microdata, then what is marked up as such; pure."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import chain, islice
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from crawler.credits.bylines import PUBLISHERS, DeclaredNames, declared_names
from crawler.parsing import jsonld
from crawler.parsing.belonging import in_aside, of_another
from crawler.parsing.dates import Habits, guess_order, parse_moment
from crawler.parsing.headings import headline_seen
from crawler.parsing.htmltree import Node, declaring, marked, squeeze, visible_text
from crawler.parsing.markup import text_of_markup
from crawler.reading.datalayers import counted_at
from crawler.reading.headlines import titles_of
from crawler.reading.hydration import moments_in_data
from crawler.reading.shown_dates import head_labelled, marked_dates, times_near
from crawler.urls import canonical, original
from storage.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

LONGEST_NAME = 6  # words of an outlet's name
MAX_MOMENTS = 60
_PUBLISHED = (
    "article:published_time", "article:published", "og:published_time", "og:article:published_time",
    "parsely-pub-date", "datepublished", "sailthru.date", "cxenseparse:recs:publishtime", "dcterms.created",
    "dc.date.issued", "dcterms.issued", "dcterms.date", "dc.date.created", "dc.date", "dc.created", "pubdate",
    "publishdate", "publish-date", "publish_date", "publication_date", "publication-date", "date.issued",
    "article.published", "article_date_original", "originalpublicationdate", "ptime", "displaydate",
    "article:post_date", "citation_publication_date", "citation_date", "creation_date", "date",
    "release_date", "video:release_date",
)  # fmt: skip
# Other names that end in one for it, by their letters alone: 'bt:pubDate', 'mediator_published_time'.
_LIKE_PUBLISHED = re.compile(
    r"(?:(?<!un)publi(?:sh(?:ed)?|cation)|(?<!un)pub|posted|news|article|created?|creation|issued?)(?:date|time|at|on)$"
    r"|date(?:published|posted|created|issued)$|articlecreated$"
)
_MODIFIED = (
    "article:modified_time", "og:updated_time", "article:updated_time", "datemodified", "dcterms.modified",
    "last-modified", "lastmod", "dc.date.modified", "article.updated", "parsely-updated", "utime",
)  # fmt: skip
_NO_LETTERS = re.compile(r"[^a-z]")
_OUTLETS = (*PUBLISHERS, "twitter:app:name:iphone")  # the most trusted first
_TAGS = ("article:tag", "news_keywords", "keywords", "parsely-tags")
_LOCAL = re.compile(r"\d[Tt ]\d\d:\d\d.*[+-](?!00:?00$)\d\d:?\d\d$")
_URL_DATE = re.compile(
    r"/((?:19|20)\d\d)(?:[/-]?(0[1-9]|1[0-2])[/-]?(0[1-9]|[12]\d|3[01])|/(\d\d?)/(\d\d?)"
    r"|/((?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6})/(\d\d?))(?=[/_.-]|$)"
)


@dataclass(frozen=True, slots=True)
class Declared:
    """What a page says of itself, before anything is checked against anything.

    `counted_at` is when it was published as it tells who counts its visitors, where it says so nowhere else.
    """

    titles: tuple[tuple[str, str], ...] = ()
    published_at: str | None = None
    counted_at: str | None = None
    modified_at: str | None = None
    names: DeclaredNames = field(default_factory=DeclaredNames)
    outlet: str | None = None
    language: str | None = None
    canonical_url: str | None = None
    tags: tuple[str, ...] = ()
    image: str | None = None
    body: str = ""
    description: str = ""
    kinds: frozenset[str] = frozenset()
    credits: tuple[tuple[str, str], ...] = ()
    free: bool = True
    meta: dict[str, list[str]] = field(default_factory=dict)


def read_declared(tree: Node, url: str) -> Declared:
    """Gather all that a page declares; `titles` and `credits` are pairs of where and what."""
    meta = _meta(tree)
    nodes = jsonld.nodes_of(tree)
    link = canonical_link(tree, url)
    urls = _same_page({url, link or url, *meta.get("og:url", [])})
    article = jsonld.article_node(nodes, urls)
    of_page = jsonld.moments(jsonld.dated_node(nodes, urls).get("datePublished"))
    declared = list(islice(_published(tree, meta, article), MAX_MOMENTS))
    titles = tuple(titles_of(tree, meta, article))
    told = (
        _addressed(tree, url), times_near(headline_seen(tree)), of_page, marked_dates(tree), _moments_beside(tree),
        moments_in_data(tree, (text for _, text in titles), url),
    )  # fmt: skip
    written = article if article.get("author") or article.get("creator") else jsonld.page_node(nodes, urls)
    dates = [value for name in (*_PUBLISHED, *_MODIFIED) for value in meta.get(name, [])]
    habits = Habits(guess_order(dates, tree.get("lang")), tree.get("lang"))
    published = _published_at(declared, chain(*told), habits)
    return Declared(
        titles=titles,
        published_at=published,
        counted_at=None if published else counted_at(tree, habits),
        modified_at=_first_moment(_modified(tree, meta, article), habits),
        names=declared_names(meta, article, written, nodes),
        outlet=_outlet(meta, article, nodes, {text for _, text in titles if len(text.split()) > LONGEST_NAME}),
        language=_language(tree, meta, article),
        canonical_url=link,
        tags=tuple(_tags(meta, article)),
        image=_image(meta, article, url),
        body=text_of_body(article.get("articleBody")),
        description=next(iter(meta.get("og:description", []) + meta.get("description", [])), ""),
        kinds=frozenset(jsonld.types_of(article) | {kind.lower() for kind in meta.get("og:type", [])}),
        credits=tuple(_credits(meta, article, nodes)),
        free=str(article.get("isAccessibleForFree", "true")).lower() not in ("false", "http://schema.org/false"),
        meta=meta,
    )


def _meta(tree: Node) -> dict[str, list[str]]:
    """Give the `<meta>` elements: lower-case names with their values, in order."""
    found: dict[str, list[str]] = {}
    for node in declaring(tree, "meta"):
        name = node.get("property") or node.get("name") or node.get("itemprop") or node.get("http-equiv")
        value = squeeze(node.get("content"))
        if name and value and not (name == node.get("itemprop") and of_another(node)):
            found.setdefault(name.strip().lower(), []).append(value)
    return found


def canonical_link(tree: Node, url: str) -> str | None:
    """Give the canonical form of `<link rel=canonical>`, wherever it leads; None where it is no URL."""
    for node in declaring(tree, "link"):
        if "canonical" in (node.get("rel") or "").lower().split() and node.get("href"):
            try:
                return canonical(original(urljoin(url, node.get("href").strip())))
            except (InputError, ValueError):
                return None
    return None


def _same_page(urls: Iterable[str]) -> set[str]:
    """Give the ways in which one page's address is written in its JSON-LD."""
    found: set[str] = set()
    for url in urls:
        bare = url.split("#")[0]
        for form in (bare, bare.split("?")[0], bare.rstrip("/"), bare.rstrip("/") + "/"):
            found |= {form, form.replace("http://", "https://", 1), form.replace("https://", "http://", 1)}
    return found


def text_of_body(value: object) -> str:
    """Give a JSON-LD `articleBody` as plain text on one line."""
    return text_of_markup(value) if isinstance(value, str) and value.strip() else ""


def _published(tree: Node, meta: dict[str, list[str]], article: dict[str, Any]) -> Iterator[str]:
    yield from jsonld.moments(article.get("datePublished"))
    for name in _PUBLISHED:
        yield from meta.get(name, [])
    yield from _marked_moments(tree, "datePublished", "pubdate")
    for name, values in meta.items():
        if _LIKE_PUBLISHED.search(_NO_LETTERS.sub("", name)):
            yield from values
    yield from jsonld.moments(article.get("dateCreated"))


def _marked_moments(tree: Node, value: str, *bare: str) -> Iterator[str]:
    """Yield what microdata says of the article, and not of pictures and comments on its page."""
    headline = headline_seen(tree)
    for node in (each for each in marked(tree, value, *bare) if not of_another(each, headline)):
        yield from _moments_in(node)


def _moments_beside(tree: Node) -> Iterator[str]:
    """Yield what microdata says of a video, a gallery or a product, for pages that are about one."""
    for node in islice(marked(tree, "datePublished"), MAX_MOMENTS):
        kinds = " ".join(node.xpath("ancestor::*/@itemtype")).lower()
        if of_another(node) and "comment" not in kinds and not in_aside(node):
            yield from _moments_in(node)


def _moments_in(node: Node) -> Iterator[str]:
    yield from filter(None, (node.get("content"), node.get("datetime"), visible_text(node, 200)))


def _published_at(declared: list[str], told: Iterable[str], habits: Habits) -> str | None:
    """Give what is declared, which a date that the page tells may complete, else what is told."""
    moment = _first_moment(chain(declared, told), habits)
    return _as_told(moment, declared) if moment and moment.endswith("Z") else moment


def _as_told(moment: str, declared: list[str]) -> str:
    """Give a moment of universal time by the outlet's clock, where the page declares it so too: it tells the day."""
    others = (parse_moment(each) or "" for each in declared if _LOCAL.search(each))
    same = (each for each in others if len(each) > 10 and _minute(each) == _minute(moment))
    return next(same, moment)


def _minute(moment: str) -> datetime:
    return datetime.fromisoformat(moment).astimezone(UTC).replace(second=0, microsecond=0)


def _modified(tree: Node, meta: dict[str, list[str]], article: dict[str, Any]) -> Iterator[str]:
    yield from jsonld.moments(article.get("dateModified"))
    for name in _MODIFIED:
        yield from meta.get(name, [])
    yield from _marked_moments(tree, "dateModified")


def _first_moment(values: Iterable[str], habits: Habits) -> str | None:
    """Give the first believable moment; a bare day gives way to a time on that day that a later value declares."""
    first: str | None = None
    for count, value in enumerate(values):
        moment = habits.moment(value)
        if moment and first is None:
            first = moment
        elif moment and first and len(first) == 10 and moment.startswith(first) and len(moment) > 10:
            return moment
        if (first and len(first) > 10) or count > MAX_MOMENTS:
            break
    return first


def _addressed(tree: Node, url: str) -> Iterator[str]:
    """Yield the day in the address, or what the head calls published a day off: some have the printed issue's."""
    if day := _url_day(url):
        told = head_labelled(headline_seen(tree))
        yield told if told and _days_between(told, day) == 1 else day


def _days_between(one: str, other: str) -> int:
    first, second = (datetime.fromisoformat(moment).date() for moment in (one, other))
    return abs((first - second).days)


def _url_day(url: str) -> str | None:
    match = _URL_DATE.search(urlsplit(url).path)
    parts = list(filter(None, match.groups())) if match else []
    return parse_moment("-".join(parts) if all(map(str.isdigit, parts)) else " ".join(parts)) if parts else None


def _outlet(
    meta: dict[str, list[str]], article: dict[str, Any], nodes: list[dict[str, Any]], headlines: set[str]
) -> str | None:
    """Give the outlet that is declared; some pages repeat their headline in the places for its name."""
    named = [[value for value in meta.get(name, []) if value not in headlines] for name in _OUTLETS]
    if named[0]:
        return named[0][0]
    publisher = jsonld.texts(jsonld.resolved(article.get("publisher"), nodes))
    if publisher and not publisher[0].startswith("http"):
        return publisher[0]
    return next((value for values in named[1:] for value in values), None)


def _language(tree: Node, meta: dict[str, list[str]], article: dict[str, Any]) -> str | None:
    declared = [tree.get("lang"), tree.get("{http://www.w3.org/XML/1998/namespace}lang"), tree.get("xml:lang")]
    declared += jsonld.texts(article.get("inLanguage")) + meta.get("content-language", []) + meta.get("og:locale", [])
    for value in declared:
        code = re.match(r"([A-Za-z]{2,3})(?:[-_]|$)", (value or "").strip())
        if code:
            return code.group(1).lower()
    return None


def _tags(meta: dict[str, list[str]], article: dict[str, Any]) -> list[str]:
    for name in _TAGS[:2]:
        values = [part for value in meta.get(name, []) for part in value.split(",")]
        if values:
            break
    else:
        keywords = jsonld.texts(article.get("keywords")) or [v for name in _TAGS[2:] for v in meta.get(name, [])]
        values = [part for value in keywords for part in value.split(",")]
    clean = (squeeze(value) for value in values)
    return list(dict.fromkeys(value for value in clean if 1 < len(value) <= 60))[:30]


def _image(meta: dict[str, list[str]], article: dict[str, Any], url: str) -> str | None:
    image = article.get("image")
    image = image[0] if isinstance(image, list) and image else image
    image = image.get("url") or image.get("contentUrl") if isinstance(image, dict) else image
    for value in [*meta.get("og:image", []), *meta.get("og:image:url", []), image]:
        try:
            if isinstance(value, str) and value.strip():
                return canonical(urljoin(url, value.strip()))
        except (InputError, ValueError):
            continue
    return None


def _credits(
    meta: dict[str, list[str]], article: dict[str, Any], nodes: list[dict[str, Any]]
) -> Iterator[tuple[str, str]]:
    """Yield where and who of declared origins: syndication metadata, `isBasedOn`, `creditText` and the like."""
    for name in ("syndication-source", "original-source", "dc.source", "article:source", "news_source", "source"):
        for value in meta.get(name, []):
            yield name, value
    for name in ("isBasedOn", "isBasedOnUrl", "sourceOrganization", "creditText", "copyrightHolder", "provider"):
        named = jsonld.resolved(article.get(name), nodes)
        if isinstance(named, dict) and isinstance(named.get("url"), str) and not named.get("name"):
            yield name, named["url"]
        for text in jsonld.texts(named):
            yield name, text

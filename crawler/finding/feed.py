"""RSS 0.9x to 2.0, RDF, Atom and JSON Feed to teasers; pure.

Well-formed feeds are read with lxml, which keeps the zones of dates, at half of feedparser's CPU; what is no
well-formed XML goes to feedparser, unless it is large.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from io import BytesIO
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from crawler.finding.xmltree import child_text, children, inflate, local_name, parse_xml, refuse_entities
from crawler.parsing.dates import parse_moment
from crawler.parsing.decoding import decode
from crawler.parsing.htmltree import MAX_BYTES, Node, squeeze
from crawler.parsing.lines import is_cut
from crawler.parsing.markup import text_of_markup
from crawler.urls import canonical
from storage.errors import InputError, UnreadableError
from storage.records import Teaser

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_ENTRIES = 10_000
LARGE = 1_000_000  # bytes of a broken feed that are left to feedparser, which takes two seconds for them
FULL_CONTENT = 1_000
MAX_TEASER = 2_000

_XML = "{http://www.w3.org/XML/1998/namespace}"
_HOUR = re.compile("[0-9]{1,2}")
_DATES = ("pubdate", "published", "date", "issued", "created", "updated", "modified")


@dataclass(frozen=True, slots=True)
class Feed:
    """What a feed says: its name, its entries as teasers, and how often it wants to be asked.

    `ttl_minutes` is RSS's `ttl` or what `sy:updatePeriod` comes to; `skip_hours` are hours of the day in UTC.
    """

    title: str
    teasers: tuple[Teaser, ...]
    ttl_minutes: int | None = None
    skip_hours: tuple[int, ...] = ()
    language: str | None = None
    site_url: str | None = None


def read_feed(body: bytes, url: str, *, content_type: str = "") -> Feed:
    """Read a feed of at most 10,000 entries. Raises UnreadableError, naming the URL, for what is no feed."""
    plain = inflate(body, url)
    if len(plain) > MAX_BYTES * 2:
        raise UnreadableError(f"{url}: larger than {MAX_BYTES * 2 // 1024 // 1024} MB")
    if plain.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return _json_feed(plain, url)
    try:
        root = parse_xml(plain, url, content_type=content_type)
    except UnreadableError:
        refuse_entities(plain, url)
        return _large_and_broken(plain, url, content_type) or _broken_feed(plain[:LARGE], url, content_type)
    feed = _xml_feed(root, url)
    if feed is None:
        raise UnreadableError(f"{url}: not a feed (its outermost element is <{local_name(root)}>)")
    return feed


def _xml_feed(root: Node, url: str) -> Feed | None:
    name = local_name(root)
    if name not in ("rss", "rdf", "feed", "channel"):
        return None
    channel = root if name in ("feed", "channel") else next(children(root, "channel"), root)
    site = _link(channel, url)
    base = urljoin(site or url, channel.get(f"{_XML}base") or root.get(f"{_XML}base") or "")
    entries = [node for node in root.iter() if local_name(node) in ("item", "entry")][:MAX_ENTRIES]
    language = squeeze(child_text(channel, "language")) or root.get(f"{_XML}lang") or None
    teasers = [teaser for node in entries if (teaser := _teaser(node, base, language)) is not None]
    skipped = [squeeze(hour.text) for node in children(channel, "skiphours") for hour in node]
    hours = [int(text) for text in skipped if _HOUR.fullmatch(text)]
    return Feed(
        title=text_of_markup(child_text(channel, "title")),
        teasers=_once(teasers),
        ttl_minutes=_ttl(channel),
        skip_hours=tuple(sorted({hour % 24 for hour in hours})),
        language=language,
        site_url=_address(site, url),
    )


def _minutes(text: str) -> int | None:
    """A number of minutes up to a month; None for anything else that a feed may say there."""
    if text.isascii() and text.isdigit() and len(text) <= 6 and 0 < int(text) <= 60 * 24 * 31:
        return int(text)
    return None


def _ttl(channel: Node) -> int | None:
    if (minutes := _minutes(squeeze(child_text(channel, "ttl")))) is not None:
        return minutes
    periods = {"hourly": 60, "daily": 60 * 24, "weekly": 60 * 24 * 7, "monthly": 60 * 24 * 30}
    minutes = periods.get(squeeze(child_text(channel, "updateperiod")).lower())
    times = squeeze(child_text(channel, "updatefrequency")) or "1"
    return max(1, minutes // often) if minutes and (often := _minutes(times)) else None


def _teaser(node: Node, base: str, language: str | None) -> Teaser | None:
    target = _address(_link(node, base), urljoin(base, node.get(f"{_XML}base") or ""))
    if target is None:
        return None
    summary, content = _markup(node, "summary", "description"), _markup(node, "encoded", "content", "body", "fulltext")
    dates = (parse_moment(child_text(node, name), language=language) for name in _DATES)
    bare = Teaser(
        target,
        _markup(node, "title"),
        published_at=next((moment for moment in dates if moment), None),
        image=_address(_image(node), base),
        language=node.get(f"{_XML}lang") or language,
    )
    return _made(bare, summary=summary, content=content)


def _made(bare: Teaser, *, summary: str, content: str) -> Teaser:
    """Complete a teaser: the summary's text beside the headline, the whole content where the entry carries it."""
    text = text_of_markup(summary or content)
    full = content if content and content != summary else ""
    if not full and len(text) >= FULL_CONTENT and not is_cut(text):
        full = summary or content
    cut = is_cut(text) or len(text) > MAX_TEASER
    return replace(bare, title=text_of_markup(bare.title), teaser=text[:MAX_TEASER], truncated=cut, html=full)


def _link(node: Node, base: str) -> str:
    """Choose an entry's link: Atom's alternate, RSS's link, a guid that is a URL."""
    rated: list[tuple[int, str]] = []
    for link in children(node, "link"):
        href, relation = (link.get("href") or squeeze(link.text)), (link.get("rel") or "alternate")
        kind = link.get("type") or "text/html"
        if href and relation == "alternate":
            rated.append((0 if "html" in kind else 1, href))
    if rated:
        return min(rated, key=lambda pair: pair[0])[1]
    for guid in children(node, "guid", "id"):
        text = squeeze(guid.text)
        if (
            text.startswith(("http://", "https://"))
            and guid.get("ispermalink", guid.get("isPermaLink", "true")) != "false"
        ):
            return text
    about = next((value for name, value in node.attrib.items() if name.endswith("}about")), "")
    return about if about.startswith("http") and about != base else ""


def _markup(node: Node, *names: str) -> str:
    """Give the markup of the first of these children: unescaped text, or XHTML written out."""
    from lxml import etree

    for child in children(node, *names):
        if len(child) and child.get("type") == "xhtml":
            inner = "".join(etree.tostring(part, encoding="unicode", with_tail=True) for part in child)
            return f"{child.text or ''}{inner}".strip()
        text = "".join(child.itertext()).strip()
        if text and not (child.get("type") or "").startswith(("image/", "video/", "audio/")):
            return text
    return ""


def _image(node: Node) -> str:
    for child in node.iter():
        name, address = local_name(child), child.get("url") or child.get("href")
        kind = child.get("type") or child.get("medium") or ""
        if not address:
            continue
        if name == "thumbnail" or (name in ("content", "enclosure") and kind.startswith("image")):
            return str(address)
    return ""


def _once(teasers: list[Teaser]) -> tuple[Teaser, ...]:
    return tuple({teaser.url: teaser for teaser in reversed(teasers)}.values())[::-1]


def _address(text: str, base: str) -> str | None:
    try:
        return canonical(urljoin(base, text.strip())) if text.strip() else None
    except (InputError, ValueError):
        return None


def _json_feed(body: bytes, url: str) -> Feed:
    """Read a JSON Feed, https://www.jsonfeed.org/version/1.1/."""
    try:
        parsed = json.loads(decode(body))
    except (ValueError, RecursionError) as error:
        raise UnreadableError(f"{url}: not a feed (broken JSON: {error})") from error
    if not isinstance(parsed, dict) or not isinstance(parsed.get("items"), list):
        raise UnreadableError(f"{url}: not a feed (JSON without a list of items)")
    language = parsed.get("language") if isinstance(parsed.get("language"), str) else None
    entries = [entry for entry in parsed["items"][:MAX_ENTRIES] if isinstance(entry, dict)]
    teasers = [teaser for entry in entries if (teaser := _json_teaser(entry, url, language)) is not None]
    site = parsed.get("home_page_url")
    return Feed(
        title=text_of_markup(str(parsed.get("title") or "")),
        teasers=_once(teasers),
        language=language,
        site_url=_address(site, url) if isinstance(site, str) else None,
    )


def _json_teaser(entry: dict[str, Any], url: str, language: str | None) -> Teaser | None:
    said = {name: value for name, value in entry.items() if isinstance(value, str)}
    target = _address(said.get("url") or said.get("external_url") or said.get("id") or "", url)
    if target is None:
        return None
    bare = Teaser(
        target,
        said.get("title", ""),
        published_at=parse_moment(said.get("date_published", "")) or parse_moment(said.get("date_modified", "")),
        image=_address(said.get("image") or said.get("banner_image") or "", url),
        language=said.get("language") or language,
    )
    return _made(
        bare, summary=said.get("summary", ""), content=said.get("content_html") or said.get("content_text", "")
    )


def _large_and_broken(body: bytes, url: str, content_type: str) -> Feed | None:
    """Read what feedparser would read for half a minute as far as libxml2 recovers it; None where that is nothing."""
    if len(body) <= LARGE:
        return None
    try:
        feed = _xml_feed(parse_xml(body, url, content_type=content_type, recover=True), url)
    except UnreadableError:
        return None
    return feed if feed and feed.teasers else None


def _broken_feed(body: bytes, url: str, content_type: str) -> Feed:
    """Let feedparser read what is no XML; always from memory: given text, it would open files and URLs."""
    import feedparser

    try:
        parsed = feedparser.parse(BytesIO(body), response_headers={"content-type": content_type or "application/xml"})
    except (
        ArithmeticError,
        AssertionError,
        AttributeError,
        LookupError,
        RecursionError,
        TypeError,
        ValueError,
    ) as error:
        raise UnreadableError(f"{url}: not a feed ({error})") from error
    if not parsed.entries and not parsed.get("version"):
        raise UnreadableError(f"{url}: not a feed")
    base = parsed.feed.get("link") or url
    language = parsed.feed.get("language") or None
    teasers = [
        teaser for entry in parsed.entries[:MAX_ENTRIES] if (teaser := _salvaged(entry, base, language)) is not None
    ]
    return Feed(
        title=text_of_markup(parsed.feed.get("title") or ""),
        teasers=_once(teasers),
        ttl_minutes=_minutes(parsed.feed.get("ttl") or ""),
        language=language,
        site_url=_address(base, url),
    )


def _salvaged(entry: Any, base: str, language: str | None) -> Teaser | None:
    target = _address(entry.get("link") or "", base)
    if target is None:
        return None
    contents = [part.get("value") or "" for part in entry.get("content") or []]
    written = (entry.get(name) or "" for name in ("published", "issued", "created", "updated"))
    bare = Teaser(
        target,
        entry.get("title") or "",
        published_at=next((moment for text in written if (moment := parse_moment(text))), None),
        image=_address(next(_pictures(entry), ""), base),
        language=language,
    )
    return _made(bare, summary=entry.get("summary") or "", content=next(iter(contents), ""))


def _pictures(entry: Any) -> Iterator[str]:
    for part in [
        *(entry.get("media_thumbnail") or []),
        *(entry.get("media_content") or []),
        *(entry.get("enclosures") or []),
    ]:
        address = part.get("url") or part.get("href") or ""
        if address and (part.get("type") or part.get("medium") or "image").startswith("image"):
            yield address

"""Sitemaps, news sitemaps and sitemap indexes, plain or gzipped, to teasers and children; pure.

Formats: https://www.sitemaps.org/protocol.html and Google's news extension, whatever prefix it is given.
"""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from urllib.parse import urljoin

from crawler.finding.xmltree import child_text, children, inflate, local_name, refuse_entities
from crawler.parsing.dates import parse_moment
from crawler.parsing.htmltree import Node, squeeze
from crawler.urls import canonical
from storage.errors import InputError, UnreadableError
from storage.records import Teaser

MAX_ENTRIES = 50_000


@dataclass(frozen=True, slots=True)
class Sitemap:
    """What a sitemap names: articles as teasers, and for an index further sitemaps, newest first where dated.

    `modified` holds the `lastmod` of the teasers that have one, by URL.
    """

    teasers: tuple[Teaser, ...]
    children: tuple[str, ...] = ()
    modified: tuple[tuple[str, str], ...] = ()


def read_sitemap(body: bytes, url: str) -> Sitemap:
    """Read a sitemap of at most 50,000 entries, the protocol's bound; those after it are left out.

    A damaged end loses only what follows it. Raises UnreadableError for what is no sitemap, names its own entities, or
    unpacks to more than 64 MB.
    """
    plain = inflate(body, url)
    if not plain.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"<", b"\xff\xfe", b"\xfe\xff")):
        return _text_sitemap(plain, url)
    refuse_entities(plain, url)
    return _read(plain, url)


def _read(plain: bytes, url: str) -> Sitemap:
    from lxml import etree

    teasers: dict[str, Teaser] = {}
    modified: dict[str, str] = {}
    found: dict[str, str] = {}
    root, entries = "", 0
    events = etree.iterparse(
        BytesIO(plain), events=("start", "end"), resolve_entities=False, no_network=True, load_dtd=False, recover=True
    )
    try:
        for event, node in events:
            name = local_name(node)
            root = root or name
            if event == "start" or name not in ("url", "sitemap"):
                continue
            _take(node, url, teasers, modified, found)
            node.clear()
            entries += 1
            if entries >= MAX_ENTRIES:
                break
    except etree.XMLSyntaxError as error:
        if not teasers and not found:
            raise UnreadableError(f"{url}: not a sitemap ({error})") from error
    if root not in ("urlset", "sitemapindex") and not teasers and not found:
        raise UnreadableError(f"{url}: not a sitemap (its outermost element is <{root}>)")
    order = sorted(found, key=lambda child: found[child], reverse=True)
    return Sitemap(tuple(teasers.values()), tuple(order), tuple(modified.items()))


def _take(node: Node, url: str, teasers: dict[str, Teaser], modified: dict[str, str], found: dict[str, str]) -> None:
    target = _address(child_text(node, "loc"), url)
    if target is None:
        return
    lastmod = parse_moment(child_text(node, "lastmod"))
    if local_name(node) == "sitemap":
        found.setdefault(target, lastmod or "")
        return
    teasers.setdefault(target, _teaser(node, target, url))
    if lastmod:
        modified.setdefault(target, lastmod)


def _teaser(node: Node, target: str, url: str) -> Teaser:
    news = next(children(node, "news"), None)
    image = next(children(node, "image"), None)
    picture = _address(child_text(image, "loc"), url) if image is not None else None
    if news is None:
        return Teaser(target, "", image=picture)
    publication = next(children(news, "publication"), None)
    language = child_text(publication, "language") if publication is not None else ""
    return Teaser(
        url=target,
        title=squeeze(child_text(news, "title")),
        published_at=parse_moment(child_text(news, "publication_date")),
        image=picture,
        language=language or None,
    )


def _text_sitemap(plain: bytes, url: str) -> Sitemap:
    """Read the protocol's plain form: one URL a line."""
    lines = plain.decode("utf-8", errors="replace").split()[:MAX_ENTRIES]
    targets = [target for line in lines if line.startswith(("http://", "https://")) and (target := _address(line, url))]
    if not targets or len(targets) < 0.9 * len(lines):
        raise UnreadableError(f"{url}: not a sitemap")
    return Sitemap(tuple(Teaser(target, "") for target in dict.fromkeys(targets)))


def _address(text: str, url: str) -> str | None:
    try:
        return canonical(urljoin(url, text.strip())) if text.strip() else None
    except (InputError, ValueError):
        return None

"""Lists of sources as OPML 2.0 (http://opml.org/spec2.opml), which feed readers write and read. Pure.

A feed stands as `type="rss"` with its `xmlUrl`, as everywhere; anything else as `type="link"` with its `url`. What only
newsfold knows of a source stands in attributes of a namespace of its own, so that its own lists come back whole.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from crawler.config_rules import TABLES
from crawler.finding.xmltree import local_name, parse_xml, refuse_entities
from crawler.parsing.htmltree import squeeze
from crawler.urls import canonical
from storage.errors import InputError, UnreadableError
from storage.records import Kind, Selectors, Source

if TYPE_CHECKING:
    from collections.abc import Iterable

_OURS = "urn:newsfold:opml"
_OWN = ("kind", "outlet", "every", "max_pages")


@dataclass(frozen=True, slots=True)
class Subscriptions:
    """What an OPML file lists; `left_out` says which outlines name nothing that can be fetched, and why."""

    sources: tuple[Source, ...]
    left_out: tuple[str, ...] = ()


def read_opml(body: bytes, name: str) -> Subscriptions:
    """Read the sources of an OPML file, in its order, each URL once. Raises InputError, naming the file."""
    try:
        refuse_entities(body, name)
        root = parse_xml(body, name)
    except UnreadableError as error:
        raise InputError(f"{name} is no OPML: {error}") from None
    if local_name(root) != "opml":
        raise InputError(f"{name} is no OPML: its outermost element is <{local_name(root)}>")
    found: dict[str, Source] = {}
    left_out: list[str] = []
    for outline in root.iter():
        if local_name(outline) != "outline":
            continue
        url = outline.get("xmlUrl") or outline.get("xmlurl") or outline.get("url")
        if url is None:
            continue  # a folder
        try:
            source = _source(outline, canonical(url))
        except (InputError, ValueError, TypeError) as error:
            left_out.append(f"{name}: {url[:100]!r} is left out: {error}")
            continue
        found.setdefault(source.url, source)
    return Subscriptions(tuple(found.values()), tuple(left_out))


def _source(outline: Any, url: str) -> Source:
    said: dict[str, Any] = {each: outline.get(f"{{{_OURS}}}{each}") for each in _OWN}
    if said["max_pages"] is not None:
        said["max_pages"] = int(said["max_pages"])
    is_feed = outline.get("xmlUrl") or outline.get("xmlurl")
    said |= {"language": _language(outline.get("language")), "kind": said["kind"] or ("feed" if is_feed else None)}
    selectors = outline.get(f"{{{_OURS}}}selectors")
    said["selectors"] = json.loads(selectors) if selectors else None
    checked = {key: TABLES["sources"][key].accept(value) for key, value in said.items() if value}
    if "kind" in checked:
        checked["kind"] = Kind(checked["kind"])
    return Source(squeeze(outline.get("text") or outline.get("title")) or url, url, **checked)


def _language(said: str | None) -> str | None:
    """The language that a feed reader names; what is no code (`unknown` stands in some lists) says nothing."""
    try:
        return TABLES["sources"]["language"].accept((said or "").strip()) if said else None
    except ValueError:
        return None


def write_opml(sources: Iterable[Source], title: str) -> bytes:
    """Write `sources` as an OPML file that feed readers take."""
    from lxml import etree

    root = etree.Element("opml", version="2.0", nsmap={"newsfold": _OURS})
    etree.SubElement(etree.SubElement(root, "head"), "title").text = title
    listed = etree.SubElement(root, "body")
    for source in sources:
        outline = etree.SubElement(listed, "outline", _attributes(source))
        for each in _OWN:
            value = getattr(source, each)
            if value is not None and value != Source.__dataclass_fields__[each].default:
                outline.set(f"{{{_OURS}}}{each}", str(value))
        if source.selectors:
            outline.set(f"{{{_OURS}}}selectors", _selectors(source.selectors))
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True))


def _attributes(source: Source) -> dict[str, str]:
    is_feed = source.kind is Kind.FEED
    attributes = {"type": "rss" if is_feed else "link", "text": source.name, "title": source.name}
    attributes["xmlUrl" if is_feed else "url"] = source.url
    return attributes | ({"language": source.language} if source.language else {})


def _selectors(selectors: Selectors) -> str:
    return json.dumps({key: value for key, value in asdict(selectors).items() if value}, ensure_ascii=False)

"""XML of strangers to a tree: no entities, no DTD, no network, bounded inflation; pure."""

from __future__ import annotations

import re
import zlib
from html.entities import html5
from typing import TYPE_CHECKING

from crawler.parsing.decoding import decode
from crawler.parsing.htmltree import Node
from storage.errors import UnreadableError

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_INFLATED = 64 * 1024 * 1024

_DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,200}\?>")
_ENTITY = re.compile(r"&([a-zA-Z][a-zA-Z0-9]{1,31});")
_XML_ENTITIES = frozenset({"amp", "lt", "gt", "quot", "apos"})
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def inflate(body: bytes, url: str) -> bytes:
    """Unpack gzip where `body` is gzip; raises UnreadableError past 64 MB and for a damaged stream."""
    if not body.startswith(b"\x1f\x8b"):
        return body
    unpacker = zlib.decompressobj(wbits=31)
    try:
        inflated = unpacker.decompress(body, MAX_INFLATED + 1)
    except zlib.error as error:
        raise UnreadableError(f"{url}: damaged gzip ({error})") from error
    if len(inflated) > MAX_INFLATED:
        raise UnreadableError(f"{url}: larger than {MAX_INFLATED // 1024 // 1024} MB when unpacked")
    return inflated


def refuse_entities(body: bytes, url: str) -> None:
    """Refuse a document that declares entities of its own: no feed and no sitemap needs them, bombs do."""
    if b"<!ENTITY" in body[:1_000_000] or b"<\x00!\x00E\x00N\x00T" in body[:1_000_000]:
        raise UnreadableError(f"{url}: declares XML entities, which are refused")


def parse_xml(body: bytes, url: str, *, content_type: str = "", recover: bool = False) -> Node:
    """Parse a whole, well-formed document; HTML's named characters are understood.

    With `recover`, what is broken is passed over, as far as libxml2 can. Raises UnreadableError, naming the URL, for
    what is not well-formed or declares entities.
    """
    from lxml import etree

    refuse_entities(body, url)
    text = _DECLARATION.sub("", decode(body, content_type).lstrip("\ufeff \t\r\n"))
    text = _NOT_XML.sub("", _ENTITY.sub(_numbered, text))
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
        recover=recover,
    )
    try:
        root = etree.fromstring(text.encode("utf-8", errors="replace"), parser=parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableError(f"{url}: not well-formed XML ({error})") from error
    if root is None:
        raise UnreadableError(f"{url}: not well-formed XML")
    return root


def _numbered(match: re.Match[str]) -> str:
    name = match.group(1)
    if name in _XML_ENTITIES:
        return match.group(0)
    character = html5.get(f"{name};")
    return "".join(f"&#{ord(c)};" for c in character) if character else f"&amp;{name};"


def local_name(node: Node) -> str:
    """Give an element's name without its namespace, lower case; '' for what is no element."""
    return node.tag.rpartition("}")[2].lower() if isinstance(node.tag, str) else ""


def children(node: Node, *names: str) -> Iterator[Node]:
    """Yield the child elements of these local names, in the order of the names, then of the document."""
    for name in names:
        yield from (child for child in node if local_name(child) == name)


def child_text(node: Node, *names: str) -> str:
    """Give the stripped text of the first child of these local names that has any."""
    texts = ("".join(child.itertext()).strip() for child in children(node, *names))
    return next((text for text in texts if text), "")

"""Export as an Atom feed (RFC 4287), one entry a record, streamed.

Ids stay the same from one export to the next, so that a feed reader shows each story once.
"""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING, Any

from storage.exports.cards import Card, card
from storage.texts import xml_text
from storage.times import now
from storage.version import version

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import IO

    from storage.exports.cards import Line, Record

_ATOM = "http://www.w3.org/2005/Atom"
# The authority of a tag URI (RFC 4151) must be a name that nobody else may use: RFC 6761 keeps `invalid` free.
_ID = "tag:newsfold.invalid,2026:"
_UNDATED = "1970-01-01T00:00:00Z"  # where nothing tells a time: last in every reader, and the same at each export


def write_atom(records: Iterable[Record], what: str, out: IO[bytes], chosen: str = "") -> int:
    """Write an Atom feed; `updated` is the moment of the export, the subtitle tells how the records were chosen."""
    from lxml import etree

    count = 0
    with etree.xmlfile(out, encoding="utf-8") as feed:
        feed.write_declaration()
        with feed.element(f"{{{_ATOM}}}feed", nsmap={None: _ATOM}):
            for name, text in (
                ("id", f"{_ID}{what}"),
                ("title", f"newsfold: {what}"),
                ("updated", now()),
            ):
                feed.write(_element(name, text))
            if chosen:
                feed.write(_element("subtitle", chosen))
            feed.write(_author("newsfold"))
            feed.write(_element("generator", "newsfold", version=version()))
            for record in records:
                feed.write(_entry(card(what, record), record), pretty_print=True)
                count += 1
    out.write(b"\n")
    return count


def _entry(shown: Card, record: Record) -> Any:
    entry = _element("entry")
    entry.append(_element("id", _ID + _iri(shown.key)))
    entry.append(_element("title", shown.title or shown.key))
    entry.append(_element("updated", timestamp(shown.updated_at or shown.published_at)))
    if shown.published_at:
        entry.append(_element("published", timestamp(shown.published_at)))
    for name in record.get("authors") or record.get("outlets") or []:
        entry.append(_author(name))
    if shown.url:
        entry.append(_element("link", rel="alternate", href=shown.url))
    for tag in record.get("tags") or []:
        entry.append(_element("category", term=tag))
    entry.append(_element("content", _content(shown), type="html"))
    return entry


def _content(shown: Card) -> str:
    facts = "".join(f"<li>{escape(name)}: {escape(value)}</li>" for name, value in shown.facts)
    lines = _list(shown.lines) + (f"<p>Made of parts of:</p>{_list(shown.parts)}" if shown.parts else "")
    paragraphs = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in shown.paragraphs)
    return f"<ul>{facts}</ul>{lines}{paragraphs}"


def _list(lines: Iterable[Line]) -> str:
    items = "".join(
        f"<li>{escape(' '.join(filter(None, (line.when, line.who))))} "
        f"{_anchor(line.url, line.title)}{escape(f' ({line.note})' if line.note else '')}</li>"
        for line in lines
    )
    return f"<ol>{items}</ol>" if items else ""


def _anchor(url: str, title: str) -> str:
    return f'<a href="{escape(url)}">{escape(title)}</a>' if url else escape(title)


def timestamp(moment: str | None) -> str:
    """A moment of the store as RFC 3339 wants it: a bare day begins at midnight, a time without its zone is UTC."""
    if not moment:
        return _UNDATED
    if "T" not in moment:
        return f"{moment}T00:00:00Z"
    return moment if re.search(r"(?:Z|[+-]\d\d:\d\d)$", moment) else f"{moment}Z"


def _author(name: str) -> Any:
    author = _element("author")
    author.append(_element("name", name))
    return author


def _element(tag: str, text: str | None = None, **attributes: str) -> Any:
    from lxml import etree

    clean = {name: xml_text(value) for name, value in attributes.items()}
    element = etree.Element(f"{{{_ATOM}}}{tag}", clean, nsmap={None: _ATOM})
    element.text = None if text is None else xml_text(text)
    return element


def _iri(key: str) -> str:
    from urllib.parse import quote

    return quote(key, safe="/:")

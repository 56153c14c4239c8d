"""A list of stories as an Atom feed (RFC 4287), for those who save a search and follow it in a feed reader.

The ids are those of `newsfold export --format atom`: a story is the same entry wherever it is met.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from crawler.web.wording import count, link, name_of, when
from storage.texts import xml_text
from storage.version import version

if TYPE_CHECKING:
    from collections.abc import Sequence

    from storage.records import Story

MEDIA_TYPE = "application/atom+xml"
_ATOM = "http://www.w3.org/2005/Atom"
_ID = "tag:newsfold.invalid,2026:"
_NEVER = "1970-01-01T00:00:00Z"  # an entry must have a time, and these have none


def feed(stories: Sequence[Story], address: str, title: str) -> bytes:
    """The stories, newest first, as one feed; `address` is that of the page that shows the same."""
    root = ET.Element("feed", xmlns=_ATOM)
    newest = max((_moment(story.last_published_at) for story in stories), default=_NEVER)
    _add(root, "id", f"{_ID}{address}")
    _add(root, "title", title)
    _add(root, "updated", newest)
    _add(root, "generator", "newsfold", version=version())
    _add(root, "link", "", rel="alternate", type="text/html", href=address)
    for story in stories:
        _entry(root, story, address)
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _entry(root: ET.Element, story: Story, address: str) -> None:
    entry = ET.SubElement(root, "entry")
    origin = story.members[0]
    _add(entry, "id", f"{_ID}story/{story.story_id}")
    _add(entry, "title", story.title or "Untitled")
    _add(entry, "updated", _moment(story.last_published_at))
    if story.first_published_at:
        _add(entry, "published", _moment(story.first_published_at))
    _add(ET.SubElement(entry, "author"), "name", name_of(origin.outlet, origin.url))
    _add(entry, "link", "", rel="alternate", href=f"{address.partition('?')[0]}story/{story.story_id}")
    if link(origin.url):
        _add(entry, "link", "", rel="related", href=origin.url)
    lines = [f"{name_of(member.outlet, member.url)}, {when(member.published_at)}" for member in story.members[:50]]
    _add(entry, "summary", f"{count(len(story.members), 'article')}: {'; '.join(lines)}")


def _add(parent: ET.Element, name: str, text: str, **attributes: str) -> None:
    ET.SubElement(parent, name, attributes).text = xml_text(text) or None


def _moment(moment: str | None) -> str:
    """A moment as RFC 3339 wants it: a bare day from its beginning, a time without zone as UTC."""
    if not moment:
        return _NEVER
    if len(moment) == len("2026-01-31"):
        return f"{moment}T00:00:00Z"
    return moment if moment.endswith("Z") else f"{moment}Z"

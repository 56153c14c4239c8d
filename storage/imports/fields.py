"""One imported object to an article's fields: the names and shapes that other tools use, understood.

Pure apart from the clock, by which a date in the future is told.

Nothing is invented: a date without a time stays a day, a value of the wrong shape is left out with a note.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from storage.records import GRADES, Attribution, AttributionKind
from storage.times import lies_ahead, to_utc

# Names as they are compared: lower case, without `_`, `-` and spaces. The first that has a value counts.
_NAMES: dict[str, tuple[str, ...]] = {
    "url": ("url", "link", "canonicalurl", "uri", "permalink", "weburl", "sourceurl", "articleurl", "loc"),
    "title": ("title", "headline", "articletitle"),
    "text": (
        "text", "maintext", "body", "articlebody", "content", "contenttext", "articletext", "fulltext", "plaintext",
        "rawtext", "cleanedtext", "bodytext",
    ),
    "html": ("html", "rawhtml", "contenthtml", "bodyhtml"),
    "published_at": (
        "publishedat", "published", "date", "datepublish", "datepublished", "publishdate", "publisheddate",
        "publicationdate", "pubdate", "publishedon", "publicationtime", "publishedtime", "publishingdate",
    ),
    "modified_at": (
        "modifiedat", "modified", "datemodify", "datemodified", "modifieddate", "updatedat", "updated", "lastmod",
        "lastmodified",
    ),
    "authors": ("authors", "author", "byline", "creator", "creators"),
    "outlet": (
        "outlet", "publisher", "sitename", "sourcehostname", "metasitename", "site", "sourcedomain", "newsoutlet",
        "domain", "hostname",
    ),
    "language": ("language", "lang", "inlanguage", "metalang"),
    "tags": ("tags", "keywords", "categories", "topics"),
    "image": ("image", "imageurl", "topimage", "urltoimage", "leadimage", "topimg"),
    "source": ("source",),
}  # fmt: skip
_LISTS = frozenset({"authors", "tags"})
_TIMES = frozenset({"published_at", "modified_at"})
_SPELLING = re.compile(r"[_\-\s]")
_PACKED_DAY = re.compile(r"\d{8}")
_KINDS = frozenset(AttributionKind)
MOST_CREDITED = 40
LONGEST_CREDIT = 300  # characters


NO_ARTICLES = "not articles: `newsfold export --what articles` writes what an import takes"
# What else an export writes, by the fields that tell it.
_EXPORTED = {"stories": {"storyid", "members"}, "matches": {"a", "b", "relation"}, "events": {"eventid", "stories"}}


@dataclass(frozen=True, slots=True)
class ImportedRow:
    """What one imported object says of an article, in its own words; `where` is its file and line.

    It has a `url`, and a `text` or `html`. Times are ISO 8601 as declared. `attributions` are those of an export, which
    were read off the page: the text alone does not have them all. `notes` name what was left out and why. Canonical
    form of the URL, extraction from `html` and a missing outlet are the caller's affair.
    """

    where: str
    url: str
    title: str = ""
    text: str = field(default="", repr=False)
    html: str = field(default="", repr=False)
    published_at: str | None = None
    modified_at: str | None = None
    authors: tuple[str, ...] = ()
    outlet: str = ""
    language: str | None = None
    tags: tuple[str, ...] = ()
    image: str | None = None
    source: str | None = None
    attributions: tuple[Attribution, ...] = field(default=(), repr=False)
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line, an object or a file of an import that could not be used; `where` is its file and line."""

    where: str
    reason: str


def imported_row(found: object, where: str) -> ImportedRow | BadLine:
    """Read one decoded JSON value."""
    if not isinstance(found, Mapping):
        return BadLine(where, "no JSON object")
    notes: list[str] = []
    named: Mapping[str, Any] = {_SPELLING.sub("", str(name)).lower(): value for name, value in found.items()}
    named = _in_our_shape(named)
    values = {name: _value(name, named, notes) for name in _NAMES}
    if not values["url"]:
        exported = next((what for what, fields in _EXPORTED.items() if fields <= named.keys()), "")
        return BadLine(where, f"{exported}, {NO_ARTICLES}" if exported else "no url")
    if not values["text"] and not values["html"]:
        return BadLine(where, f"neither text nor html for {values['url']}")
    values["attributions"] = _attributions(named.get("attributions"), notes)
    given = {name: value for name, value in values.items() if value}
    return ImportedRow(where=where, notes=tuple(notes), **given)


def _in_our_shape(named: Mapping[str, Any]) -> Mapping[str, Any]:
    """Bring what some tools nest, or call as others call something else, to where `_NAMES` looks for it."""
    for shape in (_source_object, _source_address, _page_object, _body_object, _lines_as_paragraphs):
        named = shape(named)
    return named


def _source_object(named: Mapping[str, Any]) -> Mapping[str, Any]:
    """Take the outlet from an object `source`, as services that search news give it."""
    source = named.get("source")
    return {"outlet": source.get("name"), **named, "source": None} if isinstance(source, Mapping) else named


def _source_address(named: Mapping[str, Any]) -> Mapping[str, Any]:
    """Take the address from `source`, where trafilatura's JSON has it."""
    source = named.get("source")
    is_address = isinstance(source, str) and source.startswith(("http://", "https://"))
    if not is_address or any(named.get(name) for name in _NAMES["url"]):
        return named
    return {**named, "url": source, "source": None}


def _page_object(named: Mapping[str, Any]) -> Mapping[str, Any]:
    """Take address, page and publisher from an object `html`, as fundus writes it."""
    page = named.get("html")
    if not isinstance(page, Mapping):
        return named
    origin = page.get("source_info")
    outlet = origin.get("publisher") if isinstance(origin, Mapping) else None
    url = page.get("responded_url") or page.get("requested_url")
    return {"url": url, "outlet": outlet, **named, "html": page.get("content")}


def _body_object(named: Mapping[str, Any]) -> Mapping[str, Any]:
    """Make a text of a body in sections, as fundus writes it: summary, headlines and paragraphs in their order."""
    body = named.get("body")
    if not isinstance(body, Mapping):
        return named
    parts = [_list(body.get("summary"))]
    for section in _list(body.get("sections")):
        if isinstance(section, Mapping):
            parts += [_list(section.get("headline")), _list(section.get("paragraphs"))]
    paragraphs = [text for part in parts for one in part if (text := _text(one))]
    return {**named, "body": "\n\n".join(paragraphs)}


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _lines_as_paragraphs(named: Mapping[str, Any]) -> Mapping[str, Any]:
    """Part paragraphs by a blank line where a tool is known to part them by a line feed: news-please, trafilatura."""
    name = "maintext" if "maintext" in named else "text" if "sourcehostname" in named else ""
    text = named.get(name)
    if not isinstance(text, str) or "\n\n" in text:
        return named
    return {**named, name: "\n\n".join(line for line in text.split("\n") if line.strip())}


def _value(name: str, named: Mapping[str, Any], notes: list[str]) -> Any:
    for spelling in _NAMES[name]:
        value = named.get(spelling)
        if value in (None, "", [], {}):
            continue
        if name in _LISTS:
            return _texts(value)
        text = _text(value)
        usable = moment(text) if name in _TIMES else text
        if usable and name in _TIMES and lies_ahead(datetime.fromisoformat(usable).date()):
            notes.append(f"{name} {text[:60]!r} lies in the future and was left out")
            continue
        if usable:
            return usable
        notes.append(f"{name} {str(value)[:60]!r} is no {'date' if name in _TIMES else 'text'} and was left out")
    return None


def _attributions(value: object, notes: list[str]) -> tuple[Attribution, ...]:
    found = []
    for each in _list(value)[:MOST_CREDITED]:
        said = each if isinstance(each, Mapping) else {}
        name, kind, evidence, url, grade = (
            _text(said.get(field))[:LONGEST_CREDIT] for field in ("name", "kind", "evidence", "url", "grade")
        )
        if not name or kind not in _KINDS:
            notes.append(f"an attribution, {str(each)[:60]!r}, has no name or no known kind and was left out")
            continue
        graded = grade if grade in GRADES else GRADES[0]
        found.append(Attribution(name, AttributionKind(kind), evidence, url or None, graded))
    return tuple(found)


def _text(value: object) -> str:
    """Give the text of a value: itself, the first of a list, or the name or address in an object."""
    if isinstance(value, list) and value:
        return _text(value[0])
    if isinstance(value, Mapping):
        return next((_text(value[name]) for name in ("name", "url", "@id", "title") if value.get(name)), "")
    return value.strip() if isinstance(value, str) else ""


def _texts(value: object) -> tuple[str, ...]:
    """Give a list of texts; one text may hold several, parted by semicolons."""
    several = value if isinstance(value, list) else re.split(r"[;\n]", value) if isinstance(value, str) else [value]
    return tuple(dict.fromkeys(text for one in several if (text := _text(one))))


def moment(text: str) -> str | None:
    """Give ISO 8601 for a date in ISO 8601 or RFC 822, with the precision and zone it has; None for anything else."""
    text = text.strip()
    try:
        if _PACKED_DAY.fullmatch(text) or (":" not in text and "T" not in text.upper()):
            return date.fromisoformat(text).isoformat()
        to_utc(text)
    except (ValueError, OverflowError):
        return _rfc822(text)
    return text.replace(" ", "T", 1)


def _rfc822(text: str) -> str | None:
    try:
        parsed = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return parsed.isoformat() if ":" in text else parsed.date().isoformat()

"""Exports read back with tools of other people: each format to the keys of what it holds."""

from __future__ import annotations

import csv
import io
import json
import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

if TYPE_CHECKING:
    from collections.abc import Callable

ATOM = "{http://www.w3.org/2005/Atom}"
Found = list[dict[str, Any]]


class Page(HTMLParser):
    """What a browser would see of a page: its articles, links, elements and attributes."""

    def __init__(self, body: bytes) -> None:
        super().__init__()
        self.articles: list[str] = []
        self.links: list[str] = []
        self.elements: set[str] = set()
        self.attributes: set[str] = set()
        self.words: list[str] = []
        self.feed(body.decode())
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.elements.add(tag)
        self.attributes |= given.keys()
        if tag == "article":
            self.articles.append(given["id"] or "")
        if "href" in given:
            self.links.append(given["href"] or "")

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def jsonl(body: bytes) -> Found:
    return [json.loads(line) for line in body.decode().splitlines()]


def table(body: bytes) -> Found:
    return list(csv.DictReader(io.StringIO(body.decode(), newline="")))


def parquet(body: bytes) -> Found:
    from pyarrow import parquet as pq  # type: ignore[import-untyped]

    return pq.read_table(io.BytesIO(body)).to_pylist()  # type: ignore[no-any-return]


def atom(body: bytes) -> Found:
    feed = ET.fromstring(body)
    assert feed.tag == f"{ATOM}feed"
    return [
        {"key": (entry.findtext(f"{ATOM}id") or "").partition(",2026:")[2], "entry": entry}
        for entry in feed.iter(f"{ATOM}entry")
    ]


def html(body: bytes) -> Found:
    return [{"key": key} for key in Page(body).articles]


def markdown(body: bytes) -> Found:
    return [{"key": heading} for heading in re.findall(r"^## (.+)", body.decode(), re.MULTILINE)]


READERS: dict[str, Callable[[bytes], Found]] = {
    "jsonl": jsonl,
    "json": json.loads,
    "csv": table,
    "parquet": parquet,
    "atom": atom,
    "html": html,
    "markdown": markdown,
}

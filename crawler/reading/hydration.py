"""What stands only in a script of the article, in the data by which a page's own scripts are to fill it; pure."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from crawler.parsing.htmltree import declaring, parse_text
from crawler.parsing.jsonld import MAX_SCRIPT, objects_in
from crawler.parsing.titles import folded
from crawler.reading.regions import prose_of
from storage.errors import UnreadableError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from crawler.parsing.htmltree import Node

FEW = 2  # paragraphs of a text
FILLED = 1000  # characters of prose in a page's paragraphs that need no filling
LONGEST_NAME = 500
MAX_STATES = 5

# A frame's name for them (`window.__NEXT_DATA__ = {…`), up to the object.
_STATE = re.compile(r"(?:__[A-Z_]{3,40}__|globalContent)\"?\]?\s{0,5}=\s{0,5}(?=\{)")
_PUBLISHED = re.compile(
    r"(?:first_?|date_?)?publi(?:sh(?:ed)?|cation)(?:_?(?:date|time|at|on))?(?:_?(?:utc|gmt|iso))?|pub_?date|display_?date",
    re.IGNORECASE,
)
_DATED = re.compile(rf"\"(?:{_PUBLISHED.pattern})\":", re.IGNORECASE)
_PARAGRAPH = re.compile(r"(?:<|\\u003c)p\b", re.IGNORECASE)


def unpack(tree: Node, titles: Iterable[str], url: str) -> None:
    """Put the text that such data hold beside the page's title or slug into the tree, in place, as a `noscript`.

    Such data hold other articles, too. Whether the text counts is decided as of any other that a page shows only to
    whose reader runs no scripts.
    """
    scripts = [script for script in declaring(tree, "script") if _holds_paragraphs(script.text or "")]
    if not scripts or sum(map(prose_of, tree.iter("p"))) > FILLED:
        return
    keys = _keys(titles, url)
    for script in scripts:
        texts = {text for state in _states(script) for each in objects_in(state) for text in _texts(each, keys)}
        block = _noscript(max(texts, key=lambda text: (len(text), text))) if texts else None
        if block is not None:
            script.addnext(block)
            return


def moments_in_data(tree: Node, titles: Iterable[str], url: str) -> Iterator[str]:
    """Yield when the article was published, as such data say beside the page's title or slug."""
    keys = _keys(titles, url)
    for script in declaring(tree, "script"):
        if script.text and len(script.text) <= MAX_SCRIPT and _DATED.search(script.text):
            for each in (each for state in _states(script) for each in objects_in(state) if _is_named(each, keys)):
                yield from (str(value) for name, value in each.items() if value and _PUBLISHED.fullmatch(name))


def _holds_paragraphs(text: str) -> bool:
    return len(text) <= MAX_SCRIPT and len(_PARAGRAPH.findall(text)) >= FEW


def _keys(titles: Iterable[str], url: str) -> set[str]:
    return {folded(name) for name in (*titles, urlsplit(url).path.rstrip("/").rpartition("/")[2])} - {""}


def _states(script: Node) -> Iterator[object]:
    """Yield the data of a script: all of it where it is JSON, else what it gives such a name."""
    text = script.text
    found = [0] if "json" in (script.get("type") or "").lower() else [each.end() for each in _STATE.finditer(text)]
    for start in found[:MAX_STATES]:
        try:
            yield json.JSONDecoder(strict=False).raw_decode(text[start:].lstrip())[0]
        except (ValueError, RecursionError):
            continue


def _is_named(each: dict[str, Any], keys: set[str]) -> bool:
    return any(
        isinstance(value, str) and len(value) < LONGEST_NAME and folded(value) in keys for value in each.values()
    )


def _texts(each: dict[str, Any], keys: set[str]) -> Iterator[str]:
    """Yield the pieces of HTML with paragraphs that an object has beside one of the names."""
    if _is_named(each, keys):
        yield from (text for text in each.values() if isinstance(text, str) and len(_PARAGRAPH.findall(text)) >= FEW)


def _noscript(markup: str) -> Node | None:
    try:
        fragment = parse_text(f"<div>{markup}</div>", "the data of a script")
    except UnreadableError:
        return None
    block = fragment if fragment.tag == "div" else fragment.find(".//div")
    if block is not None:
        block.tag = "noscript"
        block.tail = None
    return block

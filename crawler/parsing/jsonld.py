"""The JSON-LD of a page: its article node, with what it says of itself; pure.

Vocabulary: https://schema.org/NewsArticle. Broken JSON is mended only where that is certain.
"""

from __future__ import annotations

import html
import json
import re
from typing import TYPE_CHECKING, Any

from crawler.parsing.htmltree import Node, declaring, names, squeeze

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_SCRIPT = 1_000_000
MAX_NODES = 2_000

_ARTICLES = names(
    "article newsarticle reportagenewsarticle analysisnewsarticle opinionnewsarticle reviewnewsarticle "
    "backgroundnewsarticle askpublicnewsarticle blogposting liveblogposting socialmediaposting techarticle "
    "scholarlyarticle satiricalarticle advertisercontentarticle report posting webcontent criticreview review"
)
_PAGES = names("webpage itempage newswebpage")
_COMMENT = re.compile(r"^\s*(?://\s*<!\[CDATA\[|<!\[CDATA\[|<!--)|(?://\s*\]\]>|\]\]>|-->)\s*$")
_TRAILING_COMMA = re.compile(r",(\s{0,40}[}\]])")
_CONTROLS = re.compile(r"[\x00-\x1f]")


def nodes_of(tree: Node) -> list[dict[str, Any]]:
    """Give every object of the page's JSON-LD, at most 2,000, outer ones first."""
    found: list[dict[str, Any]] = []
    for script in declaring(tree, "script"):
        if "ld+json" in (script.get("type") or "").lower() and script.text and len(script.text) <= MAX_SCRIPT:
            found.extend(objects_in(_loaded(script.text)))
    return found[:MAX_NODES]


def _loaded(text: str) -> object:
    bare = _COMMENT.sub("", text)
    mended = _TRAILING_COMMA.sub(r"\1", _CONTROLS.sub(" ", bare)).strip().rstrip(";")
    for attempt in (bare, mended, html.unescape(mended)):
        try:
            return json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def objects_in(value: object) -> Iterator[dict[str, Any]]:
    """Yield the objects of decoded JSON, outer ones first, among its first 8,000 values."""
    queue: list[object] = [value]
    for taken in range(MAX_NODES * 4):
        if taken >= len(queue):
            return
        current = queue[taken]
        if isinstance(current, dict):
            yield current
            queue.extend(current.values())
        elif isinstance(current, list):
            queue.extend(current)


def types_of(node: dict[str, Any]) -> set[str]:
    """Give the types of an object, lower case, without the vocabulary's address."""
    kinds = node.get("@type")
    texts = kinds if isinstance(kinds, list) else [kinds]
    return {kind.rsplit("/", 1)[-1].rsplit(":", 1)[-1].lower() for kind in texts if isinstance(kind, str)}


def article_node(nodes: list[dict[str, Any]], urls: set[str]) -> dict[str, Any]:
    """Choose the object that describes this page's article: one that names the page, else the fullest of the first.

    Gives an empty object where there is none, or where several describe other pages (a listing).
    """
    articles = [
        node for node in nodes if types_of(node) & _ARTICLES and (node.get("headline") or node.get("articleBody"))
    ]
    named = [node for node in articles if urls & set(addresses(node))]
    if named:
        return max(named, key=_fullness)
    free = [node for node in articles if not addresses(node) or len(articles) == 1]
    return max(free[:3], key=_fullness) if free else {}


def page_node(nodes: list[dict[str, Any]], urls: set[str]) -> dict[str, Any]:
    """Find the object that describes this page itself and says who wrote it; an empty one where there is none."""
    pages = (node for node in nodes if types_of(node) & _PAGES and node.get("author"))
    return next((node for node in pages if urls & set(addresses(node))), {})


def dated_node(nodes: list[dict[str, Any]], urls: set[str]) -> dict[str, Any]:
    """Find the object that says when this page was published, be it of an article without a headline or of a page.

    One that names this page, or the only article, where it names none: a page without an address may be any of a site.
    """
    dated = [node for node in nodes if types_of(node) & (_ARTICLES | _PAGES) and node.get("datePublished")]
    articles = [node for node in dated if types_of(node) & _ARTICLES]
    lone = articles[0] if len(articles) == 1 and not addresses(articles[0]) else {}
    return next((node for node in dated if urls & set(addresses(node))), lone)


def _fullness(node: dict[str, Any]) -> int:
    return sum(bool(node.get(name)) for name in ("headline", "datePublished", "author", "articleBody", "publisher"))


def addresses(node: dict[str, Any]) -> list[str]:
    """Give the URLs that an object says it is the main thing of."""
    found = []
    for name in ("mainEntityOfPage", "url", "@id"):
        value = node.get(name)
        value = (value.get("@id") or value.get("url")) if isinstance(value, dict) else value
        if isinstance(value, str) and value.startswith("http"):
            found.append(value)
    return found


def resolved(value: object, nodes: list[dict[str, Any]]) -> object:
    """Follow a bare `{"@id": …}` to the object that has the name."""
    if isinstance(value, dict) and "@id" in value and not value.get("name"):
        same = (node for node in nodes if node.get("@id") == value["@id"] and "name" in node)
        return next(same, value)
    return value


def texts(value: object) -> list[str]:
    """Give the texts of a value that may be a text, an object with a name, or a list of such, up to three deep."""
    return [text for text in (squeeze(html.unescape(text)) for text in _texts(value, 3)) if text]


def _texts(value: object, deep: int) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict) and deep:
        yield from _texts(value.get("name") or value.get("@value") or _name_in_parts(value), deep - 1)
    elif isinstance(value, list) and deep:
        for part in value:
            yield from _texts(part, deep - 1)


def _name_in_parts(person: dict[str, Any]) -> str:
    parts = (person.get("givenName"), person.get("familyName"))
    return " ".join(part for part in parts if isinstance(part, str))


def moments(value: object) -> list[str]:
    """Give the texts of a moment, which may be a number of seconds or milliseconds too."""
    return [str(value)] if isinstance(value, int) and not isinstance(value, bool) else texts(value)

"""One teaser out of its block on a listing: headline, text, date, image; pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from crawler.parsing.dates import Habits, find_moment, guess_order
from crawler.parsing.htmltree import Node, squeeze, visible_text, words_of
from crawler.parsing.lines import MAX_NODES, is_cut, lines_of
from crawler.parsing.phrases import is_phrase, without_ending
from crawler.parsing.scripts import LAST_NARROW
from crawler.urls import canonical
from storage.errors import InputError
from storage.records import Teaser

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MAX_TEASER = 2_000
MAX_FOLLOWING = 4

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_FLAT = HEADINGS | {"dt", "a"}
_AGO = re.compile(
    r"(?=.{1,24}$)\D{0,12}\d{1,2}(?:[:.]\d\d)?\D{0,14}"
)  # '2 hours ago', 'vor 3 Stunden', '02:13', '3時間前'
_TITLE_CLASS = re.compile(r"title|headline|titel|titulo|titolo|titre|heading")
_DATE_CLASS = re.compile(r"date|time|publi|posted|fecha|datum|data\b|stamp|meta|byline|when")
_NOT_TEASER = re.compile(
    r"\b(?:tags?|share|social|comments?|meta|byline|author|category|categories|kicker|labels?|caption)\b"
)
_LABELS = re.compile(
    r"(?:tags?|tagged|filed under|posted (?:in|by|on)|categor(?:y|ies)|by|share|labels?|schlagworte?|etiquetas?)"
    r" ?:?\b.{0,160}"
)


@dataclass(frozen=True, slots=True)
class Link:
    """One URL that a listing links to, from where, and under which headline."""

    url: str
    anchors: list[Node]
    title: str


def heading_of(anchor: Node) -> Node | None:
    """Give the heading that a link lies in, within five levels, or that it holds."""
    for depth, node in enumerate(anchor.iterancestors()):
        if node.tag in HEADINGS:
            return node
        if depth >= 4 or node.tag in ("li", "article", "td", "section"):
            break
    return next((node for node in anchor.iterdescendants() if node.tag in HEADINGS), None)


def heading_beside(anchor: Node) -> str:
    """Give the heading of the block in which a 'read more' is the only link, within four levels; '' without one."""
    target = anchor.get("href")
    for node, _ in zip(anchor.iterancestors(), range(4), strict=False):
        if any(other.get("href") != target for other in node.iter("a")):
            return ""
        heading = next(node.iter(*HEADINGS), None)
        if heading is not None:
            return visible_text(heading, 1_000)
    return ""


def page_habits(tree: Node) -> Habits:
    """Tell from all short texts with slashes on the page whether its numeric dates begin with the day; its language."""
    texts = [text for node in tree.iter("div", "span", "time", "p", "td", "li", "small", "b", "em", "i", "a", "strong")
             if (text := squeeze(node.text)) and "/" in text and len(text) < 80]  # fmt: skip
    return Habits(guess_order(texts[:300], tree.get("lang")), tree.get("lang"))


def owners_of(links: Iterable[Link]) -> dict[Node, str | None]:
    """Map every element above accepted links to the one URL that it holds, or None where it holds several."""
    owners: dict[Node, str | None] = {}
    for link in links:
        for anchor in link.anchors:
            for node in anchor.iterancestors():
                if owners.setdefault(node, link.url) != link.url:
                    if owners[node] is None:
                        break
                    owners[node] = None
    return owners


def ranks_of(link: Link) -> set[str]:
    """Give the tags of the headings that a link stands in."""
    return {heading.tag for anchor in link.anchors if (heading := heading_of(anchor)) is not None}


def is_told(teaser: Teaser) -> bool:
    """Tell an item of which more is said than its headline: a text or a date."""
    return bool(teaser.teaser or teaser.published_at)


def build_teaser(link: Link, owners: dict[Node, str | None], habits: Habits, base: str) -> Teaser:
    """Gather what stands beside a headline: its block is the highest element that holds no other accepted link."""
    block = _block(link.anchors, owners)
    parts = [block, *_following(block, owners)]
    title = link.title or _unlinked_headline(block)
    text = next((text for part in parts if (text := _teaser_text(part, title))), "")
    cut = is_cut(text)
    return Teaser(
        url=link.url,
        title=title,
        teaser=text if cut else without_ending(text, "read_more"),
        published_at=next((moment for part in parts if (moment := date_in(part, habits))), None),
        truncated=cut or bool(text and _says_read_more(block)),
        image=image_in(block, base),
    )


def _following(block: Node, owners: dict[Node, str | None]) -> Iterator[Node]:
    """Yield what follows a headline that has no block of its own, up to the next headline: `<dt>` and `<dd>`."""
    if block.tag not in _FLAT:
        return
    for node, _ in zip(block.itersiblings(), range(MAX_FOLLOWING), strict=False):
        if node.tag in _FLAT or node in owners:
            return
        if isinstance(node.tag, str):
            yield node


def _unlinked_headline(block: Node) -> str:
    """Give the heading of a block of which only a 'read more' is a link."""
    headings = (visible_text(node, 1_000) for node in block.iter(*HEADINGS))
    return next((squeeze(text) for text in headings if text), "")


def _block(anchors: list[Node], owners: dict[Node, str | None]) -> Node:
    anchor = next((a for a in anchors if heading_of(a) is not None), anchors[0])
    block = anchor
    for node in anchor.iterancestors():
        if node.tag in ("body", "html", "main") or owners.get(node) is None:
            break
        block = node
    return block


def headline_in(anchor: Node) -> str:
    """Give the headline in a link that holds a whole card: the line called title, else the first of three words."""
    lines = [
        (text, node)
        for text, node, _ in lines_of(anchor)
        if not _AGO.fullmatch(text) and (len(text) > 60 or find_moment(text) is None)
    ]
    called = [text for text, node in lines if _TITLE_CLASS.search(words_of(node)) and len(text) <= 250]
    first = [text for text, _ in lines if len(text.split()) >= 3 or text[0] > LAST_NARROW]
    return next(iter([*called, *first]), "") or max((text for text, _ in lines), key=len, default=visible_text(anchor))


def evidence_beside(anchors: list[Node], owners: dict[Node, str | None], habits: Habits) -> tuple[float, float]:
    """Score what stands beside a link, both of which speak for a teaser: a text that is no link, and a date."""
    block = _block(anchors, owners)
    lines = list(lines_of(block))
    if block.tag == "a":
        return (1.5 if len(lines) >= 2 and sum(len(text) for text, _, _ in lines) >= 60 else 0.0), 0.0
    total = sum(len(text) for text, _, _ in lines)
    if total > MAX_TEASER:
        return 0.0, 0.0
    beside = sum(len(text) - linked for text, _, linked in lines if len(text) - linked >= 40)
    return (1.5 if beside >= 60 else 0.0), (1.5 if date_in(block, habits) else 0.0)


def _teaser_text(block: Node, title: str) -> str:
    """Join the block's paragraphs, or take its longest line where it has none; never title, date, tags, byline."""
    folded = title.lower()
    lines = [(text, node) for text, node, linked in lines_of(block) if _is_prose(text, node, linked, folded)]
    paragraphs = [text for text, node in lines if node.tag == "p"]
    if not paragraphs and lines:
        paragraphs = [max((text for text, _ in lines), key=len)]
    return " ".join(paragraphs)[:MAX_TEASER]


def _is_prose(text: str, node: Node, linked: int, title: str) -> bool:
    lower = text.lower()
    if (
        node.tag in HEADINGS
        or lower == title
        or is_phrase(lower, "read_more", "not_a_title")
        or _LABELS.fullmatch(lower)
    ):
        return False
    if len(title) >= 8 and (lower in title or (title in lower and len(lower) - len(title) < 40)):
        return False
    if len(text) < (8 if text[0] > LAST_NARROW else 25) and not (node.tag == "p" and is_cut(text)):
        return False
    if _NOT_TEASER.search(words_of(node)) and node.tag != "article" and len(text) < 200:
        return False
    if _is_dateline(text, node, linked):
        return False
    mostly_link = linked > 0.8 * len(text)
    return not mostly_link or (len(text) > len(title) + 30 and len(text.split()) > 8)


def _is_dateline(text: str, node: Node, linked: int) -> bool:
    """Tell a line that is a date and nothing but links, as to a section or an author, or that is called a date."""
    found = find_moment(text) if len(text) <= 120 else None
    if found is None:
        return False
    return len(found.rest) - linked <= 10 or (len(found.rest) <= 50 and bool(_DATE_CLASS.search(words_of(node))))


def _says_read_more(block: Node) -> bool:
    links = zip(block.iter("a", "button"), range(30), strict=False)
    return any(is_phrase(visible_text(node, 200), "read_more") for node, _ in links)


def date_in(block: Node, habits: Habits) -> str | None:
    """Find the moment that a block declares: `<time datetime>`, `<time>`, an element called date, a short line."""
    for node in block.iter("time"):
        if moment := habits.moment(node.get("datetime") or "") or habits.moment(visible_text(node, 300)):
            return moment
    nodes = [node for node, _ in zip(block.iter(), range(MAX_NODES), strict=False) if isinstance(node.tag, str)]
    for node in nodes:
        if _DATE_CLASS.search(words_of(node)) and (moment := habits.moment(visible_text(node, 300)[:160])):
            return moment
    for text, _, _ in lines_of(block):
        found = find_moment(text, order=habits.order, language=habits.language) if len(text) <= 120 else None
        if found and len(found.rest) <= 50:
            return found.moment
    return None


def image_in(block: Node, base: str) -> str | None:
    """Give the address of the block's first real picture."""
    for image in block.iter("img"):
        for name in ("data-src", "data-lazy-src", "data-original", "src"):
            source = (image.get(name) or "").strip()
            if source and not source.startswith("data:"):
                try:
                    return canonical(urljoin(base, source))
                except (InputError, ValueError):
                    continue
    return None

"""Where a page's text lies, by the prose in its elements: the first reading, and others to check it against; pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from crawler.parsing.belonging import names_others
from crawler.parsing.htmltree import BLOCKS, Node, leads_on, precedes, squeeze, text_until, visible_text, words_of
from crawler.parsing.scripts import LAST_NARROW
from crawler.reading.likeness import MAX_COMPARED, stems

if TYPE_CHECKING:
    from collections.abc import Container

MAX_PARAGRAPHS = 3_000
LEVELS = 5
RUN = 400  # characters of paragraphs without headlines that no list of teasers has
SPLIT_LEVELS = 4
MAX_PARTS = 40
PART = 80  # characters of prose in a block that continues a text
FEW = 2
PER_LINK = 500  # characters of text for each link that stands by itself
BESIDE = 20
PROSE = frozenset({"p", "div", "li", "em", "strong", "span", "b", "i", "blockquote"})
CARDS = 20
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})

_TEXT = re.compile(r"(?:article|body|story|post|entry)-?_?(?:text|body|content|copy)|body-?_?text|paragraph|richtext")


def weigh(tree: Node) -> dict[Node, float]:
    """Give a page's paragraphs, each with how much prose it holds."""
    return {node: prose_of(node) for node, _ in zip(tree.iter("p"), range(MAX_PARAGRAPHS), strict=False)}


def densest(weights: dict[Node, float]) -> Node | None:
    """Give the element whose own paragraphs, and part of its children's, hold the most prose; None without any."""
    scores: dict[Node, float] = {}
    for node, weight in weights.items():
        for share, parent in zip((1.0, 0.7, 0.4), node.iterancestors(), strict=False):
            scores[parent] = scores.get(parent, 0.0) + share * weight
    return max(scores, key=lambda node: scores[node]) if scores else None


def rejoin(place: Node | None) -> None:
    """Put a text together, in place, that advertisements part: blocks named as the densest one move into it.

    Only those within a few levels, with prose of their own, before which no other article begins.
    """
    called = "" if place is None else place.get("class") or ""
    if place is None or not called.strip():
        return
    texts = {name for name in called.split() if _TEXT.search(name.lower())}
    for parent, _ in zip(place.iterancestors(), range(SPLIT_LEVELS), strict=False):
        if parent.tag in ("body", "html"):
            return
        others = [node for node in parent.iter(place.tag) if node is not place and _continues(node, called, texts)]
        if others:
            found = _outermost([node for node in others[:MAX_PARTS] if _is_part_of(node, parent, place)])
            early = [node for node in found if precedes(node, place)]
            for node in reversed(early):  # each goes to the very beginning: the first one last
                _move(node, place, before=True)
            for node in found[len(early) :]:
                _move(node, place, before=False)
            return


def _continues(node: Node, called: str, texts: set[str]) -> bool:
    """Tell an element of the same name as the text's, or of one of its names where that is one for a text."""
    own = node.get("class")
    return own is not None and (own == called or not texts.isdisjoint(own.split()))


def _is_part_of(node: Node, above: Node, place: Node) -> bool:
    """Tell a block that continues the text: prose, in no aside, in no other article, under no headline of its own."""
    if place in node.iterancestors() or node in place.iterancestors():
        return False
    if sum(prose_of(paragraph) for paragraph in node.iter("p")) < PART or any(_headlines(node).values()):
        return False
    for parent in node.iterancestors():
        if parent is above:
            return True
        if parent.tag in ("article", "aside", "footer", "nav") or names_others(words_of(parent)):
            return False
        if next(parent.iter("h1"), None) is not None:
            return False
    return False


def _outermost(nodes: list[Node]) -> list[Node]:
    """Leave out what lies within another of the elements, and moves with it."""
    chosen = set(nodes)
    return [node for node in nodes if chosen.isdisjoint(node.iterancestors())]


def _move(node: Node, place: Node, *, before: bool) -> None:
    children = list(node)
    if before:
        for child in reversed(children):
            place.insert(0, child)
    else:
        place.extend(children)


def paragraphs_of(place: Node | None) -> list[str]:
    """Give the paragraphs of an element, headings and list items among them."""
    if place is None:
        return []
    return [text for node in place.iter("p", "h2", "h3", "li", "blockquote") if (text := visible_text(node))]


def runs_on(place: Node | None, kept: list[str]) -> bool:
    """Tell whether an element holds most of a text and hardly a headline that is a link: so it is no list of teasers.

    Links in the midst of a paragraph are none; of those that stand by themselves some do so in long texts.
    """
    if place is None:
        return False
    held = len(squeeze(text_until(place, MAX_COMPARED)))
    if held < max(RUN, 0.6 * sum(map(len, kept))):
        return False
    headlines = _headlines(place)
    few = sum(headlines.values()) < FEW and len(headlines) <= max(1, held // PER_LINK)
    return few and not _is_card(place)


def _headlines(place: Node) -> dict[str, bool]:
    """Give where the links lead that stand by themselves in an element, and whether each lies in a heading."""
    found: dict[str, bool] = {}
    for link in place.iter("a"):
        if leads_on(link) and not _is_inline(link):
            target = link.get("href")
            found[target] = _in_heading(link) or found.get(target, False)
    return found


def _is_inline(link: Node) -> bool:
    """Tell a link with words beside it on its line."""
    before = link.getprevious()
    parent = link.getparent()
    words = parent.text if before is None else before.tail
    return parent.tag in PROSE and len((words or "").strip()) + len((link.tail or "").strip()) > BESIDE


def _in_heading(link: Node) -> bool:
    above = (parent for parent, _ in zip(link.iterancestors(), range(4), strict=False))
    return any(parent.tag in HEADINGS for parent in above) or next(link.iter("h2", "h3", "h4"), None) is not None


def _is_card(place: Node) -> bool:
    """Tell one of several elements of one name beside each other, each under a headline that is a link."""
    for node in (place, *(parent for parent, _ in zip(place.iterancestors(), range(2), strict=False))):
        parent = node.getparent()
        alike = [] if parent is None else [other for other in parent if other is not node and _alike(other, node)]
        if any(_headlines(other) for other in alike[:CARDS]):
            return True
    return False


def _alike(left: Node, right: Node) -> bool:
    return bool(left.tag == right.tag and left.get("class") == right.get("class"))


def scattered(tree: Node, subject: frozenset[str]) -> list[str]:
    """Give the paragraphs, whatever their elements are, of the place that holds most prose on the subject.

    For pages whose paragraphs are the bare contents of `<div>` or `<td>`, each in a card or a frame of its own.
    """
    scores: dict[Node, float] = {}
    for leaf in leaves_of(tree):
        weight = prose_of(leaf)
        if weight and subject.isdisjoint(stems(visible_text(leaf))):
            weight *= 0.2
        for level, parent in zip(range(LEVELS), leaf.iterancestors(), strict=False):
            scores[parent] = scores.get(parent, 0.0) + 0.8**level * weight
    if not scores:
        return []
    best = max(scores, key=lambda node: scores[node])
    return [text for leaf in leaves_of(best) if (text := visible_text(leaf))]


def leaves_of(place: Node, without: Container[Node] = ()) -> list[Node]:
    """Give the blocks that hold text and no other block, and are not in `without`: at most 3,000."""
    kinds = ("p", "div", "li", "td", "dd", "blockquote", "section", "article", "h2", "h3")
    found: list[Node] = []
    for node in place.iter(*kinds):
        if node not in without and not any(child.tag in BLOCKS and child.tag != "br" for child in node):
            found.append(node)
        if len(found) >= MAX_PARAGRAPHS:
            break
    return found


def prose_of(node: Node) -> float:
    """Give how many characters of prose an element holds: links, and what is short, count against it."""
    text = visible_text(node)
    if len(text) <= 40 and not (text and text[0] > LAST_NARROW):
        return 0.0
    linked = sum(len(visible_text(link)) for link in node.iter("a"))
    return max(0.0, len(text) - 1.5 * linked - 20)


def prose_within(node: Node, weights: dict[Node, float]) -> float:
    """Give how much prose the paragraphs of an element hold."""
    return sum(weights.get(paragraph, 0.0) for paragraph in node.iter("p"))

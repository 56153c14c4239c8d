"""Elements that are to a reader something else than what a page calls them, made over into that, in place; pure."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from crawler.parsing.htmltree import text_until
from crawler.parsing.lines import lines_of
from crawler.reading.likeness import is_on
from crawler.reading.regions import leaves_of, paragraphs_of, prose_of, prose_within

if TYPE_CHECKING:
    from crawler.parsing.htmltree import Node

HIDDEN = 50  # characters of prose in a paragraph within `noscript`
LEAST = 200  # characters of prose of a text within `noscript`
FEW = 2  # paragraphs of such a text
BEGINNING = 80  # characters by which a paragraph is known
MAX_ARTICLES = 40
LINKED = 0.8  # of what an article says, its label aside, where it only leads on

_HIDING = re.compile(r"display\s{0,3}:\s{0,3}none", re.IGNORECASE)


def reveal(tree: Node) -> None:
    """Make blocks, in place, of the `noscript` elements with a text that stands nowhere else.

    Such a text holds more prose than all that is seen: notices to switch scripts on, or teasers, hold less.
    """
    held = {node: [each for each in node.iter("p") if prose_of(each) >= HIDDEN] for node in _unseen(tree)}
    texts = [node for node, prose in held.items() if len(prose) >= FEW and sum(map(prose_of, prose)) >= LEAST]
    if not texts:
        return
    inside = {each for node in held for each in node.iter()}
    outside = leaves_of(tree, inside)
    seen, shown = {text_until(leaf, BEGINNING) for leaf in outside}, sum(map(prose_of, outside))
    for node in texts:
        prose = held[node]
        if sum(map(prose_of, prose)) > shown and not any(text_until(each, BEGINNING) in seen for each in prose):
            node.tag = "div"


def unhide(place: Node | None, subject: frozenset[str], least: float) -> None:
    """Show the densest prose, in place, where a page hides it until it has asked who reads, and it has the subject."""
    above = [] if place is None else [place, *place.iterancestors()]
    hidden = [node for node in above if _HIDING.search(node.get("style") or "")]
    if hidden and is_on(paragraphs_of(place), subject, least):
        for node in hidden:
            del node.attrib["style"]


def unlist(place: Node | None, weights: dict[Node, float]) -> None:
    """Make blocks, in place, of the lists in whose items half of a page's prose lies: to a reader an item is a line.

    All of a list's items become blocks: one that stays an item outside of a list is read by no reader.
    """
    item = place
    while item is not None and item.tag not in ("body", "html"):
        if item.tag == "li" and 2 * prose_within(item, weights) >= sum(weights.values()):
            item.tag = "div"
            if (around := item.getparent()) is not None and around.tag in ("ul", "ol"):
                around.tag = "div"
                for sibling in around.iterchildren("li"):
                    sibling.tag = "div"
        item = item.getparent()


def demote(tree: Node, place: Node | None) -> None:
    """Take the name of an article, in place, from what hardly holds anything but links, beside the text.

    Of a text of a sentence or two a reader takes all that stands in articles.
    """
    own = set() if place is None else {place, *place.iterancestors()}
    others = [node for node in islice(tree.iter("article"), MAX_ARTICLES) if node not in own]
    if any(node.tag == "article" for node in own):
        for node in others:
            lines = list(lines_of(node))
            if sum(linked for _, _, linked in lines) >= LINKED * sum(len(line) for line, _, _ in lines):
                node.tag = "div"


def _unseen(tree: Node) -> list[Node]:
    """Give the `noscript` elements that lie in no other one."""
    return [node for node in tree.iter("noscript") if next(node.iterancestors("noscript"), None) is None]

"""What a page shows only over a word that a reader points at, and boxes that a reader closes; pure."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from crawler.parsing.htmltree import squeeze, visible_text, words_of
from crawler.parsing.phrases import is_phrase

if TYPE_CHECKING:
    from crawler.parsing.htmltree import Node

MAX_CARD = 800  # characters
MAX_LABEL = 60
MANY = 3  # paragraphs that are a text's, and no box's
FIRST = 5  # elements at the head of a box, in which its button stands

_KINDS = "tooltip|toggletip|popover|rollover|hover-?card"
_CARD = re.compile(rf"(?:{_KINDS})[a-z_-]{{0,20}}(?:text|content|body|block)")
_AROUND = re.compile(_KINDS)
_CLOSED = re.compile(r"dialog|modal|banner|pop-?up|overlay|newsletter|donat|support|(?<![a-z])ads?(?![a-z])")


def drop_popups(tree: Node) -> None:
    """Take out, in place, the cards of words and the boxes that begin with a button to close them."""
    _drop_cards(tree)
    _drop_closed(tree)


def _drop_cards(tree: Node) -> None:
    for node in [node for node in tree.iter("span", "div") if _CARD.search(words_of(node))]:
        if _is_card(node):
            node.drop_tree()


def _drop_closed(tree: Node) -> None:
    for button in list(tree.iter("button")):
        box = button.getparent()
        if box is not None and box.getparent() is not None and _closes(button, box) and _may_be_closed(box):
            box.drop_tree()


def _closes(button: Node, box: Node) -> bool:
    """Tell a button that says so before any other word of its box."""
    label = button.get("aria-label") or button.get("title")
    if not any(is_phrase(said, "close") for said in (visible_text(button, MAX_LABEL), squeeze(label))):
        return False
    before = list(islice(button.itersiblings(preceding=True), FIRST))
    return len(before) < FIRST and not (
        squeeze(box.text) or any(visible_text(each, 1) or squeeze(each.tail) for each in before)
    )


def _may_be_closed(box: Node) -> bool:
    """Tell a box called as what a reader closes is, with less than an article and no headline of a page."""
    if box.tag not in ("div", "section", "aside") or not _CLOSED.search(words_of(box)):
        return False
    is_more = any(next(box.iter(tag), None) is not None for tag in ("h1", "article", "main"))
    few = sum(1 for _ in box.iter("p")) < MANY
    return few and not is_more and len(visible_text(box, MAX_CARD)) <= MAX_CARD


def _is_card(node: Node) -> bool:
    """Tell a card by its name: the last in an element of its kind, behind the word or a button."""
    around = node.getparent()
    if around is None or not _AROUND.search(words_of(around)):
        return False
    if node.getnext() is not None or squeeze(node.tail):
        return False
    before = squeeze(around.text) or any(
        each.tag == "button" or visible_text(each) for each in node.itersiblings(preceding=True)
    )
    return bool(before) and len(visible_text(node, MAX_CARD + 1)) <= MAX_CARD

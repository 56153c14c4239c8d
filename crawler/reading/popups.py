"""What a page shows only over a word that a reader points at: a card on a person, what a term means; pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lxml.etree import XPath

from crawler.parsing.htmltree import squeeze, visible_text, words_of

if TYPE_CHECKING:
    from crawler.parsing.htmltree import Node

MAX_CARD = 800  # characters

_KINDS = "tooltip|toggletip|popover|rollover|hover-?card"
_CARD = re.compile(rf"(?:{_KINDS})[a-z_-]{{0,20}}(?:text|content|body|block)")
_AROUND = re.compile(_KINDS)
_CALLED = XPath(
    "//*[self::span or self::div][contains(@class, 'ooltip') or contains(@class, 'oggletip') "
    "or contains(@class, 'opover') or contains(@class, 'ollover') or contains(@class, 'over-card') "
    "or contains(@class, 'overcard')]"
)


def drop_popups(tree: Node) -> None:
    """Take out, in place, the cards of words: each the last in an element of its kind, behind the word or a button."""
    for node in _CALLED(tree):
        if _is_card(node):
            node.drop_tree()


def _is_card(node: Node) -> bool:
    around = node.getparent()
    if around is None or not _CARD.search(words_of(node)) or not _AROUND.search(words_of(around)):
        return False
    if node.getnext() is not None or squeeze(node.tail):
        return False
    before = squeeze(around.text) or any(
        each.tag == "button" or visible_text(each) for each in node.itersiblings(preceding=True)
    )
    return bool(before) and len(visible_text(node, MAX_CARD + 1)) <= MAX_CARD

"""What is taken out of a page or laid otherwise, in place, before it is read: scripts, buttons, old tables; pure."""

from __future__ import annotations

from crawler.parsing.htmltree import Node, is_deep, visible_text
from crawler.parsing.scripts import UNSPACED
from crawler.reading.bare import frame_bare
from crawler.reading.oldtables import open_tables
from crawler.reading.popups import drop_popups

DEEP = 150
UNSEEN = ("script", "style", "svg", "noscript", "iframe", "template", "object")

_SEEN = frozenset({"iframe", "object", "figcaption", "button", "select"})
_ENDS = frozenset('.!?\u2026"\u201d\u00bb)')
_OPENING = frozenset('"\u201c\u201e\u00ab\u00bb\u2018(\u00bf\u00a1')
_NO_TEXT = ("figcaption", "button", "select")


def straighten(tree: Node) -> None:
    """Leave, in place, text alone, and none of it bare, in old tables or too deep."""
    drop_popups(tree)
    drop(tree, *_NO_TEXT)
    _flatten(tree)
    open_tables(tree)
    frame_bare(tree)


def drop(tree: Node, *tags: str) -> None:
    """Take elements out, in place, with all that is in them; what follows them stays, parted from what is before."""
    for node in list(tree.iter(*tags)):
        if node.getparent() is not None:
            if node.tail and node.tag in _SEEN and _are_two(_before(node), node.tail):
                node.tail = f" {node.tail}"
            node.drop_tree()


def _before(node: Node) -> str:
    """Give the text right before an element, as far as its parent has it."""
    previous = node.getprevious()
    parent = node.getparent() if previous is None else None
    if previous is None:
        return (parent.text or "") if parent is not None else ""
    return previous.tail or visible_text(previous)


def _are_two(before: str, after: str) -> bool:
    """Tell two words or sentences that a seen element parts: no mark follows it, nor does a word without spaces."""
    last, first = before[-1:], after[:1]
    if UNSPACED.match(last) or UNSPACED.match(first):
        return False
    return (last.isalnum() or last in _ENDS) and (first.isalnum() or first in _OPENING)


def _flatten(tree: Node) -> None:
    """Flatten, in place, nesting so deep that trafilatura would give nothing."""
    if not is_deep(tree):
        return
    depths = {tree: 0}
    for node in tree.iterdescendants():
        depths[node] = depths[node.getparent()] + 1
    for node in [node for node, depth in depths.items() if depth > DEEP and node.tag in ("div", "span", "section")]:
        node.drop_tag()

"""The part of a page that holds headline and text, so that menus, lists and feet need not be read as well; pure."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING

from crawler.reading.regions import prose_within

if TYPE_CHECKING:
    from crawler.parsing.htmltree import Node

HALF = 0.5
NEARLY_ALL = 0.8  # of the page's prose: the rest of a text may lie in another place


def core_of(tree: Node, headline: Node | None, place: Node | None, weights: dict[Node, float]) -> Node | None:
    """Give the least element with the headline, the densest prose, half of the page's text and nearly all its prose.

    `weights` are those of the page's paragraphs. None where that is the whole body.
    """
    if headline is None or place is None:
        return None
    above = {headline, *headline.iterancestors()}
    least, prose = HALF * _length(tree), 0.0
    for node in (place, *place.iterancestors()):
        if node.tag in ("body", "html"):
            return None
        if node in above and _length(node) >= least:
            prose = prose or NEARLY_ALL * sum(weights.values())
            if prose_within(node, weights) >= prose:
                return node
    return None


def framed(node: Node) -> Node:
    """Copy an element, in empty copies of what it lies in, since extractors go by their names."""
    inner = deepcopy(node)
    inner.tail = None
    for frame in node.iterancestors():
        outer = frame.makeelement(frame.tag, frame.attrib)
        outer.append(inner)
        inner = outer
    return inner


def _length(node: Node) -> float:
    return float(node.xpath("string-length(normalize-space())"))

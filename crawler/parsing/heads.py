"""The lines between a page's headline and its first paragraph, and which lines are of other articles; pure."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from crawler.parsing.belonging import LEVELS, lies_in, surroundings_of
from crawler.parsing.htmltree import Node, words_of
from crawler.parsing.lines import lines_of

if TYPE_CHECKING:
    from collections.abc import Iterator

PARAGRAPH = 150
MAX_LINES = 25
MAX_LINE = 160
MAX_BEFORE = 200

_OTHERS = re.compile(r"related|comment|recommend|most-|popular|trending|newsletter|caption|credit|gallery|promo(?!t)")


def lines_around(headline: Node) -> Iterator[tuple[str, Node, int]]:
    """Yield the first lines of what lies around a headline, as `lines_of` does."""
    return islice(lines_of(surroundings_of(headline)), MAX_BEFORE)


def head_of(headline: Node | None, *, longest: int = PARAGRAPH, standfirsts: int = 0) -> list[tuple[str, Node]]:
    """Give the lines after the headline up to the first paragraph, each with the element that it lies in.

    A line of `longest` characters is one; as many `standfirsts` may go before.
    """
    if headline is None:
        return []
    found: list[tuple[str, Node]] = []
    started = False
    for text, node, linked in lines_of(surroundings_of(headline)):
        if lies_in(node, headline):
            started = True
        elif started and len(found) >= MAX_LINES:
            break
        elif started and len(text) - linked >= longest:
            standfirsts -= 1
            if standfirsts < 0:
                break
        elif started and len(text) <= MAX_LINE and not is_of_others(node):
            found.append((text, node))
    return found


def is_of_others(node: Node) -> bool:
    """Tell what stands in a picture, a menu, or an element called by what it has of other articles."""
    above = (node, *(parent for parent, _ in zip(node.iterancestors(), range(LEVELS), strict=False)))
    return any(each.tag in ("figure", "nav") or _OTHERS.search(words_of(each)) for each in above)

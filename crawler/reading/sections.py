"""Headings and questions that stand between a text's paragraphs, put back where a reading has none of them; pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.parsing.htmltree import Node, visible_text
from crawler.parsing.titles import folded

if TYPE_CHECKING:
    from collections.abc import Iterator

FEW = 2  # headings: a single one may be that of a box
BETWEEN = 4  # elements between a question and what answers it
LONGEST = 300  # characters

_ENDS = ("?", "\uff1f", "\u061f", "\u037e")


def with_headings(lines: list[str], place: Node | None) -> list[str]:
    """Give a reading's lines with the headings of the element that its paragraphs stand in.

    Extractors that gather single paragraphs read no headings, and of an interview only what was answered. A heading
    counts between two paragraphs of the reading, right above the later one; a question also where a picture or an
    advertisement stands between.
    """
    headings = (
        [] if place is None else [node for node in place.iter("h2", "h3", "h4") if next(node.iter("a"), None) is None]
    )
    if len(headings) < FEW:
        return lines
    places = {folded(line): index for index, line in enumerate(lines)}
    texts = {node: text for node in headings if 0 < len(text := visible_text(node, LONGEST)) <= LONGEST}
    if any(folded(text) in places for text in texts.values()):
        return lines
    found = {at: text for node, text in texts.items() if (at := _place_of(node, text, places)) is not None}
    if len(found) < FEW:
        return lines
    return [each for index, line in enumerate(lines) for each in (found.get(index), line) if each]


def _place_of(heading: Node, text: str, places: dict[str, int]) -> int | None:
    """Give the line that a heading stands above, where an earlier one stands above it."""
    reach = BETWEEN if text.endswith(_ENDS) else 1
    below = next(_said(heading.itersiblings(), reach, places), None)
    above = next(_said(heading.itersiblings(preceding=True), BETWEEN, places), None)
    return below if below is not None and above is not None and above < below else None


def _said(siblings: Iterator[Node], reach: int, places: dict[str, int]) -> Iterator[int]:
    """Yield the lines of the next paragraphs, up to another heading."""
    for node, _ in zip(siblings, range(reach), strict=False):
        if node.tag in ("h1", "h2", "h3", "h4"):
            return
        if node.tag == "p" and (at := places.get(folded(visible_text(node)))) is not None:
            yield at

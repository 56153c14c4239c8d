"""The standfirst, where it stands under the headline and in no reading of the text; pure."""

from __future__ import annotations

import re
from itertools import dropwhile, islice, takewhile
from typing import TYPE_CHECKING

from crawler.parsing.belonging import lies_in
from crawler.parsing.heads import PARAGRAPH, is_of_others, lines_around
from crawler.parsing.htmltree import Node, squeeze, visible_text, words_of
from crawler.parsing.phrases import SENTENCE_ENDS
from crawler.parsing.titles import begins, folded

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

SAME = 40  # letters of a description that a standfirst begins with
MAX_STANDFIRST = 500
ITEM = 24  # characters of a further one in a list: fewer are a button's or a section's name

_ARROWS = " \u00a0>\u00bb\u203a\u2192\u25b6\u25ba"
_SUMMARY = re.compile(r"summary|excerpt|abstract")  # as a list it may be made by a machine
_STANDFIRST = re.compile(
    r"stand-?first|sub-?(?:titles?|head(?:line|ing)?)(?![a-z])|chap(?:o|eau)(?![a-z])|(?<![a-z])(?:dek|deck|lede|lead|leadin|intro)(?![a-z])|"
    r"(?<![a-z])(?:sottotitol[oi]|sommario|occhiello|entradilla|bajada|copete|sumario|subt[ií]tulos?|linha-?fina|vorspann|"
    r"ingress|manchet|underrubrikk?|perex|anons|ozet)(?![a-z])|(?:article|post|story|entry|page)[_-]*(?:summary|excerpt|abstract|intro|lead)"
)


def with_standfirst(lines: list[str], headline: Node | None, description: str) -> list[str]:
    """Give a text's lines with the standfirst that stands under the headline and not among them."""
    if headline is None or not (found := _standfirst(headline, description, lines)):
        return lines
    before = takewhile(lambda line: not lies_in(line[1], headline), lines_around(headline))
    above = {folded(text) for text, _, _ in before}
    start = next((place for place, line in enumerate(lines) if folded(line) not in above), 0)
    return [*lines[:start], *found, *lines[start:]]


def _standfirst(headline: Node, description: str, lines: Sequence[str]) -> list[str]:
    """Give the standfirst, a paragraph or the items of a list, unless the lines have it.

    It is told by the words of the page's description, or else by what its element is called; a list by that alone.
    """
    told = folded(description)[:SAME]
    if len(told) >= SAME and any(begins(line[: 3 * SAME], told) for line in lines):
        return []
    under = _under(headline)
    for text, node, linked in under:
        if len(text) >= SAME and _is_item(text, node, linked):
            items = [text, *(other for other, _, _ in takewhile(lambda line: _is_item(*line), under))]
            return [] if {folded(line) for line in lines} & set(map(folded, items)) else items
        bare = _without_link(text, node, linked) if linked else text
        if not bare and len(told) >= SAME and 2 * linked <= len(text):
            bare = text  # with a link in its sentence
        if _is_standfirst(bare, node, told):
            return [] if is_of_others(node) or _is_said(bare, lines) else [bare]
        if len(told) < SAME and len(text) - linked >= PARAGRAPH:
            return []
    return []


def _under(headline: Node) -> Iterator[tuple[str, Node, int]]:
    """Yield the lines behind the headline."""
    found = dropwhile(lambda line: not lies_in(line[1], headline), lines_around(headline))
    return (line for line in found if not lies_in(line[1], headline))


def _without_link(text: str, node: Node, linked: int) -> str:
    """Give a line without the link at its end that leads on, behind a sentence or an arrow; '' where links are left."""
    if len(text) - linked < SAME:
        return ""
    links = [link for each in node.iter("a") if (link := visible_text(each))]
    whole = squeeze(text)
    rest = whole.removesuffix(links[-1]).rstrip() if links else whole
    leads_on = rest != whole and (links[-1][0] in _ARROWS or rest[-1:] in _ARROWS or rest.endswith(SENTENCE_ENDS))
    return rest.rstrip(_ARROWS) if leads_on and linked <= len(links[-1]) else ""


def _is_item(text: str, node: Node, linked: int) -> bool:
    """Tell an item of a list that is called a standfirst, as Spanish papers have below a headline."""
    return (
        node.tag == "li"
        and not linked
        and len(text) >= ITEM
        and any(is_called_standfirst(each) and not _SUMMARY.search(words_of(each)) for each in _near(node))
    )


def _is_standfirst(text: str, node: Node, told: str) -> bool:
    """Tell a line that begins as the description does, or for want of one is a sentence or two called a standfirst."""
    if len(told) >= SAME:
        return begins(text[:400], told)
    return node.tag != "li" and SAME <= len(text) <= MAX_STANDFIRST and any(map(is_called_standfirst, _near(node)))


def _near(node: Node) -> tuple[Node, ...]:
    return (node, *islice(node.iterancestors(), 2))


def is_called_standfirst(node: Node) -> bool:
    """Tell an element by its name."""
    return bool(_STANDFIRST.search(words_of(node)))


def _is_said(text: str, lines: Sequence[str]) -> bool:
    key = folded(text)[:SAME]
    return any(key in folded(line) for line in lines)

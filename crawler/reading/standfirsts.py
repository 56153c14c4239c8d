"""The standfirst, where it stands under the headline and in no reading of the text; pure."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from crawler.parsing.heads import MAX_BEFORE, PARAGRAPH, around, is_of_others
from crawler.parsing.htmltree import Node, words_of
from crawler.parsing.lines import lines_of
from crawler.parsing.titles import begins, folded

if TYPE_CHECKING:
    from collections.abc import Sequence

SAME = 40  # letters of a description that a standfirst begins with
MAX_STANDFIRST = 500

_STANDFIRST = re.compile(
    r"stand-?first|sub-?(?:title|head(?:line|ing)?)(?![a-z])|chap(?:o|eau)(?![a-z])|(?<![a-z])(?:dek|deck|lede|lead|leadin|intro)(?![a-z])|"
    r"(?<![a-z])(?:sottotitolo|sommario|occhiello|entradilla|bajada|copete|sumario|subt[ií]tulo|linha-?fina|vorspann|"
    r"ingress|manchet|underrubrikk?|perex|anons|ozet)(?![a-z])|(?:article|post|story|entry|page)[_-]*(?:summary|excerpt|abstract|intro|lead)"
)


def standfirst(headline: Node | None, description: str, lines: Sequence[str]) -> str | None:
    """Give the standfirst that stands under the headline and not in a text.

    It is told by the words of the page's description, or else by what its element is called.
    """
    told = folded(description)[:SAME]
    if headline is None or (len(told) >= SAME and any(begins(line[: 3 * SAME], told) for line in lines)):
        return None
    started = False
    for text, node, linked in islice(lines_of(around(headline)), MAX_BEFORE):
        if node is headline or headline in node.iterancestors():
            started = True
        elif started and linked == 0 and _is_standfirst(text, node, told):
            return None if is_of_others(node) or _is_said(text, lines) else text
        elif started and len(told) < SAME and len(text) - linked >= PARAGRAPH:
            return None
    return None


def _is_standfirst(text: str, node: Node, told: str) -> bool:
    """Tell a line that begins as the description does, or for want of one is a sentence or two called a standfirst."""
    if len(told) >= SAME:
        return begins(text[:400], told)
    near = (node, *islice(node.iterancestors(), 2))
    return SAME <= len(text) <= MAX_STANDFIRST and any(map(is_called_standfirst, near))


def is_called_standfirst(node: Node) -> bool:
    """Tell an element by its name."""
    return bool(_STANDFIRST.search(words_of(node)))


def _is_said(text: str, lines: Sequence[str]) -> bool:
    key = folded(text)[:SAME]
    return any(key in folded(line) for line in lines)

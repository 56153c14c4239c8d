"""The words that a listing says at item after item beside their headlines, each time with another link; pure."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from itertools import islice
from typing import TYPE_CHECKING

from crawler.finding.teasers import heading_of
from crawler.parsing.htmltree import visible_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from crawler.parsing.htmltree import Node

FEW = 3  # links that make a word a label, and of one text that is no headline
WORDS = 3  # at most of a label, at least of a headline
MAX_RISE = 5  # levels from a label to its item
MAX_LABEL = 20  # characters
MAX_LOOKED = 40  # links of an item

_NUMBERS = re.compile(r"\d+")


def labels_beside(links: Mapping[str, Sequence[Node]]) -> set[str]:
    """Give the URLs of links that say only what three or more say, as 'PC' or 'Comments (12)', at items with headlines.

    `links` are a page's anchors by their URL. The numbers in a text do not count. A row of such words alone is none:
    'Part 1', 'Part 2' may be all that a list says; nor is one in a heading, or an item's only link.
    """
    said = {anchor: _said(anchor) for anchors in links.values() for anchor in anchors}
    leads = defaultdict(set)
    for url, anchors in links.items():
        for anchor in anchors:
            leads[said[anchor]].add(url)
    shared = {text for text, urls in leads.items() if len(urls) >= FEW and _is_short(text)}
    often = Counter(said.values())
    headlines = {text for text, count in often.items() if count < FEW and len(text.split()) >= WORDS}
    return {
        url
        for url, anchors in links.items()
        if all(said[anchor] in shared and heading_of(anchor) is None for anchor in anchors)
        and any(_is_beside_headline(anchor, said, headlines) for anchor in anchors)
    }


def _said(anchor: Node) -> str:
    return _NUMBERS.sub("0", visible_text(anchor, 200)).casefold()


def _is_short(text: str) -> bool:
    return 0 < len(text) <= MAX_LABEL and len(text.split()) <= WORDS


def _is_beside_headline(anchor: Node, said: Mapping[Node, str], headlines: set[str]) -> bool:
    """Climb to the nearest element that holds a headline's link; not past another link with the same words."""
    for around in islice(anchor.iterancestors(), MAX_RISE):
        others = [other for other in islice(around.iter("a"), MAX_LOOKED) if other.get("href") != anchor.get("href")]
        texts = {said[other] for other in others if other in said}
        if said[anchor] in texts:
            return False
        if not headlines.isdisjoint(texts):
            return True
    return False

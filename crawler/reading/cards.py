"""Cards of other articles on an article's page: a headline that is a link, and around it who wrote that; pure."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from crawler.credits.heads import leads_to_writer
from crawler.reading.htmltree import visible_text, words_of

if TYPE_CHECKING:
    from crawler.reading.htmltree import Node

LEVELS = 7
MAX_CARD = 500  # characters
HEADLINE = 30
MAX_LINKS = 20

_HEADINGS = ("h2", "h3", "h4", "h5")
_CALLED_HEADLINE = re.compile(r"(?<![a-z])(?:title|headline|titulo|titre|titel)(?![a-z])")


def in_card(node: Node, headline: Node | None) -> bool:
    """Tell what stands in another article's card: a block without the page's headline, with one that is a link."""
    if headline is None:
        return False
    own = {headline, *headline.iterancestors()}
    for parent in islice(node.iterancestors(), LEVELS):
        if parent in own or len(visible_text(parent, MAX_CARD + 1)) > MAX_CARD:
            return False
        if any(_is_headline(link) for link in islice(parent.iter("a"), MAX_LINKS)):
            return True
    return False


def _is_headline(link: Node) -> bool:
    if len(visible_text(link, 2 * HEADLINE)) < HEADLINE or (link.get("href") or "#")[0] == "#" or leads_to_writer(link):
        return False
    above = list(islice(link.iterancestors(), 2))
    in_heading = any(each.tag in _HEADINGS for each in above) or next(link.iter(*_HEADINGS), None) is not None
    return in_heading or any(_CALLED_HEADLINE.search(words_of(each)) for each in (link, *above))

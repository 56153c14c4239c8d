"""Names in teasers of other articles on a page: a headline that is a link, and around it who wrote that; pure."""

from __future__ import annotations

import re
from itertools import dropwhile, islice
from typing import TYPE_CHECKING

from crawler.credits.headnames import leads_to_writer
from crawler.parsing.htmltree import leads_on, precedes, visible_text, words_of

if TYPE_CHECKING:
    from crawler.parsing.htmltree import Node

LEVELS = 7
MAX_TEASER = 500  # characters
MIN_LINK = 30  # characters of a headline that leads to another article
MAX_LINKS = 20
PROSE = 100  # characters of its own, beside links, of what a text begins with

_TEXTS = frozenset({"p", "div", "li", "td", "span", "blockquote", "section", "article"})
_HEADINGS = ("h2", "h3", "h4", "h5")
# As a word of its own: a link in no heading is told by this alone.
_CALLED_HEADLINE = re.compile(r"(?<![a-z])(?:title|headline|titulo|titre|titel)(?![a-z])")


def in_teaser(node: Node, headline: Node | None, known: dict[Node, bool | None] | None = None) -> bool:
    """Tell what stands in another article's teaser: a block without the page's headline, with one that is a link.

    Teasers stand behind the text's beginning: above it the link may be the article's own, below the name of a blog.
    `known` keeps what the blocks around a node are for the next one's question, as most have the same around them.
    """
    if headline is None:
        return False
    own = {headline, *headline.iterancestors()}
    known = {} if known is None else known
    for parent in islice(node.iterancestors(), LEVELS):
        if parent not in known:
            known[parent] = None if parent in own else _has_headline(parent)
        if known[parent] is None:
            return False
        if known[parent]:
            begins = beginning(headline)
            return begins is not None and precedes(begins, parent)
    return False


def _has_headline(block: Node) -> bool | None:
    """Tell whether a block has a headline that is a link; None where it is too large for a teaser."""
    if len(visible_text(block, MAX_TEASER + 1)) > MAX_TEASER:
        return None
    return any(_is_headline(link) for link in islice(block.iter("a"), MAX_LINKS))


def beginning(headline: Node) -> Node | None:
    """Find the first element behind a headline that has prose."""
    root = next(reversed([headline, *headline.iterancestors()]))
    behind = dropwhile(lambda node: node is not headline, root.iter())
    return next((node for node in behind if node.tag in _TEXTS and _own_length(node) >= PROSE), None)


def _own_length(node: Node) -> int:
    return sum(len((text or "").strip()) for text in (node.text, *(part.tail for part in node)))


def _is_headline(link: Node) -> bool:
    if len(visible_text(link, 2 * MIN_LINK)) < MIN_LINK or not leads_on(link) or leads_to_writer(link):
        return False
    above = list(islice(link.iterancestors(), 2))
    in_heading = any(each.tag in _HEADINGS for each in above) or next(link.iter(*_HEADINGS), None) is not None
    return in_heading or any(_CALLED_HEADLINE.search(words_of(each)) for each in (link, *above))

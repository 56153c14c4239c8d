"""The moments that a page shows: marked up with elements and class names, or standing at its headline; pure."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING

from crawler.credits.bywords import without_by
from crawler.parsing.belonging import in_aside, places_of, within
from crawler.parsing.dates import find_moment
from crawler.parsing.headings import headline_seen
from crawler.parsing.heads import LEVELS, head_of
from crawler.parsing.htmltree import Node, precedes, squeeze, visible_text, words_of
from crawler.parsing.lines import lines_of
from crawler.parsing.phrases import pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_ABOVE = 3  # lines
REST_ABOVE = 15  # characters
REST = 50  # characters beside a date on its line

_DATE_WORDS = re.compile(
    r"\b(?:date|dateline|datetime|time|timestamp|published|pubdate|publish|posted|publication)|date\b|time\b|fecha|datum"
)
_DATED = re.compile(r"^data-.{0,30}(?:publi|date|time)")
_MAY_BE_DATE = ("div", "span", "p", "li", "em", "small", "abbr", "td", "b", "i", "section", "header")
_ENTRY_DATE = re.compile(r"entry-date|post-date|published")
_NOT_PUBLISHED = re.compile(r"modif|updat|aktualis|comment|event|related|copyright|expire")

_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_CALLED_ARTICLE = re.compile(r"(?<![a-z])(?:article|artikel|articolo|art[ií]culo|artigo|story|post|entry)(?![a-z])")


def marked_dates(tree: Node) -> Iterator[str]:
    """Yield the dates that the page marks up as such, those nearest after the first headline first."""
    called: list[Node] | None = None
    headline = headline_seen(tree)
    for place in places_of(tree, headline):
        for node in place.iter("time"):
            if not _is_of_change(words_of(node)) and not in_aside(node):
                told = [value for name, value in node.items() if _DATED.search(name)]
                yield from filter(None, (node.get("datetime"), visible_text(node, 200)[:120], *told))
        if called is None:
            called = [node for node in tree.iter(*_MAY_BE_DATE) if _called_date(words_of(node))]
        near = within(called, place, tree)
        if near and headline is not None and precedes(near[0], headline) and (moment := head_date(headline)):
            yield moment  # what stands above the headline may be the day on which the page was asked for
        for node in near:
            if not in_aside(node):
                yield from (value for name, value in node.items() if _DATED.search(name))
                text = visible_text(node, 200) if len(node) <= 12 else squeeze(node.text)
                if 6 <= len(text) <= 160:
                    yield node.get("title") or text
                    yield text


@lru_cache(maxsize=2048)
def _called_date(words: str) -> bool:
    return bool(_DATE_WORDS.search(words)) and not _is_of_change(words)


def _is_of_change(words: str) -> bool:
    """Tell the date of a change; many themes call the only date both `entry-date` and `updated`."""
    return bool(_NOT_PUBLISHED.search(words)) and not _ENTRY_DATE.search(words)


def head_date(headline: Node | None) -> str | None:
    """Give the first moment of the head on a line of little else; a byline may stand beside it."""
    for text, _ in head_of(headline):
        changed = _tells_of_change(text) and not pattern("published").search(text.lower())
        found = None if changed else find_moment(text)
        if found and len(found.rest) <= (2 * REST if without_by(text) != text else REST):
            return found.moment
    return None


def _tells_of_change(text: str) -> bool:
    return bool(pattern("changed").search(text.lower()))


def date_above(headline: Node | None) -> str | None:
    """Give the moment on a line of hardly anything else that begins the headline's article, above it.

    What stands above a headline elsewhere, or under the name of a section, may be the day of the visit.
    """
    place = None if headline is None else _own_article(headline)
    for text, node, _ in islice(() if place is None else lines_of(place), MAX_ABOVE):
        if node is headline or headline in node.iterancestors() or node.tag in _HEADINGS:
            return None
        found = find_moment(text)
        if found and len(found.rest) <= REST_ABOVE and not _tells_of_change(text):
            return found.moment
    return None


def _own_article(headline: Node) -> Node | None:
    """Find the least element around a headline that is an article, or called so."""
    for parent, _ in zip(headline.iterancestors(), range(LEVELS), strict=False):
        if parent.tag in ("body", "html"):
            return None
        if parent.tag == "article" or _CALLED_ARTICLE.search(words_of(parent)):
            return parent
    return None

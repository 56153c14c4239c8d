"""The lines between a page's headline and its first paragraph: its standfirst, and the date; pure."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from crawler.credits.bywords import without_by
from crawler.reading.dates import find_moment
from crawler.reading.htmltree import Node, words_of
from crawler.reading.lines import lines_of
from crawler.reading.titles import begins, folded

if TYPE_CHECKING:
    from collections.abc import Sequence

PARAGRAPH = 150
MAX_LINES = 25
MAX_LINE = 160
MAX_ABOVE = 3  # lines
REST_ABOVE = 15  # characters
REST = 50  # characters beside a date on its line
LEVELS = 4
SAME = 40  # letters of a description that a standfirst begins with
MAX_BEFORE = 200
MAX_STANDFIRST = 500

_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_CHANGED = re.compile(r"updat|modif|aktualis|actualis|mis à jour|aggiorn|измен|обновл|oppdatert|opdateret|更新|갱신")
_STANDFIRST = re.compile(
    r"stand-?first|sub-?(?:title|head(?:line|ing)?)(?![a-z])|chap(?:o|eau)(?![a-z])|(?<![a-z])(?:dek|deck|lede|lead|leadin|intro)(?![a-z])|"
    r"(?<![a-z])(?:sottotitolo|sommario|occhiello|entradilla|bajada|copete|sumario|subt[ií]tulo|linha-?fina|vorspann|"
    r"ingress|manchet|underrubrikk?|perex|anons|ozet)(?![a-z])|(?:article|post|story|entry|page)[_-]*(?:summary|excerpt|abstract|intro|lead)"
)
_CALLED_ARTICLE = re.compile(r"(?<![a-z])(?:article|artikel|articolo|art[ií]culo|artigo|story|post|entry)(?![a-z])")
_PUBLISHED = re.compile(
    r"publi|posted|veröffentlicht|erstellt|opublikowan|julkaistu|yay\u0131n|опубликован|опубліковано|入力|発表"
)
_OTHERS = re.compile(r"related|comment|recommend|most-|popular|trending|newsletter|caption|credit|gallery|promo(?!t)")


def head_of(headline: Node | None) -> list[tuple[str, Node]]:
    """Give the lines after the headline up to the first paragraph, each with the element that it lies in."""
    if headline is None:
        return []
    found: list[tuple[str, Node]] = []
    started = False
    for text, node, linked in lines_of(around(headline)):
        if node is headline or headline in node.iterancestors():
            started = True
        elif started and (len(text) - linked >= PARAGRAPH or len(found) >= MAX_LINES):
            break
        elif started and len(text) <= MAX_LINE and not _is_of_others(node):
            found.append((text, node))
    return found


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
            return None if _is_of_others(node) or _is_said(text, lines) else text
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


def around(headline: Node) -> Node:
    """Climb from a headline to the element that holds the article."""
    node = headline
    for depth, parent in enumerate(headline.iterancestors()):
        if parent.tag in ("body", "html"):
            break
        node = parent
        if parent.tag in ("article", "main") or depth >= LEVELS:
            break
    return node


def _is_of_others(node: Node) -> bool:
    above = (node, *(parent for parent, _ in zip(node.iterancestors(), range(LEVELS), strict=False)))
    return any(each.tag in ("figure", "nav") or _OTHERS.search(words_of(each)) for each in above)


def head_date(headline: Node | None) -> str | None:
    """Give the first moment of the head on a line of little else; a byline may stand beside it."""
    for text, _ in head_of(headline):
        changed = _CHANGED.search(text.lower()) and not _PUBLISHED.search(text.lower())
        found = None if changed else find_moment(text)
        if found and len(found.rest) <= (2 * REST if without_by(text) != text else REST):
            return found.moment
    return None


def date_above(headline: Node | None) -> str | None:
    """Give the moment on a line of hardly anything else that begins the headline's article, above it.

    What stands above a headline elsewhere, or under the name of a section, may be the day of the visit.
    """
    place = None if headline is None else _own_article(headline)
    for text, node, _ in islice(() if place is None else lines_of(place), MAX_ABOVE):
        if node is headline or headline in node.iterancestors() or node.tag in _HEADINGS:
            return None
        found = find_moment(text)
        if found and len(found.rest) <= REST_ABOVE and not _CHANGED.search(text.lower()):
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

"""The moments that a page shows: marked up with elements and class names, at its headline, or behind a label; pure."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING

from lxml.etree import XPath

from crawler.credits.bywords import EDGES, is_byline, without_by
from crawler.credits.headnames import parts_of_line
from crawler.credits.marked import names_writer
from crawler.credits.teasernames import beginning, in_teaser
from crawler.parsing.belonging import LEVELS, article_of, in_aside, lies_in, places_of, within
from crawler.parsing.dates import find_moment
from crawler.parsing.headings import headline_seen
from crawler.parsing.heads import head_of, is_of_others
from crawler.parsing.htmltree import Node, precedes, squeeze, visible_text, words_of
from crawler.parsing.lines import lines_of
from crawler.parsing.phrases import SENTENCE_ENDS, after_phrase, pattern

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

MAX_ABOVE = 3  # lines
REST_ABOVE = 15  # characters
REST = 50  # characters beside a date on its line
LONGEST_LINE = 120
MAX_BESIDE = 20  # elements
MAX_LABELS = 20

_DATE_WORDS = re.compile(
    r"\b(?:date|dateline|datetime|time|timestamp|published|pubdate|publish|posted|publication)|date\b|time\b|fecha|datum"
)
_DATED = re.compile(r"^data-.{0,30}(?:publi|date|time)")
_ATTRIBUTED = XPath(
    " | ".join(
        f".//*[@data-{name}]"
        for name in ("date", "datetime", "timestamp", "published", "publish-date", "published-at", "pubdate")
    )
)
_MAY_BE_DATE = ("div", "span", "p", "li", "em", "small", "abbr", "td", "b", "i", "section", "header")
_SIDE = re.compile(r"side-?_?(?:bar|column)")
# What a site's head shows to whoever loads a page; as a whole name, since a theme has post-date-widget for posts.
_OF_VISIT = re.compile(r"(?<![\w-])(?:date[-_]?widget|(?:current|todays?)[-_]?date|date[-_]?today)(?![\w-])")
_ENTRY_DATE = re.compile(r"entry-date|post-date|published")
_NOT_PUBLISHED = re.compile(r"modif|updat|aktualis|comment|event|related|copyright|expire")

_AFTER_LABEL = re.compile(r"\d|[:\uff1a]|\Z")
_OF_A_LIST = frozenset({"li", "dl", "address"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_CALLED_ARTICLE = re.compile(r"(?<![a-z])(?:article|artikel|articolo|art[ií]culo|artigo|story|post|entry)(?![a-z])")


def marked_dates(tree: Node) -> Iterator[str]:
    """Yield the dates that the page marks up as such, those nearest after the first headline first.

    Then what the head shows beside the writer's name or alone, then what is marked elsewhere.
    """
    headline = headline_seen(tree)
    called: list[Node] | None = None
    for place in places_of(tree, headline):
        yield from _times_in(place, headline)
        if called is None:
            called = [node for node in tree.iter(*_MAY_BE_DATE) if _called_date(words_of(node))]
        near = within(called, place, tree)
        if near and headline is not None and precedes(near[0], headline) and (moment := head_date(headline)):
            yield moment  # what stands above the headline may be the day on which the page was asked for
        for node in _own(near, place, headline):
            yield from _told_by_name(node)
        if headline is not None and place is not tree:
            yield from _beside_writer(place, headline)
            yield from filter(None, (head_date(headline),))
        for node in _own(_ATTRIBUTED(place), place, headline):
            yield from (value for name, value in node.items() if _DATED.search(name))


def times_near(headline: Node | None) -> Iterator[str]:
    """Yield what the elements for times around the headline tell."""
    return iter(()) if headline is None else _times_in(article_of(headline), headline)


def _times_in(place: Node, headline: Node | None) -> Iterator[str]:
    times = (node for node in place.iter("time") if not _is_of_change(words_of(node)))
    for node in _own(times, place, headline):
        yield from _told_by_time(node)


def _own(nodes: Iterable[Node], place: Node, headline: Node | None) -> Iterator[Node]:
    """Leave out what stands in asides and, where the headline is not near, in teasers; side columns go last."""
    above = set() if headline is None else set(headline.iterancestors())
    far = bool(above) and place.getparent() is None
    columns: list[Node] = []
    for node in nodes:
        if in_aside(node) or (far and in_teaser(node, headline)):
            continue
        if far and _in_side_column(node, above):
            columns.append(node)
        else:
            yield node
    yield from columns


def _in_side_column(node: Node, above: set[Node]) -> bool:
    """Tell what stands in a column called so that does not hold the headline, too."""
    return any(_SIDE.search(words_of(parent)) for parent in node.iterancestors() if parent not in above)


def _told_by_time(node: Node) -> Iterator[str]:
    told = [value for name, value in node.items() if _DATED.search(name)]
    yield from filter(None, (node.get("datetime"), visible_text(node, 200)[:120], *told))


def _told_by_name(node: Node) -> Iterator[str]:
    yield from (value for name, value in node.items() if _DATED.search(name))
    text = visible_text(node, 200) if len(node) <= 12 else squeeze(node.text)
    if 6 <= len(text) <= 160:
        yield node.get("title") or text
        yield text


def _beside_writer(place: Node, headline: Node) -> Iterator[str]:
    """Yield the dates that are all the words of an element in what is called by the writer, before the text."""
    begins = beginning(headline)
    called = (node for node in place.iter(*_MAY_BE_DATE) if names_writer(words_of(node)) and not in_aside(node))
    for node in islice(called, MAX_BESIDE):
        if begins is None or not precedes(node, begins):
            return
        for part in (node, *islice(node.iterdescendants(*_MAY_BE_DATE), MAX_BESIDE)):
            found = find_moment(text) if (text := visible_text(part, REST)) and len(text) <= REST else None
            if found and not found.rest.strip(EDGES):
                yield text


@lru_cache(maxsize=2048)
def _called_date(words: str) -> bool:
    return bool(_DATE_WORDS.search(words)) and not _is_of_change(words) and not _OF_VISIT.search(words)


def _is_of_change(words: str) -> bool:
    """Tell the date of a change; many themes call the only date both `entry-date` and `updated`."""
    return bool(_NOT_PUBLISHED.search(words)) and not _ENTRY_DATE.search(words)


def head_date(headline: Node | None) -> str | None:
    """Give the first moment of the head on a line of little else; a byline may stand beside it."""
    for text, _ in head_of(headline):
        changed = _tells_of_change(text) and not pattern("published", "page_published").search(text.lower())
        if not changed and (moment := _of_little_else(text)):
            return moment
    return None


def date_behind_standfirst(headline: Node | None) -> str | None:
    """Give the moment beside a byline behind a standfirst, for pages that tell no other: it may be the text's own."""
    head = head_of(headline, standfirsts=1)
    signed = (text for text, node in head if any(map(is_byline, parts_of_line(text))) and not in_teaser(node, headline))
    return next(filter(None, (_of_little_else(text) for text in signed if not _tells_of_change(text))), None)


def _of_little_else(text: str) -> str | None:
    """Give the moment on a line of little else; a byline may stand beside it."""
    found = find_moment(text)
    is_one = found is not None and len(found.rest) <= (2 * REST if without_by(text) != text else REST)
    return found.moment if found and is_one else None


def head_labelled(headline: Node | None) -> str | None:
    """Give the first moment of the head on a line that begins with a label for it."""
    return next((moment for text, _ in head_of(headline) if (moment := _labelled(text, REST))), None)


def labelled_elsewhere(tree: Node, headline: Node | None, text: Sequence[str]) -> str | None:
    """Give the moment that is labelled around the headline, in no list, and outside of the text; None if there are two.

    A line of the text may be of a law or a record; behind a line break the label may belong to another thing in the
    same box.
    """
    place = tree if headline is None else article_of(headline)
    begun = (node for node in place.iter(*_MAY_BE_DATE, "font") if _after_label(node.text or "") is not None)
    told: set[str] = set()
    for node in islice(begun, MAX_LABELS):
        line = _labelled_line(node)
        moment = _labelled(line, REST_ABOVE)
        if moment and not (any(line in each for each in text) or in_aside(node) or is_of_others(node) or _listed(node)):
            told.add(moment)
    return told.pop() if len(told) == 1 else None


def _after_label(line: str) -> str | None:
    rest = after_phrase(line.lstrip(EDGES), "page_published")
    return rest if rest is not None and _AFTER_LABEL.match(rest) else None


def _labelled(line: str, most: int) -> str | None:
    """Give the moment on a line that begins with a label for it, and has so many characters more at most."""
    rest = None if line.endswith(SENTENCE_ENDS) else _after_label(line)
    found = find_moment(rest) if rest else None
    return found.moment if found and len(found.rest) <= most else None


def _labelled_line(node: Node) -> str:
    """Give the words of an element; where they are but a label, with what stands behind it."""
    line, behind = visible_text(node, LONGEST_LINE), node.getnext()
    if _after_label(line) not in ("", ":", "\uff1a"):
        return line if len(line) <= LONGEST_LINE else ""
    return squeeze(f"{line} {node.tail or ''} {'' if behind is None else visible_text(behind, LONGEST_LINE)}")


def _listed(node: Node) -> bool:
    return any(each.tag in _OF_A_LIST for each in (node, *node.iterancestors()))


def _tells_of_change(text: str) -> bool:
    return bool(pattern("changed").search(text.lower()))


def date_above(headline: Node | None) -> str | None:
    """Give the moment on a line of hardly anything else that begins the headline's article, above it.

    What stands above a headline elsewhere, or under the name of a section, may be the day of the visit.
    """
    place = None if headline is None else _own_article(headline)
    for text, node, _ in islice(() if place is None else lines_of(place), MAX_ABOVE):
        if lies_in(node, headline) or node.tag in _HEADINGS:
            return None
        found = find_moment(text)
        if found and len(found.rest) <= REST_ABOVE and not _tells_of_change(text):
            return found.moment
    return None


def _own_article(headline: Node) -> Node | None:
    """Find the least element around a headline that is an article, or called so.

    None for want of one, where `article_of` gives what lies around it: that may begin with the head of the whole page.
    """
    for parent, _ in zip(headline.iterancestors(), range(LEVELS), strict=False):
        if parent.tag in ("body", "html"):
            return None
        if parent.tag == "article" or _CALLED_ARTICLE.search(words_of(parent)):
            return parent
    return None

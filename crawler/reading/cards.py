"""Cards of other articles in and behind a text, that announce each in whole sentences under a linked headline; pure."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from crawler.credits.headnames import leads_to_writer
from crawler.parsing.htmltree import leads_on, text_until, visible_text
from crawler.parsing.phrases import is_phrase
from crawler.parsing.titles import folded
from crawler.urls import same_site

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.parsing.htmltree import Node

FEW = 3  # cards that make a list
LEAST_SHARE = 0.6  # of all, that the text above them is at the least
CARD = 600  # characters of one: what holds more may be the text's own section
TOLD = 300  # characters of what it announces
HEADLINE = 20  # characters of one in no heading
LINE = 20  # letters by which a line is known
MAX_LINKS = 600
MAX_TEXT = 100_000  # characters
MAX_HEADINGS = 60
MAX_HEADING = 80  # characters
LINKS = 3  # of a card to its article
ALONE = 2  # cards amid a text: more of them are what it tells
BETWEEN = 3  # elements between a headline and what it announces

_HEADINGS = ("h2", "h3", "h4", "h5", "h6")
_OF_OTHERS = ("elsewhere_heading", "most_read", "read_also")


def cards_below(lines: list[str], place: Node | None, url: str) -> int:
    """Count the last lines that stand in cards behind the text's `place`, on a page at `url`; 0 where they are few.

    Cards in the same element as the text, or in one article with it, are a round-up's or a live blog's, unless a
    heading says that they are others, and so is what is nearly half of all; what leads to other sites is none, nor what
    leads to a place in the page, or to a writer.
    """
    if place is None or not lines:
        return 0
    is_last = folded(lines[-1]) in folded(text_until(place, MAX_TEXT))
    cards = [folded(text) for block in (_headed(place) if is_last else _behind(place)) for text in _cards(block, url)]
    if len(cards) < FEW:
        return 0
    hit: set[int] = set()
    at = len(lines)
    while at and (card := _card_of(lines[at - 1], cards)) is not None:
        hit.add(card)
        at -= 1
    is_list = len(hit) >= FEW and sum(map(len, lines[:at])) >= LEAST_SHARE * sum(map(len, lines))
    return len(lines) - at if is_list else 0


def cards_within(place: Node | None, url: str) -> list[str]:
    """Give what cards in a text announce: headline, picture and the paragraph's last words all lead to one article.

    None where there are several: so round-ups are written.
    """
    found = [] if place is None else list(islice(_announced_within(place, url), ALONE + 1))
    return found if len(found) <= ALONE else []


def _announced_within(place: Node, url: str) -> Iterator[str]:
    for heading in islice(place.iter(*_HEADINGS), MAX_HEADINGS):
        target = next((link.get("href") for link in heading.iter("a") if _leads_elsewhere(link, url)), "")
        led = [link for link in heading.getparent().iter("a") if target and link.get("href") == target]
        if len(led) >= LINKS and any(map(_is_pictured, led)):
            below = (node for node in islice(heading.itersiblings("p"), BETWEEN) if len(node) and node[-1] in led)
            yield from (visible_text(node) for node in below if not (node[-1].tail or "").strip())


def _card_of(line: str, cards: list[str]) -> int | None:
    letters = folded(line)
    held = (number for number, card in enumerate(cards) if letters in card)
    return next(held, None) if len(letters) >= LINE and len(line) <= TOLD else None


def _cards(block: Node, url: str) -> Iterator[str]:
    """Yield what the cards in a block say, each the largest element that leads to one article only."""
    targets: dict[Node, set[str]] = {}
    for link, target in _headlines(block, url):
        for parent in (link, *link.iterancestors()):
            targets.setdefault(parent, set()).add(target)
            if parent is block:
                break
    largest = (node for node in targets if node is block or len(targets[node.getparent()]) > 1)
    cards = (node for node in largest if len(targets[node]) == 1)
    yield from (text for node in cards if len(text := visible_text(node, CARD + 1)) <= CARD)


def _headed(place: Node) -> Iterator[Node]:
    """Yield the boxes in a text under a heading such as 'Latest articles'."""
    for heading in islice(place.iter(*_HEADINGS), MAX_HEADINGS):
        box = heading.getparent()
        if box is not place and is_phrase(visible_text(heading, MAX_HEADING), *_OF_OTHERS):
            yield box


def _behind(place: Node) -> Iterator[Node]:
    """Yield the elements behind the article that a text's element lies in, and behind all around that."""
    around = [place, *place.iterancestors()]
    own = max((at for at, node in enumerate(around) if _is_article(node)), default=0)
    for node in around[own:]:
        yield from (sibling for sibling in node.itersiblings() if isinstance(sibling.tag, str))


def _is_article(node: Node) -> bool:
    return node.tag == "article" or "articleBody" in (node.get("itemprop") or "")


def _headlines(block: Node, url: str) -> Iterator[tuple[Node, str]]:
    """Yield the links that are headlines, and where they lead: in a heading, or beside a picture that leads there."""
    links = list(islice(block.iter("a"), MAX_LINKS))
    pictured = {link.get("href") for link in links if len(link) and _is_pictured(link)}
    for link in links:
        target, in_heading = link.get("href"), _in_heading(link)
        if (in_heading or target in pictured) and _leads_elsewhere(link, url):
            length = len(visible_text(link, HEADLINE))
            if length >= HEADLINE or (in_heading and length):
                yield link, target


def _is_pictured(link: Node) -> bool:
    return next(link.iter("img"), None) is not None


def _in_heading(link: Node) -> bool:
    return any(parent.tag in _HEADINGS for parent in islice(link.iterancestors(), 2))


def _leads_elsewhere(link: Node, url: str) -> bool:
    """Tell a link to another page of the site, none below the page's own address, as a live blog's entries have."""
    own = url.split("#", 1)[0].rstrip("/")
    try:
        target = urljoin(url, link.get("href") or "")
    except ValueError:
        return False
    below = target.startswith(own) and target[len(own) : len(own) + 1] in ("", "/", "?", "#")
    return leads_on(link) and not below and not leads_to_writer(link.getparent()) and same_site(target, url)

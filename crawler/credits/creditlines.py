"""The lines of a page's tree that credit somebody, which extraction often drops, and where they link to; pure."""

from __future__ import annotations

import re
from itertools import chain, islice, takewhile
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from crawler.credits.agencies import Agencies, known_agencies
from crawler.credits.creditnames import agency_at_head, credited_names
from crawler.parsing.htmltree import HIDDEN, Node, squeeze, visible_text, words_of
from crawler.parsing.phrases import after_phrase, may_be, starts_with_phrase
from crawler.urls import canonical, original
from storage.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_CREDIT = 300
LABEL = 30  # characters of words that an element within may go on
MAX_SIBLINGS = 12
PARAGRAPH = 80
MAX_NODES = 20_000

WRAPPING = "()[]*_ \u2013\u2014-"
# Words that a credit begins with, how much they credit, and whether with them a name counts that is in no list.
CREDITS = (
    ("source_label", "syndicated", True),
    ("reporting_by", "contribution", False),
    ("published_by", "syndicated", True),
    ("had_from", "syndicated", False),
)
CREDIT_LISTS = tuple(phrases for phrases, _, _ in CREDITS)
_SURE = CREDIT_LISTS[:-1]  # what begins so is a credit, whoever it names

_NO_WORDS = HIDDEN | {"button", "select", "textarea"}  # beside a credit: what prints or shares the page
_PICTURE = re.compile(r"(?<![a-z])(?:caption|image|photo|picture|gallery)(?![a-z])")
_TAKEN = re.compile(r"(?:\u00a9|\([cC]\))[^/]*/\s*[^\W\d_]")  # who took a picture: '\u00a9 Reuters / Ann Lee'


def credit_lines(tree: Node, base: str) -> tuple[tuple[str, ...], tuple[tuple[str, str], ...]]:
    """Find the credit lines anywhere in a page's tree but its footer and pictures, and where they link to.

    Extraction often drops them as too short; gives the lines, and pairs of a line and a URL.
    """
    lines: dict[str, None] = {}
    links: list[tuple[str, str]] = []
    for line, node, linked in chain(_in_elements(tree), _after_breaks(tree)):
        if is_credit(line) and line not in lines and not _is_elsewhere(node):
            lines[line] = None
            links += [(line, target) for link in linked if (target := _target(link.get("href"), base))]
    return tuple(lines)[:12], tuple(links)[:12]


def _in_elements(tree: Node) -> Iterator[tuple[str, Node, list[Node]]]:
    """Give the lines that are elements of their own and may be credits, each with the links in it."""
    for node, _ in zip(
        tree.iter("p", "em", "i", "small", "div", "span", "li", "cite", "strong"), range(MAX_NODES), strict=False
    ):
        if len(node) <= 6 and (node.text or len(node)) and _may_begin_credit(node):
            yield visible_text(node, MAX_CREDIT + 50, hidden=_NO_WORDS), node, list(node.iter("a"))


def _after_breaks(tree: Node) -> Iterator[tuple[str, Node, list[Node]]]:
    """Give the lines that begin after a `<br>` and may be credits, up to the next one, each with the links in it."""
    for node, _ in zip(tree.iter("br"), range(MAX_NODES), strict=False):
        first = (node.tail or "")[:MAX_CREDIT].strip(WRAPPING + "\n\t")
        if not first or not may_be(first, *CREDIT_LISTS) or not starts_with_phrase(f"{first} ", *CREDIT_LISTS):
            continue
        after = list(takewhile(lambda each: each.tag != "br", islice(node.itersiblings(), MAX_SIBLINGS)))
        parts = [node.tail, *(part for each in after for part in (visible_text(each, MAX_CREDIT), each.tail))]
        yield (
            squeeze(" ".join(filter(None, parts)))[: MAX_CREDIT + 50],
            node,
            [link for each in after for link in each.iter("a")],
        )


def _may_begin_credit(node: Node) -> bool:
    """Tell cheaply whether an element's first words may be those of a credit: most of a page's are not."""
    first = node.text
    goes_on = len(node) > 0
    if goes_on and (not first or first.isspace()):
        inner = node[0]
        first = inner.text
        goes_on = len(node) > 1 or len(inner) > 0 or bool(inner.tail)
    first = first[: 2 * MAX_CREDIT].strip().strip(WRAPPING) if first else ""
    if not 0 < len(first) <= MAX_CREDIT or not may_be(first, *CREDIT_LISTS):
        return False
    return (goes_on and len(first) < LABEL) or starts_with_phrase(f"{first} ", *CREDIT_LISTS)


def _is_elsewhere(node: Node) -> bool:
    """Tell what stands in a menu, at the foot of the site (not of the article), or under a picture."""
    tags = [parent.tag for parent in node.iterancestors()]
    if not {"nav", "figure", "aside"}.isdisjoint(tags):
        return True
    if "footer" in tags and not {"article", "main"} & set(tags[tags.index("footer") :]):
        return True
    near = (node, *(parent for parent, _ in zip(node.iterancestors(), range(2), strict=False)))
    return any(_PICTURE.search(words_of(each)) for each in near)


def is_credit(line: str) -> bool:
    """Tell a line that credits a source: 'Source: …', 'With reporting by …', 'Originally published by …'."""
    bare = line.strip(WRAPPING)
    if len(bare) > MAX_CREDIT or not starts_with_phrase(bare, *CREDIT_LISTS):
        return False
    had_from = after_phrase(bare, "had_from")
    names_one = had_from is not None and next(credited_names(had_from, known_agencies()), None) is not None
    return names_one or any(after_phrase(bare, phrases) for phrases in _SURE)


def head_credits(tree: Node, agencies: Agencies | None = None) -> tuple[str, ...]:
    """Find the short lines between the headline and the first paragraph that name an agency: `AFP, Manila`."""
    known = agencies or known_agencies()
    headline = next(tree.iter("h1"), None)
    if headline is None:
        return ()
    found: dict[str, None] = {}
    for node, _ in zip(headline.itersiblings(), range(MAX_SIBLINGS), strict=False):
        for part in node.iter("div", "span", "p", "li", "a", "em", "strong", "address"):
            text = squeeze(part.text)
            if part.tag == "p" and len(visible_text(part, PARAGRAPH)) >= PARAGRAPH:
                return tuple(found)
            if text and len(text) <= 40 and not _TAKEN.match(text) and agency_at_head(text, known):
                found[text] = None
    return tuple(found)


def _target(href: str | None, base: str) -> str | None:
    try:
        return canonical(original(urljoin(base, href.strip()))) if href else None
    except (InputError, ValueError):
        return None

"""Writers whom a page names unmarked: at the right margin after the text, or in a box that says who they are; pure."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from crawler.htmltree import visible_text, words_of
from crawler.names import PARTICLES, clean_names, is_role

if TYPE_CHECKING:
    from crawler.htmltree import Node

MAX_SEEN = 1_000
MAX_SIGNATURE = 70
PARAGRAPH = 80
MAX_BIO = 700
NAME_WORDS = range(2, 6)

_RIGHT = re.compile(r"text-align: ?(?:right|end)", re.IGNORECASE)
_RIGHT_WORDS = re.compile(r"(?<![a-z])(?:text-?right|align-?right|has-text-align-right)(?![a-z])")
_BIO_WORDS = re.compile(
    r"(?<![a-z])(?:author|writer|contributor)[-_]*(?:bio|biography|box|info|description|about)|about[-_]*(?:the[-_]*)?(?:author|writer)|"
    r"(?<![a-z])(?:bio|biography)(?![a-z])"
)
_ELSEWHERE = frozenset({"nav", "blockquote", "figure", "figcaption", "header"})
_BLOCKS = ("p", "div", "ul", "table", "section", "h2", "h3")
_BIO = re.compile(
    r"(?P<name>[^,.:;()]{4,50}?),? (?:is|ist|est|es|\u00e8|\u00e9) [^.]{0,80}?\b"
    r"(?i:writer|author|journalist|reporter|columnist|editor|correspondent|contributor|autor|redakteur|reporterin|journaliste|auteure?|periodista|escritora?|"
    r"giornalista|jornalista)\w{0,3}\b"
)


def signed(place: Node) -> list[str]:
    """Give the name at the right margin after the last paragraph of what holds an article."""
    last = None
    for node in islice(place.iter("p", "div", "span"), MAX_SEEN):
        if _at_the_right(node) and not _is_elsewhere(node) and next(node.iter("a", "button"), None) is None:
            last = node if len(visible_text(node, PARAGRAPH)) <= MAX_SIGNATURE else last
        elif last is not None and not _holds_blocks(node) and len(visible_text(node, PARAGRAPH)) >= PARAGRAPH:
            last = None  # it stood before the text, or within it
    name = "" if last is None else visible_text(last, PARAGRAPH).split("(", 1)[0].strip(" -\u2013\u2014*.,")
    named = last is not None and _is_name(name) and not _is_said(name, place, last) and not _ends_quote(last)
    return [name] if named else []


def told_in_bio(place: Node) -> list[str]:
    """Give whom a box called so says to be a writer, where the text does not speak of them."""
    for node in islice(place.iter("p", "div", "section", "aside"), MAX_SEEN):
        told = _BIO.match(visible_text(node, MAX_BIO)) if _BIO_WORDS.search(words_of(node)) else None
        if told and _is_name(told["name"]) and not _is_said(told["name"], place, node):
            return [told["name"]]
    return []


def _ends_quote(node: Node) -> bool:
    """Tell who is quoted before: the paragraph above lies in a quotation."""
    above = node.xpath("preceding::p[1]")
    return bool(above) and any(parent.tag == "blockquote" for parent in above[0].iterancestors())


def _holds_blocks(node: Node) -> bool:
    return next(node.iterdescendants(*_BLOCKS), None) is not None


def _at_the_right(node: Node) -> bool:
    near = (node, node.getparent()) if node.tag == "span" else (node,)
    return any(
        _RIGHT.search(each.get("style") or "") or each.get("align") == "right" or _RIGHT_WORDS.search(words_of(each))
        for each in near
        if each is not None
    )


def _is_elsewhere(node: Node) -> bool:
    return any(parent.tag in _ELSEWHERE for parent in node.iterancestors())


def _is_name(text: str) -> bool:
    """Tell two to five words of letters, each with a capital or a particle of names, and no role."""
    words = text.split()
    return (
        len(words) in NAME_WORDS
        and words[0][0].isupper()
        and all(
            word.replace("-", "").replace("\u2019", "").replace("'", "").replace(".", "").isalpha()
            and (word[0].isupper() or word in PARTICLES)
            for word in words
        )
        and not is_role(text)
        and bool(clean_names([text]))
    )


def _is_said(name: str, place: Node, box: Node) -> bool:
    """Tell whom the paragraphs of a text speak of, apart from the box."""
    paragraphs = (
        each for each in islice(place.iter("p"), MAX_SEEN) if each is not box and box not in each.iterancestors()
    )
    return any(name in visible_text(each, 2_000) for each in paragraphs)

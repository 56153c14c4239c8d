"""Writers whom a page names in nothing but a box that says who they are; pure."""

from __future__ import annotations

import re
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING

from crawler.htmltree import visible_text, words_of
from crawler.names import clean_names
from crawler.namewords import PARTICLES, is_role, words_for

if TYPE_CHECKING:
    from crawler.htmltree import Node

MAX_SEEN = 1_000
MAX_BIO = 700
NAME_WORDS = range(2, 6)

_CALLED_BIO = re.compile(
    r"(?<![a-z])(?:author|writer|contributor)[-_]*(?:bio|biography|box|info|description|about)|about[-_]*(?:the[-_]*)?(?:author|writer)|"
    r"(?<![a-z])(?:bio|biography)(?![a-z])"
)


@cache
def _bio() -> re.Pattern[str]:
    before = r"(?P<name>[^,.:;()]{4,50}?),? (?:is|ist|est|es|\u00e8|\u00e9) (?P<before>[^.]{0,80}?)"
    return re.compile(rf"{before}\b(?i:{words_for('writes')})(?!\w)")


def told_in_bio(place: Node) -> list[str]:
    """Give whom a box called so says to be a writer, where the text does not speak of them."""
    for node in islice(place.iter("p", "div", "section", "aside"), MAX_SEEN):
        told = _bio().match(visible_text(node, MAX_BIO)) if _CALLED_BIO.search(words_of(node)) else None
        if told and _is_writer(told) and not _is_said(told["name"], place, node):
            return [told["name"]]
    return []


def _is_writer(told: re.Match[str]) -> bool:
    """Tell a person from a house, which has writers: 'a newsroom with a reporter in each town'."""
    another = re.search(rf"\b(?:{words_for('another')})\b", told["before"], re.IGNORECASE)
    return another is None and _is_name(told["name"])


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

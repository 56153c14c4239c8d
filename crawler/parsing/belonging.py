"""What on a page belongs to its headline: where that is looked for, and what of it is said of something else; pure."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from crawler.parsing.htmltree import words_of

if TYPE_CHECKING:
    from crawler.parsing.htmltree import Node

LEVELS = 4

_ASIDES = frozenset({"aside", "footer", "nav", "blockquote", "figure", "figcaption"})
# An element that *has* related links or comments (`has-related`, `without_comments`) is the article's own.
_OF_OTHERS = re.compile(r"(?<![a-z])(?:with(?:out)?|has|no)[_-]?(?:related|comment)|(related|comment)")
_OTHER_THINGS = re.compile(r"image|video|audio|comment|product|rating|webpageelement|wpfooter")


def places_of(tree: Node, headline: Node | None) -> list[Node]:
    """Give where to look for what belongs to the headline: what is around it, then the whole page."""
    return [tree] if headline is None else [article_of(headline), tree]


def lies_in(node: Node, place: Node) -> bool:
    """Tell an element that lies in another, or is it."""
    return node is place or place in node.iterancestors()


def within(nodes: list[Node], place: Node, tree: Node) -> list[Node]:
    """Give those of a tree's elements that lie in one of its places, or are it."""
    return nodes if place is tree else [node for node in nodes if lies_in(node, place)]


def article_of(heading: Node) -> Node:
    """Climb from a headline to the element that holds the article, at most four levels above its parent."""
    for depth, node in enumerate(heading.iterancestors()):
        if node.tag in ("article", "main", "body") or depth >= LEVELS:
            return node
    return heading


def surroundings_of(heading: Node) -> Node:
    """Climb as `article_of` does, but not to the body: the lines of a whole page are not those around a headline."""
    node = heading
    for depth, parent in enumerate(heading.iterancestors()):
        if parent.tag in ("body", "html"):
            break
        node = parent
        if parent.tag in ("article", "main") or depth >= LEVELS:
            break
    return node


def in_aside(node: Node) -> bool:
    """Tell what stands in an aside, a menu, a picture or a quotation, or among comments or related articles."""
    return any(parent.tag in _ASIDES or names_others(words_of(parent)) for parent in node.iterancestors())


@lru_cache(maxsize=2048)
def names_others(words: str) -> bool:
    """Tell by an element's names that it holds comments or related articles."""
    return any(found[1] for found in _OF_OTHERS.finditer(words))


def of_another(node: Node, headline: Node | None = None) -> bool:
    """Tell what microdata says of a picture, a video, a comment or the like, and not of the article.

    What has the `headline` in it is what the page is about.
    """
    for parent in node.iterancestors():
        if parent.get("itemscope") is not None and parent.get("itemtype"):
            about = headline is not None and parent in headline.iterancestors()
            return not about and bool(_OTHER_THINGS.search(parent.get("itemtype").lower()))
    return False

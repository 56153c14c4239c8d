"""A block's lines as a reader sees them, and whether one is cut short; pure."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, Any

from crawler.parsing.htmltree import BLOCKS, HIDDEN, Node, squeeze

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_NODES = 400
MAX_PIECES = 40

_HTML_SPACE = re.compile(r"[ \t\r\n\f]+")
_CUT = re.compile(r"(?:…|\.\.\.|\[…\]|\[\.\.\.\]|\(…\)|\(\.\.\.\)|\[&hellip;\])[\s\])]*$")


def is_cut(text: str) -> bool:
    """Tell a text that ends in an ellipsis."""
    return bool(_CUT.search(text[-20:]))


def lines_of(block: Node) -> Iterator[tuple[str, Node, int]]:
    """Yield the lines of a block as a reader sees them: text, the block element it lies in, characters in links."""
    pieces: list[str] = []
    linked = 0
    owner = block
    for text, element, in_link in _texts(block):
        if element is not owner:
            line = _HTML_SPACE.sub(" ", "".join(pieces)).strip()
            if line:
                yield line, owner, linked
            pieces, linked, owner = [], 0, element
        pieces.append(text)
        linked += len(squeeze(text)) if in_link else 0
    line = _HTML_SPACE.sub(" ", "".join(pieces)).strip()
    if line:
        yield line, owner, linked


def parted(node: Node) -> list[tuple[str, str]]:
    """Give the lines into which `<br>` parts an element, each with the tag of what its first words lie in; few."""
    if next(node.iter("br"), None) is None:
        return []
    lines: list[tuple[list[str], str]] = []
    begun = False
    for piece in islice(node.xpath(".//br | .//text()"), MAX_PIECES):
        if not isinstance(piece, str):
            begun = False
        elif begun:
            lines[-1][0].append(piece)
        elif begun := bool(piece.strip()):
            lines.append(([piece], _owner(piece).tag))
    return [(squeeze("".join(pieces)), tag) for pieces, tag in lines]


def _owner(piece: Any) -> Node:
    """Give the element that a text of an XPath's result lies in."""
    return piece.getparent().getparent() if piece.is_tail else piece.getparent()


def _texts(block: Node) -> Iterator[tuple[str, Node, bool]]:
    """Walk a block, at most 400 elements: every piece of text with its nearest block element."""
    stack: list[tuple[Node, Node, bool, bool]] = [(block, block, False, False)]
    seen = 0
    while stack and seen < MAX_NODES:
        node, owner, in_link, closing = stack.pop()
        if closing:
            if node.tag == "time":
                yield " ", owner, in_link  # sites part what stands in a row by style sheets
            if node.tail:
                yield node.tail, owner, in_link
            continue
        seen += 1
        tag = node.tag
        if node is not block and (node.tail or tag == "time"):
            stack.append((node, owner, in_link, True))
        if not isinstance(tag, str) or tag in HIDDEN:
            continue
        inner = node if tag in BLOCKS and tag != "br" else owner
        linked = in_link or tag == "a"
        if tag in ("br", "time"):
            yield " ", owner, in_link
        if node.text:
            yield node.text, inner, linked
        stack += [(child, inner, linked, False) for child in reversed(node)]

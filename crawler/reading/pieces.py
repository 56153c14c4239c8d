"""An element's children and the bare text around them, taken apart and put together again as paragraphs."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from crawler.parsing.htmltree import BLOCKS, Node

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Piece = Node | str


def pieces_of(parent: Node) -> Iterator[Piece]:
    """Give an element's children, and the bare text around them."""
    yield parent.text or ""
    for child in list(parent):
        yield child
        yield child.tail or ""


def emptied(parent: Node) -> None:
    """Take everything out of an element, in place."""
    for child in list(parent):
        parent.remove(child)
        child.tail = None
    parent.text = None


def groups(pieces: Iterable[Piece]) -> Iterator[list[Piece]]:
    """Give the pieces between two breaks or more."""
    group: list[Piece] = []
    for piece in pieces:
        if is_blank(piece) and (not group or is_break(group[-1])):
            continue
        if is_break(piece) and group and is_break(group[-1]):
            yield group[:-1]
            group = []
        elif group or not is_break(piece):
            group.append(piece)
    if group:
        yield group


def runs_of(pieces: Iterable[Piece]) -> list[tuple[bool, list[Piece]]]:
    """Part pieces into runs of blocks, and of what stands bare between them."""
    return [(of_blocks, list(run)) for of_blocks, run in groupby(pieces, is_block)]


def put(parent: Node, runs: list[tuple[bool, list[Piece]]]) -> None:
    """Add blocks as they are, and what stands between them as paragraphs."""
    for of_blocks, run in runs:
        if of_blocks or not all(map(is_blank, run)):
            parent.extend(run if of_blocks else [paragraph(parent, run)])


def is_blank(piece: Piece) -> bool:
    """Tell white space."""
    return isinstance(piece, str) and not piece.strip()


def is_break(piece: Piece) -> bool:
    """Tell a line break."""
    return not isinstance(piece, str) and piece.tag == "br"


def is_block(piece: Piece) -> bool:
    """Tell an element that is a block, or has one in it."""
    return not isinstance(piece, str) and any(each.tag in BLOCKS and each.tag != "br" for each in piece.iter())


def paragraph(parent: Node, run: list[Piece]) -> Node:
    """Make a paragraph of pieces; it is not put anywhere."""
    made: Node = parent.makeelement("p", {})
    last: Node | None = None  # asking for the last of many children takes long
    for piece in run:
        if not isinstance(piece, str):
            made.append(piece)
            last = piece
        elif last is not None:
            last.tail = (last.tail or "") + piece
        else:
            made.text = (made.text or "") + piece
    return made

"""Pages that are laid out by tables, with paragraphs parted by line breaks: opened, in place, before they are read."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from crawler.htmltree import BLOCKS, Node, visible_text
from crawler.refusal import word_count

if TYPE_CHECKING:
    from collections.abc import Iterator

Piece = Node | str

MAX_CELLS = 3_000
MAX_BREAKS = 5_000
WORDS = 60  # in a cell that holds a page's text
SHARE = 0.3  # of all the page's text
MOST = 0.5  # of what stands in cells and is no link: where it is less, several cells hold the text, in rows
LINKED = 0.4  # of a cell's text, from which it is a menu
PROSE = 20  # words of what stands bare
LINES = 300  # characters of a few lines, such as headline and date, that stand before the text

_PARTS = ("thead", "tbody", "tfoot", "tr", "td", "th")


def open_tables(tree: Node) -> None:
    """Make plain blocks of all tables but those in the cell with the page's text, and paragraphs of what breaks part.

    A table of facts is none of these: no cell of it has much prose. Extractors read rows as lines, and so put a menu
    beside the text into one line with it.
    """
    cell = _wordiest(tree)
    if cell is None:
        return
    within = set(cell.iter("table"))
    for part in [each for each in tree.iter("table", *_PARTS) if _table_of(each) not in within]:
        part.tag = "div"
    part_by_breaks(cell)
    _frame_prose(cell)


def _frame_prose(cell: Node) -> None:
    """Make paragraphs, in place, of the prose that stands bare in a cell, beside paragraphs or headings.

    Extractors pass over bare text in what was a cell, where they find paragraphs.
    """
    runs = [(is_block, list(run)) for is_block, run in groupby(_pieces(cell), _is_block)]
    if len(runs) < 2 or not any(_is_prose(run) for is_block, run in runs if not is_block):
        return
    _empty(cell)
    for is_block, run in runs:
        if is_block or not all(map(_is_blank, run)):
            cell.extend(run if is_block else [_paragraph(cell, run)])


def _pieces(parent: Node) -> Iterator[Piece]:
    """Give an element's children, and the bare text around them."""
    yield parent.text or ""
    for child in list(parent):
        yield child
        yield child.tail or ""


def _empty(parent: Node) -> None:
    for child in list(parent):
        parent.remove(child)
        child.tail = None
    parent.text = None


def _is_prose(run: list[Piece]) -> bool:
    return sum(word_count(piece if isinstance(piece, str) else visible_text(piece)) for piece in run) >= PROSE


def _table_of(part: Node) -> Node | None:
    return part if part.tag == "table" else next(part.iterancestors("table"), None)


def _wordiest(tree: Node) -> Node | None:
    """Find the innermost cell with the most prose; None where it has little of the page's text."""
    cells = [cell for cell, _ in zip(tree.iter("td"), range(MAX_CELLS), strict=False) if not _is_outer(cell)]
    if not cells:
        return None
    lengths = {cell: _length(cell) for cell in cells}
    best = max(lengths, key=lambda cell: lengths[cell])
    text = visible_text(best, 4_000)
    linked = sum(_length(link) for link in best.iter("a"))
    if word_count(text) < WORDS or lengths[best] < SHARE * _length(tree) or linked > LINKED * lengths[best]:
        return None
    bare = sum(lengths.values()) - sum(_length(link) for cell in cells for link in cell.iter("a"))
    return best if lengths[best] - linked >= MOST * bare else None


def _is_outer(cell: Node) -> bool:
    return next(cell.iter("table"), None) is not None


def _length(node: Node) -> float:
    return float(node.xpath("string-length(normalize-space())"))


def part_by_breaks(place: Node) -> None:
    """Make paragraphs, in place, of the lines of an element that two breaks part, where it has none of its own."""
    held = sum(_length(node) for node in place.iter("p"))
    breaks = [node for node, _ in zip(place.iter("br"), range(MAX_BREAKS), strict=False)]
    if held >= 0.5 * _length(place) or len(breaks) < 2:
        return
    parents = dict.fromkeys(parent for node in breaks if (parent := node.getparent()) is not None)
    for parent in sorted(parents, key=lambda node: -sum(1 for _ in node.iterancestors())):  # the innermost first
        _part(parent)


def _part(parent: Node) -> None:
    groups = [lines for group in _groups(list(_pieces(parent))) for lines in _lines(group)]
    if len(groups) < 2:
        return
    _empty(parent)
    for group in groups:
        _put(parent, [(is_block, list(run)) for is_block, run in groupby(group, _is_block)])


def _put(parent: Node, runs: list[tuple[bool, list[Piece]]]) -> None:
    """Add blocks as they are, and what stands between them as paragraphs."""
    for is_block, run in runs:
        if is_block or not all(map(_is_blank, run)):
            parent.extend(run if is_block else [_paragraph(parent, run)])


def _groups(pieces: list[Piece]) -> Iterator[list[Piece]]:
    """Give the pieces between two breaks or more."""
    group: list[Piece] = []
    for piece in pieces:
        if _is_blank(piece) and (not group or _is_break(group[-1])):
            continue
        if _is_break(piece) and group and _is_break(group[-1]):
            yield group[:-1]
            group = []
        elif group or not _is_break(piece):
            group.append(piece)
    if group:
        yield group


def _lines(group: list[Piece]) -> Iterator[list[Piece]]:
    """Give a group, or each line of it where it is little, as headline and date above each other are."""
    letters = sum(len(piece if isinstance(piece, str) else visible_text(piece, LINES + 1)) for piece in group)
    line: list[Piece] = []
    for piece in group:
        if _is_break(piece) and letters <= LINES:
            yield line
            line = []
        else:
            line.append(piece)
    if line:
        yield line


def _is_blank(piece: Piece) -> bool:
    return isinstance(piece, str) and not piece.strip()


def _is_break(piece: Piece) -> bool:
    return not isinstance(piece, str) and piece.tag == "br"


def _is_block(piece: Piece) -> bool:
    return not isinstance(piece, str) and any(each.tag in BLOCKS and each.tag != "br" for each in piece.iter())


def _paragraph(parent: Node, run: list[Piece]) -> Node:
    made: Node = parent.makeelement("p", {})
    for piece in run:
        if not isinstance(piece, str):
            made.append(piece)
        elif len(made):
            made[-1].tail = (made[-1].tail or "") + piece
        else:
            made.text = (made.text or "") + piece
    return made

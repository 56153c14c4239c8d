"""Pages that are laid out by tables, with paragraphs parted by line breaks: opened, in place, before they are read."""

from __future__ import annotations

from collections import defaultdict
from itertools import groupby, islice
from typing import TYPE_CHECKING

from crawler.parsing.htmltree import HIDDEN, Node, visible_text
from crawler.reading.bare import is_plain_prose
from crawler.reading.pieces import Piece, emptied, groups, is_break, pieces_of, put, runs_of
from crawler.reading.refusal import word_count

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_CELLS = 3_000
MAX_BREAKS = 20_000
WORDS = 60  # in a cell that holds a page's text
SHARE = 0.3  # of all the page's text
MOST = 0.5  # of what stands in cells and is no link: where it is less, several cells hold the text, in rows
LINKED = 0.4  # of a cell's text, from which it is a menu
PROSE = 20  # words of what stands bare
LINES = 300  # characters of a few lines, such as headline and date, that stand before the text

_NOT_OF_CELL = HIDDEN | {"table"}
_PARTS = ("thead", "tbody", "tfoot", "tr", "td", "th")


def open_tables(tree: Node) -> None:
    """Make plain blocks of the tables that lay out a page, and paragraphs of what breaks part in their wordy cells.

    A table with headings of columns is one of facts, and stays; so does one within a wordy cell that has no such cell
    of its own. Extractors read rows as lines, and so put a menu beside the text into one line with it.
    """
    facts = {_table_of(row) for row in tree.iter("tr") if _is_of_facts(row)}
    cells = _wordy(tree, facts)
    if not cells:
        return
    laid_out = {_table_of(cell) for cell in cells}
    kept = facts.union(table for cell in cells for table in cell.iter("table") if table not in laid_out)
    for part in [each for each in tree.iter("table", *_PARTS) if _table_of(each) not in kept]:
        part.tag = "div"
    for cell in cells:
        part_by_breaks(cell)
        _frame_prose(cell)


def _frame_prose(cell: Node) -> None:
    """Make paragraphs, in place, of the prose that stands bare in a cell, beside paragraphs or headings.

    Extractors pass over bare text in what was a cell, where they find paragraphs.
    """
    runs = runs_of(pieces_of(cell))
    if len(runs) >= 2 and any(_is_prose(run) for of_blocks, run in runs if not of_blocks):
        emptied(cell)
        put(cell, runs)


def _is_prose(run: list[Piece]) -> bool:
    return sum(word_count(piece if isinstance(piece, str) else visible_text(piece)) for piece in run) >= PROSE


def _table_of(part: Node) -> Node | None:
    return part if part.tag == "table" else next(part.iterancestors("table"), None)


def _wordy(tree: Node, facts: set[Node | None]) -> list[Node]:
    """Give the cells with much prose; none where no cell, or no table, holds most of the page's text.

    What stands in a table within a cell is not that cell's.
    """
    cells = list(islice(tree.iter("td"), MAX_CELLS + 1))
    if not cells or len(cells) > MAX_CELLS:
        return []
    within, links = _by_cell(tree, "table"), _by_cell(tree, "a")
    lengths = {cell: _length(cell) - sum(map(_length, within[cell])) for cell in cells}
    linked = {cell: sum(map(_length, links[cell])) for cell in cells}
    prose = {cell: lengths[cell] - linked[cell] for cell in cells}
    best = max(cells, key=lambda cell: prose[cell])
    wordy = [
        cell
        for cell in cells
        if _table_of(cell) not in facts and linked[cell] <= LINKED * lengths[cell] and _is_wordy(cell)
    ]
    if best not in wordy or lengths[best] < SHARE * _length(tree):
        return []
    apart = sum(_length(node) for node in tree.iter("p") if _table_of(node) is None)
    if prose[best] < MOST * sum(prose.values()) or apart >= sum(prose[cell] for cell in wordy):
        return []
    return wordy if sum(1 for cell in wordy for _ in cell.iter("br")) <= MAX_BREAKS else []


def _by_cell(tree: Node, tag: str) -> defaultdict[Node | None, list[Node]]:
    """Give a page's elements of a kind by the cell that each stands in."""
    found: defaultdict[Node | None, list[Node]] = defaultdict(list)
    for node in tree.iter(tag):
        found[next(node.iterancestors("td"), None)].append(node)
    return found


def _is_of_facts(row: Node) -> bool:
    """Tell a row with headings of columns, or with its own before two cells; one heading beside one cell is layout."""
    heads = sum(1 for _ in row.iterchildren("th"))
    return heads > 1 or (heads == 1 and len(list(islice(row.iterchildren("td"), 2))) > 1)


def _is_wordy(cell: Node) -> bool:
    return word_count(visible_text(cell, 4_000, hidden=_NOT_OF_CELL)) >= WORDS


def _length(node: Node) -> float:
    return float(node.xpath("string-length(normalize-space())"))


def part_by_breaks(place: Node) -> None:
    """Make paragraphs, in place, of the lines of an element that two breaks part, where it has none of its own."""
    held = sum(_length(node) for node in place.iter("p"))
    breaks = [node for node in place.iter("br") if _table_of(node) is _table_of(place)]
    if held >= 0.5 * _length(place) or len(breaks) < 2:
        return
    parents = dict.fromkeys(parent for node in breaks if (parent := node.getparent()) is not None)
    for parent in sorted(parents, key=lambda node: -sum(1 for _ in node.iterancestors())):  # the innermost first
        _part(parent)
    for block in [node for node in place.iter("div") if node is not place and is_plain_prose(node)]:
        block.tag = "p"  # such as a lead: beside paragraphs a plain block is passed over


def _part(parent: Node) -> None:
    parts = [lines for group in groups(pieces_of(parent)) for lines in _lines(group)]
    if len(parts) < 2:
        return
    emptied(parent)
    for group in parts:
        put(parent, runs_of(group))


def _lines(group: list[Piece]) -> Iterator[list[Piece]]:
    """Give a group, or each line of it where it is little, as headline and date above each other are."""
    lines = [list(run) for breaks, run in groupby(group, is_break) if not breaks]
    said = [" ".join(map(_text_of, line)).strip() for line in lines]
    if len(lines) < 2 or sum(map(len, said)) > LINES or any(map(_runs_on, said, said[1:])):
        yield group
    else:
        yield from lines


def _runs_on(line: str, following: str) -> bool:
    """Tell whether a line goes on in the next one: as scripts without capitals don't say, there it does."""
    return not (following[:1].isupper() or following[:1].isdigit()) or line.endswith((",", "-", ";"))


def _text_of(piece: Piece) -> str:
    return piece if isinstance(piece, str) else visible_text(piece, LINES + 1)

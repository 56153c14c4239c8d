"""Prose that stands bare in a box, beside blocks, or in a nameless block: made paragraphs, in place, to be read."""

from __future__ import annotations

import re
from itertools import chain, islice, takewhile
from typing import TYPE_CHECKING

from crawler.parsing.htmltree import Node, visible_text, words_of
from crawler.parsing.phrases import is_phrase
from crawler.reading.captions import PICTURE_CREDIT
from crawler.reading.pieces import Piece, emptied, groups, is_block, pieces_of, put, runs_of
from crawler.reading.refusal import word_count
from crawler.reading.standfirsts import is_called_standfirst

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

PROSE = 20  # words of what stands bare
SOME = 16  # characters
MAX_BOXES = 500
MAX_BLOCKS = 3_000
MAX_BETWEEN = 4  # elements between a block and the paragraph that follows
FEW = 3  # paragraphs that a text has at least

_LABEL_END = re.compile(r"[.:!|]")
_INLINE = ("span", "font")
_BOXES = ("div", "section", "article", "main", "span", "font")


def frame_bare(tree: Node) -> None:
    """Make paragraphs, in place, of the prose that stands bare beside blocks, in any box.

    Extractors take such text for what follows the block before it: they lose it with an empty one, and where they
    leave a block out they write its neighbours in one line. Where paragraphs are weighed it would count for nothing.
    """
    _frame_plain(tree)
    asked: set[Node] = set()
    for box in list(islice(filter(_holds_words, tree.iter(*_BOXES)), MAX_BOXES)):
        if any(map(is_block, box)) and any(_is_prose(run) for blocks, run in runs_of(pieces_of(box)) if not blocks):
            parts = list(groups(pieces_of(box)))
            emptied(box)
            for part in parts:
                put(box, runs_of(part))
            before = takewhile(lambda block: block not in asked, box.itersiblings("div", preceding=True))
            lines = [*box.iterchildren("div"), *before]
            asked.update(lines)  # so is all that stands before one that was asked already
            for line in filter(_is_line, lines):
                line.tag = "p"  # such as a subheading: beside paragraphs a line in a plain block is passed over


def _frame_plain(tree: Node) -> None:
    """Make paragraphs, in place, of blocks without a name that hold prose, where a paragraph follows among others.

    Extractors pass over such a block, which may be a slip of an editor; the last one may be on the writer or the site.
    """
    for block in list(islice(tree.iter("div"), MAX_BLOCKS)):
        if len((block.text or "").strip()) < SOME or not _leads_to_a_paragraph(block):
            continue
        others = chain(_paragraphs(block.itersiblings()), _paragraphs(block.itersiblings(preceding=True)))
        if len(list(islice(others, FEW))) == FEW and is_plain_prose(block):
            block.tag = "p"


def _leads_to_a_paragraph(block: Node) -> bool:
    """Tell a block that a paragraph follows, at once or behind further blocks without a name and pictures amid them.

    What stands behind a picture may be its caption, and what stands before one that has no other may be, or a teaser's
    text: only with a paragraph right below it is taken for more.
    """
    following = block.getnext()
    if following is not None and following.tag == "p":
        return True
    before, around = block.getprevious(), block.getparent()
    if around is None or around.tag == "body" or (before is not None and _is_picture(before)):
        return False
    for sibling in islice(block.itersiblings(), MAX_BETWEEN):
        if next(_paragraphs([sibling]), None) is not None:
            return not _is_picture(sibling.getprevious())
        if not (_is_nameless(sibling) or _is_picture(sibling)):
            return False
    return False


def _paragraphs(siblings: Iterable[Node]) -> Iterator[Node]:
    """Give the paragraphs among siblings, and those right in blocks without a name."""
    for sibling in siblings:
        if sibling.tag == "p":
            yield sibling
        elif _is_nameless(sibling):
            yield from sibling.iterchildren("p")


def _is_nameless(block: Node) -> bool:
    """Tell a plain block: how it is aligned is no name."""
    return bool(block.tag == "div") and all(name == "align" for name in block.attrib)


def _is_picture(node: Node) -> bool:
    return not visible_text(node, SOME) and next(node.iter("img", "picture"), None) is not None


def is_plain_prose(block: Node) -> bool:
    """Tell a block without a name that holds prose and no block, is no caption or advertisement, and ends in no link.

    What has a name may be a teaser or a note, but for a standfirst.
    """
    has_no_other_name = _is_nameless(block) or is_called_standfirst(block)
    if not has_no_other_name or any(map(is_block, block)) or not _is_prose(pieces_of(block)):
        return False
    text = visible_text(block)
    links = [visible_text(link) for link in block.iter("a")]
    leads_on = bool(links and links[-1]) and text.endswith(links[-1])
    return (
        not leads_on and not PICTURE_CREDIT.search(text) and not is_phrase(_LABEL_END.split(text, 1)[0], "invitation")
    )


def _holds_words(box: Node) -> bool:
    """Tell a box with elements in it and some bare text, or an editor's span with some: few of a page's are.

    A span with a name is a template's, and may be a caption or a label; so is one that credits a picture.
    """
    if not len(box):
        return False
    if _is_some(box.text):
        return True
    return any(_is_some(child.tail) or (child.tag in _INLINE and _is_of_an_editor(child)) for child in box)


def _is_of_an_editor(span: Node) -> bool:
    return _is_some(span.text) and not words_of(span) and not PICTURE_CREDIT.search(visible_text(span))


def _is_some(text: str | None) -> bool:
    return text is not None and len(text.strip()) >= SOME


def _is_line(block: Node) -> bool:
    """Tell a block of words, not all of them a link's, and nothing else."""
    alone = next(block.iter("img"), None) is None and not any(map(is_block, block))
    return alone and any(_own_text(piece).strip() for piece in pieces_of(block))


def _is_prose(run: Iterable[Piece]) -> bool:
    return sum(word_count(_own_text(piece)) for piece in run) >= PROSE


def _own_text(piece: Piece) -> str:
    """Give a piece's words, none of a link's."""
    return piece if isinstance(piece, str) else "" if piece.tag == "a" else visible_text(piece)

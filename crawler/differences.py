"""What one revision changed in another: by paragraph first, then by word. Pure, but for drawing."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from typing import TYPE_CHECKING

from storage.texts import printable
from storage.times import in_utc

if TYPE_CHECKING:
    from rich.table import Table
    from rich.text import Text

    from storage.records import Revision


class Edit(StrEnum):
    """What became of a piece of text."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Piece:
    """Words in a row with one fate; `old` or `new` is '' where there is none."""

    edit: Edit
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class ParagraphChange:
    """One paragraph in both revisions; `pieces` parts a changed one into words."""

    edit: Edit
    old: str
    new: str
    pieces: tuple[Piece, ...] = ()


_EDITS = {"equal": Edit.SAME, "insert": Edit.ADDED, "delete": Edit.REMOVED, "replace": Edit.CHANGED}


def compare(old: Revision, new: Revision) -> tuple[ParagraphChange, ...]:
    """The paragraphs of both, the title as the first, in reading order."""
    return tuple(_paragraphs([old.title, *old.text.split("\n\n")], [new.title, *new.text.split("\n\n")]))


def _paragraphs(old: list[str], new: list[str]) -> Iterator[ParagraphChange]:
    for tag, i, j, m, n in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            yield from (ParagraphChange(Edit.SAME, each, each) for each in old[i:j])
        else:
            yield from _replaced(old[i:j], new[m:n])


def _replaced(old: list[str], new: list[str]) -> Iterator[ParagraphChange]:
    """Pair the paragraphs that resemble each other, in order; the others came or went."""
    while old and new:
        if _alike(old[0], new[0]):
            yield ParagraphChange(Edit.CHANGED, old[0], new[0], words(old.pop(0), new.pop(0)))
        elif any(_alike(old[0], each) for each in new[1:]):
            yield ParagraphChange(Edit.ADDED, "", new.pop(0))
        else:
            yield ParagraphChange(Edit.REMOVED, old.pop(0), "")
    yield from (ParagraphChange(Edit.REMOVED, each, "") for each in old)
    yield from (ParagraphChange(Edit.ADDED, "", each) for each in new)


def _alike(one: str, other: str) -> bool:
    matcher = difflib.SequenceMatcher(None, _words(one), _words(other), autojunk=False)
    return matcher.quick_ratio() > 0.4 and matcher.ratio() > 0.4


def words(old: str, new: str) -> tuple[Piece, ...]:
    """Both texts as pieces in a row; joined, the `old` of all gives the old text, the `new` the new one."""
    was, now = _words(old), _words(new)
    codes = difflib.SequenceMatcher(None, was, now, autojunk=False).get_opcodes()
    return tuple(_joined([Piece(_EDITS[tag], "".join(was[i:j]), "".join(now[m:n])) for tag, i, j, m, n in codes]))


def _joined(pieces: list[Piece]) -> Iterator[Piece]:
    """Take changed words with nothing but spaces between them together: one change reads better than five."""
    while pieces:
        run = 1
        if pieces[0].edit is not Edit.SAME:
            while run + 1 < len(pieces) and not pieces[run].old.strip() and pieces[run].edit is Edit.SAME:
                run += 2
        old, new = ("".join(getattr(piece, side) for piece in pieces[:run]) for side in ("old", "new"))
        yield pieces[0] if run == 1 else Piece(Edit.CHANGED, old, new)
        del pieces[:run]


def _words(text: str) -> list[str]:
    return re.findall(r"\w+|\s+|[^\w\s]", text)


def show(
    old: Revision, new: Revision, *, width: int, coloured: bool, furniture: Collection[str] = frozenset()
) -> Table:
    """Both revisions side by side, what went struck out in red, what came underlined in green; the rest is counted.

    Where there are no colours, `[-what went-]` and `{+what came+}`. Lines of `furniture` are said to be no news.
    """
    from rich import box
    from rich.table import Table

    heads = tuple(f"revision {each.number}, {in_utc(each.fetched_at)}" for each in (old, new))
    drawn = Table(*heads, box=box.SIMPLE_HEAD, width=min(width, 200), padding=(0, 1, 1, 1))
    for edit, changes in groupby(compare(old, new), key=lambda change: change.edit):
        group = list(changes)
        if edit is Edit.SAME:
            count = "1 paragraph" if len(group) == 1 else f"{len(group)} paragraphs"
            drawn.add_row(f"({count} unchanged)", "", style="dim")
        else:
            for change in group:
                if _is_furniture(change, furniture):
                    drawn.add_row("(the outlet always runs this:)", "", style="dim")
                drawn.add_row(*_sides(change, coloured=coloured))
    return drawn


def _is_furniture(change: ParagraphChange, furniture: Collection[str]) -> bool:
    lines = [line for line in f"{change.old}\n{change.new}".split("\n") if line]
    return bool(furniture) and all(line in furniture for line in lines)


def _sides(change: ParagraphChange, *, coloured: bool) -> tuple[Text, Text]:
    from rich.text import Text

    left, right = Text(), Text()
    for piece in change.pieces or (Piece(change.edit, change.old, change.new),):
        same = piece.edit is Edit.SAME
        left.append(*_shown(piece.old, "[-{}-]", "red strike", same=same, coloured=coloured))
        right.append(*_shown(piece.new, "{{+{}+}}", "green underline", same=same, coloured=coloured))
    return left, right


def _shown(text: str, marked: str, style: str, *, same: bool, coloured: bool) -> tuple[str, str]:
    if same or not text:
        return printable(text), ""
    return (printable(text), style) if coloured else (marked.format(printable(text)), "")

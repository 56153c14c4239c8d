"""What changed between two revisions: by paragraph, then by word; nothing is lost on the way."""

from __future__ import annotations

import io

from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from crawler.differences import Edit, compare, show, words
from storage.records import Revision


def revision(number: int, text: str, title: str = "Dam talks resume") -> Revision:
    return Revision(article_id=1, number=number, title=title, text=text, fetched_at="2026-01-31T09:05:00Z")


OLD = revision(1, "Talks began on Monday.\n\nFour people were hurt.\n\nThe river is high.")
NEW = revision(2, "Talks began on Monday.\n\nSeven people were hurt.\n\nMore rain is due.\n\nThe river is high.")


def test_a_changed_number_an_added_paragraph_and_the_rest() -> None:
    changes = compare(OLD, NEW)

    assert [change.edit for change in changes] == [Edit.SAME, Edit.SAME, Edit.CHANGED, Edit.ADDED, Edit.SAME]
    assert [(piece.old, piece.new) for piece in changes[2].pieces if piece.edit is Edit.CHANGED] == [("Four", "Seven")]
    assert changes[3].new == "More rain is due."


def test_another_headline_is_a_change() -> None:
    changes = compare(OLD, revision(2, OLD.text, "Dam talks break off"))

    assert changes[0].edit is Edit.CHANGED


def test_without_colours_the_words_are_marked() -> None:
    out = Console(file=io.StringIO(), width=120)
    out.print(show(OLD, NEW, width=120, coloured=False))
    printed = out.file.getvalue()  # type: ignore[attr-defined]

    assert "[-Four-] people" in printed
    assert "{+Seven+} people" in printed
    assert "2 paragraphs unchanged" in printed


paragraphs = st.lists(st.text(alphabet="ab c1.", min_size=1, max_size=20), min_size=1, max_size=6)


@given(paragraphs, paragraphs)
def test_both_texts_can_be_put_together_again(old: list[str], new: list[str]) -> None:
    changes = compare(revision(1, "\n\n".join(old)), revision(2, "\n\n".join(new)))

    assert [change.old for change in changes if change.edit is not Edit.ADDED][1:] == old
    assert [change.new for change in changes if change.edit is not Edit.REMOVED][1:] == new


@given(st.text(), st.text())
def test_the_pieces_of_a_paragraph_join_to_it(old: str, new: str) -> None:
    pieces = words(old, new)

    assert "".join(piece.old for piece in pieces) == old
    assert "".join(piece.new for piece in pieces) == new

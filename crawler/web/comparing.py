"""Two articles side by side: what differs, by paragraph and by word, and which passages both have."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from crawler.differences import ParagraphChange, compare
from crawler.web.marking import Segment, paragraphs, segments
from dedupe.recipe import STANDARD
from dedupe.spans import shared_spans
from storage.records import Revision

if TYPE_CHECKING:
    from storage.records import StoredArticle

LONGEST = 20_000  # characters of a text that are compared word by word: difflib's time grows with the square
MARKS = 6  # colours that passages take in turn


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two articles; `changes` pairs their paragraphs, `shared` has both texts with the passages that both have.

    `is_cut` says that the texts are too long to be compared to their ends.
    """

    left: StoredArticle
    right: StoredArticle
    changes: tuple[ParagraphChange, ...]
    shared: tuple[list[list[Segment]], list[list[Segment]]]
    is_cut: bool


def compared(left: StoredArticle, right: StoredArticle) -> Comparison:
    """Lay two articles side by side."""
    is_cut = max(len(left.article.text), len(right.article.text)) > LONGEST
    return Comparison(left, right, compare(_head(left), _head(right)), _shared(left, right), is_cut)


def _head(stored: StoredArticle) -> Revision:
    article = stored.article
    return Revision(stored.id, stored.revision, article.title, article.text[:LONGEST], stored.fetched_at)


def _shared(left: StoredArticle, right: StoredArticle) -> tuple[list[list[Segment]], list[list[Segment]]]:
    one, other = left.article.text, right.article.text
    spans = [(span, f"passage-{n % MARKS + 1}") for n, span in enumerate(shared_spans(one, other, STANDARD.width))]
    return (
        paragraphs(segments(one, ((span.start, span.end, mark) for span, mark in spans))),
        paragraphs(segments(other, ((span.other_start, span.other_end, mark) for span, mark in spans))),
    )

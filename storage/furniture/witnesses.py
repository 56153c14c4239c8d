"""Who bears witness that a line is furniture: articles that hold it and are different articles, two by two.

They share less than half of their other lines, and less than two fifths of their words, so that a story which an outlet
runs again and again teaches nothing. Lines that many hold count for neither: a brief is mostly such lines, and yet
another brief has other news.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from zlib import crc32

from storage.furniture.holders import COMMON
from storage.furniture.lines import SHORTEST, blanked, count_letters, lines_among, unpacked

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterable

WITNESSES = 3
_SKETCH = 48  # the smallest hashes of a text's words: how many of them two texts share tells how alike they are
_SAME_LINES = 0.5
_SAME_WORDS = 0.4

_WORDS = re.compile(rb"[0-9a-z_\x80-\xff]{5,}")  # of UTF-8: every letter outside ASCII counts as one
_OPENING = 1_500  # characters of a text whose words are compared: enough to tell a copy


@dataclass(frozen=True, slots=True)
class Traits:
    """What articles are compared by, common lines left out: their lines, and a sketch of their words."""

    lines: frozenset[int]
    words: frozenset[int]


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads what articles are compared by; `counts` are the holders of lines, as far as they are known."""

    connection: sqlite3.Connection
    counts: dict[int, int]

    def traits(self, article_id: int) -> Traits | None:
        """None where an article has no text of its own beside what is common."""
        row = self.connection.execute(
            "SELECT lines, outlet, text FROM text_traits JOIN articles ON id = article_id WHERE article_id = ?",
            [article_id],
        ).fetchone()
        if row is None:
            return None
        lines, outlet, text = unpacked(row[0]), row[1], row[2]
        common = {line for line in lines if self._is_common(line)}
        rest = blanked(text, lines_among(outlet, text, common))
        return None if text and count_letters(rest) < SHORTEST else Traits(lines - common, _sketch(rest))

    def _is_common(self, line: int) -> bool:
        if line not in self.counts:
            asked = "SELECT count(*) FROM (SELECT 1 FROM outlet_lines WHERE line = ? LIMIT ?)"
            (self.counts[line],) = self.connection.execute(asked, [line, COMMON]).fetchone()
        return self.counts[line] >= COMMON


def _sketch(text: str) -> frozenset[int]:
    words = set(map(crc32, _WORDS.findall(text[:_OPENING].casefold().encode())))
    return frozenset(sorted(words)[:_SKETCH])


def find_witnesses(read: Callable[[int], Traits | None], line: int, asked: Iterable[int]) -> list[int]:
    """Choose different articles among the holders of a line, in the order that their addresses give."""
    chosen: list[tuple[int, Traits]] = []
    for article_id in asked:
        traits = read(article_id)
        if traits and all(_differ(traits, other, line) for _, other in chosen):
            chosen.append((article_id, traits))
        if len(chosen) == WITNESSES:
            break
    return [article_id for article_id, _ in chosen]


def _differ(one: Traits, other: Traits, line: int) -> bool:
    lines = len((one.lines & other.lines) - {line}) / max(1, min(len(one.lines), len(other.lines)) - 1)
    return lines < _SAME_LINES and _same_words(one.words, other.words) < _SAME_WORDS


def _same_words(one: frozenset[int], other: frozenset[int]) -> float:
    """Of the smallest hashes of both, the share that both have: an estimate of their Jaccard similarity."""
    both = one & other
    if not both:
        return 0.0
    smallest = sorted(one | other)[:_SKETCH]
    return sum(word <= smallest[-1] for word in both) / len(smallest)

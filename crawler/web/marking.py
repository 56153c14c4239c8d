"""Texts parted into marked and plain segments, for highlighting; what a template gets is text, never markup. Pure."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_WORDS = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Segment:
    """Text in a row with one mark, '' where it has none."""

    text: str
    mark: str = ""


def segments(text: str, spans: Iterable[tuple[int, int, str]]) -> tuple[Segment, ...]:
    """Part `text` by spans (start, end, mark); where spans overlap, the one that begins first has the words."""
    parts: list[Segment] = []
    place = 0
    for start, end, mark in sorted(spans):
        begin = max(start, place)
        if begin >= min(end, len(text)):
            continue
        parts += [Segment(text[place:begin])] if begin > place else []
        parts.append(Segment(text[begin:end], mark))
        place = min(end, len(text))
    parts += [Segment(text[place:])] if place < len(text) else []
    return tuple(parts)


def paragraphs(parts: Sequence[Segment]) -> list[list[Segment]]:
    """The segments of each paragraph; paragraphs are parted by a blank line."""
    found: list[list[Segment]] = [[]]
    for part in parts:
        for number, piece in enumerate(part.text.split("\n\n")):
            if number:
                found.append([])
            if piece:
                found[-1].append(Segment(piece, part.mark))
    return [paragraph for paragraph in found if paragraph]


def words_apart(one: str, others: Iterable[str]) -> int:
    """How many words differ at most: those that one text has and the other has not, whichever of both has more.

    Words are counted without regard to case and order; of scripts without spaces a character counts as a word.
    """
    here = _counted(one)
    size = here.total()
    most = 0
    for other in dict.fromkeys(others):
        there = _counted(other)
        both = sum(min(count, there[word]) for word, count in here.items() if word in there)
        most = max(most, size - both, there.total() - both)
    return most


def _counted(text: str) -> Counter[str]:
    words = _WORDS.findall(text.lower())
    if text.isascii():
        return Counter(words)
    return Counter(chain.from_iterable(word if "\u2e80" <= word[0] <= "\uffdc" else (word,) for word in words))

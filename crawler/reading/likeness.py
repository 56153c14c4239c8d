"""How alike two readings of a page are, and whether one speaks of what its headline announces; pure."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise

from crawler.parsing.htmltree import squeeze
from crawler.parsing.scripts import LAST_NARROW

MAX_COMPARED = 40_000
BEGINNING = 12  # lines
STEM = 5
AROUND = 200  # characters of a headline, a date and labels

_WORD = re.compile(r"\w+")
_LETTERS = re.compile(r"[^\W\d_]+")


def apart(lines: list[str], second: list[str]) -> list[str]:
    """Give a second reading for one that has all of it in one line, with little else: headline, date and label.

    So extractors read a text of a sentence or two, together with what stands around it.
    """
    if len(lines) != 1 or not second:
        return lines
    whole, parts = squeeze(lines[0]), [squeeze(part) for part in second]
    rest = len(whole) - sum(map(len, parts))
    return second if whole not in parts and rest <= AROUND and all(part in whole for part in parts) else lines


def likeness(left: list[str], right: list[str]) -> float:
    """Give the F1 of two readings' words in pairs, 0 to 1; characters where a script has no spaces."""
    if left == right:
        return 1.0
    a, b = _grams(left), _grams(right)
    shared = sum((a & b).values())
    return 2 * shared / (a.total() + b.total()) if shared else 0.0


def mostly_the_same(left: list[str], right: list[str]) -> bool:
    """Tell cheaply that four fifths of two readings' characters stand in lines that both have."""
    shared = sum(map(len, set(left) & set(right)))
    return shared > 0 and 2 * shared >= 0.8 * (sum(map(len, left)) + sum(map(len, right)))


def _grams(lines: list[str]) -> Counter[tuple[str, str]]:
    text = " ".join(lines)[:MAX_COMPARED].lower()
    wide = 0 if text.isascii() else sum(c > LAST_NARROW for c in text[:2_000])
    words = list(text) if wide > 0.3 * min(len(text), 2_000) else _WORD.findall(text)
    return Counter(pairwise(words))


def most_alike(readings: list[list[str]]) -> int:
    """Give the place of the reading that is most like all the others; the first among equals."""

    def support(place: int) -> float:
        return sum(
            likeness(readings[place], other) for other_place, other in enumerate(readings) if other_place != place
        )

    return max(range(len(readings)), key=lambda place: (support(place), -place))


def stems(text: str) -> frozenset[str]:
    """Give the beginnings of a text's words of four letters or more; pairs of characters where no spaces part them."""
    found: set[str] = set()
    for word in _LETTERS.findall(text.lower()):
        if word[0] > LAST_NARROW:
            found.update(map("".join, pairwise(word)))
        elif len(word) >= STEM - 1:
            found.add(word[:STEM])
    return frozenset(found)


def speaks_of(reading: list[str], subject: frozenset[str]) -> float:
    """Give the share of the stems of a headline and description that a reading has, 0 to 1; 1 where there are none."""
    return len(subject & stems(" ".join(reading)[:MAX_COMPARED])) / len(subject) if subject else 1.0


def is_on(reading: list[str], subject: frozenset[str], least: float) -> bool:
    """Tell whether a reading speaks of a subject to the share `least`: its beginning mostly tells."""
    return speaks_of(reading[:BEGINNING], subject) >= least or speaks_of(reading, subject) >= least

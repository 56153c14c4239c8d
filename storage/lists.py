"""Long lists in queries: SQLite takes only so many values at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

AT_ONCE = 500  # values in one IN list, or in two of them


def parts(values: Iterable[int]) -> Iterator[list[int]]:
    """The values in their order, as many at a time as one list may hold."""
    ordered = list(values)
    for at in range(0, len(ordered), AT_ONCE):
        yield ordered[at : at + AT_ONCE]


def marks(values: Collection[object]) -> str:
    """A question mark for each of the values."""
    return ", ".join("?" * len(values))

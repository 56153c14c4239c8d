"""What stories tell, one array for each day on which stories began: the days around a story are read at once."""

from __future__ import annotations

from functools import lru_cache
from math import floor
from typing import TYPE_CHECKING

import numpy as np

from dedupe.events import SPAN, TELLER
from dedupe.links import among
from dedupe.lsh import sorted_ids
from storage import events as tables

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Iterator, Sequence

    from numpy.typing import NDArray

    Rows = NDArray[np.void]

_AROUND = int(np.ceil(SPAN))
_REMEMBERED = 2 * _AROUND + 2  # days in memory: those around two neighbours


def replace(connection: sqlite3.Connection, gone: Collection[int], fresh: Rows) -> None:
    """Forget what the stories `gone` told, and keep `fresh`, none of which is kept but as one of them."""
    began = np.floor(fresh["day"]).astype(np.int64)
    days = {floor(day) for day in tables.days_of(connection, gone).values()}.union(began.tolist())
    kept = dict(tables.read_days(connection, days))
    leaving = sorted_ids(gone)
    for day in sorted(days):
        rows = np.frombuffer(kept.get(day, b""), TELLER)
        rows = np.concatenate([rows[~among(rows["story"], leaving)], fresh[began == day]])
        tables.keep_day(connection, day, rows[np.argsort(rows["story"])].tobytes())


def by_days(connection: sqlite3.Connection, stories: Collection[int]) -> Iterator[tuple[list[int], Rows]]:
    """Give those of the stories that began on days in a row, and what all stories of these and of the days around tell.

    Around are as many days as `SPAN` reaches into.
    """

    @lru_cache(_REMEMBERED)
    def read(day: int) -> Rows:
        return np.frombuffer(b"".join(rows for _, rows in tables.read_days(connection, [day])), TELLER)

    by_day: dict[int, list[int]] = {}
    for story, day in tables.days_of(connection, stories).items():
        by_day.setdefault(floor(day), []).append(story)
    for days in in_a_row(sorted(by_day)):
        near = [read(day) for day in range(days[0] - _AROUND, days[-1] + _AROUND + 1)]
        yield [story for day in days for story in by_day[day]], np.concatenate(near)


def in_a_row(days: Sequence[int]) -> list[list[int]]:
    """The sorted days, those that follow each other together."""
    runs: list[list[int]] = []
    for day in days:
        if runs and runs[-1][-1] == day - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    return runs

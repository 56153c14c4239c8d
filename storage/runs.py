"""Runs of sources: who may run one now, how each ended, and what was learnt for the next."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from storage.baseline import RunYield
from storage.frontier import is_free
from storage.lists import marks
from storage.records import Outcome
from storage.texts import storable

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from storage.records import Source
    from storage.store import Store

_STALE = timedelta(hours=12)
KNOWN_TIMES = 1000  # publishing times that are read of a source, the newest


@dataclass(frozen=True, slots=True)
class EndedRun:
    """How one run of a source ended; `outcome` is that of its own URL, None where nobody was asked.

    `troubles` says what is wrong with what it gives, in words, by what it is wrong with.
    """

    source: str
    ended_at: str
    outcome: Outcome | None
    reason: str = ""
    pages: int = 0
    new: int = 0
    changed: int = 0
    errors: Mapping[str, int] = field(default_factory=dict)
    url: str = ""
    gave: RunYield = field(default_factory=RunYield)
    troubles: Mapping[str, str] = field(default_factory=dict)

    @property
    def trouble(self) -> str:
        """What is wrong with what it gives, in words; '' where nothing is."""
        return "; ".join(self.troubles.values())

    @property
    def told(self) -> str:
        """The trouble, where the source answered: of one that is gone there is only that to say."""
        return self.trouble if self.outcome is None or self.outcome.tells_of_content else ""

    @property
    def worked(self) -> bool:
        """Whether the source answered with something to read, or with 'unchanged'."""
        return self.outcome in {Outcome.OK, Outcome.UNCHANGED}


@dataclass(frozen=True, slots=True)
class Rest:
    """What is kept between two runs of a source: failures in a row and since when (UTC), and what the server said."""

    failures: int
    failing_since: str | None
    hints: Mapping[str, Any]


def rest_of(store: Store, name: str) -> Rest:
    """What the last run of a source left; nothing where there was none."""
    row = store.connection.execute(
        "SELECT failures, failing_since, hints FROM sources WHERE name = ?", [storable(name)]
    ).fetchone()
    return Rest(0, None, {}) if row is None else Rest(int(row[0]), row[1], json.loads(row[2]))


def begin_run(store: Store, name: str, now: str) -> str | None:
    """Note that a run of a source begins, and give when the last one did if it was broken off, as by a kill.

    After half a day one that was broken off counts for nothing: what came in it is old by now.
    """
    with store.write() as connection:
        row = connection.execute("SELECT begun_at FROM sources WHERE name = ?", [storable(name)]).fetchone()
        begun = None if row is None or row[0] is None else str(row[0])
        if begun is None or datetime.fromisoformat(now) - datetime.fromisoformat(begun) > _STALE:
            begun = None
            connection.execute("UPDATE sources SET begun_at = ? WHERE name = ?", [now, storable(name)])
    return begun


def keep_run(store: Store, run: EndedRun, rest: Rest, next_due_at: str, *, broken_off: bool = False) -> None:
    """Write down how a run ended and when the next is due, and end the source's lease. Raises StoreError.

    One that was broken off has not ended, and is no success: the next one goes on with it. Of a run at a URL that the
    source has no longer, the source keeps nothing.
    """
    with store.write() as connection:
        _write_run(connection, run)
        _write_state(connection, run, rest, next_due_at, broken_off=broken_off)


def _write_run(connection: sqlite3.Connection, run: EndedRun) -> None:
    columns = {
        "source": storable(run.source),
        "ended_at": run.ended_at,
        "outcome": run.outcome.value if run.outcome else None,
        "reason": storable(run.reason),
        "pages": run.pages,
        "new": run.new,
        "changed": run.changed,
        "errors": json.dumps(dict(run.errors)),
        "url": storable(run.url),
        "listed": run.gave.listed,
        "size": run.gave.size,
        "tried": run.gave.tried,
        "had": run.gave.had,
        "texts": run.gave.texts.count,
        "text_length": run.gave.texts.length,
        "trouble": storable(run.trouble),
    }
    query = f"INSERT INTO runs ({', '.join(columns)}) VALUES ({marks(columns)})"  # noqa: S608 (names of columns)
    connection.execute(query, list(columns.values()))


def _write_state(
    connection: sqlite3.Connection, run: EndedRun, rest: Rest, next_due_at: str, *, broken_off: bool
) -> None:
    name = storable(run.source)
    connection.execute("UPDATE sources SET leased_by = NULL, leased_at = NULL WHERE name = ?", [name])
    connection.execute(
        """UPDATE sources SET last_fetched_at = ?, last_success_at = coalesce(?, last_success_at),
           last_outcome = coalesce(?, last_outcome), last_reason = ?, next_due_at = ?, failures = ?,
           failing_since = ?, hints = ?, troubles = ?,
           begun_at = CASE WHEN ? THEN begun_at END WHERE name = ? AND url = coalesce(nullif(?, ''), url)""",
        [
            run.ended_at,
            run.ended_at if run.worked and not broken_off else None,
            run.outcome.value if run.outcome else None,
            storable(run.reason),
            next_due_at,
            rest.failures,
            rest.failing_since,
            json.dumps(dict(rest.hints)),
            json.dumps({name: storable(words) for name, words in run.troubles.items()}),
            broken_off,
            name,
            storable(run.url),
        ],
    )


def put_off(store: Store, name: str, next_due_at: str | None) -> None:
    """Set when a source is due, and nothing else. Raises StoreError."""
    with store.write() as connection:
        connection.execute("UPDATE sources SET next_due_at = ? WHERE name = ?", [next_due_at, storable(name)])


def lease_sources(store: Store, sources: Sequence[Source], now: str, owner: str) -> list[Source]:
    """Lease `sources` to `owner`, but for those that another living process runs: they are left to it.

    What `owner` has already is leased again: its release may have failed, as on a full disk.
    """
    chosen: list[Source] = []
    with store.write() as connection:
        rows = connection.execute("SELECT name, leased_by, leased_at FROM sources").fetchall()
        leases = {name: (None if by == owner else by, at or now) for name, by, at in rows}
        chosen += (each for each in sources if each.name in leases and is_free(*leases[each.name], now))
        connection.executemany(
            "UPDATE sources SET leased_by = ?, leased_at = ? WHERE name = ?",
            ((owner, now, storable(source.name)) for source in chosen),
        )
    return chosen


def release_sources(store: Store, owner: str, name: str | None = None) -> None:
    """Give back the source `name`, or all, that `owner` leased; they stay due as they were. Raises StoreError."""
    with store.write() as connection:
        connection.execute(
            "UPDATE sources SET leased_by = NULL, leased_at = NULL WHERE leased_by = ? AND name = coalesce(?, name)",
            [owner, None if name is None else storable(name)],
        )


def publishing_times(store: Store, source: str, since: str) -> list[str]:
    """List when the links that a source showed were published, as far as that is known, since `since` (UTC).

    A link that names no time of day counts from when it was first seen, unless that was the first look at the source:
    what was there already is no news.
    """
    rows = store.connection.execute(
        """SELECT CASE WHEN length(teasers.published_at) > 10 THEN teasers.published_at
                       WHEN sightings.first_seen_at > (SELECT min(first_seen_at) FROM sightings WHERE source = ?1)
                       THEN sightings.first_seen_at END AS published
           FROM sightings JOIN teasers ON teasers.url = sightings.url
           WHERE source = ?1 AND sightings.first_seen_at >= ?2 AND published >= ?2
           ORDER BY sightings.first_seen_at DESC LIMIT ?3""",
        [storable(source), since, KNOWN_TIMES],
    )
    return [str(row[0]) for row in rows]

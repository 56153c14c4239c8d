"""What is still to be fetched: a table, so that a crawl that was killed goes on where it was.

A row is pending while `leased_by` is NULL, leased while it names a process that works on it, and gone once what came of
it is in the store. The lease of a process that is no more counts for nothing.
"""

from __future__ import annotations

import os
import socket
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from storage.texts import storable

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

    from storage.store import Store

ANY_SOURCE = ""  # of a row that whichever source showed its URL comes to
_FOREIGN_LEASE = timedelta(hours=2)  # whether a process of another machine lives cannot be seen from here


@dataclass(frozen=True, slots=True)
class Waiting:
    """A URL that a source led to: an article (`page` 0), or the page of that number of the source itself."""

    url: str
    page: int
    queued_at: str


def lease(store: Store, source: str, found: Iterable[Waiting], *, owner: str) -> list[str]:
    """Put what `source` led to into the frontier, leased to `owner`; returns what no other living process works on.

    A URL that another source led to before stays that source's, and is leased all the same. Raises StoreError.
    """
    leased = []
    with store.write() as connection:
        for each in found:
            row = connection.execute(
                "SELECT leased_by, queued_at FROM frontier WHERE url = ?", [storable(each.url)]
            ).fetchone()
            if row is not None and row[0] != owner and not is_free(row[0], row[1], each.queued_at):
                continue
            connection.execute(
                """INSERT INTO frontier (url, source, page, queued_at, leased_by) VALUES (?, ?, ?, ?, ?)
                   ON CONFLICT (url) DO UPDATE SET leased_by = excluded.leased_by""",
                [storable(each.url), storable(source), each.page, each.queued_at, owner],
            )
            leased.append(each.url)
    return leased


def take_waiting(store: Store, source: str, *, now: str, owner: str) -> list[Waiting]:
    """Lease to `owner` what an earlier run of `source` left undone, in the order in which it was found.

    So too what any source that showed it is to come to (`await_any`).
    """
    with store.write() as connection:
        rows = connection.execute(
            """SELECT url, page, queued_at, leased_by FROM frontier WHERE source = ?1 OR (source = ?2 AND EXISTS (
                   SELECT 1 FROM sightings WHERE sightings.source = ?1 AND sightings.url = frontier.url))
               ORDER BY rowid""",
            [storable(source), ANY_SOURCE],
        ).fetchall()
        free = [Waiting(*row[:3]) for row in rows if row[3] != owner and is_free(row[3], row[2], now)]
        connection.executemany(
            "UPDATE frontier SET leased_by = ? WHERE url = ?", ((owner, waiting.url) for waiting in free)
        )
    return free


def waiting_by_source(store: Store, now: str) -> dict[str, int]:
    """Count by source what is to be fetched and nobody works on at `now` (UTC)."""
    rows = store.connection.execute(
        "SELECT source, leased_by, max(queued_at), count(*) FROM frontier GROUP BY source, leased_by"
    )
    waiting: Counter[str] = Counter()
    for source, owner, queued_at, count in rows:
        if is_free(owner, queued_at, now):
            waiting[source] += count
    return dict(waiting)


def await_any(connection: sqlite3.Connection, urls: Iterable[str], queued_at: str) -> None:
    """Have each of the addresses that some source showed wait for the next run of any such source.

    Inside a `store.write()` block.
    """
    connection.executemany(
        """INSERT OR IGNORE INTO frontier (url, source, queued_at)
           SELECT ?1, ?2, ?3 WHERE EXISTS (SELECT 1 FROM sightings WHERE url = ?1)""",
        ([url, ANY_SOURCE, queued_at] for url in urls),
    )


def strike(connection: sqlite3.Connection, url: str) -> None:
    """Take `url` off the frontier; call it in the transaction that keeps what came of it."""
    connection.execute("DELETE FROM frontier WHERE url = ?", [storable(url)])


def release_leases(store: Store, owner: str) -> None:
    """Give back what `owner` leased and did not come to; a later run takes it."""
    with store.write() as connection:
        connection.execute("UPDATE frontier SET leased_by = NULL WHERE leased_by = ?", [owner])


def this_owner(run: str) -> str:
    """The name under which a run of this process leases: machine, process, when that began, and the run."""
    return f"{socket.gethostname()} {os.getpid()} {_began(os.getpid())} {run}"


def is_free(owner: str | None, queued_at: str, now: str) -> bool:
    """Whether a lease of `owner`, taken at `queued_at` or later, counts for nothing: its process is no more."""
    if owner is None:
        return True
    machine, pid, began, _ = owner.split(" ", 3)
    if machine != socket.gethostname():
        return datetime.fromisoformat(now) - datetime.fromisoformat(queued_at) > _FOREIGN_LEASE
    return not _lives(int(pid), began)


def _lives(pid: int, began: str) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return _began(pid) == began


def _began(pid: int) -> str:
    """When a process began, in the kernel's ticks, to tell apart a number that is used again; '?' where unknown."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()[19]
    except (OSError, IndexError):
        return "?"

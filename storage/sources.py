"""Sources in the store: what is crawled, and how each is doing. The configuration declares them, this remembers."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, NamedTuple

from storage.errors import NotFoundError, StoreError
from storage.frontier import is_free
from storage.records import Kind, Outcome, Selectors, Source, SourceState
from storage.texts import storable

if TYPE_CHECKING:
    from storage.store import Store

_DECLARED = "name, url, kind, outlet, every, max_pages, language, selectors"
# What was found out at a URL, and what is to be done there.
_UNKNOWN = (
    "kind = NULL, outlet = NULL, language = NULL, read_as = NULL, begun_at = NULL, next_due_at = NULL, "
    "last_fetched_at = NULL, last_success_at = NULL, last_outcome = NULL, last_reason = '', failures = 0, "
    "failing_since = NULL, hints = '{}', troubles = '{}'"
)
_NAMED = (("sources", "name"), *((each, "source") for each in ("frontier", "sightings", "runs", "fetches", "articles")))
_STATE = "added_at, next_due_at, last_fetched_at, last_success_at, last_outcome, last_reason, troubles"


def upsert_source(store: Store, source: Source, *, added_at: str) -> None:
    """Add `source`, or bring the one of its name up to date; its state stays. Raises StoreError.

    What is left open (`kind`, `outlet`, `language`) keeps what had been found out. At another URL nothing is known yet:
    the source is due at once. What was fetched once by its URL becomes the source (`adopt`).
    """
    adopt(store, source)
    chosen = {name: value for name, value in asdict(source.selectors).items() if value} if source.selectors else None
    with store.write() as connection:
        connection.execute(
            f"UPDATE sources SET {_UNKNOWN} WHERE name = ? AND url != ?",  # noqa: S608 (names of columns)
            [source.name, source.url],
        )
        connection.execute(
            f"""INSERT INTO sources ({_DECLARED}, added_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (name) DO UPDATE SET url = excluded.url, kind = coalesce(excluded.kind, kind),
                outlet = coalesce(excluded.outlet, outlet), every = excluded.every, max_pages = excluded.max_pages,
                language = coalesce(excluded.language, language), selectors = excluded.selectors""",  # noqa: S608 (names of columns)
            [
                source.name,
                source.url,
                source.kind and source.kind.value,
                source.outlet,
                source.every,
                source.max_pages,
                source.language,
                None if chosen is None else json.dumps(chosen),
                added_at,
            ],
        )


def adopt(store: Store, source: Source) -> None:
    """Let what was fetched once by the URL of `source`, and is called by it, have its name: its state and past stay.

    Not where the store knows the source already. Raises StoreError.
    """
    query = "SELECT 1 FROM sources WHERE name = ?1 AND url = ?1 AND NOT EXISTS (SELECT 1 FROM sources WHERE name = ?2)"
    with store.write() as connection:
        names = [storable(source.url), storable(source.name)]
        if connection.execute(query, names).fetchone():
            for table, column in _NAMED:
                connection.execute(f"UPDATE OR REPLACE {table} SET {column} = ?2 WHERE {column} = ?1", names)  # noqa: S608 (our own words)


def note_kind(store: Store, source: Source, kind: Kind) -> None:
    """Note as what kind the page of `source` was read, unless the source has another URL by now. Raises StoreError."""
    with store.write() as connection:
        connection.execute(
            "UPDATE sources SET kind = ? WHERE name = ? AND url = ?", [kind.value, storable(source.name), source.url]
        )


def note_read(store: Store, source: Source) -> None:
    """Note that the page of `source` was read as it is declared here, its kind filled in. Raises StoreError."""
    with store.write() as connection:
        connection.execute("UPDATE sources SET read_as = ? WHERE name = ?", [_as_read(source), storable(source.name)])


def was_read_so(store: Store, source: Source) -> bool | None:
    """Whether the page of `source` was last read as it is declared now, else 'unchanged' would tell nothing.

    What is left open now may be as it was found out. None where it was never read under this name.
    """
    row = store.connection.execute("SELECT read_as FROM sources WHERE name = ?", [storable(source.name)]).fetchone()
    if row is None or row[0] is None:
        return None
    before, now = json.loads(row[0]), json.loads(_as_read(source))
    return all(before.get(name) == value for name, value in now.items() if value is not None or name == "selectors")


def _as_read(source: Source) -> str:
    """What of a declaration decides how the source's page is read."""
    declared = asdict(source)
    return json.dumps({name: declared[name] for name in declared if name not in {"name", "every"}})


def list_sources(store: Store, name: str | None = None) -> list[SourceState]:
    """List every source with its state, by name, or the one of that name."""
    query = f"SELECT {_DECLARED}, {_STATE} FROM sources WHERE ?1 IS NULL OR name = ?1 ORDER BY name"  # noqa: S608 (names of columns)
    rows = store.connection.execute(query, [name])
    return [_from_row(row) for row in rows]


def forget_source(store: Store, name: str, now: str) -> int:
    """Take the source of that name out of the store, and what it led to and was not fetched; gives how much that was.

    Articles, the diary of fetches, what it showed and its runs stay. Raises NotFoundError, and StoreError while a
    living process fetches it.
    """
    with store.write() as connection:
        row = connection.execute("SELECT leased_by, leased_at FROM sources WHERE name = ?", [storable(name)]).fetchone()
        if row is None:
            raise NotFoundError(f"the store has no source called {name!r}")
        leases = connection.execute("SELECT leased_by, queued_at FROM frontier WHERE source = ?", [storable(name)])
        if not all(is_free(by, at or now, now) for by, at in [row, *leases]):
            raise StoreError(f"{name} is being fetched just now: let that end first")
        connection.execute("DELETE FROM sources WHERE name = ?", [storable(name)])
        return connection.execute("DELETE FROM frontier WHERE source = ?", [storable(name)]).rowcount


class Turn(NamedTuple):
    """What decides whether a source is asked now; times are UTC, None for never."""

    name: str
    url: str
    next_due_at: str | None
    last_fetched_at: str | None = None
    added_at: str = ""


def list_turns(store: Store, now: str) -> list[Turn]:
    """List the sources that are due, or were asked in what is the future now, the longest due first."""
    rows = store.connection.execute(
        """SELECT name, url, next_due_at, last_fetched_at, added_at FROM sources
           WHERE next_due_at IS NULL OR next_due_at <= ?1 OR last_fetched_at > ?1
           ORDER BY coalesce(next_due_at, added_at), id""",
        [now],
    )
    return [Turn(*row) for row in rows]


def _from_row(row: tuple[str | int | None, ...]) -> SourceState:
    cells = dict(zip(f"{_DECLARED}, {_STATE}".split(", "), row, strict=True))
    text = {name: None if value is None else str(value) for name, value in cells.items()}
    source = Source(
        name=text["name"] or "",
        url=text["url"] or "",
        kind=Kind(text["kind"]) if text["kind"] else None,
        outlet=text["outlet"],
        every=text["every"],
        max_pages=int(cells["max_pages"] or 0),
        language=text["language"],
        selectors=Selectors(**json.loads(text["selectors"])) if text["selectors"] else None,
    )
    outcome = Outcome(text["last_outcome"]) if text["last_outcome"] else None
    troubles = json.loads(text["troubles"] or "{}") if outcome is None or outcome.tells_of_content else {}
    return SourceState(
        source,
        added_at=text["added_at"] or "",
        next_due_at=text["next_due_at"],
        last_fetched_at=text["last_fetched_at"],
        last_success_at=text["last_success_at"],
        last_outcome=outcome,
        last_reason=text["last_reason"] or "",
        trouble="; ".join(troubles.values()),
    )

"""Sources in the store: what is crawled, and how each is doing. The configuration declares them, this remembers."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

from storage.errors import NotFoundError
from storage.records import Kind, Outcome, Selectors, Source, SourceState
from storage.texts import storable

if TYPE_CHECKING:
    from storage.records import Fetch
    from storage.store import Store

_DECLARED = "name, url, kind, outlet, every, max_pages, language, selectors"
_STATE = "added_at, next_due_at, last_fetched_at, last_success_at, last_outcome, last_reason"


def upsert_source(store: Store, source: Source, *, added_at: str) -> None:
    """Add `source`, or bring the one of its name up to date; its state stays. Raises StoreError.

    What is left open (`kind`, `outlet`, `language`) keeps what had been found out.
    """
    chosen = {name: value for name, value in asdict(source.selectors).items() if value} if source.selectors else None
    with store.write() as connection:
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


def list_sources(store: Store) -> list[SourceState]:
    """List every source with its state, by name."""
    rows = store.connection.execute(f"SELECT {_DECLARED}, {_STATE} FROM sources ORDER BY name")  # noqa: S608 (names of columns)
    return [_from_row(row) for row in rows]


def get_source(store: Store, name: str) -> SourceState:
    """Give the source of that name. Raises NotFoundError."""
    row = store.connection.execute(
        f"SELECT {_DECLARED}, {_STATE} FROM sources WHERE name = ?",  # noqa: S608 (names of columns)
        [storable(name)],
    ).fetchone()
    if row is None:
        raise NotFoundError(f"no source is called {name!r}: `newsfold sources list` names them")
    return _from_row(row)


def record_run(store: Store, name: str, fetch: Fetch, *, next_due_at: str | None = None) -> None:
    """Note how the last run of a source ended, by the fetch that speaks for it, and when the next is due (UTC).

    Raises NotFoundError and StoreError.
    """
    success = fetch.fetched_at if fetch.outcome in {Outcome.OK, Outcome.UNCHANGED} else None
    with store.write() as connection:
        changed = connection.execute(
            """UPDATE sources SET last_fetched_at = ?, last_success_at = coalesce(?, last_success_at),
               last_outcome = ?, last_reason = ?, next_due_at = ? WHERE name = ?""",
            [fetch.fetched_at, success, fetch.outcome.value, fetch.reason, next_due_at, storable(name)],
        ).rowcount
    if not changed:
        raise NotFoundError(f"no source is called {name!r}: `newsfold sources list` names them")


def due_sources(store: Store, now: str) -> list[SourceState]:
    """List the sources that are due at `now` (UTC), those never fetched first, then the longest due."""
    rows = store.connection.execute(
        f"""SELECT {_DECLARED}, {_STATE} FROM sources WHERE next_due_at IS NULL OR next_due_at <= ?
            ORDER BY next_due_at, name""",  # noqa: S608 (names of columns)
        [now],
    )
    return [_from_row(row) for row in rows]


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
    return SourceState(
        source,
        added_at=text["added_at"] or "",
        next_due_at=text["next_due_at"],
        last_fetched_at=text["last_fetched_at"],
        last_success_at=text["last_success_at"],
        last_outcome=Outcome(text["last_outcome"]) if text["last_outcome"] else None,
        last_reason=text["last_reason"] or "",
    )

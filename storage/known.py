"""What filters can name: the outlets, sources and languages that are known, for who named one that is not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from storage.browsing import distinct, outlets
from storage.filters import Filters, chosen_articles

if TYPE_CHECKING:
    from storage.store import Store

_MOST = 10_000  # outlets that are read


@dataclass(frozen=True, slots=True)
class Unknown:
    """A value of a filter that nothing in the store has; `known` lists those that something has, by name."""

    what: str
    value: str
    known: tuple[str, ...]


def unknown_values(store: Store, filters: Filters) -> list[Unknown]:
    """List what `filters` name of outlet, source and language, and the store does not know."""
    found = []
    with store.snapshot():
        if filters.outlet and not _any(store, Filters(outlet=filters.outlet)):
            found.append(Unknown("outlet", filters.outlet, tuple(outlets(store, limit=_MOST))))
        if filters.source and filters.source not in (known := _sources(store)):
            found.append(Unknown("source", filters.source, known))
        if filters.language and not _any(store, Filters(language=filters.language)):
            found.append(Unknown("language", filters.language, tuple(distinct(store.connection, "language"))))
    return found


def has_articles(store: Store) -> bool:
    """Whether the store has any article."""
    return _any(store, Filters())


def _any(store: Store, filters: Filters) -> bool:
    where, values = chosen_articles(filters)
    row = store.connection.execute(f"SELECT EXISTS (SELECT 1 FROM articles WHERE {where})", values).fetchone()  # noqa: S608 (our own words)
    return bool(row[0])


def _sources(store: Store) -> tuple[str, ...]:
    """Those that are followed, and those that articles came from."""
    followed = (name for (name,) in store.connection.execute("SELECT name FROM sources"))
    return tuple(sorted({*followed, *distinct(store.connection, "source")} - {""}))

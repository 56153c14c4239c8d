"""A store of its own for each test, and articles to put into it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from storage import folding
from storage.records import Attribution, AttributionKind, Match, Passage, Relation, Role
from storage.store import Store
from tests.storage.samples import article, match_row, save

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "store.db") as opened:
        yield opened


_PASSAGES = tuple(Passage("some words", place, place) for place in range(7))
_CREDITS = (
    Attribution("Reuters", AttributionKind.CREDIT, "(Reuters)"),
    Attribution("TASS", AttributionKind.LINK, "TASS", "http://tass.example"),
)


@pytest.fixture
def folded(store: Store) -> Store:
    save(
        store,
        article("http://a.example/1", outlet="A", published_at="2026-01-02", attributions=_CREDITS),
        article("http://b.example/2", outlet="B", title="=SUM(A1)", tags=("x",)),
        article("http://c.example/3", outlet="C"),
    )
    with store.write() as connection:
        one, other = (folding.create_story(connection, title="", recipe="r1", created_at="t") for _ in range(2))
        folding.assign(
            connection, [(1, one, Role.ORIGIN, 1.0), (2, one, Role.COPY, 0.9), (3, other, Role.COMPOSITE, 1.0)]
        )
        folding.refresh_stories(connection, [one, other])
        matches = [
            Match(1, 2, Relation.IDENTICAL, 1.0, 1.0, 1.0, "rule", "r1", _PASSAGES, "2026-02-01T00:00:00Z"),
            Match(2, 3, Relation.COMPOSITE, 0.2, 0.9, 0.2, "rule", "r1", (), "2026-02-01T00:00:00Z"),
        ]
        folding.keep_matches(connection, map(match_row, matches))
        event = connection.execute("INSERT INTO events (title) VALUES ('Flood') RETURNING id").fetchone()[0]
        connection.execute("UPDATE stories SET event_id = ? WHERE id = ?", [event, one])
    return store

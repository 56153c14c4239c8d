"""What the store knows of how sources are doing, for those who judge it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from storage.sources import list_sources

if TYPE_CHECKING:
    import sqlite3

    from storage.records import SourceState
    from storage.store import Store


@dataclass(frozen=True, slots=True)
class SourceFacts:
    """A source's state with its failures in a row and its links: when the first and the last were first seen (UTC).

    `links_baseline` and `links_recent` count links first seen in the two spans asked for; those of the very first look,
    which finds what was there before, are no part of the baseline. `new_recent` counts the articles that the runs of
    that span found new. Of the last run that asked for new pages, `tried` counts them, `missed` those that could not be
    had, and `errors` the outcomes of the run by their words.
    """

    state: SourceState
    failures: int
    failing_since: str | None
    first_seen_at: str | None
    last_link_at: str | None
    links_baseline: int
    links_recent: int
    new_recent: int = 0
    tried: int = 0
    missed: int = 0
    errors: Mapping[str, int] = field(default_factory=dict)


def source_facts(store: Store, baseline_since: str, recent_since: str, name: str | None = None) -> list[SourceFacts]:
    """List what is known of every source, by name, or of one.

    The two moments (UTC) begin the spans in which links count. What it costs goes with the links of the two spans, not
    with all that a source ever showed.
    """
    with store.snapshot() as connection:
        rows = connection.execute(
            """WITH known AS (SELECT name, failures, failing_since,
                      (SELECT min(first_seen_at) FROM sightings WHERE source = name) AS first FROM sources
                      WHERE ?3 IS NULL OR name = ?3)
               SELECT name, failures, failing_since, first,
                      (SELECT max(first_seen_at) FROM sightings WHERE source = name),
                      (SELECT count(*) FROM sightings WHERE source = name AND first_seen_at > first
                       AND first_seen_at >= ?1),
                      (SELECT count(*) FROM sightings WHERE source = name AND first_seen_at >= ?2),
                      (SELECT ifnull(sum(new), 0) FROM runs WHERE source = name AND ended_at >= ?2) FROM known""",
            [baseline_since, recent_since, name],
        )
        found = {row[0]: row[1:] for row in rows}
        states = list_sources(store, name)
        facts = [SourceFacts(each, *found[each.source.name]) for each in states]
        return [_with_last_tried(connection, each, baseline_since) for each in facts]


def _with_last_tried(connection: sqlite3.Connection, facts: SourceFacts, since: str) -> SourceFacts:
    """As `facts`, with what the last run that asked for new pages asked for, could not have, and its errors."""
    row = connection.execute(
        """SELECT tried, tried - had, errors FROM runs WHERE source = ? AND ended_at >= ? AND tried > 0
           ORDER BY ended_at DESC, id DESC LIMIT 1""",
        [facts.state.source.name, since],
    ).fetchone()
    return facts if row is None else replace(facts, tried=row[0], missed=row[1], errors=json.loads(row[2]))


def count_dead_letters(store: Store) -> int:
    """Count the messages of alerts that could not be delivered."""
    return int(store.connection.execute("SELECT count(*) FROM dead_letters").fetchone()[0])

"""What the store knows of how sources are doing, for those who judge it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from storage.sources import list_sources

if TYPE_CHECKING:
    from storage.records import SourceState
    from storage.store import Store


@dataclass(frozen=True, slots=True)
class SourceFacts:
    """A source's state with its failures in a row and its links: when the first and the last were first seen (UTC).

    `links_baseline` and `links_recent` count links first seen in the two spans asked for; those of the very first look
    count for neither.
    """

    state: SourceState
    failures: int
    failing_since: str | None
    first_seen_at: str | None
    last_link_at: str | None
    links_baseline: int
    links_recent: int


def source_facts(store: Store, baseline_since: str, recent_since: str) -> list[SourceFacts]:
    """List what is known of every source, by name; the two moments (UTC) begin the spans in which links count."""
    with store.snapshot() as connection:
        rest = {
            name: (int(failures), since)
            for name, failures, since in connection.execute("SELECT name, failures, failing_since FROM sources")
        }
        found = connection.execute(
            """SELECT source, first, max(first_seen_at),
                      count(*) FILTER (WHERE first_seen_at > first AND first_seen_at >= ?1),
                      count(*) FILTER (WHERE first_seen_at > first AND first_seen_at >= ?2)
               FROM (SELECT source AS name, min(first_seen_at) AS first FROM sightings GROUP BY source)
               JOIN sightings ON source = name GROUP BY source""",
            [baseline_since, recent_since],
        )
        links = {row[0]: row[1:] for row in found}
        states = list_sources(store)
    nothing = (None, None, 0, 0)
    return [SourceFacts(each, *rest[each.source.name], *links.get(each.source.name, nothing)) for each in states]


def count_dead_letters(store: Store) -> int:
    """Count the messages of alerts that could not be delivered."""
    return int(store.connection.execute("SELECT count(*) FROM dead_letters").fetchone()[0])

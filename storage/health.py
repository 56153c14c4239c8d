"""How the store and its sources are doing, at a glance: counts, yields over time, what failed last."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from storage.store import Store

LATELY = 7  # days: a page that gave nothing earlier, and that nothing asked for since, is no news of its source
MOST_RUNS = 50_000  # that yields are summed over, the newest


@dataclass(frozen=True, slots=True)
class Yield:
    """What a source gave on one day (UTC): runs, those that failed, new and changed articles."""

    day: str
    runs: int
    failed: int
    new: int
    changed: int


@dataclass(frozen=True, slots=True)
class Failure:
    """A fetch that gave nothing, in words."""

    url: str
    outcome: str
    reason: str
    fetched_at: str


@dataclass(frozen=True, slots=True)
class Counts:
    """How much there is, what waits, and when something happened last (UTC, None for never)."""

    articles: int
    stories: int
    matches: int
    fetches: int
    unfolded: int
    frontier: int
    last_fetched_at: str | None
    last_folded_at: str | None


def yields(store: Store, since: str) -> dict[str, list[Yield]]:
    """Give the yields of the sources by name, a row a day with runs since `since` (UTC), the first day first."""
    rows = store.connection.execute(
        f"""SELECT source, substr(ended_at, 1, 10) AS day, count(*),
                sum(coalesce(outcome NOT IN ('ok', 'unchanged'), 1)), sum(new), sum(changed)
            FROM (SELECT * FROM runs WHERE ended_at >= ? ORDER BY ended_at DESC LIMIT {MOST_RUNS})
            GROUP BY source, day ORDER BY day""",  # noqa: S608 (a number of ours)
        [since],
    )
    found: defaultdict[str, list[Yield]] = defaultdict(list)
    for source, *facts in rows:
        found[source].append(Yield(*facts))
    return dict(found)


def failures(store: Store, *, since: str = "", among: int = 5000) -> dict[str, list[Failure]]:
    """Give the pages of the sources by name that gave nothing when they were last asked for, the newest first.

    As far as the newest `among` fetches tell, and since `since` (UTC). A page that another source had since is none.
    """
    rows = store.connection.execute(
        """SELECT * FROM (
               SELECT source, url, outcome, reason, fetched_at, max(id) AS last FROM
               (SELECT * FROM fetches ORDER BY id DESC LIMIT ?) WHERE source IS NOT NULL AND fetched_at >= ?
               GROUP BY source, url HAVING outcome NOT IN ('ok', 'unchanged')) AS failed
           WHERE NOT EXISTS (SELECT 1 FROM fetches WHERE url = failed.url AND id > failed.last
                             AND outcome IN ('ok', 'unchanged'))
           ORDER BY last DESC""",
        [among, since],
    )
    found: defaultdict[str, list[Failure]] = defaultdict(list)
    for source, *facts, _ in rows:
        found[source].append(Failure(*facts))
    return dict(found)


def counts(store: Store) -> Counts:
    """Count what there is; the diary of fetches by its last number, as its rows are never taken away one by one."""
    row = store.connection.execute(
        """SELECT (SELECT count(*) FROM articles), (SELECT count(*) FROM stories WHERE merged_into IS NULL
                   AND (last_published_at IS NOT NULL OR EXISTS (SELECT 1 FROM articles WHERE story_id = stories.id))),
               (SELECT count(*) FROM matches), (SELECT coalesce(max(id), 0) FROM fetches),
               (SELECT count(*) FROM unfolded), (SELECT count(*) FROM frontier),
               (SELECT fetched_at FROM fetches ORDER BY id DESC LIMIT 1),
               (SELECT changed_at FROM story_changes ORDER BY id DESC LIMIT 1)"""
    ).fetchone()
    return Counts(*row)

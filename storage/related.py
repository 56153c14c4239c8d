"""What is near a story without being it: the stories that share passages with one of its articles."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from storage.records import Relation, Story
    from storage.store import Store


@dataclass(frozen=True, slots=True)
class Related:
    """Another story by the article of it that holds the most of an article of the one asked about.

    `share` is how much that is, 0 to 1; `others` counts further articles of that story that hold some.
    """

    story_id: int
    share: float
    url: str
    outlet: str
    title: str
    others: int = 0


def related(store: Store, told: Story, relation: Relation) -> list[Related]:
    """List the stories that matches of `relation` lead to, the one that holds the most first."""
    own = {member.id for member in told.members}
    shares = dict(sorted(_ends(told, relation, own), key=lambda end: end[1]))  # of several, the largest
    rows = store.connection.execute(
        """SELECT id, story_id, url, outlet, title FROM articles
           WHERE id IN (SELECT value FROM json_each(?)) AND story_id IS NOT NULL ORDER BY published_at IS NULL,
           published_at, url""",
        [json.dumps(list(shares.keys() - own))],
    )
    nearest: dict[int, list[Related]] = {}
    for one, story_id, *facts in sorted(rows, key=lambda row: -shares[row[0]]):
        nearest.setdefault(story_id, []).append(Related(story_id, shares[one], *facts))
    return [_counted(*found) for found in nearest.values()]


def and_more(outlet: str, others: int) -> str:
    """An outlet, and how many more articles there are."""
    return f"{outlet} and {others} more article{'s' * (others > 1)}" if others else outlet


def _ends(told: Story, relation: Relation, own: set[int]) -> Iterator[tuple[int, float]]:
    """The other end of each match, and how much of this one it holds."""
    for match in told.matches:
        if match.relation is relation:
            yield (match.b, match.containment_a) if match.a in own else (match.a, match.containment_b)


def _counted(first: Related, *others: Related) -> Related:
    return Related(first.story_id, first.share, first.url, first.outlet, first.title, len(others))

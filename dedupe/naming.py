"""Which story keeps which id: ids survive by overlap, the oldest wins a merge, and none ever means another story.

Stories are parted without regard to ids (`dedupe.stories`); here the new parting meets the old one.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@dataclass(frozen=True, slots=True)
class Naming:
    """For each story its id, or None where it needs a new one; which ids go on as another; whom each split from."""

    ids: list[int | None]
    merged: dict[int, int] = field(default_factory=dict)
    split_from: dict[int, int] = field(default_factory=dict)


def name(stories: Sequence[Sequence[int]], homes: Mapping[int, int]) -> Naming:
    """Name the stories; `homes` has the story that an article was in so far, where it was in any.

    Every article that was in the same story as one of them must be among them. An id goes to the story that has most
    of its articles, at a tie to the one with the article that came first. `merged` leads from the place of a claim's
    loser to the winner's id; `split_from` from the number of a new story in `stories` to the id its articles had.
    """
    members: defaultdict[int, Counter[int]] = defaultdict(Counter)
    first: dict[tuple[int, int], int] = {}
    for number, story in enumerate(stories):
        for article in story:
            if (old := homes.get(article)) is not None:
                members[old][number] += 1
                first[old, number] = min(article, first.get((old, number), article))
    claims: defaultdict[int, list[int]] = defaultdict(list)
    for old in sorted(members):
        heir = min(members[old], key=lambda number: (-members[old][number], first[old, number]))
        claims[heir].append(old)
    ids: list[int | None] = [None] * len(stories)
    merged = {}
    for number, olds in claims.items():
        ids[number] = olds[0]
        merged.update(dict.fromkeys(olds[1:], olds[0]))
    split_from = {
        number: min(old for old in members if number in members[old])
        for number, story in enumerate(stories)
        if ids[number] is None and any(article in homes for article in story)
    }
    return Naming(ids, merged, split_from)

"""Writing what folding decided: ids of stories, members with their roles, the history."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from dedupe import verify
from dedupe.matches import Matcher
from dedupe.naming import name
from dedupe.views import Views
from storage import fingerprints as tables
from storage import folding
from storage.credited import borrowed
from storage.records import Change, Role, StoryChange
from storage.times import now

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Sequence

    from dedupe.engine import Outcome
    from dedupe.recipe import Recipe
    from dedupe.shelf import StoreShelf


@dataclass(frozen=True, slots=True)
class Publication:
    """What one batch changed in the store, in numbers, and which articles became mash-ups or ceased to be."""

    folded: int
    created: int
    merged: int
    split: int
    matches: int
    reconsidered: frozenset[int]


class Place(NamedTuple):
    """Where an article stands."""

    article: int
    story: int | None
    role: str | None
    similarity: float | None
    published_at: str | None
    title: str
    url: str


def publish(
    connection: sqlite3.Connection, shelf: StoreShelf, outcome: Outcome, texts: dict[int, str], recipe: Recipe
) -> Publication:
    """Write the outcome of one batch; `texts` are those of its articles."""
    folded = len(texts)
    changes = _Scribe(connection, shelf, outcome, recipe).write()
    matches = Matcher(connection, shelf, texts, recipe).matches(outcome)
    tables.drop_matches(connection, outcome.lost)
    folding.forget_matches(connection, outcome.again | outcome.reconsidered)
    folding.keep_matches(connection, matches)
    told = Counter(change.change for change in changes)
    return Publication(
        folded,
        told[Change.CREATED],
        told[Change.MERGED],
        told[Change.SPLIT],
        len(matches),
        frozenset(outcome.reconsidered),
    )


class _Scribe:
    """Writes the stories of one batch, their members and their history."""

    def __init__(self, connection: sqlite3.Connection, shelf: StoreShelf, outcome: Outcome, recipe: Recipe) -> None:
        rows = tables.read_places(connection, [article for story in outcome.stories for article in story])
        shared = [article for story in outcome.stories if len(story) > 1 for article in story]
        self._connection, self._recipe, self._outcome, self._moment = connection, recipe, outcome, now()
        self._shelf = shelf
        self._places = {row[0]: Place(*row) for row in rows}
        self._known = shelf.traits(shared)
        self._views = Views(outcome.stories, shelf.links(np.sort(np.array(shared, np.int64))))
        self._borrowed = borrowed(connection, outcome.stories)
        self._naming = name(outcome.stories, {a: p.story for a, p in self._places.items() if p.story is not None})
        self._changes: list[StoryChange] = []
        self._alike: dict[int, float] = {}

    def write(self) -> list[StoryChange]:
        """Write everything, and give what changed."""
        stale = set(self._naming.split_from.values())
        memberships = []
        origins = [one[0] if len(one) == 1 else min(one, key=self._precedence) for one in self._outcome.stories]
        self._alike = self._similarities(origins)
        # New stories are numbered in the order of time, so that the same batch gives the same numbers however it came.
        for number in sorted(range(len(origins)), key=lambda number: self._moment_of(origins[number])):
            story, origin = self._outcome.stories[number], origins[number]
            given = self._naming.ids[number]
            story_id = self._create(origin) if given is None else given
            told = len(self._changes)
            self._tell(story, story_id, origin, number)
            moved = [row for row in self._members(story, story_id, origin) if row[1:] != self._places[row[0]][1:4]]
            stale.update(place.story for row in moved if (place := self._places[row[0]]).story is not None)
            memberships += moved
            if moved or len(self._changes) > told:
                stale.add(story_id)
        folding.assign(self._connection, ((a, s, Role(role), alike) for a, s, role, alike in memberships))
        self._merge()
        tables.refresh_recipes(self._connection, self._recipe.name, stale)
        folding.refresh_stories(self._connection, sorted(stale - self._naming.merged.keys()))
        folding.record_changes(self._connection, self._changes)
        return self._changes

    def _moment_of(self, article: int) -> tuple[bool, str, str]:
        """What sorts articles by when they were published, undated ones last."""
        place = self._places[article]
        return place.published_at is None, place.published_at or "", place.url

    def _create(self, origin: int) -> int:
        title = self._places[origin].title
        return folding.create_story(self._connection, title=title, recipe=self._recipe.name, created_at=self._moment)

    def _merge(self) -> None:
        for loser, winner in sorted(self._naming.merged.items()):
            folding.merge_story(self._connection, loser, winner)
            self._note(
                loser, Change.MERGED, None, winner, "its articles carry the same copy as those of the older story"
            )

    def _note(self, story: int, change: Change, article: int | None, other: int | None, reason: str) -> None:
        self._changes.append(StoryChange(story, change, article, other, reason, self._moment))

    def _tell(self, story: Sequence[int], story_id: int, origin: int, number: int) -> None:
        """Note what happened to the story and to whom."""
        new = self._naming.ids[number] is None
        old = self._naming.split_from.get(number)
        if old is not None:
            self._note(story_id, Change.SPLIT, origin, old, "it no longer hangs together with the rest of that story")
        elif new:
            self._note(story_id, Change.CREATED, origin, None, self._why_alone(origin))
        for article in story:
            home = self._places[article].story
            if (new and article == origin) or (home is not None and home in {story_id, old}):
                continue
            if home is None or self._naming.merged.get(home) != story_id:
                self._note(story_id, Change.JOINED, article, home, self._why_joined(article))

    def _why_alone(self, article: int) -> str:
        if article in self._outcome.mixtures:
            return "a mash-up: it is made of parts of several stories"
        return "no earlier story carries this copy"

    def _why_joined(self, article: int) -> str:
        other = self._views.closest(article)
        share = None if other is None else self._views.share(article, other)
        if other is None or share is None:
            return "it hangs together with the members of this story"
        return f"{share:.0%} of it is in {self._places[other].url}"

    def _precedence(self, article: int) -> tuple[bool, bool, bool, str, int, int]:
        """Who came first: not an excerpt, not what credits another of them with it, the earliest, the fullest.

        Of one day, a moment that is known comes before a date alone, which says nothing of the hour.
        """
        published, known = self._places[article].published_at, self._known[article]
        excerpt, credits_one = article in self._views.excerpts, article in self._borrowed
        moment = f"{published}T~" if published and len(published) == len("2026-01-01") else published or ""
        return excerpt, credits_one, published is None, moment, -known.distinct, known.key

    def _members(self, story: Sequence[int], story_id: int, origin: int) -> Iterator[tuple[int, int, str, float]]:
        for article in story:
            if article == origin:
                role = Role.COMPOSITE if article in self._outcome.mixtures else Role.ORIGIN
                yield article, story_id, role.value, 1.0
            else:
                role = Role.EXCERPT if article in self._views.excerpts else Role.COPY
                yield article, story_id, role.value, self._alike[article]

    def _similarities(self, origins: Sequence[int]) -> dict[int, float]:
        """The share of each article's shingles that the origin of its story has; those of the origins are left out."""
        pairs = [
            (article, origin)
            for story, origin in zip(self._outcome.stories, origins, strict=True)
            for article in story
            if article != origin
        ]
        shares = {article: self._views.share(article, origin) for article, origin in pairs}
        shares |= self._compared([pair for pair in pairs if shares[pair[0]] is None])
        return {article: round(share, 4) for article, share in shares.items() if share is not None}

    def _compared(self, pairs: Sequence[tuple[int, int]]) -> dict[int, float]:
        """The same for pairs that are not tied."""
        known = self._shelf.fingerprints({one for pair in pairs for one in pair})
        sides = [known[one] for pair in pairs for one in pair]
        places = np.arange(len(sides), dtype=np.int32).reshape(-1, 2)
        shares = verify.compare_pairs(sides, places, self._recipe).containment_a.tolist()
        return {article: share for (article, _), share in zip(pairs, shares, strict=True)}

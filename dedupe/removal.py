"""Taking articles out of the store: the stories are then those of a store that never had them.

What folding knows of them goes the way on which a changed text lets its earlier one go (`dedupe.engine`), so whoever
stood with them is grouped anew, lines that an outlet is known for are asked about again, and stories keep their ids.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dedupe.engine import Engine
from dedupe.fold import fold, recipe_of
from dedupe.happenings import draw_events
from dedupe.publish import publish
from dedupe.shelf import StoreShelf
from dedupe.shingles import uncollected
from storage import folding, removals
from storage.furniture.lessons import unlearn
from storage.lists import marks, parts
from storage.records import Change, StoryChange
from storage.retention import merge_words
from storage.times import now
from storage.upkeep import empty_log

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Collection

    from dedupe.recipe import Recipe
    from storage.store import Store

AT_ONCE = 2_000  # articles in one transaction, so that others who write wait no longer


@dataclass(frozen=True, slots=True)
class RemovalReport:
    """How many articles were taken out, and how many stories they had been in, those that are empty now too."""

    removed: int
    stories: int


def remove(
    store: Store,
    ids: Collection[int],
    reason: str,
    *,
    progress: Callable[[int], object] | None = None,
    purge: bool = False,
) -> RemovalReport:
    """Take articles out of the store for `reason`, which stays on record, and fold what that reaches.

    Their addresses are kept out from then on (`storage.removals`). What a kill leaves is whole: of each `AT_ONCE`
    articles all are gone, or none. The words of what left lie in the segments of the full-text index, where no search
    finds them, until these are merged; `purge` merges them all now. Raises StoreError.
    """
    store.connection.execute("PRAGMA secure_delete = ON")  # what is deleted is not left in free room of the file
    wanted, count = sorted(set(ids)), 0
    stories: set[int] = set()
    for at in range(0, len(wanted), AT_ONCE):
        some = wanted[at : at + AT_ONCE]
        with store.write() as connection, uncollected():
            gone, left = _remove(connection, some, reason, recipe_of(connection, None))
        count, stories = count + gone, stories | left
        if progress is not None:
            progress(len(some))
    fold(store)
    if purge:
        _merge(store)
    empty_log(store)
    return RemovalReport(count, len(stories))


def purge(store: Store) -> None:
    """Clear the words of what was taken out before out of the full-text index and of the log. Raises StoreError."""
    _merge(store)
    empty_log(store)


def _merge(store: Store) -> None:
    """Merge the segments of the full-text index, in steps."""
    store.connection.execute("PRAGMA secure_delete = ON")  # the pages of merged segments hold the words too
    begin = True
    while merge_words(store, begin=begin):
        begin = False


def _remove(connection: sqlite3.Connection, ids: list[int], reason: str, recipe: Recipe) -> tuple[int, set[int]]:
    """How many articles were there, and the stories they were in."""
    moment = now()
    homes = _homes(connection, ids)
    unlearn(connection, ids, moment)
    shelf = StoreShelf(connection, recipe)
    outcome = Engine(recipe, shelf).fold([], ids)
    done = publish(connection, shelf, outcome, {}, recipe)
    folding.forget_matches(connection, ids)
    why = f"an article was taken out of the store: {reason}"
    changes = (StoryChange(story, Change.REMOVED, None, None, why, moment) for story in homes.values())
    folding.record_changes(connection, changes)
    count = removals.take_out(connection, ids, reason, moment)
    stories = set(homes.values())
    folding.refresh_stories(connection, sorted(stories))
    removals.empty_stories(connection, stories)
    draw_events(connection, done.reconsidered - set(ids))
    return count, stories


def _homes(connection: sqlite3.Connection, ids: list[int]) -> dict[int, int]:
    """The stories that articles are in, by article."""
    found: dict[int, int] = {}
    for part in parts(ids):
        query = f"SELECT id, story_id FROM articles WHERE story_id IS NOT NULL AND id IN ({marks(part)})"  # noqa: S608 (question marks)
        found.update(connection.execute(query, part))
    return found

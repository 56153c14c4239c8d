"""The one door of folding to the store: what waits in `unfolded` becomes stories, in batches of one transaction each.

A kill loses and doubles nothing: a batch is on the queue or it is folded. What the stories are depends on the texts
alone; only their ids, which survive, tell of the order in which the articles came.
"""

from __future__ import annotations

import resource
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dedupe.engine import Engine
from dedupe.explain import Case, Explanation, explain
from dedupe.happenings import draw_events
from dedupe.publish import Publication, publish
from dedupe.recipe import STANDARD, Recipe, named
from dedupe.shelf import StoreShelf
from dedupe.shingles import Fingerprint, Text, fingerprint, fingerprints, uncollected
from storage import fingerprints as tables
from storage import folding
from storage.errors import NotFoundError
from storage.events import forget_links
from storage.furniture.lessons import learn, learn_all
from storage.times import now

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Mapping

    from storage.store import Store

BATCH = 20_000  # articles in one transaction: fewer cost more each, more keep other writers waiting longer


@dataclass(frozen=True, slots=True)
class FoldReport:
    """What folding did: articles folded, stories created, merged and split off, matches found; peak memory in MB."""

    recipe: str
    folded: int = 0
    created: int = 0
    merged: int = 0
    split: int = 0
    matches: int = 0
    peak_memory_mb: int = 0


def fold(store: Store, *, recipe: str | None = None, progress: Callable[[int], object] | None = None) -> FoldReport:
    """Fold every article that waits, and say what came of it; `progress` is told after each batch how many it was.

    Goes on with the recipe of what is folded already; `recipe` names the one for an empty store. Raises StoreError, and
    ConfigError for an unknown recipe.
    """
    chosen = recipe_of(store.connection, recipe)
    report = FoldReport(chosen.name)
    engine: Engine | None = None
    version = -1
    while ids := folding.unfolded_ids(store, BATCH):
        tables.remember(store.connection, len(ids))
        with store.write() as connection:
            if engine is None or version != _version(connection):  # another process has written in between
                shelf = StoreShelf(connection, chosen)
                engine = Engine(chosen, shelf)
            done = _fold_batch(connection, engine, shelf, ids)
            shelf.forget()
        version = _version(store.connection)
        report = _add(report, done)
        if progress is not None:
            progress(len(ids))
    with store.write() as connection, uncollected():
        draw_events(connection)
    return report


def recluster(
    store: Store, recipe: str | None = None, *, progress: Callable[[int], object] | None = None
) -> FoldReport:
    """Fold everything again from the texts, with the recipe in use or another; ids survive as far as stories do.

    Every article is queued as if it had changed; fingerprints of another recipe go in the same transaction. From there
    on it is folding as ever, which a second call or `fold` takes up where a kill left it. Raises StoreError, and
    ConfigError for an unknown recipe.
    """
    used = recipe_of(store.connection, None)
    chosen = used if recipe is None else named(recipe)
    with store.write() as connection:
        if chosen != used:
            tables.forget_folding(connection)
            tables.choose_recipe(connection, chosen.name, now())  # or a kill before the first batch would forget it
        tables.name_recipe(connection, chosen.name)
        learn_all(connection, now())
        folding.queue_all(connection, now())
        forget_links(connection)
    return fold(store, recipe=chosen.name, progress=progress)


def why(store: Store, a: int, b: int) -> Explanation:
    """Say why two articles are one story or not. Raises NotFoundError for an id that the store does not hold."""
    with store.snapshot() as connection:
        texts = {row[0]: Text(*row) for row in tables.read_texts(connection, {a, b})}
        for article in (a, b):
            if article not in texts:
                raise NotFoundError(f"no article has the id {article}", "`newsfold export --what articles` lists them")
        recipe = recipe_of(connection, None)
        shelf = StoreShelf(connection, recipe)
        known = {one: _as_known(shelf.fingerprints([one]), text, recipe) for one, text in texts.items()}
        homes = {row[0]: row[1] for row in tables.read_places(connection, {a, b})}
        return explain(Case(texts[a], texts[b], known, shelf.parts({a, b}), homes, recipe))


def _as_known(kept: Mapping[int, Fingerprint], text: Text, recipe: Recipe) -> Fingerprint:
    """The fingerprint of the newest text: the one that was folded, where that is the same text or was dropped."""
    fresh = fingerprint(text, recipe)
    old = kept.get(text.article)
    return old if old is not None and (old.tokens == fresh.tokens or not text.text) else fresh


def recipe_of(connection: sqlite3.Connection, wanted: str | None) -> Recipe:
    """The recipe in use; where nothing is folded yet, the `wanted` one, else the standard."""
    name = tables.recipe_in_use(connection) or wanted
    return STANDARD if name is None else named(name)


def _version(connection: sqlite3.Connection) -> int:
    """Changes when another connection has written: https://sqlite.org/pragma.html#pragma_data_version."""
    return int(connection.execute("PRAGMA data_version").fetchone()[0])


def _fold_batch(connection: sqlite3.Connection, engine: Engine, shelf: StoreShelf, ids: list[int]) -> Publication:
    with uncollected():
        learn(connection, ids, now())
        texts = [Text(*row) for row in tables.read_texts(connection, ids)]
        outcome = engine.fold(fingerprints(texts, engine.recipe))
        done = publish(connection, shelf, outcome, {text.article: text.text for text in texts}, engine.recipe)
        folding.mark_folded(connection, ids)
        draw_events(connection, done.reconsidered.union(ids))
    return done


def _add(report: FoldReport, done: Publication) -> FoldReport:
    return FoldReport(
        report.recipe,
        report.folded + done.folded,
        report.created + done.created,
        report.merged + done.merged,
        report.split + done.split,
        report.matches + done.matches,
        _peak_memory(),
    )


def _peak_memory() -> int:
    """The most memory that this process ever had, in MB."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak // (1024 * 1024 if sys.platform == "darwin" else 1024)

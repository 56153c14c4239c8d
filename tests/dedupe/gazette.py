"""Small help for the tests of folding: an engine in memory, a store filled with reports, groupings that compare."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from hypothesis import Phase

from benchmarks.newsmaker import Report
from dedupe.engine import Engine
from dedupe.memory import MemoryShelf
from dedupe.recipe import STANDARD, Recipe
from dedupe.shingles import Fingerprint, Text, fingerprint
from storage.articles import save_article
from storage.records import Article
from storage.steps import STEPS

if TYPE_CHECKING:
    import random
    from collections.abc import Iterable, Sequence

    from storage.store import Store

# To shrink a corpus takes minutes and tells little more than its seed.
UNSHRUNK = (Phase.explicit, Phase.reuse, Phase.generate)
Grouping = frozenset[frozenset[str]]
# Few articles are enough to crowd this index, so that small corpora meet every branch.
CROWDED = Recipe("crowded", crowd=2)


def on(report: Report, days: int) -> Report:
    """The report as of so many days after a new year."""
    return replace(report, published_at=f"{date(2025, 1, 1) + timedelta(days)}T08:00:00Z")


def spread(reports: Sequence[Report], draw: random.Random) -> list[Report]:
    """The reports on days near each other and far apart."""
    return [on(report, draw.choice((3, 40, 90, 200))) for report in reports]


def prints(reports: Sequence[Report], recipe: Recipe = STANDARD, start: int = 1) -> list[Fingerprint]:
    """Fingerprints with ids counted from `start`."""
    texts = [Text(i, r.url, r.title, r.text, r.outlet, r.published_at) for i, r in enumerate(reports, start)]
    return [fingerprint(text, recipe) for text in texts]


class Desk:
    """An engine in memory that remembers who is in which story."""

    def __init__(self, recipe: Recipe = STANDARD) -> None:
        self.engine = Engine(recipe, MemoryShelf())
        self.recipe = recipe
        self.urls: dict[int, str] = {}
        self.story: dict[int, tuple[int, ...]] = {}
        self.mixed: set[int] = set()

    def fold(self, reports: Sequence[Report], ids: Sequence[int] | None = None, gone: Iterable[int] = ()) -> None:
        """Fold one batch; ids are new ones unless given."""
        first = max(self.urls, default=0) + 1
        numbers = list(ids) if ids is not None else list(range(first, first + len(reports)))
        fresh = [fp._replace(article=i) for fp, i in zip(prints(reports, self.recipe), numbers, strict=True)]
        self.urls.update((i, report.url) for i, report in zip(numbers, reports, strict=True))
        gone = set(gone)
        outcome = self.engine.fold(fresh, gone)
        for article in gone:
            self.story.pop(article, None)
        for story in outcome.stories:
            self.story.update((article, tuple(sorted(story))) for article in story)
        self.mixed = (self.mixed - gone - set().union(*outcome.stories)) | outcome.mixtures

    def grouping(self) -> Grouping:
        """Who is together, by URL."""
        return frozenset(frozenset(self.urls[article] for article in story) for story in self.story.values())


def group_of(reports: Sequence[Report], recipe: Recipe = STANDARD) -> Grouping:
    """How reports group when they are folded at once."""
    desk = Desk(recipe)
    desk.fold(reports)
    return desk.grouping()


def keep(store: Store, reports: Iterable[Report]) -> dict[str, int]:
    """Save reports; give the ids by URL."""
    ids = {}
    with store.write():
        for report in reports:
            article = Article(
                url=report.url,
                canonical_url=report.url,
                title=report.title,
                text=report.text,
                published_at=report.published_at,
                outlet=report.outlet,
            )
            ids[report.url] = save_article(store, article, fetched_at="2026-04-01T00:00:00Z").article_id
    return ids


def unlearn_step(store: Store, step: str, table: str) -> None:
    """Make a store as it was before the step that made a table."""
    store.connection.execute(f"DROP TABLE {table}")
    store.connection.execute("DELETE FROM _sqlite_migrations WHERE name = ?", [step])
    store.connection.execute(f"PRAGMA user_version = {[name for name, _ in STEPS].index(step)}")


def stored_grouping(store: Store) -> Grouping:
    """Who is together in the store, by URL."""
    stories: dict[int, set[str]] = {}
    for url, story in store.connection.execute("SELECT url, story_id FROM articles"):
        assert story is not None, f"{url} is in no story"
        stories.setdefault(story, set()).add(url)
    return frozenset(map(frozenset, stories.values()))


def check_consistency(store: Store) -> None:
    """Every id that an article or a merged story points to is alive, and the queue is empty."""
    query = store.connection.execute
    assert query("SELECT count(*) FROM unfolded").fetchone() == (0,)
    merged = "SELECT count(*) FROM articles JOIN stories ON stories.id = story_id WHERE merged_into IS NOT NULL"
    assert query(merged).fetchone() == (0,)
    assert query("SELECT count(*) FROM articles WHERE story_id IS NULL OR role IS NULL").fetchone() == (0,)
    assert query("PRAGMA foreign_key_check").fetchall() == []

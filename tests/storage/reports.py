"""Reports of an outlet, the line that it runs below them, and a store that learns it."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from storage.fingerprints import read_texts
from storage.furniture.lessons import learn
from storage.furniture.verdicts import list_furniture
from tests.storage import samples
from tests.storage.samples import article

if TYPE_CHECKING:
    from storage.records import Article
    from storage.store import Store

NOTICE = (
    "The authority has declared this outlet undesirable; readers in the region may be fined for passing on its texts."
)

_WORDS = [
    "harbour",
    "council",
    "breakwater",
    "herring",
    "market",
    "quay",
    "engineer",
    "summer",
    "crown",
    "ferry",
    "lantern",
    "orchard",
    "village",
    "teacher",
    "bridge",
    "tunnel",
    "railway",
    "glacier",
    "museum",
    "painter",
    "violin",
    "theatre",
    "library",
    "senate",
    "budget",
    "pension",
    "hospital",
    "vaccine",
    "reactor",
    "satellite",
    "meteor",
    "volcano",
    "drought",
    "irrigation",
    "vineyard",
    "cathedral",
    "festival",
    "champion",
    "stadium",
    "referee",
    "tribunal",
    "verdict",
]


def told(seed: int, paragraphs: int = 4) -> list[str]:
    """Paragraphs of one report, with words that hardly another has."""
    draw = random.Random(seed)
    return [" ".join(f"{draw.choice(_WORDS)}{draw.randrange(500)}" for _ in range(14)) + "." for _ in range(paragraphs)]


def report(seed: int, *more: str, outlet: str = "Post", address: str = "") -> Article:
    return article(
        address or f"http://post.example/{seed}",
        text="\n\n".join([*told(seed), *more]),
        outlet=outlet,
        title=f"Report {seed}",
    )


def save(store: Store, *articles: Article, at: str = "2026-02-01T00:00:00Z") -> None:
    """Save articles and learn from them, as folding does."""
    samples.save(store, *articles, at=at)
    marks = ", ".join("?" * len(articles))
    urls = [each.url for each in articles]
    ids = [row[0] for row in store.connection.execute(f"SELECT id FROM articles WHERE url IN ({marks})", urls)]
    with store.write() as connection:
        learn(connection, ids, at)


def folded_texts(store: Store) -> dict[str, str]:
    ids = [row[0] for row in store.connection.execute("SELECT id FROM articles")]
    return {row[1]: row[3] for row in read_texts(store.connection, ids)}


def lines_of(store: Store) -> list[str]:
    return [each.line for each in list_furniture(store)]

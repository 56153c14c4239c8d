"""Articles for tests."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from storage.browsing import Choice
from storage.filters import Filters
from storage.records import Article
from storage.searching.ranking import best_hits

if TYPE_CHECKING:
    from storage.folding import MatchRow
    from storage.records import Match, Saved
    from storage.searching.ranking import Hit
    from storage.store import Store

PLAIN = Article(
    url="http://example.com/a",
    canonical_url="http://example.com/a",
    title="Bridge closed after flood",
    text="The old bridge was closed on Monday.\n\nAt least 12 people were hurt, the mayor said.",
    published_at="2026-01-31T10:00:00+02:00",
    outlet="example.com",
)


def article(address: str = "", **changes: Any) -> Article:
    """A plain article, at `address` where one is given, with changes."""
    if address:
        changes = {"url": address, "canonical_url": address, **changes}
    return replace(PLAIN, **changes)


def save(store: Store, *articles: Article, at: str = "2026-02-01T00:00:00Z") -> list[Saved]:
    """Save articles in one transaction."""
    from storage.articles import save_article

    with store.write():
        return [save_article(store, one, fetched_at=at) for one in articles]


def found_for(store: Store, query: str) -> list[Hit]:
    """What a search finds, best first."""
    return best_hits(store, Choice(Filters(query=query)))[0]


def match_row(match: Match) -> MatchRow:
    """A match as folding hands it to the store."""
    passages = json.dumps([[each.text, each.a_offset, each.b_offset] for each in match.passages])
    shares = match.jaccard, match.containment_a, match.containment_b
    return (match.a, match.b, match.relation.value, *shares, match.rule, match.recipe, passages, match.decided_at)

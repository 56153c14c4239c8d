"""Search by relevance in bounded time: the best of the newest articles that have the words.

A word that half of a million articles have would make BM25 a score for each of them, to show ten. So at most `AMONG`
articles are scored, the newest; whoever wants the others narrows the search or asks for the time that they are from.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from storage.browsing import opened, sealed
from storage.errors import InputError
from storage.filters import chosen_articles
from storage.glance import texts_of
from storage.searching.words import Snippet, required_expression, snippet

if TYPE_CHECKING:
    from collections.abc import Sequence

    from storage.browsing import Choice
    from storage.store import Store

AMONG = 2000
_TITLE, _TEXT = 4.0, 1.0  # what a word in the title weighs beside one in the text


@dataclass(frozen=True, slots=True)
class Hit:
    """An article that a search found; `score` is BM25, more is better; `story_id` is None until it is folded."""

    article_id: int
    story_id: int | None
    url: str
    outlet: str
    title: str
    published_at: str | None
    score: float
    snippet: Snippet


def best_hits(store: Store, choice: Choice, *, cursor: str = "", limit: int = 20) -> tuple[list[Hit], str]:
    """List the articles that the query finds, best first, and the cursor of what follows.

    Raises InputError where the query has no word in it.
    """
    query = choice.filters.query or ""
    expression = required_expression(query)
    (passed,) = opened(cursor, (int,)) if cursor else (0,)
    if not 0 <= passed <= AMONG:
        raise InputError(f"{cursor!r} is no cursor: take the one that the page before gave")
    where, values = chosen_articles(replace(choice.filters, query=None))
    if choice.revised:
        where = f"{where} AND articles.revision > 1"
    rows = store.connection.execute(
        f"""SELECT articles.id, story_id, url, outlet, articles.title, published_at, score FROM (
                SELECT rowid AS found, -bm25(article_words, {_TITLE}, {_TEXT}) AS score FROM article_words
                WHERE article_words MATCH ? AND rowid >= ?)
            JOIN articles ON articles.id = found WHERE {where}
            ORDER BY score DESC, articles.id DESC LIMIT ? OFFSET ?""",  # noqa: S608 (our own words)
        [expression, _oldest(store, expression), *values, limit + 1, passed],
    ).fetchall()
    texts = texts_of(store, [row[0] for row in rows[:limit]])
    hits = [_hit(row, texts[row[0]][1], query) for row in rows[:limit]]
    return hits, sealed(passed + limit) if len(rows) > limit else ""


def _hit(row: Sequence[Any], text: str, query: str) -> Hit:
    article_id, story_id, url, outlet, title, published_at, score = row
    return Hit(article_id, story_id, url, outlet, title, published_at, score, snippet(text, query))


def _oldest(store: Store, expression: str) -> int:
    """The id of the oldest article that is scored."""
    row = store.connection.execute(
        "SELECT rowid FROM article_words WHERE article_words MATCH ? ORDER BY rowid DESC LIMIT 1 OFFSET ?",
        [expression, AMONG - 1],
    ).fetchone()
    return 0 if row is None else int(row[0])

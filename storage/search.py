"""Full-text search over titles and texts: what goes into the index, and what comes out of it.

The index (table `article_words`) keeps no copy of the texts, so what leaves it must be named exactly as it went in:
`unindex_article` gets the old title and text. `rebuild_index` makes it anew.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from storage.errors import InputError
from storage.filters import Filters, chosen_articles
from storage.words import Snippet, match_expression, snippet, spaced

if TYPE_CHECKING:
    import sqlite3

    from storage.store import Store

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


def search_articles(store: Store, query: str, filters: Filters | None = None, *, limit: int = 20) -> list[Hit]:
    """List the articles that have every word of `query`, best first, each with the place where it has them.

    `query` is what a user types (`storage.words.match_expression`). Raises InputError where it has no word.
    """
    expression = match_expression(query)
    if not expression:
        raise InputError(f"the query {query!r} has no word in it: give at least one")
    where, values = chosen_articles(filters or Filters())
    rows = store.connection.execute(
        f"""SELECT articles.id, story_id, url, outlet, articles.title, published_at,
                -bm25(article_words, {_TITLE}, {_TEXT}) AS score, articles.text
            FROM article_words JOIN articles ON articles.id = article_words.rowid
            WHERE article_words MATCH ? AND {where} ORDER BY score DESC, articles.id DESC LIMIT ?""",  # noqa: S608 (our own words)
        [expression, *values, limit],
    )
    return [
        Hit(article_id, story_id, url, outlet, title, published_at, score, snippet(text, query))
        for article_id, story_id, url, outlet, title, published_at, score, text in rows
    ]


def index_article(connection: sqlite3.Connection, article_id: int, title: str, text: str) -> None:
    """Make an article findable, in the transaction that stores it."""
    connection.execute(
        "INSERT INTO article_words (rowid, title, text) VALUES (?, ?, ?)", [article_id, spaced(title), spaced(text)]
    )


def unindex_article(connection: sqlite3.Connection, article_id: int, title: str, text: str) -> None:
    """Take out an article that was indexed with exactly this title and text."""
    connection.execute(
        "INSERT INTO article_words (article_words, rowid, title, text) VALUES ('delete', ?, ?, ?)",
        [article_id, spaced(title), spaced(text)],
    )


def rebuild_index(store: Store) -> int:
    """Index every stored article anew, in one transaction; returns how many."""
    with store.write() as connection:
        connection.execute("INSERT INTO article_words (article_words) VALUES ('delete-all')")
        count = 0
        for article_id, title, text in connection.execute("SELECT id, title, text FROM articles"):
            index_article(connection, article_id, title, text)
            count += 1
    return count

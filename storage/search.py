"""The full-text index over titles and texts: what goes in, what comes out. `storage.searching.ranking` searches it.

The index (table `article_words`) keeps no copy of the texts, so what leaves it must be named exactly as it went in:
`unindex_article` gets the old title and text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from storage.searching.words import spaced

if TYPE_CHECKING:
    import sqlite3


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

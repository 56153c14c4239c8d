"""Retention: texts that are old, or too many for the disk, are dropped on record; what they were part of stays.

Dropped with the text of an article are those of its revisions, what was cut from them, the words of its teaser, and the
passages of a match once neither of its articles has a text. What stays is the skeleton: the article with its title,
outlet, times, attributions and hash, its place and role in its story, matches with their scores, the history, and the
fingerprint, so that a copy that comes late still finds its story. A page that shows a dropped text again is unchanged.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from storage.articles import name_essences
from storage.search import index_article, unindex_article

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Sequence

    from storage.store import Store

AT_ONCE = 200  # texts that one transaction drops: others who write wait no longer for it
_MERGED = 500  # pages of the full-text index that one step of merging writes
_WITHOUT_TEXTS = """(a IN ({marks}) OR b IN ({marks})) AND passages != '[]'
    AND (SELECT text_dropped_at FROM articles WHERE id = a) IS NOT NULL
    AND (SELECT text_dropped_at FROM articles WHERE id = b) IS NOT NULL"""


def bytes_in_use(store: Store) -> int:
    """How many bytes of the store's file hold something; the rest of the file is room for what comes."""
    pages, free, size = (
        int(store.connection.execute(f"PRAGMA {name}").fetchone()[0])
        for name in ("page_count", "freelist_count", "page_size")
    )
    return (pages - free) * size


def drop_texts(store: Store, before: str, reason: str, now: str) -> int:
    """Drop the oldest texts that came before a moment (UTC), at most `AT_ONCE`, and give how many; 0 when done.

    A text that folding has not seen stays. `reason` goes on record with the count. Raises StoreError.
    """
    with _rows_taken_out(store), store.write() as connection:
        rows = connection.execute(
            """SELECT id, url, title, text, fetched_at FROM articles
               WHERE text_dropped_at IS NULL AND fetched_at < ? AND id NOT IN (SELECT article_id FROM unfolded)
               ORDER BY fetched_at, id LIMIT ?""",
            [before, AT_ONCE],
        ).fetchall()
        for article_id, url, title, text, _ in rows:
            unindex_article(connection, article_id, title, text)
            index_article(connection, article_id, title, "")
            name_essences(connection, article_id)  # by which an old text is known when it comes again
            connection.execute("UPDATE teasers SET teaser = '' WHERE url = ?", [url])
        ids = [row[0] for row in rows]
        _rewrite(connection, "articles", "id IN ({marks})", ids, text="", cut="[]", text_dropped_at=now)
        _rewrite(connection, "revisions", "article_id IN ({marks})", ids, text="")
        _rewrite(connection, "matches", _WITHOUT_TEXTS, ids, passages="[]")
        if rows:
            _record(connection, len(rows), rows[-1][4], reason, now)
    return len(rows)


@contextlib.contextmanager
def _rows_taken_out(store: Store) -> Iterator[None]:
    """Inside, a row may be taken out and put back without what belongs to it going with it."""
    if store.connection.in_transaction:
        raise RuntimeError("drop_texts() inside store.write()")  # where the setting could not be changed
    store.connection.execute("PRAGMA foreign_keys = OFF")
    try:
        yield
    finally:
        store.connection.execute("PRAGMA foreign_keys = ON")


def _rewrite(connection: sqlite3.Connection, table: str, chosen: str, ids: Sequence[int], **changes: str) -> None:
    """Change rows by taking them out and putting them back: an UPDATE would leave their pages as empty as they get."""
    where = chosen.format(marks=", ".join("?" * len(ids)))
    values = list(ids) * chosen.count("{marks}")
    rowid = "" if table == "matches" else "rowid, "  # the alerts know revisions by it
    found = connection.execute(f"SELECT {rowid}* FROM {table} WHERE {where} ORDER BY 1, 2", values)  # noqa: S608 (our own words)
    columns = [column[0] for column in found.description]
    rows = [{**dict(zip(columns, row, strict=True)), **changes} for row in found]
    names = list(dict.fromkeys(columns))  # a key of whole numbers is the row id
    connection.execute(f"DELETE FROM {table} WHERE {where}", values)  # noqa: S608 (our own words)
    places = ", ".join(f":{name}" for name in names)
    connection.executemany(f"INSERT INTO {table} ({', '.join(names)}) VALUES ({places})", rows)  # noqa: S608 (our own words)


def _record(connection: sqlite3.Connection, count: int, newest: str, reason: str, now: str) -> None:
    """Add to the row of this pass, whose moment is `now`, or begin it."""
    known = connection.execute(
        "UPDATE drops SET count = count + ?, older_than = ? WHERE what = 'texts' AND reason = ? AND dropped_at = ?",
        [count, newest, reason, now],
    )
    if not known.rowcount:
        connection.execute(
            "INSERT INTO drops (what, count, older_than, reason, dropped_at) VALUES ('texts', ?, ?, ?, ?)",
            [count, newest, reason, now],
        )


def merge_words(store: Store, *, begin: bool) -> bool:
    """Take a step in merging the full-text index, so that words that left it give room; gives whether more is to do.

    `begin` says that it is the first step. See https://sqlite.org/fts5.html#the_merge_command. Raises StoreError.
    """
    with store.write() as connection:
        before = connection.total_changes
        pages = -_MERGED if begin else _MERGED
        connection.execute("INSERT INTO article_words (article_words, rank) VALUES ('merge', ?)", [pages])
        return connection.total_changes - before >= 2

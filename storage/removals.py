"""Articles that were taken out of the store by hand: what goes with them, and the list that keeps them out.

Everything that tells what an article said goes: its row, revisions, words in the search, credits, the teasers that
listings showed of it. What stays is that an address was asked for, in the diary of fetches, and the row here, with the
reason. `dedupe.removal` is the way in, as stories have to be made anew around what is missing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from storage.errors import NotFoundError
from storage.frontier import await_any, strike
from storage.lists import marks, parts
from storage.outbox import forget_told
from storage.search import unindex_article
from storage.texts import storable
from storage.times import now

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Iterable

    from storage.store import Store


@dataclass(frozen=True, slots=True)
class Removal:
    """An address that is kept out: of which article it was, why, since when (UTC), and of which outlet, if known."""

    url: str
    article_id: int
    reason: str
    removed_at: str
    outlet: str


_COLUMNS = "url, article_id, reason, removed_at, outlet"


def is_removed(connection: sqlite3.Connection, url: str) -> bool:
    """Whether an address is one of an article that was taken out, its own or one that led to it."""
    return connection.execute("SELECT 1 FROM removals WHERE url = ?", [storable(url)]).fetchone() is not None


def removed_urls(store: Store, urls: Collection[str]) -> set[str]:
    """Pick from canonical URLs those that are the own ones of articles that were taken out."""
    return {url for url in urls if _own(store.connection, url)}


def _own(connection: sqlite3.Connection, url: str) -> bool:
    query = "SELECT 1 FROM removals WHERE url = ? AND own"
    return connection.execute(query, [storable(url)]).fetchone() is not None


def keeps_out(connection: sqlite3.Connection, own: str, asked: str, addresses: Iterable[str]) -> bool:
    """Whether an article is kept out: by its `own` address, or as it answers at the own one of what was taken out.

    Other `addresses` that led to it may have led elsewhere before, so they keep nothing out. Where it is kept out, they
    are noted, and what listings showed under them is forgotten. Inside a `store.write()` block.
    """
    by = own if is_removed(connection, own) else asked
    row = connection.execute(
        f"SELECT {_COLUMNS} FROM removals WHERE url = ? AND (own OR url = ?)",  # noqa: S608 (names of columns)
        [by, own],
    ).fetchone()
    if row is None:
        return False
    for url in {own, *addresses}:
        if not is_removed(connection, url):
            _keep_out(connection, replace(Removal(*row), url=url), own=False)
    return True


def list_removals(store: Store) -> list[Removal]:
    """List every address that is kept out, the latest removal first."""
    rows = store.connection.execute(
        f"SELECT {_COLUMNS} FROM removals ORDER BY removed_at DESC, article_id, url"  # noqa: S608 (names of columns)
    )
    return [Removal(*row) for row in rows]


def let_in(store: Store, named: Iterable[str], outlet: str = "") -> list[Removal]:
    """Let articles be kept again when they come, under all their addresses; gives what kept these out.

    They are `named` by an address or by the number that they had, or are all those of an `outlet`. It brings nothing
    back by itself: the next run of a source that showed one asks for it, also where the listing did not change. Raises
    NotFoundError for what is not kept out, and StoreError.
    """
    asked = [(one, "url = ?1 OR CAST(article_id AS TEXT) = ?1") for one in named]
    asked += [(outlet, "outlet = ?1")] if outlet else []
    with store.write() as connection:
        found: set[int] = set()
        for one, where in asked:
            rows = connection.execute(f"SELECT article_id FROM removals WHERE {where}", [storable(one)]).fetchall()  # noqa: S608 (our own words)
            if not rows:
                raise NotFoundError(f"{one} is not kept out: `newsfold remove --list` shows what is")
            found.update(article_id for (article_id,) in rows)
        freed = []
        for article_id in sorted(found):
            query = f"DELETE FROM removals WHERE article_id = ? RETURNING {_COLUMNS}"  # noqa: S608 (names of columns)
            freed += [Removal(*row) for row in connection.execute(query, [article_id])]
        # A listing that is unchanged is not read again, and the diary has its links as asked for: no run would else
        # come to them for a day or more, or ever. Which source showed one last tells not which is asked again.
        await_any(connection, [each.url for each in freed], now())
    return freed


def take_out(connection: sqlite3.Connection, ids: Collection[int], reason: str, removed_at: str) -> int:
    """Delete articles with all that tells what they said, and note their addresses; gives how many were there.

    What folding keeps of them has to be gone already. Inside a `store.write()` block.
    """
    newest, count = _newest_revision(connection), 0
    for part in parts(ids):
        rows = connection.execute(
            f"SELECT id, url, title, text, outlet FROM articles WHERE id IN ({marks(part)})",  # noqa: S608 (question marks)
            part,
        ).fetchall()
        for article_id, _, title, text, outlet in rows:
            unindex_article(connection, article_id, title, text)
            for url, own in _addresses(connection, article_id):
                _keep_out(connection, Removal(url, article_id, reason, removed_at, outlet), own=own)
        forget_told(connection, [url for _, url, *_ in rows])
        connection.executemany("DELETE FROM articles WHERE id = ?", ([row[0]] for row in rows))
        count += len(rows)
    _hold_newest(connection, newest)
    return count


def _addresses(connection: sqlite3.Connection, article_id: int) -> list[tuple[str, bool]]:
    """Its own address, and those that led to it."""
    rows = connection.execute(
        "SELECT url, 0 FROM aliases WHERE article_id = ?1 UNION ALL SELECT url, 1 FROM articles WHERE id = ?1",
        [article_id],
    )
    return [(str(url), bool(own)) for url, own in rows]


def _keep_out(connection: sqlite3.Connection, out: Removal, *, own: bool) -> None:
    """Note an address, and forget what was shown of it and what would call its page unchanged, were it let in again."""
    connection.execute(
        "INSERT OR REPLACE INTO removals VALUES (?, ?, ?, ?, ?, ?)",
        [out.url, out.article_id, storable(out.reason), out.removed_at, int(own), out.outlet],
    )
    connection.execute("UPDATE teasers SET title = '', teaser = '', image = NULL WHERE url = ?", [out.url])
    connection.execute(
        "UPDATE fetches SET etag = NULL, last_modified = NULL, body_hash = NULL WHERE url = ?", [out.url]
    )
    strike(connection, out.url)


def _newest_revision(connection: sqlite3.Connection) -> int:
    return int(connection.execute("SELECT coalesce(max(rowid), 0) FROM revisions").fetchone()[0])


def _hold_newest(connection: sqlite3.Connection, newest: int) -> None:
    """Let the newest revision that is left have the number of the one that was the newest.

    Alerts, events and exports remember by it how far they looked: a number that comes again would be overlooked.
    """
    left = _newest_revision(connection)
    if not left:  # the store is empty: all begins anew
        connection.execute("UPDATE watches SET last_revision = 0")
        connection.execute("UPDATE event_progress SET last_revision = 0")
    elif left != newest:
        connection.execute("UPDATE revisions SET rowid = ? WHERE rowid = ?", [newest, left])


def empty_stories(connection: sqlite3.Connection, ids: Collection[int]) -> None:
    """Let those of the stories that have no member any more tell nothing; their ids and their history stay."""
    connection.executemany(
        """UPDATE stories SET title = '', first_published_at = NULL, last_published_at = NULL
           WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM articles WHERE story_id = ?1)""",
        ([story_id] for story_id in ids),
    )

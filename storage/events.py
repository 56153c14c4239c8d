"""The tables of events: which stories are linked, how far that is up to date, and which event a story belongs to.

Every function that writes takes the connection of a `store.write()` block.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from storage.lists import marks, parts

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Iterable, Iterator, Mapping


def take_changed(connection: sqlite3.Connection) -> set[int]:
    """The stories that changed since the last call, those that were merged and emptied too; the next begins here."""
    since = connection.execute("SELECT last_change, last_revision FROM event_progress").fetchone()
    newest = connection.execute(
        "SELECT (SELECT coalesce(max(id), 0) FROM story_changes), (SELECT coalesce(max(rowid), 0) FROM revisions)"
    ).fetchone()
    if since == newest:
        return set()
    rows = connection.execute(
        """SELECT story_id FROM story_changes WHERE id > ?1 UNION SELECT other FROM story_changes
           WHERE id > ?1 AND other IS NOT NULL UNION SELECT story_id FROM revisions JOIN articles
           ON articles.id = article_id WHERE revisions.rowid > ?2 AND story_id IS NOT NULL""",
        since,
    )
    changed = {int(story) for (story,) in rows}
    connection.execute("UPDATE event_progress SET last_change = ?, last_revision = ?", newest)
    return changed


def stories_of(connection: sqlite3.Connection, articles: Collection[int]) -> set[int]:
    """The stories that articles are in."""
    query = "SELECT story_id FROM articles WHERE story_id IS NOT NULL AND id"
    return {int(story) for (story,) in _rows(connection, query, articles)}


def forget_links(connection: sqlite3.Connection) -> None:
    """Begin anew: every story counts as changed. Which event a story belongs to stays until that is worked out."""
    connection.execute("DELETE FROM event_links")
    connection.execute("DELETE FROM event_tellers")
    connection.execute("DELETE FROM event_days")
    connection.execute("UPDATE event_progress SET last_change = 0, last_revision = 0")


def read_told(connection: sqlite3.Connection, stories: Collection[int]) -> dict[int, int]:
    """Give what stories told when events were drawn last, as one number each."""
    return dict(_rows(connection, "SELECT story_id, told FROM event_tellers WHERE story_id", stories))


def read_origins(
    connection: sqlite3.Connection, stories: Collection[int]
) -> Iterator[tuple[int, str | None, int, bytes, bytes]]:
    """Read (story, first moment, its origin's: hash of the URL, names and numbers, signature); no mash-ups."""
    query = """SELECT stories.id, first_published_at, key, anchors, signature FROM stories
               JOIN articles ON story_id = stories.id AND role = 'origin'
               JOIN fingerprints ON article_id = articles.id WHERE stories.id"""
    return _rows(connection, query, stories)


def keep_told(connection: sqlite3.Connection, gone: Iterable[int], rows: Iterable[tuple[int, float, int]]) -> None:
    """Forget what stories told, and keep (story, day on which it began, what it tells as one number)."""
    connection.executemany("DELETE FROM event_tellers WHERE story_id = ?", ([story] for story in gone))
    connection.executemany("INSERT INTO event_tellers (story_id, day, told) VALUES (?, ?, ?)", rows)


def days_of(connection: sqlite3.Connection, stories: Collection[int]) -> dict[int, float]:
    """Give the days on which stories began, of those that tell of anything."""
    return dict(_rows(connection, "SELECT story_id, day FROM event_tellers WHERE story_id", stories))


def read_days(connection: sqlite3.Connection, days: Collection[int]) -> Iterator[tuple[int, bytes]]:
    """Read (day, what the stories that began on it tell, as an array)."""
    return _rows(connection, "SELECT day, tellers FROM event_days WHERE day", days)


def keep_day(connection: sqlite3.Connection, day: int, rows: bytes) -> None:
    """Keep what the stories that began on a day tell, in place of what was kept; an empty array is none."""
    if rows:
        connection.execute("INSERT OR REPLACE INTO event_days VALUES (?, ?)", [day, rows])
    else:
        connection.execute("DELETE FROM event_days WHERE day = ?", [day])


def events_of(connection: sqlite3.Connection, stories: Collection[int]) -> set[int]:
    """The events that stories belong to."""
    query = "SELECT event_id FROM stories WHERE event_id IS NOT NULL AND id"
    return {int(event) for (event,) in _rows(connection, query, stories)}


def read_places(connection: sqlite3.Connection, stories: Collection[int]) -> Iterator[tuple[int, str, int, int | None]]:
    """Read (story, first moment, hash of the origin's URL, event) of stories that have an origin."""
    query = """SELECT stories.id, coalesce(first_published_at, ''), key, event_id FROM stories
               JOIN articles ON story_id = stories.id AND role = 'origin'
               JOIN fingerprints INDEXED BY fingerprint_traits ON article_id = articles.id WHERE stories.id"""
    return _rows(connection, query, stories)


def read_links(connection: sqlite3.Connection, stories: Collection[int]) -> dict[int, dict[int, float]]:
    """Give the links of stories: to whom, and how alike they are."""
    found: dict[int, dict[int, float]] = {}
    query = "SELECT story_id, other, likeness FROM event_links WHERE story_id"
    for story, other, likeness in _rows(connection, query, stories):
        found.setdefault(story, {})[other] = likeness
    return found


def _rows(connection: sqlite3.Connection, query: str, ids: Collection[int]) -> Iterator[Any]:
    """What a query that ends with the name of a column gives for these values of it."""
    for part in parts(sorted(ids)):
        yield from connection.execute(f"{query} IN ({marks(part)})", part)


def replace_links(
    connection: sqlite3.Connection, stories: Iterable[int], links: Mapping[tuple[int, int], float]
) -> None:
    """Forget the links of stories, from both ends, and keep others."""
    gone = list(stories)
    ends = [(other, story) for story, near in read_links(connection, gone).items() for other in near]
    connection.executemany("DELETE FROM event_links WHERE story_id = ? AND other = ?", ends)
    connection.executemany("DELETE FROM event_links WHERE story_id = ?", ([story] for story in gone))
    both = [(*pair, likeness) for (a, b), likeness in links.items() for pair in ((a, b), (b, a))]
    connection.executemany("INSERT OR REPLACE INTO event_links VALUES (?, ?, ?)", both)


def templates(connection: sqlite3.Connection, pairs: Iterable[tuple[int, int]]) -> set[tuple[int, int]]:
    """Those of the pairs of stories whose articles fill in one form: two forms are two happenings."""
    query = """SELECT 1 FROM articles AS one JOIN articles AS two JOIN matches
               ON a = min(one.id, two.id) AND b = max(one.id, two.id)
               WHERE one.story_id = ? AND one.role = 'origin' AND two.story_id = ? AND two.role = 'origin'
               AND relation = 'template'"""
    return {pair for pair in pairs if connection.execute(query, pair).fetchone()}


def create_event(connection: sqlite3.Connection) -> int:
    """Add an event without stories and give its id, which no other event ever gets."""
    number = connection.execute("INSERT INTO events (title) VALUES ('')").lastrowid
    assert number is not None
    return number


def assign_events(connection: sqlite3.Connection, events: Mapping[int, int | None]) -> None:
    """Say which event each story belongs to."""
    connection.executemany("UPDATE stories SET event_id = ? WHERE id = ?", ((e, story) for story, e in events.items()))


def refresh_events(connection: sqlite3.Connection, ids: Iterable[int]) -> None:
    """Bring titles (that of the first story) and spans of events up to date; one without stories goes."""
    for event in sorted(set(ids)):
        row = connection.execute(
            "SELECT min(first_published_at), max(last_published_at), count(*) FROM stories WHERE event_id = ?",
            [event],
        ).fetchone()
        if not row[2]:
            connection.execute("DELETE FROM events WHERE id = ?", [event])
            continue
        connection.execute(
            """UPDATE events SET first_published_at = ?, last_published_at = ?, title = (SELECT title FROM stories
               WHERE event_id = events.id ORDER BY first_published_at, id LIMIT 1) WHERE id = ?""",
            [row[0], row[1], event],
        )

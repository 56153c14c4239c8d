"""What folding writes: stories, memberships, matches and the history, all inside one `store.write()`.

Every function here takes the connection which that block gives. Folding reads the queue, decides, and in one
transaction writes its decisions and takes their articles off the queue: a kill loses nothing and doubles nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from storage.texts import storable

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Iterable

    from storage.records import Role, StoryChange
    from storage.store import Store

# A match as it is kept, as there are many: ids of two articles (the smaller first), relation, Jaccard, how much of each
# lies in the other, rule, recipe, passages as JSON (`[[text, place in a, place in b], …]`), when it was decided.
MatchRow = tuple[int, int, str, float, float, float, str, str, str, str]


def unfolded_ids(store: Store, limit: int = 1000) -> list[int]:
    """List the articles whose newest text folding has not seen, in the order in which they came to the store."""
    rows = store.connection.execute("SELECT article_id FROM unfolded ORDER BY article_id LIMIT ?", [limit])
    return [article_id for (article_id,) in rows]


def count_unfolded(store: Store) -> int:
    """Count the articles whose newest text folding has not seen."""
    return int(store.connection.execute("SELECT count(*) FROM unfolded").fetchone()[0])


def mark_folded(connection: sqlite3.Connection, ids: Iterable[int]) -> None:
    """Take articles off the queue."""
    connection.executemany("DELETE FROM unfolded WHERE article_id = ?", ([article_id] for article_id in ids))


def queue_all(connection: sqlite3.Connection, queued_at: str) -> None:
    """Put every article that has its text on the queue, to fold everything again."""
    connection.execute(
        """INSERT INTO unfolded (article_id, queued_at)
           SELECT id, ? FROM articles WHERE text_dropped_at IS NULL ON CONFLICT DO NOTHING""",
        [queued_at],
    )


def create_story(connection: sqlite3.Connection, *, title: str, recipe: str, created_at: str) -> int:
    """Add a story without members and give its id, which no other story ever gets."""
    cursor = connection.execute(
        "INSERT INTO stories (title, recipe, created_at) VALUES (?, ?, ?)", [storable(title), recipe, created_at]
    )
    assert cursor.lastrowid is not None
    return cursor.lastrowid


def assign(connection: sqlite3.Connection, memberships: Iterable[tuple[int, int, Role, float]]) -> None:
    """Put articles into stories: (article id, story id, role, similarity to the origin)."""
    connection.executemany(
        "UPDATE articles SET story_id = ?, role = ?, similarity = ? WHERE id = ?",
        ((story_id, role.value, similarity, article_id) for article_id, story_id, role, similarity in memberships),
    )


def refresh_stories(connection: sqlite3.Connection, ids: Iterable[int]) -> None:
    """Bring the titles (of the origin, else the earliest member) and the spans of time of stories up to date."""
    connection.executemany(
        """UPDATE stories SET (first_published_at, last_published_at)
               = (SELECT min(published_at), max(published_at) FROM articles WHERE story_id = stories.id),
           title = coalesce((SELECT title FROM articles WHERE id = (
               SELECT id FROM articles WHERE story_id = stories.id
               ORDER BY role IS NOT 'origin', published_at IS NULL, published_at, id LIMIT 1)), title)
           WHERE id = ?""",
        ([story_id] for story_id in ids),
    )


def merge_story(connection: sqlite3.Connection, story_id: int, into: int) -> None:
    """Let `story_id` go on as `into`, members included; its id leads there from now on. The history is the caller's."""
    if story_id == into:
        raise ValueError(f"story {story_id} cannot be merged into itself")
    connection.execute("UPDATE articles SET story_id = ? WHERE story_id = ?", [into, story_id])
    connection.execute("UPDATE stories SET merged_into = ? WHERE id = ?", [into, story_id])


def record_changes(connection: sqlite3.Connection, changes: Iterable[StoryChange]) -> None:
    """Add to the history of stories."""
    connection.executemany(
        """INSERT INTO story_changes (story_id, change, article_id, other, reason, changed_at)
           VALUES (?, ?, ?, ?, ?, ?)""",
        (
            (change.story_id, change.change.value, change.article_id, change.other, change.reason, change.changed_at)
            for change in changes
        ),
    )


def forget_matches(connection: sqlite3.Connection, ids: Collection[int]) -> None:
    """Forget every match of the articles."""
    connection.executemany("DELETE FROM matches WHERE a = ?", ([article_id] for article_id in ids))
    connection.executemany("DELETE FROM matches WHERE b = ?", ([article_id] for article_id in ids))


def keep_matches(connection: sqlite3.Connection, rows: Iterable[MatchRow]) -> None:
    """Keep matches; a pair that is kept already is replaced."""
    connection.executemany(
        """INSERT OR REPLACE INTO matches (a, b, relation, jaccard, containment_a, containment_b, rule, recipe,
           passages, decided_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
        rows,
    )

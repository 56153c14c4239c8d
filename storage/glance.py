"""What a line of a list says of a story beyond its members, for many stories at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from storage.errors import NotFoundError
from storage.lists import marks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from storage.store import Store


@dataclass(frozen=True, slots=True)
class Event:
    """An event: its first headline, from when to when it was told, how many stories and outlets told it."""

    event_id: int
    title: str
    first_published_at: str | None
    last_published_at: str | None
    stories: int
    outlets: int


def texts_of(store: Store, ids: Sequence[int]) -> dict[int, tuple[str, str]]:
    """Give title and text of some articles, by id; unknown ids are left out."""
    rows = store.connection.execute(
        f"SELECT id, title, text FROM articles WHERE id IN ({marks(ids)})",  # noqa: S608 (question marks)
        list(ids),
    )
    return {article_id: (title, text) for article_id, title, text in rows}


def revision_counts(store: Store, ids: Sequence[int]) -> dict[int, int]:
    """Give the number of revisions of those articles that have more than one, by id."""
    rows = store.connection.execute(
        f"""SELECT article_id, count(*) FROM revisions WHERE article_id IN ({marks(ids)})
            GROUP BY article_id HAVING count(*) > 1""",  # noqa: S608 (question marks)
        list(ids),
    )
    return {int(article_id): int(count) for article_id, count in rows}


def languages_of(store: Store, ids: Sequence[int]) -> dict[int, str]:
    """Give the languages of those articles whose language is known, by id."""
    rows = store.connection.execute(
        f"SELECT id, language FROM articles WHERE id IN ({marks(ids)}) AND language IS NOT NULL",  # noqa: S608 (question marks)
        list(ids),
    )
    return {int(article_id): str(language) for article_id, language in rows}


def found_in(store: Store, expression: str, story_ids: Sequence[int]) -> dict[int, int]:
    """Give for each story the first of its articles that the full-text `expression` finds."""
    rows = store.connection.execute(
        f"""SELECT story_id, min(id) FROM articles WHERE story_id IN ({marks(story_ids)})
            AND +id IN (SELECT rowid FROM article_words WHERE article_words MATCH ?) GROUP BY story_id""",  # noqa: S608 (question marks)
        [*story_ids, expression],
    )
    return {int(story_id): int(article_id) for story_id, article_id in rows}


def newest_change(store: Store) -> int:
    """Give the number of the newest entry in the history of stories; 0 where there is none."""
    return int(store.connection.execute("SELECT coalesce(max(id), 0) FROM story_changes").fetchone()[0])


def changed_since(store: Store, change: int, *, limit: int) -> list[int]:
    """List the stories that came or grew after that entry of the history, the latest first, `limit` at most."""
    rows = store.connection.execute(
        """SELECT story_id, max(id) AS newest FROM (
               SELECT story_id, id FROM story_changes WHERE id > ? ORDER BY id DESC LIMIT 1000)
           GROUP BY story_id ORDER BY newest DESC LIMIT ?""",
        [change, limit],
    )
    return [int(story_id) for story_id, _ in rows]


def stories_of_event(store: Store, event_id: int, *, but: int = 0, limit: int) -> list[int]:
    """List the stories of an event, without the story `but`, the earliest first, `limit` at most."""
    rows = store.connection.execute(
        """SELECT id FROM stories WHERE event_id = ? AND id != ? AND merged_into IS NULL
           ORDER BY first_published_at IS NULL, first_published_at, id LIMIT ?""",
        [event_id, but, limit],
    )
    return [int(story_id) for (story_id,) in rows]


def get_event(store: Store, event_id: int) -> Event:
    """Give an event. Raises NotFoundError."""
    row = store.connection.execute(
        """SELECT id, title, first_published_at, last_published_at,
               (SELECT count(*) FROM stories WHERE event_id = events.id AND merged_into IS NULL),
               (SELECT count(DISTINCT outlet) FROM articles JOIN stories ON stories.id = articles.story_id
                WHERE stories.event_id = events.id)
           FROM events WHERE id = ?""",
        [event_id],
    ).fetchone()
    if row is None or not row[4]:
        raise NotFoundError(f"no event has the id {event_id}")
    return Event(*row)

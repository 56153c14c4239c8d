"""The outbox of alerts: what each has seen of the history, the messages that wait, those that never arrived."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from storage.filters import Filters, chosen_articles
from storage.texts import storable

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Iterable, Iterator

    from storage.store import Store


@dataclass(frozen=True, slots=True)
class Watch:
    """How far an alert has looked: ids of `story_changes` and row ids of `revisions`, when it began and now."""

    alert: str
    first_change: int
    last_change: int
    last_revision: int


@dataclass(frozen=True, slots=True)
class Message:
    """One message of an alert to one of its channels; `attempts` counts the tries so far."""

    id: int
    alert: str
    channel: str
    message: str
    created_at: str
    attempts: int


def watch_of(store: Store, alert: str, now: str) -> Watch:
    """How far an alert has looked; a new one begins now, so that it does not tell of what was there before."""
    row = _watch(store, alert)
    if row is None:
        last_change, last_revision = newest(store)
        with store.write() as connection:
            connection.execute(
                """INSERT INTO watches (alert, begun_at, first_change, last_change, last_revision)
                   VALUES (?, ?, ?, ?, ?)""",
                [storable(alert), now, last_change, last_change, last_revision],
            )
        row = (last_change, last_change, last_revision)
    return Watch(alert, *row)


def _watch(store: Store, alert: str) -> tuple[int, int, int] | None:
    row = store.connection.execute(
        "SELECT first_change, last_change, last_revision FROM watches WHERE alert = ?", [storable(alert)]
    ).fetchone()
    return None if row is None else (int(row[0]), int(row[1]), int(row[2]))


def newest(store: Store) -> tuple[int, int]:
    """The newest change of a story and the newest revision, by their row ids."""
    row = store.connection.execute(
        "SELECT (SELECT coalesce(max(id), 0) FROM story_changes), (SELECT coalesce(max(rowid), 0) FROM revisions)"
    ).fetchone()
    return int(row[0]), int(row[1])


def advance(store: Store, alert: str, last_change: int, last_revision: int) -> None:
    """Note how far an alert has looked now. Raises StoreError."""
    with store.write() as connection:
        connection.execute(
            "UPDATE watches SET last_change = ?, last_revision = ? WHERE alert = ?",
            [last_change, last_revision, storable(alert)],
        )


def touched_stories(store: Store, watch: Watch, filters: Filters) -> list[tuple[int, bool, int]]:
    """List the stories that an article came to since the alert looked last and that `filters` let through.

    A story that only lost one is not among them: nothing picked it up. Each comes with whether it was created since
    the alert began, and with how many outlets ran it.
    """
    where, values = chosen_articles(filters)
    rows = store.connection.execute(
        f"""SELECT story_id, (SELECT max(id) FROM story_changes
                              WHERE story_id = articles.story_id AND change = 'created'),
                   (SELECT count(DISTINCT outlet) FROM articles AS others WHERE others.story_id = articles.story_id)
            FROM articles
            WHERE {where} AND story_id IN (SELECT story_id FROM story_changes
                                              WHERE id > ? AND change NOT IN ('removed', 'split'))
            GROUP BY story_id ORDER BY story_id""",  # noqa: S608 (our own words)
        [*values, watch.last_change],
    )
    return [(int(story), (created or 0) > watch.first_change, int(outlets)) for story, created, outlets in rows]


def touched_articles(store: Store, watch: Watch, filters: Filters) -> list[tuple[int, int]]:
    """List the articles that `filters` let through with a revision since the alert looked last, with its number."""
    where, values = chosen_articles(filters)
    rows = store.connection.execute(
        f"""SELECT articles.id, max(revisions.number) FROM articles JOIN revisions ON article_id = articles.id
            WHERE {where} AND number > 1 AND revisions.rowid > ? GROUP BY articles.id""",  # noqa: S608 (our own words)
        [*values, watch.last_revision],
    )
    return [(int(article), int(number)) for article, number in rows]


def put_messages(store: Store, messages: Iterable[tuple[str, str, str, str]], now: str) -> int:
    """Put messages (alert, channel, occasion, text) into the outbox, each occasion once; gives how many were new."""
    count = 0
    with store.write() as connection:
        for alert, channel, occasion, text in messages:
            count += connection.execute(
                """INSERT INTO deliveries (alert, channel, occasion, message, created_at, next_try_at)
                   VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING""",
                [storable(alert), channel, storable(occasion), storable(text), now, now],
            ).rowcount
    return count


def due_messages(store: Store, now: str, *, limit: int = 20) -> list[Message]:
    """List the messages whose next try is due, the oldest first, at most `limit` a channel."""
    rows = store.connection.execute(
        """SELECT id, alert, channel, message, created_at, attempts FROM deliveries JOIN (
               SELECT id, row_number() OVER (PARTITION BY alert, channel ORDER BY id) AS place
               FROM deliveries WHERE next_try_at IS NOT NULL AND next_try_at <= ?) USING (id)
           WHERE place <= ? ORDER BY id""",
        [now, limit],
    )
    return [Message(*row) for row in rows]


def still_waits(store: Store, message: Message) -> bool:
    """Whether a message is to be carried still, and not about an article that was taken out meanwhile."""
    query = "SELECT 1 FROM deliveries WHERE id = ? AND next_try_at IS NOT NULL"
    return store.connection.execute(query, [message.id]).fetchone() is not None


def delivered(store: Store, message: Message, now: str) -> None:
    """Note that a message arrived. Raises StoreError."""
    with store.write() as connection:
        connection.execute(
            "UPDATE deliveries SET delivered_at = ?, next_try_at = NULL, attempts = ?, error = '' WHERE id = ?",
            [now, message.attempts + 1, message.id],
        )


def not_delivered(store: Store, message: Message, error: str, now: str, next_try_at: str | None) -> None:
    """Note that a try failed and when the next is; with None, the message becomes a dead letter. Raises StoreError."""
    with store.write() as connection:
        connection.execute(
            "UPDATE deliveries SET next_try_at = ?, attempts = ?, error = ? WHERE id = ?",
            [next_try_at, message.attempts + 1, storable(error), message.id],
        )
        if next_try_at is None:
            connection.execute(
                """INSERT INTO dead_letters (alert, channel, message, created_at, attempts, error, given_up_at)
                   SELECT alert, channel, message, created_at, attempts, error, ? FROM deliveries WHERE id = ?""",
                [now, message.id],
            )


def failing(store: Store, tries: int) -> list[tuple[str, str, int, str]]:
    """List (alert, channel, messages that wait, the error of the one tried most) where that was tried so often."""
    rows = store.connection.execute(  # with max(), the error is that of the row which has it
        """SELECT alert, channel, count(*), error, max(attempts) FROM deliveries WHERE next_try_at IS NOT NULL
           GROUP BY alert, channel HAVING max(attempts) >= ? ORDER BY alert, channel""",
        [tries],
    )
    return [(alert, channel, int(waiting), error) for alert, channel, waiting, error, _ in rows]


def latest_messages(store: Store, alert: str, channel: str, *, limit: int = 100) -> list[Message]:
    """List the newest messages of an alert to a channel, delivered or not, the newest first."""
    rows = store.connection.execute(
        """SELECT id, alert, channel, message, created_at, attempts FROM deliveries
           WHERE alert = ? AND channel = ? AND message != '' ORDER BY id DESC LIMIT ?""",
        [storable(alert), channel, limit],
    )
    return [Message(*row) for row in rows]


def forget_delivered(store: Store, before: str) -> int:
    """Forget messages that arrived before a moment (UTC), but for the newest 100 a channel; gives how many."""
    with store.write() as connection:
        return connection.execute(
            """DELETE FROM deliveries WHERE delivered_at < ? AND id NOT IN (
                   SELECT id FROM (SELECT id, row_number() OVER (PARTITION BY alert, channel ORDER BY id DESC) AS place
                                   FROM deliveries) WHERE place <= 100)""",
            [before],
        ).rowcount


def forget_told(connection: sqlite3.Connection, urls: Collection[str]) -> None:
    """Forget the messages that tell of articles at `urls`. Inside a `store.write()` block.

    What waits goes, and is put anew where the story changes and is still one to tell of. Of what was told the occasion
    stays, so that it is not told again, without its words.
    """
    gone = set(urls)
    connection.executemany("DELETE FROM dead_letters WHERE id = ?", _telling(connection, "dead_letters", gone))
    told = _telling(connection, "deliveries", gone)
    connection.executemany("DELETE FROM deliveries WHERE id = ? AND next_try_at IS NOT NULL", told)
    connection.executemany("UPDATE deliveries SET message = '', error = '' WHERE id = ?", told)


def _telling(connection: sqlite3.Connection, table: str, urls: set[str]) -> list[tuple[int]]:
    rows = connection.execute(f"SELECT id, message FROM {table} WHERE message != ''")  # noqa: S608 (our own words)
    return [(number,) for number, message in rows if not urls.isdisjoint(_told_of(message))]


def _told_of(message: str) -> Iterator[str]:
    """The addresses of the articles that a message tells of."""
    told = json.loads(message)
    for article in (told.get("article", {}), *told.get("story", {}).get("members", ())):
        yield article.get("url", "")

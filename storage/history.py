"""What is known about a URL before it is asked for again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from storage.records import Outcome
from storage.texts import storable

if TYPE_CHECKING:
    from storage.store import Store


@dataclass(frozen=True, slots=True)
class Past:
    """How a URL fared: `article_id` where it gave an article, else None; `first_at` and `last_at` are UTC.

    Of an article they are when it was first had and last seen; of anything else, the first and the last request.
    """

    article_id: int | None
    first_at: str
    last_at: str
    last_outcome: Outcome


def past_of(store: Store, url: str) -> Past | None:
    """Give what is known of `url`, an article's address or another's; None where it was never asked for."""
    address = storable(url)
    article = store.connection.execute(
        """SELECT id, first_fetched_at, checked_at FROM articles
           WHERE id = coalesce((SELECT id FROM articles WHERE url = ?1),
                               (SELECT article_id FROM aliases WHERE url = ?1))""",
        [address],
    ).fetchone()
    if article is not None:
        return Past(int(article[0]), str(article[1]), str(article[2]), Outcome.OK)
    fetched = store.connection.execute(
        """SELECT (SELECT fetched_at FROM fetches WHERE url = ?1 ORDER BY id LIMIT 1), fetched_at, outcome
           FROM fetches WHERE url = ?1 ORDER BY id DESC LIMIT 1""",
        [address],
    ).fetchone()
    return None if fetched is None else Past(None, str(fetched[0]), str(fetched[1]), Outcome(fetched[2]))


def text_at(store: Store, url: str) -> str | None:
    """Give the newest text of the article at `url`, canonical or an alias; None where there is none."""
    past = past_of(store, url)
    if past is None or past.article_id is None:
        return None
    return str(store.connection.execute("SELECT text FROM articles WHERE id = ?", [past.article_id]).fetchone()[0])


def urls_listed_since(store: Store, source: str, moment: str) -> list[str]:
    """List the links that `source` first showed at `moment` (UTC) or later, the newest first."""
    rows = store.connection.execute(
        "SELECT url FROM sightings WHERE source = ? AND first_seen_at >= ? ORDER BY first_seen_at DESC",
        [storable(source), moment],
    )
    return [str(row[0]) for row in rows]


def note_unchanged(store: Store, url: str, checked_at: str) -> int | None:
    """Note that the article at `url` was seen unchanged; returns its id, None where `url` is no article's."""
    past = past_of(store, url)
    if past is None or past.article_id is None:
        return None
    with store.write() as connection:
        connection.execute("UPDATE articles SET checked_at = ? WHERE id = ?", [checked_at, past.article_id])
    return past.article_id

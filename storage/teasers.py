"""Teasers: one row a link, whichever listings, feeds and sitemaps show it, and which source showed it when."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from storage.records import Teaser
from storage.removals import is_removed
from storage.texts import storable
from storage.times import is_more_exact, to_utc

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator, Sequence

    from storage.store import Store

_COLUMNS = "url, title, teaser, published_at, truncated, image, language"
_AT_ONCE = 500  # parameters of one query


def save_teasers(store: Store, source: str, teasers: Iterable[Teaser], seen_at: str) -> list[str]:
    """Keep what `source` shows, in one transaction; returns the links that no source had shown before, in order.

    A link that is known keeps the richer of its old and new fields (`richer`). Of what was taken out of the
    store only the link is kept. `seen_at` is UTC. Raises StoreError.
    """
    new: list[str] = []
    with store.write() as connection:
        for teaser in teasers:
            coming = _storable(teaser)
            if is_removed(connection, coming.url):
                coming = Teaser(coming.url, "")
            old = _teaser(connection, coming.url)
            if old is None:
                new.append(coming.url)
            _keep(connection, coming if old is None else richer(old, coming), seen_at)
            connection.execute(
                """INSERT INTO sightings (source, url, first_seen_at, last_seen_at) VALUES (?1, ?2, ?3, ?3)
                   ON CONFLICT (source, url) DO UPDATE SET last_seen_at = excluded.last_seen_at""",
                [storable(source), coming.url, seen_at],
            )
    return new


def richer(old: Teaser, new: Teaser) -> Teaser:
    """Join two teasers of one link, field by field: the newest title, the most of the text, the settled time."""
    text = max(old, new, key=lambda teaser: (bool(teaser.teaser), not teaser.truncated, len(teaser.teaser)))
    return replace(
        new,
        title=new.title or old.title,
        teaser=text.teaser,
        truncated=text.truncated,
        published_at=_settled(old.published_at, new.published_at),
        image=new.image or old.image,
        language=new.language or old.language,
    )


def _settled(old: str | None, new: str | None) -> str | None:
    """The more exact of two times of one day; of two that contradict each other the earlier, whichever came first."""
    if old is None or new is None:
        return old or new
    if is_more_exact(old, new) or is_more_exact(new, old):
        return max(old, new, key=len)
    return min(old, new)


def teaser_of(store: Store, url: str) -> Teaser | None:
    """Give the teaser of a canonical link, None where no source has shown it."""
    return _teaser(store.connection, storable(url))


def teasers_of(store: Store, source: str) -> Iterator[Teaser]:
    """Go through the teasers that `source` has shown, in the order in which it first did."""
    for row in store.connection.execute(
        f"""SELECT {_COLUMNS} FROM sightings JOIN teasers USING (url) WHERE source = ?
            ORDER BY sightings.first_seen_at, teasers.rowid""",  # noqa: S608 (names of columns)
        [storable(source)],
    ):
        yield _from_row(row)


def known_links(store: Store, urls: Sequence[str], *, source: str | None = None) -> set[str]:
    """Pick from `urls` those that were shown before, by `source` where one is named, else by any."""
    known: set[str] = set()
    for start in range(0, len(urls), _AT_ONCE):
        some = [storable(url) for url in urls[start : start + _AT_ONCE]]
        marks = ", ".join("?" * len(some))
        where, table = ("source = ? AND ", "sightings") if source is not None else ("", "teasers")
        query = f"SELECT url FROM {table} WHERE {where}url IN ({marks})"  # noqa: S608 (our own words)
        known |= {url for (url,) in store.connection.execute(query, [*([] if source is None else [source]), *some])}
    return known


def _storable(teaser: Teaser) -> Teaser:
    return replace(
        teaser,
        url=storable(teaser.url),
        title=storable(teaser.title),
        teaser=storable(teaser.teaser),
        published_at=_moment(teaser.published_at),
        image=teaser.image and storable(teaser.image),
        language=teaser.language and storable(teaser.language),
    )


def _moment(declared: str | None) -> str | None:
    try:
        return declared and to_utc(declared)
    except (ValueError, OverflowError):
        return None


def _teaser(connection: sqlite3.Connection, url: str) -> Teaser | None:
    row = connection.execute(f"SELECT {_COLUMNS} FROM teasers WHERE url = ?", [url]).fetchone()  # noqa: S608 (names of columns)
    return None if row is None else _from_row(row)


def _from_row(row: tuple[str, str, str, str | None, int, str | None, str | None]) -> Teaser:
    url, title, text, published_at, truncated, image, language = row
    return Teaser(url, title, text, published_at, bool(truncated), image, language)


def _keep(connection: sqlite3.Connection, teaser: Teaser, seen_at: str) -> None:
    connection.execute(
        f"""INSERT INTO teasers ({_COLUMNS}, first_seen_at, last_seen_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?8)
            ON CONFLICT (url) DO UPDATE SET title = excluded.title, teaser = excluded.teaser,
            published_at = excluded.published_at, truncated = excluded.truncated, image = excluded.image,
            language = excluded.language, last_seen_at = excluded.last_seen_at""",  # noqa: S608 (names of columns)
        [
            teaser.url,
            teaser.title,
            teaser.teaser,
            teaser.published_at,
            int(teaser.truncated),
            teaser.image,
            teaser.language,
            seen_at,
        ],
    )

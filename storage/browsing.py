"""Pages of stories, articles, matches and events for readers who look at a few at a time: by cursor, never by offset.

Whatever is asked for, the work is bounded: what few articles have is looked up from them, what many have is found by
walking along the order that is shown. A cursor names the last thing shown, so that nothing is shown twice or passed
over while new things come in.
"""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from storage.errors import InputError
from storage.filters import Filters, chosen_articles
from storage.searching.words import required_expression

if TYPE_CHECKING:
    import sqlite3

    from storage.store import Store

FEW = 1500  # articles from which stories are looked up; of more, some soon turn up along the way
_Values = list[str | int | None]


@dataclass(frozen=True, slots=True)
class Choice:
    """What to list: filters as everywhere, and whether only stories with an article that was changed."""

    filters: Filters
    revised: bool = False


@dataclass(frozen=True, slots=True)
class Slice:
    """Ids in the order they are shown, and the cursor that leads to what follows; '' at the end."""

    ids: tuple[int, ...]
    following: str = ""


def story_slice(store: Store, choice: Choice, *, cursor: str = "", limit: int = 30) -> Slice:
    """List the ids of `limit` stories, newest first, those without any time last. Raises InputError."""
    moment, last = opened(cursor, (str, int)) if cursor else (None, None)
    with store.snapshot() as connection:
        where, values = _stories_where(connection, choice)
        rows: list[tuple[int, str | None]] = []
        if moment or not cursor:
            after = "AND (last_published_at, id) < (?, ?)" if cursor else ""
            rows = connection.execute(
                f"""SELECT id, last_published_at FROM stories WHERE last_published_at IS NOT NULL AND {where} {after}
                    ORDER BY last_published_at DESC, id DESC LIMIT ?""",  # noqa: S608 (our own words)
                [*values, *([moment, last] if cursor else []), limit + 1],
            ).fetchall()
        if len(rows) <= limit:
            after = "AND id < ?" if cursor and not moment else ""
            rows += connection.execute(
                f"""SELECT id, NULL FROM stories WHERE last_published_at IS NULL AND {where} {after}
                    ORDER BY id DESC LIMIT ?""",  # noqa: S608 (our own words)
                [*values, *([last] if after else []), limit + 1 - len(rows)],
            ).fetchall()
    following = sealed(rows[limit - 1][1] or "", rows[limit - 1][0]) if len(rows) > limit else ""
    return Slice(tuple(story_id for story_id, _ in rows[:limit]), following)


def article_slice(store: Store, choice: Choice, *, cursor: str = "", limit: int = 30) -> Slice:
    """List the ids of `limit` articles, rising, as an export has them. Raises InputError."""
    (last,) = opened(cursor, (int,)) if cursor else (0,)
    with store.snapshot() as connection:
        _, where, values = _chosen(connection, choice)
        rows = connection.execute(
            f"SELECT id FROM articles WHERE id > ? AND {where} ORDER BY id LIMIT ?",  # noqa: S608 (our own words)
            [last, *values, limit + 1],
        ).fetchall()
    ids = tuple(article_id for (article_id,) in rows[:limit])
    return Slice(ids, sealed(ids[-1]) if len(rows) > limit else "")


def match_slice(
    store: Store, choice: Choice, *, cursor: str = "", limit: int = 30
) -> tuple[list[tuple[int, int]], str]:
    """List the pairs of `limit` matches, rising, and the cursor of what follows. Raises InputError."""
    last = opened(cursor, (int, int)) if cursor else [0, 0]
    with store.snapshot() as connection:
        few, where, values = _chosen(connection, choice)
        inside = f"SELECT id FROM articles WHERE {where}"  # noqa: S608 (our own words)
        chosen = "1"
        if few is not None:
            pairs = (
                f"SELECT a, b FROM matches WHERE a IN ({inside}) UNION SELECT a, b FROM matches WHERE b IN ({inside})"  # noqa: S608 (our own words)
            )
            chosen, values = f"(a, b) IN ({pairs})", [*values, *values]
        elif where != "1":
            chosen = f"EXISTS (SELECT 1 FROM articles WHERE articles.id IN (a, b) AND {where})"  # noqa: S608 (our own words)
        rows = connection.execute(
            f"SELECT a, b FROM matches WHERE (a, b) > (?, ?) AND {chosen} ORDER BY a, b LIMIT ?",  # noqa: S608 (our own words)
            [*last, *values, limit + 1],
        ).fetchall()
    return rows[:limit], sealed(*rows[limit - 1]) if len(rows) > limit else ""


def event_slice(store: Store, choice: Choice, *, cursor: str = "", limit: int = 30) -> Slice:
    """List the ids of `limit` events, rising. Raises InputError."""
    (last,) = opened(cursor, (int,)) if cursor else (0,)
    with store.snapshot() as connection:
        where, values = _stories_where(connection, choice)
        told = f"SELECT 1 FROM stories WHERE event_id = events.id AND {where}"  # noqa: S608 (our own words)
        rows = connection.execute(
            f"SELECT id FROM events WHERE id > ? AND EXISTS ({told}) ORDER BY id LIMIT ?",  # noqa: S608 (our own words)
            [last, *values, limit + 1],
        ).fetchall()
    ids = tuple(event_id for (event_id,) in rows[:limit])
    return Slice(ids, sealed(ids[-1]) if len(rows) > limit else "")


def outlets(store: Store, *, limit: int = 500) -> list[str]:
    """List the outlets by name, `limit` at most."""
    return [name for name in distinct(store.connection, "outlet", limit) if name]


def distinct(connection: sqlite3.Connection, column: str, limit: int = -1) -> list[str]:
    """Give the values of an indexed column of the articles; it leaps along the index from one to the next."""
    rows = connection.execute(
        f"""WITH RECURSIVE known (value) AS (
               SELECT min({column}) FROM articles
               UNION ALL SELECT (SELECT min({column}) FROM articles WHERE {column} > known.value) FROM known
               WHERE known.value IS NOT NULL)
           SELECT value FROM known WHERE value IS NOT NULL LIMIT ?""",  # noqa: S608 (names of columns)
        [limit],
    )
    return [str(value) for (value,) in rows]


def _stories_where(connection: sqlite3.Connection, choice: Choice) -> tuple[str, _Values]:
    """Give the condition on table `stories`: one member meets all, and the story has outlets enough."""
    least = choice.filters.min_outlets
    few, where, values = _chosen(connection, replace(choice, filters=replace(choice.filters, min_outlets=None)))
    if few is not None:  # from few articles to their stories
        conditions = [f"id IN (SELECT story_id FROM articles WHERE {where})"]  # noqa: S608 (our own words)
    else:
        conditions = [f"EXISTS (SELECT 1 FROM articles WHERE articles.story_id = stories.id AND {where})"]  # noqa: S608 (our own words)
    if least and least > 1:
        conditions.append("(SELECT count(DISTINCT outlet) FROM articles WHERE story_id = stories.id) >= ?")
        values.append(least)
    return " AND ".join(["merged_into IS NULL", *conditions]), values


def _chosen(connection: sqlite3.Connection, choice: Choice) -> tuple[set[int] | None, str, _Values]:
    """Give the articles in question where they are few, and the condition on table `articles` with its values."""
    few: set[int] | None = None
    conditions: list[str] = []
    values: _Values = []
    for look_up, condition, wanted in _asked(connection, choice):
        rows = connection.execute(f"{look_up} LIMIT {FEW + 1}", wanted).fetchall()
        if len(rows) > FEW:
            conditions.append(condition)
            values += wanted
        else:
            few = {row[0] for row in rows} & (few if few is not None else {row[0] for row in rows})
    if choice.filters.min_outlets and choice.filters.min_outlets > 1:
        members = "SELECT count(DISTINCT outlet) FROM articles AS other WHERE other.story_id = articles.story_id"
        conditions.append(f"({members}) >= ?")
        values.append(choice.filters.min_outlets)
    if few is not None:
        return few, " AND ".join([_AMONG, *conditions]), [json.dumps(sorted(few)), *values]
    return None, " AND ".join(conditions) or "1", values


_AMONG = "articles.id IN (SELECT value FROM json_each(?))"
# Listed once, not asked for each article, which costs half a millisecond; `+` keeps SQLite walking along the stories.
_HAS_WORDS = "+articles.id IN (SELECT rowid FROM article_words WHERE article_words MATCH ?)"
_OF_SOURCE = """SELECT id FROM articles WHERE source = ? UNION ALL
    SELECT articles.id FROM sightings JOIN articles ON articles.url = sightings.url WHERE sightings.source = ?"""
_REVISED = "EXISTS (SELECT 1 FROM revisions WHERE article_id = articles.id AND number = 2)"


def _asked(connection: sqlite3.Connection, choice: Choice) -> list[tuple[str, str, _Values]]:
    """For each filter the query that looks its articles up, the condition that checks one, and the values of both."""
    filters = choice.filters
    asked: list[tuple[str, str, _Values]] = []
    if filters.query:
        expression = required_expression(filters.query)
        asked.append(("SELECT rowid FROM article_words WHERE article_words MATCH ?", _HAS_WORDS, [expression]))
    if filters.outlet:
        wanted = _lower(filters.outlet)
        names = [name for name in distinct(connection, "outlet") if _lower(name) == wanted]
        asked.append(_is_one_of("outlet", names))
    if filters.language:
        wanted = _lower(filters.language) + "-"
        names = [name for name in distinct(connection, "language") if f"{_lower(name)}-".startswith(wanted)]
        asked.append(_is_one_of("language", names))
    if choice.revised:
        asked.append(("SELECT article_id FROM revisions WHERE number = 2", _REVISED, []))
    if filters.source:
        condition, values = chosen_articles(Filters(source=filters.source))
        asked.append((_OF_SOURCE, condition, list(values)))
    condition, values = chosen_articles(Filters(since=filters.since, until=filters.until))
    if condition != "1":
        asked.append((f"SELECT id FROM articles WHERE {condition}", condition, list(values)))  # noqa: S608 (our own words)
    return asked


def _is_one_of(column: str, names: list[str]) -> tuple[str, str, _Values]:
    condition = f"articles.{column} IN (SELECT value FROM json_each(?))"  # noqa: S608 (names of columns)
    return f"SELECT id FROM articles WHERE {condition}", condition, [json.dumps(names)]  # noqa: S608 (our own words)


def _lower(name: str) -> str:
    """A name as SQLite compares it without letter case: that of ASCII alone."""
    return "".join(letter.lower() if letter.isascii() else letter for letter in name)


def sealed(*place: str | int) -> str:
    """Give the cursor that names a place."""
    return base64.urlsafe_b64encode(json.dumps(place, separators=(",", ":")).encode()).decode().rstrip("=")


def opened(cursor: str, shape: tuple[type, ...]) -> list[Any]:
    """Give the place, of values of these types, that a cursor names. Raises InputError for what is none."""
    try:
        place = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (binascii.Error, ValueError):
        place = None
    if not isinstance(place, list) or [type(part) for part in place] != list(shape):
        raise InputError(f"{cursor!r} is no cursor: take the one that the page before gave")
    if any(isinstance(part, int) and abs(part) >= 2**63 for part in place):
        raise InputError(f"{cursor!r} is no cursor: take the one that the page before gave")
    return place

"""Stories as they are read: members, matches, history; ids of merged stories lead to the survivor."""

from __future__ import annotations

import json
from array import array
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from storage.errors import NotFoundError
from storage.filters import Filters, chosen_articles
from storage.reading import attributions_of
from storage.records import Change, Match, Member, Passage, Relation, Role, Story, StoryChange

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Sequence

    from storage.store import Store

AT_ONCE = 100  # stories that one round of queries reads
_MATCH = "a, b, relation, jaccard, containment_a, containment_b, rule, recipe, passages, decided_at"


def get_story(store: Store, story_id: int) -> Story:
    """Give the story of that id, or the one that it was merged into. Raises NotFoundError."""
    with store.snapshot() as connection:
        found = _assemble(connection, [survivor(store, story_id)])
    if not found:
        raise NotFoundError(f"story {story_id} has no members any more", "`newsfold stories` lists those that have")
    return found[0]


def get_stories(store: Store, ids: Sequence[int], *, evidence: bool = True) -> list[Story]:
    """Give the stories of `ids` in that order, those without members left out; without `evidence`, no matches."""
    with store.snapshot() as connection:
        return _assemble(connection, ids, evidence=evidence)


def survivor(store: Store, story_id: int) -> int:
    """Give the id under which a story goes on: its own, or that of the last one it was merged into.

    Raises NotFoundError where no story ever had the id.
    """
    row = store.connection.execute(
        """WITH RECURSIVE way (id, merged_into) AS (
               SELECT id, merged_into FROM stories WHERE id = ?
               UNION SELECT stories.id, stories.merged_into FROM stories JOIN way ON stories.id = way.merged_into)
           SELECT id FROM way WHERE merged_into IS NULL""",
        [story_id],
    ).fetchone()
    if row is None:
        raise NotFoundError(f"no story has the id {story_id}", "`newsfold stories` lists what there is")
    return int(row[0])


def list_stories(store: Store, filters: Filters | None = None, *, limit: int = 50) -> list[Story]:
    """List the stories with a member that `filters` let through, newest first, those without any time last.

    Raises InputError on a senseless time or query.
    """
    where, values = _chosen(filters)
    with store.snapshot() as connection:
        rows = connection.execute(
            f"SELECT id FROM stories WHERE {where} ORDER BY last_published_at DESC, id DESC LIMIT ?",  # noqa: S608 (our own words)
            [*values, limit],
        )
        return _assemble(connection, [story_id for (story_id,) in rows])


def count_stories(store: Store, filters: Filters | None = None) -> int:
    """Count the stories that `list_stories` could list. Raises InputError."""
    where, values = _chosen(filters)
    return int(store.connection.execute(f"SELECT count(*) FROM stories WHERE {where}", values).fetchone()[0])  # noqa: S608 (our own words)


def has_undated(store: Store, filters: Filters | None = None) -> bool:
    """Whether any of the stories that `list_stories` could list has no time. Raises InputError."""
    where, values = _chosen(filters)
    query = f"SELECT EXISTS (SELECT 1 FROM stories WHERE last_published_at IS NULL AND {where})"  # noqa: S608 (our own words)
    return bool(store.connection.execute(query, values).fetchone()[0])


def iter_stories(store: Store, filters: Filters | None = None) -> Iterator[Story]:
    """Go through the stories with a member that `filters` let through, by id, a few in memory at a time.

    The store may be written meanwhile; wrap it in `store.snapshot()` to see one state. Raises InputError.
    """
    where, values = _chosen(filters)
    rows = store.connection.execute(f"SELECT id FROM stories WHERE {where} ORDER BY id", values)  # noqa: S608 (our own words)
    ids = array("q", (story_id for (story_id,) in rows))
    for start in range(0, len(ids), AT_ONCE):
        with store.snapshot() as connection:
            found = _assemble(connection, ids[start : start + AT_ONCE])
        yield from found


def history_of(store: Store, story_id: int) -> list[StoryChange]:
    """List what happened to a story, oldest first, with what other stories did to it."""
    rows = store.connection.execute(
        """SELECT story_id, change, article_id, other, reason, changed_at FROM story_changes
           WHERE story_id = ?1 UNION ALL
           SELECT story_id, change, article_id, other, reason, changed_at FROM story_changes
           WHERE other = ?1 AND story_id != ?1 ORDER BY changed_at""",
        [story_id],
    )
    return [
        StoryChange(story, Change(change), article_id, other, reason, changed_at)
        for story, change, article_id, other, reason, changed_at in rows
    ]


def match_of(store: Store, one: int, other: int) -> Match | None:
    """Give the match of two article ids, in whichever order; None where there is none."""
    row = store.connection.execute(
        f"SELECT {_MATCH} FROM matches WHERE a = ? AND b = ?",  # noqa: S608 (names of columns)
        [min(one, other), max(one, other)],
    ).fetchone()
    return None if row is None else _match(row)


def iter_matches(store: Store, filters: Filters | None = None) -> Iterator[tuple[Match, str, str]]:
    """Go through the matches of which one article passes `filters`, by ids, each with the URLs of its articles.

    Reads one state of the store, which must not be written through this connection meanwhile. Raises InputError.
    """
    where, values = chosen_articles(filters or Filters())
    inside = f"SELECT id FROM articles WHERE {where}"  # noqa: S608 (our own words)
    chosen = "1" if where == "1" else f"(a IN ({inside}) OR b IN ({inside}))"
    for *row, url_a, url_b in store.connection.execute(
        f"""SELECT {_MATCH}, (SELECT url FROM articles WHERE id = a), (SELECT url FROM articles WHERE id = b)
            FROM matches WHERE {chosen} ORDER BY a, b""",  # noqa: S608 (our own words)
        [] if where == "1" else [*values, *values],
    ):
        yield _match(row), url_a, url_b


def _chosen(filters: Filters | None) -> tuple[str, list[str | int]]:
    where, values = chosen_articles(filters or Filters())
    member = f"SELECT 1 FROM articles WHERE articles.story_id = stories.id AND {where}"  # noqa: S608 (our own words)
    return f"merged_into IS NULL AND EXISTS ({member})", values


def _assemble(connection: sqlite3.Connection, ids: Sequence[int], *, evidence: bool = True) -> list[Story]:
    marks = f"({', '.join('?' * len(ids))})"
    members = _members(connection, ids, marks)
    matches = _matches(connection, ids, marks) if evidence else {}
    query = (
        f"SELECT id, event_id, title, first_published_at, last_published_at, recipe FROM stories WHERE id IN {marks}"  # noqa: S608 (question marks)
    )
    facts = {row[0]: row for row in connection.execute(query, list(ids))}
    return [
        _story(facts[story_id], members[story_id], matches.get(story_id, [])) for story_id in ids if story_id in members
    ]


def _story(facts: Sequence[Any], members: list[Member], matches: list[Match]) -> Story:
    story_id, event_id, title, first_published_at, last_published_at, recipe = facts
    return Story(
        story_id=story_id,
        event_id=event_id,
        title=title,
        first_published_at=first_published_at,
        last_published_at=last_published_at,
        outlets=tuple(dict.fromkeys(member.outlet for member in members if member.outlet)),
        members=tuple(members),
        matches=tuple(matches),
        recipe=recipe,
    )


def _members(connection: sqlite3.Connection, ids: Sequence[int], marks: str) -> dict[int, list[Member]]:
    """Read members by story: the origin first, then by time, those without one last."""
    rows = connection.execute(
        f"""SELECT story_id, id, url, outlet, title, published_at, role, similarity FROM articles
            WHERE story_id IN {marks}
            ORDER BY story_id, role IS NOT 'origin', published_at IS NULL, published_at, id""",  # noqa: S608 (question marks)
        list(ids),
    ).fetchall()
    credited = attributions_of(connection, [row[1] for row in rows])
    members: defaultdict[int, list[Member]] = defaultdict(list)
    for story_id, article_id, url, outlet, title, published_at, role, similarity in rows:
        members[story_id].append(
            Member(
                id=article_id,
                url=url,
                outlet=outlet,
                title=title,
                published_at=published_at,
                role=Role(role or Role.COPY),
                similarity=0.0 if similarity is None else similarity,
                attributions=credited.get(article_id, ()),
            )
        )
    return members


def _matches(connection: sqlite3.Connection, ids: Sequence[int], marks: str) -> dict[int, list[Match]]:
    """Read matches by story; one between two stories belongs to both."""
    inside = f"SELECT id FROM articles WHERE story_id IN {marks}"  # noqa: S608 (question marks)
    pairs = f"SELECT * FROM matches WHERE a IN ({inside}) UNION SELECT * FROM matches WHERE b IN ({inside})"  # noqa: S608 (question marks)
    rows = connection.execute(
        f"""SELECT {_MATCH}, (SELECT story_id FROM articles WHERE id = a), (SELECT story_id FROM articles WHERE id = b)
            FROM ({pairs}) ORDER BY a, b""",  # noqa: S608 (our own words)
        [*ids, *ids],
    )
    matches: defaultdict[int, list[Match]] = defaultdict(list)
    for *row, story_a, story_b in rows:
        match = _match(row)
        for story_id in {story_a, story_b}:
            matches[story_id].append(match)
    return matches


def _match(row: Sequence[Any]) -> Match:
    a, b, relation, jaccard, containment_a, containment_b, rule, recipe, passages, decided_at = row
    shared = tuple(Passage(text, a_offset, b_offset) for text, a_offset, b_offset in json.loads(passages))
    return Match(a, b, Relation(relation), jaccard, containment_a, containment_b, rule, recipe, shared, decided_at)

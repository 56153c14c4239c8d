"""From stories that changed to events in the store: the door of `dedupe.events` to its tables."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from typing import TYPE_CHECKING

import numpy as np

from dedupe import tellers
from dedupe.events import SHARED, TELLER, around, by_leader, leaders, likeness, minima, propose
from storage import events as tables

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Mapping

    from dedupe.events import Links, Place

_DAY = timedelta(days=1)
_NAME = 4  # bytes of a name or number in a fingerprint
_BEGIN = datetime(1970, 1, 1, tzinfo=UTC)


def draw_events(connection: sqlite3.Connection, articles: Collection[int] = ()) -> int:
    """Bring the events up to date with the stories that changed, and give how many of those there were.

    `articles` are those that were folded again, became mash-ups or ceased to be: of them no history of stories tells.
    Call it in the transaction that wrote their stories: who draws later finds none that is half told. Most stories that
    change only grow: of those that tell otherwise than before, or for the first time, the days around are looked at.
    """
    changed = tables.take_changed(connection) | tables.stories_of(connection, articles)
    told = _retold(connection, changed)
    before = tables.read_links(connection, told)
    tables.replace_links(connection, told, _links_of(connection, told))
    near = around(told, before) | around(told, tables.read_links(connection, told))
    affected = around(near, tables.read_links(connection, near))
    _assign(connection, affected)
    tables.refresh_events(connection, tables.events_of(connection, changed))
    return len(changed)


def _retold(connection: sqlite3.Connection, changed: set[int]) -> set[int]:
    """Those of the changed stories that tell nothing, or whose first moment or origin's text is not as it was."""
    known = tables.read_told(connection, changed)
    rows = {
        story: (first, key, names, signature)
        for story, first, key, names, signature in tables.read_origins(connection, changed)
        if first is not None and len(names) >= SHARED * _NAME
    }
    now = {story: _summary(*row) for story, row in rows.items()}
    retold = {story for story in changed if story not in now or now[story] != known.get(story)}
    fresh = sorted(retold & rows.keys())
    made = np.zeros(len(fresh), TELLER)
    made["story"] = fresh
    made["day"] = [_day(rows[story][0]) for story in fresh]
    made["minima"] = minima([np.frombuffer(rows[story][2], np.uint32) for story in fresh])
    tellers.replace(connection, retold, made)  # before `keep_told`: the day on which a story began tells where it lies
    days = dict(zip(fresh, made["day"].tolist(), strict=True))
    tables.keep_told(connection, retold, ((story, day, now[story]) for story, day in days.items()))
    return retold


def _summary(first: str, key: int, names: bytes, signature: bytes) -> int:
    said = f"{first}\0{key}\0".encode() + names + signature
    return int.from_bytes(blake2b(said, digest_size=8).digest(), "little", signed=True)


def _links_of(connection: sqlite3.Connection, told: set[int]) -> Mapping[tuple[int, int], float]:
    near = tellers.by_days(connection, told)
    pairs = {pair for stories, rows in near for pair in propose(rows, stories)}
    rows = tables.read_origins(connection, {story for pair in pairs for story in pair})
    names = {story: frozenset(np.frombuffer(blob, np.uint32).tolist()) for story, _, _, blob, _ in rows}
    nobody: frozenset[int] = frozenset()  # what a story tells whose origin became a mash-up since
    alike = {(a, b): how for a, b in pairs if (how := likeness(names.get(a, nobody), names.get(b, nobody))) is not None}
    forms = tables.templates(connection, alike)
    return {pair: how for pair, how in alike.items() if pair not in forms}


def _assign(connection: sqlite3.Connection, affected: set[int]) -> None:
    """Give each of these stories its event; an event keeps its id as long as any of its stories stays."""
    links = _links_around(connection, affected)
    heads = set(leaders(affected, links, _places(connection, around(affected, links))).values())
    whole = affected | around(heads, _links_around(connection, heads))
    links = _links_around(connection, whole)
    rows = list(tables.read_places(connection, around(whole, links)))
    places = {story: (first, key) for story, first, key, _ in rows}
    known = {story: event for story, _, _, event in rows if event is not None}
    groups = {head: each for head, each in by_leader(leaders(whole, links, places)).items() if head in heads}
    touched = {known[story] for story in affected if story in known}
    given: dict[int, int | None] = dict.fromkeys(affected)
    taken: set[int] = set()
    for _, stories in sorted(groups.items(), key=lambda group: places[group[0]]):
        old = [known[story] for story in stories if story in known and known[story] not in taken]
        event = min(old, key=lambda one: (-old.count(one), one)) if old else tables.create_event(connection)
        taken.add(event)
        given.update(dict.fromkeys(stories, event))
    tables.assign_events(connection, given)
    tables.refresh_events(connection, touched | taken)


def _links_around(connection: sqlite3.Connection, stories: set[int]) -> Links:
    """The links of stories and of those that they are linked to."""
    return tables.read_links(connection, around(stories, tables.read_links(connection, stories)))


def _places(connection: sqlite3.Connection, stories: set[int]) -> dict[int, Place]:
    return {story: (first, key) for story, first, key, _ in tables.read_places(connection, stories)}


def _moment(text: str) -> datetime:
    parsed = datetime.fromisoformat(text)
    return parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)


def _day(text: str) -> float:
    return (_moment(text) - _BEGIN) / _DAY

"""From stories that changed to events in the store: the door of `dedupe.events` to its tables."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np

from dedupe.events import SPAN, Teller, around, by_leader, leaders, link
from storage import events as tables

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Mapping

    from dedupe.events import Links, Place

_DAY = timedelta(days=1)
_BEGIN = datetime(1970, 1, 1, tzinfo=UTC)


def draw_events(connection: sqlite3.Connection, reconsidered: Collection[int] = ()) -> int:
    """Bring the events up to date with the stories that changed, and give how many of those there were.

    `reconsidered` are articles that became mash-ups or ceased to be: of these, no history of stories tells.
    Call it inside `store.write()`. What is looked at goes with the stories of the days around those that changed.
    """
    changed = tables.take_changed(connection) | tables.stories_of(connection, reconsidered)
    if not changed:
        return 0
    before = tables.read_links(connection, changed)
    tables.replace_links(connection, changed, _links_of(connection, changed))
    near = around(changed, before) | around(changed, tables.read_links(connection, changed))
    affected = around(near, tables.read_links(connection, near))
    _assign(connection, affected)
    return len(changed)


def _links_of(connection: sqlite3.Connection, changed: set[int]) -> Mapping[tuple[int, int], float]:
    span = tables.first_moments(connection, changed)
    if span is None:
        return {}
    since, until = (_moment(text) + sign * (SPAN + 1) * _DAY for text, sign in zip(span, (-1, 1), strict=True))
    rows = tables.read_tellers(connection, since.date().isoformat(), until.date().isoformat())
    tellers = [Teller(story, _day(first), np.frombuffer(anchors, np.uint32)) for story, first, anchors in rows]
    found = link(tellers, changed)
    forms = tables.templates(connection, found)
    return {pair: likeness for pair, likeness in found.items() if pair not in forms}


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

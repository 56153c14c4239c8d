"""A copy of what came first stays known as one when that is rewritten afterwards."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from benchmarks.newsmaker import Newsroom
from dedupe.fold import fold
from dedupe.revised import in_earlier
from storage.stories import get_story
from tests.dedupe.gazette import keep

if TYPE_CHECKING:
    from dedupe.revised import Earlier
    from storage.store import Store


def earlier_of(store: Store, article: int) -> dict[int, Earlier]:
    row = store.connection.execute("SELECT story_id FROM articles WHERE id = ?", [article]).fetchone()
    return in_earlier(store, get_story(store, row[0]).members)


def test_the_revision_that_was_copied_is_told(store: Store) -> None:
    room = Newsroom(7)
    first = room.original(30)
    paragraphs = first.text.split("\n\n")
    copy = replace(first, url="https://copy.example/1", outlet="Copy", published_at="2026-12-30")
    ids = keep(store, [first, copy])
    fold(store)
    assert earlier_of(store, ids[first.url]) == {}

    for kept in (len(paragraphs) - 2, len(paragraphs) - 4):
        keep(store, [replace(first, text="\n\n".join([*paragraphs[:kept], *room.original(2).text.split("\n\n")]))])
        fold(store)
    told = earlier_of(store, ids[first.url])

    assert {article: each.revision for article, each in told.items()} == {ids[copy.url]: 1}
    assert told[ids[copy.url]].share == pytest.approx(1.0)


def test_a_first_one_that_only_grew_has_no_earlier_text_to_tell_of(store: Store) -> None:
    room = Newsroom(7)
    first = room.original(12)
    copy = room.again(first, "light")
    ids = keep(store, [first, copy])
    fold(store)
    keep(store, [replace(first, text=f"{first.text}\n\n{room.original(2).text}")])
    fold(store)

    assert earlier_of(store, ids[first.url]) == {}

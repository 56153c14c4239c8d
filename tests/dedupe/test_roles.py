"""Which member of a story was first, and what the others are to it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from benchmarks.newsmaker import Newsroom
from dedupe.fold import fold
from dedupe.passages import LONGEST
from storage.records import Relation
from storage.stories import list_stories
from tests.dedupe.gazette import keep

if TYPE_CHECKING:
    from storage.store import Store


def test_roles_similarity_and_matches(store: Store) -> None:
    room = Newsroom(9)
    first = replace(room.original(16), published_at="2026-03-02T08:00:00Z")
    early = replace(room.again(first, "teaser"), published_at="2026-03-02T07:30:00Z")
    copy = replace(room.again(first, "light"), published_at="2026-03-02T09:00:00Z")
    ids = keep(store, [copy, early, first])
    fold(store)
    (story,) = list_stories(store)
    roles = {member.url: (member.role.value, member.similarity) for member in story.members}
    assert roles[first.url] == ("origin", 1.0)
    assert roles[early.url][0] == "excerpt"
    assert roles[copy.url][0] == "copy"
    assert 0.5 < roles[copy.url][1] <= 1.0
    assert story.title == first.title
    texts = dict(store.connection.execute("SELECT id, text FROM articles"))
    for match in story.matches:
        assert 0 < match.jaccard <= min(match.containment_a, match.containment_b)
        assert 1 <= len(match.passages) <= 5
        for passage in match.passages:
            assert len(passage.text) <= LONGEST
            start = passage.text.removesuffix("…")
            assert texts[match.a][passage.a_offset :].startswith(start)
            assert texts[match.b][passage.b_offset :].split()[:3] == start.split()[:3]
    pair = {ids[early.url], ids[first.url]}
    assert [match.relation for match in story.matches if {match.a, match.b} == pair] == [Relation.EXCERPT]


def test_of_one_day_a_moment_that_is_known_comes_before_a_date_alone(store: Store) -> None:
    room = Newsroom(13)
    first = replace(room.original(), published_at="2026-03-02T10:00:00Z")
    keep(store, [replace(room.again(first, "exact"), published_at="2026-03-02"), first])
    fold(store)
    told = store.connection.execute("SELECT url FROM articles WHERE role = 'origin'").fetchall()

    assert told == [(first.url,)]


def test_who_credits_an_agency_may_be_first_and_who_credits_a_member_is_not(store: Store) -> None:
    room = Newsroom(13)
    wire = replace(room.original(), outlet="Harbour Gazette", published_at="2026-03-02T10:00:00Z")
    later = replace(room.again(wire, "exact"), published_at="2026-03-02T12:00:00Z")
    copier = replace(room.again(wire, "exact"), published_at="2026-03-02T09:00:00Z")
    ids = keep(store, [later, copier, wire])
    with store.write() as connection:
        connection.executemany(
            """INSERT INTO attributions (article_id, name, kind, evidence, grade)
               VALUES (?, ?, 'credit', '', 'syndicated')""",
            [(ids[wire.url], "Reuters"), (ids[copier.url], "Gazette")],
        )
    fold(store)

    assert store.connection.execute("SELECT url FROM articles WHERE role = 'origin'").fetchall() == [(wire.url,)]

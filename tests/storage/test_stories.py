"""Stories: what folding writes comes back as stories with members, matches and a history."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from storage import folding
from storage.errors import InputError, NotFoundError
from storage.filters import Filters
from storage.records import (
    Attribution,
    AttributionKind,
    Change,
    Match,
    Passage,
    Relation,
    Role,
    StoryChange,
)
from storage.stories import (
    count_stories,
    get_story,
    history_of,
    iter_matches,
    iter_stories,
    list_stories,
    match_of,
    survivor,
)
from tests.storage.samples import article, match_row, save

if TYPE_CHECKING:
    from storage.store import Store

_MATCH = Match(1, 2, Relation.EXCERPT, 0.4, 0.9, 0.5, "rule", "r1", (Passage("some words", 0, 7),), "2026-02-01")
_REUTERS = Attribution("Reuters", AttributionKind.CREDIT, "(Reuters)")


@pytest.fixture
def folded(store: Store) -> Store:
    """Four articles in two stories: 2 (origin), 1 and 3 of one, 4 of another."""
    save(
        store,
        article("http://a.example/1", outlet="A", published_at="2026-01-02", title="Copy", attributions=(_REUTERS,)),
        article("http://b.example/2", outlet="B", published_at="2026-01-03T10:00:00Z", title="Origin", language="en"),
        article(
            "http://a.example/3",
            outlet="A",
            published_at=None,
            title="Undated",
            text="Word 国防部 here",
            language="zh-TW",
        ),
        article("http://c.example/4", outlet="C", published_at="2026-02-01", title="Alone", source="front page"),
    )
    with store.write() as connection:
        one, other = (folding.create_story(connection, title="", recipe="r1", created_at="t") for _ in range(2))
        memberships = [(1, one, Role.COPY, 0.9), (2, one, Role.ORIGIN, 1.0), (3, one, Role.EXCERPT, 0.3)]
        folding.assign(connection, [*memberships, (4, other, Role.ORIGIN, 1.0)])
        folding.refresh_stories(connection, [one, other])
        folding.keep_matches(connection, [match_row(_MATCH)])
        folding.mark_folded(connection, [1, 2, 3, 4])
    return store


def test_a_story_has_its_origin_first_then_the_others_in_time(folded: Store) -> None:
    story = get_story(folded, 1)
    assert [(member.id, member.role, member.similarity) for member in story.members] == [
        (2, Role.ORIGIN, 1.0),
        (1, Role.COPY, 0.9),
        (3, Role.EXCERPT, 0.3),
    ]
    assert (story.title, story.recipe, story.outlets) == ("Origin", "r1", ("B", "A"))
    assert (story.first_published_at, story.last_published_at) == ("2026-01-02", "2026-01-03T10:00:00Z")
    assert story.matches == (_MATCH,)
    assert story.members[1].attributions == (_REUTERS,)


def test_a_match_between_two_stories_belongs_to_both(folded: Store) -> None:
    across = Match(3, 4, Relation.COMPOSITE, 0.1, 0.2, 0.3, "rule", "r1", (), "2026-02-01")
    with folded.write() as connection:
        folding.forget_matches(connection, [4])
        folding.keep_matches(connection, [match_row(across)])
    assert get_story(folded, 1).matches == (_MATCH, across)
    assert get_story(folded, 2).matches == (across,)
    assert match_of(folded, 4, 3) == across
    assert match_of(folded, 1, 4) is None


def test_matches_of_refolded_articles_are_replaced(folded: Store) -> None:
    with folded.write() as connection:
        folding.forget_matches(connection, [2])
    assert get_story(folded, 1).matches == ()


def test_the_id_of_a_merged_story_leads_to_the_one_that_goes_on(folded: Store) -> None:
    with folded.write() as connection:
        third = folding.create_story(connection, title="", recipe="r1", created_at="t")
        folding.merge_story(connection, 2, 1)
        folding.merge_story(connection, 1, third)
        folding.refresh_stories(connection, [third])
        folding.record_changes(connection, [StoryChange(third, Change.MERGED, None, 1, "same text", "2026-02-02")])
    assert survivor(folded, 2) == third
    assert get_story(folded, 2) == get_story(folded, third)
    assert len(get_story(folded, 1).members) == 4
    assert [story.story_id for story in list_stories(folded)] == [third]
    assert history_of(folded, third) == history_of(folded, 1)
    assert history_of(folded, third)[0].reason == "same text"


def test_a_story_cannot_be_merged_into_itself(folded: Store) -> None:
    with pytest.raises(ValueError, match="itself"), folded.write() as connection:
        folding.merge_story(connection, 1, 1)


def test_a_story_that_lost_its_members_is_not_listed_and_its_id_not_used_again(folded: Store) -> None:
    with folded.write() as connection:
        folding.assign(connection, [(4, 1, Role.COPY, 0.5)])
        assert folding.create_story(connection, title="", recipe="r1", created_at="t") == 3
    assert [story.story_id for story in list_stories(folded)] == [1]
    with pytest.raises(NotFoundError, match="no members"):
        get_story(folded, 2)


def test_an_unknown_story_is_named(store: Store) -> None:
    with pytest.raises(NotFoundError, match="no story has the id 7"):
        get_story(store, 7)


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        (Filters(), [2, 1]),
        (Filters(since="2026-01-04"), [2]),
        (Filters(until="2026-01-03"), [1]),
        (Filters(until="2026-01-02"), [1]),
        (Filters(until="2026-01-01"), []),
        (Filters(since="2026-01-03T12:00:00+02:00", until="2026-01-03T10:00:00Z"), [1]),
        (Filters(outlet="a"), [1]),
        (Filters(outlet="B", until="2026-01-02"), []),
        (Filters(language="EN"), [1]),
        (Filters(language="zh"), [1]),
        (Filters(language="z"), []),
        (Filters(language="%"), []),
        (Filters(source="front page"), [2]),
        (Filters(query="国防"), [1]),
        (Filters(query="bridge -closed"), []),
        (Filters(query="bridge -flooded"), [2, 1]),
        (Filters(min_outlets=2), [1]),
        (Filters(min_outlets=3), []),
    ],
)
def test_filters_choose_stories_by_one_member_that_meets_them_all(
    folded: Store, filters: Filters, found: list[int]
) -> None:
    assert [story.story_id for story in list_stories(folded, filters)] == found
    assert sorted(story.story_id for story in iter_stories(folded, filters)) == sorted(found)
    assert count_stories(folded, filters) == len(found)


def test_filters_choose_matches_by_either_article(folded: Store) -> None:
    assert [match for match, _, _ in iter_matches(folded, Filters(outlet="B"))] == [_MATCH]
    assert list(iter_matches(folded, Filters(outlet="C"))) == []
    assert next(iter_matches(folded))[1:] == ("http://a.example/1", "http://b.example/2")


@pytest.mark.parametrize("filters", [Filters(since="yesterday"), Filters(until="2026-13-01"), Filters(query="?!")])
def test_a_senseless_filter_is_refused(store: Store, filters: Filters) -> None:
    with pytest.raises(InputError):
        list_stories(store, filters)


def test_the_newest_stories_come_first(folded: Store) -> None:
    assert [story.story_id for story in list_stories(folded, limit=1)] == [2]


def test_the_queue_is_worked_off_in_order_and_can_be_filled_again(folded: Store) -> None:
    assert folding.count_unfolded(folded) == 0
    with folded.write() as connection:
        folding.queue_all(connection, "t")
    assert folding.unfolded_ids(folded, limit=3) == [1, 2, 3]


def test_writing_while_one_state_is_read_is_refused(folded: Store) -> None:
    with folded.snapshot(), pytest.raises(RuntimeError, match="snapshot"), folded.write():
        pass
    for _ in iter_stories(folded):
        with folded.write() as connection:
            folding.queue_all(connection, "t")
    assert folding.count_unfolded(folded) == 4


def test_the_history_of_a_story_is_looked_up_and_not_searched_for(store: Store) -> None:
    said: list[str] = []
    store.connection.set_trace_callback(said.append)
    history_of(store, 1)
    store.connection.set_trace_callback(None)
    plan = [row[3] for row in store.connection.execute(f"EXPLAIN QUERY PLAN {said[-1]}")]
    assert not [step for step in plan if step.startswith("SCAN")], plan

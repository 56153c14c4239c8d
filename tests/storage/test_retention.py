"""Retention: what goes with a text, what stays as the skeleton, and that nothing of it comes back by accident."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.config import Retention
from crawler.scheduling.caretaking import drop_surplus
from dedupe.fold import fold, recluster, why
from storage.filters import Filters
from storage.outbox import touched_articles, watch_of
from storage.reading import get_article, iter_articles, revisions_of
from storage.records import Relation, Verdict
from storage.retention import AT_ONCE, bytes_in_use, drop_texts
from storage.store import Store
from storage.stories import get_story
from storage.upkeep import back_up
from tests.storage.samples import article, found_for, save

NOW = "2026-06-01T00:00:00Z"
OLD, YOUNG = "2026-02-01T00:00:00Z", "2026-05-31T12:00:00Z"
COPY = "\n\n".join(
    f"The harbour master of Oldport said on day {number} that ferry {number * 7} to Saint Brannock would sail again."
    for number in range(1, 12)
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Two copies of one text, the first of them revised, and a young text of its own."""
    with Store.open(tmp_path / "newsfold.db") as store:
        save(store, article("http://a.example/ferry", title="Ferry sails", text=COPY + "\n\nA first end.", outlet="a"))
        save(store, article("http://a.example/ferry", title="Ferry sails", text=COPY, outlet="a"), at=OLD)
        save(store, article("http://b.example/ferry", title="Ferry sails", text=COPY, outlet="b"), at=OLD)
        save(
            store, article("http://c.example/mayor", title="Mayor resigns", text="Nobody had seen it coming."), at=YOUNG
        )
        fold(store)
        yield store


def drop(store: Store) -> int:
    return drop_texts(store, "2026-03-01T00:00:00Z", "by age", NOW)


def test_stories_keep_their_skeleton(store: Store) -> None:
    before = get_story(store, 1)
    assert [match.relation for match in before.matches] == [Relation.IDENTICAL]
    assert before.matches[0].passages
    assert drop(store) == 2
    after = get_story(store, 1)
    assert after.members == before.members
    assert [(each.a, each.b, each.jaccard, each.rule, each.passages) for each in after.matches] == [
        (before.matches[0].a, before.matches[0].b, before.matches[0].jaccard, before.matches[0].rule, ())
    ]
    kept = get_article(store, 1)
    assert (kept.article.title, kept.article.text, kept.text_dropped_at) == ("Ferry sails", "", NOW)
    assert [(each.number, each.text) for each in revisions_of(store, 1)] == [(1, ""), (2, "")]
    assert [each.article.text for each in iter_articles(store)][2] == "Nobody had seen it coming."


def test_alerts_take_it_for_no_revision(store: Store) -> None:
    watch = watch_of(store, "all", NOW)
    drop(store)
    assert touched_articles(store, watch, Filters()) == []
    assert store.connection.execute("PRAGMA foreign_key_check").fetchall() == []
    assert store.connection.execute("PRAGMA foreign_keys").fetchall() == [(1,)]
    with store.write(), pytest.raises(RuntimeError):
        drop(store)


def test_it_is_on_record(store: Store) -> None:
    assert (drop(store), drop(store)) == (2, 0)
    rows = store.connection.execute("SELECT what, count, older_than, reason, dropped_at FROM drops").fetchall()
    assert rows == [("texts", 2, OLD, "by age", NOW)]


def test_a_title_is_still_found_and_its_text_no_more(store: Store) -> None:
    assert len(found_for(store, "brannock")) == 2
    drop(store)
    assert found_for(store, "brannock") == []
    assert len(found_for(store, "ferry")) == 2
    store.connection.execute("INSERT INTO article_words (article_words) VALUES ('integrity-check')")


def test_what_was_dropped_and_comes_again_is_unchanged_and_what_is_new_is_a_revision(store: Store) -> None:
    drop(store)
    again = article("http://a.example/ferry", title="Ferry sails", text=COPY, outlet="a")
    assert [each.verdict for each in save(store, again, at=NOW)] == [Verdict.UNCHANGED]
    assert get_article(store, 1).article.text == ""
    other_spaces = article("http://a.example/ferry", title="Ferry sails", text=COPY.replace("\n\n", "\n"), outlet="a")
    assert [each.verdict for each in save(store, other_spaces, at=NOW)] == [Verdict.UNCHANGED]
    longer = article("http://a.example/ferry", title="Ferry sails", text=COPY + "\n\nNews at last.", outlet="a")
    assert [(each.verdict, each.revision) for each in save(store, longer, at=NOW)] == [(Verdict.CHANGED, 3)]
    fold(store)
    assert get_article(store, 1).text_dropped_at is None
    assert {member.id for member in get_story(store, 1).members} == {1, 2}


def test_a_copy_that_comes_late_finds_its_story(store: Store) -> None:
    drop(store)
    save(store, article("http://d.example/ferry", title="Ferry sails", text=COPY, outlet="d"), at=NOW)
    fold(store)
    assert {member.outlet for member in get_story(store, 1).members} == {"a", "b", "d"}


def test_folding_again_leaves_it_where_it_is(store: Store) -> None:
    before = get_story(store, 1).members
    drop(store)
    recluster(store)
    assert get_story(store, 1).members == before
    assert why(store, 1, 2).same_story
    assert why(store, 1, 2).jaccard == 1.0


def test_better_facts_do_not_queue_what_has_no_text(store: Store) -> None:
    drop(store)
    told = article("http://a.example/ferry", title="Ferry sails", text=COPY, outlet="a", language="en")
    save(store, told, at=NOW)
    fold(store)
    assert get_article(store, 1).article.language == "en"
    assert {member.id for member in get_story(store, 1).members} == {1, 2}


def test_a_text_that_folding_has_not_seen_stays(store: Store) -> None:
    save(store, article("http://e.example/late", text="Not folded yet."), at=OLD)
    drop(store)
    assert [each.id for each in iter_articles(store) if each.article.text] == [3, 4]


def test_by_size_the_oldest_go_first_and_the_last_day_stays(tmp_path: Path) -> None:
    with Store.open(tmp_path / "newsfold.db") as store:
        many = (
            article(f"http://a.example/{number}", text=f"Number {number}. " + "word " * 4000)
            for number in range(AT_ONCE * 3)
        )
        with store.write():
            for number, one in enumerate(many):
                save(store, one, at=f"2026-05-{1 + number // 30:02}T00:00:00Z")
            store.connection.execute("DELETE FROM unfolded")
        most = bytes_in_use(store) // 2
        dropped = 0
        while count := drop_surplus(store, Retention(max_size=most), NOW):
            dropped += count
        assert bytes_in_use(store) <= most
        assert dropped in {AT_ONCE, AT_ONCE * 2}
        left = [each.id for each in iter_articles(store) if each.article.text]
        assert left == list(range(dropped + 1, AT_ONCE * 3 + 1))
        with store.write() as connection:
            connection.execute("UPDATE articles SET fetched_at = ?", [YOUNG])
        assert drop_surplus(store, Retention(max_size=10**6), NOW) == 0
        copy = back_up(store, tmp_path / "copy.db")
        assert copy.bytes < store.path.stat().st_size


def test_nothing_is_dropped_that_nobody_asked_for(store: Store) -> None:
    assert drop_surplus(store, Retention(), NOW) == 0
    assert drop_surplus(store, Retention(max_size=10**12, keep_text_days=3650), NOW) == 0

"""Keeping articles: what is new, what is a revision, what is neither; and what a kill leaves."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage.articles import MANY_REVISIONS, save_article
from storage.errors import NotFoundError
from storage.fetches import record_fetches
from storage.folding import mark_folded, unfolded_ids
from storage.reading import get_article, get_article_by_url, iter_articles, revisions_of
from storage.records import Article, Attribution, AttributionKind, Fetch, Outcome, Saved, Teaser, Verdict
from storage.store import Store
from storage.teasers import save_teasers
from tests.storage.samples import article, found_for, save

if TYPE_CHECKING:
    from collections.abc import Sequence

_REUTERS = Attribution("Reuters", AttributionKind.CREDIT, "(Reuters)", None, "syndicated")
_TASS = Attribution("TASS", AttributionKind.QUOTE, "reports TASS", "http://tass.example/1", "mention")


def _dump(store: Store) -> list[Sequence[object]]:
    """Everything kept of articles, without the times of the visits."""
    queries = (
        "SELECT id, url, title, text, published_at, outlet, revision, authors, tags FROM articles ORDER BY id",
        "SELECT article_id, number, title, text FROM revisions ORDER BY 1, 2",
        "SELECT article_id, name, kind, evidence, url, grade FROM attributions ORDER BY id",
        "SELECT url, article_id FROM aliases ORDER BY url",
        "SELECT article_id FROM unfolded ORDER BY 1",
    )
    return [row for query in queries for row in store.connection.execute(query)]


def test_a_new_article_comes_back_as_it_went_in_with_its_times_in_utc(store: Store) -> None:
    full = article(
        modified_at="2026-01-31T12:00:00-05:00",
        authors=("Ann Ex", "Bo Why"),
        language="en",
        tags=("flood",),
        image="http://example.com/i.jpg",
        attributions=(_REUTERS, _TASS),
        cut=("Share this",),
        source="front page",
    )
    (saved,) = save(store, full)
    assert saved == Saved(1, 1, Verdict.NEW)
    stored = get_article(store, 1)
    assert stored.article == article(
        published_at="2026-01-31T08:00:00Z",
        modified_at="2026-01-31T17:00:00Z",
        **{
            name: getattr(full, name)
            for name in ("authors", "language", "tags", "image", "attributions", "cut", "source")
        },
    )
    assert (stored.story_id, stored.role, stored.first_fetched_at) == (None, None, "2026-02-01T00:00:00Z")
    declared = store.connection.execute("SELECT published_declared, modified_declared FROM articles").fetchone()
    assert declared == (full.published_at, full.modified_at)


@pytest.mark.parametrize(
    ("declared", "kept"),
    [
        ("2026-01-31", "2026-01-31"),
        ("2026-01-31T10:00:00", "2026-01-31T10:00:00Z"),
        ("last Monday", None),
        (None, None),
    ],
)
def test_no_day_and_no_time_of_day_is_invented(store: Store, declared: str | None, kept: str | None) -> None:
    save(store, article(published_at=declared))
    assert get_article(store, 1).article.published_at == kept


def test_saving_again_changes_nothing_but_the_visit(store: Store) -> None:
    save(store, article(attributions=(_REUTERS,)))
    before = _dump(store)
    (again,) = save(store, article(attributions=(_REUTERS,)), at="2026-02-02T00:00:00Z")
    assert again == Saved(1, 1, Verdict.UNCHANGED)
    assert _dump(store) == before
    assert get_article(store, 1).checked_at == "2026-02-02T00:00:00Z"
    assert get_article(store, 1).fetched_at == "2026-02-01T00:00:00Z"


def test_a_changed_text_is_a_revision_and_every_text_is_kept(store: Store) -> None:
    first, second = article().text, article().text.replace("12", "13")
    save(store, article(attributions=(_REUTERS,)))
    (changed,) = save(store, article(text=second, attributions=(_TASS,)), at="2026-02-02T00:00:00Z")
    assert changed == Saved(1, 2, Verdict.CHANGED)
    assert [(one.number, one.text) for one in revisions_of(store, 1)] == [(1, first), (2, second)]
    stored = get_article(store, 1)
    assert (stored.revision, stored.article.text, stored.article.attributions) == (2, second, (_TASS,))
    assert (stored.first_fetched_at, stored.fetched_at) == ("2026-02-01T00:00:00Z", "2026-02-02T00:00:00Z")


def test_another_title_is_a_revision_and_a_trivial_change_is_none(store: Store) -> None:
    save(store, article())
    assert save(store, article(title="Bridge  closed, after flood"))[0].verdict is Verdict.UNCHANGED
    assert save(store, article(text=article().text + "\n\n7 comments"))[0].verdict is Verdict.UNCHANGED
    assert save(store, article(title="Bridge open again"))[0] == Saved(1, 2, Verdict.CHANGED)


def test_going_back_to_an_old_text_is_a_revision_when_live_and_none_from_an_archive(store: Store) -> None:
    old, new = article(), article(text="Another text altogether, of the same page.")
    save(store, old, new)
    assert save_article(store, old, fetched_at="2026-02-03T00:00:00Z", archived=True).verdict is Verdict.UNCHANGED
    assert save_article(store, old, fetched_at="2026-02-03T00:00:00Z") == Saved(1, 3, Verdict.CHANGED)


def test_a_page_that_changes_at_each_visit_has_a_bound_and_still_keeps_up(store: Store) -> None:
    for number in range(MANY_REVISIONS + 10):
        save(store, article(text=f"Read this too: link number {number} of our page"), at="2026-02-01T00:00:00Z")
    assert len(revisions_of(store, 1)) == MANY_REVISIONS
    (later,) = save(store, article(text="Read this too: the newest link"), at="2026-02-02T00:00:00Z")
    assert later == Saved(1, MANY_REVISIONS + 1, Verdict.CHANGED)


def test_an_archive_gives_all_its_texts_however_many(store: Store) -> None:
    many = [article(text=f"Read this too: link number {number} of our page") for number in range(MANY_REVISIONS + 10)]
    for _ in range(2):
        for one in many:
            save_article(store, one, fetched_at="2026-02-01T00:00:00Z", archived=True)
        assert len(revisions_of(store, 1)) == len(many)


def test_texts_that_were_compared_under_other_rules_are_compared_anew(store: Store) -> None:
    save(store, article(), article(text="Another text altogether."), article())
    with store.write() as connection:
        connection.execute("UPDATE revisions SET essence = '0:stale'")
    assert save(store, article(text=article().text + " 5 views"))[0] == Saved(1, 3, Verdict.UNCHANGED)


def test_facts_are_filled_in_and_never_emptied(store: Store) -> None:
    save(store, article(published_at="2026-01-31", authors=("Ann Ex",)))
    save(store, article(published_at="2026-01-31T10:00:00+02:00", language="en"))
    save(store, article(published_at="2026-02-15T10:00:00Z", outlet=""))
    kept = get_article(store, 1).article
    assert (kept.published_at, kept.authors, kept.language) == ("2026-01-31T08:00:00Z", ("Ann Ex",), "en")
    assert kept.outlet == "example.com"


def test_a_fact_that_folding_uses_queues_the_article_again(store: Store) -> None:
    save(store, article(published_at=None))
    with store.write() as connection:
        mark_folded(connection, [1])
    save(store, article(published_at=None, image="http://example.com/i.jpg"))
    assert unfolded_ids(store) == []
    save(store, article())
    assert unfolded_ids(store) == [1]


def test_an_article_is_found_under_every_address_that_led_to_it(store: Store) -> None:
    save(store, article(url="http://example.com/short"))
    save_article(store, article(), fetched_at="2026-02-01T00:00:00Z", aliases=["http://m.example.com/a"])
    for address in ("http://example.com/a", "http://example.com/short", "http://m.example.com/a"):
        assert get_article_by_url(store, address).id == 1
    assert save(store, article("http://m.example.com/a"))[0] == Saved(1, 1, Verdict.UNCHANGED)
    with pytest.raises(NotFoundError, match=r"http://example\.com/b"):
        get_article_by_url(store, "http://example.com/b")


def test_of_a_page_that_is_gone_its_headline_and_the_last_answer_are_told(store: Store) -> None:
    url = "http://example.com/gone"
    save_teasers(store, "tag", [Teaser(url, "Bridge to close", "The council …", None)], "2026-11-02T10:00:00Z")
    record_fetches(store, [Fetch(url, Outcome.GONE, "2026-11-03T10:00:00Z", 404, "HTTP 404")])
    told = r"came to gone \(HTTP 404\) on 2026-11-03; a listing had it as 'Bridge to close'"
    with pytest.raises(NotFoundError, match=told):
        get_article_by_url(store, url)


def test_a_page_that_comes_to_name_another_canonical_address_stays_one_article(store: Store) -> None:
    save(store, article("http://example.com/?id=5"))
    (again,) = save(store, article(url="http://example.com/?id=5", canonical_url="http://example.com/bridge"))
    assert again == Saved(1, 1, Verdict.UNCHANGED)
    assert get_article_by_url(store, "http://example.com/bridge").id == 1


def test_an_address_that_is_an_article_is_never_an_alias_of_another(store: Store) -> None:
    save(store, article("http://example.com/b"), article())
    save_article(store, article(), fetched_at="2026-02-01T00:00:00Z", aliases=["http://example.com/b"])
    assert get_article_by_url(store, "http://example.com/b").id == 1
    assert get_article_by_url(store, "http://example.com/a").id == 2


def test_a_changed_text_is_found_and_the_old_is_not(store: Store) -> None:
    save(store, article(), article(text="Nothing of the sort happened."))
    assert [hit.article_id for hit in found_for(store, "sort")] == [1]
    assert found_for(store, "mayor") == []


def test_one_article_that_cannot_be_saved_leaves_the_others_of_the_batch(store: Store) -> None:
    with store.write():
        save_article(store, article(), fetched_at="2026-02-01T00:00:00Z")
        with pytest.raises(AttributeError):
            save_article(store, article("http://example.com/b", attributions=("no attribution",)), fetched_at="now")
    assert [stored.id for stored in iter_articles(store)] == [1]
    assert store.connection.execute("SELECT count(*) FROM revisions").fetchone() == (1,)


_texts = st.text(max_size=40) | st.sampled_from(
    ["a\0b", "\ud800", "\ud83d\ude00", "=1+1", "line\u2028end", "\r\n", "'"]
)
_articles = st.builds(
    Article,
    url=st.sampled_from(["http://a/1", "http://a/2", "http://b/1", "http://b/\ud800"]),
    canonical_url=st.sampled_from(["http://a/1", "http://a/2", "http://b/1"]),
    title=_texts,
    text=_texts,
    published_at=st.none() | st.sampled_from(["2026-01-31", "2026-01-31T10:00:00Z", "0000-00-00", "\ud800"]),
    authors=st.lists(_texts, max_size=2).map(tuple),
    outlet=_texts,
    attributions=st.lists(st.builds(Attribution, _texts, st.just(AttributionKind.LINK), _texts, _texts)).map(tuple),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(_articles, max_size=6))
def test_importing_anything_twice_is_importing_it_once(articles: list[Article]) -> None:
    with TemporaryDirectory() as folder, Store.open(Path(folder) / "a.db") as store:
        for one in articles:
            save_article(store, one, fetched_at="2026-02-01T00:00:00Z", archived=True)
        texts = [row[:2] for row in store.connection.execute("SELECT article_id, number FROM revisions ORDER BY 1, 2")]
        for one in articles:
            again = save_article(store, one, fetched_at="2026-02-02T00:00:00Z", archived=True)
            assert again.verdict is Verdict.UNCHANGED
        assert texts == [
            row[:2] for row in store.connection.execute("SELECT article_id, number FROM revisions ORDER BY 1, 2")
        ]
        store.connection.execute("INSERT INTO article_words (article_words) VALUES ('integrity-check')")
        assert store.connection.execute("PRAGMA foreign_key_check").fetchall() == []


_WRITER = """
import sys
from dataclasses import replace
from storage.articles import save_article
from storage.records import Article
from storage.store import Store
with Store.open(sys.argv[1]) as store:
    for batch in range(int(sys.argv[2])):
        with store.write():
            for number in range(batch * 20, batch * 20 + 20):
                url = f"http://example.com/{number}"
                save_article(store, Article(url, url, f"Title {number}", f"Text of {number} here. " * 20),
                             fetched_at="2026-02-01T00:00:00Z", archived=True)
        print(batch, flush=True)
"""


@pytest.mark.parametrize("batches_before", [1, 4, 9])
def test_a_killed_import_and_a_second_run_lose_and_double_nothing(tmp_path: Path, batches_before: int) -> None:
    command = [sys.executable, "-c", _WRITER, str(tmp_path / "a.db")]
    root = Path(__file__).parents[2]
    with subprocess.Popen([*command, "100000"], stdout=subprocess.PIPE, cwd=root) as writer:
        assert writer.stdout is not None
        for _ in range(batches_before):
            writer.stdout.readline()
        os.kill(writer.pid, signal.SIGKILL)
        told = batches_before + len(writer.stdout.read().splitlines())
    with Store.open(tmp_path / "a.db") as store:
        kept = store.connection.execute("SELECT count(*) FROM articles").fetchone()[0]
        assert kept % 20 == 0
        assert kept >= 20 * told
    whole = kept // 20 + 2
    subprocess.run([*command, str(whole)], check=True, stdout=subprocess.DEVNULL, cwd=root)
    with Store.open(tmp_path / "a.db") as store:
        for table in ("articles", "revisions", "unfolded"):
            assert store.connection.execute(f"SELECT count(*) FROM {table}").fetchone() == (20 * whole,)
        assert store.connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        found = store.connection.execute("SELECT count(*) FROM article_words WHERE article_words MATCH 'text'")
        assert found.fetchone() == (20 * whole,)

"""Taking articles out: the store is then as one that never had them, says why, and keeps them out."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import dedupe.removal
from benchmarks.newsmaker import Newsroom
from dedupe.fold import fold, recluster
from dedupe.links import LINK
from dedupe.recipe import RECIPES, STANDARD
from dedupe.removal import remove
from storage.articles import save_article
from storage.errors import NotFoundError
from storage.exports.incremental import mark_of
from storage.furniture.verdicts import list_furniture
from storage.health import counts
from storage.outbox import delivered, due_messages, latest_messages, not_delivered, put_messages, still_waits
from storage.records import Change, Teaser, Verdict
from storage.removals import let_in, list_removals, removed_urls
from storage.store import Store
from storage.stories import get_story, history_of, iter_stories
from storage.teasers import save_teasers, teaser_of
from storage.upkeep import back_up
from tests.dedupe.gazette import UNSHRUNK, keep, stored_grouping
from tests.dedupe.test_furniture import reports
from tests.storage.samples import article, found_for, save

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

WHY = "asked for by the outlet"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "store.db") as opened:
        yield opened


def told(store: Store) -> dict[str, Any]:
    """What the store says, by addresses: ids and moments tell how it came to be, templates the batches."""
    ask = store.connection.execute
    urls = dict(ask("SELECT id, url FROM articles"))
    matches = ask("SELECT a, b, relation, rule, jaccard FROM matches WHERE relation != 'template'").fetchall()
    near = {urls[one]: np.frombuffer(links, LINK) for one, links in ask("SELECT article_id, near FROM links")}
    return {
        "stories": stored_grouping(store),
        "members": {
            (each.url, each.role, each.similarity): (story.title, story.first_published_at, story.last_published_at)
            for story in iter_stories(store)
            for each in story.members
        },
        "matches": {(frozenset((urls[a], urls[b])), *scores) for a, b, *scores in matches},
        "links": {url: {urls[one] for one in links["other"].tolist()} for url, links in near.items()},
        "mash-ups": {urls[one] for (one,) in ask("SELECT article_id FROM mixtures")},
        "lines": {(each.outlet, each.line, each.articles) for each in list_furniture(store)},
        "held": set(ask("SELECT line, rank FROM outlet_lines")),
        "traits": {urls[one] for (one,) in ask("SELECT article_id FROM text_traits")},
        "stories counted": counts(store).stories,
        "postings": ask("SELECT coalesce(sum(sign * size), 0) FROM postings").fetchone(),
    }


@settings(max_examples=12, deadline=None, phases=UNSHRUNK, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 10**6), st.integers(1, 20), st.randoms(use_true_random=False))
def test_nothing_tells_that_an_article_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int, at_once: int, draw: random.Random
) -> None:
    monkeypatch.setattr(dedupe.removal, "AT_ONCE", at_once)
    recipe = replace(STANDARD, crowd=draw.choice([2, STANDARD.crowd]))
    monkeypatch.setitem(RECIPES, recipe.name, recipe)
    corpus = [*Newsroom(seed, outlets=6).corpus(40), *reports()]
    draw.shuffle(corpus)
    gone = {report.url for report in draw.sample(corpus, draw.randint(1, 15))}
    with Store.open(tmp_path / f"{uuid4()}.db") as store, Store.open(tmp_path / f"{uuid4()}.db") as other:
        ids = keep(store, corpus[:30])
        fold(store, recipe=recipe.name)
        ids |= keep(store, corpus[30:])
        if draw.random() < 0.7:  # else some leave that were never folded
            fold(store)
        remove(store, [ids[url] for url in gone], WHY)
        keep(other, [report for report in corpus if report.url not in gone])
        fold(other, recipe=recipe.name)

        assert told(store) == told(other)
        assert store.connection.execute("PRAGMA foreign_key_check").fetchall() == []
        homes = dict(store.connection.execute("SELECT url, story_id FROM articles"))
        recluster(store)
        assert told(store) == told(other)
        assert dict(store.connection.execute("SELECT url, story_id FROM articles")) == homes


def test_the_history_says_why_and_no_number_comes_again(store: Store, tmp_path: Path) -> None:
    first, copy = article("http://a.example/1"), article("http://b.example/1", outlet="B", published_at="2026-03-01")
    alone = article("http://c.example/1", outlet="C", title="Ferry", text="The ferry sails again on Friday at noon.")
    ids = [each.article_id for each in save(store, first, copy, alone)]
    fold(store)
    together, single = (
        store.connection.execute("SELECT story_id FROM articles WHERE id = ?", [one]).fetchone()[0]
        for one in (ids[0], ids[2])
    )
    before = mark_of(store)
    report = remove(store, ids[1:], WHY, purge=True)
    assert back_up(store, tmp_path / "copy.db").stories == counts(store).stories == 1

    assert (report.removed, report.stories) == (2, 2)
    told_of = get_story(store, together)
    assert [each.id for each in told_of.members] == ids[:1]
    assert told_of.last_published_at == told_of.first_published_at, "the copy that ran last is not there any more"
    for story in (together, single):
        last = history_of(store, story)[-1]
        assert last.change is Change.REMOVED
        assert last.reason.endswith(WHY)
    with pytest.raises(NotFoundError, match="no members any more"):
        get_story(store, single)
    assert mark_of(store).revision == before.revision, "or what comes next would be overlooked"
    (new,) = save(store, article("http://d.example/1", outlet="D", title="Other", text="Another text altogether."))
    fold(store)
    assert new.article_id > max(ids)
    assert mark_of(store).revision > before.revision
    (home,) = store.connection.execute("SELECT story_id FROM articles WHERE id = ?", [new.article_id]).fetchone()
    assert home > max(together, single)
    assert not found_for(store, "ferry")
    for table in ("revisions", "aliases", "attributions", "fingerprints", "matches"):
        column = "a" if table == "matches" else "article_id"
        assert not store.connection.execute(f"SELECT 1 FROM {table} WHERE {column} IN (?, ?)", ids[1:]).fetchall()
    assert "ferry" not in " ".join(map(str, store.connection.execute("SELECT title FROM stories"))).lower()


def test_what_was_taken_out_is_not_kept_again_until_it_is_let_in(store: Store) -> None:
    address, other = "http://a.example/1", "http://a.example/print/1"
    teaser = Teaser(address, "Bridge closed", "The old bridge was closed.")
    save_teasers(store, "list", [teaser], "2026-02-01T00:00:00Z")
    saved = save_article(store, article(address), fetched_at="2026-02-01T00:00:00Z", aliases=[other])
    fold(store)
    remove(store, [saved.article_id], WHY)
    save_teasers(store, "list", [teaser], "2026-02-02T00:00:00Z")

    assert teaser_of(store, address) == Teaser(address, ""), "the link is known still, its words are not"
    assert [(each.url, each.reason) for each in list_removals(store)] == [(address, WHY), (other, WHY)]
    for name in (address, other):
        (again,) = save(store, article(name))
        assert (again.verdict, again.article_id) == (Verdict.REMOVED, 0)
    assert counts(store).articles == counts(store).unfolded == 0
    with pytest.raises(NotFoundError, match="not kept out"):
        let_in(store, ["http://a.example/2"])
    assert [each.url for each in let_in(store, [other])] == [address, other]
    assert save(store, article(address))[0].verdict is Verdict.NEW
    assert fold(store).created == 1


def test_no_alert_tells_of_it_later(store: Store) -> None:
    gone, stays = article("http://a.example/1"), article("http://b.example/1", outlet="B")
    saved, _ = save(store, gone, stays)
    fold(store)
    both = {
        "event": "new_story",
        "story": {"title": gone.title, "members": [{"url": each.url} for each in (gone, stays)]},
    }
    one = {"event": "revision", "article": {"url": gone.url, "title": gone.title}}
    other = {"event": "revision", "article": {"url": stays.url + "1", "title": "Other"}}
    moment, later = "2026-02-01T00:00:00Z", "2026-02-02T00:00:00Z"
    put_messages(store, [("dead", "webhook", "d", json.dumps(both))], moment)
    (dead,) = due_messages(store, moment)
    not_delivered(store, dead, "no", moment, None)
    put_messages(store, [("a", "atom", name, json.dumps(said)) for name, said in (("1", both), ("2", one))], moment)
    first, second = due_messages(store, moment)
    delivered(store, second, moment)
    put_messages(store, [("a", "atom", "3", json.dumps(other))], moment)
    remove(store, [saved.article_id], WHY)

    waiting = due_messages(store, later)
    assert [json.loads(each.message) for each in waiting] == [other]
    assert not still_waits(store, first), "read before, and not sent yet"
    assert [json.loads(each.message) for each in latest_messages(store, "a", "atom")] == [other]
    assert not store.connection.execute("SELECT 1 FROM dead_letters").fetchall()
    not_delivered(store, first, "no", later, None)
    assert not store.connection.execute("SELECT 1 FROM dead_letters").fetchall(), "nor does it come back so"
    again = [("a", "atom", name, json.dumps(other)) for name in ("1", "2")]
    assert put_messages(store, again, later) == 1, (
        "what was told once is not told again, what waited is told as it is now"
    )


def test_an_address_that_led_to_it_keeps_nothing_else_out(store: Store) -> None:
    latest, link = "http://a.example/latest", "http://short.example/x"
    moment = "2026-02-01T00:00:00Z"
    saved = save_article(store, article("http://a.example/1"), fetched_at=moment, aliases=[latest])
    fold(store)
    remove(store, [saved.article_id], WHY)
    assert removed_urls(store, [latest, "http://a.example/1"]) == {"http://a.example/1"}
    other = save_article(store, article("http://a.example/2"), fetched_at=moment, aliases=[latest])
    assert other.verdict is Verdict.NEW
    moved = replace(article("http://a.example/1"), canonical_url="http://a.example/new/1")
    assert save(store, moved)[0].verdict is Verdict.REMOVED, "what answers at its own address is kept out"

    teaser = Teaser(link, "Bridge closed", "The old bridge was closed.")
    save_teasers(store, "list", [teaser], moment)
    again = save_article(store, article("http://a.example/1"), fetched_at=moment, aliases=[link])
    assert again.verdict is Verdict.REMOVED
    assert teaser_of(store, link) == Teaser(link, ""), "a new link to it does not bring its words back"
    save_teasers(store, "list", [teaser], moment)
    assert teaser_of(store, link) == Teaser(link, "")
    assert link in {each.url for each in let_in(store, ["http://a.example/1"])}


def test_what_is_gone_already_is_not_counted_again(store: Store) -> None:
    ids = [each.article_id for each in save(store, article("http://a.example/1"), article("http://b.example/1"))]
    fold(store)
    assert remove(store, ids[:1], WHY).removed == 1
    report = remove(store, ids, WHY)
    assert (report.removed, counts(store).articles) == (1, 0)

"""Fetches, teasers and sources in the store."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from storage.fetches import fetches_of, record_fetch, record_fetches, validators
from storage.records import Fetch, Kind, Outcome, Selectors, Source, SourceState, Teaser, Validators
from storage.runs import EndedRun, Rest, keep_run, rest_of
from storage.sources import list_sources, list_turns, upsert_source
from storage.teasers import known_links, richer, save_teasers, teaser_of, teasers_of

if TYPE_CHECKING:
    from storage.store import Store

_URL = "http://example.com/a"


def _fetch(outcome: Outcome, minute: int = 0, **facts: str | int | None) -> Fetch:
    return Fetch(_URL, outcome, f"2026-02-01T00:{minute:02}:00Z", **facts)  # type: ignore[arg-type]


def test_every_fetch_leaves_a_row_newest_first(store: Store) -> None:
    first = _fetch(Outcome.OK, 1, status=200, etag='"1"', bytes=10, source="front page", body_hash="ab")
    second = _fetch(Outcome.UNRESOLVABLE, 2, reason="no such host \ud800")
    record_fetches(store, [first, second])
    assert fetches_of(store, _URL, limit=1)[0].reason == "no such host \ufffd"
    assert fetches_of(store, _URL)[1] == first
    row = store.connection.execute("SELECT url, status, outcome, fetched_at FROM fetches WHERE id = 2").fetchone()
    assert row == (_URL, None, "unresolvable", "2026-02-01T00:02:00Z")


def test_validators_are_those_of_the_last_answer_that_could_be_used(store: Store) -> None:
    assert validators(store, _URL) == Validators()
    record_fetch(store, _fetch(Outcome.OK, etag='"1"', last_modified="Sun", body_hash="ab"))
    record_fetch(store, _fetch(Outcome.UNCHANGED, status=304))
    record_fetch(store, _fetch(Outcome.NOT_AN_ARTICLE, etag='"2"'))
    record_fetch(store, _fetch(Outcome.SERVER_ERROR, status=503))
    assert validators(store, _URL) == Validators('"1"', "Sun", "ab")
    record_fetch(store, _fetch(Outcome.UNCHANGED, etag='"3"'))
    assert validators(store, _URL).etag == '"3"'
    record_fetch(store, _fetch(Outcome.OK))
    assert validators(store, _URL) == Validators()


def test_a_link_of_two_sources_is_one_teaser_that_both_have_shown(store: Store) -> None:
    cut_off = Teaser(_URL, "Bridge closed", "The old bridge was", published_at="2026-01-31", truncated=True)
    feed = Teaser(_URL, "Bridge closed after flood", "", published_at="2026-01-31T10:00:00+02:00", language="en")
    other = Teaser("http://example.com/b", "Other")
    assert save_teasers(store, "tag", [cut_off, other], "2026-02-01T00:00:00Z") == [_URL, other.url]
    assert save_teasers(store, "rss", [feed], "2026-02-02T00:00:00Z") == []
    assert teaser_of(store, _URL) == Teaser(
        _URL, feed.title, cut_off.teaser, published_at="2026-01-31T08:00:00Z", truncated=True, language="en"
    )
    assert [teaser.url for teaser in teasers_of(store, "tag")] == [_URL, other.url]
    assert [teaser.url for teaser in teasers_of(store, "rss")] == [_URL]
    seen = store.connection.execute("SELECT first_seen_at, last_seen_at FROM teasers WHERE url = ?", [_URL]).fetchone()
    assert seen == ("2026-02-01T00:00:00Z", "2026-02-02T00:00:00Z")


def test_the_whole_text_replaces_a_cut_off_one_and_never_the_other_way(store: Store) -> None:
    whole = Teaser(_URL, "T", "The bridge was closed.")
    cut_off = Teaser(_URL, "T", "The bridge was closed. It had been there for so", truncated=True)
    for shown in (cut_off, whole, cut_off):
        save_teasers(store, "tag", [shown], "2026-02-01T00:00:00Z")
    assert teaser_of(store, _URL) == whole


def test_known_links_of_one_source_and_of_all(store: Store) -> None:
    urls = [f"http://example.com/{number}" for number in range(1200)]
    save_teasers(store, "tag", [Teaser(url, "T") for url in urls[:600]], "2026-02-01T00:00:00Z")
    save_teasers(store, "rss", [Teaser(url, "T") for url in urls[600:1100]], "2026-02-01T00:00:00Z")
    assert known_links(store, urls) == set(urls[:1100])
    assert known_links(store, urls, source="rss") == set(urls[600:1100])
    assert known_links(store, []) == set()


def test_a_source_keeps_its_state_and_what_was_found_out(store: Store) -> None:
    declared = Source("tag", "http://example.com/tag", every="1h", selectors=Selectors(link="a.more"))
    found_out = Source("tag", "http://example.com/tag", kind=Kind.LISTING, outlet="Example", every="1h")
    upsert_source(store, found_out, added_at="2026-02-01T00:00:00Z")
    first = EndedRun("tag", "2026-02-01T00:00:00Z", Outcome.OK)
    keep_run(store, first, Rest(0, None, {}), "2026-02-01T01:00:00Z")
    second = EndedRun("tag", "2026-02-01T00:09:00Z", Outcome.SERVER_ERROR, "503")
    keep_run(store, second, Rest(1, second.ended_at, {}), "2026-02-01T02:00:00Z")
    upsert_source(store, declared, added_at="2026-02-05T00:00:00Z")
    (state,) = list_sources(store)
    assert state == SourceState(
        Source("tag", declared.url, Kind.LISTING, "Example", "1h", selectors=Selectors(link="a.more")),
        added_at="2026-02-01T00:00:00Z",
        next_due_at="2026-02-01T02:00:00Z",
        last_fetched_at="2026-02-01T00:09:00Z",
        last_success_at="2026-02-01T00:00:00Z",
        last_outcome=Outcome.SERVER_ERROR,
        last_reason="503",
    )


def test_at_another_url_nothing_is_known_of_a_source(store: Store) -> None:
    upsert_source(store, Source("tag", "http://example.com/taag", Kind.LISTING), added_at="2026-02-01T00:00:00Z")
    gone = EndedRun("tag", "2026-02-01T00:09:00Z", Outcome.GONE, "404", url="http://example.com/taag")
    keep_run(store, gone, Rest(9, gone.ended_at, {"ttl_minutes": 9000}), "2026-02-09T00:00:00Z")
    mended = Source("tag", "http://example.com/feed")
    upsert_source(store, mended, added_at="2026-02-02T00:00:00Z")
    keep_run(store, gone, Rest(10, gone.ended_at, {}), "2026-02-12T00:00:00Z")  # one that was under way meanwhile
    assert list_sources(store) == [SourceState(mended, added_at="2026-02-01T00:00:00Z")]
    assert rest_of(store, "tag") == Rest(0, None, {})
    assert [each.name for each in list_turns(store, "2026-02-02T00:00:00Z")] == ["tag"]


def test_turns_are_what_is_due_and_what_was_asked_in_the_future(store: Store) -> None:
    for name, due, fetched in (
        ("new", None, None), ("later", "2026-02-02T00:00:00Z", "2026-02-01T00:00:00Z"),
        ("late", "2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z"),
        ("ahead", "2027-02-02T00:00:00Z", "2027-02-01T00:00:00Z"),
    ):  # fmt: skip
        upsert_source(store, Source(name, "http://example.com"), added_at="2026-01-15T00:00:00Z")
        values = [due, fetched, name]
        store.connection.execute("UPDATE sources SET next_due_at = ?, last_fetched_at = ? WHERE name = ?", values)
    assert [each.name for each in list_turns(store, "2026-02-01T12:00:00Z")] == ["late", "new", "ahead"]


def test_sources_are_listed_by_name(store: Store) -> None:
    for name in ("later", "now", "never fetched"):
        upsert_source(store, Source(name, "http://example.com"), added_at="2026-02-01T00:00:00Z")
    assert [state.source.name for state in list_sources(store)] == ["later", "never fetched", "now"]


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_of_two_days_that_contradict_each_other_the_earlier_stays(order: tuple[int, int]) -> None:
    claims = (
        Teaser(_URL, "Bridge closed", published_at="2026-01-30"),
        Teaser(_URL, "Bridge closed", published_at="2026-01-31T08:00:00Z"),
    )

    assert richer(claims[order[0]], claims[order[1]]).published_at == "2026-01-30"

"""The whole road on the demo's web: crawl, extract, store, fold; then again, with one article changed."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from crawler.config import CrawlSettings
from crawler.demo import DemoWeb, serve_demo_web
from crawler.demo_pages import demo_texts
from crawler.run import FetchReport, fetch
from storage.records import Outcome, Relation, Role, Story
from storage.store import Store
from storage.stories import iter_matches, iter_stories

EXPECTED: dict[str, Any] = json.loads(Path(__file__).with_name("demo_expected.json").read_text())
TEXTS = {text.url: text for text in demo_texts()}
NOT_KEPT = {*EXPECTED["gone"], *EXPECTED["not_articles"], *EXPECTED["refused_by_robots"]}
SETTINGS = CrawlSettings(delay=0.0, concurrency=16)


@dataclass(frozen=True)
class Road:
    """What the first run left behind, and what it takes for a second one."""

    web: DemoWeb
    report: FetchReport
    path: Path

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """Read the store as anybody may who knows its public columns."""
        connection = sqlite3.connect(f"file:{self.path}?mode=ro", uri=True)
        try:
            return connection.execute(query, values).fetchall()
        finally:
            connection.close()

    def again(self) -> tuple[FetchReport, list[tuple[str, str, int]]]:
        """Fetch everything once more: the report, and what the server answered meanwhile."""
        before = len(self.web.answered)
        report = fetch(self.web.sources, self.path, SETTINGS, proxy=self.web.proxy_url)
        return report, self.web.answered[before:]


@pytest.fixture(scope="module")
def road(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Road]:
    path = tmp_path_factory.mktemp("demo") / "demo.db"
    with serve_demo_web() as web:
        yield Road(web, fetch(web.sources, path, SETTINGS, proxy=web.proxy_url), path)


@pytest.fixture(scope="module")
def told(road: Road) -> dict[str, Story]:
    """The story of each article, by the article's URL."""
    with Store.open(road.path, read_only=True) as store:
        return {member.url: story for story in iter_stories(store) for member in story.members}


@pytest.fixture(scope="module")
def relations(road: Road) -> dict[frozenset[str], Relation]:
    with Store.open(road.path, read_only=True) as store:
        return {frozenset((a, b)): match.relation for match, a, b in iter_matches(store)}


# The crawl


def test_every_article_is_kept_once_under_its_canonical_url(road: Road) -> None:
    kept = [url for (url,) in road.rows("SELECT url FROM articles")]
    assert sorted(kept) == sorted(set(TEXTS) - NOT_KEPT)


def test_articles_carry_their_outlets_names(road: Road) -> None:
    names = {source.url.split("/")[2]: source.outlet for source in road.web.sources}
    assert {(url, names[url.split("/")[2]]) for url in TEXTS if url not in NOT_KEPT} == set(
        road.rows("SELECT url, outlet FROM articles")
    )


def test_every_teaser_is_kept_even_where_its_article_is_not(road: Road) -> None:
    listed = {url for url, text in TEXTS.items() if any(text.host in listing for listing in EXPECTED["teasers"])}
    assert len(listed) == sum(EXPECTED["teasers"].values())
    assert {(url, TEXTS[url].head["title"]) for url in listed} == set(road.rows("SELECT url, title FROM teasers"))


def test_teasers_are_cut_off_as_the_listing_shows_them(road: Road) -> None:
    for url, teaser, truncated in road.rows("SELECT url, teaser, truncated FROM teasers WHERE teaser != ''"):
        assert " ".join(TEXTS[url].paragraphs).startswith(teaser.removesuffix("…").strip())
        assert truncated


@pytest.mark.parametrize(
    ("group", "status", "outcome"),
    [
        ("gone", 404, Outcome.GONE),
        ("not_articles", 200, Outcome.NOT_AN_ARTICLE),
        ("refused_by_robots", None, Outcome.REFUSED_BY_ROBOTS),
    ],
)
def test_what_gave_no_article_is_on_record_with_its_reason(road: Road, group: str, status: int, outcome: str) -> None:
    for url in EXPECTED[group]:
        assert road.rows("SELECT DISTINCT status, outcome FROM fetches WHERE url = ?", url) == [(status, outcome)]


def test_forbidden_pages_are_not_even_asked_for(road: Road) -> None:
    assert [url for _, url, _ in road.web.answered if url in EXPECTED["refused_by_robots"]] == []


def test_the_report_counts_what_the_store_holds(road: Road) -> None:
    assert sum(row.new for row in road.report.sources) == len(set(TEXTS) - NOT_KEPT)
    errors = [outcome for row in road.report.sources for outcome, count in row.errors.items() for _ in range(count)]
    assert sorted(errors) == sorted(["gone"] * 2 + ["not an article"] * 2 + ["refused by robots"])


# The fold


def test_stories_are_those_that_an_editor_would_see(told: dict[str, Story]) -> None:
    copies = [frozenset(story["members"]) for story in EXPECTED["stories"]]
    templates = frozenset(url for pair in EXPECTED["templates"] for url in pair)  # have a test of their own
    alone = [frozenset([url]) for url in set(TEXTS) - NOT_KEPT - templates.union(*copies)]
    found = {frozenset(member.url for member in story.members) for story in told.values()}
    assert {urls for urls in found if not urls & templates} == {*copies, *alone}


@pytest.mark.parametrize("expected", EXPECTED["stories"], ids=lambda story: story["about"].split(":")[0])
def test_the_origin_is_the_outlet_that_had_it_first(told: dict[str, Story], expected: dict[str, Any]) -> None:
    story = told[expected["origin"]]
    assert [member.url for member in story.members if member.role is Role.ORIGIN] == [expected["origin"]]


def test_same_event_in_other_words_is_another_story(told: dict[str, Story]) -> None:
    for one, other in EXPECTED["same_event"]:
        assert told[one].story_id != told[other].story_id


def test_the_mash_up_is_a_story_of_its_own_and_names_its_parts(
    told: dict[str, Story], relations: dict[frozenset[str], Relation]
) -> None:
    for composite in EXPECTED["composites"]:
        url = composite["url"]
        assert [member.role for member in told[url].members] == [Role.COMPOSITE]
        stories = {
            told[other].story_id
            for pair, relation in relations.items()
            if url in pair and relation is Relation.COMPOSITE
            for other in pair - {url}
        }
        assert stories == {told[part].story_id for part in composite["parts"]}


def test_bulletins_alike_but_for_numbers_are_a_template_and_stories_of_their_own(
    told: dict[str, Story], relations: dict[frozenset[str], Relation]
) -> None:
    for one, other in EXPECTED["templates"]:
        assert told[one].story_id != told[other].story_id
        assert relations[frozenset((one, other))] is Relation.TEMPLATE


def test_copies_word_for_word_and_stubs_are_called_what_they_are(relations: dict[frozenset[str], Relation]) -> None:
    assert [relations[frozenset(pair)] for pair in EXPECTED["identical"]] == [Relation.IDENTICAL]
    for url in EXPECTED["excerpts"]:
        assert {relation for pair, relation in relations.items() if url in pair} == {Relation.EXCERPT}


# Once more


def test_a_second_fetch_transfers_nothing_that_has_not_changed(road: Road) -> None:
    report, answered = road.again()
    bodies = [url for _, url, status in answered if status == 200 and not url.endswith("/robots.txt")]
    assert [url for url in bodies if url not in EXPECTED["not_articles"]] == []
    assert sum(row.new + row.changed for row in report.sources) == 0


def test_an_update_makes_a_revision_and_no_article(road: Road, told: dict[str, Story]) -> None:
    (url,) = EXPECTED["revised"]
    (before,) = road.rows("SELECT count(*) FROM articles")
    road.web.set_revision(2)
    report, _ = road.again()
    assert road.rows("SELECT revision FROM articles WHERE url = ?", url) == [(2,)]
    assert road.rows("SELECT count(*) FROM articles") == [before]
    assert sum(row.changed for row in report.sources) == 1
    assert road.rows("SELECT story_id FROM articles WHERE url = ?", url) == [(told[url].story_id,)]

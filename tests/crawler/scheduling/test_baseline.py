"""The truth about a source: what it gives is held against its habit, and told by `fetch`, `status` and their codes."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from crawler.cli import run
from crawler.fetching import ledger
from crawler.scheduling.baseline import ARTICLES, LISTED, NEW, TEXTS, troubles
from storage.baseline import RunYield, Texts
from storage.records import Kind
from tests.crawling import web
from tests.daemons import configure
from tests.web import PADDING, Web, article_page, feed_of, listing_page

__all__ = ["web"]

HABIT = [RunYield(listed, 40_000, 5, 5, Texts(5, 3000)) for listed in (12, 11, 12)]
DATA = '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Ferry"}</script>'
NOTICE = "We and our 812 partners value your privacy and store information on your device, such as cookies, to measure"


@pytest.mark.parametrize(
    ("now", "told"),
    [
        (RunYield(12, 40_000), {}),
        (RunYield(None, None), {}),  # 304
        (RunYield(6, 40_000), {}),
        (RunYield(2, 40_000), {LISTED: "12 links a run before, 2 now"}),
        (RunYield(0, 900), {LISTED: "12 links a run before, 0 now"}),
        (RunYield(9, 3_000), {LISTED: "12 links a run before, 9 now, on a page of 3000 bytes, 40000 before"}),
        (RunYield(12, 3_000), {}),  # another design
        (RunYield(tried=3, had=0), {ARTICLES: "none of the 3 articles that it leads to could be had"}),
        (RunYield(tried=2, had=0), {}),
        (RunYield(tried=3, again=9, still=9), {NEW: "none of the 3 new articles that it leads to could be had"}),
        (RunYield(again=3), {ARTICLES: "none of the 3 articles that it leads to could be had"}),
        (RunYield(again=9, still=6), {}),  # the outlet took three away
        (RunYield(tried=8, had=2), {NEW: "6 of 8 new articles could not be had, 0 of 15 before"}),
        (RunYield(tried=8, had=3), {}),
        (RunYield(texts=Texts(3, 400)), {TEXTS: "articles of 3000 characters before, of 400 now"}),
        (RunYield(texts=Texts(2, 400)), {}),  # two briefs
        (RunYield(texts=Texts(4, 900, 3, NOTICE)), {TEXTS: f"3 of 4 articles say the same: {NOTICE[:80]!r}"}),
        (RunYield(texts=Texts(9, 2500, 3, NOTICE)), {}),
    ],
)
def test_a_run_beside_the_runs_before_it(now: RunYield, told: Mapping[str, str]) -> None:
    assert troubles(now, HABIT, Kind.LISTING, {}) == told


@pytest.mark.parametrize("now", [RunYield(1, 500), RunYield(texts=Texts(9, 100)), RunYield(tried=1, had=1)])
def test_without_a_habit_there_is_nothing_to_fall_from(now: RunYield) -> None:
    assert troubles(now, [], Kind.LISTING, {}) == {}


def test_what_led_to_no_article_ever_is_told_with_the_first() -> None:
    told = troubles(RunYield(4, 900, 1, 0), [], Kind.LISTING, {})
    assert told == {ARTICLES: "the one article that it leads to could not be had"}


@pytest.mark.parametrize("before", [[], [RunYield(4, 900), RunYield(again=1, still=1)]])
def test_what_is_asked_for_again_could_be_had_once(before: Sequence[RunYield]) -> None:
    assert troubles(RunYield(again=1), before, Kind.LISTING, {}) == {}


def test_a_list_that_is_short_every_week_is_in_its_habit() -> None:
    assert troubles(RunYield(3, 9000), [*HABIT, RunYield(4, 9000)], Kind.SITEMAP, {}) == {}


def test_an_article_alone_is_judged_by_its_own_past() -> None:
    assert TEXTS in troubles(RunYield(texts=Texts(1, 200)), HABIT, Kind.ARTICLE, {})


def test_trouble_stays_until_something_else_is_seen() -> None:
    lasting = {LISTED: "12 links a run before, 1 now", ARTICLES: "none", TEXTS: "short"}
    assert troubles(RunYield(), HABIT, None, lasting) == lasting
    well = RunYield(12, 40_000, 1, 1, Texts(1, 2000))
    assert troubles(well, HABIT, None, lasting) == {}


class Outlet:
    """One source on loopback, fetched and looked at through the command line."""

    def __init__(self, web: Web, place: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.web, self.place, self.capsys = web, place, capsys
        self.url = web.url("/tags/ferry")
        configure(place, {"name": "Harbour", "url": self.url, "kind": "listing"})

    def lists(self, days: Sequence[int]) -> None:
        self.web.put("/tags/ferry", listing_page({path(day): f"The ferry sails on day {day}" for day in days}))

    def prints(self, days: Sequence[int]) -> None:
        for day in days:
            text = f"On day {day} the ferry sailed at last, and the town came to see it. {PADDING} "
            self.web.put(path(day), article_page(f"The ferry sails on day {day}", *[text * 3] * 4, head=DATA))

    def fetch(self) -> tuple[int, dict[str, Any]]:
        return self._say("fetch")

    def status(self) -> tuple[int, dict[str, Any]]:
        return self._say("status")

    def _say(self, command: str) -> tuple[int, dict[str, Any]]:
        self.capsys.readouterr()
        code = run([command, "--json"])
        return code, json.loads(self.capsys.readouterr().out)["sources"][0]

    def falls(self, words: str) -> None:
        """All three say so: the exit code of a fetch, its row, and the status."""
        code, row = self.fetch()
        assert code == 1
        assert words in row["note"] + row["trouble"]
        code, seen = self.status()
        assert code == 1
        assert seen["health"] in {"fallen", "broken"}
        assert words in seen["words"]

    def is_well(self) -> None:
        code, row = self.fetch()
        assert (code, row["trouble"]) == (0, "")
        assert self.status()[0] == 0


def path(day: int) -> str:
    return f"/2026/11/{day:02}/the-ferry-sails"


@pytest.fixture
def outlet(web: Web, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Outlet:
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    outlet = Outlet(web, tmp_path, capsys)
    outlet.prints(range(1, 30))
    outlet.lists(range(1, 13))
    outlet.is_well()
    return outlet


def test_a_source_with_nothing_new_is_no_trouble(outlet: Outlet) -> None:
    outlet.is_well()  # 304
    outlet.lists([*range(2, 13), 1])  # the same in another order
    outlet.is_well()
    outlet.lists(range(4, 14))  # one new, some old ones less
    outlet.is_well()


def test_a_list_that_fell(outlet: Outlet) -> None:
    outlet.lists([12, 13])
    outlet.falls("12 links a run before, 2 now")
    outlet.falls("12 links a run before, 2 now")  # 304: it is as it was
    outlet.lists(range(3, 15))
    outlet.is_well()


def test_a_list_that_is_gone(outlet: Outlet) -> None:
    outlet.web.put("/tags/ferry", f"<html><body><main><h1>Cookies</h1><p>{NOTICE}.</p></main></body></html>")
    outlet.falls("zero yield")
    outlet.falls("12 links a run before, 0 now")


def test_of_a_source_that_is_gone_only_that_is_told(outlet: Outlet) -> None:
    outlet.lists([12, 13])
    outlet.falls("12 links a run before, 2 now")
    outlet.web.put("/tags/ferry", "<p>not here</p>", status=404)

    code, row = outlet.fetch()
    assert (code, row["note"], row["trouble"]) == (1, "gone: HTTP 404", "")
    assert outlet.status()[1]["words"] == "gone: HTTP 404"
    outlet.lists([12, 13])
    outlet.falls("12 links a run before, 2 now")  # it was not forgotten


def test_links_that_are_all_dead(outlet: Outlet) -> None:
    dead = [path(day) for day in range(21, 25)]
    for each in dead:
        outlet.web.put(each, "<p>not here</p>", status=404)
    outlet.lists([*range(5, 13), *range(21, 25)])
    outlet.falls("none of the 4 new articles that it leads to could be had")
    outlet.falls("none of the 4 new articles that it leads to could be had")  # nothing new was tried
    outlet.lists(range(6, 14))
    outlet.is_well()


def test_one_new_link_that_is_dead_is_no_trouble(outlet: Outlet, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger, "due_for_recheck", lambda *_: False)
    outlet.web.put(path(21), "<p>not here</p>", status=404)
    outlet.lists([*range(2, 13), 21])
    outlet.is_well()


def test_articles_that_are_gone_all_at_once(outlet: Outlet) -> None:
    for day in range(1, 13):
        outlet.web.put(path(day), "<p>not here</p>", status=404)
    outlet.falls("none of the 12 articles that it leads to could be had")


def test_articles_that_are_all_the_same_notice(outlet: Outlet) -> None:
    for day in range(21, 25):
        outlet.web.put(path(day), article_page(f"The ferry sails on day {day}", f"{NOTICE}.", NOTICE[::-1], head=DATA))
    outlet.lists([*range(5, 13), *range(21, 25)])
    outlet.falls("4 of 4 articles say the same: 'We and our 812 partners")
    outlet.lists([*range(6, 13), *range(13, 18)])
    outlet.is_well()


def test_texts_that_shrank(outlet: Outlet) -> None:
    for day in range(21, 25):
        stub = f"On day {day} the ferry sailed at last, and the whole town came to see it; log in to read what we saw."
        outlet.web.put(path(day), article_page(f"The ferry sails on day {day}", stub, head=DATA))
    outlet.lists([*range(5, 13), *range(21, 25)])
    outlet.falls("characters before")


def test_a_feed_that_says_the_same_for_days_is_no_trouble(outlet: Outlet) -> None:
    links = {outlet.web.url(path(day)): f"The ferry sails on day {day}" for day in range(1, 4)}
    outlet.url = outlet.web.put("/rss", feed_of(links), kind="application/rss+xml", validators=False)
    configure(outlet.place, {"name": "Quay", "url": outlet.url, "kind": "feed"})
    for _ in range(3):
        outlet.is_well()

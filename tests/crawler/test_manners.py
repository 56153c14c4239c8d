"""What a server may expect of us, over loopback."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from storage.records import Kind
from storage.store import Store
from tests import hostile
from tests.crawling import PAGE, PATH, Crawling, crawling, web
from tests.web import Behaviour, Web, article_page, listing_page

if TYPE_CHECKING:
    from http.server import BaseHTTPRequestHandler

__all__ = ["crawling", "web"]


def put_robots(web: Web, text: str, **how: object) -> None:
    web.put("/robots.txt", text, kind="text/plain", **how)  # type: ignore[arg-type]


def times(web: Web) -> list[float]:
    return [asked.at for asked in web.asked]


class TestRobots:
    def test_a_forbidden_page_is_not_asked_for(self, web: Web, crawling: Crawling) -> None:
        url = web.put(PATH, PAGE)
        put_robots(web, "User-agent: *\nDisallow: /2026/\n")

        assert crawling.one(url).errors == {"refused by robots": 1}
        assert web.paths() == []
        assert crawling.outcome(url) == ("refused by robots", None, "robots.txt forbids it")

    @pytest.mark.parametrize("named", ["HarbourBot", "newsfold"])
    def test_it_can_name_who_asks_or_what_is_used(self, web: Web, crawling: Crawling, named: str) -> None:
        url = web.put(PATH, PAGE)
        put_robots(web, f"User-agent: {named}\nDisallow: /\n")

        assert crawling.one(url, user_agent="HarbourBot/1.0").errors == {"refused by robots": 1}
        assert web.paths() == []

    @pytest.mark.parametrize("status", [500, 503, 429])
    def test_while_it_fails_no_page_is_asked_for(self, web: Web, crawling: Crawling, status: int) -> None:
        url = web.put(PATH, PAGE)
        put_robots(web, "", status=status, Retry_After="0")

        assert crawling.one(url).errors == {"refused by robots": 1}
        assert web.paths() == []

    @pytest.mark.parametrize("status", [401, 403, 404, 410])
    def test_where_there_is_none_nothing_is_forbidden(self, web: Web, crawling: Crawling, status: int) -> None:
        url = web.put(PATH, PAGE)
        put_robots(web, "User-agent: *\nDisallow: /\n", status=status)

        assert crawling.one(url).new == 1

    def test_while_it_hangs_no_page_is_asked_for(self, web: Web, crawling: Crawling) -> None:
        url = web.put(PATH, PAGE)
        web.put("/robots.txt", web.hang)

        assert crawling.one(url, timeout=0.3).errors == {"too slow": 1}
        assert web.paths() == []

    @pytest.mark.parametrize(
        ("behaviour", "outcome"),
        [
            (hostile.reset, "unreachable"),
            (hostile.raw(b"SSH-2.0-OpenSSH_9.2\r\n"), "unreachable"),
            (hostile.redirect("/robots.txt"), "too many redirects"),
            (hostile.redirect("http://127.0.0.2/robots.txt"), "blocked address"),
            (hostile.redirect("file:///etc/passwd"), "refused by robots"),
            (hostile.answer("<p>plain</p>", Content_Encoding="gzip"), "unreadable"),
        ],
    )
    def test_however_it_fails_no_page_is_asked_for(
        self, web: Web, crawling: Crawling, behaviour: Behaviour, outcome: str
    ) -> None:
        url = web.put(PATH, PAGE)
        web.put("/robots.txt", behaviour)

        assert crawling.one(url).errors == {outcome: 1}
        assert web.paths() == []

    def test_one_that_is_a_page_forbids_nothing(self, web: Web, crawling: Crawling) -> None:
        url = web.put(PATH, PAGE)
        put_robots(web, "<html><body><h1>Welcome</h1></body></html>")

        assert crawling.one(url).new == 1

    def test_one_that_is_too_large_cannot_be_read(self, web: Web, crawling: Crawling) -> None:
        url = web.put(PATH, PAGE)
        put_robots(web, "User-agent: *\nAllow: /\n" + "# padding\n" * 20_000)

        assert crawling.one(url, max_bytes=100_000).errors == {"too large": 1}
        assert web.paths() == []

    def test_it_is_asked_for_once_a_run(self, web: Web, crawling: Crawling) -> None:
        urls = [web.put(f"{PATH}-{number}", PAGE) for number in range(4)]

        crawling.fetch(*urls, kind=Kind.ARTICLE)

        assert [asked.path for asked in web.asked].count("/robots.txt") == 1

    def test_it_is_kept_for_an_hour_and_then_asked_for_if_it_changed(self, web: Web, crawling: Crawling) -> None:
        url = web.put(PATH, PAGE)
        put_robots(web, "User-agent: *\nDisallow: /private/\n")

        crawling.one(url)
        crawling.one(url)
        assert [asked.path for asked in web.asked].count("/robots.txt") == 1
        with Store.open(crawling.store_path) as store, store.write() as connection:
            connection.execute("UPDATE robots SET fetched_at = '2026-01-01T00:00:00Z'")
        crawling.one(url)
        assert [asked.headers.get("If-None-Match") is not None for asked in web.asked if "robots" in asked.path] == [
            False,
            True,
        ]
        assert crawling.outcome(web.url("/robots.txt"))[:2] == ("unchanged", 304)

    def test_one_that_failed_is_asked_for_again(self, web: Web, crawling: Crawling) -> None:
        url = web.put(PATH, PAGE)
        put_robots(web, "", status=500)
        crawling.one(url)
        put_robots(web, "")

        assert crawling.one(url).new == 1

    def test_it_may_be_left_unheeded(self, web: Web, crawling: Crawling) -> None:
        url = web.put(PATH, PAGE)
        put_robots(web, "User-agent: *\nDisallow: /\n")

        assert crawling.one(url, respect_robots=False).new == 1

    def test_its_crawl_delay_is_kept(self, web: Web, crawling: Crawling) -> None:
        put_robots(web, "User-agent: newsfold\nCrawl-delay: 0.2\n")
        urls = [web.put(f"{PATH}-{number}", PAGE) for number in range(3)]

        crawling.fetch(*urls, kind=Kind.ARTICLE)

        assert all(later - earlier >= 0.2 for earlier, later in pairwise(times(web)))

    def test_a_one_off_fetch_waits_minutes_for_a_host_and_no_hours(self, web: Web, crawling: Crawling) -> None:
        put_robots(web, "User-agent: newsfold\nCrawl-delay: 600\n")
        url = web.put(PATH, PAGE)

        report = crawling.fetch(url)

        assert web.paths() == []
        assert report.sources[0].note == (
            f"{web.netloc} asks for 600 s between requests: the rest is left to a later run"
        )
        assert report.failed


class TestPace:
    def test_one_request_at_a_time_with_a_pause_between(self, web: Web, crawling: Crawling) -> None:
        under_way: list[int] = []

        def slow(handler: BaseHTTPRequestHandler) -> None:
            under_way.append(1)
            most.append(len(under_way))
            web.released.wait(0.05)
            under_way.pop()
            handler.send_response(404)
            handler.send_header("Content-Length", "0")
            handler.end_headers()

        most: list[int] = []
        urls = [web.put(f"{PATH}-{number}", slow) for number in range(4)]

        crawling.fetch(*urls, kind=Kind.ARTICLE, delay=0.1)

        assert max(most) == 1
        assert all(later - earlier >= 0.1 for earlier, later in pairwise(times(web)))

    def test_retry_after_is_waited_for(self, web: Web, crawling: Crawling) -> None:
        url = web.put(PATH, "", status=503, Retry_After="1")

        assert crawling.one(url).errors == {"server error": 1}
        tries = [asked.at for asked in web.asked if asked.path == PATH]
        assert len(tries) == 3
        assert all(later - earlier >= 1.0 for earlier, later in pairwise(tries))

    def test_who_asks_for_hours_is_left_alone_until_a_later_run(self, web: Web, crawling: Crawling) -> None:
        paths = {f"{PATH}-{number}": f"Bridge number {number} opens to the island" for number in range(5)}
        listing = web.put("/tags/a", listing_page(paths))
        for path in paths:
            web.put(path, "", status=429, Retry_After="86400")

        report = crawling.one(listing, Kind.LISTING)

        assert len(web.paths()) == 2, "the listing and one article"
        assert crawling.outcome(web.url(web.paths()[1])) == ("not allowed", 429, "HTTP 429, Retry-After: 86400")
        assert report.errors == {"not allowed": 1}
        assert "asks to be left alone" in report.note
        for path, title in paths.items():
            web.put(path, article_page(title))
        assert crawling.one(listing, Kind.LISTING).new == 4

    @pytest.mark.parametrize("status", [429, 503])
    def test_an_answer_that_asks_for_an_hour_is_written_down_and_asked_again_later(
        self, web: Web, crawling: Crawling, status: int
    ) -> None:
        listing = web.put("/tags/a", listing_page({PATH: "A bridge opens to the island"}))
        url = web.put("/alone", "", status=status, Retry_After="3600")
        web.put(PATH, "", status=status, Retry_After="3600")

        alone = crawling.one(url)
        assert crawling.outcome(url)[1:] == (status, f"HTTP {status}, Retry-After: 3600")
        assert (sum(alone.errors.values()), alone.outcome is not None) == (1, True)
        report = crawling.one(listing, Kind.LISTING)
        assert sum(report.errors.values()) == 1
        assert "asks to be left alone for 3600 s" in report.note
        web.put(PATH, PAGE)
        assert crawling.one(listing, Kind.LISTING).new == 1, "it waits for the next run"

    def test_a_failing_page_is_tried_three_times(self, web: Web, crawling: Crawling) -> None:
        url = web.put(PATH, "", status=500)

        assert crawling.one(url).errors == {"server error": 1}
        assert web.paths() == [PATH] * 3

    def test_the_user_agent_is_honest(self, web: Web, crawling: Crawling) -> None:
        crawling.one(web.put(PATH, PAGE), contact="https://harbour.example/bot")

        agents = {asked.headers["User-Agent"] for asked in web.asked}
        assert len(agents) == 1
        assert agents.pop().startswith("newsfold/")
        assert web.asked[0].headers["User-Agent"].endswith("(+https://harbour.example/bot)")

    def test_no_cookie_comes_back(self, web: Web, crawling: Crawling) -> None:
        listing = web.put("/tags/a", listing_page({PATH: "A bridge opens to the island"}), Set_Cookie="id=1; Path=/")
        web.put(PATH, PAGE)

        crawling.one(listing, Kind.LISTING)

        assert PATH in web.paths()
        assert not any("Cookie" in asked.headers for asked in web.asked)

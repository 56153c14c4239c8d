"""No page, name or proxy leads to an address inside, over loopback, unless it is allowed."""

from __future__ import annotations

import pytest
from twisted.internet.address import IPv4Address

from crawler.fetching import resolver
from storage.records import Kind
from tests.crawling import PAGE, PATH, Crawling, crawling, web
from tests.web import Web, article_page, listing_page

__all__ = ["crawling", "web"]


class TestAddresses:
    def test_loopback_is_refused_unless_allowed(self, web: Web, crawling: Crawling) -> None:
        url = web.put(PATH, PAGE)

        assert crawling.one(url, allow_addresses=()).errors == {"blocked address": 1}
        assert web.asked == []

    @pytest.mark.parametrize("way", ["location", "refresh", "link"])
    def test_no_page_leads_inside(self, web: Web, crawling: Crawling, way: str) -> None:
        with Web("127.0.0.2").serving() as inside:
            secret = inside.put("/2026/11/02/the-secret-of-the-house", article_page("The secret of the house"))
            start = {
                "location": lambda: web.put(PATH, "", status=302, Location=secret),
                "refresh": lambda: web.put(PATH, f'<meta http-equiv="refresh" content="0; url={secret}">'),
                "link": lambda: web.put("/tags/a", listing_page({secret: "The secret of the house is out"})),
            }[way]()

            crawling.one(start, Kind.LISTING if way == "link" else Kind.ARTICLE)

            assert inside.asked == []
            assert crawling.rows("SELECT outcome FROM fetches ORDER BY id DESC LIMIT 1") == [("blocked address",)]
            assert crawling.titles() == []

    def test_a_name_with_one_private_answer_is_refused(
        self, web: Web, crawling: Crawling, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        public_and_private = [(IPv4Address, "192.0.43.8"), (IPv4Address, "127.0.0.1")]
        monkeypatch.setattr(resolver, "_look_up", lambda name: public_and_private)
        url = "http://rebound.example:" + web.netloc.split(":")[1] + PATH

        assert crawling.one(url, allow_addresses=()).errors == {"blocked address": 1}
        assert crawling.outcome(url)[2] == "rebound.example resolves to 127.0.0.1, not a public address"
        assert web.asked == []

    def test_a_name_that_is_allowed_may_resolve_inside(
        self, web: Web, crawling: Crawling, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(resolver, "_look_up", lambda name: [(IPv4Address, "127.0.0.1")])
        web.put(PATH, PAGE)
        url = "http://intranet.example:" + web.netloc.split(":")[1] + PATH

        assert crawling.one(url, allow_addresses=("intranet.example",)).new == 1

    def test_a_name_that_does_not_resolve(self, crawling: Crawling, monkeypatch: pytest.MonkeyPatch) -> None:
        def unknown(name: str) -> None:
            raise OSError(f"no such name: {name}")

        monkeypatch.setattr(resolver, "_look_up", unknown)

        assert crawling.one("http://nowhere.example/").errors == {"unresolvable": 1}

    def test_a_proxy_is_used_as_given_and_for_no_inner_address(
        self, web: Web, crawling: Crawling, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("http_proxy", f"http://{web.netloc}")
        monkeypatch.setenv("no_proxy", "")
        web.put("http://harbour.example/news/a-bridge-opens", PAGE)

        report = crawling.fetch(
            "http://harbour.example/news/a-bridge-opens", "http://10.0.0.1/", "http://0x7f.1/", allow_addresses=()
        )

        assert report.sources[0].new == 1
        assert [row.errors for row in report.sources[1:]] == [{"blocked address": 1}] * 2
        assert {asked.path.split("/")[2] for asked in web.asked} == {"harbour.example"}

    @pytest.mark.parametrize(
        ("scheme", "proxy", "words"),
        [("http", "socks5", "is no HTTP proxy"), ("https", "http", "the proxy opens no way to harbour.example")],
    )
    def test_a_proxy_that_leads_nowhere_is_said(
        self, scheme: str, proxy: str, words: str, web: Web, crawling: Crawling
    ) -> None:
        with pytest.MonkeyPatch.context() as environment:
            environment.setenv(f"{scheme}_proxy", f"{proxy}://{web.netloc}")
            environment.setenv("no_proxy", "")

            report = crawling.one(f"{scheme}://harbour.example/")

        assert report.errors == {"unreachable": 1}
        assert words in report.note

    def test_a_proxy_that_does_not_answer_is_named(self, crawling: Crawling, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
        monkeypatch.setenv("no_proxy", "")

        assert "(asked through a proxy: 127.0.0.1)" in crawling.one("http://harbour.example/").note

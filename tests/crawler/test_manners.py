"""What a server may expect of us, over loopback."""

from __future__ import annotations

import gzip
import ipaddress
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from itertools import pairwise
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from twisted.internet.address import IPv4Address

from crawler.fetching import resolver
from storage.records import Kind
from storage.store import Store
from tests import hostile
from tests.crawling import Crawling, crawling, web
from tests.web import Behaviour, Web, article_page, listing_page

__all__ = ["crawling", "web"]

PATH = "/2026/11/01/a-bridge-opens"
PAGE = article_page("A bridge opens to the island")


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


class TestBounds:
    def test_a_body_that_is_too_large(self, web: Web, crawling: Crawling) -> None:
        url = web.put(PATH, b"x" * 200_000)

        assert crawling.one(url, Kind.ARTICLE, max_bytes=100_000).errors == {"too large": 1}

    def test_no_answer_waits_for_source_to_be_parsed(
        self, web: Web, crawling: Crawling, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("scrapy.utils.misc.ast", None)
        url = web.put(PATH, b"x" * 200_000)

        assert crawling.one(url, Kind.ARTICLE, max_bytes=100_000).errors == {"too large": 1}

    def test_a_body_that_inflates_without_end(self, web: Web, crawling: Crawling) -> None:
        url = web.put(PATH, gzip.compress(b"\0" * 50_000_000), Content_Encoding="gzip")

        assert crawling.one(url, Kind.ARTICLE).errors == {"too large": 1}
        assert len(web.paths()) == 1

    def test_a_body_that_never_ends(self, web: Web, crawling: Crawling) -> None:
        def drip(handler: BaseHTTPRequestHandler) -> None:
            handler.send_response(200)
            handler.send_header("Content-Type", "text/html")
            handler.end_headers()
            try:
                while not web.released.wait(0.05):
                    handler.wfile.write(b"<p>and so on</p>")
            except OSError:
                handler.close_connection = True

        url = web.put(PATH, drip)

        assert crawling.one(url, timeout=0.5).errors == {"too slow": 1}
        assert len(web.paths()) == 3

    def test_redirects_in_a_circle(self, web: Web, crawling: Crawling) -> None:
        url = web.put("/round", "", status=302, Location="/about")
        web.put("/about", "", status=302, Location="/round")

        assert crawling.one(url).errors == {"too many redirects": 1}
        assert web.paths() == ["/round", "/about"]

    def test_redirects_without_end(self, web: Web, crawling: Crawling) -> None:
        for number in range(9):
            web.put(f"/{number}", "", status=302, Location=f"/{number + 1}")

        assert crawling.one(web.url("/0")).errors == {"too many redirects": 1}
        assert len(web.paths()) == 6

    def test_a_page_that_refreshes_itself_is_read(self, web: Web, crawling: Crawling) -> None:
        url = web.put(PATH, PAGE.replace("<head>", '<head><meta http-equiv="refresh" content="3;url=#top">'))

        assert crawling.one(url, Kind.ARTICLE).new == 1
        assert web.paths() == [PATH]

    def test_many_ways_to_one_address_are_not_all_gone(self, web: Web, crawling: Crawling) -> None:
        urls = [web.put(f"/{number}", "", status=302, Location="/consent") for number in range(6)]
        web.put("/consent", "<p>May we?</p>")

        crawling.fetch(*urls, kind=Kind.ARTICLE)

        assert web.paths().count("/consent") == 3
        refused = crawling.rows("SELECT reason FROM fetches WHERE outcome = 'too many redirects'")
        assert ["3 times already" in str(reason) for (reason,) in refused] == [True] * 3

    def test_a_part_of_a_page_is_no_page(self, web: Web, crawling: Crawling) -> None:
        url = web.put(PATH, PAGE, status=206)

        assert crawling.one(url, Kind.ARTICLE).errors == {"unreadable": 1}
        assert crawling.outcome(url)[1:] == (206, "HTTP 206")

    def test_a_connection_that_breaks_off(self, web: Web, crawling: Crawling) -> None:
        def hang_up(handler: BaseHTTPRequestHandler) -> None:
            handler.connection.close()
            handler.close_connection = True

        assert crawling.one(web.put(PATH, hang_up)).errors == {"unreachable": 1}

    def test_nobody_answers(self, crawling: Crawling) -> None:
        assert crawling.one("http://127.0.0.1:9/news").errors == {"unreachable": 1}


class TestTls:
    def test_a_certificate_that_nobody_vouches_for(self, crawling: Crawling, tmp_path: Path) -> None:
        with Web(certificate=self_signed(tmp_path)).serving() as web:
            url = web.put(PATH, PAGE).replace("http://", "https://")

            assert crawling.one(url, Kind.ARTICLE).errors == {"unreachable": 1}
            assert web.asked == []
            assert "certificate" in str(crawling.outcome(url)[2])


def self_signed(folder: Path) -> Path:
    """A certificate for 127.0.0.1 with its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    begin = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(begin)
        .not_valid_after(begin + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.IPv4Address("127.0.0.1"))]), critical=False
        )
        .sign(key, hashes.SHA256())
    )
    plain = (Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    file = folder / "certificate.pem"
    file.write_bytes(key.private_bytes(*plain) + certificate.public_bytes(Encoding.PEM))
    return file


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

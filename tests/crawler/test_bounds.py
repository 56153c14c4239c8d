"""What is not taken from a server, over loopback: too much, without end, in part, or from who cannot be trusted."""

from __future__ import annotations

import gzip
import ipaddress
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from storage.records import Kind
from tests.crawling import PAGE, PATH, Crawling, crawling, web
from tests.web import Web

if TYPE_CHECKING:
    from http.server import BaseHTTPRequestHandler
    from pathlib import Path

    import pytest

__all__ = ["crawling", "web"]


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

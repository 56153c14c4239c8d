from __future__ import annotations

from http.client import HTTPConnection
from pathlib import Path

import pytest

from crawler.scheduling.metrics import checked_listen
from storage.errors import ConfigError
from tests.crawling import web
from tests.daemons import configure, running
from tests.web import Web, article_page, listing_page

__all__ = ["web"]


@pytest.mark.parametrize("text", ["0.0.0.0:9464", "127.0.0.1", "192.0.2.1:80", "localhost:80", "127.0.0.1:x", ":80"])
def test_only_loopback_is_listened_on(text: str) -> None:
    with pytest.raises(ConfigError, match=r"127\.0\.0\.1:9464"):
        checked_listen(text)


def test_ipv6_too() -> None:
    assert checked_listen("[::1]:80") == ("::1", 80)


def ask(port: int, path: str) -> tuple[int, str]:
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", path)
    answer = connection.getresponse()
    return answer.status, answer.read().decode()


def test_a_broken_source_is_seen(web: Web, tmp_path: Path) -> None:
    web.put("/2026/11/01/a-ferry-sails", article_page("A ferry sails"))
    good = web.put("/good", listing_page({"/2026/11/01/a-ferry-sails": "A ferry sails"}))
    configure(
        tmp_path,
        {"name": 'the "good"', "kind": "listing", "url": good},
        {"name": "gone", "kind": "listing", "url": web.url("/gone")},
    )
    with running(tmp_path, "--listen", "127.0.0.1:0") as daemon:
        port = daemon.until("started")["port"]
        for _ in range(2):
            daemon.until("fetched")
        status, text = ask(port, "/metrics")
        assert status == 200
        assert 'newsfold_source_needs_a_person{source="gone"} 1\n' in text
        assert 'newsfold_source_needs_a_person{source="the \\"good\\""} 0\n' in text
        status, text = ask(port, "/healthz")
        assert status == 503
        assert text.startswith("gone: ")
        assert ask(port, "/")[0] == 404

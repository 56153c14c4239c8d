"""The web page lets nobody in who should not be, runs nothing that was fetched, and changes nothing."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from lxml import html
from starlette.testclient import TestClient

from crawler.web.app import create_app
from crawler.web.safety import HEADERS, Access, seal

if TYPE_CHECKING:
    from pathlib import Path

PAGES = (
    "/", "/?query=harmless", "/?cursor=x", "/feed.atom", "/fresh?seen=0", "/story/1", "/story/2", "/story/3",
    "/story/4", "/event/1", "/article/1", "/article/5", "/why", "/why?a=1&b=5", "/sources", "/status", "/nothing",
    "/api/v1/stories", "/api/v1/nothing", "/static/newsfold.css",
)  # fmt: skip


@pytest.mark.parametrize("address", PAGES)
def test_every_answer_is_signed(client: TestClient, address: str) -> None:
    answer = client.get(address)
    for name, value in HEADERS.items():
        assert answer.headers[name] == value
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert "server" not in answer.headers


@pytest.mark.parametrize("address", PAGES)
def test_fetched_text_stays_text(client: TestClient, address: str) -> None:
    answer = client.get(address)
    if not answer.headers.get("content-type", "").startswith("text/html"):
        return
    tree = html.document_fromstring(answer.text)
    assert not tree.xpath("//img | //iframe | //object | //style | //@style | //@*[starts-with(name(), 'on')]")
    assert all(str(src).startswith("/static/") for src in tree.xpath("//script/@src"))
    assert not tree.xpath("//script[not(@src)]")
    for link in tree.xpath("//a | //link"):
        parts = urlsplit(link.get("href", ""))
        assert parts.scheme in {"", "http", "https"}
        if parts.scheme:
            assert link.get("rel") == "noopener nofollow noreferrer"
            assert link.get("target") is None


@pytest.mark.parametrize("address", ["/", "/?query=harmless", "/story/1", "/article/5", "/why?a=1&b=5", "/sources"])
def test_no_line_is_turned_around(client: TestClient, address: str) -> None:
    """An override of direction (U+202E) in a headline would show `exe.png` for `gnp.exe`, and turn what follows."""
    answer = client.get(address)
    assert "\u202e" not in answer.text
    assert "\ufffdgnp.exe" in answer.text


def test_nothing_comes_from_elsewhere(client: TestClient) -> None:
    css = client.get("/static/newsfold.css").text
    assert "url(" not in css
    assert "@import" not in css
    for address in ("/", "/story/1", "/sources"):
        tree = html.document_fromstring(client.get(address).text)
        assert all(not urlsplit(str(each)).netloc for each in tree.xpath("//@src | //link/@href"))


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost:9000", "[::1]:8000", "LOCALHOST", "127.8.8.8:80"])
def test_this_machine_is_served(client: TestClient, host: str) -> None:
    assert client.get("/", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "host",
    ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:8000", "192.168.1.5", "x@127.0.0.1", "", "[::1",
     "127.0.0.1:99999", "localhost/evil", "0.0.0.0"],
)  # fmt: skip
def test_a_foreign_host_is_refused(client: TestClient, host: str) -> None:
    answer = client.get("/", headers={"Host": host})
    assert answer.status_code == 421
    assert "Varsenia" not in answer.text
    assert answer.headers["X-Frame-Options"] == "DENY"


def test_names_and_addresses_that_were_allowed(place: Path) -> None:
    app = create_app(place, Access(names=("news.lan",), any_address=True, token="a secret of ours"))
    token = {"Authorization": "Bearer a secret of ours"}
    with TestClient(app) as client:
        for host, status in (("news.lan:80", 200), ("192.168.1.5", 200), ("other.lan", 421)):
            assert client.get("/", headers={"Host": host, **token}).status_code == status


def test_a_token_is_wanted_where_one_is_set(place: Path) -> None:
    app = create_app(place, Access(token="a secret of ours"))
    with TestClient(app, base_url="http://127.0.0.1", follow_redirects=False) as client:
        refused = client.get("/")
        assert refused.status_code == 401
        assert refused.headers["content-type"] == "application/problem+json"
        assert client.get("/static/newsfold.css").status_code == 401
        assert client.get("/?token=wrong").status_code == 401
        assert client.get("/", headers={"Authorization": "Bearer wrong"}).status_code == 401
        assert client.get("/", headers={"Authorization": "Bearer a secret of ours"}).status_code == 200
        let_in = client.get("/story/1?token=a+secret+of+ours&view=shared")
        assert let_in.headers["location"] == "/story/1?view=shared"
        cookie = let_in.headers["set-cookie"]
        assert "HttpOnly" in cookie
        assert "samesite=strict" in cookie.lower()
        assert "secret" not in cookie
        assert client.get("/").status_code == 200
        client.cookies.clear()
        assert client.get("/", headers={"Cookie": f"newsfold={seal('another')}"}).status_code == 401
        assert client.get("/", headers={b"Cookie": b"newsfold=\xe9; ;="}).status_code == 401


def test_the_way_in_leads_nowhere_else(place: Path) -> None:
    with TestClient(create_app(place, Access(token="a secret of ours")), base_url="http://127.0.0.1") as client:
        answer = client.get("//evil.example/?token=a+secret+of+ours", follow_redirects=False)
        assert not answer.headers.get("location", "").startswith("//")


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
@pytest.mark.parametrize("address", ["/", "/story/1", "/api/v1/stories", "/static/newsfold.css"])
def test_there_is_nothing_to_write(client: TestClient, method: str, address: str) -> None:
    assert client.request(method, address).status_code == 405


def test_reading_leaves_the_store_as_it_is(client: TestClient, place: Path) -> None:
    before = hashlib.sha256(place.read_bytes()).digest()
    for address in PAGES:
        client.get(address)
    assert hashlib.sha256(place.read_bytes()).digest() == before


@pytest.mark.parametrize("address", ["/static/../app.py", "/static/%2e%2e/app.py", "/static//etc/passwd", "/static/"])
def test_only_our_own_files_are_given(client: TestClient, address: str) -> None:
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("asked", ["query=" + "a" * 501, "cursor=%00", "limit=1e9", "query=%22", "min_outlets=-1"])
def test_senseless_questions_are_answered_with_a_reason(client: TestClient, asked: str) -> None:
    answer = client.get(f"/api/v1/stories?{asked}")
    assert answer.status_code == 400
    assert answer.json()["detail"]


def test_what_the_browser_has_is_not_sent_again(client: TestClient) -> None:
    for address in ("/", "/story/1", "/api/v1/stories", "/feed.atom"):
        tag = client.get(address).headers["etag"]
        again = client.get(address, headers={"If-None-Match": f'"other", W/{tag}'})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["Content-Security-Policy"]


def test_the_colours_can_be_read() -> None:
    """WCAG 2.2, 1.4.3: 4.5 to 1 for text on every background that it stands on, in light and in dark."""
    from crawler.web.showing import FOLDER

    css = (FOLDER / "static" / "newsfold.css").read_text(encoding="utf-8")
    blocks = re.findall(r":root \{(.*?)\}", css, re.DOTALL)
    assert len(blocks) == 2
    for block in blocks:
        colours = dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]+);", block))
        pairs = [
            (text, ground) for text in ("ink", "soft", "cyan", "magenta", "yellow") for ground in ("paper", "sheet")
        ]
        pairs += [("del-ink", "del"), ("ins-ink", "ins"), ("hit-ink", "hit"), ("paper", "ink"), ("paper", "cyan")]
        pairs += [("ink", f"part-{number}") for number in range(1, 7)]
        for text, ground in pairs:
            assert _contrast(colours[text], colours[ground]) >= 4.5, (text, ground)
        assert _contrast(colours["field"], colours["paper"]) >= 3


def _contrast(one: str, other: str) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(digit * 2 for digit in colour[1:])
    parts = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

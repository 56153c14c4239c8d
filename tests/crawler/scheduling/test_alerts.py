"""Alerts: what happened is told once, to whoever was to be told, signed, again and again until it arrives."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import hmac
import json
import os
import select
import signal
import socket
import sys
import threading
from collections.abc import Iterator
from datetime import datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from crawler.config import Alert, Config
from crawler.fetching.addresses import AddressRule
from crawler.scheduling.alerts import gather
from crawler.scheduling.delivery import MOST_TRIES, DeliveryError, next_try, post, tell_command, write_atom
from crawler.scheduling.health import status
from dedupe.fold import fold
from dedupe.removal import remove
from storage.outbox import Message, delivered, due_messages, not_delivered, put_messages
from storage.records import Kind, Source
from storage.store import Store
from tests.crawling import Crawling, crawling, web
from tests.daemons import PATIENCE, configure, rows, running
from tests.storage.samples import article, save
from tests.web import Web, article_page, listing_page, story_of

__all__ = ["crawling", "web"]

NOW = "2026-11-22T12:00:00Z"
LOOPBACK = AddressRule.allowing(["127.0.0.1"])
MESSAGE = Message(7, "ferries", "webhook", '{"event": "new_story", "story": {"title": "Ferry"}}', NOW, 0)


class Receiver:
    """A webhook on loopback: keeps what it is sent and answers `status`."""

    def __init__(self) -> None:
        self.status = 204
        self.got: list[tuple[dict[str, str], bytes]] = []
        self.came = threading.Event()
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.got.append((dict(self.headers), body))
                self.send_response(receiver.status)
                self.send_header("Location", "/elsewhere")
                self.end_headers()
                receiver.came.set()

            def log_message(self, *args: object) -> None:
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/hook?a=b"


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    receiver = Receiver()
    thread = threading.Thread(target=receiver.server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield receiver
    receiver.server.shutdown()
    receiver.server.server_close()
    thread.join()


def test_a_webhook_gets_it_signed(receiver: Receiver) -> None:
    post(MESSAGE, receiver.url, "hush", LOOPBACK, NOW)
    ((headers, body),) = receiver.got
    assert json.loads(body)["event"] == "new_story"
    expected = hmac.new(b"hush", headers["X-Newsfold-Timestamp"].encode() + b"." + body, hashlib.sha256).hexdigest()
    assert headers["X-Newsfold-Signature"] == f"sha256={expected}"
    assert headers["X-Newsfold-Delivery"] == "7"


@pytest.mark.parametrize("status", [302, 404, 500])
def test_anything_but_2xx_is_no_arrival(receiver: Receiver, status: int) -> None:
    receiver.status = status
    with pytest.raises(DeliveryError, match=str(status)):
        post(MESSAGE, receiver.url, None, LOOPBACK, NOW)
    assert len(receiver.got) == 1, "a redirect is not followed"


@pytest.mark.parametrize("rule", [AddressRule(), AddressRule.allowing(["127.0.0.2"])])
def test_a_webhook_inside_must_be_allowed(receiver: Receiver, rule: AddressRule) -> None:
    with pytest.raises(DeliveryError, match="allow_addresses"):
        post(MESSAGE, receiver.url, None, rule, NOW)
    with pytest.raises(DeliveryError):
        post(MESSAGE, receiver.url.replace("127.0.0.1", "localhost"), None, rule, NOW)
    assert receiver.got == []


def tell(command: str) -> None:
    asyncio.run(tell_command(MESSAGE, command))


def test_a_command_gets_it_on_its_standard_input(tmp_path: Path) -> None:
    script = "import sys; open(sys.argv[1], 'wb').write(sys.stdin.buffer.read())"
    tell(f'"{sys.executable}" -c "{script}" "{tmp_path / "got"}"')
    assert (tmp_path / "got").read_text() == MESSAGE.message
    with pytest.raises(DeliveryError, match="exit code 3: too bad"):
        tell(f'"{sys.executable}" -c "import sys; print(\'too bad\', file=sys.stderr); sys.exit(3)"')
    with pytest.raises(DeliveryError):
        tell(str(tmp_path / "missing"))


def test_a_command_that_hangs_is_killed_with_what_it_started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crawler.scheduling.delivery.COMMAND_TIMEOUT", 1.0)
    with pytest.raises(DeliveryError, match="no end after 1 s"):
        tell(f"sh -c 'sleep 600 & echo $! > {tmp_path}/child; wait'")
    child = int((tmp_path / "child").read_text())
    assert has_ended(child, within=PATIENCE)


def test_what_a_command_leaves_in_the_background_is_not_waited_for(tmp_path: Path) -> None:
    tell(f"sh -c 'sleep 600 & echo $! > {tmp_path}/child'")
    child = int((tmp_path / "child").read_text())
    assert not has_ended(child, within=0)
    os.kill(child, signal.SIGKILL)


def has_ended(process: int, *, within: float) -> bool:
    try:
        watched = os.pidfd_open(process)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([watched], [], [], within)[0])
    finally:
        os.close(watched)


def test_a_receiver_that_drips_is_hung_up_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crawler.scheduling.delivery.DEADLINE", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as server:
        gone = threading.Event()

        def drip() -> None:
            connection, _ = server.accept()
            with connection, contextlib.suppress(OSError):
                connection.sendall(b"HTTP/1.1 200 OK\r\nX-Long: ")
                while not gone.wait(0.01):
                    connection.sendall(b"a")

        thread = threading.Thread(target=drip)
        thread.start()
        with pytest.raises(DeliveryError, match="no answer"):
            post(MESSAGE, f"http://127.0.0.1:{server.getsockname()[1]}/", None, LOOPBACK, NOW)
        gone.set()
        thread.join()


def test_an_atom_file_shows_the_newest_first(tmp_path: Path) -> None:
    write_atom([MESSAGE], "ferries", tmp_path / "ferries.xml")
    feed = ET.parse(tmp_path / "ferries.xml").getroot()
    assert [each.text for each in feed.iter("{http://www.w3.org/2005/Atom}title")][1] == "new story: Ferry"


def test_no_atom_file_is_written_over_a_store(tmp_path: Path) -> None:
    place = tmp_path / "other.db"
    Store.open(place).close()
    with pytest.raises(DeliveryError, match="is a newsfold store, and stays as it is"):
        write_atom([MESSAGE], "ferries", place)
    Store.open(place, create=False).close()


def test_it_is_tried_for_most_of_a_day_then_put_aside(tmp_path: Path) -> None:
    moment, tries = NOW, 1
    while again := next_try(tries, moment):
        assert again > moment
        moment, tries = again, tries + 1
    assert tries == MOST_TRIES
    assert 10 < (datetime.fromisoformat(moment) - datetime.fromisoformat(NOW)).total_seconds() / 3600 < 24

    with Store.open(tmp_path / "newsfold.db") as store:
        put_messages(store, [(MESSAGE.alert, MESSAGE.channel, "new story 1", MESSAGE.message)], NOW)
        (message,) = due_messages(store, NOW)
        not_delivered(store, message, "HTTP 500", NOW, None)
        ((alert, error, text),) = store.connection.execute("SELECT alert, error, message FROM dead_letters")
    assert (alert, error, text) == ("ferries", "HTTP 500", MESSAGE.message)


def test_an_alert_that_fails_again_and_again_is_told_while_it_is_tried(tmp_path: Path) -> None:
    with Store.open(tmp_path / "newsfold.db") as store:
        put_messages(store, [(MESSAGE.alert, MESSAGE.channel, f"story {n}", MESSAGE.message) for n in range(2)], NOW)
        for tries in range(1, 4):
            assert status(store, Config(), NOW).troubles == (), f"after {tries - 1} tries it may be the way there"
            message = due_messages(store, NOW)[0]
            not_delivered(store, message, "127.0.0.1 is not a public address", NOW, NOW)
        assert status(store, Config(), NOW).troubles == (
            "the alert ferries, by webhook: 127.0.0.1 is not a public address (tried again; messages that wait: 2)",
        )
        delivered(store, due_messages(store, NOW)[0], NOW)
        assert status(store, Config(), NOW).troubles == ()


def told(store: Store) -> list[tuple[str, str]]:
    messages = due_messages(store, "2027-01-01T00:00:00Z", limit=1000)
    found = [json.loads(each.message) for each in messages]
    subjects = (each.get("story") or each.get("article") or each["source"] for each in found)
    return sorted(
        (each["event"], str(subject.get("title") or subject.get("name")))
        for each, subject in zip(found, subjects, strict=True)
    )


def test_a_story_that_lost_an_article_was_not_picked_up(tmp_path: Path) -> None:
    alert = Alert("all", on=("new_story", "picked_up"), webhook="http://hook")
    config = Config(alerts=(alert,))
    with Store.open(tmp_path / "store.db") as store:
        copies = [article(f"http://{outlet}.example/1", outlet=outlet) for outlet in "abcd"]
        ids = [each.article_id for each in save(store, *copies[:3])]
        fold(store)
        assert gather(store, config, NOW) == 0
        remove(store, ids[:1], "a mistake")
        assert gather(store, config, NOW) == 0
        save(store, copies[3])
        fold(store)
        gather(store, config, NOW)
        assert [event for event, _ in told(store)] == ["picked_up"]


def test_what_happens_is_told_once(web: Web, crawling: Crawling, tmp_path: Path) -> None:
    alert = Alert(
        "all", on=("new_story", "picked_up", "revision", "source_broke", "source_came_back"), webhook="http://hook"
    )
    ferries = Alert("ferries", on=("new_story",), query="ferry", webhook="http://hook", atom="a.xml")
    url = web.url("/news")
    config = Config(sources=(Source(url, url, Kind.LISTING),), alerts=(alert, ferries))

    def look() -> list[tuple[str, str]]:
        crawling.fetch(url, kind=Kind.LISTING)
        with Store.open(crawling.store_path) as store:
            gather(store, config, NOW)
            gather(store, config, NOW)
            found = told(store)
            with store.write() as connection:
                connection.execute("UPDATE deliveries SET next_try_at = NULL")
        return found

    def show(*paths: str) -> None:
        web.put("/news", listing_page({path: path for path in paths}))

    web.put("/2026/11/01/old-bridge-falls", article_page("The old bridge falls"))
    show("/2026/11/01/old-bridge-falls")
    assert look() == [], "what was there when the alert began is no news"
    web.put("/2026/11/02/a-ferry-sails", article_page("A ferry sails"))
    show("/2026/11/01/old-bridge-falls", "/2026/11/02/a-ferry-sails")
    assert look() == [("new_story", "A ferry sails")] * 3, "to all, and to two channels of ferries"
    web.put("/2026/11/01/old-bridge-falls", article_page("The old bridge falls", *story_of("A mayor resigns at noon")))
    assert look() == [("revision", "The old bridge falls")]
    web.put("/news", "gone", status=410)
    assert look() == [("source_broke", url)]
    assert look() == []
    show("/2026/11/01/old-bridge-falls", "/2026/11/02/a-ferry-sails")
    assert look() == [("source_came_back", url)]


def test_the_daemon_tells_a_webhook_until_it_listens(web: Web, receiver: Receiver, tmp_path: Path) -> None:
    links = {"/2026/11/01/old-bridge-falls": "The old bridge falls"}
    web.put("/2026/11/01/old-bridge-falls", article_page("The old bridge falls"))
    url = web.put("/news", listing_page(links))
    alert = f'[[alerts]]\nname = "all"\non = ["new_story"]\nwebhook = "{receiver.url}"\n'
    path = configure(tmp_path, {"name": "Harbour", "kind": "listing", "url": url, "every": "1s"})
    path.write_text(path.read_text() + alert)
    receiver.status = 500
    with running(tmp_path) as daemon:
        daemon.until("fetched")
        web.put("/2026/11/02/a-ferry-sails", article_page("A ferry sails"))
        web.put("/news", listing_page({**links, "/2026/11/02/a-ferry-sails": "A ferry sails"}))
        daemon.until("a message did not arrive")
        assert daemon.end() == 0
    ((attempts, error),) = rows(tmp_path, "SELECT attempts, error FROM deliveries")
    assert (attempts, error) == (1, "HTTP 500")
    receiver.status = 204
    with Store.open(tmp_path / "newsfold.db") as store, store.write() as connection:
        connection.execute("UPDATE deliveries SET next_try_at = '2026-01-01T00:00:00Z'")
    with running(tmp_path) as daemon:
        told = daemon.until("told", channel="webhook")
    assert (told["on"], told["story"]) == ("new_story", json.loads(receiver.got[-1][1])["story"]["story_id"])
    assert [json.loads(body)["story"]["title"] for _, body in receiver.got] == ["A ferry sails"] * 2


def test_a_command_that_hangs_holds_up_neither_other_messages_nor_the_end(
    web: Web, receiver: Receiver, tmp_path: Path
) -> None:
    url = web.put("/news", listing_page({"/2026/11/01/old-bridge-falls": "The old bridge falls"}))
    web.put("/2026/11/01/old-bridge-falls", article_page("The old bridge falls"))
    path = configure(tmp_path, {"name": "Harbour", "kind": "listing", "url": url, "every": "1s"})
    slow = f"command = \"sh -c 'touch {tmp_path}/begun; exec sleep 600'\""
    alerts = (("slow", slow), ("quick", f'webhook = "{receiver.url}"'))
    tables = (f'[[alerts]]\nname = "{name}"\non = ["revision"]\n{way}\n' for name, way in alerts)
    path.write_text("\n".join([path.read_text(), *tables]))
    with running(tmp_path) as daemon:
        daemon.until("fetched")
        for number in range(2):
            revised = article_page("The old bridge falls", *story_of(f"A mayor resigns for the {number}. time"))
            web.put("/2026/11/01/old-bridge-falls", revised)
            daemon.until("told", alert="quick")
        assert (tmp_path / "begun").exists()
        assert daemon.end() == 0
    told = rows(tmp_path, "SELECT alert, attempts, next_try_at IS NULL FROM deliveries ORDER BY alert")
    assert told == [("quick", 1, 1)] * 2 + [("slow", 0, 0)] * 2, "what was broken off waits, untried"

"""Life and death of the daemon, in processes of their own: what is waited for is what it tells and what it stores."""

from __future__ import annotations

import signal
import subprocess
import threading
from contextlib import suppress
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from storage.articles import save_article
from storage.lock import daemon_of
from storage.records import Source
from storage.runs import put_off
from storage.sources import upsert_source
from storage.store import Store
from tests.crawling import web
from tests.daemons import PATIENCE, command, configure, rows, running, supervisor
from tests.storage.samples import PLAIN
from tests.web import Answer, Web, article_page, give, listing_page

__all__ = ["web"]

FERRY = {f"/2026/11/{day:02}/the-ferry-sails": f"The ferry sails on day {day}" for day in range(1, 5)}


@pytest.fixture
def harbour(web: Web) -> dict[str, object]:
    for path, headline in FERRY.items():
        web.put(path, article_page(headline))
    return {"name": "Harbour", "kind": "listing", "url": web.put("/news", listing_page(FERRY)), "every": "1h"}


def hang(web: Web) -> threading.Event:
    """From now on articles never come; gives the event that one was asked for."""
    asked = threading.Event()

    def behave(handler: BaseHTTPRequestHandler) -> None:
        asked.set()
        web.hang(handler)

    for path in FERRY:
        web.put(path, behave)
    return asked


def test_it_fetches_folds_and_says_when_next(web: Web, harbour: dict[str, object], tmp_path: Path) -> None:
    configure(tmp_path, harbour)
    with running(tmp_path) as daemon:
        told = daemon.until("fetched", source="Harbour")
        assert (told["new"], told["pages"]) == (4, 5)
        ((due, fetched, lease),) = rows(tmp_path, "SELECT next_due_at, last_fetched_at, leased_by FROM sources")
        assert datetime.fromisoformat(due) - datetime.fromisoformat(fetched) == timedelta(hours=1)
        assert lease is None
        assert rows(tmp_path, "SELECT count(*) FROM articles WHERE story_id IS NULL") == [(0,)]
        assert daemon.end() == 0
        daemon.until("stopped")


def test_it_says_when_the_first_source_is_due(web: Web, harbour: dict[str, object], tmp_path: Path) -> None:
    configure(tmp_path, harbour)
    assert command(tmp_path, "fetch").returncode == 0
    ((due,),) = rows(tmp_path, "SELECT next_due_at FROM sources")
    with running(tmp_path) as daemon:
        assert daemon.until("started")["next_due"] == due


def test_a_second_one_says_who_has_the_store(web: Web, harbour: dict[str, object], tmp_path: Path) -> None:
    configure(tmp_path, harbour)
    with running(tmp_path) as daemon:
        daemon.until("started")
        second = command(tmp_path, "run")
        assert (second.returncode, second.stdout) == (2, "")
        assert f"process {daemon.process.pid}" in second.stderr
        assert second.stderr.count("\n") == 1
        daemon.end(signal.SIGKILL)
    assert daemon_of(tmp_path / "newsfold.db") is None, "the lock is free after a kill"


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_told_to_stop_it_hands_back_what_hangs(
    web: Web, harbour: dict[str, object], tmp_path: Path, how: signal.Signals
) -> None:
    asked = hang(web)
    configure(tmp_path, harbour)
    with running(tmp_path) as daemon:
        daemon.until("started")
        assert asked.wait(PATIENCE)
        assert daemon.end(how) == 0, "it ended by itself, though what was asked for never came"
    assert rows(tmp_path, "SELECT count(*) FROM frontier WHERE leased_by IS NOT NULL") == [(0,)]
    assert rows(tmp_path, "SELECT count(*) FROM frontier") == [(4,)], "what hung waits for the next run"
    assert rows(tmp_path, "SELECT leased_by FROM sources") == [(None,)]


def test_after_a_kill_it_goes_on(web: Web, harbour: dict[str, object], tmp_path: Path) -> None:
    asked = hang(web)
    configure(tmp_path, harbour)
    with running(tmp_path) as daemon:
        daemon.until("started")
        assert asked.wait(PATIENCE)
        daemon.end(signal.SIGKILL)
    for path, headline in FERRY.items():
        web.put(path, article_page(headline))
    with running(tmp_path) as daemon:
        assert daemon.until("fetched", source="Harbour")["new"] == 4
    assert rows(tmp_path, "SELECT count(*) FROM revisions") == [(4,)]


def test_a_changed_configuration_is_taken_up(web: Web, harbour: dict[str, object], tmp_path: Path) -> None:
    configure(tmp_path, harbour)
    quay = {"name": "Quay", "kind": "listing", "url": web.put("/quay", listing_page(FERRY)), "every": "1h"}
    with running(tmp_path) as daemon:
        daemon.until("fetched", source="Harbour")
        configure(tmp_path, harbour, quay)
        daemon.until("the configuration was taken up", sources=2)
        daemon.until("fetched", source="Quay")
        (tmp_path / "newsfold.toml").write_text("[crawl]\ndelay = 'no'")
        told = daemon.until("the configuration was refused, the old one stays")
        assert "crawl.delay" in told["error"]
        ((text,),) = rows(tmp_path, "SELECT text FROM notices WHERE name = 'configuration'")
        assert "crawl.delay" in text
        configure(tmp_path, {**harbour, "every": "1s"}, more="")
        daemon.until("the configuration was taken up", sources=1)
        daemon.until("fetched", source="Harbour")
        assert rows(tmp_path, "SELECT * FROM notices WHERE name = 'configuration'") == []


def test_another_url_is_asked_at_once_and_the_old_ones_failures_are_forgotten(
    web: Web, harbour: dict[str, object], tmp_path: Path
) -> None:
    configure(tmp_path, {**harbour, "url": web.put("/newss", "<p>no such page</p>", status=404), "every": "30d"})
    with running(tmp_path) as daemon:
        daemon.until("fetched", source="Harbour")
        assert "404" in command(tmp_path, "status").stdout
        configure(tmp_path, {**harbour, "every": "30d"})
        assert "404" not in command(tmp_path, "status").stdout, "even before the daemon takes it up"
        daemon.until("the configuration was taken up", sources=1)
        assert daemon.until("fetched", source="Harbour")["new"] == 4
    assert rows(tmp_path, "SELECT failures, last_reason FROM sources") == [(0, "")]


def test_sighup_reads_the_configuration_again(web: Web, harbour: dict[str, object], tmp_path: Path) -> None:
    configure(tmp_path, harbour)
    with running(tmp_path) as daemon:
        daemon.until("fetched", source="Harbour")
        daemon.process.send_signal(signal.SIGHUP)
        daemon.until("the configuration was taken up", sources=1)
        assert daemon.end() == 0


def test_other_settings_of_the_crawl_hold_without_a_restart(
    web: Web, harbour: dict[str, object], tmp_path: Path
) -> None:
    path = configure(tmp_path, {**harbour, "every": "1s"})
    with running(tmp_path) as daemon:
        daemon.until("fetched", source="Harbour")
        path.write_text(path.read_text().replace("timeout = 5.0", 'timeout = 5.0\nuser_agent = "another"'))
        daemon.until("the configuration was taken up", sources=1)
        web.asked.clear()
        daemon.until("fetched", source="Harbour")
        assert {asked.headers["User-Agent"] for asked in web.asked} == {"another"}


def test_by_hand_and_by_schedule_at_once(web: Web, harbour: dict[str, object], tmp_path: Path) -> None:
    configure(tmp_path, {**harbour, "every": "1s"})
    with running(tmp_path) as daemon:
        daemon.until("started")
        by_hand = command(tmp_path, "fetch", "Harbour")
        assert by_hand.returncode == 0, by_hand.stderr
        daemon.until("fetched", source="Harbour")
        assert daemon.end() == 0
    assert rows(tmp_path, "SELECT count(*) FROM articles") == [(4,)]
    assert rows(tmp_path, "SELECT count(*) FROM revisions") == [(4,)]
    assert rows(tmp_path, "PRAGMA integrity_check") == [("ok",)]


def test_systemd_hears_that_it_is_ready_alive_and_stopping(
    web: Web, harbour: dict[str, object], tmp_path: Path
) -> None:
    configure(tmp_path, harbour)
    with (
        supervisor(tmp_path) as channel,
        running(tmp_path, NOTIFY_SOCKET=str(tmp_path / "notify"), WATCHDOG_USEC="200000") as daemon,
    ):
        assert channel.recv(100) == b"READY=1"
        assert channel.recv(100) == channel.recv(100) == b"WATCHDOG=1"
        daemon.process.send_signal(signal.SIGTERM)
        heard = b""
        while heard != b"STOPPING=1":
            heard = channel.recv(100)
        assert daemon.process.wait(20) == 0


def test_it_stops_where_its_store_is_moved_away(web: Web, harbour: dict[str, object], tmp_path: Path) -> None:
    configure(tmp_path, harbour)
    with running(tmp_path) as daemon:
        daemon.until("fetched", source="Harbour")
        (tmp_path / "newsfold.db").rename(tmp_path / "elsewhere.db")
        daemon.until("stopped")
        assert daemon.process.wait(PATIENCE) == 2
        assert "was moved or replaced" in daemon.errors()
    assert not (tmp_path / "newsfold.db").exists()


def test_a_configuration_that_is_gone_is_refused_until_it_is_back(
    web: Web, harbour: dict[str, object], tmp_path: Path
) -> None:
    path = configure(tmp_path, {**harbour, "every": "1s"})
    text = path.read_text()
    with running(tmp_path) as daemon:
        daemon.until("fetched", source="Harbour")
        path.unlink()
        daemon.until("the configuration was refused, the old one stays")
        daemon.until("fetched", source="Harbour")
        path.write_text(text)
        daemon.until("the configuration was taken up", sources=1)
        assert daemon.end() == 0


def test_a_second_ctrl_c_ends_it_at_once(web: Web, harbour: dict[str, object], tmp_path: Path) -> None:
    asked = hang(web)
    configure(tmp_path, harbour)
    with running(tmp_path) as daemon:
        daemon.until("started")
        assert asked.wait(PATIENCE)
        daemon.process.send_signal(signal.SIGINT)
        daemon.until("stopping")
        while daemon.process.poll() is None:  # one that comes within a second is the echo of the first
            daemon.process.send_signal(signal.SIGINT)
            with suppress(subprocess.TimeoutExpired):
                daemon.process.wait(0.2)
        assert daemon.process.returncode == 130
    assert rows(tmp_path, "PRAGMA integrity_check") == [("ok",)]


def test_whoever_reads_its_events_may_go_away(web: Web, harbour: dict[str, object], tmp_path: Path) -> None:
    configure(tmp_path, {**harbour, "every": "1s"})
    runs = threading.Semaphore(0)

    def behave(handler: BaseHTTPRequestHandler) -> None:
        runs.release()
        give(handler, Answer(listing_page(FERRY).encode()))

    web.put("/news", behave)
    with running(tmp_path, unread=True) as daemon:
        assert all(runs.acquire(timeout=PATIENCE) for _ in range(3))
        assert daemon.end() == 0
        told = daemon.errors().splitlines()
    assert len(told) == 1
    assert "events can no longer be written" in told[0]


def test_what_waits_to_be_folded_is_folded_without_a_run(tmp_path: Path) -> None:
    configure(tmp_path, {"name": "Harbour", "url": "http://127.0.0.1:9/news", "every": "1h"})
    with Store.open(tmp_path / "newsfold.db") as store:
        save_article(store, PLAIN, fetched_at="2026-02-01T00:00:00Z")
        upsert_source(store, Source("Harbour", "http://127.0.0.1:9/news", every="1h"), added_at="2026-02-01T00:00:00Z")
        put_off(store, "Harbour", "2099-01-01T00:00:00Z")
    with running(tmp_path) as daemon:
        daemon.until("kept house")
        assert rows(tmp_path, "SELECT count(*) FROM articles WHERE story_id IS NULL") == [(0,)]
        assert daemon.end() == 0


def test_without_a_source_it_says_what_to_do(tmp_path: Path) -> None:
    done = command(tmp_path, "run")
    assert done.returncode == 2
    assert "newsfold add" in done.stderr

"""Every behaviour of the hostile servers crawled in one run with honest pages: what must hold whatever they do."""

from __future__ import annotations

import asyncio
import resource
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from crawler.run import FetchReport, event_loop, fetch_async
from storage.records import Outcome, Source
from tests.crawling import SETTINGS, Crawling, crawling
from tests.hostile import CODING, ENDLESS, LISTS, MARKUP, STATUS, TRANSPORT, inward
from tests.web import Web, article_page

__all__ = ["crawling"]

AWAY = "503 for a year"  # on a server of its own: all of its host is left alone from then on
SECRET = "the secret of the house"
CONTROLS = {f"/2026/11/{day:02}/the-ferry-sails": f"The ferry sails on day {day}" for day in range(1, 11)}


def resident() -> int:
    """The memory that this process holds now, in bytes."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()


async def with_heartbeat(report: asyncio.Task[FetchReport]) -> tuple[FetchReport, float, int]:
    """The report, the longest time in seconds for which the loop did nothing else, and the memory that was taken."""
    longest, last, before, most = 0.0, time.monotonic(), resident(), 0
    while not report.done():
        await asyncio.sleep(0.02)
        longest, last, most = max(longest, time.monotonic() - last), time.monotonic(), max(most, resident())
    return report.result(), longest, most - before


def put_up(web: Web, secret: str) -> dict[str, str]:
    """The address of each behaviour, by its name; those of the transport on a web of their own."""
    endless = {name: of(web) for name, of in ENDLESS.items()}
    behaviours = {**endless, **TRANSPORT, **CODING, **STATUS, **inward(secret), **MARKUP, **LISTS}
    return {name: web.put(f"/{number}", behaviour) for number, (name, behaviour) in enumerate(behaviours.items())}


@pytest.fixture
def ran(crawling: Crawling):  # type: ignore[no-untyped-def]  # a bundle of everything that the test looks at
    with Web().serving() as web, Web().serving() as away, Web("127.0.0.2").serving() as inside:
        inside.put("/", article_page(SECRET))
        behaviours = put_up(web, inside.netloc)
        behaviours[AWAY] = away.put("/", STATUS[AWAY])
        controls = [web.put(path, article_page(title)) for path, title in CONTROLS.items()]
        urls = [*controls[:5], *behaviours.values(), *controls[5:]]
        loop = event_loop()
        settings = replace(SETTINGS, timeout=4.0)  # honest pages have to keep it on a busy machine too
        fetching = fetch_async([Source(url, url, max_pages=3) for url in urls], crawling.store_path, settings)
        report, stall, taken = loop.run_until_complete(with_heartbeat(loop.create_task(fetching)))
        yield web, inside, behaviours, report, stall, taken


def test_hostile_servers_cost_nothing_but_their_own_pages(ran, crawling: Crawling) -> None:  # type: ignore[no-untyped-def]
    web, inside, behaviours, report, stall, taken = ran

    assert len(behaviours) >= 60
    stored = {url for (url,) in crawling.rows("SELECT url FROM articles")}
    assert {web.url(path) for path in CONTROLS} <= stored, "an honest page was lost"

    assert inside.asked == [], "somebody got inside"
    assert not crawling.rows("SELECT 1 FROM articles WHERE title LIKE ? OR text LIKE '%root:%'", f"%{SECRET}%")

    tries = Counter(asked.path for asked in web.asked)
    assert max(tries[url.removeprefix(web.url(""))] for url in behaviours.values()) <= 6, "redirects in a circle"

    for name, url in behaviours.items():
        outcomes = crawling.rows("SELECT outcome FROM fetches WHERE url = ?", url)
        assert len(outcomes) == 1, f"{name}: {outcomes}"
    words = {outcome for (outcome,) in crawling.rows("SELECT DISTINCT outcome FROM fetches")}
    assert words <= {each.value for each in Outcome}

    assert not [row.note for row in report.sources if "the crawl broke off" in row.note]
    assert crawling.rows("PRAGMA integrity_check") == [("ok",)]
    assert stall < 5, "the fetching process reads no body itself: that of one tag would hold it for a minute"
    assert taken < 400 * 1024 * 1024, "the servers of the test run in here too"

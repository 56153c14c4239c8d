"""robots.txt, obeyed as RFC 9309 has it: what cannot be had forbids everything, what is not there forbids nothing."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.http.request import NO_CALLBACK

from crawler.failures import RefusedByRobotsError, outcome_of_failure, outcome_of_status, was_not_made
from crawler.ledger import keep_fetch
from crawler.robots import Robots, read_robots
from crawler.shared import run_of
from storage.records import Fetch, Outcome
from storage.times import now

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Response

AGENT = "newsfold"
_PRIORITY = 1000


class RobotsObedience:
    """Asks each site for its robots.txt once a run, before its first page; all crawls of the run share the answer."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's way in."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Raise RefusedByRobotsError where the URL is forbidden, else what kept the robots.txt from us."""
        run = run_of(self._crawler)
        if not run.settings.respect_robots or request.meta.get("is_robots"):
            return
        robots = await self._robots_of(request.url)
        if isinstance(robots, Exception):
            request.meta["dont_retry"] = True
            raise robots
        if not robots.allows(request.url):
            raise RefusedByRobotsError("robots.txt forbids it")

    async def _robots_of(self, url: str) -> Robots | Exception:
        run = run_of(self._crawler)
        parts = urlsplit(url)
        site = f"{parts.scheme}://{parts.netloc}"
        async with run.robots_locks.setdefault(site, asyncio.Lock()):
            if site not in run.robots:
                run.robots[site] = await self._ask(f"{site}/robots.txt")
            return run.robots[site]

    async def _ask(self, url: str) -> Robots | Exception:
        """What a site's robots.txt says, or the failure that stands for it (RFC 9309, 2.3.1)."""
        run = run_of(self._crawler)
        meta = {"is_robots": True, "max_retry_times": 1}
        request = Request(url, priority=_PRIORITY, meta=meta, callback=NO_CALLBACK)
        try:
            response = await self._crawler.engine.download_async(request)
        except Exception as error:
            if was_not_made(error):
                raise
            outcome, reason = outcome_of_failure(error)
            await self._write_down(url, None, outcome, reason)
            return error
        if response.status >= 500 or response.status == 429 or 300 <= response.status < 400:
            reason = f"robots.txt answers HTTP {response.status}: nothing is asked for until it can be read"
            await self._write_down(url, response, outcome_of_status(response.status), reason)
            return RefusedByRobotsError(reason)
        if response.status >= 400:
            await self._write_down(url, response, Outcome.OK, "no robots.txt: nothing is forbidden")
            return Robots()
        await self._write_down(url, response, Outcome.OK, "")
        robots = read_robots(response.body, AGENT)
        if robots.crawl_delay:
            run.gate.slow_down(url, robots.crawl_delay)
        return robots

    async def _write_down(self, url: str, response: Response | None, outcome: Outcome, reason: str) -> None:
        status, size = (response.status, len(response.body)) if response is not None else (None, 0)
        fetch = Fetch(url, outcome, now(), status=status, reason=reason, bytes=size)
        await run_of(self._crawler).keep(keep_fetch, fetch)

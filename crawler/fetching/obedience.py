"""robots.txt, obeyed as RFC 9309 has it: what cannot be had forbids everything, what is not there forbids nothing."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.http.request import NO_CALLBACK

from crawler.fetching.failures import RefusedByRobotsError, outcome_of_failure, outcome_of_status, was_not_made
from crawler.fetching.ledger import keep_fetch
from crawler.fetching.robots import MAX_BYTES, Robots, product_of, read_robots
from crawler.fetching.shared import run_of
from crawler.freshness import is_fresh_robots
from crawler.settings import BOT_NAME, user_agent
from storage.errors import UnreadableError
from storage.records import Fetch, Outcome
from storage.robots import KeptRobots, keep_robots, kept_robots
from storage.times import now

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Response

_PRIORITY = 1000
_LARGE = 50_000  # bytes of a robots.txt


class RobotsObedience:
    """Asks each site for its robots.txt before its first page, at most once an hour; all crawls share the answer."""

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
                run.robots[site] = await self._find(site)
            return run.robots[site]

    async def _find(self, site: str) -> Robots | Exception:
        run = run_of(self._crawler)
        kept = await run.keep(kept_robots, site)
        answer = kept if kept is not None and is_fresh_robots(kept.fetched_at, now()) else await self._ask(site, kept)
        if isinstance(answer, Exception):
            return answer
        try:
            robots = await self._read(site, answer.body)
        except UnreadableError as error:
            return error
        if robots.crawl_delay:
            run.gate.slow_down(site, robots.crawl_delay)
        return robots

    async def _read(self, site: str, body: bytes) -> Robots:
        """Read the rules: a few here, many in a reading process, as the loop would stand still meanwhile."""
        run = run_of(self._crawler)
        product = product_of(user_agent(run.settings))
        if len(body) <= _LARGE:
            return read_robots(body, product, BOT_NAME)
        return await run.pool.read(f"{site}/robots.txt", read_robots, body, product, BOT_NAME)

    async def _ask(self, site: str, kept: KeptRobots | None) -> KeptRobots | Exception:
        """What a site answers for its robots.txt, or the failure that stands for it (RFC 9309, 2.3.1)."""
        run, url = run_of(self._crawler), f"{site}/robots.txt"
        meta = {"is_robots": True, "max_retry_times": 1}
        headers = {"If-None-Match": kept.etag} if kept is not None and kept.etag else None
        request = Request(url, headers=headers, priority=_PRIORITY, meta=meta, callback=NO_CALLBACK)
        try:
            response = await self._crawler.engine.download_async(request)
        except Exception as error:
            if was_not_made(error):
                raise
            outcome, reason = outcome_of_failure(error)
            await self._write_down(url, None, outcome, reason)
            return error
        if response.status == 304 and kept is not None and headers:
            answer = replace(kept, fetched_at=now())
            await self._write_down(url, response, Outcome.UNCHANGED, "")
        elif response.status >= 500 or response.status == 429 or 300 <= response.status < 400:
            reason = f"robots.txt answers HTTP {response.status}: nothing is asked for until it can be read"
            await self._write_down(url, response, outcome_of_status(response.status), reason)
            return RefusedByRobotsError(reason)
        else:
            answer = _as_kept(site, response)
            reason = "" if answer.status < 400 else "no robots.txt: nothing is forbidden"
            await self._write_down(url, response, Outcome.OK, reason)
        await run.keep(keep_robots, answer)
        return answer

    async def _write_down(self, url: str, response: Response | None, outcome: Outcome, reason: str) -> None:
        status, size = (response.status, len(response.body)) if response is not None else (None, 0)
        fetch = Fetch(url, outcome, now(), status=status, reason=reason, bytes=size)
        await run_of(self._crawler).keep(keep_fetch, fetch)


def _as_kept(site: str, response: Response) -> KeptRobots:
    body = response.body[:MAX_BYTES] if response.status < 400 else b""
    etag, modified = (response.headers.get(name) for name in ("ETag", "Last-Modified"))
    return KeptRobots(
        site,
        response.status,
        body,
        now(),
        etag=etag.decode("latin-1") if etag else None,
        last_modified=modified.decode("latin-1") if modified else None,
    )

"""What a server says about being asked again, taken from the answer for a source's own URL."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Self

from crawler.fetching.answers import known_as
from crawler.fetching.gate import retry_after
from crawler.fetching.shared import source_of, tally_of

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

_MAX_AGE = re.compile(r"(?:^|[\s,])max-age\s*=\s*\"?(\d{1,9})", re.IGNORECASE)
_AT_ONCE = re.compile(r"(?:^|[\s,])(?:no-cache|no-store)\b", re.IGNORECASE)


class Listening:
    """Notes `Cache-Control` and `Retry-After` of the source's own answer, the last one where it was asked again."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's way in."""
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Response:
        """Give the answer on as it is."""
        if request.meta.get("known_as") == known_as(source_of(self._crawler).url):
            tally = tally_of(self._crawler)
            wait = retry_after(_header(response, "Retry-After"))
            asked = int(wait) if wait is not None and response.status in (429, 503) else None
            tally.hints = replace(tally.hints, max_age=max_age(_header(response, "Cache-Control")), retry_after=asked)
        return response


def max_age(cache_control: str) -> int | None:
    """The seconds for which an answer holds (RFC 9111, 5.2.2), None where it does not say or wants to be asked."""
    found = _MAX_AGE.search(cache_control)
    return int(found[1]) if found and not _AT_ONCE.search(cache_control) else None


def _header(response: Response, name: str) -> str:
    return (response.headers.get(name) or b"").decode("latin-1")

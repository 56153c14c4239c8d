"""The last door before the network: Scrapy's own HTTP handler, behind the gate and the address rule."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.exceptions import CannotResolveHostError

from crawler.addresses import plain_host
from crawler.failures import BlockedAddressError
from crawler.gate import LONGEST_WAIT, HostWaitsError, host_of, retry_after
from crawler.shared import run_of, tally_of

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response


class PoliteHandler(HTTP11DownloadHandler):
    """Takes its turn at the run's gate for each request; the time-out counts from there."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._of = crawler

    async def download_request(self, request: Request) -> Response:
        """Download, and heed what the answer says about asking again before anyone else may ask."""
        run = run_of(self._of)
        host = urlsplit(request.url).hostname or ""
        refusal = run.rule.refusal(request.url)
        if not refusal and not request.meta.get("proxy") and plain_host(host) in run.proxy_hosts:
            refusal = f"{host} is the proxy: it is used, not crawled"
        if refusal:
            raise BlockedAddressError(refusal)
        async with run.gate.turn(request.url):
            if sent_away(self._of, request.url):
                raise HostWaitsError(f"{host} asks to be left alone for hours: the rest waits for a later run")
            try:
                response = await super().download_request(request)
            except CannotResolveHostError as error:
                if blocked := run.resolver.blocked.get(host):
                    raise BlockedAddressError(f"{host} resolves to {blocked}, not a public address") from error
                raise
            self._heed(request.url, response)
            return response

    def _heed(self, url: str, response: Response) -> None:
        pause = retry_after((response.headers.get("Retry-After") or b"").decode("latin-1"))
        if pause is not None and pause > LONGEST_WAIT and response.status in (429, 503):
            tally_of(self._of).waiting_hosts.add(host_of(url))
        else:
            run_of(self._of).gate.heed(url, response.status, pause)


def sent_away(crawler: Crawler, url: str) -> bool:
    """Whether the host of `url` asked this source to stay away for longer than a run takes."""
    return host_of(url) in tally_of(crawler).waiting_hosts

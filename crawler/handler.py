"""The last door before the network: Scrapy's own HTTP handler, behind the gate and the address rule."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.exceptions import CannotResolveHostError

from crawler.addresses import plain_host
from crawler.failures import BlockedAddressError
from crawler.gate import retry_after
from crawler.shared import run_of

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
            try:
                response = await super().download_request(request)
            except CannotResolveHostError as error:
                if blocked := run.resolver.blocked.get(host):
                    raise BlockedAddressError(f"{host} resolves to {blocked}, not a public address") from error
                raise
            pause = retry_after((response.headers.get("Retry-After") or b"").decode("latin-1"))
            run.gate.heed(request.url, response.status, pause)
            return response

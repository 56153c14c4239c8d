"""The last door before the network: Scrapy's own HTTP handler, behind the gate and the address rule."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urldefrag, urlsplit

from scrapy.core.downloader.handlers.http11 import (
    HTTP11DownloadHandler,
    TunnelError,
    _LenientHTTP11ClientFactory,
    _LenientHTTP11ClientProtocol,
)
from scrapy.exceptions import CannotResolveHostError, DownloadFailedError
from twisted.python.failure import Failure
from twisted.web._newclient import HEADER, STATUS, HTTP11ClientProtocol

from crawler.fetching.addresses import plain_host
from crawler.fetching.failures import BlockedAddressError, TooManyRedirectsError
from crawler.fetching.gate import LONGEST_WAIT, HostWaitsError, host_of, retry_after
from crawler.fetching.shared import Run, run_of, tally_of

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from twisted.internet.defer import Deferred
    from twisted.internet.interfaces import IAddress
    from twisted.web._newclient import Request as TxRequest
    from twisted.web.iweb import IResponse


MOST_TRIES = 3  # requests for one address in one run, whatever leads to it
MAX_HEAD = 256 * 1024  # bytes of status line and headers; Twisted bounds a line, but not how many there are


class HeadTooLargeError(Exception):
    """An answer whose headers do not end."""


class _BoundedProtocol(_LenientHTTP11ClientProtocol):
    """Scrapy's end of a connection, with a bound on what comes before the body."""

    _head = 0

    def request(self, request: TxRequest) -> Deferred[IResponse]:
        self._head = 0
        return super().request(request)

    def dataReceived(self, data: bytes) -> None:  # noqa: N802 - Twisted's name
        if self._parser is not None and self._parser.state in (STATUS, HEADER):
            self._head += len(data)
            if self._head > MAX_HEAD:
                self._giveUp(Failure(HeadTooLargeError(f"more than {MAX_HEAD} bytes of headers")))  # type: ignore[no-untyped-call]
                return
        super().dataReceived(data)  # type: ignore[no-untyped-call]


class _BoundedFactory(_LenientHTTP11ClientFactory):
    def buildProtocol(self, addr: IAddress | None) -> HTTP11ClientProtocol:  # noqa: ARG002, N802 - Twisted's signature
        return _BoundedProtocol(self._quiescentCallback)  # type: ignore[no-untyped-call]


class PoliteHandler(HTTP11DownloadHandler):
    """Takes its turn at the run's gate for each request; the time-out counts from there."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._pool._factory = _BoundedFactory  # noqa: SLF001 - as Scrapy itself puts its own in
        self._of = crawler

    async def download_request(self, request: Request) -> Response:
        """Download, and heed what the answer says about asking again before anyone else may ask."""
        run = run_of(self._of)
        host = urlsplit(request.url).hostname or ""
        refusal = run.rule.refusal(request.url)
        if not refusal and not request.meta.get("proxy") and plain_host(host) in run.proxy_hosts:
            refusal = f"{host} is the proxy: it is used, not crawled"
        if refusal:
            raise BlockedAddressError(refusal, run.rule.allowable(request.url))
        async with run.gate.turn(request.url):
            await run.pool.room()
            if sent_away(self._of, request.url):
                raise HostWaitsError(f"{host} asks to be left alone for hours: the rest waits for a later run")
            _count_try(run, request.url)
            run.pool.begin()  # not before: on a busy machine it would keep the first request waiting for seconds
            try:
                response = await super().download_request(request)
            except CannotResolveHostError as error:
                if blocked := run.resolver.blocked.get(host):
                    raise BlockedAddressError(f"{host} resolves to {blocked}, not a public address", host) from error
                raise
            except TunnelError as error:
                raise DownloadFailedError(f"the proxy opens no way to {host}: {error}") from error
            self._heed(request.url, response)
            return response

    def _heed(self, url: str, response: Response) -> None:
        pause = retry_after((response.headers.get("Retry-After") or b"").decode("latin-1"))
        if pause is not None and pause > LONGEST_WAIT and response.status in (429, 503):
            tally_of(self._of).waiting_hosts.add(host_of(url))  # the source waits; its host's other sources do not
        else:
            run_of(self._of).gate.heed(url, response.status, pause)


def _count_try(run: Run, url: str) -> None:
    """Count a request; TooManyRedirectsError where the address has had its tries, however it was come by."""
    address = urldefrag(url).url
    if run.tries[address] >= MOST_TRIES:
        raise TooManyRedirectsError(f"leads to {address}, which was asked {MOST_TRIES} times already in this run")
    run.tries[address] += 1


def sent_away(crawler: Crawler, url: str) -> bool:
    """Whether the host of `url` asked this source to stay away for longer than a run takes."""
    return host_of(url) in tally_of(crawler).waiting_hosts

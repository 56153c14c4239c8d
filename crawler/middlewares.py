"""What every request passes through on its way out and back: address guard, proxy, validators, retries, bounds."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urldefrag

from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.downloadermiddlewares.redirect import MetaRefreshMiddleware, RedirectMiddleware
from scrapy.downloadermiddlewares.retry import RetryMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import HtmlResponse
from w3lib.html import get_meta_refresh

from crawler.fetching.failures import BlockedAddressError, DamagedBodyError, TooLargeError, TooManyRedirectsError
from crawler.fetching.handler import sent_away
from crawler.fetching.shared import run_of
from crawler.parsing.inflation import InflatesTooFarError, gunzip, unzstd
from storage.fetches import validators

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response


_MOST_CODINGS = 5  # that one body may be in
_REFRESH_HEAD = 4096  # bytes of a page in which a refresh is looked for

# Scrapy's middlewares still take the spider as a last, deprecated argument; ours, which nothing else calls, do not.


class _OfRun:
    """A middleware that works for a newsfold run."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)


class AddressGuard(_OfRun):
    """Refuses requests, redirects among them, to where the address rule forbids, before robots.txt is asked for."""

    def process_request(self, request: Request) -> None:
        """Raise BlockedAddressError, or let the request pass."""
        run = run_of(self._crawler)
        if refusal := run.rule.refusal(request.url):
            raise BlockedAddressError(refusal, run.rule.allowable(request.url))
        if run.proxy:
            request.meta["proxy"] = run.proxy


class Headers(_OfRun):
    """Says who asks, what it reads, and how long it waits: Scrapy has a middleware for each, passed one by one."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        settings = crawler.settings
        self._headers = {"User-Agent": settings["USER_AGENT"], **settings.getdict("DEFAULT_REQUEST_HEADERS")}
        self._timeout = settings.getfloat("DOWNLOAD_TIMEOUT")

    def process_request(self, request: Request) -> None:
        """Fill in what the request does not say itself."""
        for name, value in self._headers.items():
            request.headers.setdefault(name, value)
        request.meta.setdefault("download_timeout", self._timeout)


class ConditionalRequests(_OfRun):
    """Asks for a page that is in the store only if it has changed since (RFC 9110, 13.1)."""

    async def process_request(self, request: Request) -> None:
        """Add the validators that the page came with the last time."""
        url = request.meta.get("conditional")
        if not url or "redirect_urls" in request.meta or "retry_times" in request.meta:
            return
        known = request.meta.get("validators")
        if known is None:
            known = request.meta["validators"] = await run_of(self._crawler).keep(validators, url)
        if known.etag:
            request.headers["If-None-Match"] = known.etag.encode("latin-1", "replace")
        if known.last_modified:
            request.headers["If-Modified-Since"] = known.last_modified.encode("latin-1", "replace")


class PatientRetry(RetryMiddleware):
    """Tries again as Scrapy does, three times in all, but later each time, and not where the host asked for hours."""

    def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override]
        """Give the answer on, or the request for the next try."""
        if response.status not in self.retry_http_codes or sent_away(self.crawler, request.url):
            return response
        gate = run_of(self.crawler).gate
        gate.back_off(request.url, request.meta.get("retry_times", 0))
        again = super().process_response(request, response)
        if again is not response:
            again.meta["answered"] = response.replace(request=request)  # what is written down if there is no next try
        return again

    def process_exception(self, request: Request, exception: Exception) -> Request | Response | None:  # type: ignore[override]
        """Give the request for the next try, None where the failure is final."""
        retried = super().process_exception(request, exception)
        if retried is not None:
            run_of(self.crawler).gate.back_off(request.url, request.meta.get("retry_times", 0))
        return retried


class BoundedInflation(HttpCompressionMiddleware):
    """Inflates bodies up to the bound of a page, and says so where they are larger."""

    def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override]
        """Give the response with its body inflated; TooLargeError where that passes the bound."""
        if b",".join(response.headers.getlist("Content-Encoding")).count(b",") >= _MOST_CODINGS:
            raise DamagedBodyError(f"in more than {_MOST_CODINGS} codings, one in the other")
        try:
            return super().process_response(request, response)
        except InflatesTooFarError as error:
            raise TooLargeError(str(error)) from error
        except IgnoreRequest as error:  # raised for the size alone
            raise TooLargeError(f"inflates to more than {self._max_size} bytes") from error
        except Exception as error:  # each coding has errors of its own
            raise DamagedBodyError(f"not in the coding that it names: {error}") from error

    @staticmethod
    def _decode(body: bytes, encoding: bytes, max_size: int) -> bytes:
        if encoding in (b"gzip", b"x-gzip") and body:
            return gunzip(body, max_size)
        if encoding == b"zstd" and body:
            return unzstd(body, max_size)
        return HttpCompressionMiddleware._decode(body, encoding, max_size)  # noqa: SLF001 - as Scrapy itself calls it


@contextmanager
def _bounded(most: int) -> Iterator[None]:
    """Give what Scrapy refuses of redirects the names under which it is written down."""
    try:
        yield
    except IgnoreRequest as error:
        raise TooManyRedirectsError(f"more than {most} redirects") from error
    except ValueError as error:
        raise BlockedAddressError(f"leads to what is no address of the web: {error}") from error


def _has_been_at(request: Request, redirected: Request) -> bool:
    """Whether a redirect leads back to where its chain has been: without cookies, which are off, it never ends."""
    been = [request.url, *request.meta.get("redirect_urls", [])]
    return urldefrag(redirected.url).url in {urldefrag(url).url for url in been}


class BoundedRedirects(RedirectMiddleware):
    """Follows redirects, up to five, and never in a circle."""

    def _engine_started(self) -> None:
        """Do without Scrapy's warning that no `Referer` is sent."""

    def _redirect(self, redirected: Request, request: Request, reason: Any) -> Request:
        if _has_been_at(request, redirected):
            raise TooManyRedirectsError("redirects in a circle")
        return super()._redirect(redirected, request, reason)

    def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override]
        """Give the request for the next address; TooManyRedirectsError at the end of the patience."""
        with _bounded(self.max_redirect_times):
            return super().process_response(request, response)


class BoundedRefreshes(MetaRefreshMiddleware):
    """Follows `<meta http-equiv=refresh>`, as redirects; a page that leads to itself is read as it is.

    Scrapy's decodes the whole body for it, in whatever codec the page names; this looks at the head of the bytes.
    """

    def _engine_started(self) -> None:
        """Do without Scrapy's warning that no `Referer` is sent."""

    def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override]
        """Give the request for the next address; TooManyRedirectsError at the end of the patience."""
        head = response.body[:_REFRESH_HEAD]
        if not isinstance(response, HtmlResponse) or b"refresh" not in head.lower():
            return response
        text = head.decode("utf-8", "replace")
        with _bounded(self.max_redirect_times):
            pause, target = get_meta_refresh(text, response.url, ignore_tags=self._ignore_tags)
            if not target or pause is None or pause >= self._maxdelay:
                return response
            redirected = self._redirect_request_using_get(request, response, target)
            if _has_been_at(request, redirected):
                return response
            return self._redirect(redirected, request, "meta refresh")

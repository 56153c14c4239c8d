"""What all spiders share: how a listing, a feed, a sitemap and an article are asked for, followed and handed on.

A spider is one source's crawl. It yields records: a Page for each article page, what a source listed, and a Fetch for
each request that came to nothing; the pipelines read and keep them. Nothing is parsed here: bodies are read in the
run's reading processes.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import replace
from typing import Any, ClassVar, Self

from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.exceptions import UsageError
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.discover import kind_of
from crawler.failures import outcome_of_failure, outcome_of_status, reason_of, was_not_made
from crawler.feed import read_feed
from crawler.gate import HostWaitsError
from crawler.ledger import body_hash, due_urls
from crawler.listing import read_listing
from crawler.pipelines import Listed
from crawler.run import finish_own_run, own_run
from crawler.settings import crawl_settings
from crawler.shared import Run, Tally
from crawler.sitemap import read_sitemap
from crawler.urls import canonical
from storage.errors import InputError, NewsfoldError
from storage.frontier import Waiting, lease, take_waiting
from storage.records import Fetch, Kind, Outcome, Page, Source, Teaser
from storage.store import Store
from storage.teasers import known_links, teaser_of, teasers_of
from storage.times import now

MAX_ARTICLES = 1000  # article pages that one source is asked for in one run; the others have their turn in the next
Output = Request | Page | Listed | Fetch


class NewsSpider(Spider):
    """One source's crawl: of the run that it is handed, or, under `scrapy crawl`, of one of its own."""

    kind: ClassVar[Kind]
    source: Source
    run: Run
    is_alone: bool
    tally: Tally
    since: str | None
    pages_asked: int
    articles_left: int

    @classmethod
    def from_crawler(
        cls,
        crawler: Crawler,
        *args: Any,
        source: Source | None = None,
        run: Run | None = None,
        tally: Tally | None = None,
        **declared: Any,
    ) -> Self:
        """Make the spider of `source` in `run`, else of what `scrapy crawl … -a url=… -a name=…` declares."""
        spider = super().from_crawler(crawler, *args)
        spider.source = source or _declared_source(cls.kind, **declared)
        spider.run = run or own_run()
        spider.is_alone = run is None
        spider.tally = tally or Tally()
        spider.pages_asked = 1
        spider.articles_left = MAX_ARTICLES
        for name, value in crawl_settings(spider.run.settings).items():
            crawler.settings.set(name, value, priority="spider")
        return spider

    async def start(self) -> AsyncIterator[Any]:
        """Ask for the source's own URL, always, and for what an earlier run left undone."""
        if self.is_alone:
            await self.run.open()
        left = await self.run.keep(take_waiting, self.source.name, now=now(), owner=self.run.owner)
        self.since = min((waiting.queued_at for waiting in left), default=None)
        yield self._ask(self.source.url, self.read_source)
        for waiting in left:
            if waiting.url not in self.run.asked:
                hint = await self.run.keep(teaser_of, waiting.url)
                yield self._ask(
                    waiting.url, self.read_source if waiting.page else self.read_article, hint, waiting.page
                )

    async def closed(self, reason: str) -> None:  # noqa: ARG002 - Scrapy's signature
        """Fold what came and let go of the run, where it is this spider's own."""
        if self.is_alone:
            await finish_own_run(self.run, self.source, self.tally)

    # --- asking -----------------------------------------------------------------------------------------------------

    def _ask(self, url: str, callback: Any, hint: Teaser | None = None, page: int = 0) -> Request:
        known_as = _known_as(url)
        self.run.asked.add(known_as)
        return Request(
            url,
            callback=callback,
            errback=self.fail,
            dont_filter=True,
            priority=page,  # the pages of a source before its articles
            meta={"known_as": known_as, "conditional": known_as},
            cb_kwargs={"page": page} if page else {"hint": hint} if hint else {},
        )

    async def _articles(self, teasers: Sequence[Teaser]) -> list[Request]:
        """Ask for the articles that are due, once a run, whichever source lists them."""
        by_url = {teaser.url: teaser for teaser in teasers if teaser.url not in self.run.asked}
        due = await self.run.keep(due_urls, list(by_url), now=now(), since=self.since)
        if len(due) > self.articles_left:
            self.tally.note = f"more than {MAX_ARTICLES} articles were due: the others are left to the next run"
        leased = await self._lease(due[: self.articles_left], page=0)
        self.articles_left -= len(leased)
        return [self._ask(url, self.read_article, by_url[url]) for url in leased if url not in self.run.asked]

    async def _further_pages(self, urls: Sequence[str], page: int) -> list[Request]:
        """Ask for the pages at which the source goes on, within its bound."""
        fresh = [url for url in urls if _known_as(url) not in self.run.asked]
        leased = await self._lease(fresh[: max(0, self.source.max_pages - self.pages_asked)], page=page + 1)
        self.pages_asked += len(leased)
        return [self._ask(url, self.read_source, page=page + 1) for url in leased]

    async def _lease(self, urls: Sequence[str], page: int) -> list[str]:
        found = [Waiting(url, page, now()) for url in urls]
        return await self.run.keep(lease, self.source.name, found, owner=self.run.owner)

    # --- what came --------------------------------------------------------------------------------------------------

    async def read_source(self, response: Response, page: int = 1) -> AsyncIterator[Output]:
        """Read the source's URL, or a further page of it, as what it is."""
        ended = self._ended(response)
        if ended.outcome is Outcome.UNCHANGED:
            requests = await self._articles(await self.run.keep(_teasers_of, self.source.name))
            yield ended
            for request in requests:
                yield request
        elif ended.outcome is not Outcome.OK:
            yield ended
        else:
            async for output in self._read_body(response, ended, page):
                yield output

    async def _read_body(self, response: Response, ended: Fetch, page: int) -> AsyncIterator[Output]:
        try:
            kind = self.source.kind or await self._read(response, kind_of, response.url, response.body, _type(response))
            if kind is Kind.ARTICLE:
                yield self._page(response)
                return
            teasers, further = await self._read_list(kind, response)
        except NewsfoldError as error:
            yield _but(ended, Outcome.UNREADABLE, reason_of(error))
            return
        known = await self.run.keep(known_links, [teaser.url for teaser in teasers], source=self.source.name)
        if not teasers and not further:
            ended = _but(ended, Outcome.ZERO_YIELD, f"read as a {kind.value}, and lists nothing")
        if kind is Kind.SITEMAP and further:
            ended = _but(ended, Outcome.OK, "an index of sitemaps")  # asked whole each time: it leads to the others
        # What is to be fetched is in the frontier before the page that lists it counts as read.
        requests = await self._articles(teasers)
        if kind is Kind.SITEMAP or len(known) < len(teasers):
            requests += await self._further_pages(further, page)
        yield Listed(teasers, ended)
        for request in requests:
            yield request

    async def _read_list(self, kind: Kind, response: Response) -> tuple[tuple[Teaser, ...], tuple[str, ...]]:
        """What a body lists, and the URLs at which it goes on."""
        if kind is Kind.FEED:
            feed = await self._read(response, read_feed, response.body, response.url, content_type=_type(response))
            return tuple(feed.teasers), ()
        if kind is Kind.SITEMAP:
            sitemap = await self._read(response, read_sitemap, response.body, response.url)
            return tuple(sitemap.teasers), tuple(sitemap.children)
        listing = await self._read(
            response,
            read_listing,
            response.body,
            response.url,
            content_type=_type(response),
            selectors=self.source.selectors,
        )
        return listing.teasers, (listing.next_url,) if listing.next_url else ()

    async def read_article(self, response: Response, hint: Teaser | None = None) -> AsyncIterator[Output]:
        """Hand an article's page on, or write down why there is none."""
        ended = self._ended(response)
        yield self._page(response, hint) if ended.outcome is Outcome.OK else ended

    def fail(self, failure: Failure) -> Iterator[Fetch]:
        """Write down a request that brought no answer."""
        error, request = failure.value, failure.request  # type: ignore[attr-defined]
        assert error is not None, "Twisted's failures carry one"
        if was_not_made(error):
            self.tally.note = reason_of(error) if isinstance(error, HostWaitsError) else self.tally.note
            return
        outcome, reason = outcome_of_failure(error)
        yield Fetch(request.meta["known_as"], outcome, now(), reason=reason, source=self.source.name)

    # --- records ----------------------------------------------------------------------------------------------------

    async def _read(self, response: Response, function: Any, *args: Any, **kwargs: Any) -> Any:
        return await self.run.pool.read(response.url, function, *args, **kwargs)

    def _page(self, response: Response, hint: Teaser | None = None) -> Page:
        return Page(
            response.meta["known_as"],
            response.url,
            response.status,
            response.body,
            now(),
            content_type=_type(response),
            etag=_header(response, "ETag"),
            last_modified=_header(response, "Last-Modified"),
            hint=hint,
            source=self.source.name,
        )

    def _outcome(self, response: Response, request: Request) -> Outcome:
        outcome = outcome_of_status(response.status)
        if outcome is Outcome.UNCHANGED and not _header(request, "If-None-Match", "If-Modified-Since"):
            return Outcome.UNREADABLE  # an answer to a question that was not asked
        if 300 <= response.status < 400 and (target := _header(response, "Location")):
            return Outcome.BLOCKED_ADDRESS if self.run.rule.refusal(response.urljoin(target)) else outcome
        return outcome

    def _ended(self, response: Response) -> Fetch:
        request = response.request
        assert request is not None
        outcome = self._outcome(response, request)
        same = outcome is Outcome.UNCHANGED
        return Fetch(
            response.meta["known_as"],
            outcome,
            now(),
            status=response.status,
            reason=_reason(response, outcome),
            source=self.source.name,
            etag=_header(response, "ETag") or (_header(request, "If-None-Match") if same else None),
            last_modified=_header(response, "Last-Modified")
            or (_header(request, "If-Modified-Since") if same else None),
            bytes=len(response.body),
            body_hash=body_hash(response.body) if outcome is Outcome.OK else None,
        )


def _declared_source(kind: Kind, url: str = "", name: str = "", max_pages: str = "10", **others: str) -> Source:
    if not url or not others.keys() <= {"outlet", "language"}:
        raise UsageError(f"scrapy crawl {kind.value} takes -a url=…, and -a name=, max_pages=, outlet= and language=")
    if not max_pages.isdecimal() or not int(max_pages):
        raise UsageError(f"max_pages is a whole number from 1, not {max_pages!r}")
    outlet, language = others.get("outlet"), others.get("language")
    return Source(name or url, url, kind, outlet, max_pages=int(max_pages), language=language)


def _known_as(url: str) -> str:
    try:
        return canonical(url)
    except InputError:
        return url  # the address guard refuses it, and it is written down as it stood


def _teasers_of(store: Store, source: str) -> list[Teaser]:
    return list(teasers_of(store, source))


def _header(carrier: Request | Response, *names: str) -> str | None:
    """The first of these headers that is there."""
    values = (carrier.headers.get(name) for name in names)
    return next((value.decode("latin-1") for value in values if value), None)


def _type(response: Response) -> str:
    return _header(response, "Content-Type") or ""


def _reason(response: Response, outcome: Outcome) -> str:
    """What there is to say about an answer beside its outcome."""
    if outcome in (Outcome.OK, Outcome.UNCHANGED):
        return f"answered at {response.url}" if "redirect_urls" in response.meta else ""
    told = [f"{name}: {value}" for name in ("Retry-After", "Location") if (value := _header(response, name))]
    return ", ".join([f"HTTP {response.status}", *told])[:300]


def _but(fetch: Fetch, outcome: Outcome, reason: str) -> Fetch:
    """The fetch with another outcome; without validators, so that the page is asked for whole the next time."""
    return replace(fetch, outcome=outcome, reason=reason, etag=None, last_modified=None)

"""What all spiders share: how a listing, a feed, a sitemap and an article are asked for, followed and handed on.

A spider is one source's crawl. It yields records: a Page for each article page, what a source listed, and a Fetch for
each request that came to nothing; the pipelines read and keep them. Nothing is parsed here: bodies are read in the
run's reading processes.
"""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, ClassVar, ParamSpec, Self, TypeVar

from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider, UsageError
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.fetching.answers import but, content_type, fetch_of, known_as, outcome_of, page_of
from crawler.fetching.failures import BlockedAddressError, outcome_of_failure, reason_of, was_not_made, words_of_defect
from crawler.fetching.gate import HostWaitsError
from crawler.fetching.ledger import due_urls, teasers_at, urls_listed_lately
from crawler.fetching.shared import Run, Tally
from crawler.pipelines import Listed, Missed, Postponed
from crawler.processes import errands
from crawler.run import FetchReport, finish_own_run, own_run
from crawler.settings import crawl_settings
from crawler.urls import canonical
from storage.errors import NewsfoldError, StoreError
from storage.fetches import validators_of
from storage.frontier import Waiting, lease, take_waiting
from storage.records import Fetch, Kind, Outcome, Page, Source, Teaser, Validators
from storage.runs import begin_run
from storage.sources import upsert_source, was_read_so
from storage.teasers import known_links
from storage.times import now

P = ParamSpec("P")
T = TypeVar("T")

# Article pages that one source is asked for in one run; the others wait in the frontier. They have half the room of the
# next run, so that what is new need not wait for them all.
MAX_ARTICLES = 1000
Output = Request | Page | Listed | Missed | Postponed | Fetch


@dataclass(frozen=True, slots=True)
class Found:
    """What a body lists: teasers, the URLs at which it goes on, and when what is behind a link was modified."""

    teasers: tuple[Teaser, ...] = ()
    further: tuple[str, ...] = ()
    modified: tuple[tuple[str, str], ...] = ()


NOTHING = Found()
_log = logging.getLogger(__name__)


class NewsSpider(Spider):
    """One source's crawl: of the run that it is handed, or, under `scrapy crawl`, of one of its own."""

    kind: ClassVar[Kind]
    source: Source
    run: Run
    is_alone: bool
    tally: Tally
    report: FetchReport | None
    since: str | None
    was_read_so: bool | None
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
        spider.report = None
        spider.pages_asked = 1
        spider.articles_left = MAX_ARTICLES
        for name, value in crawl_settings(spider.run.settings).items():
            crawler.settings.set(name, value, priority="spider")
        return spider

    async def start(self) -> AsyncIterator[Any]:
        """Ask for the source's own URL, always, and for what an earlier run left undone."""
        try:
            if self.is_alone:
                await self.run.open()
                await self.run.keep(upsert_source, self.source, added_at=now())
            self.was_read_so = await self.run.keep(was_read_so, self.source)
            begun = await self.run.keep(begin_run, self.source.name, now())
            left = await self.run.keep(take_waiting, self.source.name, now=now(), owner=self.run.owner)
            waiting_articles = [waiting for waiting in left if not waiting.page][: MAX_ARTICLES // 2]
            hints = await self.run.keep(teasers_at, [waiting.url for waiting in waiting_articles])
        except StoreError as error:
            self.run.give_up(error)
            return
        self.articles_left -= len(waiting_articles)
        self.since = min([*([begun] if begun else []), *(waiting.queued_at for waiting in left)], default=None)
        yield self._ask(self.source.url, self.read_source)
        for waiting in [*(waiting for waiting in left if waiting.page), *waiting_articles]:
            if waiting.url not in self.run.asked:
                read = self.read_source if waiting.page else self.read_article
                yield self._ask(waiting.url, read, hints.get(waiting.url), waiting.page)

    async def closed(self, reason: str) -> None:
        """Say if time ran out; fold what came and let go of the run, where it is this spider's own.

        `report` then says how the crawl went, as `scrapy crawl` has it; None where the store could not be used.
        """
        if reason == "closespider_timeout":
            self.tally.note = "not done within an hour: the rest is left to the next run"
        if self.is_alone:
            if reason == "shutdown":
                self.run.gate.close()
            self.report = await finish_own_run(self.run, self.source, self.tally)

    # --- asking -----------------------------------------------------------------------------------------------------

    def _ask(
        self, url: str, callback: Any, hint: Teaser | None = None, page: int = 0, known: Validators | None = None
    ) -> Request:
        name = known_as(url)
        self.run.asked.add(name)
        if callback == self.read_source and not self.was_read_so:
            known = Validators()  # what it says may be new, though the page is not
        if callback == self.read_article:
            self.tally.articles.add(name)
        return Request(
            url,
            callback=callback,
            errback=self.fail,
            dont_filter=True,
            priority=page,  # the pages of a source before its articles
            meta={"known_as": name, "conditional": name} | ({"validators": known} if known else {}),
            cb_kwargs={"page": page} if page else {"hint": hint} if hint else {},
        )

    async def _articles(self, urls: Sequence[str], found: Found = NOTHING) -> list[Request]:
        """Ask for the articles that are due, once a run, whichever source lists them."""
        modified = dict(found.modified)
        others = {url: modified.get(url) for url in urls if url not in self.run.asked}
        due = await self.run.keep(due_urls, others, now=now(), since=self.since)
        if len(due) > self.articles_left:
            self.tally.note = f"more than {MAX_ARTICLES} articles were due: the others are left to the next run"
        # All are leased, so that those beyond the bound wait in the frontier once the run has let go of them.
        leased = await self._lease(due, page=0)
        if others_have := len(due) - len(leased):
            articles = "1 article is" if others_have == 1 else f"{others_have} articles are"
            self.tally.note = f"{articles} being fetched by another run just now, and left to it"
        leased = leased[: self.articles_left]
        self.articles_left -= len(leased)
        known = {} if found.teasers else await self.run.keep(teasers_at, leased)
        hints = known | {teaser.url: teaser for teaser in found.teasers}
        validators = await self.run.keep(validators_of, leased)  # all at once: each would be a way to the store
        return [
            self._ask(url, self.read_article, hints.get(url), known=validators[url])
            for url in leased
            if url not in self.run.asked
        ]

    async def _further_pages(self, urls: Sequence[str], page: int) -> list[Request]:
        """Ask for the pages at which the source goes on, within its bound."""
        room = max(0, self.source.max_pages - self.pages_asked)
        named = ((known_as(url), url) for url in urls)  # one by one: of the 50,000 of an index few are asked for
        others = dict(islice(((name, url) for name, url in named if name not in self.run.asked), room))
        leased = await self._lease(list(others), page=page + 1)
        self.pages_asked += len(leased)
        return [self._ask(others[name], self.read_source, page=page + 1) for name in leased]

    async def _lease(self, urls: Sequence[str], page: int) -> list[str]:
        found = [Waiting(url, page, now()) for url in urls]
        return await self.run.keep(lease, self.source.name, found, owner=self.run.owner)

    # --- what came --------------------------------------------------------------------------------------------------

    async def read_source(self, response: Response, page: int = 1) -> AsyncIterator[Output]:
        """Read the source's URL, or a further page of it, as what it is."""
        async for output in self._surely(response, self._read_source(response, page)):
            yield output

    async def _surely(self, response: Response, outputs: AsyncIterator[Output]) -> AsyncIterator[Output]:
        """Give `outputs` on; a defect of ours that breaks them off is written down as every request's end is."""
        try:
            async for output in outputs:
                yield output
        except CloseSpider:
            raise
        except StoreError as error:
            self.run.give_up(error)
            raise CloseSpider("store") from error
        except Exception as error:
            if self.run.gate.is_closed:
                raise  # the run comes down: what was under way stays in the frontier
            _log.error("%s: newsfold failed at this page", response.url, exc_info=error)
            name, reason = response.meta["known_as"], words_of_defect(error)
            yield Fetch(name, Outcome.UNREADABLE, now(), response.status, reason, source=self.source.name)

    async def _read_source(self, response: Response, page: int) -> AsyncIterator[Output]:
        ended = fetch_of(response, self.source.name, self.run.rule)
        if ended.outcome is Outcome.UNCHANGED:
            requests = await self._articles(await self.run.keep(urls_listed_lately, self.source.name, now()))
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
            kind = self.source.kind or await self._kind_of(response)
            self.tally.kind = self.tally.kind or kind
            if kind is Kind.ARTICLE:
                yield page_of(response, self.source.name)
                return
            found = await self._read_list(kind, response)
        except NewsfoldError as error:
            yield but(ended, Outcome.UNREADABLE, reason_of(error, response.url))
            return
        links = [teaser.url for teaser in found.teasers]
        if page == 1:
            self.tally.look(len(links) or len(found.further), len(response.body))
        known = await self.run.keep(known_links, links, source=self.source.name)
        if not links and not found.further:
            ended = but(ended, Outcome.ZERO_YIELD, f"read as a {kind.value}, and lists nothing")
        if kind is Kind.SITEMAP and found.further:
            ended = but(ended, Outcome.OK, "an index of sitemaps")  # asked whole each time: it leads to the others
        # What is to be fetched is in the frontier before the page that lists it counts as read.
        requests = await self._articles(links, found)
        if kind is Kind.SITEMAP or self.was_read_so is False or len(known) < len(links):
            requests += await self._further_pages(found.further, page)
        yield Listed(found.teasers, ended)
        for request in requests:
            yield request

    async def _kind_of(self, response: Response) -> Kind:
        found = await self._read(response, errands.guess, response.url, response.body, content_type(response))
        self.tally.advice = found.advice
        return found.kind

    async def _read_list(self, kind: Kind, response: Response) -> Found:
        body, url, told = response.body, response.url, content_type(response)
        if kind is Kind.FEED:
            feed = await self._read(response, errands.feed, body, url, content_type=told)
            self.tally.hear(feed.ttl_minutes, feed.skip_hours)
            return Found(feed.teasers)
        if kind is Kind.SITEMAP:
            sitemap = await self._read(response, errands.sitemap, body, url)
            return Found(sitemap.teasers, sitemap.children, sitemap.modified)
        selectors = self.source.selectors
        listing = await self._read(response, errands.listing, body, url, content_type=told, selectors=selectors)
        return Found(listing.teasers, (listing.next_url,) if listing.next_url else ())

    async def read_article(self, response: Response, hint: Teaser | None = None) -> AsyncIterator[Output]:
        """Hand an article's page on, or write down why there is none."""
        async for output in self._surely(response, self._read_article(response, hint)):
            yield output

    async def _read_article(self, response: Response, hint: Teaser | None) -> AsyncIterator[Output]:
        if outcome_of(response, self.run.rule) is Outcome.OK:
            yield page_of(response, self.source.name, hint)
            return
        ended = fetch_of(response, self.source.name, self.run.rule)
        yield Missed(ended, hint) if hint and ended.outcome is not Outcome.UNCHANGED else ended

    def fail(self, failure: Failure) -> Iterator[Missed | Postponed | Fetch]:
        """Write down a request that brought no answer."""
        error, request = failure.value, failure.request  # type: ignore[attr-defined]
        assert error is not None, "Twisted's failures carry one"
        if was_not_made(error):
            if isinstance(error, HostWaitsError):
                self.tally.note = reason_of(error)
                if (answer := request.meta.get("answered")) is not None:
                    yield Postponed(fetch_of(answer, self.source.name, self.run.rule))
            return
        if isinstance(error, BlockedAddressError):
            self.tally.blocked = self.tally.blocked or error.host
        outcome, reason = outcome_of_failure(error, proxies=self.run.proxy_hosts)
        ended = Fetch(request.meta["known_as"], outcome, now(), reason=reason, source=self.source.name)
        hint = request.cb_kwargs.get("hint")
        yield Missed(ended, hint) if hint else ended

    async def _read(self, response: Response, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        return await self.run.pool.read(response.url, function, *args, **kwargs)


def _declared_source(kind: Kind, url: str = "", name: str = "", max_pages: str = "10", **others: str) -> Source:
    if not url or not others.keys() <= {"outlet", "language"}:
        raise UsageError(f"scrapy crawl {kind.value} takes -a url=…, and -a name=, max_pages=, outlet= and language=")
    canonical(url)  # says what is wrong with it
    if not max_pages.isdecimal() or not int(max_pages):
        raise UsageError(f"max_pages is a whole number from 1, not {max_pages!r}")
    outlet, language = others.get("outlet"), others.get("language")
    return Source(name or url, url, kind, outlet, max_pages=int(max_pages), language=language)

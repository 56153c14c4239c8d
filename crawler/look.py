"""Looking before adding: what a URL is and would give, fetched as politely as any crawl, with no store touched."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urljoin

from scrapy import Request, Spider
from twisted.python.failure import Failure

from crawler.discover import sitemaps_of_robots
from crawler.fetching.failures import BlockedAddressError, outcome_of_failure, outcome_of_status
from crawler.fetching.runner import new_runner, stopping
from crawler.fetching.shared import Run, Tally
from crawler.finding.survey import Survey, is_front_page, survey
from crawler.settings import crawl_settings
from storage.errors import NewsfoldError
from storage.records import Kind, Outcome, Source

if TYPE_CHECKING:
    from collections.abc import Callable

    from scrapy.crawler import AsyncCrawlerRunner, Crawler
    from scrapy.http import Response

    from crawler.config import CrawlSettings

MOST_TRIES = 4  # entry points of a home page that are looked at until one gives something
_DEEPEST = 2  # sitemap indexes that are followed to see a first article


@dataclass(frozen=True, slots=True)
class Looked:
    """What looking at one source found: its kind filled in, and how the fetch ended. `survey` is None without a body.

    `body` is kept only of what is to be read as it is, robots.txt; `blocked` is the host that was refused and could be
    allowed.
    """

    source: Source
    outcome: Outcome
    reason: str = ""
    survey: Survey | None = None
    body: bytes = field(default=b"", repr=False)
    blocked: str = ""

    @property
    def gives(self) -> int:
        """How many articles a fetch would lead to; 0 where it failed."""
        return self.survey.gives if self.survey else 0


@dataclass(frozen=True, slots=True)
class Proposal:
    """What to add for a URL: `best` of what was looked at, and every entry point that its page or robots.txt names."""

    best: Looked
    entries: tuple[Source, ...] = ()


class Look(Spider):
    """One request, read and told of; it keeps nothing, so that it has no place among the spiders of sources."""

    name = "look"
    custom_settings = {"ITEM_PIPELINES": {}}  # noqa: RUF012 - Scrapy's own form
    source: Source
    run: Run
    tally: Tally
    tell: Callable[[Looked], None]
    as_it_is: bool

    @classmethod
    def from_crawler(
        cls, crawler: Crawler, *, source: Source, run: Run, tell: Callable[[Looked], None], as_it_is: bool
    ) -> Self:
        """Make the spider that looks at `source` and tells `tell` what it found."""
        spider = super().from_crawler(crawler)
        spider.source, spider.run, spider.tally = source, run, Tally()
        spider.tell, spider.as_it_is = tell, as_it_is
        for name, value in crawl_settings(run.settings).items():
            crawler.settings.set(name, value, priority="spider")
        return spider

    async def start(self) -> AsyncIterator[Any]:
        """Ask for the one URL; a robots.txt needs no leave of itself."""
        meta = {"is_robots": True} if self.as_it_is else {}
        yield Request(self.source.url, callback=self.read, errback=self.fail, dont_filter=True, meta=meta)

    async def read(self, response: Response) -> None:
        """Find out what came."""
        outcome = outcome_of_status(response.status)
        if outcome is not Outcome.OK:
            self.tell(Looked(self.source, outcome, f"HTTP {response.status}"))
        elif self.as_it_is:
            self.tell(Looked(self.source, outcome, body=response.body))
        else:
            self.tell(await self._survey(response))

    async def _survey(self, response: Response) -> Looked:
        kind = (response.headers.get("Content-Type") or b"").decode("latin-1")
        source = self.source
        try:
            found = await self.run.pool.read(
                response.url, survey, response.body, response.url, kind, source.kind, source.selectors
            )
        except NewsfoldError as error:
            return Looked(source, *outcome_of_failure(error))
        moved = f"answered at {response.url}" if "redirect_urls" in response.meta else ""
        return Looked(replace(source, kind=found.kind), Outcome.OK, moved, found)

    def fail(self, failure: Failure) -> None:
        """Tell of a request that brought no answer."""
        error = failure.value
        assert error is not None, "Twisted's failures carry one"
        blocked = error.host if isinstance(error, BlockedAddressError) else ""
        self.tell(Looked(self.source, *outcome_of_failure(error, proxies=self.run.proxy_hosts), blocked=blocked))


@dataclass(frozen=True, slots=True)
class Looker:
    """Looks at one URL after the other, or at many at once, all in one run."""

    run: Run
    runner: AsyncCrawlerRunner

    async def look(self, source: Source) -> Looked:
        """See what `source` gives now; an index of sitemaps is followed to where it first names articles."""
        looked = await self._ask(source)
        found, depth = looked.survey, 0
        while found and not found.gives and found.children and depth < _DEEPEST:
            below = await self._ask(Source("", found.children[0], Kind.SITEMAP))
            found, depth = below.survey, depth + 1
        if looked.survey is None:
            return looked
        if found is None or not found.gives:
            return replace(looked, outcome=Outcome.ZERO_YIELD, reason=_nothing(looked.survey))
        return replace(looked, survey=replace(looked.survey, teasers=found.teasers))

    async def propose(self, url: str, kind: Kind | None = None) -> Proposal:
        """Choose what to add for `url`: itself, or where it is a home page the best entry point, a feed first.

        With `kind` the best of that kind, of any page's; a page is read as the listing or the article that it is said
        to be, whatever it looks like.
        """
        if kind in (Kind.LISTING, Kind.ARTICLE):
            looked = await self.look(Source(url, url, kind))
            return Proposal(looked, looked.survey.entries if looked.survey else ())
        looked = await self.look(Source(url, url))
        if looked.survey is None or (looked.survey.kind is not Kind.LISTING and kind in (None, looked.survey.kind)):
            return Proposal(looked)
        entries = looked.survey.entries
        if is_front_page(url):
            entries = tuple({each.url: each for each in [*entries, *await self._named_by_robots(url)]}.values())
        elif kind is None:
            return Proposal(looked, entries)
        for candidate in _candidates(entries, looked.source, kind)[:MOST_TRIES]:
            tried = looked if candidate.url == looked.source.url else await self.look(candidate)
            if tried.gives and tried.outcome is Outcome.OK:
                return Proposal(tried, entries)
        if kind is None or kind is looked.survey.kind:
            return Proposal(looked, entries)
        return Proposal(replace(looked, outcome=Outcome.ZERO_YIELD, reason=f"names no {kind} that gives any"), entries)

    async def _named_by_robots(self, url: str) -> list[Source]:
        asked = urljoin(url, "/robots.txt")
        answer = await self._ask(Source(asked, asked), as_it_is=True)
        return [Source(each, each, Kind.SITEMAP) for each in sitemaps_of_robots(answer.body, asked)]

    async def _ask(self, source: Source, *, as_it_is: bool = False) -> Looked:
        told: list[Looked] = []
        await self.runner.crawl(Look, source=source, run=self.run, tell=told.append, as_it_is=as_it_is)
        self.run.ended()
        return told[0] if told else Looked(source, Outcome.UNREACHABLE, "stopped before it was asked")


@asynccontextmanager
async def looking(crawl: CrawlSettings, progress: Callable[..., object] | None = None) -> AsyncIterator[Looker]:
    """Open a run whose store is thrown away; inside the loop that `crawler.fetching.runner.event_loop` gives."""
    with TemporaryDirectory(prefix="newsfold-") as folder:
        run, runner = Run(crawl, Path(folder) / "look.db", progress=progress), new_runner()
        try:
            await run.open()
            with stopping(run, runner):
                yield Looker(run, runner)
                if run.gate.is_closed:
                    raise KeyboardInterrupt  # what was seen until then is no answer
        finally:
            await run.close()


async def propose(url: str, crawl: CrawlSettings, kind: Kind | None = None) -> Proposal:
    """Find out what `url` is and what to add for it. Raises InputError for what is no URL."""
    async with looking(crawl) as looker:
        return await looker.propose(url, kind)


async def look_at(
    sources: Sequence[Source], crawl: CrawlSettings, progress: Callable[..., object] | None = None
) -> list[Looked]:
    """See what each of `sources` would give now, several at a time."""
    async with looking(crawl, progress) as looker:
        room = asyncio.Semaphore(crawl.concurrency)

        async def one(source: Source) -> Looked:
            async with room:
                return await looker.look(source)

        return await asyncio.gather(*map(one, sources))


def _candidates(entries: Sequence[Source], page: Source, kind: Kind | None) -> list[Source]:
    """What to try, the best first: feeds, news sitemaps, the page itself, other sitemaps; `kind` alone where given."""
    ranked = [*sorted(_ranked(entries), key=lambda each: each[0]), (2, page)]
    found = [each for _, each in sorted(ranked, key=lambda each: each[0])]
    return [each for each in found if kind in (None, each.kind)]


def _ranked(entries: Sequence[Source]) -> Iterator[tuple[int, Source]]:
    for entry in entries:
        if entry.kind is Kind.FEED:
            yield 0, entry
        elif entry.kind is Kind.SITEMAP:
            yield (1 if "news" in entry.url.lower() else 3), entry


def _nothing(found: Survey) -> str:
    if found.children:
        return "an index of sitemaps whose newest lead to no article"
    return f"read as {'an' if found.kind is Kind.ARTICLE else 'a'} {found.kind}, and gives nothing"

"""Fetching: what `newsfold fetch`, the daemon and `scrapy crawl` all call."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from crawler.config import DEFAULT_STORE, CrawlSettings, load_config
from crawler.fetching.runner import event_loop, new_runner, staying, stopping
from crawler.fetching.shared import Run, Tally
from crawler.scheduling.due import note_run
from storage.errors import NewsfoldError
from storage.folding import count_unfolded
from storage.records import Kind, Outcome, Source, SourceReport
from storage.sources import note_kind, note_read, upsert_source
from storage.times import now

if TYPE_CHECKING:
    from scrapy.crawler import AsyncCrawlerRunner

    from storage.store import Store

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class FetchReport:
    """What one run gave, source by source; `interrupted` where it was asked to stop before its end."""

    sources: tuple[SourceReport, ...]
    interrupted: bool = False

    @property
    def failed(self) -> bool:
        """Whether any source gave nothing or fell far below its habit, or failed in part; some dead links are none."""
        return any(map(_failed, self.sources))


_DEAD_LINKS = frozenset({Outcome.GONE, Outcome.NOT_AN_ARTICLE, Outcome.REFUSED_BY_ROBOTS})


def _failed(report: SourceReport) -> bool:
    return not report.pages or bool(report.trouble) or any(error not in _DEAD_LINKS for error in report.errors)


def fetch(
    sources: Sequence[Source],
    store_path: Path,
    crawl: CrawlSettings,
    *,
    progress: Callable[..., object] | None = None,
    proxy: str | None = None,
) -> FetchReport:
    """Fetch `sources` once, fold what came, and say what each gave.

    `progress` is told how many more requests have ended and of how many that are known, then, with the stage "folding",
    the same of articles. Ctrl-C and SIGTERM tell it the stage "stopping", let what is under way end, then return;
    a second one stops at once with KeyboardInterrupt. Raises StoreError and ConfigError.
    """
    loop = event_loop()
    task = loop.create_task(fetch_async(sources, store_path, crawl, progress=progress, proxy=proxy))
    return loop.run_until_complete(task)


async def fetch_async(
    sources: Sequence[Source],
    store_path: Path,
    crawl: CrawlSettings,
    *,
    progress: Callable[..., object] | None = None,
    proxy: str | None = None,
) -> FetchReport:
    """As `fetch`, inside the loop that `event_loop` gives; it can be awaited again and again."""
    return await fetch_in(Run(crawl, store_path, progress=progress, proxy=proxy), sources)


async def fetch_in(run: Run, sources: Sequence[Source], *, deadline: float | None = None) -> FetchReport:
    """As `fetch`, in a run that was not opened yet: one of its own, or a guest of another.

    A guest leaves signals to its host, who ends it through `guests`. What is not done after `deadline` seconds is left
    to the next run.
    """
    runner = new_runner()
    tallies = [Tally() for _ in sources]
    try:
        await run.open()
        with staying(run, runner, deadline) if run.is_guest else stopping(run, runner):
            room = _Room(run.settings.concurrency)
            crawls = (_crawl(run, runner, room, *each) for each in zip(sources, tallies, strict=True))
            await asyncio.gather(*crawls)
        if run.broken is not None:
            raise run.broken
        return FetchReport(tuple(await finish(run, sources, tallies)), interrupted=run.gate.is_closed)
    finally:
        await run.close()


class _Room:
    """Room for so many crawls at once, a quarter of them at one host: one that is slow does not keep all others out."""

    def __init__(self, most: int) -> None:
        self._all = asyncio.Semaphore(most)
        self._at_host: defaultdict[str, asyncio.Semaphore] = defaultdict(lambda: asyncio.Semaphore(max(1, most // 4)))

    @contextlib.asynccontextmanager
    async def at(self, url: str) -> AsyncIterator[None]:
        """Wait for room at the host of `url`."""
        async with self._at_host[urlsplit(url).netloc], self._all:
            yield


async def _crawl(run: Run, runner: AsyncCrawlerRunner, room: _Room, source: Source, tally: Tally) -> None:
    async with room.at(source.url):
        if run.gate.is_closed:
            return
        spider = (source.kind or Kind.ARTICLE).value
        try:
            await run.keep(upsert_source, source, added_at=now())
            await runner.crawl(spider, source=source, run=run, tally=tally)
        except NewsfoldError as error:
            run.give_up(error)  # and no sooner: the crawls beside this one still work with the store
        except Exception as error:  # noqa: BLE001 - the other sources go on
            _log.exception("%s: the crawl broke off", source.name)
            tally.note = f"the crawl broke off: {type(error).__name__}: {error}"


async def finish(run: Run, sources: Sequence[Source], tallies: Sequence[Tally]) -> list[SourceReport]:
    """Fold what the run brought, note how each source fared, and give the rows of the closing table."""
    await fold_waiting(run)
    reports = []
    for source, tally in zip(sources, tallies, strict=True):
        folded = await run.keep(_count_folded, tally.article_ids)
        report = replace(tally.report(source.name), folded=folded)
        if tally.kind is not None:
            await run.keep(note_kind, source, tally.kind)
        ended = await run.keep(note_run, source, tally, now(), broken_off=run.gate.is_closed and not run.is_late)
        if ended.worked and not run.gate.is_closed:
            await run.keep(note_read, replace(source, kind=source.kind or tally.kind))
        reports.append(replace(report, trouble=ended.told))
    return reports


async def fold_waiting(run: Run) -> None:
    """Fold what waits, unless another run in the same house has just done it."""
    from dedupe.fold import fold

    async with run.folding:
        if waiting := await run.keep(count_unfolded):
            await run.keep(fold, progress=run.folds(waiting))


def _count_folded(store: Store, article_ids: set[int]) -> int:
    """How many of these articles share their story with another article."""
    return sum(
        store.connection.execute(
            """SELECT count(*) FROM articles AS one WHERE id = ? AND EXISTS
               (SELECT 1 FROM articles WHERE story_id = one.story_id AND id != one.id)""",
            [article_id],
        ).fetchone()[0]
        for article_id in article_ids
    )


def own_run() -> Run:
    """The run of a `scrapy crawl`: settings and store as `newsfold fetch` would find them."""
    config = load_config()
    path = Path(os.environ.get("NEWSFOLD_DB") or config.store_path or DEFAULT_STORE)
    return Run(config.crawl, path)


async def finish_own_run(run: Run, source: Source, tally: Tally) -> FetchReport | None:
    """End the run of a `scrapy crawl`: fold, note how the source fared, and close; None where the run is broken."""
    try:
        if run.broken is not None:
            return None
        return FetchReport(tuple(await finish(run, [source], [tally])), interrupted=run.gate.is_closed)
    except NewsfoldError as error:
        run.give_up(error)
        return None
    finally:
        await run.close()

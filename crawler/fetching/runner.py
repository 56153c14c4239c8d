"""Scrapy's side of a run: the loop that it lives in, a runner with our settings, and how its crawls are ended."""

from __future__ import annotations

import asyncio
import contextlib
import copy
import gc
import logging
import signal
import threading
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from scrapy.crawler import AsyncCrawlerRunner

    from crawler.fetching.shared import Run

# New objects from which on Python looks for circles of garbage. A page leaves some 200, no body in a circle. At 700, as
# Python 3.11 has it, one page in three would have all young objects looked through, and some whatever was loaded.
_GARBAGE = 10_000
# Nobody looks at Scrapy's counters in a run of ours: what came is in the tally and in the diary. Each page would cost
# a dozen of them.
_UNCOUNTED = {
    "STATS_CLASS": "crawler.fetching.uncounted.NoStats",
    "EXTENSIONS": {"scrapy.extensions.closespider.CloseSpider": 0},
}


@cache
def event_loop() -> asyncio.AbstractEventLoop:
    """The loop in which fetching runs, made at the first call: Scrapy's reactor lives in it, and comes only once.

    The whole process is set up for fetching with it: garbage is looked for less often.
    """
    gc.set_threshold(_GARBAGE)
    from twisted.internet import asyncioreactor

    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    asyncioreactor.install(loop)  # type: ignore[no-untyped-call]
    from twisted.internet import reactor

    reactor.startRunning(installSignalHandlers=False)
    return loop


def new_runner() -> AsyncCrawlerRunner:
    """A runner of crawls with newsfold's settings; what Scrapy would warn of is in the diary of fetches."""
    from scrapy.crawler import AsyncCrawlerRunner
    from scrapy.settings import BaseSettings, Settings, SettingsAttribute

    class _Settings(Settings):
        """Settings with a cheap copy, as each crawl makes one: Scrapy's goes to the bottom of every value."""

        def copy(self) -> Self:
            copied = copy.copy(self)
            copied.attributes = {
                name: SettingsAttribute(
                    each.value.copy() if isinstance(each.value, BaseSettings) else copy.copy(each.value), each.priority
                )
                for name, each in self.attributes.items()
            }
            return copied

    scrapy_log = logging.getLogger("scrapy")
    if scrapy_log.level == logging.NOTSET:
        scrapy_log.setLevel(logging.ERROR)
    settings = _Settings()
    settings.setmodule("crawler.settings", priority="project")
    settings.setdict(_UNCOUNTED, priority="cmdline")
    return AsyncCrawlerRunner(settings)


async def _stop(runner: AsyncCrawlerRunner) -> None:
    """End the crawls that are under way; one that is still opening ends by itself, as the gate lets nothing through.

    Scrapy would take that one for ended, and then never end it.
    """
    under_way = [each for each in runner.crawlers if each.crawling and each.engine is not None and each.engine.running]
    await asyncio.gather(*(each.stop_async() for each in under_way), return_exceptions=True)


def _end(run: Run, runner: AsyncCrawlerRunner, loop: asyncio.AbstractEventLoop) -> None:
    """Let no more requests through, and end what is under way."""
    run.gate.close()
    run.stopping = loop.create_task(_stop(runner))


@contextlib.contextmanager
def stopping(run: Run, runner: AsyncCrawlerRunner) -> Iterator[None]:
    """Meanwhile, Ctrl-C and SIGTERM end the run in good order; a second one breaks it off."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    loop = asyncio.get_running_loop()
    task = asyncio.current_task()
    signals = (signal.SIGINT, signal.SIGTERM)
    before = {each: signal.getsignal(each) for each in signals}

    def stop() -> None:
        if run.gate.is_closed:
            if task is not None:
                task.cancel()
            return
        run.stops()
        _end(run, runner, loop)

    for each in signals:
        loop.add_signal_handler(each, stop)
    try:
        yield
    except asyncio.CancelledError:
        raise KeyboardInterrupt from None
    finally:
        for each in signals:
            loop.remove_signal_handler(each)
            signal.signal(each, before[each])


@contextlib.contextmanager
def staying(run: Run, runner: AsyncCrawlerRunner, deadline: float | None) -> Iterator[None]:
    """Meanwhile, the host of this guest can end it in good order; its deadline does so too."""
    loop = asyncio.get_running_loop()

    def stop() -> None:
        if not run.gate.is_closed:
            _end(run, runner, loop)

    def stop_late() -> None:
        run.is_late = not run.gate.is_closed
        stop()

    timer = loop.call_later(deadline, stop_late) if deadline is not None else None
    run.guests.add(stop)
    try:
        yield
    finally:
        run.guests.discard(stop)
        if timer is not None:
            timer.cancel()

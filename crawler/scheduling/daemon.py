"""The daemon: keeps every source fresh until told to stop. Its state is in the store; it may end at any moment."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import threading
import time
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crawler.fetching.runner import event_loop
from crawler.fetching.shared import Run
from crawler.run import fold_waiting
from crawler.schedule import TICK, Schedule
from crawler.scheduling.caretaking import look_after
from crawler.scheduling.eventlog import tell
from crawler.scheduling.health import status
from crawler.scheduling.metrics import serve_metrics
from crawler.scheduling.notify import notify, watchdog_seconds
from crawler.scheduling.postman import Postman
from storage.errors import ConfigError, NewsfoldError, StoreError
from storage.lock import DaemonLock
from storage.notices import forget_notice, note
from storage.times import in_utc, now

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crawler.config import Config
    from crawler.scheduling.health import Status
    from storage.records import Source, SourceReport

PATIENCE = 6.0  # seconds that what is under way has to end when the daemon is told to stop
LAST_MOMENT = 9.5  # seconds after which it ends in any case: a kill loses nothing
STALLED = 900.0  # seconds without a tick after which systemd's watchdog is left to act
LOOK_ROUND = 600.0  # seconds between two looks at all sources, for those of which no run tells
REST = 60.0  # seconds until the store is looked after again where that failed
_SKEW = 5.0  # seconds that the clock may move against the steady one before that is called a jump

ReadConfig = Callable[[], "Config"]


def run_daemon(read: ReadConfig, store_path: Path, *, listen: tuple[str, int] | None = None) -> None:
    """Keep the sources of the configuration that `read` gives fresh, until SIGTERM or Ctrl-C.

    With `listen` (a loopback address and a port), `/metrics` and `/healthz` are answered there.

    Raises StoreError at once where another daemon has the store, and ConfigError where there is nothing to follow.
    """
    with DaemonLock(store_path, f"process {os.getpid()}, since {in_utc(now())}"):
        config = _checked(read())
        loop = event_loop()
        loop.run_until_complete(Daemon(read, config, store_path).run(listen))


class Daemon:
    """One daemon: a house for runs, a schedule, and an ear for signals and a changed configuration."""

    def __init__(self, read: ReadConfig, config: Config, store_path: Path) -> None:
        self._read = read
        self._config = config
        self._store_path = store_path
        self._stamp = _stamp(config.path)
        self._asked_to_reload = False
        self._stop = asyncio.Event()
        self._ticked_at = time.monotonic()
        self._skew = time.time() - time.monotonic()
        self._told_at = 0.0
        self._rest_until = 0.0
        self._looked_at = time.monotonic()
        self._store_is: Sequence[int] = ()
        self._failed: StoreError | None = None
        self._scheduler: Any = None
        self._postman = Postman(config)
        self._rounds: set[asyncio.Task[None]] = set()
        self._schedule = Schedule(Run(config.crawl, store_path, patience=inf), ended=self._ended)

    async def run(self, listen: tuple[str, int] | None = None) -> None:
        """Open the store, work until stopped, and end in good order."""
        await self._schedule.house.open()
        self._store_is = _stamp(self._store_path)[-1:]
        server = None
        with self._listening():
            try:
                server = await serve_metrics(listen, self._look) if listen else None
                await self._schedule.follow(self._config.sources)
                due = await self._schedule.next_due()
                self._start_ticking()
                notify("READY=1")
                port = server.sockets[0].getsockname()[1] if server else None
                sources = len(self._config.sources)
                tell("started", store=self._store_path, sources=sources, next_due=due, process=os.getpid(), port=port)
                await self._beat()
            finally:
                if server is not None:
                    server.close()
                await self._end()
        if self._failed is not None:
            raise self._failed

    async def _look(self) -> Status:
        found = await self._schedule.house.keep(status, self._config, now())
        trouble = self._schedule.trouble
        return replace(found, troubles=(*found.troubles, f"the store fails: {trouble}")) if trouble else found

    def _start_ticking(self) -> None:
        from apscheduler.schedulers.asyncio import AsyncIOScheduler

        # A tick that comes late is made up for once, however late it is, and never runs beside itself.
        defaults = {"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        self._scheduler = AsyncIOScheduler(timezone=UTC, job_defaults=defaults)
        self._scheduler.add_job(self._tick, "interval", seconds=TICK, id="tick", next_run_time=datetime.now(UTC))
        self._scheduler.start()

    async def _tick(self) -> None:
        try:
            if self._asked_to_reload or _stamp(self._config.path) != self._stamp:
                await self._reload()
            self._look_at_store()
            await self._schedule.tick()
            await self._carry()
            if not self._rounds and time.monotonic() >= self._rest_until:
                self._in_background(self._go_round())
        finally:
            self._ticked_at = time.monotonic()

    def _look_at_store(self) -> None:
        """Stop where the store was moved or replaced: what is written would go where nobody looks for it."""
        if _stamp(self._store_path)[-1:] != self._store_is and not self._stop.is_set():
            self._failed = StoreError(
                f"{self._store_path} was moved or replaced while the daemon used it: start it again"
            )
            tell("stopping", by="the store was moved or replaced", level=logging.ERROR)
            self._stop.set()

    async def _carry(self) -> None:
        with suppress(NewsfoldError):  # a store that fails, the schedule has told
            await self._postman.carry(self._schedule.house)

    async def _ended(self, source: Source, row: SourceReport) -> None:  # noqa: ARG002 - what the schedule tells
        await self._postman.collect(self._schedule.house, source.name)

    async def _go_round(self) -> None:
        """What goes on beside the runs: silent sources are looked for, once a day the store is looked after."""
        house = self._schedule.house
        try:
            if time.monotonic() - self._looked_at > LOOK_ROUND:
                self._looked_at = time.monotonic()
                await self._postman.collect(house)
            if not self._schedule.running:  # what a run brought that was broken off, or another program
                await fold_waiting(house)
            await look_after(house, self._config.retention, now())
        except NewsfoldError as error:
            self._rest_until = time.monotonic() + REST
            tell("looking after the store failed", level=logging.ERROR, error=error)

    def _in_background(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._rounds.add(task)
        task.add_done_callback(self._rounds.discard)

    async def _beat(self) -> None:
        """Until the daemon is told to stop: look after the clock, and tell systemd that all is well."""
        wanted = watchdog_seconds()
        pause = min(wanted / 3, 1.0) if wanted else 1.0
        while not self._stop.is_set():
            self._look_at_clock(time.time() - time.monotonic())
            if time.monotonic() - self._ticked_at < STALLED:
                notify("WATCHDOG=1")
            try:
                await asyncio.wait_for(self._stop.wait(), pause)
            except TimeoutError:
                continue

    def _look_at_clock(self, skew: float) -> None:
        """Where the clock was set: go on at once, not when the new clock shows the time of the next tick."""
        if abs(skew - self._skew) > _SKEW:
            tell("the clock was set", by_seconds=round(skew - self._skew))
            self._scheduler.modify_job("tick", next_run_time=datetime.now(UTC))
        self._skew = skew

    # --- the configuration ------------------------------------------------------------------------------------------

    async def _reload(self) -> None:
        """Take up the changed configuration; one that cannot be read is refused, and the old one stays."""
        self._asked_to_reload, self._stamp = False, _stamp(self._config.path)
        try:
            config = _checked(self._read())
            if config.store_path != self._config.store_path:
                tell("another store is taken up at the next start only", level=logging.WARNING)
            await self._take_up(config)
        except ConfigError as error:
            await self._schedule.house.keep(note, "configuration", f"refused, the old one is in use: {error}", now())
            tell("the configuration was refused, the old one stays", level=logging.ERROR, error=error)
        else:
            await self._schedule.house.keep(forget_notice, "configuration")
            tell("the configuration was taken up", sources=len(config.sources))

    async def _take_up(self, config: Config) -> None:
        if config.crawl != self._config.crawl:
            await self._move(Run(config.crawl, self._store_path, patience=inf))
        self._config = config
        self._postman.follow(config)
        await self._schedule.follow(config.sources)

    async def _move(self, house: Run) -> None:
        """Go on in a house with other settings: what is under way in the old one ends or is handed back first."""
        await self._schedule.stop(PATIENCE)
        await self._end_rounds()
        await self._schedule.house.close()
        await house.open()
        self._schedule = replace(self._schedule, house=house, running={})

    # --- the end ----------------------------------------------------------------------------------------------------

    @contextmanager
    def _listening(self) -> Iterator[None]:
        loop = asyncio.get_running_loop()
        before = {each: signal.getsignal(each) for each in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)}
        loop.add_signal_handler(signal.SIGTERM, self._be_told, "SIGTERM")
        loop.add_signal_handler(signal.SIGINT, self._be_told, "Ctrl-C")
        loop.add_signal_handler(signal.SIGHUP, self._ask_to_reload)
        try:
            yield
        finally:
            for each, handler in before.items():
                loop.remove_signal_handler(each)
                signal.signal(each, handler)

    def _be_told(self, by: str) -> None:
        if self._stop.is_set():
            if time.monotonic() - self._told_at > 1:  # `timeout` tells both its child and its group
                os._exit(130)
            return
        self._told_at = time.monotonic()
        tell("stopping", by=by)
        notify("STOPPING=1")
        self._stop.set()
        last = threading.Timer(LAST_MOMENT, os._exit, (0,))
        last.daemon = True
        last.start()

    def _ask_to_reload(self) -> None:
        self._asked_to_reload = True

    async def _end(self) -> None:
        if self._scheduler is not None:
            self._scheduler.shutdown(wait=False)
        await self._schedule.stop(PATIENCE)
        await self._end_rounds()
        await self._schedule.house.close()
        tell("stopped")

    async def _end_rounds(self) -> None:
        """Break off what goes on beside the runs; a message that was under way is tried again."""
        await self._postman.stop()
        for task in tuple(self._rounds):
            task.cancel()
        if self._rounds:
            await asyncio.wait(tuple(self._rounds), timeout=1.0)


def _checked(config: Config) -> Config:
    if not config.sources:
        raise ConfigError("nothing to keep fresh: add a source (`newsfold add URL`)")
    return config


def _stamp(path: Path | None) -> Sequence[int]:
    """What changes when a file does; nothing for a file that is not there."""
    try:
        status = path.stat() if path is not None else None
    except OSError:
        return ()
    return (status.st_mtime_ns, status.st_size, status.st_ino) if status else ()

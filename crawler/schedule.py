"""The schedule, which keeps no state of its own: one tick looks for the sources that are due and starts their runs.

When a source is due stands in the store (`next_due_at`, see `crawler.freshness`), and a run is the same call that
`newsfold fetch` makes. So nothing is lost by ending at any moment, and both may work at once.
"""

from __future__ import annotations

import asyncio
import logging
import math
from collections.abc import Awaitable, Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from crawler.fetching.gate import host_of
from crawler.freshness import is_due
from crawler.run import fetch_in
from crawler.scheduling.due import reschedule
from crawler.scheduling.eventlog import tell
from storage.errors import NewsfoldError
from storage.records import Outcome, Source, SourceReport
from storage.runs import lease_sources, put_off, release_sources
from storage.sources import Turn, list_sources, list_turns, upsert_source
from storage.times import now, to_utc

if TYPE_CHECKING:
    from crawler.fetching.addresses import AddressRule
    from crawler.fetching.shared import Run
    from storage.store import Store

TICK = 1.0  # seconds
DEADLINE = 20 * 60.0  # seconds for one run of one source; the rest waits for the next run
_PATIENCE = 60.0  # seconds past the deadline for what is under way to end by itself
_BACKLOG = 60  # ticks over which the sources that are due all at once, as after a pause, are spread
_BROKEN_OFF = 300.0  # seconds until a run that failed for reasons of our own is tried again

Ended = Callable[[Source, SourceReport], Awaitable[None]]


def choose(turns: Iterable[Turn], moment: str, *, busy: Collection[str], most: int) -> list[str]:
    """Which sources to start now, by name: those that are due, the longest due first, one a host, at most `most`."""
    hosts = set(busy)
    chosen: list[str] = []
    for turn in sorted(turns, key=lambda turn: turn.next_due_at or turn.added_at):
        if len(chosen) == most:
            break
        host = host_of(turn.url)
        if host not in hosts and is_due(turn.next_due_at, turn.last_fetched_at, moment):
            hosts.add(host)
            chosen.append(turn.name)
    return chosen


def starts_a_tick(sources: int) -> int:
    """How many runs one tick begins at most: so many that a backlog of all sources takes about a minute."""
    return max(2, math.ceil(sources / _BACKLOG))


@dataclass(slots=True)
class Schedule:
    """Starts what is due in `house`, the run that all runs of the daemon are guests of; `ended` is told of each."""

    house: Run
    ended: Ended | None = None
    deadline: float = DEADLINE
    clock: Callable[[], str] = now
    followed: frozenset[str] = frozenset()
    running: dict[asyncio.Task[None], Source] = field(default_factory=dict)
    trouble: str = ""  # of the store, at the last tick

    async def follow(self, sources: Sequence[Source]) -> None:
        """Follow these sources from now on, and no others; who has a new `every` is due by that.

        What was refused for its address is due at once, unless the address rule still says so without asking.
        """
        await self.house.keep(_declare, sources, self.clock(), self.house.rule)
        self.followed = frozenset(source.name for source in sources)

    async def next_due(self) -> str:
        """When the first of the followed sources is due, now at the earliest (UTC)."""
        moment = self.clock()
        states = await self.house.keep(list_sources)
        due = (state.next_due_at or moment for state in states if state.source.name in self.followed)
        return max(moment, min(due, default=moment))

    async def tick(self) -> None:
        """Start what is due; trouble with the store is told once, and the next tick tries again."""
        try:
            await self._tick()
        except NewsfoldError as error:
            if str(error) != self.trouble:
                tell("the store fails", level=logging.ERROR, error=error)
            self.trouble = str(error)
        else:
            if self.trouble:
                tell("the store works again")
            self.trouble = ""

    async def _tick(self) -> None:
        for owner in tuple(self.house.owed):
            await self.house.give_back(owner)
        moment = self.clock()
        room = min(self.house.settings.concurrency - len(self.running), starts_a_tick(len(self.followed)))
        if room < 1 or self.house.gate.is_closed:
            return
        running = self.running.values()
        hosts, waiting = {host_of(each.url) for each in running}, self.followed - {each.name for each in running}
        turns = [each for each in await self.house.keep(list_turns, moment) if each.name in waiting]
        if chosen := choose(turns, moment, busy=hosts, most=room):
            for source in await self.house.keep(_lease, chosen, moment, self.house.owner):
                task = asyncio.get_running_loop().create_task(self._run(source))
                self.running[task] = source
                task.add_done_callback(self._forget)

    def _forget(self, task: asyncio.Task[None]) -> None:
        self.running.pop(task, None)

    async def _run(self, source: Source) -> None:
        try:
            row = await self._fetch(source)
        except NewsfoldError:  # the store takes nothing, not even that; the next tick tells, and leases it again
            return
        if row is not None:
            tell("fetched", source=source.name, **_figures(row))
            if self.ended is not None:
                await self.ended(source, row)

    async def _fetch(self, source: Source) -> SourceReport | None:
        """Run the source and give its row, None where the run broke off."""
        try:
            async with asyncio.timeout(self.deadline + _PATIENCE):
                report = await fetch_in(self.house.guest(), [source], deadline=self.deadline)
        except Exception as error:
            tell("a run broke off", level=logging.ERROR, source=source.name, error=f"{type(error).__name__}: {error}")
            logging.getLogger(__name__).debug("%s: the run broke off", source.name, exc_info=True)
            await self.house.keep(put_off, source.name, _later(self.clock(), _BROKEN_OFF))
            return None
        finally:
            await self.house.keep(release_sources, self.house.owner, source.name)
        (row,) = report.sources
        return row

    async def stop(self, patience: float) -> None:
        """End all runs: what is under way has `patience` seconds, the rest is handed back and stays due."""
        self.house.gate.close()
        for end in tuple(self.house.guests):
            end()
        if self.running:
            _, left = await asyncio.wait(tuple(self.running), timeout=patience)
            for task in left:
                task.cancel()
            if left:
                tell("handed back", sources=len(left))
                await asyncio.wait(left, timeout=1.0)


def _declare(store: Store, sources: Sequence[Source], moment: str, rule: AddressRule) -> None:
    before = {state.source.name: state for state in list_sources(store)}
    with store.write():
        for source in sources:
            upsert_source(store, source, added_at=moment)
            if (state := before.get(source.name, before.get(source.url))) is None:  # a one-off fetch is called by it
                continue
            if state.last_outcome is Outcome.BLOCKED_ADDRESS and not rule.refusal(source.url):
                put_off(store, source.name, None)
            elif state.source.every != source.every:
                reschedule(store, source, moment)


def _lease(store: Store, names: Sequence[str], moment: str, owner: str) -> list[Source]:
    sources = [state.source for name in names for state in list_sources(store, name)]
    return lease_sources(store, sources, moment, owner)


def _figures(row: SourceReport) -> dict[str, Any]:
    figures = {"pages": row.pages, "new": row.new, "changed": row.changed, "folded": row.folded}
    return figures | {"errors": row.errors_told or None, "note": row.note or None, "trouble": row.trouble or None}


def _later(moment: str, seconds: float) -> str:
    at = datetime.fromisoformat(moment).astimezone(UTC).timestamp() + seconds
    return to_utc(datetime.fromtimestamp(at, UTC).isoformat())

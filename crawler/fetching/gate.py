"""The gate: one request at a time to a host, a pause between two, and not before the host said it may be asked again.

One gate serves a whole run, however many sources of it lead to the same host; runs of other processes take turns with
it (`crawler.fetching.turns`).
"""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from crawler.fetching.turns import Turns

LONGEST_WAIT = 3600.0  # seconds; who asks for more is not asked again in this run
PATIENCE = 300.0  # seconds that a one-off run waits for one host in all, beyond its own pauses
_FIRST_PENALTY, _LAST_PENALTY = 1.0, 60.0  # seconds that 429 adds between two requests: doubled each time


class GateClosedError(Exception):
    """The run is stopping: the request was not made."""


class HostWaitsError(Exception):
    """The host asked not to be asked again for so long that this run does without it."""


@dataclass(slots=True)
class _Host:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    delay: float = 0.0
    penalty: float = 0.0
    not_before: float = 0.0
    last: float | None = None
    waited: float = 0.0
    why: str = ""


def host_of(url: str) -> str:
    """What counts as one host: the name, with the port where it is not the usual one."""
    parts = urlsplit(url)
    port = f":{parts.port}" if parts.port not in (None, 80, 443) else ""
    return f"{parts.hostname or ''}{port}"


class Gate:
    """Lets requests through; `delay` in seconds from the end of one to the start of the next, to the same host.

    `patience` bounds how long a host that wants longer pauses is waited for, in all.
    """

    def __init__(
        self,
        delay: float,
        concurrency: int,
        *,
        patience: float = math.inf,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._delay = delay
        self._patience = patience
        self._turns: Turns | None = None
        self._clock = clock
        self._sleep = sleep
        self._room = asyncio.Semaphore(concurrency)
        self._hosts: dict[str, _Host] = {}
        self._closed = asyncio.Event()

    def close(self) -> None:
        """Let nothing more through; what is under way ends on its own, what waits gets GateClosedError."""
        self._closed.set()

    def beside(self) -> Gate:
        """Another gate to the same hosts, with the same turns, that is closed by itself."""
        other = Gate(self._delay, 1, patience=self._patience, clock=self._clock, sleep=self._sleep)
        other._room, other._hosts, other._turns = self._room, self._hosts, self._turns
        return other

    def share(self, turns: Turns) -> None:
        """Take turns with other processes from now on."""
        self._turns = turns

    @property
    def is_closed(self) -> bool:
        """Whether the run is stopping."""
        return self._closed.is_set()

    @asynccontextmanager
    async def turn(self, url: str) -> AsyncIterator[None]:
        """Wait until `url` may be asked for, and keep others of its host out meanwhile.

        Raises HostWaitsError instead of waiting for more than an hour or this run's patience, GateClosedError when the
        run stops.
        """
        host, name = self._host(url), host_of(url)
        async with host.lock:
            await self._wait(name, host)
            async with self._shared(name, host), self._room:
                if self._closed.is_set():
                    raise GateClosedError
                try:
                    yield
                finally:
                    host.last = self._clock()
                    host.not_before = max(host.not_before, host.last + self._pause(host))

    @asynccontextmanager
    async def _shared(self, name: str, host: _Host) -> AsyncIterator[None]:
        """Keep other processes out, once they let this one in."""
        if self._turns is None:
            yield
            return
        while pause := self._turns.take(name, self._pause(host)):
            await self._sleep_or_close(pause)
        try:
            yield
        finally:
            self._turns.give_back(name)

    async def _wait(self, name: str, host: _Host) -> None:
        while (pause := host.not_before - self._clock()) > 0:
            beyond = max(0.0, pause - self._delay)
            if pause > LONGEST_WAIT or host.waited + beyond > self._patience:
                raise HostWaitsError(f"{name} {host.why or 'asks to wait'}: the rest is left to a later run")
            host.waited += beyond
            await self._sleep_or_close(pause)
        if self._closed.is_set():
            raise GateClosedError

    async def _sleep_or_close(self, seconds: float) -> None:
        sleeping = asyncio.ensure_future(self._sleep(seconds))
        closing = asyncio.ensure_future(self._closed.wait())
        try:
            await asyncio.wait((sleeping, closing), return_when=asyncio.FIRST_COMPLETED)
        finally:
            sleeping.cancel()
            closing.cancel()
        if self._closed.is_set():
            raise GateClosedError

    def slow_down(self, url: str, delay: float) -> None:
        """Ask the host of `url` less often: at least `delay` seconds apart; what is stricter already stays.

        A host that this gate let nobody to yet may have been asked just now by another run.
        """
        host = self._host(url)
        host.delay = max(host.delay, delay)
        host.why = f"asks for {delay:g} s between requests"
        host.not_before = max(host.not_before, (self._clock() if host.last is None else host.last) + delay)

    def heed(self, url: str, status: int, retry_after: float | None) -> None:
        """Take in what an answer says about asking again: `Retry-After` in seconds, 429 without it, or relief."""
        host = self._host(url)
        if retry_after is not None and status in (429, 503):
            host.why = f"asks to be left alone for {retry_after:.0f} s"
            host.not_before = max(host.not_before, self._clock() + retry_after)
        elif status == 429:
            host.penalty = min(max(_FIRST_PENALTY, 2 * host.penalty), _LAST_PENALTY)
            host.why = host.why or "answers that it is asked too often"
        elif status < 500:
            host.penalty = host.penalty / 2 if host.penalty > _FIRST_PENALTY else 0.0

    def back_off(self, url: str, failures: int) -> None:
        """Give the host of `url` ever more time after each failed try: its pause, doubled by each failure."""
        host = self._host(url)
        host.not_before = max(host.not_before, self._clock() + self._pause(host) * 2**failures)

    def _pause(self, host: _Host) -> float:
        return max(self._delay, host.delay, host.penalty)

    def _host(self, url: str) -> _Host:
        return self._hosts.setdefault(host_of(url), _Host())


def retry_after(value: str, now: datetime | None = None) -> float | None:
    """The seconds that a `Retry-After` header asks for, in either form (RFC 9110, 10.2.3); None for neither."""
    text = value.strip()
    if text.isascii() and text.isdigit():
        return float(text[:12])
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - (now or datetime.now(UTC))).total_seconds())

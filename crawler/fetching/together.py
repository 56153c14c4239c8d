"""Writing down several pages in one transaction: a commit costs more than what it commits.

Pages come one by one, a few milliseconds apart. Each waits a moment for the next ones; then all are kept in one
transaction, each in a part of its own, so that what fails takes only itself back. Where the store refuses them
together, each is tried once by itself: one that it cannot take fails no other. Nobody learns that a page is kept before
the commit: a kill meanwhile leaves it in the frontier, like any other that was under way.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

from storage.errors import StoreError

if TYPE_CHECKING:
    from sqlite3 import Connection

    from storage.store import Store

P = ParamSpec("P")
T = TypeVar("T")

MOST = 4  # pages in one transaction: the cost of each falls hardly further with more, and a kill would cost more
LONGEST = 0.05  # seconds that a page waits for others


@dataclass(frozen=True, slots=True)
class _Write:
    call: Callable[[Store], Any]
    told: asyncio.Future[Any]


@dataclass(frozen=True, slots=True)
class _Ended:
    result: Any = None
    error: Exception | None = None


class Together:
    """Collects writes, and hands them as one to `keep`, which does a function in the thread that owns the store."""

    def __init__(self, keep: Callable[..., Awaitable[Any]]) -> None:
        self._keep = keep
        self._waiting: list[_Write] = []
        self._timer: asyncio.TimerHandle | None = None
        self._under_way: set[asyncio.Task[None]] = set()

    async def write(self, function: Callable[Concatenate[Store, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """`function(store, …)`, committed with others when this returns; raises what it raises, and StoreError."""
        loop = asyncio.get_running_loop()
        write = _Write(lambda store: function(store, *args, **kwargs), loop.create_future())
        self._waiting.append(write)
        if len(self._waiting) >= MOST:
            self._send()
        elif self._timer is None:
            self._timer = loop.call_later(LONGEST, self._send)
        result: T = await write.told
        return result

    def _send(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        writes, self._waiting = self._waiting, []
        task = asyncio.get_running_loop().create_task(self._write(writes))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    async def _write(self, writes: Sequence[_Write]) -> None:
        try:
            ended: Sequence[_Ended] = await self._keep(partial(_in_one, calls=[write.call for write in writes]))
        except Exception as error:  # noqa: BLE001 - whoever waits raises it
            ended = [_Ended(error=error)] * len(writes)
        for write, one in zip(writes, ended, strict=True):
            if write.told.done():  # who waited was broken off
                continue
            if one.error is not None:
                write.told.set_exception(one.error)
            else:
                write.told.set_result(one.result)


def _in_one(store: Store, calls: Sequence[Callable[[Store], Any]]) -> list[_Ended]:
    """Do all in one transaction, or each in one of its own where the store took none of them together.

    StoreError, and none is kept, where it cannot even be begun, and where the store takes none of them: a full disk is
    one trouble, not one a page.
    """
    begun = False
    try:
        with store.write() as connection:
            begun = True
            return [_part(store, connection, call) for call in calls]
    except StoreError as error:
        if len(calls) == 1 or not begun:
            raise
        refused = error
    ended = [_alone(store, call) for call in calls]
    if all(isinstance(one.error, StoreError) for one in ended):
        raise refused
    return ended


def _part(store: Store, connection: Connection, call: Callable[[Store], Any]) -> _Ended:
    try:
        with store.write():
            return _Ended(call(store))
    except StoreError:
        raise
    except Exception as error:
        if not connection.in_transaction:  # undone as a whole, the parts before this one too
            raise
        return _Ended(error=error)


def _alone(store: Store, call: Callable[[Store], Any]) -> _Ended:
    try:
        with store.write():
            return _Ended(call(store))
    except Exception as error:  # noqa: BLE001 - whoever waits raises it
        return _Ended(error=error)

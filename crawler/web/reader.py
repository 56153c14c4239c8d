"""Asks the store in a few threads, each with a read-only connection of its own, and gives up on what takes too long."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

from storage.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_Answer = TypeVar("_Answer")

THREADS = 4
PATIENCE = 5.0  # seconds that one question may take
_STEPS = 20_000  # of SQLite's machine between two looks at the clock: some milliseconds
_CACHE = "PRAGMA cache_size = -16384"  # kB of pages that a thread keeps; the system's own cache has the rest


class TooSlowError(Exception):
    """A question that the store could not answer in time."""


class Reader:
    """The way to the store for everything that is shown."""

    def __init__(self, path: Path, *, patience: float = PATIENCE) -> None:
        self.path = path
        self._patience = patience
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="reader")
        self._own = threading.local()

    async def ask(self, question: Callable[[Store], _Answer]) -> _Answer:
        """Give the answer to `question`, which sees one state of the store. Raises TooSlowError and what it raises."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._answer, question)

    def _answer(self, question: Callable[[Store], _Answer]) -> _Answer:
        store = self._store()
        deadline = time.monotonic() + self._patience
        store.connection.set_progress_handler(lambda: time.monotonic() > deadline, _STEPS)
        try:
            with store.snapshot():
                return question(store)
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_INTERRUPT:
                raise
            raise TooSlowError("this takes the store too long: narrow it down") from error
        finally:
            store.connection.set_progress_handler(None, 0)

    def _store(self) -> Store:
        store: Store | None = getattr(self._own, "store", None)
        if store is None:
            store = Store.open(self.path, read_only=True)
            store.connection.execute(_CACHE)
            self._own.store = store
        return store

    def close(self) -> None:
        """End the threads; what they had open goes with them."""
        self._threads.shutdown(wait=True, cancel_futures=True)

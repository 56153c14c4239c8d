"""Killable parsing: what strangers wrote is read in processes of their own, with a deadline and a memory limit.

One poisoned page can keep a C library busy for minutes inside one call, where no thread and no signal handler gets a
word in. Ending its process is the only remedy; its neighbours and the process that fetches go on.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
from collections.abc import Callable
from concurrent.futures import TimeoutError as DeadlineError
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from storage.errors import NewsfoldError, UnreadableError

if TYPE_CHECKING:
    from pebble import ProcessPool

P = ParamSpec("P")
T = TypeVar("T")

DEADLINE = 10.0  # seconds for one body
MEMORY = 400 * 1024 * 1024  # bytes of memory of its own that a reading process may take
_TASKS = 1000  # bodies that one process reads before a fresh one takes its place
_PRELOAD = ["crawler.warm"]


class TooSlowToReadError(UnreadableError):
    """A body whose reading did not end within the deadline; its process was ended."""


class ParsePool:
    """A few reading processes; awaited from the process that fetches, which never reads a body itself."""

    def __init__(self, workers: int = 0, *, deadline: float = DEADLINE, memory: int = MEMORY) -> None:
        self._workers = workers or os.cpu_count() or 2
        self._deadline = deadline
        self._memory = memory
        self._pool: ProcessPool | None = None

    async def start(self) -> None:
        """Start the processes, beside the event loop: the first one takes a second to import its libraries."""
        await asyncio.to_thread(self._start)

    def _start(self) -> None:
        from pebble import ProcessPool

        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(_PRELOAD)
        self._pool = ProcessPool(
            max_workers=self._workers,
            max_tasks=_TASKS,
            initializer=_confine,
            initargs=(self._memory,),
            context=context,
        )
        self._pool.schedule(_ready).result()

    async def read(self, url: str, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """`function(*args, **kwargs)` in a reading process; the function is a module's, arguments and result pickle.

        Raises what newsfold's readers raise, and UnreadableError naming `url` when the process ran out of time or
        memory, died, or met an error that no reader foresaw.
        """
        assert self._pool is not None, "start() comes first"
        from pebble import ProcessExpired

        future = self._pool.schedule(_run, (function, args, kwargs), timeout=self._deadline)
        try:
            return await asyncio.wrap_future(future)
        except DeadlineError:
            raise TooSlowToReadError(f"{url}: not read within {self._deadline:g} s") from None
        except ProcessExpired as error:
            raise UnreadableError(f"{url}: the process that read it ended ({error})") from None
        except NewsfoldError as error:
            raise type(error)(str(error)) from None  # without the worker's traceback, which holds pieces of the page
        except MemoryError:
            raise UnreadableError(f"{url}: reading it takes more memory than a page may") from None
        except Exception as error:  # noqa: BLE001 - whatever a page provokes is the page's failure
            raise UnreadableError(f"{url}: {type(error).__name__} while reading: {str(error)[:200]}") from None

    async def close(self) -> None:
        """End the processes; what they still read is dropped."""
        if self._pool is not None:
            await asyncio.to_thread(self._end, self._pool)
            self._pool = None

    @staticmethod
    def _end(pool: ProcessPool) -> None:
        pool.stop()  # type: ignore[no-untyped-call]
        pool.join()


def _run(function: Callable[..., T], args: tuple[Any, ...], kwargs: dict[str, Any]) -> T:
    try:
        return function(*args, **kwargs)
    except NewsfoldError:
        raise
    except RecursionError:
        raise UnreadableError("nested too deeply to be read") from None
    except Exception as error:  # noqa: BLE001 - errors of libraries may not pickle; their words do
        raise UnreadableError(f"{type(error).__name__} while reading: {str(error)[:200]}") from None


def _ready() -> None:
    """Do nothing: its answer says that a process is up."""


def _confine(memory: int) -> None:
    """Set the limits of a reading process; Ctrl-C is the fetching process's to handle."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        import resource
    except ImportError:  # no such limits on this system; the deadline stands
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))

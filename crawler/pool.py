"""Killable parsing: what strangers wrote is read in processes of their own, with a deadline and a memory limit.

One poisoned page can keep a C library busy for minutes inside one call, where no thread and no signal handler gets a
word in. Ending its process is the only remedy; its neighbours and the process that fetches go on. Each process has a
pipe of its own, so that one that dies at whatever moment takes nothing with it.
"""

from __future__ import annotations

import asyncio
import contextlib
import multiprocessing
import os
import pickle
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import resource_tracker
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from crawler.reader import UP, Answer, serve
from storage.errors import NewsfoldError, UnreadableError

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.context import ForkServerContext, ForkServerProcess

P = ParamSpec("P")
T = TypeVar("T")

DEADLINE = 10.0  # seconds for one body
_STARTING = 60.0  # seconds for a process to be up: its libraries load slowly on a busy machine, whatever the page
MEMORY = 400 * 1024 * 1024  # bytes of memory of its own that a reading process may take
_LARGEST = 64 * 1024 * 1024  # bytes of an answer
_PRELOAD = ["crawler.warm"]
_AHEAD = 2  # bodies a process from which on no more are wanted: one to read, one that waits


class TooSlowToReadError(UnreadableError):
    """A body whose reading did not end within the deadline; its process was ended."""


class _Place:
    """Where one reading process works; when it has ended, the next one starts with the next body."""

    def __init__(self, context: ForkServerContext, memory: int, deadline: float) -> None:
        self._context, self._memory, self._deadline = context, memory, deadline
        self._process: ForkServerProcess | None = None
        self._pipe: Connection
        self._closed = False

    def read(self, task: bytes) -> Answer:
        """Have a task read. TimeoutError past the deadline, EOFError or OSError where its process ended or none is."""
        try:
            return self._read(task)
        except ConnectionError:  # it ended before it had taken the whole of the task: that was not the body's doing
            if self._closed:
                raise
            return self._read(task)

    def _read(self, task: bytes) -> Answer:
        self.man()
        pipe = self._pipe
        stays = False
        try:
            pipe.send_bytes(task)
            if not pipe.poll(self._deadline):
                raise TimeoutError
            answer = pipe.recv_bytes(_LARGEST)
            stays = bool(answer[0])
        finally:
            if not stays:
                self.clear()
        read = pickle.loads(memoryview(answer)[1:])  # noqa: S301 - from a process of ours
        assert isinstance(read, Answer)
        return read

    def man(self) -> None:
        """See to it that a process is up. EOFError or OSError where none comes up."""
        if self._process is not None and self._process.is_alive():
            return
        self.clear()
        self._start()
        up = False
        try:
            if self._closed:  # meanwhile, when there was nothing yet to kill
                raise ChildProcessError
            up = self._pipe.poll(_STARTING) and self._pipe.recv_bytes() == UP
        finally:
            if not up:
                self.clear()
        if not up:
            raise ChildProcessError

    def _start(self) -> None:
        self._pipe, theirs = self._context.Pipe()
        arguments = (theirs, self._memory, self._deadline)
        process = self._context.Process(target=serve, args=arguments, daemon=True)
        with _deaf_to_interrupts():
            process.start()
        self._process = process
        theirs.close()

    def kill(self) -> None:
        """End the process for good, from whatever thread: who waits for it gets EOFError or an OSError."""
        self._closed = True
        if (process := self._process) is not None:
            with contextlib.suppress(ValueError):  # it has just been let go of
                process.kill()

    def clear(self) -> None:
        """End the process and let go of it."""
        if (process := self._process) is None:
            return
        self._process = None
        self._pipe.close()
        process.kill()
        process.join()
        process.close()


@contextlib.contextmanager
def _deaf_to_interrupts() -> Iterator[None]:
    """What is started meanwhile never hears of Ctrl-C, which a terminal sends to every process."""
    resource_tracker.ensure_running()  # which the standard library starts with the first process, and unblocks then
    before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


class ParsePool:
    """A few reading processes; awaited from the process that fetches, which never reads a body itself."""

    def __init__(self, workers: int = 0, *, deadline: float = DEADLINE, memory: int = MEMORY) -> None:
        self._workers = workers or os.cpu_count() or 2
        self._deadline = deadline
        self._memory = memory
        self._places: list[_Place] = []
        self._free: SimpleQueue[_Place] = SimpleQueue()
        self._threads: ThreadPoolExecutor | None = None
        self._starting: asyncio.Task[None] | None = None
        self._bodies = 0  # that are read or wait for it
        self._has_room = asyncio.Event()
        self._has_room.set()

    def begin(self) -> None:
        """Start the processes while other things are done, unless they are: what is to be read waits for them."""
        if self._starting is None and self._threads is None:
            self._starting = asyncio.get_running_loop().create_task(self.start())

    async def start(self) -> None:
        """Start the processes, beside the event loop: the first one takes a second to import its libraries."""
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(_PRELOAD)
        self._threads = ThreadPoolExecutor(self._workers, "reading")
        self._places = [_Place(context, self._memory, self._deadline) for _ in range(self._workers)]
        for place in self._places:
            self._free.put(place)
        await asyncio.gather(*(asyncio.wrap_future(self._threads.submit(place.man)) for place in self._places))

    async def read(self, url: str, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """`function(*args, **kwargs)` in a reading process; the function is a module's, arguments and result pickle.

        Raises what newsfold's readers raise, and UnreadableError naming `url` when the process ran out of time or
        memory, died, or met an error that no reader foresaw.
        """
        self.begin()
        try:
            with self._counted():
                if self._starting is not None:
                    await asyncio.wait([self._starting])  # where it failed, a place starts with its next body
                answer = await self._answer(function, *args, **kwargs)
        except TimeoutError:
            raise TooSlowToReadError(f"{url}: not read within {self._deadline:g} s") from None
        except (EOFError, OSError) as error:
            raise UnreadableError(f"{url}: the process that read it ended ({type(error).__name__})") from None
        if answer.failed:
            raise UnreadableError(f"{url}: {answer.outcome}")
        if answer.refused:
            assert isinstance(answer.outcome, NewsfoldError)
            raise answer.outcome
        result: T = answer.outcome
        return result

    async def room(self) -> None:
        """Wait until hardly more bodies wait than are read: what waits here is fetched again after a kill."""
        await self._has_room.wait()

    @contextlib.contextmanager
    def _counted(self) -> Iterator[None]:
        self._count(1)
        try:
            yield
        finally:
            self._count(-1)

    def _count(self, change: int) -> None:
        self._bodies += change
        if self._bodies < _AHEAD * self._workers:
            self._has_room.set()
        else:
            self._has_room.clear()

    async def _answer(self, function: Callable[..., Any], *args: Any, **kwargs: Any) -> Answer:
        assert self._threads is not None, "it has been closed"
        return await asyncio.wrap_future(self._threads.submit(self._in_turn, (function, args, kwargs)))

    def _in_turn(self, task: tuple[Any, ...]) -> Answer:
        """Read in the place that is free: there are as many as threads."""
        place = self._free.get()
        try:
            return place.read(pickle.dumps(task))
        finally:
            self._free.put(place)

    async def close(self) -> None:
        """End the processes; what they still read is dropped."""
        if self._starting is not None:
            await asyncio.gather(self._starting, return_exceptions=True)
        if self._threads is not None:
            await asyncio.to_thread(self._end, self._threads)
            self._threads = None

    def _end(self, threads: ThreadPoolExecutor) -> None:
        threads.shutdown(wait=False, cancel_futures=True)
        for place in self._places:
            place.kill()
        threads.shutdown()
        for place in self._places:
            place.clear()

"""Killable parsing: what strangers wrote is read in processes of their own, with a deadline and a memory limit.

One poisoned page can keep a C library busy for minutes inside one call, where no thread and no signal handler gets a
word in. Ending its process is the only remedy; its neighbours and the process that fetches go on. Each process has a
socket of its own, so that one that dies at whatever moment takes nothing with it.
"""

from __future__ import annotations

import asyncio
import contextlib
import io
import multiprocessing
import os
import pickle
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from multiprocessing import resource_tracker
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from crawler.processes.reader import SIZE, UP, Answer, serve
from storage.errors import NewsfoldError, UnreadableError

if TYPE_CHECKING:
    from multiprocessing.context import ForkServerContext, ForkServerProcess

P = ParamSpec("P")
T = TypeVar("T")

DEADLINE = 10.0  # seconds for one body
_STARTING = 60.0  # seconds for a process to be up: its libraries load slowly on a busy machine, whatever the page
MEMORY = 400 * 1024 * 1024  # bytes of memory of its own that a reading process may take
_LARGEST = 64 * 1024 * 1024  # bytes of an answer
_LONG = 256 * 1024  # bytes of an answer that is loaded beside the event loop, which would stand still
_AT_ONCE = 64 * 1024  # bytes of an answer taken in one piece
_PRELOAD = ["crawler.processes.warm"]
_AHEAD = 2  # bodies a process from which on no more are wanted: one to read, one that waits


class TooSlowToReadError(UnreadableError):
    """A body whose reading did not end within the deadline; its process was ended."""


class _Place:
    """Where one reading process works; when it has ended, the next one starts with the next body.

    Bodies and answers go through the event loop: a thread that waits for each would cost as much again as sending them.
    """

    def __init__(self, context: ForkServerContext, memory: int, deadline: float) -> None:
        self._context, self._memory, self._deadline = context, memory, deadline
        self._process: ForkServerProcess | None = None
        self._socket: socket.socket
        self._is_up = False
        self._manning = threading.Lock()
        self._closed = False

    async def read(self, task: bytes | memoryview) -> Answer:
        """Have a task read. TimeoutError past the deadline, EOFError or OSError where its process ended or none is."""
        try:
            return await self._read(task)
        except ConnectionError:  # it ended before it had taken the whole of the task: that was not the body's doing
            if self._closed:
                raise
            return await self._read(task)

    async def _read(self, task: bytes | memoryview) -> Answer:
        if not self._is_up:
            await asyncio.to_thread(self.man)
        stays = False
        try:
            async with asyncio.timeout(self._deadline):
                await asyncio.get_running_loop().sock_sendall(self._socket, task)
                answer = await self._answer()
            stays = bool(answer[0])
        finally:
            if not stays:
                await asyncio.to_thread(_end, self._let_go())
        sent = answer[1:]
        if len(sent) < _LONG:
            read = pickle.loads(sent)  # noqa: S301 - from a process of ours
        else:
            read = await asyncio.to_thread(pickle.loads, sent)
        assert isinstance(read, Answer)
        return read

    async def _answer(self) -> memoryview:
        """What the process sends; EOFError where it ends before, OSError where that is too large."""
        take = asyncio.get_running_loop().sock_recv
        whole, size = bytearray(), SIZE.size
        while len(whole) < size:
            piece = await take(self._socket, _AT_ONCE)
            if not piece:
                raise EOFError
            whole += piece
            if size == SIZE.size <= len(whole):
                size += SIZE.unpack_from(whole)[0]
                if size > _LARGEST:
                    raise OSError("the answer is too large")
        return memoryview(whole)[SIZE.size :]

    def man(self) -> None:
        """See to it that a process is up. OSError where none comes up."""
        with self._manning:
            if self._is_up:
                return
            self._start()
            try:
                if self._closed:  # meanwhile, when there was nothing yet to kill
                    raise ChildProcessError
                self._is_up = self._comes_up()
            finally:
                if not self._is_up:
                    self.clear()
            if not self._is_up:
                raise ChildProcessError

    def _comes_up(self) -> bool:
        self._socket.settimeout(_STARTING)
        try:
            return self._socket.recv(len(UP)) == UP
        except TimeoutError:
            return False
        finally:
            self._socket.settimeout(0)

    def _start(self) -> None:
        self._socket, theirs = socket.socketpair()
        process = self._context.Process(target=serve, args=(theirs, self._memory, self._deadline), daemon=True)
        try:
            with _deaf_to_interrupts():
                process.start()
        except BaseException:
            self._socket.close()
            raise
        finally:
            theirs.close()
        self._process = process

    def kill(self) -> None:
        """End the process for good, from whatever thread: who waits for it gets EOFError or an OSError."""
        self._closed = True
        if (process := self._process) is not None:
            with contextlib.suppress(ValueError):  # it has just been let go of
                process.kill()

    def clear(self) -> None:
        """End the process and let go of it."""
        _end(self._let_go())

    def _let_go(self) -> ForkServerProcess | None:
        process, self._process, self._is_up = self._process, None, False
        if process is not None:
            self._socket.close()
        return process


def _end(process: ForkServerProcess | None) -> None:
    if process is not None:
        process.kill()
        process.join()
        process.close()


@contextlib.contextmanager
def _deaf_to_interrupts() -> Iterator[None]:
    """What is started meanwhile never hears of Ctrl-C, which a terminal sends to every process."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    try:
        resource_tracker.ensure_running()  # which the standard library starts with the first process, and unblocks then
        signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
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
        self._free: list[_Place] = []
        self._turns = asyncio.Semaphore(self._workers)
        self._closed = False
        self._starting: asyncio.Task[None] | None = None
        self._bodies = 0  # that are read or wait for it
        self._has_room = asyncio.Event()
        self._has_room.set()

    def begin(self) -> None:
        """Start the processes while other things are done, unless they are: what is to be read waits for them."""
        if self._starting is None and not self._places and not self._closed:
            self._starting = asyncio.get_running_loop().create_task(self.start())

    async def start(self) -> None:
        """Start the processes, beside the event loop: the first one takes a second to import its libraries."""
        if self._closed:  # nobody would end them
            return
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(_PRELOAD)
        self._places = [_Place(context, self._memory, self._deadline) for _ in range(self._workers)]
        self._free = list(self._places)
        await asyncio.gather(*(asyncio.to_thread(place.man) for place in self._places))

    async def read(self, url: str, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """`function(*args, **kwargs)` in a reading process; the function is a module's, arguments and result pickle.

        Raises what newsfold's readers raise, and UnreadableError naming `url` when the process ran out of time or
        memory, died, or met an error that no reader foresaw. Where the pool closes first, it is cancelled.
        """
        self.begin()
        try:
            with self._counted():
                if self._starting is not None and not self._starting.done():
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
        async with self._turns:
            if self._closed:  # what was to be read is dropped
                raise asyncio.CancelledError
            place = self._free.pop()
            try:
                return await place.read(_as_task(function, args, kwargs))
            finally:
                self._free.append(place)

    async def close(self) -> None:
        """End the processes; what they still read is dropped. Closed again, it has nothing to do."""
        if self._closed:
            return
        self._closed = True
        if self._starting is not None:
            await asyncio.gather(self._starting, return_exceptions=True)
        for place in self._places:
            place.kill()
        for _ in self._places:  # who still reads learns of it first
            await self._turns.acquire()
        for place in self._places:
            await asyncio.to_thread(place.clear)
            self._turns.release()  # who comes late learns that it is closed


def _as_task(function: Callable[..., Any], args: Any, kwargs: Any) -> memoryview:
    """A call as a reading process takes it: its size, and the pickled rest."""
    written = io.BytesIO(bytes(SIZE.size))
    written.seek(0, io.SEEK_END)
    pickle.dump((function, args, kwargs), written)
    task = written.getbuffer()
    SIZE.pack_into(task, 0, len(task) - SIZE.size)
    return task

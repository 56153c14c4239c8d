"""A reading process: takes one body after the other from its socket, reads it within limits, and sends what it gave.

Its memory is limited while it reads, not while it takes and sends: those do not fail for want of memory. A body that
leaves the process swollen is its last, so that the next one finds room.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import signal
import struct
import sys
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

from storage.errors import NewsfoldError

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable, Iterator

UP = b"up"  # what a process says first
SIZE = struct.Struct("!I")  # how many bytes follow: before each task and each answer
_BODIES = 1000  # that one process reads before a fresh one takes its place
_SWOLLEN = 64 * 1024 * 1024  # bytes that a process may keep after a body, above what it began with
_GRACE = 5  # seconds after its deadline in which a process is ended from outside, if anybody is left who would


class Answer(NamedTuple):
    """What came of a body: `outcome` is the reader's result, its refusal, or the words for why it failed."""

    outcome: Any
    refused: bool = False
    failed: bool = False


def serve(sock: socket.socket, memory: int, deadline: float) -> None:
    """Read what comes until the socket closes or the process has had enough, which its last answer says."""
    _confine()
    held = _memory_meter()
    at_first = held()
    tasks = sock.makefile("rb")
    with contextlib.suppress(EOFError, OSError):  # who asked has gone
        sock.sendall(UP)
        for left in reversed(range(_BODIES)):
            task = _take(tasks)
            signal.alarm(int(deadline) + _GRACE)  # ends the process even within a call of C
            answer = _read(task, memory)
            signal.alarm(0)
            stays = left > 0 and held() - at_first < _SWOLLEN
            sock.sendall(SIZE.pack(1 + len(answer)) + bytes([stays]) + answer)
            if not stays:
                return


def _take(tasks: BinaryIO) -> bytes:
    head = tasks.read(SIZE.size)
    if len(head) < SIZE.size:
        raise EOFError
    return tasks.read(SIZE.unpack(head)[0])


def _read(task: bytes, memory: int) -> bytes:
    try:
        with _limited(memory):
            function, args, kwargs = pickle.loads(task)  # noqa: S301 - from the process that fetches
            return pickle.dumps(Answer(function(*args, **kwargs)))
    except NewsfoldError as error:
        answer = Answer(type(error)(str(error)), refused=True)  # without its traceback, which holds pieces of the page
    except MemoryError:
        answer = Answer("reading it takes more memory than a page may", failed=True)
    except RecursionError:
        answer = Answer("nested too deeply to be read", failed=True)
    except Exception as error:  # noqa: BLE001 - whatever a page provokes is the page's failure
        answer = Answer(f"{type(error).__name__} while reading: {str(error)[:200]}", failed=True)
    return pickle.dumps(answer)


@contextlib.contextmanager
def _limited(memory: int) -> Iterator[None]:
    """Let the process have so many bytes of its own meanwhile."""
    try:
        import resource
    except ImportError:  # no such limits on this system; the deadline stands
        yield
        return
    before = resource.getrlimit(resource.RLIMIT_DATA)
    resource.setrlimit(resource.RLIMIT_DATA, (memory, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_DATA, before)


def _memory_meter() -> Callable[[], int]:
    """What tells the bytes of memory of its own that this process holds; 0 on systems that do not say so."""
    try:
        said = os.open("/proc/self/statm", os.O_RDONLY)  # left open: to open it costs more than to read it
    except OSError:
        return lambda: 0
    page = os.sysconf("SC_PAGE_SIZE")
    return lambda: int(os.pread(said, 200, 0).split()[5]) * page


def _confine() -> None:
    """Leave Ctrl-C to the process that fetches, write no core, and let libraries complain to nobody."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    sys.unraisablehook = lambda _: None
    with contextlib.suppress(ImportError):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

"""A reading process: takes one body after the other from its pipe, reads it within limits, and sends what it gave.

Its memory is limited while it reads, not while it takes and sends: those do not fail for want of memory. A body that
leaves the process swollen is its last, so that the next one finds room.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from storage.errors import NewsfoldError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from multiprocessing.connection import Connection

UP = b"up"  # what a process says first
_BODIES = 1000  # that one process reads before a fresh one takes its place
_SWOLLEN = 64 * 1024 * 1024  # bytes that a process may keep after a body, above what it began with
_GRACE = 5  # seconds after its deadline in which a process is ended from outside, if anybody is left who would


class Answer(NamedTuple):
    """What came of a body: `outcome` is the reader's result, its refusal, or the words for why it failed."""

    outcome: Any
    refused: bool = False
    failed: bool = False


def serve(pipe: Connection, memory: int, deadline: float) -> None:
    """Read what comes until the pipe closes or the process has had enough, which its last answer says."""
    _confine()
    at_first = _held()
    with contextlib.suppress(EOFError, OSError):  # who asked has gone
        pipe.send_bytes(UP)
        for left in reversed(range(_BODIES)):
            task = pipe.recv_bytes()
            signal.alarm(int(deadline) + _GRACE)  # ends the process even within a call of C
            answer = _read(task, memory)
            signal.alarm(0)
            stays = left > 0 and _held() - at_first < _SWOLLEN
            pipe.send_bytes(bytes([stays]) + answer)
            if not stays:
                return


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


def _held() -> int:
    """The bytes of memory of its own that this process holds; 0 on systems that do not say so."""
    try:
        return int(Path("/proc/self/statm").read_text().split()[5]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0


def _confine() -> None:
    """Leave Ctrl-C to the process that fetches, write no core, and let libraries complain to nobody."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    sys.unraisablehook = lambda _: None
    with contextlib.suppress(ImportError):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

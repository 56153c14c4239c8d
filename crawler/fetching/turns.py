"""Turns at hosts that processes share: a `fetch` beside the daemon asks a host as politely as one of them alone.

A small file beside the store has a place for each host: whose place is locked is being asked, and in it stands when it
was asked last. The system lets go of a lock whose holder is no more. https://man7.org/linux/man-pages/man3/lockf.3.html
"""

from __future__ import annotations

import fcntl
import os
import struct
import time
from contextlib import suppress
from typing import TYPE_CHECKING
from zlib import crc32

from storage.errors import StoreError
from storage.lock import beside

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PLACES = 4096  # hosts of one place wait for each other, which is needless and harmless
_MOMENT = struct.Struct("<d")  # seconds since 1970
_SOON = 0.1  # seconds until a host that another process asks is looked at again


class Turns:
    """The turns of this process among those that fetch into the same store; StoreError where there can be no file."""

    def __init__(self, store: Path, clock: Callable[[], float] = time.time) -> None:
        path = beside(store, ".turns")
        try:
            self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        except OSError as error:
            raise StoreError(
                f"{path} cannot be opened ({error.strerror}): check its rights and its folder's"
            ) from error
        self._clock = clock

    def close(self) -> None:
        """Let go of every turn; closing twice is harmless."""
        if self._file >= 0:
            os.close(self._file)
        self._file = -1

    def take(self, host: str, pause: float) -> float:
        """Take the turn at `host` and give 0, or give the seconds after which to ask again.

        It is there `pause` seconds after the end of the last, and while no other process has it.
        """
        place = _place(host)
        try:
            fcntl.lockf(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB, _MOMENT.size, place)
        except (BlockingIOError, PermissionError):  # the two that POSIX names
            return _SOON
        since = self._clock() - _moment(os.pread(self._file, _MOMENT.size, place))
        if 0 <= since < pause:  # a moment to come is of a clock that went wrong
            self._let_go(place)
            return pause - since
        return 0.0

    def give_back(self, host: str) -> None:
        """End the turn at `host`."""
        place = _place(host)
        with suppress(OSError):  # of a full disk the store tells
            os.pwrite(self._file, _MOMENT.pack(self._clock()), place)
        self._let_go(place)

    def _let_go(self, place: int) -> None:
        fcntl.lockf(self._file, fcntl.LOCK_UN, _MOMENT.size, place)


def _place(host: str) -> int:
    return crc32(host.encode()) % PLACES * _MOMENT.size


def _moment(raw: bytes) -> float:
    return float(_MOMENT.unpack(raw)[0]) if len(raw) == _MOMENT.size else 0.0

"""One daemon a store: a lock beside the store's file, which the system lets go of when its holder is no more."""

from __future__ import annotations

import fcntl
import os
from typing import TYPE_CHECKING, Self

from storage.errors import StoreError

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType


class DaemonLock:
    """The lock of the daemon of one store, held in a `with` statement; the file says who holds it."""

    def __init__(self, store: Path, about: str = "") -> None:
        self._path = lock_path(store)
        self._about = about
        self._file = -1

    def __enter__(self) -> Self:
        """Take the lock, or raise StoreError at once, saying who holds it."""
        try:
            self._file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        except OSError as error:
            raise StoreError(
                f"{self._path} cannot be made ({error.strerror}): check the rights of its folder"
            ) from error
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(self._file)
            raise _held_by(holder(self._path)) from None
        os.ftruncate(self._file, 0)
        os.pwrite(self._file, self._about.encode(), 0)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        os.ftruncate(self._file, 0)
        os.close(self._file)


def refuse_a_second(store: Path) -> None:
    """Raise StoreError where a daemon keeps `store` fresh; cheaper to ask before loading what a daemon needs."""
    if held := daemon_of(store):
        raise _held_by(held)


def _held_by(who: str) -> StoreError:
    return StoreError(f"a daemon keeps this store fresh already ({who}): stop it first, or name another --db")


def lock_path(store: Path) -> Path:
    """Where the lock of a store lies."""
    return beside(store, ".lock")


def beside(store: Path, ending: str) -> Path:
    """A file beside the one that a store really is, whatever links lead to it."""
    real = store.expanduser().resolve()
    return real.with_name(real.name + ending)


def daemon_of(store: Path) -> str | None:
    """Who keeps `store` fresh now, in words; None where nobody does."""
    path = lock_path(store)
    try:
        file = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        return holder(path)
    finally:
        os.close(file)
    return None


def holder(path: Path) -> str:
    """What the holder of a lock wrote about itself."""
    try:
        return path.read_text(encoding="utf-8", errors="replace").strip()[:200] or "it does not say who it is"
    except OSError:
        return "its lock cannot be read"

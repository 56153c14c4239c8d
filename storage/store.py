"""The store: one SQLite file, opened safely by any number of processes, written by one at a time."""

from __future__ import annotations

import contextlib
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from storage.opening import explained, open_file, roll_back

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterator
    from types import TracebackType
    from typing import Self

    from sqlite_utils import Database


class Store:
    """An open store: use it in a `with` statement, in the thread that opened it.

    `store.connection` is in autocommit: reads see the latest commit, and every write goes through `store.write()`.
    """

    def __init__(self, path: Path, connection: sqlite3.Connection, *, read_only: bool) -> None:
        self.path = path
        self.connection = connection
        self.read_only = read_only
        self._reading = False
        self._put_off: list[Callable[[], None]] = []

    @classmethod
    def open(
        cls,
        path: str | Path,
        *,
        read_only: bool = False,
        create: bool = True,
        tell: Callable[[str], object] | None = None,
    ) -> Store:
        """Open the store at `path`, making it (unless `create` is off) or bringing its schema up to date.

        `tell` is told in words how far that is, where the store is so large that it takes a while.

        Raises StoreError, which names the path and the way out, for whatever is no store of ours or cannot be used.
        """
        place = Path(path).expanduser().absolute()
        connection = open_file(place, read_only=read_only, create=create, tell=tell)
        return cls(place, connection, read_only=read_only)

    @cached_property
    def db(self) -> Database:
        """The same connection as a `sqlite_utils` database; imported at the first use, for a quick start."""
        from sqlite_utils import Database

        return Database(self.connection, execute_plugins=False)

    @contextlib.contextmanager
    def write(self) -> Iterator[sqlite3.Connection]:
        """One write transaction, `BEGIN IMMEDIATE` to `COMMIT`; undone when the block raises.

        Inside another `write()` it becomes a part of that one: an exception then undoes this part only, and what
        stays is committed by the outer block. Raises StoreError when the store cannot be written, RuntimeError inside
        `snapshot()`, whose end would undo it.
        """
        if self._reading:
            raise RuntimeError("store.write() inside store.snapshot()")
        is_part = self.connection.in_transaction
        if is_part:
            begin, keep, undo = "SAVEPOINT part", "RELEASE part", "ROLLBACK TO part; RELEASE part"
        else:
            begin, keep, undo = "BEGIN IMMEDIATE", "COMMIT", "ROLLBACK"
        put_off = len(self._put_off)
        with explained(self.path):
            self.connection.execute(begin)
            try:
                yield self.connection
                if not is_part:
                    self._do_put_off()
                self.connection.execute(keep)
            except BaseException:
                del self._put_off[put_off:]
                if self.connection.in_transaction:  # a full disk has already rolled back
                    for statement in undo.split("; "):
                        self.connection.execute(statement)
                raise

    @contextlib.contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """The write transaction under way, where there is one, else as `write()`.

        For small steps of which many make one transaction, as a part of its own costs each some copies of pages. What
        raises here is undone by the block of `write()` around it, which must not catch it.
        """
        if self.connection.in_transaction and not self._reading:
            yield self.connection
            return
        with self.write() as connection:
            yield connection

    def before_commit(self, function: Callable[[], None]) -> None:
        """Do `function` at the end of the transaction under way, in the order of the calls; not for a part undone.

        For what is cheaper done once for a whole transaction: the full-text index writes all that it was given to the
        disk whenever a part begins.
        """
        assert self.connection.in_transaction, "only inside store.write()"
        self._put_off.append(function)

    def _do_put_off(self) -> None:
        for function in self._put_off:
            function()
        self._put_off.clear()

    @contextlib.contextmanager
    def snapshot(self) -> Iterator[sqlite3.Connection]:
        """Reads inside the block all see one state of the store, whatever others write meanwhile."""
        if self.connection.in_transaction:
            yield self.connection
            return
        with explained(self.path):
            try:
                self.connection.execute("BEGIN")
                self._reading = True
                yield self.connection
            finally:
                self._reading = False
                roll_back(self.connection)

    def close(self) -> None:
        """Close the connection; what was not committed is undone."""
        self.connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"Store({str(self.path)!r})"

"""The schema of the store: `migrate` takes the steps of `storage.steps` that a store has not taken."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING

from storage.searching.words import spaced
from storage.steps import STEPS

if TYPE_CHECKING:
    import sqlite3

APPLICATION_ID = 0x4E464C44  # "NFLD" marks the file as ours: https://sqlite.org/pragma.html#pragma_application_id

VERSION = len(STEPS)


class _Int32Array:
    """An SQL aggregate: numbers, each at its place in one array of 8192."""

    def __init__(self) -> None:
        self._numbers = array("i", bytes(4 * 8192))

    def step(self, place: int, number: int) -> None:
        self._numbers[place] = number

    def finalize(self) -> bytes:
        return self._numbers.tobytes()


def migrate(connection: sqlite3.Connection) -> None:
    """Take every step that the store has not taken; call it inside a write transaction, which keeps it whole.

    `PRAGMA user_version` counts the steps, so that a store that is up to date opens without the migration library.
    """
    from sqlite_utils import Database, Migrations

    migrations = Migrations("newsfold")
    for number, (name, script) in enumerate(STEPS, start=1):

        def step(db: Database, script: str = script, number: int = number) -> None:
            db.executescript(script)
            db.execute(f"PRAGMA user_version = {number}")

        migrations(name=name)(step)
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.create_aggregate("int32_array", 2, _Int32Array)  # type: ignore[arg-type]  # it knows one argument only
    connection.create_function("spaced", 1, spaced, deterministic=True)
    migrations.apply(Database(connection, execute_plugins=False))

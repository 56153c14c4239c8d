"""The schema of the store: `migrate` takes the steps of `storage.steps` that a store has not taken."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING

from storage.searching.words import spaced
from storage.steps import STEPS

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable

APPLICATION_ID = 0x4E464C44  # "NFLD" marks the file as ours: https://sqlite.org/pragma.html#pragma_application_id

VERSION = len(STEPS)
LARGE = 5_000  # articles of a store whose renewal takes seconds, so that whoever waits is told of it


class _Int32Array:
    """An SQL aggregate: numbers, each at its place in one array of 8192."""

    def __init__(self) -> None:
        self._numbers = array("i", bytes(4 * 8192))

    def step(self, place: int, number: int) -> None:
        self._numbers[place] = number

    def finalize(self) -> bytes:
        return self._numbers.tobytes()


def migrate(connection: sqlite3.Connection, tell: Callable[[str], object] | None = None) -> None:
    """Take every step that the store has not taken; call it inside a write transaction, which keeps it whole.

    `tell` is told in words of each step, and how far the one is that goes through every text. `PRAGMA user_version`
    counts the steps, so that a store that is up to date opens without the migration library.
    """
    from sqlite_utils import Database, Migrations

    migrations, told = Migrations("newsfold"), tell or (lambda _: None)
    articles = articles_in(connection)
    for number, (name, script) in enumerate(STEPS, start=1):

        def step(db: Database, script: str = script, number: int = number, name: str = name) -> None:
            here = f"step {number} of {len(STEPS)}, {name}"
            told(here)
            counted = _counted(articles, lambda percent: told(f"{here}: {percent} % of {articles:,} articles"))
            db.conn.create_function("spaced", 1, counted, deterministic=True)
            db.executescript(script)
            db.execute(f"PRAGMA user_version = {number}")

        migrations(name=name)(step)
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.create_aggregate("int32_array", 2, _Int32Array)  # type: ignore[arg-type]  # it knows one argument only
    migrations.apply(Database(connection, execute_plugins=False))


def articles_in(connection: sqlite3.Connection) -> int:
    """Count the articles of a store of any version, also of one that has no table for them yet."""
    if connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'articles'").fetchone() is None:
        return 0
    return int(connection.execute("SELECT count(*) FROM articles").fetchone()[0])


def _counted(articles: int, told: Callable[[int], object]) -> Callable[[str], str]:
    """`spaced`, which goes through the title and the text of each article, telling each tenth of them in percent."""
    tenths = {articles * 2 * tenth // 10: tenth * 10 for tenth in range(1, 11)}
    calls = 0

    def counting(text: str) -> str:
        nonlocal calls
        calls += 1
        if calls in tenths:
            told(tenths[calls])
        return spaced(text)

    return counting

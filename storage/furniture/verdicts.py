"""The verdicts on lines: which of them are furniture, since when, and who bears witness.

When a line becomes furniture, or ceases to be, the articles that hold it are queued to be folded again in the same
transaction.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from storage.furniture.holders import whom_to_ask
from storage.furniture.lines import line_key, possible_lines
from storage.furniture.witnesses import WITNESSES, Reader, find_witnesses

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from storage.store import Store


@dataclass(frozen=True, slots=True)
class FurnitureLine:
    """A line that is left out: whose, how many articles hold it, and three different ones that bear witness."""

    outlet: str
    line: str
    articles: int
    witnesses: tuple[str, ...]
    learnt_at: str


def known_furniture(connection: sqlite3.Connection) -> set[int]:
    """Read the keys of all lines that are furniture."""
    return {line for (line,) in connection.execute("SELECT line FROM furniture")}


def settle(connection: sqlite3.Connection, line: int, witnesses: Sequence[int], queued_at: str) -> None:
    """Bring the verdict on a line up to date; where it changes, its holders are folded again."""
    was = connection.execute("SELECT 1 FROM furniture WHERE line = ?", [line]).fetchone() is not None
    if (len(witnesses) >= WITNESSES) == was:
        return
    if was:
        connection.execute("DELETE FROM furniture WHERE line = ?", [line])
    else:
        outlet, text = _wording(connection, line, witnesses)
        connection.execute("INSERT INTO furniture VALUES (?, ?, ?, ?)", [line, outlet, text, queued_at])
    connection.execute(
        """INSERT INTO unfolded (article_id, queued_at)
           SELECT id, ? FROM articles WHERE text_dropped_at IS NULL
           AND id IN (SELECT article_id FROM outlet_lines WHERE line = ?) ON CONFLICT DO NOTHING""",
        [queued_at, line],
    )


def _wording(connection: sqlite3.Connection, line: int, ids: Sequence[int]) -> tuple[str, str]:
    """Find whose line it is, and how it reads; '' where every text was dropped."""
    outlet = ""
    for article_id in ids:
        outlet, text = connection.execute("SELECT outlet, text FROM articles WHERE id = ?", [article_id]).fetchone()
        for candidate in possible_lines(text):
            if line_key(outlet, candidate) == line:
                return outlet, candidate
    return outlet, ""


def list_furniture(store: Store, outlet: str | None = None) -> list[FurnitureLine]:
    """List what is left out of an outlet's texts, or of all outlets'."""
    connection = store.connection
    rows = connection.execute(
        """SELECT line, outlet, text, learnt_at, (SELECT count(*) FROM outlet_lines WHERE line = furniture.line)
           FROM furniture WHERE ?1 IS NULL OR outlet = ?1 COLLATE NOCASE ORDER BY outlet, text""",
        [outlet],
    ).fetchall()
    return [
        FurnitureLine(owner, text, count, _addresses(connection, line), learnt_at)
        for line, owner, text, learnt_at, count in rows
    ]


def _addresses(connection: sqlite3.Connection, line: int) -> tuple[str, ...]:
    ids = find_witnesses(Reader(connection, {}).traits, line, whom_to_ask(connection, line))
    return tuple(connection.execute("SELECT url FROM articles WHERE id = ?", [one]).fetchone()[0] for one in ids)

"""Which articles hold a line: how many they are, and who of them is asked whether it is furniture.

Who is asked is drawn from the addresses, not from the order of arrival: what is furniture depends on the set of the
newest texts alone.
"""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING

from storage.lists import marks, parts

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

ASKED = 16  # holders of a line among whom the witnesses are looked for
COMMON = 16  # holders of a line from which on it says nothing of whether two of them are the same article


def count_holders(connection: sqlite3.Connection, lines: Sequence[int], least: int = 1) -> dict[int, int]:
    """Count the holders of sorted lines; those that fewer than `least` hold are not in it."""
    found: dict[int, int] = {}
    for part in parts(lines):
        found.update(
            connection.execute(
                f"SELECT line, count(*) FROM outlet_lines WHERE line IN ({marks(part)}) GROUP BY line "  # noqa: S608 (question marks)
                f"HAVING count(*) >= {least:d}",
                part,
            )
        )
    return found


def whom_to_ask(connection: sqlite3.Connection, line: int) -> list[int]:
    """List the holders of a line that are asked, in their order."""
    rows = connection.execute(
        "SELECT article_id FROM outlet_lines WHERE line = ? ORDER BY rank, article_id LIMIT ?", [line, ASKED]
    )
    return [article_id for (article_id,) in rows]


def rank_of(url: str) -> int:
    """Hash an address: by it, holders are asked in an order that nothing else decides."""
    return int.from_bytes(blake2b(url.encode(), digest_size=6).digest(), "little")

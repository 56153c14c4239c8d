"""What the daemon has to say of itself, for `newsfold status`: one line a subject, until it no longer holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from storage.texts import storable

if TYPE_CHECKING:
    from storage.store import Store

STORE_SIZE = "store size"  # said while the store is larger than it may be


@dataclass(frozen=True, slots=True)
class Notice:
    """A subject (`configuration`), what there is to say of it, and since when (UTC)."""

    name: str
    text: str
    noted_at: str


def note(store: Store, name: str, text: str, noted_at: str) -> None:
    """Say something of a subject, in the place of what was said before. Raises StoreError."""
    with store.write() as connection:
        connection.execute(
            "INSERT OR REPLACE INTO notices (name, text, noted_at) VALUES (?, ?, ?)", [name, storable(text), noted_at]
        )


def forget_notice(store: Store, name: str) -> None:
    """Say nothing of a subject any more. Raises StoreError."""
    with store.write() as connection:
        connection.execute("DELETE FROM notices WHERE name = ?", [name])


def notice_of(store: Store, name: str) -> Notice | None:
    """What was said last of a subject, None where nothing holds."""
    row = store.connection.execute("SELECT name, text, noted_at FROM notices WHERE name = ?", [name]).fetchone()
    return Notice(*row) if row else None


def notices_like(store: Store, beginning: str) -> list[Notice]:
    """List what was said last of the subjects whose names begin so."""
    rows = store.connection.execute(
        "SELECT name, text, noted_at FROM notices WHERE substr(name, 1, ?) = ?", [len(beginning), beginning]
    )
    return [Notice(*row) for row in rows]

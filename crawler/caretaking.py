"""What the daemon does for its store: a copy before the schema changes, and once a day a little housework."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from crawler.eventlog import tell
from storage.notices import note, notice_of
from storage.outbox import forget_delivered
from storage.schema import VERSION
from storage.times import to_utc
from storage.upkeep import copy_file, drop_old_records, tidy

if TYPE_CHECKING:
    from pathlib import Path

    from storage.store import Store

EVERY = timedelta(days=1)
ARRIVED_KEPT = timedelta(days=30)
_DONE = "housework"


def copy_before_migration(place: Path) -> Path | None:
    """Copy a store whose schema is older than this newsfold's, before anyone opens it; gives where the copy lies.

    Raises StoreError where the copy cannot be made: then nothing is changed either.
    """
    if not place.exists() or not place.stat().st_size:
        return None
    try:
        connection = sqlite3.connect(f"{place.absolute().as_uri()}?mode=ro", uri=True)
        try:
            (version,) = connection.execute("PRAGMA user_version").fetchone()
        finally:
            connection.close()
    except sqlite3.Error:
        return None  # no store of ours: opening it says what is wrong
    if not 0 < version < VERSION:
        return None
    copy = place.with_name(f"{place.name}.schema-{version}.backup")
    copy_file(place, copy)
    tell("copied the store before its schema changes", copy=copy)
    return copy


def keep_house(store: Store, now: str, keep_days: int | None) -> None:
    """Once a day: drop what is older than `keep_days` from the diary, forget old messages, tidy. Raises StoreError."""
    last = notice_of(store, _DONE)
    if last is not None and abs(_moment(now) - _moment(last.noted_at)) < EVERY:
        return
    dropped = drop_old_records(store, _before(now, timedelta(days=keep_days)), now) if keep_days else 0
    forgotten = forget_delivered(store, _before(now, ARRIVED_KEPT))
    tidy(store)
    note(store, _DONE, "done", now)
    tell("kept house", dropped=dropped, messages_forgotten=forgotten)


def _before(now: str, span: timedelta) -> str:
    return to_utc((_moment(now) - span).isoformat())


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)

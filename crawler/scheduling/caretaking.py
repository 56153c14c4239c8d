"""What the daemon does for its store: a short log, and once a day housework."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from crawler.scheduling.eventlog import tell
from storage.notices import STORE_SIZE, forget_notice, note, notice_of
from storage.outbox import forget_delivered
from storage.retention import bytes_in_use, drop_texts, merge_words
from storage.times import to_utc
from storage.upkeep import drop_old_records, empty_log, tidy

if TYPE_CHECKING:
    from crawler.config import Retention
    from crawler.fetching.shared import Run
    from storage.store import Store

EVERY = timedelta(days=1)
ARRIVED_KEPT = timedelta(days=30)
YOUNG = timedelta(days=1)  # texts that the size of the store does not cost
LONG_LOG = 64 * 1024 * 1024  # bytes of the write-ahead log from which on it is emptied
_DONE = "housework"


async def look_after(house: Run, retention: Retention, now: str) -> None:
    """Once a day, or when what is kept was changed: drop what is too old or too much, and tidy. Raises StoreError.

    Texts go a few at a time, so that what the runs bring is kept in between.
    """
    await house.keep(_shorten_log)
    if not await house.keep(_is_due, retention, now):
        return
    texts = 0
    while count := await house.keep(drop_surplus, retention, now):
        texts += count
    begin = True
    while texts and await house.keep(merge_words, begin=begin):
        begin = False
    await house.keep(_keep_house, retention, now, texts)


def drop_surplus(store: Store, retention: Retention, now: str) -> int:
    """Drop a few of the texts that are too old, or too many; gives how many, 0 when nothing is left to drop."""
    if retention.keep_text_days is not None:
        count = drop_texts(store, _before(now, timedelta(days=retention.keep_text_days)), "by age", now)
        if count:
            return count
    if retention.max_size is None or bytes_in_use(store) <= retention.max_size:
        return 0
    return drop_texts(store, _before(now, YOUNG), "by size", now)


def _is_due(store: Store, retention: Retention, now: str) -> bool:
    last = notice_of(store, _DONE)
    return last is None or last.text != str(retention) or abs(_moment(now) - _moment(last.noted_at)) >= EVERY


def _keep_house(store: Store, retention: Retention, now: str, texts: int) -> None:
    days = retention.keep_days
    records = drop_old_records(store, _before(now, timedelta(days=days)), now) if days else 0
    forgotten = forget_delivered(store, _before(now, ARRIVED_KEPT))
    tidy(store)
    _watch_size(store, retention.max_size, now)
    note(store, _DONE, str(retention), now)
    tell("kept house", texts_dropped=texts, records_dropped=records, messages_forgotten=forgotten)


def _watch_size(store: Store, most: int | None, now: str) -> None:
    size = bytes_in_use(store)
    if most is None or size <= most:
        forget_notice(store, STORE_SIZE)
        return
    words = f"{size / 1e6:,.0f} MB, more than max_size, though all texts are dropped but those of the last day"
    note(store, STORE_SIZE, words, now)


def _shorten_log(store: Store) -> None:
    log = store.path.with_name(f"{store.path.name}-wal")
    try:
        long = log.stat().st_size > LONG_LOG
    except OSError:
        return
    if long:
        empty_log(store)


def _before(now: str, span: timedelta) -> str:
    return to_utc((_moment(now) - span).isoformat())


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)

"""Moments as ISO 8601 text in one form: a day, or a day with a time in UTC."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def now() -> str:
    """The present moment, UTC to the second: `2026-01-31T09:05:00Z`."""
    return to_utc(datetime.now(UTC).isoformat(timespec="seconds"))


def to_utc(moment: str) -> str:
    """`moment` in UTC with a `Z`, a bare day as it is; a time that names no zone is taken to be in UTC.

    No hour is lost by that: what a page declared is kept beside it. Raises ValueError on anything that is not ISO 8601.
    """
    if _DAY.fullmatch(moment):
        return date.fromisoformat(moment).isoformat()
    parsed = datetime.fromisoformat(moment).replace(microsecond=0)
    zoned = parsed.replace(tzinfo=UTC) if parsed.tzinfo is None else parsed
    return zoned.astimezone(UTC).isoformat().replace("+00:00", "Z")


def lies_ahead(day: date, now: datetime | None = None) -> bool:
    """Whether a day is later than tomorrow (of `now`, the present by default): zones and clocks differ by no more."""
    return day > (now or datetime.now(UTC)).date() + timedelta(days=1)


def minute_of(moment: str) -> str:
    """`moment` as people read it, in UTC: the day, and the minute where it has one; what is no moment as it is."""
    try:
        return to_utc(moment)[:16].replace("T", " ")
    except (ValueError, OverflowError):
        return moment


def in_utc(moment: str) -> str:
    """As `minute_of`, with its zone where the moment has a time of day: `2026-01-31 09:05 UTC`."""
    return f"{minute_of(moment)}{' UTC' * ('T' in moment)}"


def is_more_exact(old: str, new: str) -> bool:
    """Whether `new` says the day of `old` with a time of day; both in UTC."""
    return len(old) == len("2026-01-31") < len(new) and new.startswith(old)

"""`every`, as the configuration has it: a span of time, or a cron line with the meaning that cron gives it; pure.

Cron lines are in UTC: no hour of theirs comes twice or never when clocks change.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

_SPAN = re.compile(r"(\d{1,6})\s*(s|sec|seconds?|m|min|minutes?|h|hours?|d|days?)")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
_DAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
_NICKNAMES = {"@hourly": "0 * * * *", "@daily": "0 0 * * *", "@weekly": "0 0 * * 0", "@monthly": "0 0 1 * *"}


def span_of(every: str) -> timedelta | None:
    """The span that `30s`, `30m`, `6h` or `2d` names, None where it is none; ValueError for one of no length."""
    found = _SPAN.fullmatch(every.strip())
    if found is None:
        return None
    span = timedelta(**{_UNITS[found[2][0]]: int(found[1])})
    if not span:
        raise ValueError("a span longer than nothing")
    return span


def next_time(every: str, after: datetime) -> datetime:
    """When a source with this `every` is due again after `after` (UTC). Raises ValueError for what is neither."""
    span = span_of(every)
    if span is not None:
        return after + span
    begin = after.astimezone(UTC) + timedelta(seconds=1)
    moments: list[datetime | None] = [trigger.get_next_fire_time(None, begin) for trigger in _triggers(every)]
    found = [moment for moment in moments if moment is not None]
    if not found:
        raise ValueError("a cron line that comes true on some day")
    return min(found)


@lru_cache(256)
def _triggers(line: str) -> tuple[Any, ...]:
    """What a cron line comes to in APScheduler's terms: two triggers where cron means one day or the other.

    See crontab(5): where both the day of the month and the day of the week are restricted, either one will do.
    """
    from apscheduler.triggers.cron import CronTrigger

    fields = _NICKNAMES.get(line.strip(), line).split()
    if len(fields) != 5:
        raise ValueError('a span such as "30m" or "6h", or a cron line such as "0 7 * * *"')
    minute, hour, day, month, weekday = fields
    common = {"minute": minute, "hour": hour, "month": month, "timezone": UTC}
    weekdays = _weekdays(weekday)
    if day.startswith("*") or weekday.startswith("*"):
        return (CronTrigger(day=day, day_of_week=weekdays, **common),)
    return CronTrigger(day=day, **common), CronTrigger(day_of_week=weekdays, **common)


def _weekdays(field: str) -> str:
    """A weekday field by names: APScheduler counts from Monday, cron from Sunday, which is 0 and 7."""
    if field == "*":
        return field
    return ",".join(sorted({_DAYS[number % 7] for part in field.split(",") for number in _numbers(part)}))


def _numbers(part: str) -> range:
    found = re.fullmatch(r"(\*|\w+)(?:-(\w+))?(?:/(\d+))?", part.strip().lower())
    if found is None or (found[3] and not int(found[3])):
        raise ValueError(f"a weekday from 0 to 7 or sun to sat, not {part!r}")
    if found[1] == "*":
        return range(0, 7, int(found[3] or 1))
    first = _weekday(found[1])
    last = _weekday(found[2]) if found[2] else 6 if found[3] else first
    if last < first:
        last += 7
    return range(first, last + 1, int(found[3] or 1))


def _weekday(word: str) -> int:
    number = _DAYS.index(word) if word in _DAYS else int(word) if word.isdigit() else 8
    if number > 7:
        raise ValueError(f"a weekday from 0 to 7 or sun to sat, not {word!r}")
    return number

"""When something is asked for again: pure; moments come in as ISO 8601 text, UTC, as the store keeps them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from crawler.scheduling.cron import next_time, span_of
from crawler.scheduling.rhythm import LONGEST, SHORTEST, wait_for

FRESH = timedelta(hours=1)
MAX_AGE = timedelta(days=14)
FAILURE_PAUSE = timedelta(days=1)
ROBOTS_AGE = timedelta(hours=1)  # RFC 9309 lets it be a day
DAY = timedelta(days=1)
LONGEST_RETRY = timedelta(days=7)  # a `Retry-After` of a year is a mistake: nothing is given up for ever
_SKEW = timedelta(minutes=2)  # a success that lies so far ahead was noted before the clock was set back


@dataclass(frozen=True, slots=True)
class Hints:
    """What a server said about being asked again; None and () where it said nothing.

    `max_age` (`Cache-Control`) and `retry_after` in seconds, a feed's `ttl` in minutes, hours of the day (UTC) in which
    it does not want to be asked.
    """

    max_age: int | None = None
    retry_after: int | None = None
    ttl_minutes: int | None = None
    skip_hours: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a source: when its articles came (UTC), what it said, how many runs in a row failed."""

    published: Sequence[str] = ()
    hints: Hints = Hints()
    failures: int = 0


def next_due(now: str, known: Known, *, every: str | None = None, jitter: float = 0.5) -> str:
    """When a source that was asked at `now` is asked again.

    `every`, where the user gave it, decides; else the source's rhythm, not sooner than its `Cache-Control` and `ttl`
    say, nor in the hours that it skips. After failures in a row it backs off, up to a day. `Retry-After` is obeyed in
    any case, up to a week. `jitter` (0 to 1) keeps sources apart.
    """
    hints, failures = known.hints, known.failures
    at = _moment(now)
    due = next_time(every, at) if every else _adapted(at, known, jitter)
    if failures:
        pause = min(SHORTEST * 2 ** min(failures - 1, 12), DAY) * (0.8 + 0.2 * jitter)
        is_cron = every is not None and span_of(every) is None
        due = min(due, at + pause) if is_cron else max(due, at + pause)
    if hints.retry_after:
        due = max(due, at + min(timedelta(seconds=min(hints.retry_after, 10**9)), LONGEST_RETRY))
    return _text(due)


def _adapted(at: datetime, known: Known, jitter: float) -> datetime:
    hints = known.hints
    wait = wait_for([_moment(each) for each in known.published], at) * (0.9 + 0.2 * jitter)
    asked = max(timedelta(seconds=hints.max_age or 0), timedelta(minutes=hints.ttl_minutes or 0))
    due = at + min(max(wait, asked, SHORTEST), LONGEST)
    for _ in range(24):
        if due.hour not in hints.skip_hours:
            return due
        due = due.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1, minutes=jitter)
    return at + LONGEST  # all hours are to be skipped: that cannot be meant


def is_due(next_due_at: str | None, last_fetched_at: str | None, now: str) -> bool:
    """Whether a source is to be asked now; also where it was asked in the future, by a clock that was wrong then."""
    if last_fetched_at is not None and _moment(last_fetched_at) > _moment(now) + _SKEW:
        return True
    return next_due_at is None or _moment(next_due_at) <= _moment(now)


def due_for_recheck(first_fetched_at: str, checked_at: str, now: str) -> bool:
    """Whether an article is asked for again: in its first hour always, then once half its age has passed since.

    The moments at which it is asked so lie ever further apart (each gap as long as the time before it), most of them
    in its first hours, when most revisions are made. After 14 days of age it rests.
    """
    age = _moment(now) - _moment(first_fetched_at)
    return age <= FRESH or (age <= MAX_AGE and _moment(now) - _moment(checked_at) >= age / 2)


def is_said_newer(modified_at: str | None, checked_at: str) -> bool:
    """Whether a sitemap says that a page was changed after it was last seen; a bare day must be a later day."""
    if modified_at is None:
        return False
    try:
        said = datetime.fromisoformat(modified_at)
    except ValueError:
        return False
    if len(modified_at) <= len("2026-01-31"):
        return said.date() > _moment(checked_at).date()
    return (said if said.tzinfo else said.replace(tzinfo=UTC)) > _moment(checked_at)


def oldest_to_recheck(now: str) -> str:
    """The moment of whose articles the last recheck is now; older ones rest."""
    return (_moment(now) - MAX_AGE).isoformat(timespec="seconds").replace("+00:00", "Z")


def due_after_failure(first_failed_at: str, last_failed_at: str, now: str) -> bool:
    """Whether a page that was gone, or gave nothing to keep, is asked for again: not within a day, then ever later."""
    trouble = _moment(now) - _moment(first_failed_at)
    return _moment(now) - _moment(last_failed_at) >= max(FAILURE_PAUSE, trouble / 2)


def is_fresh_robots(fetched_at: str, now: str) -> bool:
    """Whether a robots.txt is recent enough to be obeyed without asking for it again."""
    return timedelta() <= _moment(now) - _moment(fetched_at) < ROBOTS_AGE


def _moment(text: str) -> datetime:
    parsed = datetime.fromisoformat(text)
    return parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)


def _text(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")

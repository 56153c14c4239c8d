"""When something is asked for again: pure; moments come in as ISO 8601 text, UTC, as the store keeps them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

FRESH = timedelta(hours=1)
MAX_AGE = timedelta(days=14)
FAILURE_PAUSE = timedelta(days=1)
ROBOTS_AGE = timedelta(hours=1)  # RFC 9309 lets it be a day


def due_for_recheck(first_fetched_at: str, checked_at: str, now: str) -> bool:
    """Whether an article is asked for again: in its first hour always, then once half its age has passed since.

    The moments at which it is asked so lie ever further apart (each gap as long as the time before it), most of them
    in its first hours, when most revisions are made. After 14 days of age it rests.
    """
    age = _moment(now) - _moment(first_fetched_at)
    return age <= FRESH or (age <= MAX_AGE and _moment(now) - _moment(checked_at) >= age / 2)


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

"""How moments, counts and addresses are written on the pages. Pure; all times are UTC."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from storage.texts import printable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from storage.records import Attribution

_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]


def day(moment: str | None) -> str:
    """`Thursday 12 March 2026`; 'Undated' for None."""
    if not moment:
        return "Undated"
    told = date.fromisoformat(moment[:10])
    return f"{_DAYS[told.weekday()]} {short_day(moment)}"


def short_day(moment: str) -> str:
    """`12 March 2026`."""
    told = date.fromisoformat(moment[:10])
    return f"{told.day} {_MONTHS[told.month - 1]} {told.year}"


def when(moment: str | None) -> str:
    """`12 March 2026, 03:55`, or the day alone where no time of day is known; 'undated' for None."""
    if not moment:
        return "undated"
    return f"{short_day(moment)}, {clock(moment)}" if len(moment) > 10 else short_day(moment)


def brief(moment: str) -> str:
    """`12 Mar 03:55`, `12 Mar` where only the day is known."""
    number, month, _ = short_day(moment).split()
    return f"{number} {month[:3]} {clock(moment)}".strip()


def clock(moment: str) -> str:
    """`03:55`; '' where only the day is known."""
    return moment[11:16]


def seconds(moment: str | None) -> float | None:
    """A moment as seconds since 1970, a bare day as its noon, a time without zone as UTC."""
    if not moment:
        return None
    told = datetime.fromisoformat(moment + "T12:00:00" if len(moment) == 10 else moment)
    return (told if told.tzinfo else told.replace(tzinfo=UTC)).timestamp()


def has_hour(moment: str | None) -> bool:
    """Whether a moment is more than a day."""
    return moment is not None and len(moment) > len("2026-01-31")


def span(length: float) -> str:
    """A length of time in words: `3 h 35 min`, `2 days`."""
    minutes = round(length / 60)
    if minutes < 1:
        return "under a minute"
    if minutes < 60:
        return f"{minutes} min"
    hours, rest = divmod(minutes, 60)
    if hours < 48:
        return f"{hours} h {rest} min" if rest else f"{hours} h"
    return f"{round(hours / 24)} days"


def count(number: int, noun: str, plural: str = "") -> str:
    """`1 outlet`, `3 outlets`, `12,000 words`."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def listing(words: Sequence[str]) -> str:
    """`A, B and C`."""
    return f"{', '.join(words[:-1])} and {words[-1]}" if len(words) > 1 else "".join(words)


def by_evidence(given: Sequence[Attribution]) -> list[tuple[str, list[str]]]:
    """The credited names under the words that credit them, which may name several; in the order given."""
    told: dict[str, list[str]] = {}
    for credit in given:
        names = told.setdefault(credit.evidence, [])
        if credit.name not in names:
            names.append(credit.name)
    return list(told.items())


def link(url: str | None) -> str:
    """`url` where it is safe to lead a reader there: http or https, with a host; else ''."""
    try:
        parts = urlsplit(url or "")
        safe = parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        return ""
    return url if url and safe and printable(url) == url else ""


def name_of(outlet: str, url: str) -> str:
    """The outlet's name, or the host of the address where it has none."""
    if outlet:
        return outlet
    try:
        return urlsplit(url).hostname or url
    except ValueError:
        return url

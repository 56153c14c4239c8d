"""How often a source publishes, and how long to wait for it; pure.

Articles come by the hour of the day and the day of the week, and in bursts. With a given number of requests, the mean
time that an article waits to be found is least where the time between two requests goes with one over the square root
of the rate (Lagrange: minimise the sum of rate times gap, with the sum of 1 / gap fixed). So the next request is made
when the integral of √rate since the last one reaches `AIM`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

SHORTEST, LONGEST = timedelta(minutes=5), timedelta(hours=24)
WINDOW = timedelta(days=28)  # what is older says nothing about today
AIM = 0.4  # √hours: 24 minutes between two requests at an article an hour, 2 hours at one a day
_HALF_LIFE = timedelta(days=10)
_DOUBT = 12.0  # articles that the hours of the day, or the days of the week, must outweigh to be believed
_EXCITED = 0.3  # articles that one article brings along on the average: Hawkes, Biometrika 58 (1971), 83-90
_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Rhythm:
    """Articles an hour: `mean`, times the factors of the hour (UTC, 24) and the weekday (7, Monday first)."""

    mean: float
    hours: tuple[float, ...]
    days: tuple[float, ...]

    def rate(self, at: datetime) -> float:
        """Articles an hour at `at`, apart from bursts."""
        return self.mean * self.hours[at.hour] * self.days[at.weekday()]


def rhythm_of(published: Sequence[datetime], now: datetime) -> Rhythm:
    """What the times of the last four weeks tell; with nothing known, about an article a day."""
    known = [each for each in published if timedelta() <= now - each <= WINDOW]
    span = max((now - each for each in known), default=timedelta())
    weights = [(each, 0.5 ** ((now - each) / _HALF_LIFE)) for each in known]
    total = sum(weight for _, weight in weights)
    seen_days = _HALF_LIFE.days / math.log(2) * (1 - 0.5 ** (span / _HALF_LIFE))
    by_hour, by_day = [0.0] * 24, [0.0] * 7
    for each, weight in weights:
        by_day[each.weekday()] += weight
        for shift, part in ((-1, 0.25), (0, 0.5), (1, 0.25)):
            by_hour[(each.hour + shift) % 24] += part * weight
    whole_week = span >= timedelta(days=7)
    return Rhythm(
        mean=(total + 1) / (seen_days + 1) / 24,
        hours=tuple((24 * one + _DOUBT) / (total + _DOUBT) for one in by_hour),
        days=tuple((7 * one + _DOUBT) / (total + _DOUBT) if whole_week else 1.0 for one in by_day),
    )


def wait_for(published: Sequence[datetime], now: datetime) -> timedelta:
    """How long to leave a source alone that published at these times (UTC), between 5 minutes and 24 hours."""
    rhythm = rhythm_of(published, now)
    ages = ((now - each) / _HOUR for each in published)
    burst = _EXCITED * sum(math.exp(-age) for age in ages if 0 <= age < 12)
    gone, at, left = 0.0, now, AIM
    while gone < LONGEST / _HOUR:
        step = 1 - (at - at.replace(minute=0, second=0, microsecond=0)) / _HOUR
        step = min(step, 0.25)
        pull = math.sqrt((1 - _EXCITED) * rhythm.rate(at) + burst * math.exp(-gone))
        if pull * step >= left:
            return min(max(timedelta(hours=gone + left / pull), SHORTEST), LONGEST)
        left -= pull * step
        gone += step
        at = now + timedelta(hours=gone)
    return LONGEST

"""Years and months of other calendars than the Gregorian one, as news pages write them; pure.

The Buddhist years of Thailand, the Solar Hijri calendar of Iran and Afghanistan, the eras of Japan and Taiwan. Not the
lunar Hijri calendar, whose months begin by sight of the moon: pages that give it give the other date too.
"""

from __future__ import annotations

from datetime import date, timedelta

BUDDHIST = range(2_400, 2_700)  # years that can only be meant so: 543 ahead
SOLAR_HIJRI = range(1_360, 1_420)  # of which the 33-year cycle below holds, and which news pages can mean
REPUBLIC = range(100, 200)  # of China, without its name: of two digits a year is as often a Gregorian one
_ERAS = {"令和": 2018, "平成": 1988, "民國": 1911, "民国": 1911}
_LEAP = frozenset((1, 5, 9, 13, 17, 22, 26, 30))  # of each 33 years
_ANCHOR = (1_400, date(2021, 3, 21))  # a year and its first day


def year_of_era(era: str, year: str) -> int:
    """Give the Gregorian year of 'Reiwa 6'; of a bare year of the Republic of China; else the year as it is."""
    number = 1 if year == "元" else int(year)
    if era:
        return _ERAS[era[-2:]] + number
    return number + _ERAS["民國"] if number in REPUBLIC else number


def gregorian(year: int, month: int, day: int) -> date:
    """Give the day of a date that may be of a Buddhist or a Solar Hijri year. Raises ValueError for what is no day."""
    if year in BUDDHIST:
        return date(year - 543, month, day)
    return solar(year, month, day) if year in SOLAR_HIJRI else date(year, month, day)


def _length(year: int, month: int) -> int:
    return 31 if month <= 6 else 30 if month < 12 or year % 33 in _LEAP else 29


def solar(year: int, month: int, day: int) -> date:
    """Give the Gregorian day of one of the Solar Hijri calendar. Raises ValueError for what is no day of it."""
    if year not in SOLAR_HIJRI or not 1 <= month <= 12 or not 1 <= day <= _length(year, month):
        raise ValueError("no day of the Solar Hijri calendar")
    anchor, first = _ANCHOR
    between = range(min(year, anchor), max(year, anchor))
    days = sum(366 if each % 33 in _LEAP else 365 for each in between)
    passed = 31 * (month - 1) - max(0, month - 7)
    return first + timedelta(days=(days if year >= anchor else -days) + passed + day - 1)

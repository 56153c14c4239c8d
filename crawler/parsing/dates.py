"""Moments as pages write them, to ISO 8601 with what was declared: day, time of day, zone, and nothing more.

Pure apart from the clock that a caller may replace. Not for relative words ('yesterday', '2 hours ago').
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from enum import StrEnum
from functools import cache, partial
from typing import TYPE_CHECKING

from crawler.parsing.calendars import SOLAR_HIJRI, gregorian, year_of_era
from crawler.parsing.months import month_of, solar_month
from crawler.parsing.phrases import pattern
from storage.times import lies_ahead

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_LENGTH = 160
SHORT = 30  # of what is nothing but a date and a time
EARLIEST = date(1990, 1, 1)


class Order(StrEnum):
    """What comes first in `2/6/2020`."""

    DAY_FIRST = "day first"
    MONTH_FIRST = "month first"


@dataclass(frozen=True, slots=True)
class Habits:
    """How one page writes its dates: what comes first in numeric ones, and its language; None where nothing tells."""

    order: Order | None = None
    language: str | None = None

    def moment(self, text: str) -> str | None:
        """As `parse_moment`, by these habits."""
        return parse_moment(text, order=self.order, language=self.language)


@dataclass(frozen=True, slots=True)
class Found:
    """A moment found in a text, and what was around it: the text without the date and the time."""

    moment: str
    rest: str


_ISO = re.compile(r"(?<!\d)(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?!\d)")
_PACKED = re.compile(r"(?<!\d)((?:19|20)\d\d)(\d\d)(\d\d)(?=t\d{4}|\D|$)")
_CJK = re.compile(
    r"((?:中華)?民國|民国|令和|平成)? ?(?<!\d)(\d{2,4}|(?<=[和成國国])\d|(?<=[和成國国] )\d|元) ?[年년]"
    r" ?(\d{1,2}) ?[月월] ?(\d{1,2}) ?[日일]"
)
_NUMERIC = re.compile(r"(?<![\d./-])(\d{1,2})([./-]) ?(\d{1,2})\2 ?(\d{4}|\d{2})(?![\d/-])")
_W = r"[^\s\d!-@\[-`{-~\u060c\u2013\u2014]"  # of a word: \w has none of the vowel signs of Indian scripts
_DAY_MONTH = re.compile(
    rf"(?<!\d)(\d{{1,2}})(?:st|nd|rd|th|er|º|ª|\.)?[ -]?(?:de |of |d['\u2019] ?)?(?:{_W}{{2,14}}(?:-{_W}{{2,8}})?/)?"
    rf"({_W}{{2,14}}[-]?{_W}{{0,7}})"
    r"[.,\u060c]{0,2}[ -](?:de |del |de l'any |พศ ?|ماه )?(\d{4})(?!\d)"
)
_SHORT_YEAR = re.compile(  # by an apostrophe, strokes, or nothing after it but a clock: else it is an hour or a hall
    rf"(?<!\d)(\d{{1,2}})(?:[ /-]({_W}{{3,9}})\.?[ /-]['\u2019](\d\d)(?= ?(?:[|,\u2022\u00b7\u2013]|$))"
    rf"|([/-])({_W}{{3,9}})\.?\4(\d\d)(?= ?(?:[|,\u2022\u00b7]|$))"
    rf"|[ /-]({_W}{{3,9}})\.?[ /-](\d\d)(?= ?(?:[|\u2022\u00b7] ?\d{{1,2}}[:.h]\d\d(?!\d)|$)))"
)
_MONTH_DAY = re.compile(rf"(?<![^\W\d_])({_W}{{3,14}})\.? (\d{{1,2}})(?:st|nd|rd|th)?,? ?(?:de )?(\d{{4}})(?!\d)")
_YEAR_MONTH = re.compile(  # Hungarian, Lithuanian, Basque
    rf"(?<!\d)(\d{{4}})(?:[.,] ?| m\. | metų |(?:e|\(e\))?ko | )({_W}{{3,14}})\.? (\d{{1,2}})(?!\d)"
)
_YEAR_DAY_MONTH = re.compile(  # Latvian, Kazakh, Azerbaijani
    rf"(?<!\d)(\d{{4}})(?:\. ?gada | жыл(?:ғы|дың)?,? |-c[iu\u0131ü] il(?:in)?,? )(\d{{1,2}})\.? ({_W}{{3,14}})"
)
_THAI_SHORT = re.compile(r"(?<!\d)(\d{1,2}) ?([\u0e00-\u0e7f]{2,12}) ?(\d\d)(?![\d:.])")  # of the Buddhist era
_NUMBERED = re.compile(r"(?<!\d)(\d{1,2})[ /-]tháng (\d{1,2}),?(?: năm | - | )(\d{4})(?!\d)")  # Vietnamese
_DIGITS = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)?")
_TIME = re.compile(
    r"(?<![\d.:+-])(\d{1,2})(?:[:h]|\.(?!\d\d\. ?(?:19|20)\d\d(?![\d.])))(\d{2})(?:[:.](\d{2})(?:[.,]\d{1,9})?)?(?!\d)"
    r"(?: ?([apμπ])\.? ?[mμ]\b\.?| ?(?P<half>[مص]\b|مساء|صباح))?"
    r"(?: ?\(?(z|[+-]\d\d:?\d\d|[+-]\d\d|(?:utc|gmt)(?:[+-]\d{1,2}(?::?\d\d)?)?|[a-z]{2,4})\b)?"
)
_PACKED_TIME = re.compile(r"^t(\d\d)(\d\d)(\d\d)?(z|[+-]\d\d:?\d\d)?\b")
_CJK_TIME = re.compile(r"(\d{1,2}) ?[時时시] ?(\d{1,2}) ?[分분]")
_HALF_FIRST = re.compile(r"(오전|오후|上午|下午|午前|午後|早上|晚上|凌晨) ?(\d{1,2}) ?[:時时시點点] ?(\d{1,2})")
_LATE = frozenset(("오후", "下午", "午後", "晚上", "p", "μ", "م", "مساء"))
_LOST_PLUS = re.compile(r"(?<=t\d\d:\d\d:\d\d) (?=\d\d:?\d\d$)")
_TWO_WORDS = re.compile(r"(?<=كانون|تشرين) (?=ال)")
_THAI_STOP = re.compile(r"(?<=[\u0e00-\u0e7f])\.")
_EPOCH = re.compile(r"(\d{10})(\d{3})?")
_OFFSET = re.compile(r"(?:utc|gmt)?([+-])(\d{1,2}):?(\d\d)?")
_SPACES = re.compile(r"[\s\u200b-\u200f\u202a-\u202e]+")

_ZONES = {
    "z": 0, "utc": 0, "gmt": 0, "wet": 0, "bst": 60, "cet": 60, "cest": 120, "mez": 60, "mesz": 120, "eet": 120,
    "eest": 180, "msk": 180, "est": -300, "edt": -240, "cst": -360, "cdt": -300, "mst": -420, "mdt": -360,
    "pst": -480, "pdt": -420, "ist": 330, "pkt": 300, "wib": 420, "sgt": 480, "hkt": 480, "jst": 540, "kst": 540,
    "aest": 600, "aedt": 660, "nzst": 720, "nzdt": 780, "sast": 120, "eat": 180, "wat": 60,
}  # fmt: skip


def parse_moment(
    text: str, *, order: Order | None = None, language: str | None = None, now: datetime | None = None
) -> str | None:
    """Give the first believable moment in `text` as ISO 8601, or None.

    A zone is kept as declared, a time of day only where there is one. Not believed: days before 1990 and days later
    than tomorrow (`now` defaults to the present). `order` settles `2/6/2020`; without it the day comes first, unless
    the number is over 12 or a.m. or p.m. says that the writer is American. `language`, the page's, settles words that
    name different months in two languages.
    """
    found = find_moment(text, order=order, language=language, now=now)
    return found.moment if found else None


def find_moment(
    text: str, *, order: Order | None = None, language: str | None = None, now: datetime | None = None
) -> Found | None:
    """As `parse_moment`, with the text that surrounds the date."""
    if not any(map(str.isdigit, text[: 2 * MAX_LENGTH])):
        return None
    clean = _cleaned(text)
    digits = _DIGITS.fullmatch(clean)
    if digits:
        clean = "{}-{}-{} {}:{}:{}".format(*digits.groups(default="00"))
    epoch = _EPOCH.fullmatch(clean)
    if epoch:
        moment = datetime.fromtimestamp(int(epoch.group(1)), UTC)
        return Found(moment.isoformat().replace("+00:00", "Z"), "") if _believable(moment.date(), now) else None
    found = [each for each in _days(clean, order, language) if _believable(each[0], now)]
    if not found:
        return None
    # of 'Updated …, published …' the one that no word for a change stands before
    day, start, end = next((each for each in found if not _change().search(clean[: each[1]])), found[0])
    return _with_time(day, clean[end:], clean[:start] + " " + clean[end:])


@cache
def _change() -> re.Pattern[str]:
    """A word for a change at the end of what stands before a date."""
    return re.compile(rf"(?:{pattern('changed', 'changed_too').pattern})[^\s\d]{{0,12}}[^\d]{{0,16}}$")


def guess_order(texts: list[str], language: str | None = None) -> Order | None:
    """Tell from all the dates of one page, and its language, which number is the month in them."""
    pairs = [(int(m[1]), int(m[3])) for text in texts for m in _NUMERIC.finditer(_cleaned(text))]
    if any(first > 12 for first, _ in pairs):
        return Order.DAY_FIRST
    if any(second > 12 for _, second in pairs):
        return Order.MONTH_FIRST
    return Order.MONTH_FIRST if (language or "").lower().replace("_", "-") == "en-us" else None


def _cleaned(text: str) -> str:
    folded = unicodedata.normalize("NFC", _SPACES.sub(" ", text[: MAX_LENGTH * 2])).strip().lower()[:MAX_LENGTH]
    if folded.isascii():
        return _LOST_PLUS.sub("+", folded)
    folded = _TWO_WORDS.sub("-", _THAI_STOP.sub("", folded))
    return "".join(str(unicodedata.digit(c)) if c.isdigit() and unicodedata.digit(c, -1) >= 0 else c for c in folded)


def _believable(day: date, now: datetime | None) -> bool:
    return day >= EARLIEST and not lies_ahead(day, now)


def _days(text: str, order: Order | None, language: str | None) -> list[tuple[date, int, int]]:
    """Find the days in `text` with their places, in the order of how sure their way of writing is."""
    american = order is Order.MONTH_FIRST or (order is None and bool(re.search(r"\d ?[ap]\.?m\b", text)))
    worded = partial(_worded, language=language)
    found = [_day(m[1], m[3], m[4], m) for m in _ISO.finditer(text)]
    found += [_day(year_of_era(m[1] or "", m[2]), m[3], m[4], m) for m in _CJK.finditer(text)]
    found += [_day(m[1], m[2], m[3], m) for m in _PACKED.finditer(text)]
    found += [_day(m[3], m[2], m[1], m) for m in _NUMBERED.finditer(text)]
    found += [worded(m[3], m[2], m[1], m) for m in _DAY_MONTH.finditer(text)]
    found += [worded(m[3], m[1], m[2], m) for m in _MONTH_DAY.finditer(text)]
    found += [worded(m[1], m[2], m[3], m) for m in _YEAR_MONTH.finditer(text)]
    found += [worded(m[1], m[3], m[2], m) for m in _YEAR_DAY_MONTH.finditer(text)]
    found += [worded(f"25{m[3]}", m[2], m[1], m) for m in _THAI_SHORT.finditer(text)]
    found += [_numeric(m, american=american) for m in _NUMERIC.finditer(text)]
    found += [worded(f"20{m[3] or m[6] or m[8]}", m[2] or m[5] or m[7], m[1], m) for m in _short_years(text)]
    return [day for day in found if day]


def _short_years(text: str) -> Iterator[re.Match[str]]:
    return (match for match in _SHORT_YEAR.finditer(text[: 2 * SHORT]) if match.end() <= SHORT)


def _worded(
    year: str, word: str, day: str, match: re.Match[str], *, language: str | None
) -> tuple[date, int, int] | None:
    if int(year) in SOLAR_HIJRI:
        return _day(year, solar_month(word), day, match)
    stops = match[0].startswith(f"{day}.") + match.string.startswith(".", match.end())
    return _day(year, month_of(word, language, stops=stops), day, match)


def _day(year: str | int, month: str | int, day: str, match: re.Match[str]) -> tuple[date, int, int] | None:
    try:
        return gregorian(int(year), int(month), int(day)), match.start(), match.end()
    except ValueError:
        return None


def _numeric(match: re.Match[str], *, american: bool) -> tuple[date, int, int] | None:
    first, mark, second, year = match.group(1), match.group(2), match.group(3), match.group(4)
    year = year if len(year) == 4 else f"20{year}"
    month_first = int(second) > 12 or (american and mark == "/" and int(first) <= 12)
    return _day(year, first, second, match) if month_first else _day(year, second, first, match)


def _with_time(day: date, after: str, rest: str) -> Found:
    packed = _PACKED_TIME.match(after)
    if packed:
        return _joined(day, (packed[1], packed[2], packed[3], None, packed[4]), rest.replace(packed[0], " "))
    halved = _HALF_FIRST.search(rest)
    if halved:
        return _joined(day, (halved[2], halved[3], None, halved[1], None), rest.replace(halved[0], " "))
    cjk = _CJK_TIME.search(after)
    if cjk:
        return _joined(day, (cjk[1], cjk[2], None, None, None), rest.replace(cjk[0], " "))
    loose = re.sub(r"^(\s*)t(?=\d)", r"\1 ", after)
    match = _TIME.search(loose) or _TIME.search(rest)
    if match is None:
        return Found(day.isoformat(), rest.strip())
    return _joined(day, (match[1], match[2], match[3], match[4] or match[5], match[6]), rest.replace(match[0], " "))


def _joined(day: date, clock: tuple[str | None, ...], rest: str) -> Found:
    hour, minute, second, half, zone = clock
    hours = int(hour or 0)
    if (half, hours) == ("晚上", 12):  # midnight, and of which of two days nobody says
        return Found(day.isoformat(), rest.strip())
    if half and 1 <= hours <= 12:
        hours = hours % 12 + (12 if half in _LATE else 0)
    try:
        moment = datetime.combine(day, time(hours, int(minute or 0), int(second or 0)), _zone(zone))
    except ValueError:
        return Found(day.isoformat(), rest.strip())
    return Found(moment.isoformat().replace("+00:00", "Z"), rest.strip())


def _zone(name: str | None) -> tzinfo | None:
    if not name:
        return None
    if name in _ZONES:
        return timezone(timedelta(minutes=_ZONES[name]))
    offset = _OFFSET.fullmatch(name)
    if offset is None:
        return None
    minutes = int(offset[2]) * 60 + int(offset[3] or 0)
    return timezone(timedelta(minutes=-minutes if offset[1] == "-" else minutes)) if minutes <= 14 * 60 else None

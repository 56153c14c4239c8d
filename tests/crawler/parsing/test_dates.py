# ruff: noqa: RUF001  (bylines and dates as their languages write them)
from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.parsing.calendars import solar
from crawler.parsing.dates import Order, find_moment, guess_order, parse_moment

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        ("2020-02-06T09:51:00Z", "2020-02-06T09:51:00Z"),
        ("2020-02-06T09:51:00.123+01:00", "2020-02-06T09:51:00+01:00"),
        ("2020-02-06 09:51:00+0100", "2020-02-06T09:51:00+01:00"),
        ("2020-02-06T09:51", "2020-02-06T09:51:00"),
        ("2020-02-06", "2020-02-06"),
        ("20200206T095100Z", "2020-02-06T09:51:00Z"),
        ("20200206", "2020-02-06"),
        ("1580982660", "2020-02-06T09:51:00Z"),
        ("1580982660000", "2020-02-06T09:51:00Z"),
        ("Fri, 21 Feb 2020 10:13:00 +0200", "2020-02-21T10:13:00+02:00"),
        ("Fri, 21 Feb 2020 10:13:00 EST", "2020-02-21T10:13:00-05:00"),
        ("2/21/2020 2:13:00 PM", "2020-02-21T14:13:00"),
        ("6/5/2019 12:13:00 AM", "2019-06-05T00:13:00"),
        ("6/5/2019", "2019-05-06"),
        ("06.05.2019, 14:30 Uhr", "2019-05-06T14:30:00"),
        ("6.5.19", "2019-05-06"),
        ("12 jan 23 | 5h27", "2023-01-12T05:27:00"),
        ("4 Mar '25", "2025-03-04"),
        ("4 Mar '25, hall B", "2025-03-04"),
        ("4 Mar 25", "2025-03-04"),
        ("04-Mar-25, Hall B", "2025-03-04"),
        ("Sat, 4 Mar 25 \u00b7 14:30", "2025-03-04T14:30:00"),
        ("16:40, Sun, Nov 25, 2018", "2018-11-25T16:40:00"),
        ("November 25th, 2018", "2018-11-25"),
        ("25th of November 2018", "2018-11-25"),
        ("21 de febrero de 2020", "2020-02-21"),
        ("6. März 2020", "2020-03-06"),
        ("1er août 2019 à 14h05", "2019-08-01T14:05:00"),
        ("8 января 2026, 17:46", "2026-01-08T17:46:00"),
        ("2025年1月21日 20:50", "2025-01-21T20:50:00"),
        ("2025년 1월 21일 20시 50분", "2025-01-21T20:50:00"),
        ("٢١ فبراير ٢٠٢٠", "2020-02-21"),
        ("February 06, 2020 09:51 GMT", "2020-02-06T09:51:00Z"),
        ("2024 m. kovo 31 d.", "2024-03-31"),
        ("2024. március 5. 10:11", "2024-03-05T10:11:00"),
        ("Published: Feb. 6, 2020 9:51 a.m. EST", "2020-02-06T09:51:00-05:00"),
        ("2026-03-02T01:00:00+13:00", "2026-03-02T01:00:00+13:00"),
    ],
)
def test_what_is_declared_is_kept(written: str, wanted: str) -> None:
    assert parse_moment(written, now=NOW) == wanted


@pytest.mark.parametrize(
    "written",
    [
        "",
        "12 may 20 people met at the pier",
        "Sat, 5 May 10 \u2013 12 Uhr",
        "12 may 20, hall B",
        "24 dec 20, 22 h",
        "12 mai 20 \u2013 22h",
        "Sunday 4 March 11, Hall B",
        "5 May 10 | Hall B",
        "Of the twelve who met 5 May 10 came again",
        "14 jan | 8h04",
        "today",
        "1989-12-31",
        "2026-03-03",
        "2020-13-45",
        "31/31/2020",
        "1970-01-01T00:00:00Z",
        "0",
        "12:30",
        "99999999999",
    ],
)
def test_what_is_no_believable_date_is_none(written: str) -> None:
    assert parse_moment(written, now=NOW) is None


def test_a_page_tells_its_order_of_day_and_month() -> None:
    assert guess_order(["2/6/2020", "2/21/2020"]) is Order.MONTH_FIRST
    assert guess_order(["6/2/2020", "21/2/2020"]) is Order.DAY_FIRST
    assert guess_order(["6/2/2020"], "en-US") is Order.MONTH_FIRST
    assert guess_order(["6/2/2020"], "en-GB") is None
    assert parse_moment("2/6/2020", order=Order.MONTH_FIRST) == "2020-02-06"
    assert parse_moment("2.6.2020", order=Order.MONTH_FIRST) == "2020-06-02"


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        ("08.10.2020 aktualizacja 08.10.2020", "2020-10-08"),
        ("8.10. 2020, upraveno 09.10. 2020", "2020-10-08"),
        ("08.10.2020, aktualizacja 09.10.2020 14.30", "2020-10-08T14:30:00"),
        ("8.10.2020 klo 12.30", "2020-10-08T12:30:00"),
        ("12.30 08.10.2020", "2020-10-08T12:30:00"),
        ("2020-10-08 12.30.20", "2020-10-08T12:30:20"),
        ("12.30. 2020.10.08", "2020-10-08T12:30:00"),
    ],
)
def test_a_second_day_is_no_time_of_day(written: str, wanted: str) -> None:
    assert parse_moment(written, now=NOW) == wanted


def test_the_rest_of_the_line_is_given_too() -> None:
    found = find_moment("By Ann Lee | 6 February 2020 10:15", now=NOW)
    assert found is not None
    assert found.moment == "2020-02-06T10:15:00"
    assert found.rest.split() == ["by", "ann", "lee", "|"]


_moments = st.integers(0, 1_140_000_000).map(
    lambda seconds: (datetime(1990, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)).replace(tzinfo=None)
)
_zones = st.integers(-12 * 4, 14 * 4).map(lambda quarters: timezone(timedelta(minutes=15 * quarters)))


@given(moment=_moments, zone=_zones)
def test_iso_round_trip(moment: datetime, zone: timezone) -> None:
    written = moment.replace(tzinfo=zone).isoformat()
    parsed = parse_moment(written, now=NOW)
    assert parsed is not None
    assert datetime.fromisoformat(parsed) == moment.replace(tzinfo=zone)


@given(moment=_moments)
def test_no_zone_and_no_time_is_invented(moment: datetime) -> None:
    assert parse_moment(moment.isoformat(), now=NOW) == moment.isoformat()
    assert parse_moment(moment.date().isoformat(), now=NOW) == moment.date().isoformat()
    assert parse_moment(moment.strftime("%d %B %Y"), now=NOW) == moment.date().isoformat()


@given(st.text(max_size=200))
def test_any_text_gives_a_moment_or_none(text: str) -> None:
    moment = parse_moment(text, now=NOW)
    assert moment is None or "1990-01-01" <= moment[:10] <= "2026-03-02"


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        ("5 آذار/مارس 2024", "2024-03-05"),
        ("الثلاثاء، 5 مارس 2024 10:12 م", "2024-03-05T22:12:00"),
        ("令和6年3月5日", "2024-03-05"),
        ("입력 2024.03.05. 오후 2:12", "2024-03-05T14:12:00"),
        ("民國113年3月5日", "2024-03-05"),
        ("113年3月5日", "2024-03-05"),
        ("2024年3月5日 下午2:12", "2024-03-05T14:12:00"),
        ("5 मार्च 2024, 10:12 AM IST", "2024-03-05T10:12:00+05:30"),
        ("Thứ ba, 5/3/2024, 10:12 (GMT+7)", "2024-03-05T10:12:00+07:00"),
        ("ngày 5 tháng 3 năm 2024", "2024-03-05"),
        ("5 มีนาคม 2567", "2024-03-05"),
        ("5 มี.ค. 2567 10:12 น.", "2024-03-05T10:12:00"),
        ("سه‌شنبه ۱۵ اسفند ۱۴۰۲ - ۱۰:۱۲", "2024-03-05T10:12:00"),
        ("2024. gada 5. marts, 10:12", "2024-03-05T10:12:00"),
        ("Updated March 6, 2024 8:00 am | Published March 5, 2024 10:12 am", "2024-03-05T10:12:00"),
        ("5 მარტი 2024", "2024-03-05"),
        ("৫ মার্চ ২০২৪", "2024-03-05"),
        ("5 மார்ச் 2024", "2024-03-05"),
        ("202403051012", "2024-03-05T10:12:00"),
        ("2024-03-05T10:12:00 01:00", "2024-03-05T10:12:00+01:00"),
        ("Publié le 5 mars 2024, mis à jour le 6 mars 2024", "2024-03-05"),
        ("5. januara 2024.", "2024-01-05"),
        ("5. februara 2024", "2024-02-05"),
        ("5. juna 2024", "2024-06-05"),
        ("5. jula 2024", "2024-07-05"),
        ("5. јануара 2024.", "2024-01-05"),
        ("5. октобра 2024", "2024-10-05"),
        ("5. децембра 2024", "2024-12-05"),
        ("5 d'abril de 2024", "2024-04-05"),
        ("5 d’octubre del 2024", "2024-10-05"),
        ("2024ko urtarrilaren 5a, 10:12", "2024-01-05T10:12:00"),
        ("2025eko martxoaren 5ean", "2025-03-05"),
        ("2025(e)ko martxoak 5", "2025-03-05"),
        ("2024 metų kovo 31 d.", "2024-03-31"),
        ("2024 жылғы 5 қаңтар", "2024-01-05"),
        ("2024 жыл, 5 ақпан", "2024-02-05"),
        ("2024-cü il 5 yanvar", "2024-01-05"),
        ("5 كانون الثاني 2024", "2024-01-05"),
        ("5 تشرين الأول 2024", "2024-10-05"),
        ("5 كانون الثاني/يناير 2024", "2024-01-05"),
        ("5 اكتوبر 2024", "2024-10-05"),
        ("5 ابريل 2024", "2024-04-05"),
        ("5 جانفي 2024", "2024-01-05"),
        ("5 غشت 2024", "2024-08-05"),
        ("5 جنوری، 2024", "2024-01-05"),
        ("5 במרס 2024", "2024-03-05"),
        ("15 فروردين 1403", "2024-04-03"),
        ("15 مردادماه 1402", "2023-08-06"),
        ("15 مرداد‌ماه 1402", "2023-08-06"),
        ("5 ژانویه 2024", "2024-01-05"),
        ("令和 6年1月5日", "2024-01-05"),
        ("令和元年5月1日", "2019-05-01"),
        ("民國98年5月12日", "2009-05-12"),
        ("民国 98年5月12日", "2009-05-12"),
        ("15 ม.ค. 67", "2024-01-15"),
        ("15 ม.ค. 67 10:12 น.", "2024-01-15T10:12:00"),
        ("2024年3月5日 晚上12:30", "2024-03-05"),
        ("2024年3月5日 晚上11:30", "2024-03-05T23:30:00"),
        ("2024年3月5日 凌晨12:30", "2024-03-05T00:30:00"),
        ("30 اسفند 1403", "2025-03-20"),
    ],
)
def test_dates_of_other_languages_and_calendars(written: str, wanted: str) -> None:
    assert parse_moment(written, now=NOW) == wanted


@pytest.mark.parametrize(
    "written",
    [
        "98年5月12日",
        "89年6月4日",
        "24年3月5日",
        "1402/12/30",
        "۳۰ اسفند ۱۴۰۲",
        "5 ta' marzu 2024",
        "15 ม.ค. 24",
        "15 มค 10:12",
    ],
)
def test_what_may_be_another_day_and_what_is_none_is_left_alone(written: str) -> None:
    assert parse_moment(written, now=NOW) is None


@pytest.mark.parametrize(
    ("written", "language", "wanted"),
    [
        ("5. listopada 2024.", "hr", "2024-10-05"),
        ("5. listopada 2024", "hr-HR", "2024-10-05"),
        ("5 listopada 2024", "pl", "2024-11-05"),
        ("5. listopada 2024.", "pl", "2024-11-05"),
        ("5. listopada 2024.", None, "2024-10-05"),
        ("5 listopada 2024", None, "2024-11-05"),
        ("5. listopada 2024", None, None),
        ("5 March 2024", "hr", "2024-03-05"),
    ],
)
def test_a_word_that_names_two_months_is_that_of_the_pages_language(
    written: str, language: str | None, wanted: str | None
) -> None:
    assert parse_moment(written, language=language, now=NOW) == wanted


@pytest.mark.parametrize(
    ("year", "month", "day", "wanted"),
    [
        (1403, 1, 1, date(2024, 3, 20)),
        (1402, 12, 30, None),
        (1402, 12, 29, date(2024, 3, 19)),
        (1399, 12, 30, date(2021, 3, 20)),
        (1357, 1, 1, None),
        (1402, 7, 31, None),
    ],
)
def test_days_of_the_solar_hijri_calendar(year: int, month: int, day: int, wanted: date | None) -> None:
    if wanted:
        assert solar(year, month, day) == wanted
    else:
        with pytest.raises(ValueError, match="Solar"):
            solar(year, month, day)

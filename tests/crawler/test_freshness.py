from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.freshness import FRESH, MAX_AGE, due_after_failure, due_for_recheck, is_said_newer

BEGIN = datetime(2026, 11, 1, tzinfo=UTC)


def at(minutes: float) -> str:
    return (BEGIN + timedelta(minutes=minutes)).isoformat().replace("+00:00", "Z")


def test_a_new_article_is_asked_for_whenever_one_comes_by() -> None:
    assert due_for_recheck(at(0), at(0), at(0))
    assert due_for_recheck(at(0), at(59), at(60))


def test_an_older_one_once_half_its_age_has_passed() -> None:
    assert not due_for_recheck(at(0), at(60), at(119))
    assert due_for_recheck(at(0), at(60), at(120))


def test_an_old_one_rests() -> None:
    days = MAX_AGE.days * 24 * 60
    assert due_for_recheck(at(0), at(0), at(days))
    assert not due_for_recheck(at(0), at(0), at(days + 1))


@settings(deadline=None)
@given(st.integers(min_value=5, max_value=120))
def test_however_often_one_comes_by_it_is_asked_for_a_few_times(every: int) -> None:
    checked, asked = 0, 0
    for minute in range(every, MAX_AGE.days * 24 * 60, every):
        if due_for_recheck(at(0), at(checked), at(minute)):
            checked, asked = minute, asked + 1
    assert asked <= FRESH.total_seconds() / 60 / every + 10


def test_what_was_gone_is_left_for_a_day_then_ever_longer() -> None:
    day = 24 * 60
    assert not due_after_failure(at(0), at(0), at(day - 1))
    assert due_after_failure(at(0), at(0), at(day))
    assert not due_after_failure(at(0), at(4 * day), at(6 * day))
    assert due_after_failure(at(0), at(4 * day), at(8 * day))


def test_what_a_sitemap_says_of_a_change() -> None:
    checked = "2026-11-01T12:00:00Z"
    assert is_said_newer("2026-11-01T14:30:00+02:00", checked)
    assert not is_said_newer("2026-11-01T13:30:00+02:00", checked)
    assert is_said_newer("2026-11-02", checked)
    assert not is_said_newer("2026-11-01", checked)
    assert not is_said_newer("lately", checked)
    assert not is_said_newer(None, checked)

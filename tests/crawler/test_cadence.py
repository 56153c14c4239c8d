"""When a source is due: properties that hold for any history, and what cron lines mean."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.fetching.listening import max_age
from crawler.freshness import LONGEST_RETRY, Hints, Known, is_due, next_due
from crawler.schedule import choose, starts_a_tick
from crawler.scheduling.cron import next_time
from crawler.scheduling.rhythm import LONGEST, SHORTEST, rhythm_of
from storage.sources import Turn

NOW = datetime(2026, 11, 22, 14, 0, tzinfo=UTC)  # a Sunday
ages = st.lists(st.floats(min_value=-100, max_value=24 * 60), max_size=60)  # hours
jitters = st.floats(min_value=0, max_value=1)
hints = st.builds(
    Hints,
    max_age=st.none() | st.integers(0, 10**9),
    retry_after=st.none() | st.integers(0, 10**9),
    ttl_minutes=st.none() | st.integers(0, 10**6),
    skip_hours=st.lists(st.integers(0, 23), max_size=24).map(tuple),
)


def text(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")


def published(hours: list[float]) -> tuple[str, ...]:
    return tuple(text(NOW - timedelta(hours=each)) for each in hours)


def wait(known: Known, **asked: object) -> timedelta:
    return datetime.fromisoformat(next_due(text(NOW), known, **asked)) - NOW  # type: ignore[arg-type]


@given(ages, hints, st.integers(0, 50), jitters)
def test_it_is_asked_again_but_not_at_once(hours: list[float], said: Hints, failures: int, jitter: float) -> None:
    gap = wait(Known(published(hours), said, failures), jitter=jitter)
    retry = min(timedelta(seconds=said.retry_after or 0), LONGEST_RETRY)
    assert SHORTEST - timedelta(seconds=1) <= gap <= max(LONGEST, retry) + timedelta(days=1), (
        "hours to skip come on top"
    )
    assert gap >= retry - timedelta(seconds=1)


@given(ages, jitters)
def test_more_failures_never_mean_sooner(hours: list[float], jitter: float) -> None:
    gaps = [wait(Known(published(hours), failures=failures), jitter=jitter) for failures in range(20)]
    assert gaps == sorted(gaps)


@given(ages)
def test_who_publishes_twice_as_much_is_asked_no_less_often(hours: list[float]) -> None:
    assert wait(Known(published(hours * 2))) <= wait(Known(published(hours))) + timedelta(seconds=1)


@given(ages)
def test_the_factors_of_hours_and_days_are_even_on_the_average(hours: list[float]) -> None:
    rhythm = rhythm_of([NOW - timedelta(hours=each) for each in hours], NOW)
    assert sum(rhythm.hours) / 24 == pytest.approx(1)
    assert sum(rhythm.days) / 7 == pytest.approx(1)
    assert rhythm.mean > 0


def test_a_busy_source_is_asked_in_minutes_a_dead_one_once_or_twice_a_day() -> None:
    assert wait(Known(published([each / 12 for each in range(1000)]))) < timedelta(minutes=10)
    assert wait(Known(published([]))) < timedelta(hours=4), "one that is new is looked at soon"
    assert wait(Known(published([24 * 27]))) > timedelta(hours=6)


def test_before_the_hour_at_which_it_publishes_it_is_asked_sooner() -> None:
    daily = [NOW + timedelta(hours=1) - timedelta(days=each) for each in range(1, 28)]
    before, after = rhythm_of(daily, NOW).rate(NOW + timedelta(hours=1)), rhythm_of(daily, NOW).rate(NOW)
    assert before > after
    times = tuple(map(text, daily))
    evening = datetime.fromisoformat(next_due(text(NOW + timedelta(hours=7)), Known(times)))
    assert wait(Known(times)) < evening - (NOW + timedelta(hours=7))


def test_what_a_server_and_a_feed_say() -> None:
    busy = published([each / 12 for each in range(1000)])
    assert wait(Known(busy, Hints(max_age=7200))) == timedelta(hours=2)
    assert wait(Known(busy, Hints(ttl_minutes=90))) == timedelta(minutes=90)
    assert wait(Known(busy, Hints(max_age=10**9))) == LONGEST
    assert wait(Known(busy, Hints(skip_hours=(14, 15, 16)))) >= timedelta(hours=3)
    assert wait(Known(busy, Hints(skip_hours=tuple(range(24))))) == LONGEST
    assert wait(Known(busy, Hints(retry_after=3600))) == timedelta(hours=1)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [("max-age=60", 60), ("public, Max-Age=60", 60), ("s-maxage=9, max-age=5", 5), ("no-cache, max-age=60", None),
     ("", None), ("max-age=x", None), ("stale-max-age=5", None)],
)  # fmt: skip
def test_cache_control(header: str, seconds: int | None) -> None:
    assert max_age(header) == seconds


@pytest.mark.parametrize(
    ("every", "expected"),
    [
        ("10min", (NOW + timedelta(minutes=10)).isoformat()[:16]),
        ("2 hours", (NOW + timedelta(hours=2)).isoformat()[:16]),
        ("30m", "2026-11-22T14:30"),
        ("2d", "2026-11-24T14:00"),
        ("0 7 * * 0", "2026-11-29T07:00"),  # 0 is Sunday, as cron has it
        ("0 7 * * 7", "2026-11-29T07:00"),
        ("0 7 * * 1", "2026-11-23T07:00"),
        ("0 7 * * 1-5", "2026-11-23T07:00"),
        ("0 15 * * 5-7", "2026-11-22T15:00"),
        ("0 7 * * mon", "2026-11-23T07:00"),
        ("0 7 13 * 5", "2026-11-27T07:00"),  # the 13th or a Friday
        ("*/20 * * * *", "2026-11-22T14:20"),
        ("@daily", "2026-11-23T00:00"),
    ],
)
def test_every(every: str, expected: str) -> None:
    assert next_time(every, NOW).isoformat()[:16] == expected


@pytest.mark.parametrize("every", ["0m", "0 7 * *", "0 7 30 2 *", "61 * * * *", "0 7 * * 8", "0 7 * * 1/0", "soon"])
def test_what_is_no_every(every: str) -> None:
    with pytest.raises(ValueError, match=r"\S"):
        next_time(every, NOW)


@given(st.integers(0, 2 * 365 * 24 * 60))
def test_a_daily_hour_comes_every_24_hours_whatever_clocks_do(minutes: int) -> None:
    first = next_time("30 2 * * *", NOW + timedelta(minutes=minutes))
    assert next_time("30 2 * * *", first) - first == timedelta(days=1)


def test_a_clock_that_was_set_back_puts_nothing_off() -> None:
    assert is_due(text(NOW + timedelta(days=365)), text(NOW + timedelta(days=364)), text(NOW))
    assert not is_due(text(NOW + timedelta(days=30)), text(NOW), text(NOW))
    assert is_due(None, None, text(NOW))


def turn(name: str, host: str, due: str | None) -> Turn:
    return Turn(name, f"https://{host}/news", due, None, text(NOW - timedelta(days=2)))


def test_one_a_host_the_longest_due_first_and_no_more_than_there_is_room_for() -> None:
    due = [text(NOW - timedelta(minutes=minutes)) for minutes in (1, 3, 2)]
    turns = [turn("a", "x.example", due[0]), turn("b", "x.example", due[1]), turn("c", "y.example", due[2]),
              turn("d", "z.example", due[0]), turn("e", "w.example", text(NOW + timedelta(hours=1)))]  # fmt: skip
    assert choose(turns, text(NOW), busy=(), most=9) == ["b", "c", "d"]
    assert choose(turns, text(NOW), busy={"x.example"}, most=1) == ["c"]


def test_a_backlog_is_spread_over_about_a_minute() -> None:
    assert (starts_a_tick(3), starts_a_tick(200), starts_a_tick(6000)) == (2, 4, 100)

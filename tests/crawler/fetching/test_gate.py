from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime
from itertools import pairwise
from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.fetching.gate import Gate, GateClosedError, HostWaitsError, host_of, retry_after

A, B = "https://a.example/1", "https://b.example/1"


class Clock:
    """Time that passes only when somebody sleeps."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.now += seconds
        await asyncio.sleep(0)


def gate_and_clock(delay: float = 1.0, concurrency: int = 8, patience: float = inf) -> tuple[Gate, Clock]:
    clock = Clock()
    return Gate(delay, concurrency, patience=patience, clock=clock, sleep=clock.sleep), clock


def run(test: Callable[[], Coroutine[None, None, None]]) -> None:
    """In a loop of its own, leaving the crawls' loop in place."""
    with asyncio.Runner(loop_factory=asyncio.new_event_loop) as runner:
        runner.run(test())


async def pass_at(gate: Gate, clock: Clock, url: str) -> float:
    async with gate.turn(url):
        return clock.now


def test_a_pause_between_two_requests_to_one_host() -> None:
    async def test() -> None:
        gate, clock = gate_and_clock(2.0)
        assert [await pass_at(gate, clock, url) for url in (A, A, B, A)] == [0, 2, 2, 4]

    run(test)


def test_one_at_a_time_to_a_host() -> None:
    async def test() -> None:
        gate, _ = gate_and_clock(0.0)
        inside: list[str] = []

        async def visit(url: str) -> None:
            async with gate.turn(url):
                inside.append(url)
                assert inside.count(url) == 1
                await asyncio.sleep(0)
                inside.remove(url)

        await asyncio.gather(*(visit(url) for url in [A, B] * 5))

    run(test)


def test_retry_after_holds_everyone_of_the_host() -> None:
    async def test() -> None:
        gate, clock = gate_and_clock(0.0)
        gate.heed(A, 503, 30.0)
        assert await pass_at(gate, clock, A) == 30

    run(test)


def test_too_many_requests_slows_down_and_success_relieves() -> None:
    async def test() -> None:
        gate, clock = gate_and_clock(0.0)
        starts = []
        for status in (429, 429, 429, 200, 200, 200, 200):
            async with gate.turn(A):
                starts.append(clock.now)
                gate.heed(A, status, None)
        assert [later - earlier for earlier, later in pairwise(starts)] == [1, 2, 4, 2, 1, 0]

    run(test)


def test_more_than_an_hour_is_not_waited_for() -> None:
    async def test() -> None:
        gate, clock = gate_and_clock()
        gate.slow_down(A, 3601.0)
        with pytest.raises(HostWaitsError, match=r"a\.example asks for 3601 s between requests"):
            await pass_at(gate, clock, A)
        assert await pass_at(gate, clock, B) == 0

    run(test)


def test_a_stricter_pause_stays() -> None:
    async def test() -> None:
        gate, clock = gate_and_clock(1.0)
        gate.slow_down(A, 5.0)
        gate.slow_down(A, 2.0)
        assert [await pass_at(gate, clock, A) for _ in range(3)] == [5, 10, 15]

    run(test)


def test_a_pause_counts_from_the_last_request_that_is_known_of() -> None:
    async def test() -> None:
        gate, clock = gate_and_clock(0.0)
        await pass_at(gate, clock, A)
        clock.now = 50.0
        gate.slow_down(A, 60.0)
        assert await pass_at(gate, clock, A) == 60

    run(test)


def test_one_host_takes_no_more_than_a_runs_patience() -> None:
    async def test() -> None:
        gate, clock = gate_and_clock(1.0, patience=30.0)
        gate.slow_down(A, 11.0)
        assert [await pass_at(gate, clock, A) for _ in range(3)] == [11, 22, 33]
        with pytest.raises(HostWaitsError, match="asks for 11 s between requests: the rest is left to a later run"):
            await pass_at(gate, clock, A)
        assert [await pass_at(gate, clock, B) for _ in range(50)][-1] == 33 + 49

    run(test)


def test_closing_lets_nothing_more_through() -> None:
    async def test() -> None:
        forever = asyncio.Event()

        async def never(seconds: float) -> None:
            await forever.wait()

        gate = Gate(10.0, 8, clock=lambda: 0.0, sleep=never)
        async with gate.turn(A):
            pass
        waiting = asyncio.ensure_future(pass_at(gate, Clock(), A))
        await asyncio.sleep(0)
        gate.close()
        with pytest.raises(GateClosedError):
            await waiting
        with pytest.raises(GateClosedError):
            await pass_at(gate, Clock(), B)

    run(test)


def test_ports_part_hosts_where_they_are_unusual() -> None:
    assert host_of("http://a.example/") == host_of("https://a.example:443/x") == "a.example"
    assert host_of("http://a.example:8080/") == "a.example:8080"


def test_both_forms_of_retry_after() -> None:
    now = datetime(2026, 11, 22, 12, 0, 0, tzinfo=UTC)
    assert retry_after(" 120 ") == 120
    assert retry_after("Sun, 22 Nov 2026 12:00:30 GMT", now) == 30
    assert retry_after("Sun, 22 Nov 2026 11:00:00 GMT", now) == 0
    assert retry_after("soon") is None
    assert retry_after("") is None


@given(st.text(max_size=40))
def test_any_retry_after_is_a_span_or_nothing(value: str) -> None:
    seconds = retry_after(value)
    assert seconds is None or seconds >= 0

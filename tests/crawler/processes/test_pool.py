from __future__ import annotations

import asyncio
import os
import re
import select
import signal
import time
from collections.abc import Callable, Coroutine
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from socket import socket

import pytest

from crawler.processes import errands
from crawler.processes import pool as pools
from crawler.processes.pool import ParsePool, TooSlowToReadError
from crawler.processes.reader import serve
from storage.errors import NotAnArticleError, UnreadableError

URL = "https://example.org/a"


def double(number: int) -> int:
    return 2 * number


def hang() -> None:
    while True:
        signal.pause()


def hoard() -> int:
    return len(bytearray(600 * 1024 * 1024))


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def say_no() -> None:
    raise NotAnArticleError(f"{URL}: no text")


def nest(depth: int = 0) -> int:
    return nest(depth + 1)


class Odd(Exception):  # noqa: N818 - what a library may raise, and no pickle carries
    def __init__(self, a: int, b: int) -> None:
        super().__init__("odd")


def break_down() -> None:
    raise Odd(1, 2)


def with_pool(
    test: Callable[[ParsePool], Coroutine[None, None, None]],
    workers: int = 2,
    *,
    waits: bool = True,
    **limits: float,
) -> None:
    """Test a pool whose processes are up, or without `waits` one whose processes have begun to start."""

    async def run() -> None:
        pool = ParsePool(workers, **limits)  # type: ignore[arg-type]
        if waits:
            await pool.start()
        else:
            pool.begin()
        try:
            await test(pool)
        finally:
            await pool.close()

    with asyncio.Runner(loop_factory=asyncio.new_event_loop) as runner:
        runner.run(run())


def test_a_poisoned_body_is_ended_and_its_neighbours_are_not_lost() -> None:
    async def test(pool: ParsePool) -> None:
        poisoned = [pool.read(URL, hang) for _ in range(2)]
        good = [pool.read(URL, double, number) for number in range(20)]
        results = await asyncio.gather(*poisoned, *good, return_exceptions=True)
        assert [type(result) for result in results[:2]] == [TooSlowToReadError] * 2
        assert results[2:] == [2 * number for number in range(20)]

    with_pool(test, deadline=5.0)  # long, as the good ones have to keep it on a busy machine too


@pytest.mark.parametrize("function", [hoard, die, nest, break_down])
def test_whatever_goes_wrong_is_the_bodys_failure(function: Callable[[], object]) -> None:
    async def test(pool: ParsePool) -> None:
        with pytest.raises(UnreadableError):
            await pool.read(URL, function)
        assert await pool.read(URL, double, 21) == 42

    with_pool(test)


def own_id() -> int:
    return os.getpid()


def kill(process: int) -> None:
    watched = os.pidfd_open(process)
    try:
        os.kill(process, signal.SIGKILL)
        assert select.select([watched], [], [], 30)[0], "it has ended"
    finally:
        os.close(watched)


KEPT: list[bytes] = []


def keep_much() -> int:
    KEPT.append(bytes(bytearray(b"a") * (100 * 1024 * 1024)))
    return os.getpid()


def give_much() -> bytes:
    return bytes(80 * 1024 * 1024)


def deafness() -> bool:
    return signal.SIGINT in signal.pthread_sigmask(signal.SIG_BLOCK, [])


def test_reading_processes_and_what_they_are_forked_from_do_not_hear_ctrl_c() -> None:
    async def test(pool: ParsePool) -> None:
        assert await pool.read(URL, deafness), "forked from a server that was deaf while it loaded its libraries"

    with_pool(test, workers=1)
    assert not deafness()


def test_a_process_that_dies_while_it_waits_costs_no_body() -> None:
    async def test(pool: ParsePool) -> None:
        before = await pool.read(URL, own_id)
        kill(before)
        assert await pool.read(URL, own_id) != before

    with_pool(test, workers=1)


def test_a_process_whose_death_is_not_yet_known_costs_no_body(monkeypatch: pytest.MonkeyPatch) -> None:
    async def test(pool: ParsePool) -> None:
        before = await pool.read(URL, own_id)
        kill(before)
        monkeypatch.setattr(ForkServerProcess, "is_alive", lambda _process: True)
        assert await pool.read(URL, own_id) != before

    with_pool(test, workers=1)


def test_no_more_is_wanted_while_as_many_bodies_wait_as_are_read() -> None:
    async def test(pool: ParsePool) -> None:
        await pool.room()
        bodies = [asyncio.create_task(pool.read(URL, double, n)) for n in range(2)]
        await asyncio.sleep(0)
        waiting = asyncio.create_task(pool.room())
        await asyncio.sleep(0)
        assert not waiting.done()
        assert await asyncio.gather(*bodies) == [0, 2]
        await waiting
        with pytest.raises(UnreadableError):
            await pool.read(URL, die)
        await pool.room()

    with_pool(test, workers=1)


def test_a_body_that_leaves_a_process_swollen_is_its_last() -> None:
    async def test(pool: ParsePool) -> None:
        swollen = await pool.read(URL, keep_much)
        after = await pool.read(URL, own_id)
        assert after != swollen
        assert await pool.read(URL, own_id) == after

    with_pool(test, workers=1)


@pytest.mark.parametrize("language", ["", ' lang="en"', ' lang="nl"'])
def test_a_page_in_whatever_language_leaves_a_process_as_it_was(language: str) -> None:
    text = "Quorum tessel bravant milodar senquist verdane, omnisk taldor fremuel castique blendor vistamen. " * 20
    page = f"<html{language}><title>Quorum tessel</title><article><h1>Quorum tessel</h1><p>{text}</p></article></html>"

    async def test(pool: ParsePool) -> None:
        before = await pool.read(URL, own_id)
        await pool.read(URL, errands.article, page.encode(), URL)
        assert await pool.read(URL, own_id) == before

    with_pool(test, workers=1)


def test_an_answer_that_is_too_large_is_the_bodys_failure() -> None:
    async def test(pool: ParsePool) -> None:
        with pytest.raises(UnreadableError):
            await pool.read(URL, give_much)
        assert await pool.read(URL, double, 21) == 42

    with_pool(test, workers=1)


def give(size: int) -> bytes:
    return bytes(size)


def test_answers_of_any_size_come_whole() -> None:
    async def test(pool: ParsePool) -> None:
        sizes = [0, 65_000, 65_535, 300_000, 5_000_000]
        assert [len(await pool.read(URL, give, size)) for size in sizes] == sizes

    with_pool(test, workers=1)


def test_what_waits_when_the_pool_closes_is_dropped() -> None:
    async def run() -> None:
        pool = ParsePool(1)
        await pool.start()
        read, waiting = (asyncio.create_task(pool.read(URL, hang)) for _ in range(2))
        await asyncio.sleep(0)
        await pool.close()
        with pytest.raises(UnreadableError):
            await read
        with pytest.raises(asyncio.CancelledError):
            await waiting

    asyncio.run(run())


def test_what_waits_for_the_processes_when_the_pool_closes_is_dropped() -> None:
    async def run() -> None:
        pool = ParsePool(1)
        pool.begin()
        waiting = asyncio.create_task(pool.read(URL, double, 21))
        await asyncio.sleep(0)
        await pool.close()
        with pytest.raises(asyncio.CancelledError):
            await waiting

    asyncio.run(run())


@pytest.mark.parametrize("is_started", [True, False])
def test_a_closed_pool_can_be_closed_again_and_starts_nothing(
    is_started: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def run() -> None:
        pool = ParsePool(1)
        if is_started:
            await pool.start()
        await pool.close()
        await asyncio.wait_for(pool.close(), 30)
        monkeypatch.setattr(ForkServerProcess, "start", lambda _process: pytest.fail("nobody ends it"))
        pool.begin()
        with pytest.raises(asyncio.CancelledError):
            await asyncio.wait_for(pool.read(URL, double, 21), 30)
        await pool.start()

    asyncio.run(run())


def own_memory() -> int:
    """The bytes that count for the limit of memory."""
    found = re.search(r"^VmData:\s+(\d+) kB$", Path("/proc/self/status").read_text(), re.MULTILINE)
    assert found is not None
    return 1024 * int(found[1])


def memory_at_first() -> int:
    found: list[int] = []

    async def test(pool: ParsePool) -> None:
        found.append(await pool.read(URL, own_memory))

    with_pool(test, workers=1)
    return found[0]


def test_what_is_taken_does_not_fail_for_want_of_memory() -> None:
    async def test(pool: ParsePool) -> None:
        before = await pool.read(URL, own_id)
        with pytest.raises(UnreadableError, match="takes more memory"):  # said by the process: it took the body
            await pool.read(URL, len, bytes(40 * 1024 * 1024))
        assert await pool.read(URL, own_id) == before

    with_pool(test, workers=1, memory=memory_at_first() + 20 * 1024 * 1024)


DEADLINE = 3.0


def never_up(sock: socket, memory: int, deadline: float) -> None:
    hang()


def up_and_gone(sock: socket, memory: int, deadline: float) -> None:
    sock.close()


def up_late(sock: socket, memory: int, deadline: float) -> None:
    time.sleep(DEADLINE + 0.1)
    serve(sock, memory, deadline)


@pytest.mark.parametrize("process", [never_up, up_and_gone])
def test_a_process_that_does_not_start_is_told_with_the_url(
    process: Callable[[socket, int, float], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def test(pool: ParsePool) -> None:
        with pytest.raises(UnreadableError, match=URL):
            await pool.read(URL, double, 21)
        monkeypatch.undo()
        assert await pool.read(URL, double, 21) == 42, "the next body has a process again"

    monkeypatch.setattr(pools, "serve", process)
    monkeypatch.setattr(pools, "_STARTING", 0.2)
    with_pool(test, 1, waits=False, deadline=DEADLINE)


def test_a_slow_start_takes_nothing_of_a_pages_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    async def test(pool: ParsePool) -> None:
        assert await pool.read(URL, double, 21) == 42

    monkeypatch.setattr(pools, "serve", up_late)
    with_pool(test, 1, waits=False, deadline=DEADLINE)


def test_what_readers_raise_comes_through() -> None:
    async def test(pool: ParsePool) -> None:
        with pytest.raises(NotAnArticleError, match="no text"):
            await pool.read(URL, say_no)

    with_pool(test)

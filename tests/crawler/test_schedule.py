"""The schedule in this process: deadlines, runs that break off, sources that another process works on."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from crawler import schedule
from crawler.config import CrawlSettings
from crawler.fetching.runner import event_loop
from crawler.fetching.shared import Run
from crawler.schedule import Schedule
from storage.errors import StoreError
from storage.frontier import this_owner
from storage.records import Kind, Source
from storage.runs import lease_sources
from tests.crawling import SETTINGS, Crawling, crawling, web
from tests.web import Web, article_page, listing_page

__all__ = ["crawling", "web"]

LATER = "2026-11-22T12:00:00Z"


def harbour(web: Web) -> Source:
    links = {f"/2026/11/0{day}/the-ferry-sails": f"The ferry sails on day {day}" for day in range(1, 4)}
    for path, headline in links.items():
        web.put(path, article_page(headline))
    return Source("Harbour", web.put("/news", listing_page(links)), Kind.LISTING, every="1h")


def within(
    path: Path,
    source: Source,
    work: Callable[[Schedule], Awaitable[None]],
    deadline: float = 60.0,
    settings: CrawlSettings = SETTINGS,
) -> None:
    async def open_and_work() -> None:
        house = Run(settings, path)
        await house.open()
        try:
            planned = Schedule(house, deadline=deadline)
            await planned.follow([source])
            await work(planned)
        finally:
            await house.close()

    event_loop().run_until_complete(open_and_work())


async def tick_and_wait(planned: Schedule) -> None:
    await planned.tick()
    if planned.running:
        await asyncio.wait(tuple(planned.running))


def test_a_run_ends_at_its_deadline_and_the_rest_waits(web: Web, crawling: Crawling) -> None:
    source = harbour(web)
    web.put("/2026/11/02/the-ferry-sails", web.hang)
    within(crawling.store_path, source, tick_and_wait, deadline=10.0)
    ((due, ended),) = crawling.rows("SELECT next_due_at, last_fetched_at FROM sources")
    assert datetime.fromisoformat(str(due)) - datetime.fromisoformat(str(ended)) == timedelta(hours=1)
    assert crawling.rows("SELECT count(*) FROM frontier WHERE leased_by IS NOT NULL") == [(0,)]


def test_a_run_that_breaks_off_is_tried_again_in_minutes(
    web: Web, crawling: Crawling, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_: object, **__: object) -> None:
        raise RuntimeError("out of luck")

    monkeypatch.setattr(schedule, "fetch_in", fail)
    within(crawling.store_path, harbour(web), tick_and_wait)
    ((due, lease),) = crawling.rows("SELECT next_due_at, leased_by FROM sources")
    assert due is not None
    assert lease is None


def test_what_another_living_process_works_on_is_left_to_it(web: Web, crawling: Crawling) -> None:
    async def work(planned: Schedule) -> None:
        other = this_owner("another")
        assert await planned.house.keep(lease_sources, [harbour(web)], LATER, other)
        await tick_and_wait(planned)
        assert web.paths() == []

    within(crawling.store_path, harbour(web), work)


def test_what_a_dead_process_had_is_free(web: Web, crawling: Crawling) -> None:
    async def work(planned: Schedule) -> None:
        machine, pid, _, run = this_owner("dead").split(" ", 3)
        assert await planned.house.keep(lease_sources, [harbour(web)], LATER, f"{machine} {pid} 1 {run}")
        await tick_and_wait(planned)

    within(crawling.store_path, harbour(web), work)
    assert len(crawling.titles()) == 3


def test_what_could_not_be_given_back_is_taken_up_again(
    web: Web, crawling: Crawling, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on a full disk: the leases of a source and of its pages stay, though the process that has them lives."""

    def fail(*_: object) -> None:
        raise StoreError("the disk is full")

    async def work(planned: Schedule) -> None:
        with monkeypatch.context() as broken:
            for place in (
                "run.note_run",
                "schedule.put_off",
                "schedule.release_sources",
                "fetching.shared.release_leases",
            ):
                broken.setattr(f"crawler.{place}", fail)
            await tick_and_wait(planned)
        ((lease,),) = crawling.rows("SELECT leased_by FROM sources")
        assert lease == planned.house.owner
        assert planned.house.owed
        await tick_and_wait(planned)

    within(crawling.store_path, harbour(web), work)
    ((lease, fetched),) = crawling.rows("SELECT leased_by, last_fetched_at FROM sources")
    assert lease is None
    assert fetched is not None
    assert crawling.rows("SELECT count(*) FROM frontier WHERE leased_by IS NOT NULL") == [(0,)]


@pytest.mark.parametrize("once", [False, True])
def test_a_new_every_counts_from_the_last_time(web: Web, crawling: Crawling, once: bool) -> None:
    source = harbour(web)
    within(crawling.store_path, replace(source, name=source.url) if once else source, tick_and_wait)

    async def nothing(_: Schedule) -> None:
        return

    within(crawling.store_path, Source(source.name, source.url, source.kind, every="9h"), nothing)
    ((due, ended),) = crawling.rows("SELECT next_due_at, last_fetched_at FROM sources")
    assert datetime.fromisoformat(str(due)) - datetime.fromisoformat(str(ended)) == timedelta(hours=9)


def test_who_was_refused_for_its_address_is_due_once_that_is_allowed(web: Web, crawling: Crawling) -> None:
    source, refusing = harbour(web), replace(SETTINGS, allow_addresses=())
    for _ in range(2):  # at the second start it waits: nothing has changed
        within(crawling.store_path, source, tick_and_wait, settings=refusing)
    assert crawling.rows("SELECT outcome FROM runs") == [("blocked address",)]
    assert web.paths() == []
    within(crawling.store_path, source, tick_and_wait)
    assert len(crawling.titles()) == 3

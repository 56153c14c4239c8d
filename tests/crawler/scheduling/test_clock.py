"""Clocks that jump: the tick goes on at once, whatever the new clock says."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from crawler.config import Config
from crawler.scheduling.daemon import Daemon


@pytest.mark.parametrize("jump", [-3600.0, 3600.0, 0.5])
def test_a_jump_moves_the_next_tick_to_now(tmp_path: Path, jump: float) -> None:
    async def look() -> timedelta:
        daemon = Daemon(Config, Config(), tmp_path / "newsfold.db")
        daemon._scheduler = AsyncIOScheduler(timezone=UTC)
        daemon._scheduler.add_job(daemon._tick, "interval", hours=2, id="tick")
        daemon._scheduler.start(paused=True)
        daemon._look_at_clock(daemon._skew + jump)
        next_run: datetime = daemon._scheduler.get_job("tick").next_run_time
        daemon._scheduler.shutdown(wait=False)
        return next_run - datetime.now(UTC)

    left = asyncio.run(look())
    assert (left < timedelta(hours=1)) == (abs(jump) > 5)

"""Scrapy's counters, left out: `newsfold` itself never reads them, and `scrapy crawl` keeps Scrapy's own."""

from __future__ import annotations

from typing import Any

from scrapy.statscollectors import DummyStatsCollector


class NoStats(DummyStatsCollector):
    """Counts nothing, and is found at once: Scrapy's wraps each of its methods anew where it is looked up."""

    __getattribute__ = object.__getattribute__

    def inc_value(self, *_: Any, **__: Any) -> None:
        """Count nothing."""

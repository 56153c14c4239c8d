"""Crawl for tests: a store of the test's own, no delay, and what the store holds afterwards."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from crawler.config import CrawlSettings
from crawler.run import FetchReport, fetch
from storage.records import Kind, Source, SourceReport
from storage.store import Store
from tests.web import Web, article_page

SETTINGS = CrawlSettings(delay=0.0, timeout=5.0, allow_addresses=("127.0.0.1",))

PATH = "/2026/11/01/a-bridge-opens"
PAGE = article_page("A bridge opens to the island")


class Crawling:
    """Fetches into one store, again and again."""

    def __init__(self, store_path: Path, settings: CrawlSettings = SETTINGS) -> None:
        self.store_path = store_path
        self.settings = settings

    def fetch(self, *urls: str, kind: Kind | None = None, max_pages: int = 10, **settings: object) -> FetchReport:
        sources = [Source(url, url, kind, max_pages=max_pages) for url in urls]
        return fetch(sources, self.store_path, replace(self.settings, **settings))  # type: ignore[arg-type]

    def fetch_each(self, kinds: Mapping[str, Kind]) -> FetchReport:
        return self.fetch_sources(*(Source(url, url, kind) for url, kind in kinds.items()))

    def fetch_sources(self, *sources: Source) -> FetchReport:
        return fetch(sources, self.store_path, self.settings)

    def one(self, url: str, kind: Kind | None = None, **settings: object) -> SourceReport:
        return self.fetch(url, kind=kind, **settings).sources[0]  # type: ignore[arg-type]

    def rows(self, query: str, *values: object) -> list[tuple[object, ...]]:
        with Store.open(self.store_path, read_only=True) as store:
            return store.connection.execute(query, values).fetchall()

    def outcome(self, url: str) -> tuple[object, ...]:
        """Outcome, status and reason of the last fetch of `url`."""
        return self.rows("SELECT outcome, status, reason FROM fetches WHERE url = ? ORDER BY id DESC LIMIT 1", url)[0]

    def titles(self) -> list[object]:
        return [row[0] for row in self.rows("SELECT title FROM articles ORDER BY title")]


@pytest.fixture
def web() -> Iterator[Web]:
    with Web().serving() as serving:
        yield serving


@pytest.fixture
def crawling(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Crawling:
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    return Crawling(tmp_path / "newsfold.db")

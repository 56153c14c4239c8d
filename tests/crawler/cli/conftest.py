"""A store with one story that two outlets ran; a folder with a configuration, and a server to add sources of."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from crawler.cli import run
from tests.crawler.cli.dams import CRAWL
from tests.crawler.cli.flood import TEXT
from tests.crawling import crawling, web

if TYPE_CHECKING:
    from pathlib import Path

    from tests.crawling import Crawling

__all__ = ["crawling", "web"]


@pytest.fixture
def db(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> str:
    lines = tmp_path / "articles.jsonl"
    rows = [{"url": f"https://outlet{n}.example/flood", "title": "Kessel under water", "text": TEXT} for n in range(2)]
    lines.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    place = str(tmp_path / "news.db")
    assert run(["import", str(lines), "--db", place]) == 0
    capsys.readouterr()
    return place


@pytest.fixture
def place(tmp_path: Path, crawling: Crawling, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "newsfold.toml"
    path.write_text(CRAWL)
    return path

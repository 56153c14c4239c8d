"""What `datasette-metadata` writes, in front of the real Datasette: every table, query and search answers."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from crawler.cli import run
from dedupe.fold import fold
from storage.about import ABOUT
from storage.datasette import metadata
from storage.store import Store
from tests.storage.samples import article, save

TEXT = " ".join(f"The bridge at gate {place} was closed by {place * 7} engineers on Monday." for place in range(20))


@pytest.fixture
def filled(tmp_path: Path) -> Path:
    place = tmp_path / "my news.db"
    with Store.open(place) as store:
        save(
            store,
            article("http://a.example/1", outlet="A", text=TEXT, published_at="2026-01-30T10:00:00Z"),
            article("http://b.example/2", outlet="B", text=TEXT),
        )
        fold(store)
    return place


def written(place: Path, tmp_path: Path) -> dict[str, Any]:
    assert run(["datasette-metadata", "--db", str(place), "-o", str(tmp_path / "metadata.json")]) == 0
    return json.loads((tmp_path / "metadata.json").read_text())  # type: ignore[no-any-return]


def test_it_names_only_what_there_is(filled: Path, tmp_path: Path) -> None:
    ((name, said),) = written(filled, tmp_path)["databases"].items()
    assert name == "my news"
    with sqlite3.connect(filled) as connection:
        for table, facts in said["tables"].items():
            there = {row[1] for row in connection.execute(f"PRAGMA table_info([{table}])")}
            named = {
                *facts.get("facets", []),
                *(facts[key] for key in ("label_column", "sort_desc", "fts_pk") if key in facts),
            }
            assert there, table
            assert named <= there, table


def test_every_table_is_explained() -> None:
    ((_, said),) = metadata("x")["databases"].items()
    assert said["tables"].keys() == ABOUT.keys()
    assert {name for name, facts in said["tables"].items() if not facts.get("hidden")} >= {
        "stories",
        "articles",
        "matches",
    }


def test_the_real_program_serves_tables_search_and_queries(filled: Path, tmp_path: Path) -> None:
    app = pytest.importorskip("datasette.app")
    said = written(filled, tmp_path)

    async def ask() -> None:
        explorer = app.Datasette([str(filled)], metadata=said)
        await explorer.invoke_startup()
        base = "/my~20news"
        front = await explorer.client.get(base)
        assert "Who ran one story" in front.text
        for table in said["databases"]["my news"]["tables"]:
            answer = await explorer.client.get(f"{base}/{table}")
            assert answer.status_code == 200, table
        queries = said["databases"]["my news"]["queries"]
        for query in queries:
            answer = await explorer.client.get(f"{base}/{query}.json?_shape=array&story=1&words=bridge")
            assert answer.status_code == 200, answer.text
        found = (await explorer.client.get(f"{base}/articles.json?_search=engineers&_shape=array")).json()
        assert sorted(row["outlet"] for row in found) == ["A", "B"]
        assert (await explorer.client.get(f"{base}/articles.json?_search=nowhere&_shape=array")).json() == []
        follows = (await explorer.client.get(f"{base}/who_follows_whom.json?_shape=array")).json()
        assert [(row["first"], row["then_ran_by"], row["articles"]) for row in follows] == [("A", "B", 1)]

    asyncio.run(ask())

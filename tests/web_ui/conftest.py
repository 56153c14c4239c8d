"""A store with hostile and ordinary articles, and a client that asks the pages about it."""

from __future__ import annotations

from contextlib import redirect_stdout
from dataclasses import replace
from io import StringIO
from typing import TYPE_CHECKING

import pytest
from starlette.testclient import TestClient

from crawler.cli import run
from crawler.web.app import create_app
from dedupe.fold import fold
from storage.articles import save_article
from storage.records import Article, Attribution, AttributionKind, Outcome, Source
from storage.runs import EndedRun, Rest, keep_run
from storage.sources import upsert_source
from storage.store import Store

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator
    from pathlib import Path

HOSTILE = '<script>alert("x")</script><img src=x onerror=alert(1)>\u202egnp.exe'
_PARAGRAPHS = (
    "The harbour of Port Ellery was closed on Monday after a crane fell onto the northern quay during the night.",
    "Two dock workers were hurt, said Mayor Anna Bright, and were brought to the hospital of the town before dawn.",
    "The company that runs the crane, Norwick Lifting, promised 40,000 crowns to the families within the week.",
    "Ships are being sent to the basins at Sallow Point, where the waiting time has grown to eleven hours.",
)
_OTHER = (
    "The council of Lower Marsh voted by nine to four to turn the old brewery into flats and a school of music.",
    "Work on the roof begins in June, the architect Pavel Orr said, and should take about two years in all.",
    "Neighbours had asked for a park, and one of them, Ida Holm, called the vote a sad day for the quarter.",
    "The brewery closed in 1998 and has stood empty since, apart from a colony of bats in the eastern cellar.",
)


def article(url: str, outlet: str, paragraphs: tuple[str, ...], at: str | None, title: str) -> Article:
    """An article of so many paragraphs."""
    return Article(url, url, title, "\n\n".join(paragraphs), published_at=at, outlet=outlet, language="en")


_RIVAL = (
    "Ellery awoke to sirens: on its northern quay a crane had gone over in the dark and shut the port until noon.",
    "Doctors are treating a pair of night workers, Anna Bright told this newspaper as she left the infirmary.",
    "Norwick Lifting owns the machine. It would not say when an engineer had last looked at its bolts and cables.",
)


CRANE = article("http://wire.example/crane", "Wire", _PARAGRAPHS, "2026-03-01T06:00:00Z", "Crane falls in Port Ellery")
COPY = replace(
    article("http://echo.example/crane", "Echo", _PARAGRAPHS[:3], "2026-03-01T08:30:00Z", "Harbour closed after fall"),
    attributions=(Attribution("Wire", AttributionKind.CREDIT, "(Wire)", grade="syndicated"),),
)
BREWERY = article("http://post.example/flats", "Post", _OTHER, "2026-03-02", "Brewery to become flats")
RIVAL = article(
    "http://post.example/quay", "Post", _RIVAL, "2026-03-01T07:10:00Z", "Two injured as crane topples at Ellery quay"
)
MASHED = article(
    "http://mash.example/all", "Mash", (_PARAGRAPHS[0], _OTHER[0], _PARAGRAPHS[1], _OTHER[1], _OTHER[2]), None, "All"
)
EVIL = replace(
    article("javascript:alert(1)", HOSTILE, (HOSTILE, "Harmless words stand here, too, so that there is a text.")
    , "2026-02-01", HOSTILE),
    attributions=(Attribution(HOSTILE, AttributionKind.LINK, HOSTILE, "javascript:alert(2)"),),
    authors=(HOSTILE,), tags=(HOSTILE,), source=HOSTILE,
)  # fmt: skip


def one_event(connection: sqlite3.Connection, *articles: Article) -> None:
    """Make the stories of these articles one event, whatever was found."""
    urls = [each.url for each in articles]
    ids = [row[0] for row in connection.execute("SELECT story_id FROM articles WHERE url IN (?, ?)", urls)]
    connection.execute("UPDATE stories SET event_id = NULL")
    connection.execute("DELETE FROM events")
    connection.execute(
        "INSERT INTO events (id, title, first_published_at, last_published_at) VALUES (1, ?, ?, ?)",
        [articles[0].title, articles[0].published_at, articles[-1].published_at],
    )
    connection.execute("UPDATE stories SET event_id = 1 WHERE id IN (?, ?)", ids)


@pytest.fixture(scope="session")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("web") / "store.db"
    with Store.open(path) as store:
        with store.write():
            for each in (CRANE, COPY, BREWERY, MASHED, EVIL, RIVAL):
                save_article(store, each, fetched_at="2026-03-03T00:00:00Z")
            changed = replace(
                CRANE, text=CRANE.text.replace("Two dock workers", "Three dock workers of the night shift")
            )
            save_article(store, changed, fetched_at="2026-03-03T10:00:00Z")
        upsert_source(store, Source("wire", "http://wire.example/feed"), added_at="2026-03-01T00:00:00Z")
        upsert_source(store, Source(HOSTILE, "javascript:alert(3)"), added_at="2026-03-01T00:00:00Z")
        failed = EndedRun(HOSTILE, "2026-03-03T00:00:00Z", Outcome.SERVER_ERROR, f"HTTP 500 {HOSTILE}")
        keep_run(store, failed, Rest(1, failed.ended_at, {}), "2026-03-03T01:00:00Z")
        fold(store)
        with store.write() as connection:
            one_event(connection, CRANE, RIVAL)
    return path


@pytest.fixture(scope="session")
def demo_place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The store that `newsfold demo` leaves: the bundled web, crawled twice."""
    path = tmp_path_factory.mktemp("demo") / "demo.db"
    with redirect_stdout(StringIO()):
        assert run(["demo", "--db", str(path), "--json"]) == 0
    return path


@pytest.fixture
def client(place: Path) -> Iterator[TestClient]:
    with TestClient(create_app(place), base_url="http://127.0.0.1:8000", follow_redirects=False) as made:
        yield made

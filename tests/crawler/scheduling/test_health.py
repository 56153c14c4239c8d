from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from crawler.cli import run
from crawler.scheduling.health import Health, health_of
from storage.facts import SourceFacts
from storage.frontier import Waiting, lease, release_leases
from storage.health import failures
from storage.lock import DaemonLock
from storage.notices import note
from storage.records import Outcome, Source, SourceState
from storage.sources import upsert_source
from storage.store import Store
from tests.crawling import Crawling, crawling, web
from tests.daemons import configure
from tests.web import Web, article_page, listing_page

__all__ = ["crawling", "web"]

NOW = "2026-11-22T12:00:00Z"


def ago(**span: float) -> str:
    moment = datetime(2026, 11, 22, 12, tzinfo=UTC) - timedelta(**span)
    return moment.isoformat().replace("+00:00", "Z")


def facts(
    outcome: Outcome = Outcome.OK,
    *,
    failures: int = 0,
    last_link: float = 1.0,
    baseline: int = 0,
    due: str | None = None,
) -> SourceFacts:
    source = Source("Harbour", "https://harbour.example/news")
    state = SourceState(source, ago(days=40), due, ago(hours=1), ago(hours=1), outcome, "HTTP 503" if failures else "")
    return SourceFacts(
        state, failures, ago(hours=3) if failures else None, ago(days=40), ago(hours=last_link), baseline, 0
    )


@pytest.mark.parametrize(
    ("known", "health"),
    [
        (facts(), Health.FRESH),
        (facts(Outcome.SERVER_ERROR, failures=1), Health.FAILING),
        (facts(Outcome.SERVER_ERROR, failures=3), Health.BROKEN),
        (facts(Outcome.GONE, failures=1), Health.BROKEN),
        (facts(Outcome.ZERO_YIELD, failures=1), Health.BROKEN),
        (facts(baseline=28 * 10, last_link=20), Health.FRESH),  # the night
        (facts(baseline=28 * 10, last_link=48), Health.QUIET),
        (facts(baseline=28, last_link=24 * 5), Health.FRESH),  # one a day: five days without happen
        (facts(baseline=4, last_link=24 * 25), Health.FRESH),
    ],
)
def test_what_needs_a_person(known: SourceFacts, health: Health) -> None:
    assert health_of(known, NOW).health is health


def test_what_is_long_due_while_a_daemon_runs_needs_one() -> None:
    stuck = facts(due=ago(hours=3))
    assert health_of(stuck, NOW, overdue_matters=True).needs_a_person
    assert not health_of(stuck, NOW).needs_a_person


def test_what_is_usual_is_said_when_it_is_known() -> None:
    old = facts(baseline=28 * 3)
    assert health_of(old, NOW).usual_a_day == 3.0
    assert health_of(replace(old, first_seen_at=ago(days=2)), NOW).usual_a_day is None
    assert health_of(replace(old, first_seen_at=None), NOW).usual_a_day is None


def test_a_source_broken_seen_mended_and_seen_again(
    web: Web, crawling: Crawling, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    links = {f"/2026/11/0{day}/the-ferry-sails": f"The ferry sails on day {day}" for day in range(1, 5)}
    for path, headline in links.items():
        web.put(path, article_page(headline))
    url = web.put("/news", listing_page(links))
    configure(tmp_path, {"name": "Harbour", "kind": "listing", "url": url})

    def look() -> tuple[int, dict[str, object]]:
        capsys.readouterr()
        code = run(["status", "--json"])
        return code, json.loads(capsys.readouterr().out)["sources"][0]

    assert run(["fetch"]) == 0
    code, seen = look()
    assert seen["new_last_day"] == 4, "those of the first look are new that day"
    for command in (["status"], ["sources", "list"], ["stories"], ["story", "1"], ["diff", "1"]):
        assert run(command) == 0
        said = "".join(capsys.readouterr())
        assert re.search(r"\d{4}-\d\d-\d\d( \d\d:\d\d)?\b", said), command
        assert not re.search(r"\dT\d", said), "people read one form of times"
    assert (code, seen["health"]) == (0, "fresh")
    web.put("/news", "<p>gone</p>", status=404)
    assert run(["fetch"]) == 1
    code, seen = look()
    assert (code, seen["health"]) == (1, "broken")
    assert "404" in str(seen["words"])
    web.put("/news", listing_page(links))
    assert run(["fetch"]) == 0
    assert look()[0] == 0


def test_a_configuration_that_the_daemon_does_not_take_up_is_said_to_be_left_aside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Store.open(tmp_path / "kept.db").close()
    Path("newsfold.toml").write_text("[store]\npath = 'kept.db'\n[crawl]\ndelay = 'x'\n", encoding="utf-8")
    assert run(["status"]) == 2
    alone = capsys.readouterr().err.strip()
    with DaemonLock(tmp_path / "kept.db", "process 12"):
        assert run(["status"]) == 2
    beside = capsys.readouterr().err.strip()
    assert beside.startswith(f"{alone}; the daemon (")
    assert beside.endswith("goes on with the configuration that it took up before")
    assert run(["doctor"]) == 1
    assert "kept.db: ok" in capsys.readouterr().out


def test_what_a_daemon_refused_is_a_trouble_as_long_as_it_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    with Store.open(tmp_path / "newsfold.db") as store:
        note(store, "configuration", "refused, the old one is in use: line 1", NOW)
    with DaemonLock(tmp_path / "newsfold.db", "process 12"):
        assert run(["status"]) == 1
    assert "needs you: the configuration: refused" in capsys.readouterr().err
    assert run(["status"]) == 0
    assert "refused" not in capsys.readouterr().err


def test_sources_that_were_never_fetched_are_there_too(
    crawling: Crawling, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    configure(tmp_path, {"name": "Harbour", "url": "https://harbour.example/"})
    Store.open(tmp_path / "newsfold.db").close()
    assert run(["status"]) == 0
    assert "not fetched yet" in capsys.readouterr().out


def test_what_a_source_left_over_is_shown_until_it_is_fetched(
    crawling: Crawling, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    configure(tmp_path, {"name": "Harbour", "url": "https://harbour.example/"})
    with Store.open(tmp_path / "newsfold.db") as store:
        for name in ("Harbour", "Quay", "Pier"):
            upsert_source(store, Source(name, f"https://{name}.example/"), added_at=NOW)
        for name in ("Harbour", "Quay"):
            lease(store, name, [Waiting(f"https://{name}.example/1", 0, NOW)], owner="x")
        release_leases(store, "x")

    assert run(["status", "--json"]) == 0, "it needs nobody"
    seen = json.loads(capsys.readouterr().out)["sources"]
    assert [(each["source"], each["health"], each["waiting"]) for each in seen] == [
        ("Harbour", "waiting", 1),
        ("Quay", "waiting", 1),
    ]
    assert "does not name it" in seen[1]["words"]


def test_what_is_new_and_what_gave_nothing_is_told_as_the_fetch_told_it(
    web: Web, crawling: Crawling, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    links = {f"/2026/11/{day:02}/the-ferry-sails": f"The ferry sails on day {day}" for day in range(1, 9)}
    for path, headline in list(links.items())[:3]:
        web.put(path, article_page(headline))
    configure(tmp_path, {"name": "Harbour", "kind": "listing", "url": web.put("/news", listing_page(links))})
    run(["fetch"])
    said = capsys.readouterr().err
    assert said.count("Harbour: gone (HTTP 404): http://") == 3, "the first are named"
    assert "Harbour: and 2 more pages that gave nothing, which `newsfold status --failures` lists\n" in said
    assert run(["status", "--failures"]) == 0
    listed = capsys.readouterr().out.splitlines()[1:]
    assert all(re.search(r"^Harbour .*  gone  .*HTTP 404  .*http://\S+/the-ferry-sails$", line) for line in listed)
    assert len(listed) == 5
    for _ in range(2):  # the second run asks none of them again: it is no better for that
        assert run(["status", "--json"]) == 0
        (seen,) = json.loads(capsys.readouterr().out)["sources"]
        assert (seen["links_last_day"], seen["new_last_day"]) == (8, 3)
        assert "5 of 8 new pages gave nothing (5 gone)" in seen["words"]
        run(["fetch"])
        capsys.readouterr()
    with Store.open(tmp_path / "newsfold.db", read_only=True) as store:
        assert len(failures(store)["Harbour"]) == 5

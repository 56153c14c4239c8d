"""Every behaviour of the hostile servers crawled in one run with honest pages: what must hold whatever they do."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from storage.records import Outcome, Source
from storage.store import Store
from tests import hostile_pages
from tests.hostile_lies import FALSE
from tests.hostile_world import SECRET, World, sends_away
from tests.watched import Watched, watch

SECRETS = (SECRET.encode(), Path("/etc/passwd").read_bytes().splitlines()[0], b"the-secret-cookie")
MB = 1024 * 1024
ROBOTS = 1  # request of a server for its robots.txt
Ran = tuple[World, Watched, Path]


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ran]:
    store = tmp_path_factory.mktemp("hostile") / "newsfold.db"
    with ExitStack() as stack:
        stack.enter_context(pytest.MonkeyPatch.context()).setenv("no_proxy", "*")
        world = World().put_up(stack)
        controls = list(world.controls)
        urls = [*controls[:5], *world.behaviours.values(), *controls[5:]]
        seen = watch([Source(url, url) for url in urls], store, patience=600, timeout=4.0)
        yield world, seen, store


def rows(store: Path, query: str, *values: object) -> list[tuple[object, ...]]:
    with Store.open(store, read_only=True) as opened:
        return opened.connection.execute(query, values).fetchall()


def test_all_of_them_are_tried(ran: Ran) -> None:
    world, _, _ = ran
    assert len(world.behaviours) >= 500


def test_no_honest_page_is_lost(ran: Ran) -> None:
    world, _, store = ran
    assert set(world.controls) <= {str(url) for (url,) in rows(store, "SELECT url FROM articles")}


def test_nobody_speaks_for_another_outlet(ran: Ran) -> None:
    world, _, store = ran
    home = next(iter(world.controls)).rpartition("/2026")[0]
    kept = rows(
        store, "SELECT url, title, text LIKE ?, revision FROM articles WHERE url LIKE ?", f"%{FALSE}%", f"{home}/%"
    )
    assert sorted(kept) == [(url, title, 0, 1) for url, title in sorted(world.controls.items())]


def test_nobody_gets_inside(ran: Ran) -> None:
    world, _, _ = ran
    assert [asked.path for asked in world.inside.asked] == []


def test_no_secret_leaves_the_house_and_exports_are_safe(ran: Ran, tmp_path: Path) -> None:
    _, seen, store = ran
    files = [store, *store.parent.glob("newsfold.db-*")]
    for form in ("jsonl", "json", "csv", "atom", "html", "markdown"):
        for what in ("stories", "articles"):
            if what == "articles" and form in ("atom", "html", "markdown"):
                continue
            files.append(tmp_path / f"{what}.{form}")
            command("export", "--what", what, "--format", form, "-o", str(files[-1]), "--db", str(store))
    csv.field_size_limit(20 * MB)
    with (tmp_path / "articles.csv").open(newline="", encoding="utf-8") as table:
        assert [
            cell for row in csv.reader(table) for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))
        ] == []
    assert "<script>alert" not in (tmp_path / "stories.html").read_text()
    for secret in SECRETS:
        assert secret.decode() not in seen.said
        assert [file.name for file in files if secret in file.read_bytes()] == []


def test_it_stays_within_its_memory_and_never_stalls(ran: Ran) -> None:
    _, seen, _ = ran
    assert seen.memory <= 512 * MB
    assert seen.stall <= 1.0


def test_no_address_is_asked_more_than_three_times(ran: Ran) -> None:
    world, _, _ = ran
    assert {url: tries for url, tries in world.tries().items() if tries > 3} == {}


def test_no_page_is_asked_for_that_robots_txt_keeps_back(ran: Ran) -> None:
    world, _, store = ran
    tries = world.tries()
    kept = {url for (url,) in rows(store, "SELECT url FROM articles")}
    behind = {name: url for name, url in world.behaviours.items() if name.startswith("a robots.txt")}
    assert [name for name, url in world.forbidden.items() if tries[url]] == []
    assert [name for name, url in behind.items() if name not in world.forbidden and url not in kept] == []


def test_nothing_is_sent_that_could_tell_who_asks(ran: Ran) -> None:
    world, _, _ = ran
    assert world.sent().isdisjoint({"Cookie", "Authorization", "Proxy-Authorization", "Referer"})


def test_every_request_has_its_row_in_words_of_the_list(ran: Ran) -> None:
    world, seen, store = ran
    without = [
        name for name, url in world.behaviours.items() if not rows(store, "SELECT 1 FROM fetches WHERE url = ?", url)
    ]
    assert [name for name in without if "waits for" not in name and not sends_away(name)] == []
    assert {word for (word,) in rows(store, "SELECT DISTINCT outcome FROM fetches")} <= {each.value for each in Outcome}
    assert [row["note"] for row in seen.rows if "the crawl broke off" in str(row["note"])] == []
    assert rows(store, "SELECT url, reason FROM fetches WHERE reason LIKE '%defect of newsfold%'") == []
    assert rows(store, "PRAGMA integrity_check") == [("ok",)]


def test_webs_without_end_end(ran: Ran) -> None:
    world, _, _ = ran
    asked = {name: world.asked_at(name) for name in hostile_pages.led_on()}
    assert {name: count for name, count in asked.items() if count > ROBOTS + 3 + 3 * 20} == {}


@pytest.mark.parametrize(
    "what", [("stories", "--limit", "500"), ("sources", "list"), ("status",)], ids=lambda each: each[0]
)
def test_what_is_shown_cannot_steer_a_terminal(ran: Ran, what: tuple[str, ...]) -> None:
    _, _, store = ran
    shown = command(*what, "--db", str(store))
    steering = {each for each in shown if unicodedata.category(each) in ("Cc", "Cs") and each not in "\n\t"}
    assert steering | {each for each in shown if each in "\u202e\u2066\u2028\u2029"} == set()


def command(*words: str) -> str:
    """What a command writes, to both of its streams."""
    run = [sys.executable, "-m", "crawler", *words]
    ended = subprocess.run(
        run,
        capture_output=True,
        check=False,
        timeout=120,
        cwd=Path(__file__).parents[2],
        env=os.environ | {"NEWSFOLD_CONFIG": ""},
    )
    assert ended.returncode in (0, 1), ended.stderr
    return (ended.stdout + ended.stderr).decode()

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.frontier import Waiting, lease, release_leases, strike, take_waiting, this_owner, waiting_by_source
from storage.store import Store

NOW = "2026-11-22T12:00:00Z"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "newsfold.db") as opened:
        yield opened


def links(*numbers: int) -> list[Waiting]:
    return [Waiting(f"https://example.org/{number}", 0, NOW) for number in numbers]


def urls(found: list[Waiting]) -> list[str]:
    return [each.url for each in found]


def owner_of_a_dead_process() -> str:
    ended = subprocess.run(
        [sys.executable, "-c", "from storage.frontier import this_owner; print(this_owner('x'))"],
        capture_output=True,
        text=True,
        check=True,
    )
    return ended.stdout.strip()


def test_what_a_living_process_works_on_is_left_to_it(store: Store) -> None:
    mine, others = this_owner("a"), this_owner("b")
    assert lease(store, "source", links(1, 2), owner=mine) == urls(links(1, 2))
    assert lease(store, "source", links(2, 3), owner=others) == urls(links(3))
    assert take_waiting(store, "source", now=NOW, owner=others) == []


def test_the_leases_of_the_dead_are_taken_over(store: Store) -> None:
    lease(store, "source", links(1, 2), owner=owner_of_a_dead_process())

    assert take_waiting(store, "source", now=NOW, owner=this_owner("a")) == links(1, 2)
    assert take_waiting(store, "source", now=NOW, owner=this_owner("b")) == []


def test_a_process_number_used_again_is_no_living_owner(store: Store) -> None:
    machine, pid, _, run = this_owner("a").split(" ")
    lease(store, "source", links(1), owner=f"{machine} {pid} 1 {run}")

    assert take_waiting(store, "source", now=NOW, owner=this_owner("b")) == links(1)


def test_another_machines_lease_runs_out(store: Store) -> None:
    lease(store, "source", links(1), owner="elsewhere 1 1 a")

    assert take_waiting(store, "source", now="2026-11-22T13:00:00Z", owner=this_owner("a")) == []
    assert take_waiting(store, "source", now="2026-11-22T15:00:00Z", owner=this_owner("a")) == links(1)


def test_what_is_released_waits_and_what_is_struck_does_not(store: Store) -> None:
    mine = this_owner("a")
    lease(store, "source", links(1, 2), owner=mine)
    with store.write() as connection:
        strike(connection, "https://example.org/1")
    release_leases(store, mine)

    assert take_waiting(store, "another", now=NOW, owner=mine) == []
    assert take_waiting(store, "source", now=NOW, owner=this_owner("b")) == links(2)


def test_what_nobody_works_on_is_counted_by_source(store: Store) -> None:
    lease(store, "here", links(1, 2), owner=this_owner("living"))
    lease(store, "here", links(3), owner=owner_of_a_dead_process())
    lease(store, "there", links(4, 5), owner=this_owner("ended"))
    release_leases(store, this_owner("ended"))

    assert waiting_by_source(store, NOW) == {"here": 1, "there": 2}

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from crawler.fetching.gate import Gate
from crawler.fetching.turns import Turns
from storage.errors import StoreError
from tests.crawler.fetching.test_gate import A, Clock, pass_at, run

# Another process that has the turn at a host until its standard input ends.
HOLDER = """
import sys
from pathlib import Path
from crawler.fetching.turns import Turns
turns = Turns(Path(sys.argv[1]))
print(turns.take("a.example", 0.0), flush=True)
sys.stdin.read()
if sys.argv[2] == "well":
    turns.give_back("a.example")
"""


def holder(store: Path, end: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(store), end], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


@pytest.mark.parametrize(("end", "pause"), [("well", 5.0), ("killed", 0.0)])
def test_who_asks_a_host_keeps_other_processes_out_until_it_ends(tmp_path: Path, end: str, pause: float) -> None:
    store = tmp_path / "news.db"
    turns = Turns(store)
    with holder(store, end) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "0.0\n"
        assert 0 < turns.take("a.example", 5.0) < 1
        assert turns.take("b.example", 5.0) == 0
        other.communicate()

    assert turns.take("a.example", 5.0) == pytest.approx(pause, abs=4)


def test_the_pause_after_another_process_is_waited_for(tmp_path: Path) -> None:
    async def test() -> None:
        clock = Clock()
        clock.now = 1_000.0
        turns = Turns(tmp_path / "news.db", clock)
        assert turns.take("a.example", 2.0) == 0
        turns.give_back("a.example")  # as another run would, at this moment
        clock.now += 0.5
        gate = Gate(2.0, 8, clock=clock, sleep=clock.sleep)
        gate.share(turns)
        assert [await pass_at(gate, clock, A), await pass_at(gate.beside(), clock, A)] == [1_002.0, 1_004.0]

    run(test)


def test_a_moment_to_come_is_not_waited_for(tmp_path: Path) -> None:
    clock = Clock()
    clock.now = 5_000.0
    turns = Turns(tmp_path / "news.db", clock)
    turns.take("a.example", 1.0)
    turns.give_back("a.example")
    clock.now = 1_000.0  # the clock was put right

    assert turns.take("a.example", 1.0) == 0


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "news.db.turns").mkdir()

    with pytest.raises(StoreError, match=r"news\.db\.turns cannot be opened \(Is a directory\)"):
        Turns(tmp_path / "news.db")

"""What who is new to it does: a configuration that is not finished, a wrong number, a small terminal, Ctrl-C again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from crawler.cli import run
from storage.store import Store
from tests.rights import python_bound_by_rights


def test_the_demo_does_not_mind_a_broken_configuration(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "newsfold.toml").write_text("[store\n")
    assert run(["demo", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["stories"]


@pytest.mark.parametrize(
    ("locked", "told"),
    [("news.db", "WRONG  writing to the store"), (".", "WRONG  writing to the store"), ("none", "WRONG  store")],
)
def test_the_doctor_sees_that_a_store_cannot_be_written(tmp_path: Path, locked: str, told: str) -> None:
    (tmp_path / "none").mkdir()
    Store.open(tmp_path / "news.db").close()
    (tmp_path / locked).chmod(0o555)
    place = tmp_path / ("none" if locked == "none" else "") / "news.db"
    done = python_bound_by_rights("-m", "crawler", "doctor", "--db", str(place))
    (tmp_path / locked).chmod(0o755)
    assert (done.returncode, done.stderr) == (1, "")
    assert told in done.stdout


def test_the_doctor_waits_for_no_writer(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = tmp_path / "news.db"
    with Store.open(place) as store, store.write():
        assert run(["doctor", "--db", str(place), "--json"]) == 0
    told = {each["what"]: each["found"] for each in json.loads(capsys.readouterr().out)}
    assert told["writing to the store"] == "another process does just now"

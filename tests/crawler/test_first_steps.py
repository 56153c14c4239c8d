"""What who is new to it does: a configuration that is not finished, a wrong number, a small terminal, Ctrl-C again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from crawler.cli import run
def test_the_demo_does_not_mind_a_broken_configuration(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "newsfold.toml").write_text("[store\n")
    assert run(["demo", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["stories"]

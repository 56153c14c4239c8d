"""What was stopped says what is kept and what waits."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from crawler.cli import run
from tests.crawler.cli.flood import TEXT

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_what_waits_to_be_folded_is_said_to(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    row, db = {"url": "https://a.example/1", "text": TEXT}, str(tmp_path / "news.db")
    (tmp_path / "a.jsonl").write_text(json.dumps(row))
    with monkeypatch.context() as stopped:
        stopped.setattr("dedupe.fold.fold", stop)
        assert run(["import", str(tmp_path / "a.jsonl"), "--db", db]) == 130
    assert "1 article waits to be folded, which the next import, fetch or run does\n" in capsys.readouterr().err
    assert run(["stories", "--db", db]) == 0
    assert "No story fits.\n1 article waits to be folded" in capsys.readouterr().err
    with monkeypatch.context() as stopped:  # as a second Ctrl-C ends a fetch
        stopped.setattr("crawler.run.fetch", stop)
        assert run(["fetch", "https://a.example/2", "--db", db]) == 130
    assert "goes on with the rest; 1 article waits to be folded" in capsys.readouterr().err
    assert run(["status", "--db", db]) == 0
    assert "1 article waits to be folded" in capsys.readouterr().err
    assert run(["doctor", "--db", db]) == 0
    assert "1 articles, 1 not folded yet; the next `newsfold fetch`" in capsys.readouterr().out
    assert run(["import", str(tmp_path / "a.jsonl"), "--db", db]) == 0
    assert run(["stories", "--db", db]) == 0
    assert "waits" not in capsys.readouterr().err


def test_an_import_that_is_stopped_says_what_became_of_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("crawler.importing.import_paths", stop)
    (tmp_path / "a.jsonl").write_text("{}")
    assert run(["import", str(tmp_path / "a.jsonl"), "--db", str(tmp_path / "news.db")]) == 130
    assert "what was taken in is kept; the same command goes on" in capsys.readouterr().err

"""The command `serve`: where it listens, and what it refuses."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import urllib.request
from typing import TYPE_CHECKING

import pytest

from crawler.cli import run

if TYPE_CHECKING:
    from pathlib import Path


def test_it_serves_until_it_is_stopped(place: Path) -> None:
    command = [sys.executable, "-m", "crawler", "serve", "--db", str(place), "--port", "0", "--json"]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("NEWSFOLD_")}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        try:
            assert process.stdout is not None
            told = ""
            while not told.rstrip().endswith("}"):
                told += process.stdout.readline()
            url = json.loads(told)["url"]
            assert url.startswith("http://127.0.0.1:")
            with urllib.request.urlopen(url, timeout=30) as answer:
                assert b"Crane falls" in answer.read()
        finally:
            process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=30) == 0


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["--host", "0.0.0.0"], "anyone who can reach this machine could read"),
        (["--host", "::"], "--without-token if that is meant"),
        (["--host", "0.0.0.0", "--token", "short"], "could be guessed"),
        (["--host", "203.0.113.7", "--token", "long enough for this"], "cannot be listened on"),
        (["--db", "nowhere.db"], "does not exist"),
    ],
)
def test_what_it_refuses(
    place: Path,
    arguments: list[str],
    complaint: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("NEWSFOLD_DB", str(place))
    monkeypatch.delenv("NEWSFOLD_TOKEN", raising=False)
    assert run(["serve", "--port", "0", *arguments]) == 2
    told = capsys.readouterr().err
    assert complaint in told
    assert told.count("\n") == 1


def test_a_port_that_is_taken_is_one_line(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert run(["serve", "--db", str(place), "--port", str(port)]) == 2
    told = capsys.readouterr().err
    assert told.startswith(f"newsfold: 127.0.0.1:{port} is taken by another program")
    assert "--port 0" in told
    assert told.count("\n") == 1

"""Answers that go to a file or a pipe while a bar is on the screen."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest

from crawler.cli import run
from tests.web import article_page

ROOT = Path(__file__).parent.parent.parent


@pytest.mark.parametrize(
    ("command", "answers"),
    [("extract page.html page.html", 2), ("import --json a.jsonl", 1), ("export", 1), ("recluster --json", 1)],
)
def test_an_answer_goes_to_its_file_as_it_is(command: str, answers: int, tmp_path: Path) -> None:
    db = str(tmp_path / "news.db")
    (tmp_path / "page.html").write_text(article_page("The ferry sails again"), encoding="utf-8")
    row = {"url": "https://outlet.example/1", "text": "The ferry sails again at noon, says its captain. " * 9}
    (tmp_path / "a.jsonl").write_text(json.dumps(row), encoding="utf-8")
    assert run(["import", str(tmp_path / "a.jsonl"), "--db", db]) == 0

    asked = [sys.executable, "-m", "crawler", *command.split()]
    environment = os.environ | {"PYTHONPATH": str(ROOT), "NEWSFOLD_DB": db, "TERM": "xterm"}
    ours, screen = pty.openpty()
    with ThreadPoolExecutor(1) as beside:
        shown = beside.submit(_all_shown, ours)  # a screen that nobody reads would hold the command up
        done = subprocess.run(
            asked, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, stderr=screen, text=True, check=False
        )
        os.close(screen)
    lines = [done.stdout] if "--json" in asked else done.stdout.splitlines()
    assert (done.returncode, [type(json.loads(each)) for each in lines]) == (0, [dict] * answers)
    assert b"ing \x1b" in shown.result()  # the bar
    assert b"{" not in shown.result()


def _all_shown(screen: int) -> bytes:
    shown = b""
    with suppress(OSError):  # which is how Linux says that nobody writes to it any more
        while more := os.read(screen, 4096):
            shown += more
    os.close(screen)
    return shown

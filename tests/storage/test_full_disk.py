"""A disk that is full, and one that may only be read: a small file system of its own, in a namespace of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
WRITING = {
    "import": ["import", "{rows}"],
    "fetch": ["fetch", "http://127.0.0.1:9/"],
    "recluster": ["recluster"],
    "backup": ["backup", "{disk}/b.db"],
    "export": ["export", "-o", "{disk}/out.jsonl"],
    "a picture of it": ["export", "--format", "html", "-o", "{disk}/out.html"],
}
READING = {"stories": ["stories"], "export": ["export", "--what", "articles"], "why": ["why", "1", "2"]}

# Runs as the only user of a small disk: fills it, tries every command, frees it and goes on, then makes it read-only.
CHILD = """
import contextlib, io, json, sqlite3, subprocess, sys
from pathlib import Path

disk, rows, more, writing, reading = Path(sys.argv[1]), sys.argv[2], sys.argv[3], *map(json.loads, sys.argv[4:])
subprocess.run(["mount", "-t", "tmpfs", "-o", "size=3m", "none", disk], check=True)
from crawler.cli import run

def say(words, store="a.db"):
    out, told = io.TextIOWrapper(io.BytesIO(), "utf-8"), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(told):
        words = [each.format(rows=more, disk=disk) for each in words]
        code = run([*words, "--db", str(disk / store), "--config", rows + ".toml"])
    out.flush()
    return code, told.getvalue(), out.buffer.getvalue().decode()

def files():
    return sorted(path.name for path in disk.iterdir() if not path.name.endswith(("-wal", "-shm")))

def fill():
    with contextlib.suppress(OSError), open(disk / "fill", "wb", buffering=0) as file:
        for size in (65536, 1):
            with contextlib.suppress(OSError):
                while file.write(bytes(size)):
                    pass

answers = {"first": say(["import", rows]), "a large one": say(["import", more])}
answers["held"] = say(["export", "--what", "articles"])[2].count(chr(10))
fill()
answers["full"] = {name: say(words) for name, words in writing.items()}
answers["full, read"] = {name: say(words) for name, words in reading.items()}
answers["full, new"] = say(["import", rows], "new.db")
answers["full, files"] = files()
(disk / "fill").unlink()
subprocess.run(["mount", "-o", "remount,size=80m", disk], check=True)
answers["freed"] = say(["import", more])
answers["held then"] = say(["export", "--what", "articles"])[2].count(chr(10))
subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
answers["read-only"] = {name: say(words) for name, words in writing.items()}
answers["read-only, read"] = {name: say(words) for name, words in reading.items()}
store = sqlite3.connect(f"file:{disk}/a.db?immutable=1", uri=True)
answers["integrity"] = store.execute("PRAGMA integrity_check").fetchall()
print(json.dumps(answers))
"""


def rows(path: Path, count: int, about: str) -> Path:
    text = "\n\n".join(f"{about} {{0}} came up for the {n}th time, and the council of {{0}} met." for n in range(40))
    lines = (
        json.dumps({"url": f"https://harbour.example/{about}/{n}", "title": f"{about} {n}", "text": text.format(n)})
        for n in range(count)
    )
    path.write_text("\n".join(lines))
    return path


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    place = tmp_path_factory.mktemp("disks")
    (disk := place / "disk").mkdir()
    first, more = rows(place / "first.jsonl", 20, "bridge"), rows(place / "more.jsonl", 1500, "ferry")
    Path(f"{first}.toml").write_text('[crawl]\nallow_addresses = ["127.0.0.1"]\n')
    command = ["unshare", "--user", "--map-root-user", "--mount"]
    try:
        may = subprocess.run([*command, "mount", "-t", "tmpfs", "none", str(disk)], capture_output=True, check=False)
    except FileNotFoundError:
        pytest.skip("there is no unshare")
    if may.returncode:
        pytest.skip("no file system can be mounted here")
    words = [str(disk), str(first), str(more), json.dumps(WRITING), json.dumps(READING)]
    ended = subprocess.run(
        [*command, sys.executable, "-c", CHILD, *words],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    found: dict[str, Any] = json.loads(ended.stdout)
    return found


def test_what_does_not_fit_is_said_and_what_did_is_whole(answers: dict[str, Any]) -> None:
    assert answers["first"][0] == 0
    code, told, _ = answers["a large one"]
    assert (code, told.count("\n")) == (2, 1)
    assert "the disk is full: free some space and run it again" in told
    assert answers["held"] >= 20
    assert answers["integrity"] == [["ok"]]


@pytest.mark.parametrize("command", WRITING)
def test_a_full_disk_is_said_in_one_line(answers: dict[str, Any], command: str) -> None:
    code, told, _ = answers["full"][command]
    assert (code, told.count("\n")) == (2, 1), told
    assert "full" in told or "No space left" in told


def test_a_full_disk_takes_no_new_store_and_keeps_no_pieces(answers: dict[str, Any]) -> None:
    code, told, _ = answers["full, new"]
    assert code == 2
    assert "the disk is full" in told
    pieces = [name for name in answers["full, files"] if name not in ("a.db", "a.db.turns", "fill")]
    assert pieces in ([], ["new.db"])


@pytest.mark.parametrize("state", ["full, read", "read-only, read"])
@pytest.mark.parametrize("command", READING)
def test_what_is_there_can_still_be_read(answers: dict[str, Any], state: str, command: str) -> None:
    code, told, out = answers[state][command]
    assert code == 0, told
    assert out


def test_once_there_is_room_the_same_command_goes_on(answers: dict[str, Any]) -> None:
    assert answers["freed"][0] == 0
    assert answers["held then"] == 1520


@pytest.mark.parametrize("command", WRITING)
def test_a_read_only_disk_is_said_in_one_line(answers: dict[str, Any], command: str) -> None:
    code, told, _ = answers["read-only"][command]
    assert (code, told.count("\n")) == (2, 1), told
    assert "read-only" in told.lower()

"""The tutorial shows what the commands say: each is run on the demo's store, each line shown has to be there."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TUTORIAL = (ROOT / "docs" / "tutorial.md").read_text(encoding="utf-8")


@dataclass(frozen=True)
class Step:
    """One command of the tutorial and the lines that it shows of the answer."""

    arguments: list[str]
    shown: tuple[str, ...]


def steps() -> list[Step]:
    found: list[Step] = []
    for block in re.findall(r"```console\n(.*?)```", TUTORIAL, re.DOTALL):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, *lines = part.rstrip().splitlines()
            if command.startswith("newsfold "):
                found.append(Step(shlex.split(command)[1:], tuple(line for line in lines if line.strip())))
    return found


def plain(line: str) -> str:
    """A line without what differs from run to run and from width to width: columns, moments."""
    return re.sub(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", "<moment>", " ".join(line.split()))


def newsfold(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PYTHONPATH": str(ROOT), "NEWSFOLD_DB": "newsfold-demo.db"}
    command = [sys.executable, "-m", "crawler", *arguments]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the demo has been run."""
    place = tmp_path_factory.mktemp("tutorial")
    done = newsfold(place, "demo")
    assert done.returncode == 0, done.stderr
    (place / "demo.txt").write_text(done.stdout)
    (place / "said.txt").write_text(done.stderr)
    return place


def assert_shown(shown: tuple[str, ...], answer: str) -> None:
    """Each line is a line of the answer, or the beginning of one where it ends in an ellipsis."""
    lines = [plain(line) for line in answer.splitlines()]
    for line in map(plain, shown):
        start = line.removesuffix("…").rstrip()
        assert any(known == line or (start != line and known.startswith(start)) for known in lines), line


def test_the_tutorial_walks_through_the_commands() -> None:
    assert {step.arguments[0] for step in steps()} >= {"demo", "stories", "story", "why", "diff", "export"}


def test_the_demos_table_is_as_shown(folder: Path) -> None:
    (block,) = re.findall(r"```\n( source .*?)```", TUTORIAL, re.DOTALL)
    assert_shown(tuple(block.splitlines()), (folder / "demo.txt").read_text())


def test_a_demo_on_its_own_store_says_that_nothing_is_new(folder: Path, tmp_path: Path) -> None:
    assert "already" not in (folder / "said.txt").read_text()
    shutil.copy(folder / "newsfold-demo.db", tmp_path / "kept.db")
    done = newsfold(tmp_path, "demo", "--db", "kept.db")
    assert done.returncode == 0, done.stderr
    assert "\nkept.db holds the demo's articles already, of an earlier run: none is new.\n" in done.stderr


def test_the_demos_hints_can_be_pasted(folder: Path) -> None:
    said = (folder / "said.txt").read_text()
    hints = [shlex.split(line.split("    ")[0]) for line in said.splitlines() if line.startswith("  newsfold ")]
    told = {hint[1]: hint[1:] for hint in hints}
    assert all(each.startswith("http://") for each in told["why"][1:3])
    for name in ("story", "why", "diff", "export"):
        done = newsfold(folder, *told[name])
        assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("step", steps()[1:], ids=lambda step: " ".join(step.arguments)[:40])
def test_a_command_answers_as_shown(folder: Path, step: Step) -> None:
    done = newsfold(folder, *step.arguments)
    assert done.returncode == 0, done.stderr
    assert_shown(step.shown, done.stdout + done.stderr)

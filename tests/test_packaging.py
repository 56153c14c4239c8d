"""What stands in packaging/: the unit is one that systemd takes, and the image runs without rights."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from tests.daemons import ROOT

UNIT = ROOT / "packaging" / "newsfold.service"
IMAGE = ROOT / "packaging" / "Containerfile"
needs_systemd = pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed")


def unit() -> dict[str, str]:
    return dict(line.split("=", 1) for line in UNIT.read_text().splitlines() if re.match(r"\w+=", line))


def test_the_unit_says_when_it_is_ready_and_is_watched() -> None:
    found = unit()
    assert (found["Type"], found["WatchdogSec"], found["Restart"]) == ("notify", "120", "on-failure")
    assert found["ExecReload"].endswith("-HUP $MAINPID")
    assert found["RestartPreventExitStatus"] == "2", "a second daemon would be started again and again"
    assert int(found["TimeoutStopSec"]) > 10, "the daemon has ten seconds to end by itself"


@needs_systemd
def test_systemd_takes_the_unit(tmp_path: Path) -> None:
    copy = tmp_path / UNIT.name
    copy.write_text(UNIT.read_text().replace("/opt/newsfold/bin/newsfold", sys.executable))
    done = subprocess.run(["systemd-analyze", "verify", copy], check=False, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


@needs_systemd
def test_the_unit_is_hardened() -> None:
    command = ["systemd-analyze", "security", "--offline=true", "--no-pager", str(UNIT)]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    if done.returncode and "unrecognized" in done.stderr:
        pytest.skip("this systemd-analyze does not look at files")
    found = re.search(r"exposure level for newsfold.service: (\d+\.\d)", done.stdout)
    assert found is not None, done.stderr
    assert float(found[1]) < 2.0


def test_the_image_runs_without_rights_on_a_read_only_root() -> None:
    text = IMAGE.read_text()
    stage = text[text.rindex("\nFROM ") :]
    assert "--read-only" in text
    assert re.search(r"^USER \d+$", stage, re.MULTILINE), "a number: whoever runs it sees that it is not root"
    assert "root" not in stage.split("USER")[1].lower()
    assert "PYTHONDONTWRITEBYTECODE=1" in stage
    assert "STOPSIGNAL SIGTERM" in stage


def test_what_is_imported_is_declared() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    wanted = [*project["dependencies"], *extras["datasette"], *extras["parquet"]]
    declared = {plain(re.split(r"[^\w.-]", each)[0]) for each in wanted}
    files = (file for folder in ("crawler", "dedupe", "spiders", "storage") for file in (ROOT / folder).rglob("*.py"))
    imported = {name.split(".")[0] for file in files for name in imports(file.read_text(encoding="utf-8"))}
    installed = packages_distributions()
    comes_from = {module: set(map(plain, installed[module])) for module in imported if module in installed}
    undeclared = {module for module, names in comes_from.items() if not names & (declared | {"newsfold"})}
    assert undeclared == {"twisted", "zope"}, "Scrapy is made of these two"


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def imports(text: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module

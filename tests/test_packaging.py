"""What stands in packaging/: the unit is one that systemd takes, and the image runs without rights."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
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

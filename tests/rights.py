"""Programs that are bound by the rights of files, as those of users are: root may write anywhere."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
# Gives the right up to write anywhere (PR_CAPBSET_DROP, CAP_DAC_OVERRIDE), and goes on as another program.
_BOUND = """
import ctypes, os, sys
if os.getuid() == 0 and ctypes.CDLL(None).prctl(24, 1, 0, 0, 0) != 0:
    sys.exit("cannot give up root's rights")
os.execv(sys.executable, [sys.executable, *sys.argv[1:]])
"""


def python_bound_by_rights(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run Python with `arguments` at the root of the project; skips the test where root cannot give up its rights."""
    command = [sys.executable, "-c", _BOUND, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    if "cannot give up" in done.stderr:
        pytest.skip("root without the right to give up rights")
    return done

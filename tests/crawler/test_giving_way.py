from __future__ import annotations

import os
import subprocess
import sys

import pytest

_CODE = """
import os
from crawler.pool import ParsePool
from crawler.run import event_loop

async def policy_of_a_reading_process():
    pool = ParsePool(1)
    try:
        return await pool.read("https://example.org/a", os.sched_getscheduler, 0)
    finally:
        await pool.close()

if __name__ == "__main__":
    loop = event_loop()
    print(os.sched_getscheduler(0), loop.run_until_complete(policy_of_a_reading_process()))
"""


@pytest.mark.skipif(not hasattr(os, "SCHED_BATCH"), reason="the system has no such policy")
def test_what_comes_in_pushes_no_reading_aside() -> None:
    said = subprocess.run([sys.executable, "-c", _CODE], capture_output=True, text=True, check=True).stdout
    assert said.split() == [str(os.SCHED_BATCH)] * 2

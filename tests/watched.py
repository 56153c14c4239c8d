"""A crawl in a process of its own, watched from outside: memory of it and of its children, and how its loop runs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from storage.records import Source

ROOT = Path(__file__).parents[1]
CHILD = """
import asyncio, json, sys, time
from dataclasses import asdict, replace
from pathlib import Path

from crawler.run import fetch_async
from crawler.fetching.runner import event_loop
from storage.records import Kind, Source
from tests.crawling import SETTINGS

told = json.loads(Path(sys.argv[1]).read_text())
sources = [Source(url, url, kind and Kind(kind), max_pages=3) for url, kind in told["sources"]]

async def watched():
    fetching = asyncio.ensure_future(fetch_async(sources, Path(told["store"]), replace(SETTINGS, **told["settings"])))
    await asyncio.sleep(2)  # importing libraries takes a while, once
    busy, cpu = 0.0, time.thread_time()
    while not fetching.done():
        await asyncio.sleep(0.02)
        now = time.thread_time()
        busy, cpu = max(busy, now - cpu), now
    report = fetching.result()
    rows = [{"source": row.source, "note": row.note, "errors": row.errors} for row in report.sources]
    Path(told["result"]).write_text(json.dumps({"stall": busy, "rows": rows, "failed": report.failed}))

if __name__ == "__main__":
    event_loop().run_until_complete(watched())
"""


@dataclass(frozen=True)
class Watched:
    """What was seen of a crawl: `memory` in bytes of the largest of its processes, at its largest.

    `stall` is the most CPU time, in seconds, that its loop spent without coming round: time by the clock would say as
    much about its neighbours on a busy machine. `said` is what it wrote to its two streams.
    """

    stall: float
    memory: int
    rows: list[dict[str, object]]
    failed: bool
    said: str


def watch(sources: Sequence[Source], store: Path, patience: float, **settings: object) -> Watched:
    """Fetch `sources` into `store` in a process of its own."""
    folder = store.parent
    script, order, result = (folder / name for name in ("child.py", "order.json", "result.json"))
    script.write_text(CHILD)
    told = {
        "sources": [(source.url, source.kind) for source in sources],
        "store": str(store),
        "settings": settings,
        "result": str(result),
    }
    order.write_text(json.dumps(told))
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])}
    with (folder / "said").open("w+b") as said:
        command = [sys.executable, str(script), str(order)]
        child = subprocess.Popen(command, env=environment, stdout=said, stderr=said, cwd=folder)
        memory = Memory(child.pid)
        with memory:
            child.wait(timeout=patience)
        said.seek(0)
        words = said.read().decode("utf-8", "replace")
    assert child.returncode == 0, words
    seen = json.loads(result.read_text())
    return Watched(seen["stall"], memory.most, seen["rows"], seen["failed"], words)


class Memory:
    """Looks at the memory of a process and of all that came of it, ten times a second; `most` is the highest of all."""

    def __init__(self, pid: int) -> None:
        self.most = 0
        self._pid = pid
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._ended.wait(0.1):
            self.most = max([self.most, *map(peak, family(self._pid))])


def family(pid: int) -> list[int]:
    """A process and all that descends from it."""
    children: defaultdict[int, list[int]] = defaultdict(list)
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            children[int(stat.read_text(errors="replace").rpartition(")")[2].split()[1])].append(int(stat.parent.name))
        except (OSError, IndexError):
            continue
    found = [pid]
    for each in found:
        found.extend(children[each])
    return found


def peak(pid: int) -> int:
    """The most memory that a process has had resident so far, in bytes; 0 for one that is no more."""
    try:
        status = Path(f"/proc/{pid}/status").read_text(errors="replace")
        return int(status.split("VmHWM:")[1].split()[0]) * 1024
    except (OSError, IndexError):
        return 0

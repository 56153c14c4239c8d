"""A daemon in a process of its own, for tests: started as users start it, and followed by the events that it tells."""

from __future__ import annotations

import json
import os
import queue
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from storage.store import Store

ROOT = Path(__file__).parents[1]
PATIENCE = 60.0  # seconds until a test gives up waiting for what should come


class Daemon:
    """One `newsfold run` in the folder `place`; `told` holds its events so far, unless they are `unread`."""

    def __init__(self, place: Path, *options: str, unread: bool = False, **environment: str) -> None:
        known = {name: value for name, value in os.environ.items() if "proxy" not in name.lower()}
        known |= {"PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]), **environment}
        self.begun_at = time.monotonic()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "crawler", "run", "--json", *options],
            cwd=place,
            env=known,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        self.told: list[dict[str, Any]] = []
        self._lines: queue.Queue[str | None] = queue.Queue()
        assert self.process.stdout is not None
        if unread:
            self.process.stdout.close()
        else:
            threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self._lines.put(line)
        self._lines.put(None)

    def until(self, event: str, **facts: object) -> dict[str, Any]:
        """Wait for the next event of that name with these facts."""
        while True:
            line = self._lines.get(timeout=PATIENCE)
            assert line is not None, f"it ended without {event!r}: {self.told} {self.errors()}"
            told: dict[str, Any] = json.loads(line)
            self.told.append(told)
            if told["event"] == event and all(told.get(name) == value for name, value in facts.items()):
                return told

    def errors(self) -> str:
        assert self.process.stderr is not None
        return self.process.stderr.read()

    def end(self, how: signal.Signals = signal.SIGTERM) -> int:
        """Send a signal and wait for the end; gives the exit code."""
        self.process.send_signal(how)
        return self.process.wait(timeout=PATIENCE)


@contextmanager
def running(place: Path, *options: str, unread: bool = False, **environment: str) -> Iterator[Daemon]:
    daemon = Daemon(place, *options, unread=unread, **environment)
    try:
        yield daemon
    finally:
        if daemon.process.poll() is None:
            daemon.process.kill()
        daemon.process.wait()


def configure(place: Path, *sources: Mapping[str, object], more: str = "") -> Path:
    """Write a configuration; `more` stands at its head."""
    tables = [more, '[crawl]\nallow_addresses = ["127.0.0.1"]\ndelay = 0.0\ntimeout = 5.0\n']
    for source in sources:
        rows = "".join(f"{name} = {json.dumps(value)}\n" for name, value in source.items())
        tables.append(f"[[sources]]\n{rows}")
    path = place / "newsfold.toml"
    part = place / "newsfold.toml.part"
    part.write_text("\n".join(tables))
    part.replace(path)
    return path


def rows(place: Path, query: str, *values: object) -> list[tuple[Any, ...]]:
    with Store.open(place / "newsfold.db", read_only=True) as store:
        return store.connection.execute(query, values).fetchall()


def command(place: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run `newsfold …` to its end."""
    known = {name: value for name, value in os.environ.items() if "proxy" not in name.lower()}
    known |= {"PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])}
    return subprocess.run(
        [sys.executable, "-m", "crawler", *words],
        cwd=place,
        env=known,
        check=False,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )


@contextmanager
def supervisor(place: Path) -> Iterator[socket.socket]:
    """The end of systemd: a socket that hears what a service says of itself."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as channel:
        channel.bind(str(place / "notify"))
        channel.settimeout(PATIENCE)
        yield channel

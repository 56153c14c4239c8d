"""How fast the pages answer on a large store, beside Datasette's own table, search and row pages on the same store.

    python benchmarks/serve.py STORE.db --datasette /path/to/datasette --rounds 200

Both run as they come, each in a process of its own, and are asked in turn: front, search, story; table, search, row.
Words and stories are drawn from the store with a fixed seed. Prints median and 95th percentile in ms, answers a second
with eight askers at once, and the peak memory of each process.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import random
import re
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

ASKERS = 8
GIVEN_UP: list[str] = []  # questions that were answered with an error, a time limit among them


@contextmanager
def running(command: list[str], port: int, ready: str) -> Iterator[int]:
    """A server, from its first answer on; yields its process id."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("NEWSFOLD_")}
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment)
    try:
        deadline = time.monotonic() + 60
        while True:
            try:
                ask(port, ready)
                break
            except OSError:
                if process.poll() is not None or time.monotonic() > deadline:
                    sys.exit(f"{command[0]} does not answer")
                time.sleep(0.2)
        yield process.pid
    finally:
        process.terminate()
        process.wait()


def ask(port: int, path: str) -> float:
    """One question over a connection of its own; milliseconds until the whole answer is here."""
    started = time.perf_counter()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", path)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    if answer.status != 200:
        GIVEN_UP.append(path)
    return (time.perf_counter() - started) * 1000


def drawn(store: Path, count: int) -> tuple[list[str], list[int]]:
    """Words to search for and stories to read, with a fixed seed."""
    chance = random.Random(7)
    connection = sqlite3.connect(f"{store.resolve().as_uri()}?mode=ro", uri=True)
    (last,) = connection.execute("SELECT max(id) FROM articles").fetchone()
    words: list[str] = []
    stories: list[int] = []
    while len(words) < count:
        row = connection.execute(
            "SELECT title, story_id FROM articles WHERE id >= ? AND +story_id IS NOT NULL ORDER BY id LIMIT 1",
            [chance.randint(1, last)],
        ).fetchone()
        found = re.findall(r"[a-z]{5,}", row[0].lower()) if row else []
        if found:
            words.append(chance.choice(found))
            stories.append(row[1])
    return words, stories


def peak_memory(pid: int) -> float:
    """The most memory that a process ever had, in MB (Linux)."""
    lines = Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def describe(name: str, times: list[float], rate: float) -> None:
    ordered = sorted(times)
    print(
        f"{name:22}{statistics.median(ordered):10.1f}{ordered[int(len(ordered) * 0.95) - 1]:10.1f}{rate:12.1f}",
        flush=True,
    )


def rate_of(port: int, paths: list[str]) -> float:
    """Answers a second with `ASKERS` at once."""
    started = time.perf_counter()
    with ThreadPoolExecutor(ASKERS) as askers:
        list(askers.map(lambda path: ask(port, path), paths))
    return len(paths) / (time.perf_counter() - started)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    parser.add_argument("store", type=Path)
    parser.add_argument("--datasette", help="the program to compare with; without it newsfold alone is measured")
    parser.add_argument("--rounds", type=int, default=100)
    options = parser.parse_args()
    words, stories = drawn(options.store, options.rounds)
    ours, theirs = free_port(), free_port()
    name = quote(options.store.stem)
    questions: list[tuple[str, int, list[str]]] = [
        ("newsfold front", ours, ["/"] * len(words)),
        ("newsfold search", ours, [f"/?query={word}" for word in words]),
        ("newsfold story", ours, [f"/story/{story}" for story in stories]),
    ]
    with tempfile.TemporaryDirectory() as folder:
        about = Path(folder) / "metadata.json"
        tables = {"articles": {"fts_table": "article_words", "fts_pk": "id"}}
        about.write_text(json.dumps({"databases": {options.store.stem: {"tables": tables}}}), encoding="utf-8")
        serve = [sys.executable, "-m", "crawler", "serve", "--db", str(options.store), "--port", str(ours)]
        with running(serve, ours, "/static/newsfold.css") as our_pid:
            if not options.datasette:
                measure(questions)
                print(f"peak memory: newsfold {peak_memory(our_pid):.0f} MB")
                return
            questions += [
                ("datasette table", theirs, [f"/{name}/articles"] * len(words)),
                ("datasette search", theirs, [f"/{name}/articles?_search={word}" for word in words]),
                ("datasette row", theirs, [f"/{name}/stories/{story}" for story in stories]),
            ]
            other = [options.datasette, str(options.store), "-p", str(theirs), "-m", str(about)]
            with running(other, theirs, "/-/versions.json") as their_pid:
                measure(questions)
                memory = peak_memory(our_pid), peak_memory(their_pid)
                print(f"peak memory: newsfold {memory[0]:.0f} MB, datasette {memory[1]:.0f} MB")


def measure(questions: list[tuple[str, int, list[str]]]) -> None:
    """Ask one question of each kind after the other, round by round, then each kind many at once."""
    times: dict[str, list[float]] = {name: [] for name, _, _ in questions}
    rounds = len(questions[0][2])
    for number in range(rounds):
        for name, port, paths in questions:
            times[name].append(ask(port, paths[number]))
    print(f"{'':22}{'median ms':>10}{'p95 ms':>10}{'answers/s':>12}   ({rounds} rounds)")
    for name, port, paths in questions:
        describe(name, times[name], rate_of(port, paths[: max(1, rounds // 2)]))
    for path in sorted(set(GIVEN_UP)):
        print(f"answered with an error: {path}")


if __name__ == "__main__":
    main()

"""A crawl that is killed again and again: `kill -9` at random moments, and after each the same command once more.

An outlet on loopback lists so many articles. `newsfold fetch` is started, killed at a moment drawn from half of the
time that a whole crawl takes, and started again, until a crawl came to its end: so kills fall on all of it. Then the
store must hold every article once, folded, and nothing to be fetched. This is repeated with new stores until so many
kills were made. After each kill the store is checked (`PRAGMA integrity_check`), and what it had before must still be
there. Printed is also how long a start takes until it asks for the first page, how many articles were asked for beyond
the necessary, and whether a reading process outlived its crawl.

    python benchmarks/kills.py --kills 100 --articles 400
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.rough import Outlet, holding, newsfold, outlet, pieces, spread

PATIENCE = 5.0  # seconds that reading processes have to notice that nobody waits for them


@dataclass
class Figures:
    """What was seen over all crawls, and how many kills there are to be."""

    wanted: int
    kills: int = 0
    crawls: int = 0
    starts: list[float] = field(default_factory=list)
    again: int = 0  # requests for articles beyond the necessary
    orphans: int = 0
    faults: list[str] = field(default_factory=list)


def children(pid: int) -> list[int]:
    """The processes that a process has begun, and those that these have."""
    try:
        own = [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []
    return own + [grandchild for child in own for grandchild in children(child)]


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def killed(process: subprocess.Popen[str], after: float, figures: Figures) -> bool:
    """Kill the process after so many seconds; False where it had come to its end."""
    try:
        process.wait(timeout=after)
    except subprocess.TimeoutExpired:
        readers = children(process.pid)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        figures.kills += 1
        deadline = time.monotonic() + PATIENCE
        while any(map(alive, readers)) and time.monotonic() < deadline:
            time.sleep(0.05)
        figures.orphans += sum(map(alive, readers))
        return True
    return False


@dataclass(frozen=True)
class Trial:
    """A crawl to be killed: of which list, and how long it takes where nobody does."""

    site: Outlet
    url: str
    articles: int
    whole: float
    draw: random.Random


def crawl(trial: Trial, place: Path, figures: Figures) -> None:
    """Start a crawl, kill it at random moments, start it again, until one comes to its end."""
    had, site = 0, trial.site
    site.asked.clear()
    while True:
        asked, begun = len(site.asked), time.monotonic()
        process = newsfold(place, "fetch", trial.url)
        patience = trial.draw.uniform(0.0, trial.whole / 2) if figures.kills < figures.wanted else 900.0
        is_killed = killed(process, patience, figures)
        if len(site.asked) > asked:
            figures.starts.append(site.asked[asked][0] - begun)
        if not is_killed or has_ended(place):
            break
        had = check_after_kill(place, had, figures)
        print(f"kill {figures.kills} after {patience:.1f} s, with {had} articles", file=sys.stderr)
    if process.returncode not in {0, -signal.SIGKILL}:
        figures.faults.append(f"exit code {process.returncode}: {process.communicate()[1][-300:]}")
    figures.crawls += 1
    figures.again += sum(path.startswith("/news/") for _, path in site.asked) - trial.articles
    if not (seen := holding(place)).is_exactly(trial.articles):
        figures.faults.append(f"crawl {figures.crawls}: {seen}")


def has_ended(place: Path) -> bool:
    """Whether the kill came after the crawl's end: what would come next is a crawl of its own, which looks again."""
    try:
        with closing(sqlite3.connect(place / "newsfold.db", timeout=30)) as connection:
            return bool(connection.execute("SELECT count(*) FROM runs").fetchone()[0])
    except sqlite3.OperationalError:
        return False


def check_after_kill(place: Path, had: int, figures: Figures) -> int:
    """Look into the store of a crawl that was killed; gives how many articles it holds."""
    store = place / "newsfold.db"
    if not store.exists() or not store.stat().st_size:
        return had
    try:
        seen = holding(place)
    except sqlite3.OperationalError as error:
        if "no such table" not in str(error):  # it was killed before its tables were made
            figures.faults.append(f"after kill {figures.kills}: {error}")
        return had
    if seen.integrity != "ok" or seen.articles < had or seen.revisions != seen.articles:
        figures.faults.append(f"after kill {figures.kills}, with {had} articles before: {seen}")
    return seen.articles


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--articles", type=int, default=400)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    figures, draw = Figures(chosen.kills), random.Random(chosen.seed)
    with outlet() as site:
        url = site.publish("/tags/all", pieces(chosen.articles, chosen.seed))
        with TemporaryDirectory(prefix="newsfold-kills-") as folder:
            whole = undisturbed(url, Path(folder), chosen.articles)
        trial = Trial(site, url, chosen.articles, whole, draw)
        while figures.kills < figures.wanted:
            with TemporaryDirectory(prefix="newsfold-kills-") as folder:
                crawl(trial, Path(folder), figures)
    return report(figures, trial)


def undisturbed(url: str, place: Path, articles: int) -> float:
    """How long a crawl takes that nobody kills."""
    begun = time.monotonic()
    process = newsfold(place, "fetch", url)
    _, said = process.communicate(timeout=900)
    if process.returncode or not holding(place).is_exactly(articles):
        raise SystemExit(f"the undisturbed crawl failed: {holding(place)} {said}")
    return time.monotonic() - begun


def report(figures: Figures, trial: Trial) -> int:
    """Print the figures; the exit code says whether something was wrong."""
    load = f"load {os.getloadavg()[0]:.1f}"
    each = figures.again / max(1, figures.kills)
    crawls = f"{figures.crawls} crawls of {trial.articles} articles ({trial.whole:.1f} s undisturbed)"
    print(f"{figures.kills} kills in {crawls}")
    print(f"from a start to its first request: {spread(figures.starts)} ({len(figures.starts)} starts, {load})")
    print(f"articles asked for beyond the necessary: {figures.again}, {each:.2f} a kill")
    print(f"reading processes that outlived their crawl by {PATIENCE:.0f} s: {figures.orphans}")
    print(f"faults: {len(figures.faults)}", *figures.faults, sep="\n  ")
    return 1 if figures.faults or figures.orphans else 0


if __name__ == "__main__":
    sys.exit(main())

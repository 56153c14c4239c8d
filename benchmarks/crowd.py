"""Four processes at one store: two fetch and two import, all at once, for as long as is asked.

Two processes fetch lists of an outlet on loopback, each again and again with new articles, every second list being one
that the other fetches too; two import files of JSON Lines, of which half are imported by the other too, and every tenth
row is a new text of an article that is there. What each command said is added up. In the end the store must hold
exactly the articles that were published, each once, with exactly so many revisions, and the commands must have counted
exactly these as new and changed; none may have said 'database is locked', or failed.

    python benchmarks/crowd.py --seconds 120
"""

from __future__ import annotations

import argparse
import json
import sys
import threading
import time
from dataclasses import dataclass, field
from itertools import count, takewhile
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.rough import Holding, Outlet, Piece, holding, newsfold, outlet, pieces

LISTED = 20  # articles of a list
ROWS = 400  # of a file


@dataclass
class Told:
    """What the commands of one process said."""

    runs: int = 0
    new: int = 0
    changed: int = 0
    faults: list[str] = field(default_factory=list)


@dataclass
class Published:
    """All texts that were put up for fetching or written into files, by the address that the store knows them by."""

    texts: dict[str, set[str]] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, address: str, text: str) -> None:
        """Note that this text was put up at this address."""
        with self.lock:
            self.texts.setdefault(address, set()).add(text)


def run(place: Path, told: Told, *words: str) -> None:
    """One command to its end; what it counted and how it failed go to `told`."""
    process = newsfold(place, *words, "--json")
    answer, said = process.communicate(timeout=600)
    told.runs += 1
    if process.returncode or "locked" in said:
        told.faults.append(f"{' '.join(words)[:80]}: exit code {process.returncode}: {said[-300:]}")
        return
    counted = json.loads(answer)
    rows = counted.get("sources", [counted])
    told.new += sum(row["new"] for row in rows)
    told.changed += sum(row["changed"] for row in rows)


@dataclass(frozen=True)
class Crowd:
    """The store's folder, the outlet, what was published, and when to stop."""

    place: Path
    site: Outlet
    published: Published
    until: float
    rounds: int

    def goes_on(self, number: int) -> bool:
        """Whether a process begins its command of that number."""
        return number < self.rounds and time.monotonic() < self.until

    def fetches(self, who: int, told: Told) -> None:
        """Fetch list after list; those of even numbers are the other's too."""
        for number in takewhile(self.goes_on, count()):
            seed = 1000 + number if number % 2 == 0 else 2000 + who * 1000 + number
            url = self.list_of(seed)
            run(self.place, told, "fetch", url)

    def list_of(self, seed: int) -> str:
        """Publish a list of articles; its URL."""
        articles = pieces(LISTED, seed)
        for each in articles:
            self.published.add(self.site.url(each.path), "\n\n".join(each.paragraphs))
        return self.site.publish(f"/tags/{seed}", articles)

    def imports(self, who: int, told: Told) -> None:
        """Import file after file; those of even numbers are the other's too."""
        for number in takewhile(self.goes_on, count()):
            seed = 10_000 + number if number % 2 == 0 else 20_000 + who * 10_000 + number
            file = self.place / f"{who}-{seed}.jsonl"
            file.write_text("\n".join(self.rows(pieces(ROWS, seed), revised=seed % 2 == 1)))
            run(self.place, told, "import", str(file))

    def rows(self, articles: list[Piece], *, revised: bool) -> list[str]:
        """The lines of a file; of every tenth article of an own file a later text stands at the end."""
        lines = [self.row(each, "\n\n".join(each.paragraphs)) for each in articles]
        if revised:
            lines += [self.row(each, "\n\n".join(each.paragraphs[::-1])) for each in articles[::10]]
        return lines

    def row(self, piece: Piece, text: str) -> str:
        """A line of a file."""
        url = f"https://harbour.example{piece.path}"
        self.published.add(url, text)
        return json.dumps({"url": url, "title": piece.title, "text": text})


def crowd(place: Path, seconds: float, rounds: int) -> tuple[list[Told], Published]:
    """Let the four work; `rounds` commands each at most."""
    told, published = [Told() for _ in range(4)], Published()
    with outlet() as site:
        four = Crowd(place, site, published, time.monotonic() + seconds, rounds)
        work = [four.fetches, four.fetches, four.imports, four.imports]
        threads = [threading.Thread(target=each, args=(n % 2, told[n])) for n, each in enumerate(work)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    return told, published


def faults(told: list[Told], published: Published, seen: Holding) -> list[str]:
    """What is wrong between what was published, what was counted and what the store holds."""
    articles = len(published.texts)
    texts = sum(len(each) for each in published.texts.values())
    expected = Holding(articles, texts, articles, 0, 0, 0, "ok")
    wrong = [fault for each in told for fault in each.faults]
    if seen != expected:
        wrong.append(f"the store holds {seen}, and should hold {expected}")
    counted = sum(each.new for each in told), sum(each.changed for each in told)
    if counted != (articles, texts - articles):
        wrong.append(f"new and changed: {counted} were told, {(articles, texts - articles)} would be right")
    return wrong


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=120.0)
    parser.add_argument("--rounds", type=int, default=10_000, help="commands of each process at most")
    chosen = parser.parse_args()
    begun = time.monotonic()
    with TemporaryDirectory(prefix="newsfold-crowd-") as folder:
        told, published = crowd(Path(folder), chosen.seconds, chosen.rounds)
        seen = holding(Path(folder))
    wrong = faults(told, published, seen)
    runs = [each.runs for each in told]
    print(
        f"{time.monotonic() - begun:.0f} s: {runs[0]} + {runs[1]} fetches, {runs[2]} + {runs[3]} imports at one store"
    )
    print(f"articles {seen.articles} of {len(published.texts)}, revisions {seen.revisions}, integrity {seen.integrity}")
    print(
        f"'database is locked': {sum('locked' in fault for fault in wrong)}; faults: {len(wrong)}", *wrong, sep="\n  "
    )
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())

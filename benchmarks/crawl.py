"""Pages per CPU second of a whole crawl, beside bare Scrapy that only fetches, and beside extraction alone.

Fifty outlets on loopback serve tag pages and articles with the measures of real saved ones (`benchmarks/outlets.py`);
`--furniture small` serves the leaner pages of earlier measurements. The same articles are

1. fetched by bare Scrapy, which obeys robots.txt, asks as many at once as newsfold, and does nothing with what comes,
2. extracted from files, on as many processes as newsfold uses, with nothing fetched, sent between them or kept,
3. fetched, extracted, kept and folded by `newsfold fetch`, with the guard, robots.txt, the frontier and the diary.

CPU time is that of all processes of an arm, from their start to their end, imports among it; the servers' is not
counted. Folding is a part of 3, and printed apart as well. What the sum of 1 and 2 allows is 1 / (CPU of 1 + CPU of 2)
pages per CPU second; the share of it that 3 reaches is printed, and exit code 1 says that it is under `--least`. The
three take turns, each round in another order, and the median of the rounds counts: neighbours on the same cores make
the same work dearer by a third for minutes.

    python benchmarks/crawl.py --outlets 50 --articles 40 --rounds 3
"""

from __future__ import annotations

import argparse
import asyncio
import ctypes
import multiprocessing
import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.outlets import FURNITURE, listing

if TYPE_CHECKING:
    from storage.store import Store

ROOT = Path(__file__).resolve().parents[1]
PORT = 8092
FOLDING = "folding"  # file with the seconds of CPU that folding took
SUBREAPER = 36  # prctl(2): orphaned descendants become children of this process, which then counts their CPU time
ROBOTS = b"User-agent: *\nDisallow: /private/\n"
SETTINGS = {  # of bare Scrapy: as many requests as newsfold makes, and nothing that is not fetching
    "ROBOTSTXT_OBEY": True,
    "CONCURRENT_REQUESTS": 16,
    "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
    "CONCURRENT_ITEMS": 1,  # as newsfold has it: the default of 100 would make bare Scrapy half as dear again
    "DOWNLOAD_DELAY": 0,
    "LOG_LEVEL": "ERROR",
    "TELNETCONSOLE_ENABLED": False,
    "COOKIES_ENABLED": False,
}


@dataclass(frozen=True)
class Spent:
    """What an arm cost in one round: seconds of CPU a page and of the clock; `folding` are those of CPU of folding."""

    each: float
    wall: float
    folding: float = 0.0


# --- the outlets ----------------------------------------------------------------------------------------------------


def address(outlet: int) -> str:
    return f"127.0.3.{outlet + 1}"


def urls(outlets: int, articles: int) -> list[str]:
    return [f"http://{address(each)}:{PORT}/news/{n}" for each in range(outlets) for n in range(articles)]


def serve(outlets: int, articles: int, folder: str, furniture: str) -> None:
    """Write every page to `folder`, then serve them until ended."""
    bodies: dict[tuple[str, str], bytes] = {}
    for outlet in range(outlets):
        for number in range(articles):
            body = FURNITURE[furniture](outlet, number).encode()
            bodies[address(outlet), f"/news/{number}"] = body
            (Path(folder) / f"{outlet}-{number}.html").write_bytes(body)
        bodies[address(outlet), "/tags/all"] = listing(outlet, articles).encode()
        bodies[address(outlet), "/robots.txt"] = ROBOTS

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        host = writer.get_extra_info("sockname")[0]
        try:
            while line := await reader.readline():
                while (await reader.readline()).strip():
                    pass
                body = bodies.get((host, line.split()[1].decode()))
                status = "404 Not Found" if body is None else "200 OK"
                head = (
                    f"HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {len(body or b'')}"
                )
                writer.write(head.encode() + b"\r\n\r\n" + (body or b""))
                await writer.drain()
        except OSError:
            pass
        finally:
            writer.close()

    async def run() -> None:
        server = await asyncio.start_server(answer, [address(each) for each in range(outlets)], PORT)
        (Path(folder) / "ready").touch()
        await server.serve_forever()

    asyncio.run(run())


@contextmanager
def served(outlets: int, articles: int, folder: str, furniture: str) -> Iterator[None]:
    process = multiprocessing.get_context("fork").Process(target=serve, args=(outlets, articles, folder, furniture))
    process.start()
    try:
        while not (Path(folder) / "ready").exists():
            if not process.is_alive():
                raise SystemExit("the outlets could not be served")
            time.sleep(0.1)
        yield
    finally:
        process.kill()
        process.join()


# --- the three arms, each in a process of its own -------------------------------------------------------------------


def only_fetch(outlets: int, articles: int, folder: str) -> None:  # noqa: ARG001
    from scrapy import Spider
    from scrapy.crawler import AsyncCrawlerProcess

    class Bare(Spider):
        name = "bare"
        start_urls = urls(outlets, articles)

        def parse(self, response: object) -> None:
            """Do nothing with it."""

    process = AsyncCrawlerProcess(SETTINGS)
    process.crawl(Bare)
    process.start()


def _extract(path: str) -> int:
    from crawler.extract import extract

    outlet, number = Path(path).stem.split("-")
    return len(extract(Path(path).read_bytes(), f"http://{address(int(outlet))}:{PORT}/news/{number}").text)


def only_extract(outlets: int, articles: int, folder: str) -> None:
    paths = [str(Path(folder) / f"{each}-{n}.html") for each in range(outlets) for n in range(articles)]
    import crawler.processes.warm  # noqa: F401  - so that libraries are loaded once, as newsfold's processes have it

    with multiprocessing.get_context("fork").Pool(os.cpu_count()) as pool:
        lengths = pool.map(_extract, paths, chunksize=8)
        pool.close()
        pool.join()
    assert all(lengths), "an article without a text"


def whole(outlets: int, articles: int, folder: str) -> None:
    import dedupe.fold
    from crawler.config import CrawlSettings
    from crawler.run import fetch
    from storage.records import Kind, Source

    folding, fold = [0.0], dedupe.fold.fold

    def timed(store: Store) -> object:
        begun = time.thread_time()
        try:
            return fold(store)
        finally:
            folding[0] += time.thread_time() - begun

    sources = [
        Source(f"outlet {each}", f"http://{address(each)}:{PORT}/tags/all", Kind.LISTING) for each in range(outlets)
    ]
    settings = CrawlSettings(delay=0.0, allow_addresses=("127.0.3.0/24",))
    dedupe.fold.fold = timed  # type: ignore[assignment]
    report = fetch(sources, Path(folder) / "newsfold.db", settings)
    new = sum(row.new for row in report.sources)
    assert new == outlets * articles, f"{new} of {outlets * articles} articles came in: {report}"
    (Path(folder) / FOLDING).write_text(str(folding[0]))


WHOLE = "newsfold, end to end"
ARMS: dict[str, Callable[[int, int, str], None]] = {
    "Scrapy, fetching only": only_fetch,
    "extraction alone": only_extract,
    WHOLE: whole,
}


def measured(name: str, outlets: int, articles: int, folder: str) -> Spent:
    """Run an arm in a process of its own and wait for it and for whatever it left behind."""
    if name == WHOLE:
        for left in Path(folder).glob("newsfold.db*"):
            left.unlink()
    before, begun = os.times(), time.monotonic()
    arm = [sys.executable, __file__, "--arm", name, "--folder", folder]
    arm += ["--outlets", str(outlets), "--articles", str(articles)]
    code = subprocess.run(arm, check=False, cwd=ROOT).returncode
    _wait_for_orphans()
    if code:
        raise SystemExit(f"{name}: exit code {code}")
    after = os.times()
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    folding = float((Path(folder) / FOLDING).read_text()) if name == WHOLE else 0.0
    return Spent(cpu / (outlets * articles), time.monotonic() - begun, folding / (outlets * articles))


def _wait_for_orphans() -> None:
    own = {process.pid for process in multiprocessing.active_children()}
    while True:
        children = Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children").read_text().split()
        left = [int(pid) for pid in children if int(pid) not in own]
        if not left:
            return
        for pid in left:
            os.waitpid(pid, 0)


def report(arms: dict[str, list[Spent]], folder: str) -> float:
    """Print what each arm cost in the median, and give the share of what is possible that newsfold reaches."""
    sizes = sorted(path.stat().st_size for path in Path(folder).glob("*.html"))
    with closing(sqlite3.connect(Path(folder) / "newsfold.db")) as connection:
        stored = connection.execute("SELECT count(*), count(story_id) FROM articles").fetchone()
    print(f"articles: {len(sizes)}, of {sizes[len(sizes) // 2] / 1024:.0f} KiB in the median; kept, folded: {stored}")
    for name, rounds in arms.items():
        each, wall = median(one.each for one in rounds), median(one.wall for one in rounds)
        spread = " ".join(f"{1000 * one.each:.2f}" for one in rounds)
        print(
            f"{name:22} {1 / each:7.1f} pages per CPU second: {1000 * each:.2f} ms a page ({spread}), in {wall:.0f} s"
        )
    print(f"of which folding: {1000 * median(one.folding for one in arms[WHOLE]):.2f} ms a page")
    turns = zip(*arms.values(), strict=True)
    shares = [(fetched.each + read.each) / everything.each for fetched, read, everything in turns]
    fetching, reading, whole_of_it = (median(one.each for one in rounds) for rounds in arms.values())
    share = (fetching + reading) / whole_of_it
    print(f"fetching and extraction allow {1 / (fetching + reading):.1f} pages per CPU second;", end=" ")
    print(f"newsfold reaches {share:.3f} of it")
    print(f"by round: {' '.join(f'{one:.3f}' for one in shares)}; load {os.getloadavg()[0]:.1f}")
    return share


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--outlets", type=int, default=50)
    parser.add_argument("--articles", type=int, default=40, help="of each outlet")
    parser.add_argument("--furniture", choices=FURNITURE, default="real", help="what stands around the articles")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--least", type=float, default=0.85, help="share to be reached")
    parser.add_argument("--arm", choices=ARMS, help=argparse.SUPPRESS)
    parser.add_argument("--folder", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.arm:
        ARMS[chosen.arm](chosen.outlets, chosen.articles, chosen.folder)
        return 0
    ctypes.CDLL(None).prctl(SUBREAPER, 1, 0, 0, 0)
    outlets = (chosen.outlets, chosen.articles)
    with TemporaryDirectory(prefix="newsfold-crawl-") as folder, served(*outlets, folder, chosen.furniture):
        arms: dict[str, list[Spent]] = {name: [] for name in ARMS}
        for turn in range(chosen.rounds):
            for name in [*arms, *arms][turn % len(arms) :][: len(arms)]:
                arms[name].append(measured(name, *outlets, folder))
        return 0 if report(arms, folder) >= chosen.least else 1


if __name__ == "__main__":
    sys.exit(main())

"""Pages per CPU second of a whole crawl, beside bare Scrapy that only fetches, and beside extraction alone.

Fifty outlets on loopback serve tag pages and articles of the size and furniture of real ones. The same articles are

1. fetched by bare Scrapy, which does nothing with them,
2. extracted from files, on as many processes as newsfold uses, with nothing fetched and nothing kept,
3. fetched, extracted, kept and folded by `newsfold fetch`, with the guard, robots.txt, the frontier and the diary.

CPU time is that of all processes of an arm, from their start to their end; the servers' is not counted. What the sum of
1 and 2 allows is 1 / (CPU of 1 + CPU of 2) pages per CPU second; the share of it that 3 reaches is printed, and exit
code 1 says that it is under `--least`.

    python benchmarks/crawl.py --outlets 50 --articles 40
"""

from __future__ import annotations

import argparse
import asyncio
import ctypes
import multiprocessing
import os
import random
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.newsmaker import Newsroom

ROOT = Path(__file__).resolve().parents[1]
PORT = 8092
SUBREAPER = 36  # prctl(2): orphaned descendants become children of this process, which then counts their CPU time
SETTINGS = {  # of bare Scrapy: as many requests as newsfold makes, and nothing that is not fetching
    "CONCURRENT_REQUESTS": 16,
    "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
    "DOWNLOAD_DELAY": 0,
    "LOG_LEVEL": "ERROR",
    "TELNETCONSOLE_ENABLED": False,
    "COOKIES_ENABLED": False,
}


@dataclass(frozen=True)
class Spent:
    """What an arm cost: seconds of CPU and of the clock, for how many pages."""

    name: str
    pages: int
    cpu: float
    wall: float

    @property
    def each(self) -> float:
        """Seconds of CPU a page."""
        return self.cpu / self.pages


# --- the outlets ----------------------------------------------------------------------------------------------------


def address(outlet: int) -> str:
    return f"127.0.3.{outlet + 1}"


def urls(outlets: int, articles: int) -> list[str]:
    return [f"http://{address(each)}:{PORT}/news/{n}" for each in range(outlets) for n in range(articles)]


@cache
def room(outlet: int) -> Newsroom:
    return Newsroom(seed=outlet, outlets=2)


@cache
def furniture(outlet: int) -> tuple[str, str, str]:
    """What an outlet prints around every article: head, menus, and what stands below."""
    write, draw = room(outlet), random.Random(outlet)
    script = "".join(
        f"window.q{n}=function(a,b){{return a.map(function(c){{return c*{n}+b}})}};"
        for n in range(draw.randint(200, 700))
    )
    style = "".join(
        f".c{n}-{draw.randint(1, 999)}{{margin:{n}px;color:#{n:06x}}}" for n in range(draw.randint(100, 600))
    )
    menu = "".join(f'<li class="menu-item"><a href="/section/{n}">{write.sentence()[:20]}</a></li>' for n in range(60))
    related = "".join(
        f'<div class="card"><a href="/news/r{n}"><img src="/i/{n}.jpg" alt=""><h3>{write.sentence()[:70]}</h3></a>'
        f'<span class="time">{n} hours ago</span></div>'
        for n in range(draw.randint(12, 40))
    )
    head = f"<style>{style}</style><script>{script}</script>"
    return head, f'<nav><ul class="menu">{menu}</ul></nav>', f'<aside class="related">{related}</aside>'


@cache
def headline(outlet: int, number: int) -> str:
    draw = random.Random(f"{outlet} {number}")
    return " ".join(draw.choices(room(outlet)._words, k=8)).capitalize()  # noqa: SLF001 - its own house


def article(outlet: int, number: int) -> str:
    head, menu, below = furniture(outlet)
    title = headline(outlet, number)
    write = Newsroom(seed=outlet * 1000 + number, outlets=2)
    text = "".join(f'<p class="body-text">{part}</p>' for part in write.text(30).split("\n\n"))
    moment = f"2026-03-{1 + number % 28:02}T{number % 24:02}:00:00+01:00"
    data = (
        f'{{"@type":"NewsArticle","headline":"{title}","datePublished":"{moment}","author":{{"name":"Ada Reporter"}}}}'
    )
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title} | Outlet {outlet}</title>'
        f'<meta property="og:title" content="{title}"><meta property="og:site_name" content="Outlet {outlet}">'
        f'<script type="application/ld+json">{data}</script>{head}</head><body>{menu}<main><article><h1>{title}</h1>'
        f'<p class="byline">By Ada Reporter</p>{text}</article>{below}</main>{menu}<footer>{menu}</footer></body>'
    )


def listing(outlet: int, articles: int) -> str:
    cards = "".join(
        f'<article class="teaser"><h2><a href="/news/{n}">{headline(outlet, n)}</a></h2></article>'
        for n in range(articles)
    )
    return f"<html><head><title>Outlet {outlet}</title></head><body><main>{cards}</main></body></html>"


def serve(outlets: int, articles: int, folder: str) -> None:
    """Write every page to `folder`, then serve them until ended."""
    bodies: dict[tuple[str, str], bytes] = {}
    for outlet in range(outlets):
        for number in range(articles):
            body = article(outlet, number).encode()
            bodies[address(outlet), f"/news/{number}"] = body
            (Path(folder) / f"{outlet}-{number}.html").write_bytes(body)
        bodies[address(outlet), "/tags/all"] = listing(outlet, articles).encode()

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
def served(outlets: int, articles: int, folder: str) -> Iterator[None]:
    process = multiprocessing.get_context("fork").Process(target=serve, args=(outlets, articles, folder))
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

    process = AsyncCrawlerProcess({**SETTINGS, "CONCURRENT_ITEMS": 4})
    process.crawl(Bare)
    process.start()


def _extract(path: str) -> int:
    from crawler.extract import extract

    outlet, number = Path(path).stem.split("-")
    return len(extract(Path(path).read_bytes(), f"http://{address(int(outlet))}:{PORT}/news/{number}").text)


def only_extract(outlets: int, articles: int, folder: str) -> None:
    paths = [str(Path(folder) / f"{each}-{n}.html") for each in range(outlets) for n in range(articles)]
    import crawler.warm  # noqa: F401  - so that libraries are loaded once, as newsfold's processes have it

    with multiprocessing.get_context("fork").Pool(os.cpu_count()) as pool:
        lengths = pool.map(_extract, paths, chunksize=8)
        pool.close()
        pool.join()
    assert all(lengths), "an article without a text"


def whole(outlets: int, articles: int, folder: str) -> None:
    from crawler.config import CrawlSettings
    from crawler.run import fetch
    from storage.records import Kind, Source

    sources = [
        Source(f"outlet {each}", f"http://{address(each)}:{PORT}/tags/all", Kind.LISTING) for each in range(outlets)
    ]
    settings = CrawlSettings(delay=0.0, allow_addresses=("127.0.3.0/24",))
    report = fetch(sources, Path(folder) / "newsfold.db", settings)
    new = sum(row.new for row in report.sources)
    assert new == outlets * articles, f"{new} of {outlets * articles} articles came in: {report}"


ARMS: dict[str, Callable[[int, int, str], None]] = {
    "Scrapy, fetching only": only_fetch,
    "extraction alone": only_extract,
    "newsfold, end to end": whole,
}


def measured(name: str, outlets: int, articles: int, folder: str) -> Spent:
    """Run an arm in a process of its own and wait for it and for whatever it left behind."""
    before, begun = os.times(), time.monotonic()
    arm = [sys.executable, __file__, "--arm", name, "--folder", folder]
    arm += ["--outlets", str(outlets), "--articles", str(articles)]
    code = subprocess.run(arm, check=False, cwd=ROOT).returncode
    _wait_for_orphans()
    if code:
        raise SystemExit(f"{name}: exit code {code}")
    after = os.times()
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    return Spent(name, outlets * articles, cpu, time.monotonic() - begun)


def _wait_for_orphans() -> None:
    own = {process.pid for process in multiprocessing.active_children()}
    while True:
        children = Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children").read_text().split()
        left = [int(pid) for pid in children if int(pid) not in own]
        if not left:
            return
        for pid in left:
            os.waitpid(pid, 0)


def report(arms: Sequence[Spent], folder: str) -> float:
    fetching, extracting, both = arms
    sizes = sorted(path.stat().st_size for path in Path(folder).glob("*.html"))
    stored = sqlite3.connect(Path(folder) / "newsfold.db").execute("SELECT count(*), count(story_id) FROM articles")
    print(
        f"{both.pages} articles of {sizes[len(sizes) // 2] / 1024:.0f} KiB (median); kept, folded: {stored.fetchone()}"
    )
    for arm in arms:
        print(
            f"{arm.name:24} {1 / arm.each:8.1f} pages per CPU second {1000 * arm.each:8.2f} ms of CPU a page"
            f" {arm.wall:7.1f} s by the clock"
        )
    allowed = 1 / (fetching.each + extracting.each)
    share = 1 / both.each / allowed
    print(f"what fetching and extraction allow: {allowed:.1f} pages per CPU second; newsfold reaches {share:.3f} of it")
    return share


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--outlets", type=int, default=50)
    parser.add_argument("--articles", type=int, default=40, help="of each outlet")
    parser.add_argument("--least", type=float, default=0.85, help="share to be reached")
    parser.add_argument("--arm", choices=ARMS, help=argparse.SUPPRESS)
    parser.add_argument("--folder", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.arm:
        ARMS[chosen.arm](chosen.outlets, chosen.articles, chosen.folder)
        return 0
    ctypes.CDLL(None).prctl(SUBREAPER, 1, 0, 0, 0)
    with TemporaryDirectory(prefix="newsfold-crawl-") as folder, served(chosen.outlets, chosen.articles, folder):
        arms = [measured(name, chosen.outlets, chosen.articles, folder) for name in ARMS]
        return 0 if report(arms, folder) >= chosen.least else 1


if __name__ == "__main__":
    sys.exit(main())

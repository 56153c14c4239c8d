"""A long life in a short time: a daemon follows many sources on loopback whose servers fail, slow down and come back.

The daemon is a process of its own, as `newsfold run` starts it, but for its calendar, which runs `--speed` times as
fast.
Printed are its memory and open files after the warm-up and at the end, whether every article that was published is
in the store, and how long articles waited to be found. Exit code 1 where memory grew by more than a tenth, files were
left open, or an article is missing.

    python benchmarks/soak.py --sources 200 --crawls 500
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import sqlite3
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parents[1]
BEGIN = datetime(2026, 3, 2, 6, tzinfo=UTC)
BEFORE = timedelta(hours=12)  # what sources show at the first look goes back so far
LISTED = 40  # entries of a feed
CHILD = """
import sys, time
from datetime import datetime, timedelta
from pathlib import Path
from dataclasses import replace

sys.path.insert(0, {root!r})
import storage.times

begin, real_begin, speed = datetime.fromisoformat({begin!r}), {real_begin!r}, {speed!r}

class Calendar(datetime):
    @classmethod
    def now(cls, tz=None):
        return begin + timedelta(seconds=(time.time() - real_begin) * speed)

storage.times.datetime = Calendar
from crawler.config import load_config
from crawler.scheduling.daemon import run_daemon
from crawler.scheduling.eventlog import say_events

if __name__ == "__main__":
    say_events(as_json=True)
    run_daemon(lambda: load_config(Path({config!r})), Path({store!r}))
"""
WORDS = ["harbour", "council", "ferry", "tariff", "mayor", "bridge", "river", "valley", "school", "budget", "strike",
         "hospital", "market", "railway", "court", "senate", "storm", "forest", "mine", "museum", "festival", "union",
         "farmer", "pilot", "engineer", "judge", "border", "treaty", "election", "dam", "island", "tunnel"]  # fmt: skip


@dataclass
class Outlet:
    """A source: when its articles come (moments of the daemon's calendar), and when its server is out of order."""

    address: str
    published: list[datetime]
    troubles: list[tuple[datetime, datetime, str]]
    asked: int = 0
    failed: int = 0

    def trouble(self, now: datetime) -> str:
        """What its server suffers from now, '' for nothing."""
        return next((kind for begin, end, kind in self.troubles if begin <= now < end), "")


@dataclass
class World:
    """All outlets, under one calendar."""

    outlets: dict[str, Outlet]
    real_begin: float
    speed: float
    mended: bool = False
    until: datetime | None = None
    sizes: list[tuple[int, float, int]] = field(default_factory=list)  # crawls so far, MB, open files

    def now(self) -> datetime:
        """The moment of the daemon's calendar."""
        return BEGIN + timedelta(seconds=(time.time() - self.real_begin) * self.speed)

    def published(self, outlet: Outlet) -> list[datetime]:
        """When the articles came that an outlet has by now."""
        end = self.until or self.now()
        return [each for each in outlet.published if each <= end]


def make_outlets(count: int, seed: int, days: float) -> dict[str, Outlet]:
    chance = random.Random(seed)
    outlets = {}
    for number in range(count):
        address = f"127.0.{1 + number // 250}.{1 + number % 250}"
        rate = 10 ** chance.uniform(-2, 0.2)  # articles an hour: one in four days to one and a half an hour
        outlets[address] = Outlet(address, list(times(chance, rate, days)), list(troubles(chance, days)))
    return outlets


def times(chance: random.Random, rate: float, days: float) -> Iterator[datetime]:
    """By day three times as many as by night, now and then a burst."""
    at, end = BEGIN - BEFORE, BEGIN + timedelta(days=days)
    while True:
        busy = 1.5 if 6 <= at.hour < 20 else 0.5
        at += timedelta(hours=chance.expovariate(rate * busy))
        if at > end:
            return
        yield at
        if chance.random() < 0.1:
            yield from (at + timedelta(minutes=minutes) for minutes in (4, 9, 15))


def troubles(chance: random.Random, days: float) -> Iterator[tuple[datetime, datetime, str]]:
    at = BEGIN + timedelta(hours=chance.expovariate(1 / 12))
    while at < BEGIN + timedelta(days=days):
        end = at + timedelta(hours=chance.expovariate(1 / 2))
        yield at, end, chance.choice(("503", "404", "reset", "slow", "slow", "empty", "later"))
        at = end + timedelta(hours=chance.expovariate(1 / 12))


# --- the web --------------------------------------------------------------------------------------------------------


async def serve(world: World, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    outlet = world.outlets[writer.get_extra_info("sockname")[0]]
    try:
        while line := await reader.readline():
            while (await reader.readline()).strip():
                pass
            path = line.split()[1].decode()
            if not await answer(world, outlet, path, writer):
                break
    except (OSError, IndexError, asyncio.IncompleteReadError):
        pass
    finally:
        writer.close()


async def answer(world: World, outlet: Outlet, path: str, writer: asyncio.StreamWriter) -> bool:
    """Answer one request; False where the connection ends with it."""
    trouble = "" if world.mended or path == "/robots.txt" else outlet.trouble(world.now())
    outlet.asked += 1
    outlet.failed += bool(trouble)
    if trouble == "reset":
        writer.transport.abort()
        return False
    if trouble == "slow":
        await asyncio.sleep(0.5)
    status, extra = {
        "503": ("503 Busy", ""),
        "404": ("404 Gone", ""),
        "later": ("503 Busy", "Retry-After: 4000\r\n"),
    }.get(trouble, ("200 OK", ""))
    body = b"" if trouble == "empty" else page(world, outlet, path)
    if not body and status.startswith("200") and trouble != "empty":
        status = "404 Not Found"
    kind = "application/rss+xml" if path == "/rss" else "text/html; charset=utf-8"
    writer.write(
        f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n{extra}Content-Length: {len(body)}\r\n\r\n".encode() + body
    )
    await writer.drain()
    return True


def page(world: World, outlet: Outlet, path: str) -> bytes:
    known = world.published(outlet)
    if path == "/rss":
        newest = list(enumerate(known))[-LISTED:][::-1]
        entries = "".join(
            f"<item><title>{title(outlet, number)}</title><link>http://{outlet.address}:{PORT}/a/{number}</link>"
            f"<pubDate>{at:%a, %d %b %Y %H:%M:%S} GMT</pubDate></item>"
            for number, at in newest
        )
        channel = f"<channel><title>{outlet.address}</title>{entries}</channel>"
        return f'<?xml version="1.0"?><rss version="2.0">{channel}</rss>'.encode()
    number = path.removeprefix("/a/")
    if not number.isdigit() or int(number) >= len(known):
        return b""
    paragraphs = "".join(f"<p>{text}</p>" for text in story(outlet, int(number)))
    head = title(outlet, int(number))
    return (
        f"<!doctype html><html lang='en'><head><title>{head}</title></head><body><main><article><h1>{head}</h1>"
        f"{paragraphs}</article></main></body></html>"
    ).encode()


def title(outlet: Outlet, number: int) -> str:
    chance = random.Random(f"{outlet.address} {number}")
    return " ".join(chance.sample(WORDS, 5)).capitalize()


def story(outlet: Outlet, number: int) -> list[str]:
    chance = random.Random(f"{outlet.address} {number} text")
    sentences = (f"The {' '.join(chance.choices(WORDS, k=14))} of {chance.randint(2, 999)} people." for _ in range(12))
    return [" ".join(part) for part in zip(sentences, sentences, sentences, strict=False)]


PORT = 8091


# --- the daemon -----------------------------------------------------------------------------------------------------


async def follow(world: World, place: Path, crawls: int) -> int:
    config, store, script = place / "newsfold.toml", place / "newsfold.db", place / "child.py"
    sources = "".join(
        f'[[sources]]\nname = "{each.address}"\nkind = "feed"\nurl = "http://{each.address}:{PORT}/rss"\n'
        for each in world.outlets.values()
    )
    config.write_text(f'[crawl]\nallow_addresses = ["127.0.0.0/8"]\ndelay = 0.0\ntimeout = 5.0\n{sources}')
    script.write_text(
        CHILD.format(
            root=str(ROOT),
            begin=BEGIN.isoformat(),
            real_begin=world.real_begin,
            speed=world.speed,
            config=str(config),
            store=str(store),
        )
    )
    child = await asyncio.create_subprocess_exec(
        sys.executable, str(script), stdout=asyncio.subprocess.PIPE, limit=2**20, cwd=place
    )
    try:
        done = await watch(world, child, store, crawls)
    finally:
        with suppress(ProcessLookupError):
            child.terminate()
        await child.wait()
    return done


async def watch(world: World, child: asyncio.subprocess.Process, store: Path, crawls: int) -> int:
    assert child.stdout is not None
    done = broken_off = 0
    begun = time.monotonic()
    async for line in child.stdout:
        told = json.loads(line)
        done += told["event"] == "fetched"
        broken_off += told["event"] == "a run broke off"
        if done and done % 10 == 0:
            world.sizes.append((done, memory(child.pid), open_files(child.pid)))
        if done >= crawls and not world.mended:
            world.mended, world.until = True, world.now()
            print(f"{done} crawls in {time.monotonic() - begun:.0f} s: servers are mended, nothing more is published")
        if world.mended and told["event"] == "fetched" and not missing(world, store):
            break
    print(f"{done} crawls in all, {broken_off} broke off, {time.monotonic() - begun:.0f} s")
    return broken_off


def memory(pid: int) -> float:
    """MB of memory of the daemon's own process."""
    text = Path(f"/proc/{pid}/status").read_text()
    return int(text.split("VmRSS:")[1].split()[0]) / 1024


def open_files(pid: int) -> int:
    return sum(1 for _ in Path(f"/proc/{pid}/fd").iterdir())


def missing(world: World, store: Path) -> int:
    """How many of the articles that feeds still list, or listed since the beginning, are not in the store."""
    have = {url for (url,) in sqlite3.connect(store).execute("SELECT url FROM articles")}
    wanted = {url for outlet in world.outlets.values() for url, _ in expected(world, outlet)}
    return len(wanted - have)


def expected(world: World, outlet: Outlet) -> list[tuple[str, datetime]]:
    """The articles that came while the daemon lived, and those that the first look shows."""
    known = world.published(outlet)
    first = max(0, sum(each <= BEGIN for each in known) - LISTED)
    return [(f"http://{outlet.address}:{PORT}/a/{number}", known[number]) for number in range(first, len(known))]


def report(world: World, store: Path) -> bool:
    found = dict(sqlite3.connect(store).execute("SELECT url, first_fetched_at FROM articles").fetchall())
    wanted = [pair for outlet in world.outlets.values() for pair in expected(world, outlet)]
    lost = [url for url, _ in wanted if url not in found]
    waits = sorted(
        (datetime.fromisoformat(found[url]) - at) / timedelta(minutes=1)
        for url, at in wanted
        if url in found and at > BEGIN + timedelta(hours=1)
    )
    warm = world.sizes[len(world.sizes) // 4 :]
    quarter = max(1, len(warm) // 4)
    first, last = (median(each[1] for each in part) for part in (warm[:quarter], warm[-quarter:]))
    files = [median(each[2] for each in part) for part in (warm[:quarter], warm[-quarter:])]
    requests = sum(outlet.asked for outlet in world.outlets.values())
    failed = sum(outlet.failed for outlet in world.outlets.values())
    days = ((world.until or BEGIN) - BEGIN) / timedelta(days=1)
    print(f"{len(world.outlets)} sources, {days:.1f} days of their calendar, {requests} requests, {failed} met trouble")
    print(f"articles published {len(wanted)}, stored {len(wanted) - len(lost)}, missing {len(lost)}")
    if waits:
        print(
            f"staleness in minutes of the calendar: median {median(waits):.0f}, p95 {waits[int(len(waits) * 0.95)]:.0f}"
        )
    print(f"memory of the daemon: {first:.0f} MB after the warm-up, {last:.0f} MB at the end ({last / first - 1:+.1%})")
    print(f"open files: {files[0]:.0f} after the warm-up, {files[1]:.0f} at the end")
    return not lost and last <= 1.1 * first and files[1] <= files[0] + 3


async def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sources", type=int, default=200)
    parser.add_argument("--crawls", type=int, default=500)
    parser.add_argument("--speed", type=float, default=40.0, help="how many times as fast the calendar runs")
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    world = World(make_outlets(chosen.sources, chosen.seed, 30), time.time(), chosen.speed)
    server = await asyncio.start_server(
        lambda reader, writer: serve(world, reader, writer), list(world.outlets), PORT, backlog=64
    )
    with TemporaryDirectory(prefix="newsfold-soak-") as folder:
        async with server:
            broken_off = await follow(world, Path(folder), chosen.crawls)
            good = report(world, Path(folder) / "newsfold.db")
    return 0 if good and not broken_off else 1


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))

"""For what treats a store roughly: an outlet on loopback, newsfold in processes of its own, and what a store holds."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.newsmaker import Newsroom  # noqa: E402 - the scripts run from anywhere

ON_A_PAGE = 50  # articles that a page of the list shows


@dataclass(frozen=True)
class Piece:
    """An article as its outlet has it."""

    path: str
    title: str
    paragraphs: tuple[str, ...]

    @property
    def page(self) -> str:
        """Its page."""
        body = "".join(f"<p>{each}</p>" for each in self.paragraphs)
        return (
            f'<!doctype html><html lang="en"><head><title>{self.title}</title></head><body><main><article>'
            f"<h1>{self.title}</h1>{body}</article></main></body></html>"
        )


def pieces(count: int, seed: int) -> list[Piece]:
    """So many different articles; the seed makes them others, at other addresses."""
    write, drawn = Newsroom(seed=seed), []
    for number in range(count):
        title = write.sentence().rstrip(".")[:90]
        drawn.append(Piece(f"/news/{seed}/{number}-{'-'.join(title.lower().split()[:5])}", title,
                           tuple(write.text(12).split("\n\n"))))  # fmt: skip
    return drawn


@dataclass
class Outlet:
    """A site with a list of its articles; `asked` are the paths that were asked for, with the clock's seconds."""

    netloc: str
    answers: dict[str, bytes] = field(default_factory=dict)
    asked: list[tuple[float, str]] = field(default_factory=list)

    def url(self, path: str) -> str:
        """The address of a path."""
        return f"http://{self.netloc}{path}"

    def publish(self, path: str, articles: list[Piece]) -> str:
        """Put articles up, and a list of them over pages of fifty; returns the list's URL."""
        self.answers |= {each.path: each.page.encode() for each in articles}
        parts = [articles[at : at + ON_A_PAGE] for at in range(0, len(articles), ON_A_PAGE)]
        for number, part in enumerate(parts, start=1):
            rows = "".join(
                f'<article class="teaser"><h2><a href="{each.path}">{each.title}</a></h2></article>' for each in part
            )
            further = f'<a rel="next" href="{path}?page={number + 1}">Next page</a>' if number < len(parts) else ""
            page = f"<html><head><title>News</title></head><body><main>{rows}<nav>{further}</nav></main></body></html>"
            self.answers[path if number == 1 else f"{path}?page={number}"] = page.encode()
        return self.url(path)


@contextmanager
def outlet() -> Iterator[Outlet]:
    """An outlet that is served in this process."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            site.asked.append((time.monotonic(), self.path))
            body = site.answers.get(self.path)
            self.send_response(200 if body else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body or b"")))
            self.end_headers()
            self.wfile.write(body or b"")

        def log_message(self, *args: object) -> None:
            pass

        def handle(self) -> None:
            try:
                super().handle()
            except ConnectionError:
                self.close_connection = True  # who asked was killed

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    site = Outlet(f"127.0.0.1:{server.server_address[1]}")
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()


def newsfold(place: Path, *words: str) -> subprocess.Popen[str]:
    """Begin a command on the store in the folder `place`; loopback is allowed and nobody is waited for."""
    config = place / "newsfold.toml"
    if not config.exists():
        # Whole at once: threads begin commands side by side, and one of these might find the file empty.
        part = place / f"newsfold.{threading.get_ident()}.part"
        part.write_text('[crawl]\ndelay = 0.0\nallow_addresses = ["127.0.0.1"]\n')
        part.replace(config)
    program = f"import sys; sys.path.insert(0, {str(ROOT)!r}); from crawler.cli import main; main()"
    command = [sys.executable, "-c", program, *words, "--db", str(place / "newsfold.db"), "--config", str(config)]
    return subprocess.Popen(command, cwd=place, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@dataclass(frozen=True)
class Holding:
    """What a store holds, as far as it can be wrong."""

    articles: int
    revisions: int
    texts: int
    unfolded: int
    frontier: int
    storyless: int
    integrity: str

    def is_exactly(self, articles: int) -> bool:
        """Whether it holds so many articles, each once, all of them folded, nothing left to fetch."""
        return self == Holding(articles, articles, articles, 0, 0, 0, "ok")


def holding(place: Path) -> Holding:
    """Look into the store in the folder `place`, as any reader would."""
    connection = sqlite3.connect(place / "newsfold.db", timeout=30)
    try:
        integrity = "; ".join(row[0] for row in connection.execute("PRAGMA integrity_check"))
        articles, revisions, texts, unfolded, frontier, storyless = connection.execute(
            """SELECT (SELECT count(*) FROM articles), (SELECT count(*) FROM revisions),
                   (SELECT count(DISTINCT text) FROM articles), (SELECT count(*) FROM unfolded),
                   (SELECT count(*) FROM frontier), (SELECT count(*) FROM articles WHERE story_id IS NULL)"""
        ).fetchone()
    finally:
        connection.close()
    return Holding(articles, revisions, texts, unfolded, frontier, storyless, integrity)


def spread(values: list[float]) -> str:
    """Median, 95th percentile and largest of some seconds."""
    ordered = sorted(values) or [0.0]
    at = [ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.95)], ordered[-1]]
    return "median {:.1f} s, p95 {:.1f} s, largest {:.1f} s".format(*at)

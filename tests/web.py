"""A web on loopback for tests: pages that a test puts up, what was asked of them, and answers that misbehave."""

from __future__ import annotations

import hashlib
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

Behaviour = Callable[[BaseHTTPRequestHandler], None]


@dataclass(frozen=True)
class Asked:
    """One request that came in; `at` in seconds of the monotonic clock, when it began."""

    path: str
    headers: Mapping[str, str]
    at: float


@dataclass(frozen=True)
class Answer:
    body: bytes
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    validators: bool = True


NOT_FOUND = Answer(b"<h1>Not found</h1>", 404, validators=False)


class Web:
    """A server at `host`, with `put` pages; everything else is 404, robots.txt too unless it is put."""

    def __init__(self, host: str = "127.0.0.1", certificate: Path | None = None) -> None:
        self.asked: list[Asked] = []
        self._answers: dict[str, Answer | Behaviour] = {}
        self.otherwise: Behaviour | None = None  # for every address where nothing was put, but for robots.txt
        self.released = threading.Event()  # lets behaviours that hang end with the test
        web = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True  # headers and body are two writes

            def do_GET(self) -> None:
                web.asked.append(Asked(self.path, dict(self.headers), time.monotonic()))
                otherwise = web.otherwise if self.path != "/robots.txt" else None
                answer = web._answers.get(self.path) or otherwise or NOT_FOUND
                if isinstance(answer, Answer):
                    give(self, answer)
                else:
                    answer(self)

            def log_message(self, *args: object) -> None:
                pass

        self._server = ThreadingHTTPServer((host, 0), Handler)
        self._server.daemon_threads = True
        if certificate is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self.netloc = f"{host}:{self._server.server_address[1]}"

    def url(self, path: str) -> str:
        return f"http://{self.netloc}{path}"

    def put(
        self,
        path: str,
        body: str | bytes | Behaviour,
        *,
        status: int = 200,
        kind: str = "text/html; charset=utf-8",
        validators: bool = True,
        **headers: str,
    ) -> str:
        """Put a page up, or a behaviour; returns its URL. Headers as keywords: `Retry_After="3"`."""
        if callable(body):
            self._answers[path] = body
        else:
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            content = body.encode() if isinstance(body, str) else body
            self._answers[path] = Answer(content, status, {"Content-Type": kind, **named}, validators)
        return self.url(path)

    def hang(self, handler: BaseHTTPRequestHandler) -> None:
        """A behaviour: no answer until the test is over."""
        self.released.wait()
        handler.close_connection = True

    def paths(self, *, robots: bool = False) -> list[str]:
        """What was asked for, in order."""
        return [asked.path for asked in self.asked if robots or asked.path != "/robots.txt"]

    @contextmanager
    def serving(self) -> Iterator[Web]:
        thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self.released.set()
            self._server.shutdown()
            self._server.server_close()


def give(handler: BaseHTTPRequestHandler, answer: Answer) -> None:
    """Send an answer, or 304 where the request names its ETag."""
    etag = f'"{hashlib.sha256(answer.body).hexdigest()[:16]}"'
    unchanged = answer.validators and answer.status == 200 and handler.headers.get("If-None-Match") == etag
    handler.send_response(304 if unchanged else answer.status)
    for name, value in answer.headers.items():
        handler.send_header(name, value)
    if answer.validators:
        handler.send_header("ETag", etag)
    if not unchanged:
        handler.send_header("Content-Length", str(len(answer.body)))
    handler.end_headers()
    if not unchanged:
        handler.wfile.write(answer.body)


def article_page(title: str, *paragraphs: str, head: str = "") -> str:
    """A page as a small outlet would serve it."""
    told = paragraphs or tuple(f"{sentence} {PADDING}" for sentence in story_of(title))
    body = "".join(f"<p>{paragraph}</p>" for paragraph in told)
    return (
        f'<!doctype html><html lang="en"><head><title>{title} - Harbour Post</title>{head}</head><body>'
        f'<header><a href="/">Harbour Post</a></header><main><article><h1>{title}</h1>{body}</article></main>'
        "<footer>Harbour Post, Quay 3</footer></body></html>"
    )


PADDING = (
    "The harbour office confirmed the figures on Tuesday, and the council will meet again before the end of the month."
)


def story_of(title: str) -> list[str]:
    return [
        f"{title}, according to three people who were there and who spoke to this paper.",
        f"Neighbours who had heard of it ({title.lower()}) gathered at the old ferry landing in the evening.",
        f"What follows from it for the town, nobody would say; {title.lower()} is not the last of it.",
    ]


def listing_page(links: Mapping[str, str], next_path: str | None = None) -> str:
    """A tag page that lists `links` (path to headline), with its next page."""
    entries = "".join(
        f'<article class="teaser"><h2><a href="{path}">{headline}</a></h2>'
        f"<p>{story_of(headline)[0][:60]}...</p></article>"
        for path, headline in links.items()
    )
    following = f'<a rel="next" class="next" href="{next_path}">Next page</a>' if next_path else ""
    return f"<html><head><title>Harbour</title></head><body><main>{entries}<nav>{following}</nav></main></body></html>"


def feed_of(links: Mapping[str, str]) -> str:
    entries = "".join(
        f"<item><title>{headline}</title><link>{url}</link><description>{headline}</description></item>"
        for url, headline in links.items()
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>Harbour Post</title>{entries}</channel></rss>'


def sitemap_of(urls: list[str], *, index: bool = False) -> str:
    outer, inner = ("sitemapindex", "sitemap") if index else ("urlset", "url")
    entries = "".join(f"<{inner}><loc>{url}</loc></{inner}>" for url in urls)
    return f'<?xml version="1.0"?><{outer} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{entries}</{outer}>'

"""The bundled small web behind `newsfold demo`, served on loopback by the standard library alone.

It answers as an HTTP proxy: a crawl whose `http_proxy` is `DemoWeb.proxy_url` sees the demo's hosts, which all end in
`.example` and exist nowhere else. It speaks plain HTTP only and never asks another server for anything.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

from crawler.demo_pages import HTML, DemoPage, demo_configuration, demo_pages
from storage.records import Kind, Source

NOT_FOUND = DemoPage(b"<!DOCTYPE html><title>Not found</title><h1>Not found</h1>", HTML, 404, "")


class DemoWeb:
    """A running demo web: where it listens, what to crawl, which requests it has answered.

    `answered` grows by `(method, URL as asked for, status)` for each answer, in the order they were given.
    """

    def __init__(self, port: int) -> None:
        self.port = port
        self.proxy_url = f"http://127.0.0.1:{port}"
        self.sources = demo_sources()
        self.answered: list[tuple[str, str, int]] = []
        self.pages = demo_pages()

    @property
    def outlets(self) -> int:
        """How many outlets there are."""
        return len({source.outlet for source in self.sources})

    def set_revision(self, number: int) -> None:
        """Serve every article in its newest revision up to `number`, from the next request on."""
        self.pages = demo_pages(number)

    def page(self, url: str) -> DemoPage:
        """The page at `url`; tracking parameters make no other page, as on most sites."""
        bare = url.partition("#")[0]
        return self.pages.get(bare) or self.pages.get(bare.partition("?utm_")[0]) or NOT_FOUND


def demo_sources() -> tuple[Source, ...]:
    """The listings, feed, sitemap and single articles that the demo crawls."""
    entries = tomllib.loads(demo_configuration())["sources"]
    return tuple(Source(**entry | {"kind": Kind(entry["kind"])}) for entry in entries)


@contextmanager
def serve_demo_web() -> Iterator[DemoWeb]:
    """Serve the demo's web on 127.0.0.1, at a port that the system picks, for as long as the context lasts.

    Example: `with serve_demo_web() as web: fetch(web.sources, …)` with `web.proxy_url` as the proxy.
    """
    server = _Server(("127.0.0.1", 0), _Handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, name="demo-web", daemon=True)
    thread.start()
    try:
        yield server.web
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Server(ThreadingHTTPServer):
    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.web = DemoWeb(self.server_address[1])


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"  # keeps connections open
    disable_nagle_algorithm = True  # header and body are two writes: without this each answer waits for an ACK
    timeout = 30  # seconds that a silent connection is kept
    server: _Server

    def do_GET(self) -> None:
        url = self._url()
        page = self.server.web.page(url)
        etag = f'"{sha256(page.body).hexdigest()[:16]}"'
        known = page.status == 200 and self._is_known(etag, page.last_modified)
        status = 304 if known else page.status
        self.server.web.answered.append((self.command, url, status))
        self._answer(page, status, etag)

    do_HEAD = do_GET  # noqa: N815 (the name that http.server calls)

    def _url(self) -> str:
        """The whole URL, from the request line of a proxy request or else from the Host header."""
        if urlsplit(self.path).scheme:
            return self.path
        return f"http://{self.headers.get('Host', '')}{self.path}"

    def _is_known(self, etag: str, last_modified: str) -> bool:
        """Whether the client has this page already; an ETag outranks a date (RFC 9110, 13.2.2)."""
        if "If-None-Match" in self.headers:
            tags = {tag.strip().removeprefix("W/") for tag in self.headers["If-None-Match"].split(",")}
            return etag in tags
        return self.headers.get("If-Modified-Since") == last_modified

    def _answer(self, page: DemoPage, status: int, etag: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", page.content_type)
        if page.status == 200:
            self.send_header("ETag", etag)
            self.send_header("Last-Modified", page.last_modified)
        if status != 304:
            self.send_header("Content-Length", str(len(page.body)))
        self.end_headers()
        if self.command != "HEAD" and status != 304:
            self.wfile.write(page.body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the base class's signature)
        """Stay quiet: the terminal belongs to the demo's own table."""

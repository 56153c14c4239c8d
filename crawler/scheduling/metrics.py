"""`/metrics` for Prometheus and `/healthz`, on an address of this machine alone; read from the store when asked."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from ipaddress import ip_address
from typing import TYPE_CHECKING

from storage.errors import ConfigError

if TYPE_CHECKING:
    from crawler.scheduling.health import Status

_PATIENCE = 10.0  # seconds that a client has to ask
_TEXT = "text/plain; version=0.0.4; charset=utf-8"  # Prometheus' exposition format
Look = Callable[[], Awaitable["Status"]]


def checked_listen(text: str) -> tuple[str, int]:
    """The host and port of `127.0.0.1:9464`. Raises ConfigError for what is no loopback address with a port."""
    host, colon, port = text.rpartition(":")
    try:
        if colon and ip_address(host.strip("[]")).is_loopback and 0 <= int(port) < 65536:
            return host.strip("[]"), int(port)
    except ValueError:
        pass
    raise ConfigError(f"--listen {text}: expected a loopback address with a port, such as 127.0.0.1:9464")


async def serve_metrics(listen: tuple[str, int], look: Look) -> asyncio.Server:
    """Answer on `listen` until closed. Raises ConfigError where the port is taken."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            async with asyncio.timeout(_PATIENCE):
                head = await reader.readuntil(b"\r\n\r\n")
                writer.write(await _answer(head, look))
                await writer.drain()
        except (OSError, TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            pass
        finally:
            writer.close()

    try:
        return await asyncio.start_server(serve, *listen)
    except OSError as error:
        raise ConfigError(f"--listen {listen[0]}:{listen[1]}: {error.strerror}; name another port") from error


async def _answer(head: bytes, look: Look) -> bytes:
    path = [*head.split(maxsplit=2), b"", b""][1]
    if path not in (b"/metrics", b"/healthz"):
        return _response("404 Not Found", "there is /metrics and /healthz\n")
    found = await look()
    if path == b"/metrics":
        return _response("200 OK", "".join(f"{line}\n" for line in metrics(found)))
    trouble = "".join(f"{each}\n" for each in found.troubles)
    return _response("503 Service Unavailable" if trouble else "200 OK", trouble or "ok\n")


def _response(status: str, text: str) -> bytes:
    body = text.encode("utf-8", "replace")
    head = f"HTTP/1.1 {status}\r\nContent-Type: {_TEXT}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    return head.encode() + body


def metrics(found: Status) -> Iterator[str]:
    """The lines of the exposition: gauges, one a source where they belong to one."""
    yield from _gauge("newsfold_unfolded_articles", "Articles that folding has not seen.", [("", found.unfolded)])
    yield from _gauge("newsfold_dead_letters", "Messages that were given up.", [("", found.dead_letters)])
    named = [(f'{{source="{_escaped(each.source)}"}}', each) for each in found.sources]
    yield from _gauge(
        "newsfold_source_needs_a_person",
        "1 where a source will not mend by itself.",
        [(label, int(each.needs_a_person)) for label, each in named],
    )
    failures = [(label, each.failures) for label, each in named]
    yield from _gauge("newsfold_source_failures", "Runs in a row that failed.", failures)
    new = [(label, each.links_last_day) for label, each in named]
    yield from _gauge("newsfold_source_new_links_a_day", "Links first seen in the last 24 hours.", new)


def _gauge(name: str, about: str, values: list[tuple[str, int]]) -> Iterator[str]:
    yield f"# HELP {name} {about}"
    yield f"# TYPE {name} gauge"
    yield from (f"{name}{label} {value}" for label, value in values)


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")

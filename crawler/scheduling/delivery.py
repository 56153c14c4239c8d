"""Getting messages out: a signed webhook, a command, an Atom file; retried ever later, and in the end put aside."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import hmac
import json
import os
import shlex
import signal
import socket
import ssl
import threading
from asyncio.subprocess import DEVNULL
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from ipaddress import ip_address
from tempfile import TemporaryFile
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

from storage.times import to_utc
from storage.upkeep import is_store

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from crawler.fetching.addresses import AddressRule
    from storage.outbox import Message

TIMEOUT = 15.0  # seconds for one step of a connection
DEADLINE = 30.0  # seconds for a whole answer
COMMAND_TIMEOUT = 60.0
MOST_TRIES = 8  # over about 15 hours
_FIRST_PAUSE, _LAST_PAUSE = timedelta(seconds=30), timedelta(hours=6)
_ATOM = "http://www.w3.org/2005/Atom"


class DeliveryError(Exception):
    """A message that did not arrive, and why."""


def next_try(attempts: int, now: str) -> str | None:
    """When a message that failed `attempts` times is tried again: four times later each time; None after the last."""
    if attempts >= MOST_TRIES:
        return None
    pause = min(_FIRST_PAUSE * 4 ** (attempts - 1), _LAST_PAUSE)
    return to_utc((datetime.fromisoformat(now).astimezone(UTC) + pause).isoformat())


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """`sha256=` and the HMAC of timestamp, full stop and body: a receiver can refuse what is forged or stale."""
    digest = hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256)
    return f"sha256={digest.hexdigest()}"


def post(message: Message, url: str, secret: str | None, rule: AddressRule, now: str) -> None:
    """Send a message to a webhook; any 2xx is an arrival, redirects are not followed, what it answers is not read.

    Raises DeliveryError, also where the answer takes longer than `DEADLINE`.
    """
    body = message.message.encode()
    headers = {"Content-Type": "application/json", "User-Agent": "newsfold", "X-Newsfold-Delivery": str(message.id)}
    headers["X-Newsfold-Timestamp"] = now
    if secret:
        headers["X-Newsfold-Signature"] = signature(secret, now, body)
    parts = urlsplit(url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        connection = _connection(url, rule)
        try:
            with _hanging_up(connection):
                connection.request("POST", target, body, headers)
                answer = connection.getresponse()
        finally:
            connection.close()
    except (OSError, HTTPException, UnicodeError) as error:
        raise DeliveryError(f"{type(error).__name__}: {error}") from error
    if not 200 <= answer.status < 300:
        raise DeliveryError(f"HTTP {answer.status}")


@contextlib.contextmanager
def _hanging_up(connection: HTTPConnection) -> Iterator[None]:
    """Inside, hang up at the deadline: the timeout of a socket counts anew from each byte that drips in.

    Raises TimeoutError where that was done, as what had come by then may look like an answer.
    """
    late = threading.Event()

    def hang_up() -> None:
        late.set()
        with contextlib.suppress(OSError, AttributeError):
            connection.sock.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(DEADLINE, hang_up)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
    if late.is_set():
        raise TimeoutError(f"no answer after {DEADLINE:g} s")


def _connection(url: str, rule: AddressRule) -> HTTPConnection:
    """A connection to the very address that was checked; DeliveryError where the address rule forbids it."""
    if refusal := rule.refusal(url):
        raise DeliveryError(f"{refusal}: name it in crawl.allow_addresses if that is meant")
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
    addresses = [str(each[4][0]) for each in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    if not rule.allows_name(host):
        for address in addresses:
            if not rule.allows(ip_address(address.partition("%")[0])):
                raise DeliveryError(f"{host} resolves to {address}, not a public address")
    return (_SecurePinned if parts.scheme == "https" else _Pinned)(host, port, addresses[0])


class _Pinned(HTTPConnection):
    """To a host by an address that was looked up before."""

    def __init__(self, host: str, port: int, address: str) -> None:
        super().__init__(host, port, timeout=TIMEOUT)
        self._address = address

    def connect(self) -> None:
        self.sock = socket.create_connection((self._address, self.port), TIMEOUT)


class _SecurePinned(HTTPSConnection):
    """The same with TLS, for the name that the URL has."""

    def __init__(self, host: str, port: int, address: str) -> None:
        super().__init__(host, port, timeout=TIMEOUT)
        self._address = address

    def connect(self) -> None:
        plain = socket.create_connection((self._address, self.port), TIMEOUT)
        self.sock = ssl.create_default_context().wrap_socket(plain, server_hostname=self.host)


async def tell_command(message: Message, command: str) -> None:
    """Run a command with the message on its standard input; no shell reads it. Raises DeliveryError.

    One that has not ended after `COMMAND_TIMEOUT` is killed with what it started, and so is one that is not waited for
    any longer; what it left in the background when it ended goes on.
    """
    try:
        with TemporaryFile() as told, TemporaryFile() as errors:  # files never fill up as pipes do
            told.write(message.message.encode())
            told.seek(0)
            process = await asyncio.create_subprocess_exec(
                *shlex.split(command), stdin=told, stdout=DEVNULL, stderr=errors, start_new_session=True
            )
            try:
                code = await asyncio.wait_for(process.wait(), COMMAND_TIMEOUT)
            except TimeoutError:
                raise DeliveryError(f"no end after {COMMAND_TIMEOUT:.0f} s") from None
            finally:
                if process.returncode is None:
                    with contextlib.suppress(ProcessLookupError):
                        os.killpg(process.pid, signal.SIGKILL)
            errors.seek(max(0, errors.seek(0, os.SEEK_END) - 300))
            words = errors.read().decode(errors="replace").strip()
    except (OSError, ValueError) as error:
        raise DeliveryError(f"{type(error).__name__}: {error}") from error
    if code:
        raise DeliveryError(f"exit code {code}{words and f': {words}'}")


def write_atom(messages: Sequence[Message], name: str, path: Path) -> None:
    """Write an Atom feed (RFC 4287) of messages, newest first, in the place of the old one. Raises DeliveryError."""
    feed = ET.Element("feed", xmlns=_ATOM)
    _add(feed, "id", f"urn:newsfold:alert:{name}")
    _add(feed, "title", f"newsfold: {name}")
    _add(feed, "updated", messages[0].created_at if messages else "1970-01-01T00:00:00Z")
    author = ET.SubElement(feed, "author")
    _add(author, "name", "newsfold")
    for message in messages:
        _add_entry(feed, message)
    if is_store(path):
        raise DeliveryError(f"{path} is a newsfold store, and stays as it is: name another file")
    part = path.with_name(f".{path.name}.part")
    try:
        part.write_bytes(ET.tostring(feed, encoding="utf-8", xml_declaration=True))
        part.replace(path)
    except OSError as error:
        raise DeliveryError(f"{path}: {error.strerror}") from error


def _add_entry(feed: ET.Element, message: Message) -> None:
    told = json.loads(message.message)
    subject = told.get("story") or told.get("article") or told.get("source") or {}
    first = next(iter(subject.get("members", [])), subject)
    entry = ET.SubElement(feed, "entry")
    _add(entry, "id", f"urn:newsfold:message:{message.id}:{message.created_at}")
    _add(entry, "title", f"{told['event'].replace('_', ' ')}: {subject.get('title') or subject.get('name', '')}")
    _add(entry, "updated", message.created_at)
    if first.get("url"):
        ET.SubElement(entry, "link", href=first["url"])
    _add(entry, "summary", subject.get("words") or ", ".join(subject.get("outlets", [])) or subject.get("outlet", ""))


def _add(parent: ET.Element, name: str, text: str) -> None:
    from storage.texts import printable

    ET.SubElement(parent, name).text = printable(text)

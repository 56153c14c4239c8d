"""Import from web archives (WARC, ISO 28500), as Common Crawl's news crawl publishes them: streamed, record by record.

What answered with an error, and what is no HTML, is passed over. Bodies are taken out of chunks and gzip here, within
bounds: FastWARC's own decoding ends the whole archive at a body whose coding is not what its header says.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from storage.imports.fields import BadLine
from storage.times import to_utc

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import IO

MAX_BODY = 10 * 1024 * 1024  # bytes of one page, packed or not
MAGIC = b"WARC/"
_CUT_OFF = "cut off: the archive ends inside this record"
_HTML = ("text/html", "application/xhtml+xml")


@dataclass(frozen=True, slots=True)
class ArchivedPage:
    """A page of an archive: its address, when it was fetched (UTC), and its body; `where` is its file and offset."""

    where: str
    url: str
    fetched_at: str
    body: bytes = field(repr=False)
    content_type: str = ""
    status: int | None = None


@dataclass(frozen=True, slots=True)
class PassedOver:
    """A record of an archive that is no page, and what it is instead."""

    reason: str


def is_archive(head: bytes) -> bool:
    """Whether a file that begins with `head` is a WARC file, plain or gzip."""
    if head.startswith(b"\x1f\x8b"):
        try:
            head = zlib.decompressobj(wbits=31).decompress(head, 16)
        except zlib.error:
            return False
    return head.startswith(MAGIC)


def read_warc(stream: IO[bytes], name: str) -> Iterator[ArchivedPage | PassedOver | BadLine]:
    """Go through the responses of an archive; where it is cut off or damaged, what came before has been given.

    An archive that ends inside the WARC header of a record is taken to end before it.
    """
    from fastwarc.warc import ArchiveIterator, WarcRecordType

    wanted = WarcRecordType.response | WarcRecordType.resource
    try:
        for record in ArchiveIterator(stream, record_types=wanted, parse_http=True, auto_decode="none"):
            yield _read(record, f"{name}@{record.stream_pos}")
    except (OSError, ValueError, EOFError, zlib.error) as error:
        yield BadLine(name, f"the archive is damaged: {error}; what came before was read")


def _read(record: Any, where: str) -> ArchivedPage | PassedOver | BadLine:
    http = record.http_headers if record.is_http else None
    status = http.status_code if http is not None else None
    kind = (http or record.headers).get("Content-Type") or ""
    if status is not None and not 200 <= status < 300:
        return PassedOver("HTTP errors and redirects")
    if kind.partition(";")[0].strip().lower() not in _HTML:
        begun = record.content_length == 0 or record.reader.read(1)
        return PassedOver("no HTML") if begun else BadLine(where, _CUT_OFF)
    try:
        return _page(record, where, kind, status)
    except _UnusableError as error:
        return BadLine(where, str(error))


class _UnusableError(Exception):
    """A page that cannot be had from its record, and why."""


def _page(record: Any, where: str, kind: str, status: int | None) -> ArchivedPage:
    url = (record.headers.get("WARC-Target-URI") or "").strip("<> ")
    if record.content_length > MAX_BODY:
        raise _UnusableError(f"{url[:200]}: larger than {MAX_BODY // 1024**2} MiB")
    packed = record.reader.read(MAX_BODY)
    if len(packed) < record.content_length:
        raise _UnusableError(_CUT_OFF)
    body = _decoded(packed, record.http_headers) if status is not None else packed
    if body is None:
        raise _UnusableError(f"{url[:200]}: its coding cannot be undone, or unpacks to over {MAX_BODY // 1024**2} MiB")
    try:
        fetched_at = to_utc(record.headers.get("WARC-Date") or "")
    except (ValueError, OverflowError):
        raise _UnusableError(f"{url[:200]}: has no usable WARC-Date") from None
    return ArchivedPage(where, url, fetched_at, body, kind, status)


def _decoded(body: bytes, http: Any) -> bytes | None:
    """The body without its codings; None where that fails. Archives often keep it decoded beside the old headers."""
    if (http.get("Transfer-Encoding") or "").strip().lower() == "chunked":
        body = _whole(body)
    coding = (http.get("Content-Encoding") or "").strip().lower()
    if coding in ("gzip", "x-gzip") and body.startswith(b"\x1f\x8b"):
        return _inflated(body, 31)
    if coding == "deflate" and not _looks_plain(body):
        return _inflated(body, 15) or _inflated(body, -15)
    return body if coding in ("", "identity") or _looks_plain(body) else None


def _looks_plain(body: bytes) -> bool:
    return body[:200].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")


def _inflated(body: bytes, wbits: int) -> bytes | None:
    unpacking = zlib.decompressobj(wbits=wbits)
    try:
        found = unpacking.decompress(body, MAX_BODY)
    except zlib.error:
        return None
    return None if unpacking.unconsumed_tail else found


def _whole(body: bytes) -> bytes:
    """The chunks of a body as one (RFC 9112, 7.1); the body itself where it is in none."""
    parts: list[bytes] = []
    at = 0
    while (end := body.find(b"\r\n", at, at + 1000)) >= 0:
        size = body[at:end].partition(b";")[0].strip()
        try:
            length = int(size, 16)
        except ValueError:
            break
        if length <= 0:
            return b"".join(parts)
        parts.append(body[end + 2 : end + 2 + length])
        at = end + 2 + length + 2
    return body if not parts else b"".join(parts)

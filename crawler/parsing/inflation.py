"""Bodies in gzip and zstd to what they hold, in bounded time and size; pure."""

from __future__ import annotations

import sys
import zlib
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

__all__ = ["MOST_MEMBERS", "InflatesTooFarError", "TooManyMembersError", "gunzip", "unzstd", "zstd"]

MOST_MEMBERS = 100


class TooManyMembersError(ValueError):
    """A body of so many packed files in a row that only a bomb is made so."""


class InflatesTooFarError(ValueError):
    """A body that holds more than it may."""


class _Unpacker(Protocol):
    """What unpacks one member: a decompressor of zlib or of zstd."""

    @property
    def unused_data(self) -> bytes:
        """What follows the member; empty before its end."""

    def decompress(self, data: bytes, max_length: int, /) -> bytes:
        """Give what `data` holds, no more than `max_length` bytes."""


def gunzip(body: bytes, most: int) -> bytes:
    """Give what `body` holds, its members (RFC 1952, 2.2) joined; what follows the last is passed over.

    A body that breaks off gives what came. The standard library's `gzip` and what builds on it take a hundred thousand
    empty members, 2 MB, one by one, for seconds in which nothing else is done. Raises zlib.error for what is no gzip,
    InflatesTooFarError past `most` bytes, TooManyMembersError past a hundred members.
    """
    return _joined(body, most, lambda: zlib.decompressobj(wbits=31), zlib.error, "gzip files")


def unzstd(body: bytes, most: int) -> bytes:
    """As `gunzip`, for frames of zstd (RFC 8878, 3.1), those to be skipped among them; ZstdError for what is none.

    Scrapy reads frame after frame: a million of nothing, 8 MB, take four seconds.
    """
    return _joined(body, most, zstd.ZstdDecompressor, zstd.ZstdError, "zstd frames")


def _joined(body: bytes, most: int, unpacker: Callable[[], _Unpacker], broken: type[Exception], members: str) -> bytes:
    """Unpack member after member, each with an unpacker of its own, as long as there are any that are not broken."""
    pieces: list[bytes] = []
    size = 0
    for _ in range(MOST_MEMBERS):
        member = unpacker()
        try:
            pieces.append(member.decompress(body, most + 1 - size))
        except broken:
            if not size:
                raise
            return b"".join(pieces)
        size += len(pieces[-1])
        if size > most:
            raise InflatesTooFarError(f"inflates to more than {most} bytes")
        body = member.unused_data
        if not body:
            return b"".join(pieces)
    raise TooManyMembersError(f"more than {MOST_MEMBERS} {members} in a row")

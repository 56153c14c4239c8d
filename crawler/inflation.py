"""Bodies in gzip and zstd to what they hold, in bounded time and size; pure."""

from __future__ import annotations

import sys
import zlib

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

MOST_MEMBERS = 100


class TooManyMembersError(ValueError):
    """A body of so many packed files in a row that only a bomb is made so."""


class InflatesTooFarError(ValueError):
    """A body that holds more than it may."""


def gunzip(body: bytes, most: int) -> bytes:
    """Give what `body` holds, its members (RFC 1952, 2.2) joined; what follows the last is passed over.

    A body that breaks off gives what came. The standard library's `gzip` and what builds on it take a hundred thousand
    empty members, 2 MB, one by one, for seconds in which nothing else is done. Raises zlib.error for what is no gzip,
    InflatesTooFarError past `most` bytes, TooManyMembersError past a hundred members.
    """
    pieces: list[bytes] = []
    size = 0
    for _ in range(MOST_MEMBERS):
        unpacker = zlib.decompressobj(wbits=31)
        try:
            pieces.append(unpacker.decompress(body, most + 1 - size))
        except zlib.error:
            if not size:
                raise
            return b"".join(pieces)
        size += len(pieces[-1])
        if size > most:
            raise InflatesTooFarError(f"inflates to more than {most} bytes")
        body = unpacker.unused_data
        if not body:
            return b"".join(pieces)
    raise TooManyMembersError(f"more than {MOST_MEMBERS} gzip files in a row")


def unzstd(body: bytes, most: int) -> bytes:
    """As `gunzip`, for frames of zstd (RFC 8878, 3.1), those to be skipped among them; ZstdError for what is none.

    Scrapy reads frame after frame: a million of nothing, 8 MB, take four seconds.
    """
    pieces: list[bytes] = []
    size = 0
    for _ in range(MOST_MEMBERS):
        unpacker = zstd.ZstdDecompressor()
        try:
            pieces.append(unpacker.decompress(body, most + 1 - size))
        except zstd.ZstdError:
            if not size:
                raise
            return b"".join(pieces)
        size += len(pieces[-1])
        if size > most:
            raise InflatesTooFarError(f"inflates to more than {most} bytes")
        if not unpacker.eof or not unpacker.unused_data:
            return b"".join(pieces)
        body = unpacker.unused_data
    raise TooManyMembersError(f"more than {MOST_MEMBERS} zstd frames in a row")

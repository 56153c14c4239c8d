"""Streams whose beginning can be looked at before they are read, be they a file, a pipe or a terminal."""

from __future__ import annotations

import io
from typing import IO, TYPE_CHECKING, cast

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

LOOK = 8192  # bytes by which a file is judged


def peekable(raw: IO[bytes]) -> io.BufferedReader:
    """Give `raw` with a `peek` that shows enough of its beginning to judge it by; `raw` itself where it does so."""
    if not raw.seekable():
        return io.BufferedReader(_Pipe(cast("io.BufferedReader", raw)), LOOK)
    return raw if isinstance(raw, io.BufferedReader) else io.BufferedReader(cast("io.RawIOBase", raw), LOOK)


class _Pipe(io.RawIOBase):
    """What can be read only once, with what a pipe lacks: a place in it, which FastWARC asks for, and a beginning.

    A pipe hands on what was written to it so far, be it a single byte. Later reads wait for no more than that.
    """

    def __init__(self, stream: io.BufferedReader) -> None:
        self._stream, self._place, self._ended = stream, 0, False

    def readable(self) -> bool:
        """Say that it is to be read."""
        return True

    def tell(self) -> int:
        """Count the bytes that were read."""
        return self._place

    def readinto(self, buffer: WriteableBuffer) -> int:
        """Read into `buffer` what there is, at first until it can be judged."""
        room = memoryview(buffer).cast("B")
        read = self._more(len(room))
        while self._place == 0 and not self._ended and _is_short(read, len(room)):
            read += self._more(len(room) - len(read))
        room[: len(read)] = read
        self._place += len(read)
        return len(read)

    def _more(self, size: int) -> bytes:
        read = b"" if self._ended else self._stream.read1(size)
        self._ended = not read  # a terminal would have to be told twice
        return read


def _is_short(head: bytes, room: int) -> bool:
    """Whether a beginning says too little: of gzip, what is packed in it shows late."""
    if head.startswith(b"\x1f\x8b"):
        return len(head) < room
    return len(head.removeprefix(b"\xef\xbb\xbf").lstrip()) < len(b"WARC/")

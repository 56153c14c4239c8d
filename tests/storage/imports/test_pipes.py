"""What comes through a pipe is taken for what it is, however small the pieces that it comes in."""

from __future__ import annotations

import gzip
import io
import os
import threading
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING

import pytest

from storage.importers import ArchivedPage, ImportedRow, SavedPage, read_path
from tests.storage.warcs import Record, warc

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGE = b"\n<html><body>Words of a page.</body></html>" * 3
ARCHIVE = (Record("https://a.example/1", PAGE), Record("https://a.example/2", PAGE * 900))
LINE = b'{"url": "https://a.example/3", "text": "Some words"}\n'


@contextmanager
def piped(content: bytes, first: int) -> Iterator[IO[bytes]]:
    """A pipe to which the rest is written only when the first so many bytes have been read."""
    out, into = os.pipe()
    os.write(into, content[:first])
    stream = os.fdopen(out, "rb")
    seen = stream.peek(first)[:first]
    assert len(seen) == first

    def write_rest() -> None:
        with os.fdopen(into, "wb") as rest:
            rest.write(content[first:])

    writer = threading.Thread(target=write_rest)
    writer.start()
    with stream:
        yield stream
    writer.join()


@pytest.mark.parametrize("first", [1, 3, 10])  # 10: the header of a gzip file, which says nothing of what is in it
@pytest.mark.parametrize(
    ("content", "kinds"),
    [
        (warc(*ARCHIVE), [ArchivedPage] * 2),
        (warc(*ARCHIVE, gzip=False), [ArchivedPage] * 2),
        (LINE * 2, [ImportedRow] * 2),
        (gzip.compress(LINE), [ImportedRow]),
        (PAGE, [SavedPage]),
    ],
    ids=["warc.gz", "warc", "jsonl", "jsonl.gz", "html"],
)
def test_each_kind_can_be_piped(content: bytes, kinds: list[type], first: int) -> None:
    with piped(content, first) as stream:
        assert [type(found) for found in read_path("-", stdin=stream)] == kinds


def test_pages_of_a_piped_archive_say_where_in_it_they_lie() -> None:
    with piped(warc(*ARCHIVE, gzip=False), 1) as stream:
        one, two = (found for found in read_path("-", stdin=stream) if isinstance(found, ArchivedPage))
    assert two.body == PAGE * 900
    assert 0 < int(one.where.removeprefix("-@")) < int(two.where.removeprefix("-@"))


class _Terminal(io.BytesIO):
    """Begins anew after its end, as a terminal does."""

    def seekable(self) -> bool:
        return False

    def read1(self, size: int | None = -1, /) -> bytes:
        read = super().read1(size)
        if not read:
            self.seek(0)
        return read


def test_a_terminal_is_told_of_the_end_once() -> None:
    assert len(list(read_path("-", stdin=_Terminal(LINE)))) == 1

"""Web archives: pages with their own dates, whatever the packing; what is none is passed over, damage is named."""

from __future__ import annotations

import gzip
import io
import zlib
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage.importers import ArchivedPage, BadLine, PassedOver, read_path
from storage.imports.archives import MAX_BODY, is_archive, read_warc
from tests.storage.warcs import Record, warc

if TYPE_CHECKING:
    from pathlib import Path

PAGE = b"<html><body>Words of a page.</body></html>" * 20
FIRST = Record("https://a.example/1?x=1", PAGE)


def read(content: bytes) -> list[Any]:
    return list(read_warc(io.BytesIO(content), "in.warc"))


def chunked(body: bytes) -> bytes:
    halves = (body[: len(body) // 2], body[len(body) // 2 :])
    return b"".join(b"%x;a=b\r\n%s\r\n" % (len(half), half) for half in halves) + b"0\r\n\r\n"


@pytest.mark.parametrize("packed", [True, False])
@pytest.mark.parametrize("name", ["CC-NEWS-1.warc.gz", "a.warc", "without-ending"])
def test_pages_come_with_their_address_and_date(packed: bool, name: str, tmp_path: Path) -> None:
    place = tmp_path / name
    place.write_bytes(warc(FIRST, Record("<https://a.example/2>", date="2020-01-02T03:04:06.789Z"), gzip=packed))
    told: list[int] = []
    one, two = read_path(str(place), progress=told.append)
    assert isinstance(one, ArchivedPage)
    assert isinstance(two, ArchivedPage)
    assert (one.url, one.fetched_at, one.body) == (FIRST.url, "2020-01-02T03:04:05Z", PAGE)
    assert (one.status, one.content_type) == (200, "text/html; charset=utf-8")
    assert (two.url, two.fetched_at) == ("https://a.example/2", "2020-01-02T03:04:06Z")
    assert 0 < sum(told) <= place.stat().st_size


def test_errors_redirects_and_what_is_no_html_is_passed_over() -> None:
    found = read(
        warc(
            Record("https://a.example/a", status="404 Not Found"),
            Record("https://a.example/b", status="301 Moved", headers={"Location": "/x"}),
            Record("https://a.example/c", kind="image/png"),
            Record("https://a.example/d", kind=""),
            FIRST,
        )
    )
    assert [each.reason for each in found[:4] if isinstance(each, PassedOver)] == [
        "HTTP errors and redirects", "HTTP errors and redirects", "no HTML", "no HTML",
    ]  # fmt: skip
    assert isinstance(found[4], ArchivedPage)


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (PAGE, {"Content-Encoding": "gzip"}),
        (PAGE, {"Content-Encoding": "br", "Transfer-Encoding": "chunked"}),
        (gzip.compress(PAGE), {"Content-Encoding": "gzip"}),
        (zlib.compress(PAGE), {"Content-Encoding": "deflate"}),
        (zlib.compress(PAGE)[2:-4], {"Content-Encoding": "deflate"}),
        (chunked(PAGE), {"Transfer-Encoding": "chunked"}),
        (chunked(gzip.compress(PAGE)), {"Transfer-Encoding": "chunked", "Content-Encoding": "gzip"}),
        (PAGE, {"X-Crawler-Content-Encoding": "gzip"}),
    ],
)
def test_codings_are_undone_and_those_already_undone_believed(body: bytes, headers: dict[str, str]) -> None:
    coded, after = read(warc(Record("https://a.example/1", body, headers=headers), FIRST))
    assert isinstance(coded, ArchivedPage)
    assert (coded.body, after.body) == (PAGE, PAGE)


@pytest.mark.parametrize(
    ("body", "coding"),
    [
        (gzip.compress(bytes(MAX_BODY + 1)), "gzip"),
        (b"\x0b\x02\x80nothing", "br"),
        (b"\x1f\x8bnothing", "gzip"),
        (b" " * (MAX_BODY + 1), ""),
    ],
)
def test_a_body_that_cannot_be_used_is_named_and_the_rest_goes_on(body: bytes, coding: str) -> None:
    bad, after = read(warc(Record("https://a.example/1", body, headers={"Content-Encoding": coding}), FIRST))
    assert isinstance(bad, BadLine)
    assert bad.where.startswith("in.warc@")
    assert "https://a.example/1" in bad.reason
    assert after.body == PAGE


@pytest.mark.parametrize("packed", [True, False])
def test_an_archive_that_is_cut_off_gives_what_came_before(packed: bool) -> None:
    whole = warc(FIRST, Record("https://a.example/2", PAGE), gzip=packed)
    first, *rest = read(whole[:-60])
    assert first.body == PAGE
    assert [isinstance(each, BadLine) for each in rest] == [True]


def test_a_record_without_a_date_is_named() -> None:
    (bad,) = read(warc(Record("https://a.example/1", date="yesterday")))
    assert isinstance(bad, BadLine)
    assert "WARC-Date" in bad.reason


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=300), st.integers(0, 2000))
def test_no_damage_breaks_the_reading(noise: bytes, place: int) -> None:
    for packed in (True, False):
        content = warc(FIRST, FIRST, gzip=packed)
        for found in read(content[:place] + noise + content[place:]):
            assert isinstance(found, ArchivedPage | PassedOver | BadLine)


def test_gzip_of_something_else_is_no_archive() -> None:
    assert not is_archive(gzip.compress(b'{"url": "WARC/"}'))
    assert not is_archive(b"\x1f\x8bWARC/1.0")
    assert not is_archive(b"")

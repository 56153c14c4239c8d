from __future__ import annotations

import gzip
import zlib

import pytest

from crawler.parsing.inflation import InflatesTooFarError, TooManyMembersError, gunzip, unzstd, zstd

WORDS = b"words of a page " * 50


@pytest.mark.parametrize(
    ("body", "held"),
    [
        (gzip.compress(WORDS), WORDS),
        (gzip.compress(WORDS) + gzip.compress(b"more"), WORDS + b"more"),
        (gzip.compress(WORDS) + b"a tail that is no gzip", WORDS),
        (gzip.compress(WORDS)[:-8], WORDS),
        (gzip.compress(b""), b""),
    ],
)
def test_what_a_body_holds(body: bytes, held: bytes) -> None:
    assert gunzip(body, 10_000) == held


def test_bounds() -> None:
    with pytest.raises(InflatesTooFarError):
        gunzip(gzip.compress(b"a" * 10_001), 10_000)
    with pytest.raises(InflatesTooFarError):
        gunzip(gzip.compress(b"a" * 1_000) * 11, 10_000)
    with pytest.raises(TooManyMembersError):
        gunzip(gzip.compress(b"") * 100_000, 10_000)
    with pytest.raises(zlib.error):
        gunzip(b"<p>plain</p>", 10_000)


@pytest.mark.parametrize(
    ("body", "held"),
    [
        (zstd.compress(WORDS), WORDS),
        (zstd.compress(WORDS) + zstd.compress(b"more"), WORDS + b"more"),
        (b"\x50\x2a\x4d\x18\x02\0\0\0ab" + zstd.compress(WORDS), WORDS),
        (zstd.compress(WORDS) + b"a tail that is no zstd", WORDS),
        (zstd.compress(b""), b""),
    ],
)
def test_what_a_body_of_zstd_holds(body: bytes, held: bytes) -> None:
    assert unzstd(body, 10_000) == held


def test_bounds_of_zstd() -> None:
    assert WORDS.startswith(unzstd(zstd.compress(WORDS)[:-8], 10_000))
    with pytest.raises(InflatesTooFarError):
        unzstd(zstd.compress(b"a" * 10_001), 10_000)
    with pytest.raises(InflatesTooFarError):
        unzstd(zstd.compress(b"a" * 1_000) * 11, 10_000)
    with pytest.raises(TooManyMembersError):
        unzstd(zstd.compress(b"") * 100_000, 10_000)
    with pytest.raises(zstd.ZstdError):
        unzstd(b"<p>plain</p>", 10_000)

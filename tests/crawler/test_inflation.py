from __future__ import annotations

import gzip
import zlib

import pytest

from crawler.inflation import InflatesTooFarError, TooManyMembersError, gunzip

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

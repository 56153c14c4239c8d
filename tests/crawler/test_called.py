"""Which source a user's word names."""

from __future__ import annotations

from crawler.cli.options import source_called
from storage.records import Source


def test_a_source_of_this_name_goes_before_one_whose_address_reads_so() -> None:
    one, two = Source("one", "https://x.example/feed"), Source("x.example/feed", "https://y.example/")
    assert source_called([one, two], "x.example/feed") is two
    assert source_called([one], "x.example/feed") is one
    assert source_called([one, two], "z.example/feed") is None

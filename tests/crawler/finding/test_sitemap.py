from __future__ import annotations

import gzip

import pytest

from crawler.finding.sitemap import read_sitemap
from crawler.finding.xmltree import MAX_INFLATED
from storage.errors import UnreadableError

URL = "https://www.lindmouthpost.example/sitemap.xml"


def urlset(entries: str) -> bytes:
    return f"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{entries}</urlset>".encode()


def test_a_damaged_end_loses_only_what_follows() -> None:
    whole = urlset("<url><loc>https://x.example/a</loc></url><url><loc>https://x.example/b</loc></url>")
    assert [teaser.url for teaser in read_sitemap(whole[:-30], URL).teasers][:1] == ["https://x.example/a"]


def test_plain_text_sitemap() -> None:
    found = read_sitemap(b"https://x.example/a\nhttps://x.example/b?utm_source=s\n", URL)
    assert [teaser.url for teaser in found.teasers] == ["https://x.example/a", "https://x.example/b"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"hello world",
        b"<html><body>Not found</body></html>",
        b"<!DOCTYPE u [<!ENTITY x 'y'>]>" + urlset("<url><loc>&x;</loc></url>"),
        gzip.compress(b"<urlset>")[:12] + b"damaged",
    ],
)
def test_what_is_no_sitemap_is_unreadable(body: bytes) -> None:
    with pytest.raises(UnreadableError, match="sitemap"):
        read_sitemap(body, URL)


def test_a_gzip_bomb_is_refused() -> None:
    with pytest.raises(UnreadableError, match="unpacked"):
        read_sitemap(gzip.compress(b" " * (MAX_INFLATED + 10), compresslevel=1), URL)

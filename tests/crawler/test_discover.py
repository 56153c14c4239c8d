from __future__ import annotations

import pytest

from crawler.discover import entry_points, kind_of, sitemaps_of_robots
from storage.errors import UnreadableError
from storage.records import Kind

HOME = "https://www.lindmouthpost.example/"


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"<?xml version='1.0'?><!-- x --><rss version='2.0'></rss>", Kind.FEED),
        (b"<feed xmlns='http://www.w3.org/2005/Atom'></feed>", Kind.FEED),
        (b"<rdf:RDF xmlns:rdf='r'></rdf:RDF>", Kind.FEED),
        (b'{"version": "https://jsonfeed.org/version/1", "items": []}', Kind.FEED),
        (b"<urlset></urlset>", Kind.SITEMAP),
        (b"<sitemapindex></sitemapindex>", Kind.SITEMAP),
        (b"https://x.example/a\nhttps://x.example/b\n", Kind.SITEMAP),
    ],
)
def test_xml_and_json_by_what_they_hold(body: bytes, kind: Kind) -> None:
    assert kind_of("https://x.example/anything", body) is kind


def test_what_is_none_of_the_four_is_unreadable() -> None:
    for body in (b'{"a": 1}', b"{broken", b"words", b"%PDF-1.4"):
        with pytest.raises(UnreadableError, match="anything"):
            kind_of("https://x.example/anything", body)


def test_entry_points_of_a_home_page() -> None:
    page = b"""<html><head><link rel="alternate" type="application/rss+xml" title="All news" href="/feed">
    <link rel="alternate" type="application/atom+xml" title="Comments" href="/comments/feed">
    <link rel="alternate" hreflang="de" href="/de/"><link rel="sitemap" href="/news-sitemap.xml"></head><body>
    <nav><a href="/">Home</a><a href="/harbour">Harbour</a><a href="/sport/rowing">Rowing</a><a href="/login">Log in</a>
    <a href="https://elsewhere.example/x">Partner</a></nav><a href="/rss/sport.xml">Sport RSS</a></body></html>"""
    found = {(source.url.removeprefix(HOME[:-1]), source.kind) for source in entry_points(page, HOME)}
    assert found == {
        ("/feed", Kind.FEED),
        ("/rss/sport.xml", Kind.FEED),
        ("/news-sitemap.xml", Kind.SITEMAP),
        ("/harbour", Kind.LISTING),
        ("/sport/rowing", Kind.LISTING),
    }


def test_sitemaps_of_robots() -> None:
    robots = b"User-agent: *\nDisallow:\nSitemap: https://x.example/a.xml\nsitemap: /b.xml\nSitemap: javascript:x\n"
    assert sitemaps_of_robots(robots, "https://x.example/robots.txt") == (
        "https://x.example/a.xml",
        "https://x.example/b.xml",
    )

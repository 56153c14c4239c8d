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


@pytest.mark.parametrize("count", [2, 3, 5])
@pytest.mark.parametrize("dated", [True, False])
@pytest.mark.parametrize(
    "form",
    [
        "<article><h2><a href='/news/{slug}-88{n}'>{title}</a></h2>{date}<p>{text}</p></article>",
        "<li><a href='/news/{slug}-88{n}'>{title}</a> {date}<p>{text}</p></li>",
        "<p><a href='/news/{slug}-88{n}'>{title}</a><br>{text} {date}</p>",
        "<div><h3>{title}</h3>{date}<p>{text}</p><a href='/news/{slug}-88{n}'>Read more</a></div>",
        "<dt><a href='/news/{slug}-88{n}'>{title}</a></dt><dd>{text} {date}</dd>",
    ],
)
def test_a_listing_of_few_short_teasers_is_no_article(form: str, dated: bool, count: int) -> None:
    told = [
        ("Council votes to rebuild harbour wall", "The council said on Tuesday that work would begin in spring."),
        ("Ferry service resumes after long strike", "Passengers queued from early morning at the terminal."),
        ("Teachers win pay deal in northern towns", "Unions called the agreement a first step."),
        ("Museum finds lost painting in cellar", "Experts will examine the canvas this week."),
        ("Rail tunnel opens two years late", "Costs rose by a third during the works."),
    ]
    items = "".join(
        form.format(
            n=n, title=title, text=text, slug=title.lower().replace(" ", "-"),
            date=f"<time datetime='2026-02-0{n + 1}'>{n + 1} February</time>" if dated else "",
        )
        for n, (title, text) in enumerate(told[:count])
    )  # fmt: skip
    head = "<head><title>Harbour | Post</title></head>"
    body = f"<html lang='en'>{head}<body><main><h1>Harbour</h1>{items}</main></body></html>"
    assert kind_of("https://post.example/topics/harbour", body.encode()) is Kind.LISTING

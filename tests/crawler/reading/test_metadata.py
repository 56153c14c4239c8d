"""What a page declares of its article, in the ways that pages write it."""

from __future__ import annotations

import json

import pytest

from crawler.parsing.dates import Habits
from crawler.parsing.htmltree import parse
from crawler.reading.datalayers import counted_at
from crawler.reading.metadata import read_declared

URL = "https://www.lindmouthpost.example/harbour/second-pier-8841.html"


def published_at(declared: object, beside: str = "") -> str | None:
    linked = json.dumps({"@type": "NewsArticle", "headline": "Council votes", "datePublished": declared})
    page = f'<html><head><script type="application/ld+json">{linked}</script></head><body>{beside}</body></html>'
    return read_declared(parse(page.encode(), URL), URL).published_at


def test_a_declared_moment_may_be_a_number() -> None:
    assert published_at(1709629920) == "2024-03-05T09:12:00Z"


@pytest.mark.parametrize(
    ("declared", "published"),
    [
        ("2026-03-04T18:07:29-07:00", "2026-03-04T18:07:29-07:00"),  # the same moment, by the outlet's clock
        ("2026-03-04T19:07:29-07:00", "2026-03-05T01:07:29Z"),
        ("2026-03-05T01:07:29+00:00", "2026-03-05T01:07:29Z"),
    ],
)
def test_of_two_ways_to_write_a_moment_the_outlets_own_tells_the_day(declared: str, published: str) -> None:
    before = f'<time itemprop="datePublished" datetime="{declared}">4 March</time>'
    assert published_at("2026-03-05T01:07:29Z", before) == published


DATED = {"datePublished": "2026-03-05T09:12:00+01:00"}


@pytest.mark.parametrize(
    ("nodes", "published"),
    [
        ([{"@type": "WebPage", "url": URL, **DATED}], "2026-03-05T09:12:00+01:00"),
        ([{"@type": "NewsArticle", "mainEntityOfPage": URL, **DATED}], "2026-03-05T09:12:00+01:00"),
        ([{"@type": "NewsArticle", **DATED}], "2026-03-05T09:12:00+01:00"),
        ([{"@type": "WebPage", "url": "https://www.lindmouthpost.example/", **DATED}], "2026-03-07"),
        ([{"@type": "WebPage", **DATED}], "2026-03-07"),
        ([{"@type": "NewsArticle", **DATED}, {"@type": "NewsArticle", **DATED}], "2026-03-07"),
        ([{"@type": "ImageObject", "url": URL, **DATED}], "2026-03-07"),
    ],
)
def test_what_names_this_page_and_no_headline_tells_its_day(nodes: list[dict[str, str]], published: str) -> None:
    linked = f'<script type="application/ld+json">{json.dumps({"@graph": nodes})}</script>'
    page = f'<html><head>{linked}</head><body><p class="date">7 March 2026</p></body></html>'
    assert read_declared(parse(page.encode(), URL), URL).published_at == published


def test_what_is_declared_of_the_article_goes_before_what_is_of_its_page() -> None:
    nodes = [{"@type": "WebPage", "url": URL, **DATED}]
    linked = f'<script type="application/ld+json">{json.dumps({"@graph": nodes})}</script>'
    meta = '<meta property="article:published_time" content="2026-03-04T23:50:00+01:00">'
    page = f"<html><head>{meta}{linked}</head><body></body></html>"
    assert read_declared(parse(page.encode(), URL), URL).published_at == "2026-03-04T23:50:00+01:00"


@pytest.mark.parametrize(
    ("kind", "around", "published"),
    [
        ("ImageObject", "<i></i>", "2026-03-07"),
        ("Comment", "<i></i>", "2026-03-07"),
        ("NewsArticle", "<i></i>", "2019-05-16T13:35:22"),
        ("VideoObject", "<h1>Council votes for the second pier</h1>", "2019-05-16T13:35:22"),
        ("VideoObject", "<i></i>", "2026-03-07"),
    ],
)
def test_microdata_of_a_picture_tells_no_day_of_the_article(kind: str, around: str, published: str) -> None:
    moment = '<meta itemprop="datePublished" content="2019-05-16 13:35:22">'
    marked = f'<div itemscope itemtype="https://schema.org/{kind}">{moment}{around}</div>'
    page = f'<html><body>{marked}<p class="date">7 March 2026</p></body></html>'
    assert read_declared(parse(page.encode(), URL), URL).published_at == published


@pytest.mark.parametrize(
    ("kind", "published"),
    [("VideoObject", "2019-05-16T13:35:22"), ("Product", "2019-05-16T13:35:22"), ("Comment", None)],
)
def test_microdata_of_what_a_page_is_about_tells_its_day_where_nothing_else_does(
    kind: str, published: str | None
) -> None:
    moment = '<meta itemprop="datePublished" content="2019-05-16 13:35:22">'
    marked = f'<div itemscope itemtype="https://schema.org/{kind}">{moment}</div>'
    page = f"<html><body><h1>Council votes for the pier</h1>{marked}</body></html>"
    assert read_declared(parse(page.encode(), URL), URL).published_at == published


@pytest.mark.parametrize(
    "node", [{"@type": "WebPage", "url": URL, "datePublished": "2015-01-01"}, {"@type": "BlogPosting", **DATED}]
)
def test_a_time_at_the_headline_goes_before_what_is_declared_of_the_page(node: dict[str, str]) -> None:
    head = f'<script type="application/ld+json">{json.dumps(node)}</script>'
    body = '<article><h1>Council votes for the pier</h1><time datetime="2026-03-07">7 March</time></article>'
    page = f"<html><head>{head}</head><body>{body}</body></html>"
    assert read_declared(parse(page.encode(), URL), URL).published_at == "2026-03-07"


@pytest.mark.parametrize(
    ("script", "day"),
    [
        ('var utag_data = {page_name: "x", publication_date : "20260304", // yyyymmdd\n}', "2026-03-04"),
        ('dataLayer.push({"articlePublishDate":"2026-03-04T18:07:29+01:00"})', "2026-03-04T18:07:29+01:00"),
        ("digitalData = {'publishedAt': '2026-03-04'}", "2026-03-04"),
        ('dataLayer = [{"publish_date":"2026-03-04"},{"publish_date":"2026-03-05"}]', None),  # of other articles
        ('dataLayer = [{"lastPublishedDate":"2026-03-04"}]', None),
        ('var player = {"publishDate":"2026-03-04"}', None),
        ('dataLayer = [{"publishDate":"20269999"}]', None),
        ('dataLayer = dataLayer || []; var player = {"publishDate":"2026-03-04"}', None),
        ('dataLayer = [{"page":"x","related":[{"publishedAt":"2026-03-04"}]}]', None),
        ('{"dataLayer":{"page":"x"},"related":[{"publishedAt":"2026-03-04"}]}', None),
    ],
)
def test_a_data_layer_tells_the_day_where_nothing_else_does(script: str, day: str | None) -> None:
    page = "<html><head><script>%s</script></head><body>%s<h1>Council votes for the second pier</h1></body></html>"
    bare, dated = (parse((page % (script, told)).encode(), URL) for told in ("", "<time>2026-03-07</time>"))
    assert read_declared(bare, URL).counted_at == day
    assert read_declared(dated, URL).counted_at is None


def test_of_a_data_layer_without_end_few_values_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(Habits, "moment", lambda _, value: asked.append(value))
    told = "dataLayer.push({" + '"publishDate":"2026-03-04 zzzz",' * 2000 + "})"
    page = f"<html><head><script>{told}</script></head><body><h1>Council votes for the pier</h1></body></html>"
    assert counted_at(parse(page.encode(), URL), Habits(None, "en")) is None
    assert 0 < len(asked) <= 50


def declared_at(head: str, url: str = URL) -> str | None:
    page = f"<html><head><title>Council votes</title>{head}</head><body><h1>Council votes</h1></body></html>"
    return read_declared(parse(page.encode(), url), url).published_at


@pytest.mark.parametrize(
    "name",
    ["bt:pubDate", "mediator_published_time", "rbpubdate", "article:publication_date", "newsdate", "article.created"],
)
def test_a_name_that_ends_in_one_for_the_day_of_publication_declares_it(name: str) -> None:
    assert declared_at(f'<meta name="{name}" content="2026-03-05T10:00">') == "2026-03-05T10:00:00"


@pytest.mark.parametrize("name", ["unpublish_date", "article:expiration_time", "eventdate", "revision_date", "update"])
def test_other_days_are_none_of_publication(name: str) -> None:
    assert declared_at(f'<meta name="{name}" content="2026-03-05T10:00">') is None


def test_an_address_may_have_the_month_s_name() -> None:
    assert declared_at("", "https://www.lindmouthpost.example/2026/mar/05/second-pier") == "2026-03-05"
    assert declared_at("", "https://www.lindmouthpost.example/2026/market/05/second-pier") is None


@pytest.mark.parametrize(
    ("story", "published"),
    [
        ({"title": "Council votes", "publishedAt": "2026-03-05T09:12:00+01:00"}, "2026-03-05T09:12:00+01:00"),
        ({"slug": "second-pier-8841.html", "first_published_at": "2026-03-05"}, "2026-03-05"),
        ({"title": "Council votes", "pubDate": 1772701920}, "2026-03-05T09:12:00Z"),
        ({"title": "Boat late again", "publishedAt": "2026-03-05"}, None),
        ({"title": "Council votes", "updatedAt": "2026-03-05"}, None),
    ],
)
def test_a_day_in_the_data_of_scripts_counts_beside_the_page_s_name(
    story: dict[str, object], published: str | None
) -> None:
    data = json.dumps({"props": {"latest": [{"title": "Boat late", "publishedAt": "2026-03-07"}], "story": story}})
    assert declared_at(f'<script id="__NEXT_DATA__" type="application/json">{data}</script>') == published
    assert declared_at(f"<script>window.__STATE__ = {data};</script>") == published

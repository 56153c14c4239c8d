from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.finding.feed import LARGE, read_feed
from storage.errors import UnreadableError

URL = "https://www.lindmouthpost.example/feed.xml"


def rss(items: str, head: str = "") -> bytes:
    return f"<rss version='2.0'><channel><title>Post</title>{head}{items}</channel></rss>".encode()


def test_a_path_in_a_feed_is_never_opened(tmp_path: Path) -> None:
    secret = tmp_path / "secret.xml"
    secret.write_bytes(rss("<item><title>Secret</title><link>https://x.example/secret</link></item>"))
    with pytest.raises(UnreadableError):
        read_feed(str(secret).encode(), URL)
    with pytest.raises(UnreadableError):
        read_feed(secret.as_uri().encode(), URL)


@pytest.mark.parametrize(
    "body", [b"", b"hello", b"<html><body><p>no feed</p></body></html>", b"{}", b"[1]", b'{"items": 3}', b"{x"]
)
def test_what_is_no_feed_is_unreadable(body: bytes) -> None:
    with pytest.raises(UnreadableError, match="not a feed"):
        read_feed(body, URL)


def test_entities_are_refused() -> None:
    bomb = b"<!DOCTYPE r [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;'>]>" + rss("<item><title>&b;</title></item>")
    with pytest.raises(UnreadableError, match="entities"):
        read_feed(bomb, URL)


def test_gzip_and_relative_links_and_doubles() -> None:
    items = "<item><title>A</title><link>/a?utm_source=rss</link></item><item><title>A2</title><link>/a</link></item>"
    feed = read_feed(gzip.compress(rss(items, "<link>https://www.lindmouthpost.example/</link>")), URL)
    assert [(teaser.url, teaser.title) for teaser in feed.teasers] == [("https://www.lindmouthpost.example/a", "A")]


@pytest.mark.parametrize(
    ("head", "minutes"),
    [
        ("<ttl>30</ttl>", 30),
        ("<ttl>0</ttl>", None),
        ("<ttl>soon</ttl>", None),
        (
            "<updatePeriod xmlns='s'>daily</updatePeriod><updateFrequency xmlns='s'>4</updateFrequency>",
            360,
        ),
        ("", None),
    ],
)
def test_time_to_live(head: str, minutes: int | None) -> None:
    assert read_feed(rss("", head), URL).ttl_minutes == minutes


def test_a_long_summary_is_full_content_and_a_cut_one_is_not() -> None:
    long = "<p>" + "All the words of the story. " * 60 + "</p>"
    items = f"<item><link>/a</link><description><![CDATA[{long}]]></description></item>"
    items += "<item><link>/b</link><description><![CDATA[<p>Half of the sto…</p>]]></description></item>"
    whole, cut = read_feed(rss(items), URL).teasers
    assert whole.html == long
    assert cut.html == ""
    assert cut.truncated


@given(st.binary(max_size=300))
def test_any_bytes_are_a_feed_or_unreadable(body: bytes) -> None:
    for given_bytes in (body, rss(body.decode("latin-1"))):
        try:
            read_feed(given_bytes, URL)
        except UnreadableError:
            continue


@pytest.mark.parametrize("fault", ["<b>&nbsp;", "</i>", "<![CDATA[ ", ""])
def test_a_large_broken_feed_is_read_as_far_as_it_goes(fault: str) -> None:
    entry = "<item><title>News {n}</title><link>https://post.example/{n}</link><description>{text}</description></item>"
    items = [entry.format(n=n, text="A word of the council. " * 20) for n in range(2_500)]
    body = f"<rss version='2.0'><channel><title>Post</title>{''.join(items)}{fault}".encode()
    assert len(body) > LARGE
    feed = read_feed(body, "https://post.example/feed")
    assert len(feed.teasers) == 2_500
    assert feed.teasers[-1].title == "News 2499"


def test_a_large_feed_that_nothing_recovers_is_read_from_its_beginning() -> None:
    body = b"nothing <rss version='2.0'><channel><item><title>A</title><link>https://post.example/1</link></item>"
    try:
        feed = read_feed(body + b" " * LARGE, "https://post.example/feed")
    except UnreadableError as error:
        assert "https://post.example/feed" in str(error)  # noqa: PT017  (either is an answer; a hang is none)
    else:
        assert [teaser.title for teaser in feed.teasers] == ["A"]


@pytest.mark.parametrize(("ttl", "minutes"), [("60", 60), ("²", None), ("9" * 5000, None), ("0", None), ("-5", None)])
@pytest.mark.parametrize("end", ["</channel></rss>", "<item>"], ids=["whole", "broken"])
def test_a_span_that_no_feed_can_mean_is_passed_over(ttl: str, minutes: int | None, end: str) -> None:
    item = "<item><title>A</title><link>https://x.example/a</link></item>"
    body = f"<rss version='2.0'><channel><title>Post</title><ttl>{ttl}</ttl>{item}{end}".encode()

    assert read_feed(body, URL).ttl_minutes == minutes

"""Where a page cannot be had, the text that its feed carries in full stands in, and the diary tells the truth."""

from __future__ import annotations

from html import escape

import pytest

from crawler.finding.feedtext import article_in_feed
from storage.errors import NotAnArticleError
from storage.records import Kind, Outcome, Teaser
from tests.crawling import Crawling, crawling, web
from tests.web import PADDING, Web, article_page, story_of

__all__ = ["crawling", "web"]

TITLE = "The ferry sails again"
WHOLE = "".join(f"<p>{sentence} {PADDING}</p>" for sentence in story_of(TITLE))
PATH = "/2026/11/20/the-ferry-sails-again"


def feed(web: Web, content: str = WHOLE, link: str | None = None) -> str:
    entry = (
        f"<item><title>{TITLE}</title><link>{link or web.url(PATH)}</link><description>It sails.</description>"
        f"<pubDate>Fri, 20 Nov 2026 06:00:00 GMT</pubDate><content:encoded>{escape(content)}</content:encoded></item>"
    )
    head = '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/">'
    return web.put("/feed.xml", f"{head}<channel><title>Harbour Post</title>{entry}</channel></rss>", kind="text/xml")


@pytest.mark.parametrize(
    ("status", "body", "outcome"),
    [
        (403, "<h1>No</h1>", Outcome.NOT_ALLOWED),
        (500, "<h1>Broken</h1>", Outcome.SERVER_ERROR),
        (404, "<h1>Not found</h1>", Outcome.GONE),
        (200, "<html><head><title>Just a moment...</title></head><body>Wait</body></html>", Outcome.NOT_AN_ARTICLE),
    ],
)
def test_the_feed_stands_in_for_its_page(
    web: Web, crawling: Crawling, status: int, body: str, outcome: Outcome
) -> None:
    url = web.put(PATH, body, status=status)
    report = crawling.one(feed(web), Kind.FEED)
    ((kept_at, title, text, published),) = crawling.rows("SELECT url, title, text, published_at FROM articles")
    assert (kept_at, title) == (url, TITLE)
    assert str(text).split("\n\n") == [f"{sentence} {PADDING}" for sentence in story_of(TITLE)]
    assert str(published).startswith("2026-11-20T06:00")
    found, answered, reason = crawling.outcome(url)
    assert (found, answered) == (outcome, status)
    assert str(reason).endswith("the text is the feed's")
    assert (report.new, sum(report.errors.values())) == (1, 1)


def test_a_page_that_robots_may_not_see_is_read_in_the_feed(web: Web, crawling: Crawling) -> None:
    web.put("/robots.txt", "User-agent: *\nDisallow: /2026/", kind="text/plain")
    crawling.one(feed(web), Kind.FEED)
    assert crawling.titles() == [TITLE]
    assert crawling.outcome(web.url(PATH))[0] == Outcome.REFUSED_BY_ROBOTS
    assert PATH not in web.paths()


def test_a_feed_puts_no_words_into_the_mouths_of_others(web: Web, crawling: Crawling) -> None:
    with Web().serving() as another:
        crawling.one(feed(web, link=another.url(PATH)), Kind.FEED)
        assert crawling.titles() == []
        assert crawling.outcome(another.url(PATH))[0] == Outcome.GONE


def test_a_mere_beginning_is_no_article(web: Web, crawling: Crawling) -> None:
    web.put(PATH, "<h1>No</h1>", status=403)
    crawling.one(feed(web, "<p>The ferry sails again, and more than that is not to be had\u2026</p>"), Kind.FEED)
    assert crawling.titles() == []


def test_the_pages_own_text_is_not_replaced_by_the_feeds(web: Web, crawling: Crawling) -> None:
    url = web.put(PATH, article_page(TITLE))
    source = feed(web, WHOLE + f"<p>An afterthought of the feed alone. {PADDING}</p>")
    crawling.one(source, Kind.FEED)
    web.put(PATH, "<h1>Broken</h1>", status=500)
    crawling.one(source, Kind.FEED)
    assert crawling.rows("SELECT url, revision FROM articles") == [(url, 1)]


def test_plain_text_content_keeps_its_paragraphs() -> None:
    plain = "\n\n".join(f"{sentence} {PADDING}" for sentence in story_of(TITLE))
    article = article_in_feed(Teaser("https://www.harbourpost.example/a", TITLE, html=plain))
    assert article.text == plain


def test_content_that_is_cut_off_is_refused() -> None:
    cut = f"<p>{PADDING} {PADDING} {PADDING} {PADDING} And then he \u2026</p>"
    with pytest.raises(NotAnArticleError, match="only the beginning"):
        article_in_feed(Teaser("https://www.harbourpost.example/a", TITLE, html=cut))

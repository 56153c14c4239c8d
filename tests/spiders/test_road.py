"""From a listing, a feed, a sitemap or an address to articles in the store, over loopback."""

from __future__ import annotations

from dataclasses import replace

from storage.records import Kind, Selectors, Source
from tests.crawling import Crawling, crawling, web
from tests.web import Web, article_page, feed_of, listing_page, sitemap_of

__all__ = ["crawling", "web"]

HEADLINES = {
    f"/2026/11/{day:02}/the-ferry-sails-again-{day}": f"The ferry sails again on day {day}" for day in range(1, 7)
}


def put_articles(web: Web) -> list[str]:
    return [web.put(path, article_page(headline)) for path, headline in HEADLINES.items()]


def test_a_listing_gives_teasers_and_articles_over_its_pages(web: Web, crawling: Crawling) -> None:
    put_articles(web)
    first, second = dict(list(HEADLINES.items())[:3]), dict(list(HEADLINES.items())[3:])
    listing = web.put("/tags/ferry", listing_page(first, "/tags/ferry?page=2"))
    web.put("/tags/ferry?page=2", listing_page(second))

    report = crawling.one(listing, Kind.LISTING)

    assert (report.pages, report.new, report.errors) == (8, 6, {})
    assert crawling.titles() == sorted(HEADLINES.values())
    assert len(crawling.rows("SELECT url FROM teasers")) == 6
    assert crawling.rows("SELECT * FROM frontier") == []


def test_pagination_ends_at_its_bound(web: Web, crawling: Crawling) -> None:
    for number in range(1, 9):
        path = f"/news/{number}/a-calendar-without-an-end"
        web.put(
            f"/tags/all?page={number}",
            listing_page({path: f"A calendar without an end {number}"}, f"?page={number + 1}"),
        )
        web.put(path, article_page(f"A calendar without an end {number}"))

    crawling.fetch(web.url("/tags/all?page=1"), kind=Kind.LISTING, max_pages=3)

    assert [path for path in web.paths() if path.startswith("/tags")] == [f"/tags/all?page={n}" for n in (1, 2, 3)]


def test_a_page_of_known_links_ends_the_pagination(web: Web, crawling: Crawling) -> None:
    put_articles(web)
    listing = web.put("/tags/ferry", listing_page(HEADLINES, "/tags/ferry?page=2"), validators=False)
    web.put("/tags/ferry?page=2", listing_page(HEADLINES, "/tags/ferry?page=3"))
    web.put("/tags/ferry?page=3", listing_page(HEADLINES))

    crawling.one(listing, Kind.LISTING)

    assert "/tags/ferry?page=3" not in web.paths()


def test_a_teaser_stays_where_its_article_is_gone(web: Web, crawling: Crawling) -> None:
    listing = web.put("/tags/ferry", listing_page(HEADLINES))

    report = crawling.one(listing, Kind.LISTING)

    assert report.errors == {"gone": 6}
    assert len(crawling.rows("SELECT url FROM teasers")) == 6
    assert crawling.outcome(web.url(next(iter(HEADLINES)))) == ("gone", 404, "HTTP 404")
    crawling.one(listing, Kind.LISTING)
    assert web.paths().count(next(iter(HEADLINES))) == 1, "what was gone is not asked for again within a day"


def test_feed_and_listing_lead_to_the_same_articles(web: Web, crawling: Crawling) -> None:
    urls = put_articles(web)
    feed = web.put("/feed", feed_of({f"{url}?utm_source=rss": "The ferry" for url in urls}), kind="application/rss+xml")
    listing = web.put("/tags/ferry", listing_page(HEADLINES))

    report = crawling.fetch_each({feed: Kind.FEED, listing: Kind.LISTING})

    assert sum(row.new for row in report.sources) == 6
    assert [web.paths().count(path) for path in HEADLINES] == [1] * 6
    assert len(crawling.rows("SELECT * FROM sightings")) == 12


def test_what_a_url_is_shows_in_what_it_answers(web: Web, crawling: Crawling) -> None:
    links = {f"/2026/11/{day:02}/a-bridge-opens": f"A bridge opens to the island on day {day}" for day in range(1, 13)}
    for path, headline in links.items():
        web.put(path, article_page(headline))
    urls = [
        web.put("/a", feed_of({web.url(path): headline for path, headline in links.items()}), kind="text/plain"),
        web.put("/b", sitemap_of([web.url(path) for path in links]), kind="text/html"),
    ]

    crawling.fetch(*urls)

    assert crawling.rows("SELECT kind FROM sources ORDER BY url") == [("feed",), ("sitemap",)]
    listed = crawling.rows("SELECT source, count(*) FROM sightings GROUP BY source")
    assert listed == [(url, 12) for url in sorted(urls)]
    assert crawling.titles() == sorted(links.values())


def test_a_home_page_names_its_feed(web: Web, crawling: Crawling) -> None:
    paths = {f"/news/2026/the-dam-holds-on-day-{day}": f"The dam holds on day number {day}" for day in range(9)}
    for path, headline in paths.items():
        web.put(path, article_page(headline))
    head = '<head><link rel="alternate" type="application/rss+xml" href="/rss">'
    page = listing_page(paths).replace("<head>", head)
    home, tag = crawling.fetch(web.put("/", page), web.put("/tags/dam", page)).sources
    assert home.advice == f"names a feed, which says more surely what is new: `newsfold fetch {web.url('/rss')}`"
    assert (home.note, tag.advice) == ("", "")
    assert crawling.one(web.put("/en/", page), Kind.LISTING).advice == "", "what was declared is meant"


def test_an_article_that_may_be_a_listing_of_few_is_said_to(web: Web, crawling: Crawling) -> None:
    headline = "The dam above Kessel holds"
    few = '<h2><a href="/2026/11/10/how-the-dam-was-built">How the dam was built in a summer</a></h2>'
    page = article_page(headline).replace("</body>", f"{few}</body>")
    tag, other = crawling.fetch(web.put("/tags/dam", page), web.put("/2026/11/11/the-dam-holds", page)).sources
    assert tag.advice == (
        "read as an article, and links to an article, as a listing does: "
        f"`newsfold add {web.url('/tags/dam')} --kind listing` makes it one"
    )
    assert other.advice == ""


def test_an_index_of_sitemaps_is_followed(web: Web, crawling: Crawling) -> None:
    urls = put_articles(web)
    maps = [web.put(f"/map{n}.xml", sitemap_of(urls[n::2]), kind="text/xml") for n in (0, 1)]
    index = web.put("/sitemap.xml", sitemap_of(maps, index=True), kind="text/xml")

    assert crawling.one(index).new == 6
    again = crawling.one(index)
    assert (again.new, again.unchanged) == (0, 6)


def test_an_article_by_its_address(web: Web, crawling: Crawling) -> None:
    url = web.put("/2026/11/01/a-bridge-opens", article_page("A bridge opens to the island"))

    assert crawling.one(url).new == 1
    assert crawling.titles() == ["A bridge opens to the island"]


def test_a_second_fetch_transfers_nothing_that_has_not_changed(web: Web, crawling: Crawling) -> None:
    put_articles(web)
    listing = web.put("/tags/ferry", listing_page(HEADLINES))
    crawling.one(listing, Kind.LISTING)
    web.asked.clear()

    report = crawling.one(listing, Kind.LISTING)

    assert (report.new, report.changed, report.unchanged) == (0, 0, 6)
    conditional = [asked for asked in web.asked if asked.path != "/robots.txt"]
    assert len(conditional) == 7
    assert all("If-None-Match" in asked.headers for asked in conditional)
    assert {
        row[0] for row in crawling.rows("SELECT outcome FROM fetches WHERE id > 8 AND url NOT LIKE '%robots%'")
    } == {"unchanged"}


def test_a_declaration_that_changed_is_obeyed_though_the_page_did_not(web: Web, crawling: Crawling) -> None:
    put_articles(web)
    url = web.put("/tags/ferry", listing_page(HEADLINES, "?page=2"))
    web.put("/tags/ferry?page=2", listing_page(HEADLINES, "?page=3"))
    source = Source("ferry", url, Kind.LISTING, max_pages=1, selectors=Selectors(item="article:first-child"))

    def asked(source: Source) -> tuple[int, bool]:
        """How many links are known then, and whether the page was asked for only if it had changed."""
        web.asked.clear()
        crawling.fetch_sources(source)
        (listing,) = [each for each in web.asked if each.path == "/tags/ferry"]
        return len(crawling.rows("SELECT url FROM sightings WHERE source = ?", source.name)), (
            "If-None-Match" in listing.headers
        )

    assert asked(source) == (1, False)
    assert asked(source) == (1, True)
    without = replace(source, selectors=None)
    assert asked(without) == (6, False)
    assert asked(without) == (6, True)
    assert asked(replace(without, every="1h", kind=None))[1], "this does not decide how it is read"
    assert asked(replace(without, name="ferry, under another name")) == (6, False)
    assert asked(replace(without, max_pages=3)) == (6, False)
    assert [each.path for each in web.asked if "=" in each.path] == ["/tags/ferry?page=2", "/tags/ferry?page=3"]


def test_a_changed_text_is_a_revision_of_the_same_article(web: Web, crawling: Crawling) -> None:
    path = "/2026/11/01/a-bridge-opens"
    url = web.put(path, article_page("A bridge opens"))
    listing = web.put("/tags/bridge", listing_page({path: "A bridge opens to the island"}))
    crawling.one(listing, Kind.LISTING)
    web.put(path, article_page("A bridge opens", "Nobody had expected the minister. " * 9, "Then it rained. " * 12))

    assert crawling.one(listing, Kind.LISTING).changed == 1
    assert crawling.rows("SELECT url, revision FROM articles") == [(url, 2)]


def test_two_addresses_of_one_article_are_one_article(web: Web, crawling: Crawling) -> None:
    named = web.url("/2026/11/01/a-bridge-opens")
    page = article_page("A bridge opens to the island", head=f'<link rel="canonical" href="{named}">')
    other, url = web.put("/amp/a-bridge-opens", page), web.put("/2026/11/01/a-bridge-opens", page)
    moved = web.put("/old/bridge", "", status=301, Location="/2026/11/01/a-bridge-opens")

    crawling.fetch(other, url, moved)

    assert crawling.rows("SELECT url FROM articles") == [(named,)]
    assert crawling.rows("SELECT url FROM aliases ORDER BY url") == [(other,), (moved,)]
    assert crawling.outcome(moved) == ("ok", 200, f"answered at {named}")


def test_a_page_cannot_take_over_the_article_of_another_outlet(web: Web, crawling: Crawling) -> None:
    head = '<link rel="canonical" href="https://www.example.org/theirs">'
    url = web.put("/2026/11/01/ours", article_page("A bridge opens to the island", head=head))

    crawling.one(url)

    assert crawling.rows("SELECT url FROM articles") == [(url,)]


def test_a_source_that_lists_nothing_is_said_to(web: Web, crawling: Crawling) -> None:
    listing = web.put("/tags/none", "<html><body><p>Nothing here.</p></body></html>")

    report = crawling.fetch(listing, kind=Kind.LISTING)

    assert report.failed
    assert report.sources[0].errors == {"zero yield": 1}


def test_what_is_no_article_is_written_down(web: Web, crawling: Crawling) -> None:
    url = web.put("/empty", "<html><body><h1>Members only</h1></body></html>")
    binary = web.put("/paper.pdf", b"%PDF-1.7\x00\x01\x02" * 50, kind="application/pdf")

    report = crawling.fetch(url, binary, kind=Kind.ARTICLE)

    assert [row.errors for row in report.sources] == [{"not an article": 1}, {"unreadable": 1}]


def test_what_is_declared_of_a_source_counts_for_its_own_pages(web: Web, crawling: Crawling) -> None:
    url = web.put("/2026/11/01/a-bridge-opens", article_page("A bridge opens to the island"))

    crawling.fetch_sources(Source("bridge", url, Kind.ARTICLE, outlet="The Harbour Post"))

    assert crawling.rows("SELECT outlet, source FROM articles") == [("The Harbour Post", "bridge")]


def test_a_source_whose_links_are_all_dead_is_said_to(web: Web, crawling: Crawling) -> None:
    report = crawling.fetch_each({web.put("/tags/ferry", listing_page(HEADLINES)): Kind.LISTING})

    assert report.failed
    assert report.sources[0].trouble == "none of the 6 articles that it leads to could be had"


def test_some_dead_links_fail_no_run(web: Web, crawling: Crawling) -> None:
    put_articles(web)
    report = crawling.fetch_each(
        {
            web.put(
                "/tags/ferry", listing_page({**HEADLINES, "/2026/11/09/gone-for-good": "Gone for good"})
            ): Kind.LISTING
        }
    )

    assert report.sources[0].errors == {"gone": 1}
    assert not report.failed


def test_pages_that_all_name_one_canonical_address_stay_articles_of_their_own(web: Web, crawling: Crawling) -> None:
    head = f'<link rel="canonical" href="{web.url("/news/all-the-news/index")}">'
    texts = {
        "/2026/11/01/a-bridge-opens": [
            "Nobody had expected the minister at the new bridge. " * 9,
            "Then it rained. " * 9,
        ],
        "/2026/11/02/the-ferry-rests": [
            "The ferry stays in the harbour for all of winter. " * 9,
            "Its crew sleeps. " * 9,
        ],
    }
    urls = [web.put(path, article_page(path[12:], *told, head=head), validators=False) for path, told in texts.items()]

    for _ in range(3):
        crawling.fetch_each(dict.fromkeys(urls, Kind.ARTICLE))

    assert len(crawling.rows("SELECT url FROM articles")) == 2
    assert crawling.rows("SELECT count(*) FROM revisions") == [(2,)]

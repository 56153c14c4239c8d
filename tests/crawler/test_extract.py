"""From a page to an article: what is read of it, however it is written and however long it is."""

from __future__ import annotations

import pickle

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from crawler.extract import extract
from storage.errors import NewsfoldError, NotAnArticleError
from storage.records import Teaser

URL = "https://www.lindmouthpost.example/harbour/breakwater-vote-8841"
PARAGRAPHS = (
    "The harbour council voted on Tuesday night to rebuild the eastern breakwater of the town.",
    "Engineers told the meeting that the work would take two summers and cost eleven million crowns.",
    "Fishing crews have used the inner basin since the winter, the harbour master said after the vote.",
)


def page(body: str = "", head: str = "", lang: str = "en") -> bytes:
    text = "<h1>Council votes</h1>" + "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS) + body
    return f"<html lang='{lang}'><head>{head}</head><body><article>{text}</article></body></html>".encode()


def test_the_article_is_a_value_that_crosses_processes() -> None:
    article = extract(page(), URL, source="harbour")
    assert article.text.split("\n\n") == list(PARAGRAPHS)
    assert (article.title, article.source, article.outlet) == ("Council votes", "harbour", "lindmouthpost.example")
    assert pickle.loads(pickle.dumps(article)) == article


@pytest.mark.parametrize(
    ("head", "published"),
    [
        ("<meta property='article:published_time' content='2024-03-05T21:40:00+01:00'>", "2024-03-05T21:40:00+01:00"),
        ("<meta name='date' content='2024-03-05'>", "2024-03-05"),
        ("<meta name='date' content='2024-03-05'><meta name=ptime content='2024-03-05 21:40'>", "2024-03-05T21:40:00"),
        ("<meta name='date' content='1970-01-01'>", None),
        ("<meta name='date' content='2999-01-01'>", None),
        ("", None),
    ],
)  # fmt: skip
def test_no_date_is_invented(head: str, published: str | None) -> None:
    numbers = "<p>In 1995 there were 01 boats, in 2001 12 and in the year 2010 the 11 of them left, 2011-12 of all.</p>"
    assert extract(page(numbers, head), URL).published_at == published


def test_the_hint_fills_what_the_page_does_not_say() -> None:
    hint = Teaser(URL, "From the listing", published_at="2024-03-05")
    assert extract(page(), URL, hint=hint).published_at == "2024-03-05"
    assert extract(page(), URL, hint=hint).title == "Council votes"


@pytest.mark.parametrize(
    ("link", "canonical"),
    [
        (
            "https://www.lindmouthpost.example/harbour/8841?utm_source=x",
            "https://www.lindmouthpost.example/harbour/8841",
        ),
        ("/harbour/8841", "https://www.lindmouthpost.example/harbour/8841"),
        ("https://elsewhere.example/8841", URL),
        ("https://www.lindmouthpost.example/", URL),
        ("javascript:void(0)", URL),
    ],
)
def test_canonical_url_stays_on_the_site(link: str, canonical: str) -> None:
    article = extract(page(head=f"<link rel='canonical' href='{link}'>"), URL)
    assert (article.url, article.canonical_url) == (URL, canonical)


def test_language_is_checked_against_the_text() -> None:
    assert extract(page(lang="de"), URL).language == "en"
    assert extract(page(lang=""), URL).language == "en"


@pytest.mark.parametrize(
    "byline",
    [
        "<aside class='rail'><div class='byline'><a href='/contributor/ann'>Ann Lee</a></div></aside>",
        "<nav><span itemprop='author'><span itemprop='name'>Ann Lee</span></span></nav>",
        "<div class='has-related'><cite class='byline'>By Ann Lee</cite></div>",
        "<div class='story without_comments'><cite class='byline'>By Ann Lee</cite></div>",
        "<div><a href='/about/editors/ann-lee/'>Ann Lee</a>, @annlee</div>",
        "<p>by Ann Lee / January 19, 2026 / Leave a comment</p>",
    ],
)
def test_a_byline_in_an_unusual_place(byline: str) -> None:
    written = page().decode().replace("</h1>", f" for a second quay</h1>{byline}")
    article = extract(written.encode(), URL)
    assert article.authors == ("Ann Lee",)
    assert "Ann Lee" not in article.text


@pytest.mark.parametrize("others", ["related-stories", "story_related", "no-wrap related", "has-related related"])
def test_a_byline_of_other_articles_is_not_this_ones(others: str) -> None:
    body = f"<div class='{others}'><cite class='byline'>By Ann Lee</cite></div>"
    assert extract(page().decode().replace("</h1>", f"</h1>{body}").encode(), URL).authors == ()


def test_an_outlets_short_name_with_a_hyphen_is_no_author() -> None:
    head = "<meta name='author' content='Lindmouth Evening Times'><meta name='author' content='By Ann Lee'>"
    written = page(head=head)
    assert extract(written, "https://www.le-times.example/harbour/vote-8841").authors == ("Ann Lee",)


@pytest.mark.parametrize(("before", "kept"), [("News / Harbour", False), ("Voted.", True), ("It rained all day", True)])
def test_a_first_line_that_names_a_section_is_no_text(before: str, kept: bool) -> None:
    article = extract(page().decode().replace("</h1>", f"</h1><p>{before}</p>").encode(), URL)
    assert (before in article.text, before in article.cut) == (kept, not kept)


@pytest.mark.parametrize(
    ("title", "lower", "wanted"),
    [
        ("Harbour notes - Council votes for a second quay", "Council votes for a second quay", True),
        ("Council votes for a second quay_Town_Harbour notes", "Council votes for a second quay", True),
        ("Harbour notes - what the town talks about", "Council votes for a second quay", False),
        ("Council votes: Harbour notes, of the second quay", "Second quay", False),
    ],
)
def test_a_highest_heading_that_is_the_sites_name_is_no_title(title: str, lower: str, wanted: bool) -> None:
    heading = "<h1>Harbour notes</h1><h2>2 March</h2>" + f"<h3>{lower}</h3>"
    written = page(head=f"<title>{title}</title>").decode().replace("<h1>Council votes</h1>", heading)
    assert (extract(written.encode(), URL).title == lower) is wanted


def test_a_headline_in_the_place_of_the_outlets_name_is_none() -> None:
    headline = "Council votes for a second quay in May"
    head = f"<title>{headline}</title><meta name='application-name' content='{headline}'>"
    article = extract(page(head=head).decode().replace("Council votes</h1>", f"{headline}</h1>").encode(), URL)
    assert (article.title, article.outlet) == (headline, "lindmouthpost.example")


def test_a_copy_in_an_archive_credits_no_archive() -> None:
    link = '<link rel="canonical" href="https://web.archive.org/web/20220301020549/http://post.example/2024/quay">'
    article = extract(page(head=link), "http://post.example/2024/quay")
    assert article.attributions == ()
    assert article.canonical_url == "http://post.example/2024/quay"


def test_what_was_cut_is_kept_aside() -> None:
    article = extract(page("<p>Sign up for our newsletter</p><p>Source: Harbour Gazette</p>"), URL)
    assert article.text.split("\n\n") == list(PARAGRAPHS)
    assert {"Sign up for our newsletter", "Source: Harbour Gazette"} <= set(article.cut)
    assert [attribution.name for attribution in article.attributions] == ["Harbour Gazette"]


def test_text_is_nfc() -> None:
    article = extract(page("<p>The cafe\u0301 on the quay reopened the same night, to the joy of the crews.</p>"), URL)
    assert "café" in article.text


def test_broken_json_ld_is_mended_or_passed_over() -> None:
    loose = '{"@type": "NewsArticle", "headline": "Council votes", "datePublished": "2024-03-05",}'
    mended = f"<script type='application/ld+json'>{loose}</script>"
    assert extract(page(head=mended), URL).published_at == "2024-03-05"
    hopeless = "<script type='application/ld+json'>" + "[" * 50_000 + "</script>"
    assert extract(page(head=hopeless), URL).title == "Council votes"


def test_no_text_is_no_article() -> None:
    with pytest.raises(NotAnArticleError, match="breakwater-vote"):
        extract(b"<html><body><p>Hm.</p></body></html>", URL)


@hypothesis_settings(max_examples=40, deadline=None)
@given(st.text(max_size=200), st.text(max_size=60))
def test_any_page_gives_an_article_or_an_error_of_ours(body: str, head: str) -> None:
    try:
        first = extract(page(body, f"<title>{head}</title>"), URL)
    except NewsfoldError:
        return
    assert first == extract(page(body, f"<title>{head}</title>"), URL)
    assert all(line.strip() for line in first.text.split("\n\n"))


def test_a_teasers_time_completes_a_bare_day() -> None:
    day = page(head="<meta name=date content=2024-03-01>")
    hint = Teaser(URL, "", published_at="2024-03-01T06:00:00Z")
    assert extract(day, URL, hint=hint).published_at == "2024-03-01T06:00:00Z"


def test_a_byline_of_several_names_is_no_news() -> None:
    body = page().replace(b"<p>The harbour council", b"<p>By Ann Lee, Jon Ode and Mia Roe</p><p>The harbour council")
    article = extract(body, URL)
    assert article.authors == ("Ann Lee", "Jon Ode", "Mia Roe")
    assert article.text.split("\n\n") == list(PARAGRAPHS)


def test_what_a_box_for_sharing_quotes_is_still_the_texts() -> None:
    box = f"<div class='share-layer'><p>{PARAGRAPHS[0]}</p></div>"
    assert extract(page(body=box), URL).text.split("\n\n") == list(PARAGRAPHS)


def test_a_box_that_holds_most_of_the_text_is_none() -> None:
    told = [f"{one} {other}" for one, other in zip(PARAGRAPHS, reversed(PARAGRAPHS), strict=True)]
    text = "".join(f"<div class='share-zone'><p>{paragraph}</p></div>" for paragraph in told)
    body = f"<html lang='en'><body><article><h1>Council votes</h1>{text}</article></body></html>".encode()
    assert extract(body, URL).text.split("\n\n") == told


def test_the_addresss_day_comes_before_what_is_only_called_a_date() -> None:
    aside = "<div class='date'>17 June 2019</div><blockquote><time datetime='2018-03-12'>March</time></blockquote>"
    assert extract(page(body=aside), "https://www.lindmouthpost.example/2017/7/12/quay").published_at == "2017-07-12"


def test_a_title_of_a_million_letters_is_cut() -> None:
    head = f"<title>{'Ferry ' * 200_000}</title>"
    text = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
    title = extract(f"<html><head>{head}</head><body><article>{text}</article></body></html>".encode(), URL).title

    assert title.startswith("Ferry Ferry")
    assert len(title) <= 1_000


def prose(number: int) -> str:
    return f"In part {number} of the night the council heard engineer {number} on the eastern breakwater of the town."


def test_a_very_long_article_is_read_to_its_end() -> None:
    lines = extract(page("".join(f"<p>{prose(number)}</p>" for number in range(2_000))), URL).text.split("\n\n")
    assert lines[-1] == prose(1_999)
    assert len(lines) == len(PARAGRAPHS) + 2_000


def test_a_page_of_three_megabytes_is_read() -> None:
    furniture = f"<script>{'let a = 1;' * 220_000}</script><nav>{'<a href=/b>b</a>' * 5_000}</nav>"
    body = page("".join(f"<p>{prose(number)}</p>" for number in range(8_000)) + furniture)
    assert len(body) > 3_000_000
    assert extract(body, URL).text.endswith(prose(7_999))


def test_a_live_blog_of_a_thousand_entries_is_read() -> None:
    entries = "".join(
        f"<article class='post'><header><time datetime='2024-03-05T21:{number % 60:02}:00Z'>21:{number % 60:02}</time>"
        f"<h3>Entry {number}</h3></header><div><div><p>{prose(number)}</p><p>{prose(-number)}</p></div></div>"
        f"<footer><ul><li><a href='#e{number}'>Share</a></li><li><a href='#'>Copy</a></li></ul></footer></article>"
        for number in range(1_000)
    )
    text = extract(page(f"<section id='live'>{entries}</section>"), URL).text
    assert prose(0) in text
    assert prose(999) in text


def test_a_page_wrapped_a_thousand_times_is_read() -> None:
    body = (
        page()
        .replace(b"<article>", b"<div>" * 1_000 + b"<article>")
        .replace(b"</article>", b"</article>" + b"</div>" * 1_000)
    )
    assert extract(body, URL).text.split("\n\n") == list(PARAGRAPHS)


def test_a_paragraph_called_the_text_of_a_picture_is_a_caption() -> None:
    caption = "<p class=image-text>The harbour from above, where the second pier is to be built. Photo: Tom Ray</p>"
    assert "from above" not in extract(page(caption), URL).text
    caption = "<p class=image-text>The harbour from above, where the pier is to be built.</p>"
    for pictured in (f"<img src=/harbour.jpg>{caption}", f"<div><img src=/harbour.jpg></div><div>{caption}</div>"):
        assert "from above" not in extract(page(pictured), URL).text


@pytest.mark.parametrize("name", ["image-title", "photo-text", "bildtext"])
def test_a_paragraph_of_such_a_name_without_a_picture_is_text(name: str) -> None:
    first = PARAGRAPHS[0]
    named = page().replace(f"<p>{first}</p>".encode(), f"<p class={name}>{first}</p>".encode())
    assert extract(named, URL).text.split("\n\n") == list(PARAGRAPHS)


def test_a_firm_that_publishes_is_no_author_under_its_shorter_name_either() -> None:
    metas = "<meta name=publisher content='Lindmouth Media GmbH'><meta name=author content='Lindmouth Media'>"
    text = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
    signed = f"<html lang=de><head>{metas}</head><body><h1>Council votes</h1>{text}<p>Das Gespräch führte Ann Lee.</p>"
    article = extract(signed.encode(), URL)
    assert article.authors == ("Ann Lee",)
    assert article.text.split("\n\n") == list(PARAGRAPHS)

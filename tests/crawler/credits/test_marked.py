"""Names that pages mark up, in shapes that no two editing systems share."""

from __future__ import annotations

import json

import pytest

from crawler.extract import extract

URL = "https://www.lindmouthpost.example/harbour/second-pier-8841.html"
PROSE = "".join(
    f"<p>{line}</p>"
    for line in (
        "The council voted on Tuesday night for the second pier, which has been debated for more than eleven years.",
        "Fishermen said that they would wait for the plans before they gave an opinion, as the last were not built.",
        "Work is to begin in spring and will cost nine million crowns, of which the county pays a third.",
    )
)


def page(before: str = "", *, linked: dict[str, object] | None = None, after: str = "") -> bytes:
    script = json.dumps({"@type": "NewsArticle", "headline": "Council votes for the second pier", **(linked or {})})
    return f"""<html lang="en"><head><title>Council votes for the second pier | Lindmouth Post</title>
        <meta property="og:site_name" content="Lindmouth Post"><meta property="og:type" content="article">
        <script type="application/ld+json">{script}</script></head><body><main><article>
        <h1>Council votes for the second pier</h1>{before}<div class="body">{PROSE}</div>{after}</article></main>
        </body></html>""".encode()


@pytest.mark.parametrize(
    "before",
    [
        '<div class="author">Ann Lee</div><div class="author">Tom Ray</div>',
        '<ul class="authors"><li><a href="/a/1">Ann Lee</a></li><li><a href="/a/2">Tom Ray</a></li></ul>',
        '<div class="x1"><span data-testid="byline-name">Ann Lee and Tom Ray</span></div>',
        '<ul class="authors"><li>Ann Lee</li><li>Tom Ray</li></ul>',
        '<div class="contributors"><p>Ann Lee</p><p>Tom Ray</p></div>',
        '<p class="writer">Words: Ann Lee and Tom Ray<br>Photos: Ida Orr</p>',
        "".join(
            f'<div class="author"><span class="author-name">{name}</span><span class="role">Chief reporter</span></div>'
            for name in ("Ann Lee", "Tom Ray")
        ),
    ],
)
def test_names_of_a_byline_are_read_together(before: str) -> None:
    assert extract(page(before), URL).authors == ("Ann Lee", "Tom Ray")


@pytest.mark.parametrize(
    ("before", "authors"),
    [
        (
            '<div class="byline"><span class="author">Ann Lee</span><span class="author">Bob Ray</span></div>',
            ("Ann Lee", "Bob Ray"),
        ),
        (
            '<div class="author">Posted by <b>Ann Lee</b> in <a href=/n>News</a> on 3 May 2021 <a>3 comments</a></div>',
            ("Ann Lee",),
        ),
        (
            '<div class="byline">By <span class="author">Ann Lee</span> and <span class="author">Bob Ray</span></div>',
            ("Ann Lee", "Bob Ray"),
        ),
        (
            '<div class="byline">By <b class="author">Ann Lee</b>, <span class="author">Bob Ray</span>, Tom Kim</div>',
            ("Ann Lee", "Bob Ray", "Tom Kim"),
        ),
        (
            '<div class="byline"><p class="outlet name">Harbour News</p><p class="author-name">Ann Lee</p></div>',
            ("Ann Lee",),
        ),
        ('<div class="outlet name">Harbour News</div><div class="author-name">Ann Lee</div>', ("Ann Lee",)),
    ],
)
def test_of_elements_within_each_other_the_inner_ones_name_people(before: str, authors: tuple[str, ...]) -> None:
    assert extract(page(before), URL).authors == authors


@pytest.mark.parametrize(
    ("rows", "authors"),
    [
        ((("Reporter:", "Ann Lee"), ("Writer:", "Tom Ray")), ("Ann Lee", "Tom Ray")),
        ((("Text:", "Ann Lee"), ("Foto:", "Tom Ray")), ("Ann Lee",)),
        ((("Writer:", "Joe Kim"), ("Story by:", "Tom Ray")), ("Ann Lee",)),  # of the film that she writes about
        ((("Autor:", "Joe Kim"), ("Text:", "Ann Lee")), ("Ann Lee",)),  # of the book that she reviews
        ((("Words by:", "Ann Lee"), ("Written by:", "Joe Kim")), ("Ann Lee",)),
        ((("Writer", "Ann Lee"), ("Reporter", "Tom Ray")), ("Ann Lee",)),  # what both are by profession
    ],
)
def test_who_wrote_beside_a_declared_writer_may_stand_in_cells(
    rows: tuple[tuple[str, str], ...], authors: tuple[str, ...]
) -> None:
    author: dict[str, object] = {"author": {"@type": "Person", "name": "Ann Lee"}}
    cells = "".join(f"<tr><td>{label}</td><td>{name}<br></td></tr>" for label, name in rows)
    terms = "".join(f"<dt>{label}</dt><dd>{name}</dd>" for label, name in rows)
    assert extract(page(f"<table>{cells}</table>", linked=author), URL).authors == authors
    assert extract(page(after=f"<dl>{terms}</dl>", linked=author), URL).authors == authors


def test_authors_of_other_articles_are_not_this_ones() -> None:
    others = (
        '<ul class="more"><li><h3><a href="/x/1">Another story</a></h3><span class="author">Joe Kim</span></li></ul>'
    )
    assert extract(page('<span class="author">Ann Lee</span>', after=others), URL).authors == ("Ann Lee",)


@pytest.mark.parametrize(
    "author",
    [
        {"@type": "Person", "@id": "#ann", "url": "/ann"},
        {"@type": "Person", "givenName": "Ann", "familyName": "Lee"},
        {"@type": "Person", "name": {"@value": "Ann Lee"}},
        [[{"@type": "Person", "name": "Ann Lee"}]],
        [{"@type": "Person", "name": "Ann Lee"}, {"@type": "Organization", "name": "Reuters"}],
    ],
)
def test_declared_people_without_a_plain_name(author: object) -> None:
    linked: dict[str, object] = {"author": author, "about": {"@type": "Person", "@id": "#ann", "name": "Ann Lee"}}
    assert extract(page(linked=linked), URL).authors == ("Ann Lee",)


@pytest.mark.parametrize(
    ("before", "authors"),
    [
        ('<p class="z">Por Ann Lee, g1 Porto — São Paulo</p>', ("Ann Lee",)),
        ('<p class="z">김철수 기자 kim@post.example</p>', ("김철수",)),
        ('<p class="z">記者 山田太郎</p>', ("山田太郎",)),
        ('<div class="firma">Ann Lee</div>', ("Ann Lee",)),
        ('<p class="byline">Ann Lee<br>The Lindmouth Post</p>', ("Ann Lee",)),
        ('<span class="author">Lindmouth Desk</span>', ("Lindmouth Desk",)),
    ],
)
def test_bylines_under_the_headline(before: str, authors: tuple[str, ...]) -> None:
    others = '<div><div><div><p>Another</p><span class="author">Reuters</span></div></div></div>'
    assert extract(page(before, after=others), URL).authors == authors


@pytest.mark.parametrize(
    ("before", "authors"),
    [
        ('<div class="signature"><p>Written by Ann Lee</p><p>March 4th, 2026 at 9:30 am</p></div>', ("Ann Lee",)),
        ('<div class="byline">Ana Ruiz F.</div>', ("Ana Ruiz F.",)),
        ('<div class="byline">By Malcolm X</div>', ("Malcolm X",)),
        ('<meta property="og:article:author" content="Ann Lee">', ("Ann Lee",)),
    ],
)
def test_a_line_of_a_marked_element_may_be_the_byline(before: str, authors: tuple[str, ...]) -> None:
    assert extract(page(before), URL).authors == authors


def test_a_section_as_first_heading_does_not_hide_what_is_marked_near_the_headline() -> None:
    section = '<header><h1>Harbour</h1><span class="author">Tom Ray</span></header>'
    body = page('<div class="author">Ann Lee</div>').replace(b"<main>", f"{section}<main>".encode())
    assert extract(body, URL).authors == ("Ann Lee",)


def test_microdata_of_the_article_counts_in_its_footer_before_that_of_another() -> None:
    mark = 'itemscope itemtype="https://schema.org/NewsArticle"'
    other = f'<aside><article {mark}><h2>Smog</h2><footer><b itemprop="author">Tom Ray</b></footer></article></aside>'
    foot = '<footer><a href="mailto:ann@post.example"><span itemprop="author">Ann Lee</span></a></footer>'
    body = page(after=foot + other).replace(b"<article>", f"<article {mark}>".encode(), 1)
    assert extract(body, URL).authors == ("Ann Lee",)


def test_one_word_is_a_name_where_it_links_to_a_profile() -> None:
    named = '<span class="author-name"><a href="/user/Gullwatcher">Gullwatcher</a></span>'
    said = '<p class="designation">Community (not subject to review)</p>'
    assert extract(page(f'<div class="story-byline">{named}{said}</div>'), URL).authors == ("Gullwatcher",)


@pytest.mark.parametrize(
    ("beside", "authors"),
    [
        (
            '<div><span class="byline">By ANN LEE, TOM RAY and Mia Stone</span><span>June 11, 2019</span></div>',
            ("Ann Lee", "Tom Ray", "Mia Stone"),
        ),
        ('<p class="byline">By Mia Stone and Jon Holm</p>', ("Ann Lee", "Tom Ray")),
        ('<p class="byline">By Ann Lee</p>', ("Ann Lee", "Tom Ray")),
        (
            '<aside><p class="byline">By Ann Lee, Tom Ray and Mia Stone</p></aside>',
            ("Ann Lee", "Tom Ray"),
        ),
        ("<p>By the sea, Ann Lee, Tom Ray and Mia Stone met again.</p>", ("Ann Lee", "Tom Ray")),
    ],
)
def test_a_line_that_names_all_who_are_declared_and_more_is_whole(beside: str, authors: tuple[str, ...]) -> None:
    linked: dict[str, object] = {"author": ["Ann Lee, Tom Ray"]}

    assert extract(page(beside, linked=linked), URL).authors == authors


@pytest.mark.parametrize(
    ("before", "authors"),
    [
        ('<p class="byline"><b>ANN LEE</b><br>Deputy head of "Harbour"</p>', ("ANN LEE",)),
        ('<p class="author">Ann Lee<br>4 March 2026</p>', ("Ann Lee",)),
        ('<p class="author">Ann Lee<br>Harbour correspondent</p>', ("Ann Lee",)),
        ('<p class="author">By Ann Lee<br>Port Lindmouth</p>', ("Ann Lee",)),
        ('<p class="author">By Ann Lee<br>By Tom Ray</p>', ("Ann Lee", "Tom Ray")),
        ('<p class="author">By Ann Lee<br>Reviewed by Tom Ray</p>', ("Ann Lee",)),
        ('<p class="author">By Ann Lee<br>Published by Meridian Media</p>', ("Ann Lee",)),
        ('<p class="author">Special Report<br>By Ann Lee</p>', ("Ann Lee",)),
        ('<p class="author">By Ann Lee<br>and Tom Ray</p>', ("Ann Lee", "Tom Ray")),
        ('<p class="author">Ann Lee and<br>Tom Ray</p>', ("Ann Lee", "Tom Ray")),
        ('<p class="author">Ana Maria<br>Ruiz</p>', ("Ana Maria Ruiz",)),
        ('<p class="author">By Ana Maria<br>Ruiz</p>', ("Ana Maria Ruiz",)),
        ('<p class="author">Juan Carlos<br>Paz Gil</p>', ("Juan Carlos Paz Gil",)),
        ('<p class="author">Ana Maria<br>von der Aue</p>', ("Ana Maria von der Aue",)),
        ('<p class="author">By<br>Ann Lee</p>', ("Ann Lee",)),
        ('<p class="author">Ann<br>Lee</p>', ("Ann Lee",)),
        ('<p class="author">Text: Ann Lee<br>Photos: Tom Ray</p>', ("Ann Lee",)),
    ],
)
def test_a_break_ends_a_name_that_does_not_go_on(before: str, authors: tuple[str, ...]) -> None:
    assert extract(page(before), URL).authors == authors


@pytest.mark.parametrize(
    ("before", "authors"),
    [
        ('<div class="credits"><p><b>ANN LEE</b><br>Contributing editor</p></div>', ("ANN LEE",)),
        ("<p>Ann Lee<br>Staff reporter</p>", ("Ann Lee",)),
        ("<p>Ann Lee<br>Journalist</p>", ()),  # of whom an obituary or an interview tells
        ("<p>Ann Lee<br>Staff photographer</p>", ()),
        ('<div class="credits"><p>Ann Lee<br>Photographer</p></div>', ()),
        ('<div class="credits"><p>Ann Lee<br>Meridian Pictures</p></div>', ()),
        ('<div class="credits"><p>Ann Lee</p></div>', ()),
        ("<p>Second Pier<br>Staff editor</p>", ()),  # the headline speaks of it
        ("<p>In the harbour<br>Staff editor</p>", ()),
        ('<img src="/pier.jpg"><div class="credits">Ann Lee<br>Staff editor</div>', ()),
    ],
)
def test_a_name_over_what_its_bearer_is_right_below_the_headline(before: str, authors: tuple[str, ...]) -> None:
    body = page(before).replace(b"second pier", b"Second Pier")
    assert extract(body, URL).authors == authors


@pytest.mark.parametrize(
    ("declared", "beside", "authors"),
    [
        ("Agencja Reklamowa FALA", '<div class="autor"> Ann Lee </div>', ("Ann Lee",)),
        ("Blue Harbour Web Design", '<div class="author">Ann Lee</div>', ("Ann Lee",)),
        ("FALA Sp. z o.o.", '<div class="author">Ann Lee</div>', ("Ann Lee",)),
        ("Agencia Norte", "", ("Agencia Norte",)),
        ("Tom Ray", '<div class="author">Ann Lee</div><p>Photographs: Tom Ray</p>', ("Tom Ray",)),
    ],
)
def test_who_makes_sites_is_no_writer_where_a_person_is_named(
    declared: str, beside: str, authors: tuple[str, ...]
) -> None:
    body = page(after=beside).replace(b"<title>", f'<meta name="author" content="{declared}"><title>'.encode())
    assert extract(body, URL).authors == authors


@pytest.mark.parametrize("name", ["sin-comentarios", "kommentare-offen", "rubrika-komentare", "reacties-aan"])
def test_who_wrote_stands_in_an_element_that_says_whether_readers_may_comment(name: str) -> None:
    body = page('<p class="author">Ann Lee</p>').replace(b"<body>", f'<body><div class="site {name}">'.encode())
    assert extract(body, URL).authors == ("Ann Lee",)

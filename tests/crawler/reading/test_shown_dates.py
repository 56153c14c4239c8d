"""When an article appeared, where the page but shows it: marked up in some way, or at the headline."""

from __future__ import annotations

import pytest
from lxml import html

from crawler.extract import extract
from crawler.parsing.headings import headline_of
from crawler.parsing.htmltree import parse
from crawler.reading.shown_dates import date_above, head_date, labelled_elsewhere

URL = "https://www.lindmouthpost.example/harbour/second-pier-8841.html"
HEADLINE = "<h1>Council votes for the second pier</h1>"
TEXT = f"<p>{'The council voted on Tuesday night for the second pier. ' * 5}</p>"


def published_at(beside: str) -> str | None:
    title = "<title>Council votes for the second pier | Lindmouth Post</title>"
    body = f"<html lang='en'><head>{title}</head><body><main><article>{beside}{TEXT}</article></main></body></html>"
    return extract(body.encode(), URL).published_at


@pytest.mark.parametrize(
    ("above", "published"),
    [
        ('<div class="x article">{date}<p>The pier</p>{headline}{text}</div>', "2021-03-02"),
        ("<main><article>{date}<div><div>{headline}</div>{text}</div></article></main>", "2021-03-02"),
        ("<article><p>3 comments</p>{date}{headline}{text}</article>", "2021-03-02"),
        ("<article><h2>Coast</h2>{date}{headline}{text}</article>", None),  # the head of a section
        ("{date}<article>{headline}{text}</article>", None),
        ("<div id='page'>{date}{headline}{text}</div>", None),
        ("<article><p>Updated 2 March 2021</p>{headline}{text}</article>", None),
        ("<article><p>The plan of 2 March 2021, once more</p>{headline}{text}</article>", None),
        ("<article>{headline}{date}{text}</article>", None),  # it stands below
        ("<article><p>One</p><p>Two</p><p>Three</p>{date}{headline}{text}</article>", None),
    ],
)
def test_a_date_that_begins_the_article_above_its_headline_counts(above: str, published: str | None) -> None:
    parts = {
        "date": "<ul><li>Tuesday, 02.03.2021</li></ul>",
        "headline": HEADLINE,
        "text": TEXT,
    }
    tree = html.document_fromstring(f"<html><body>{above.format(**parts)}</body></html>")

    assert date_above(headline_of(tree)) == published


@pytest.mark.parametrize(
    ("before", "published"),
    [
        ('<span class="date" data-timestamp="1709629920">3 hours ago</span>', "2024-03-05T09:12:00Z"),
        ('<div class="Article_pubDate__9dk">05.03.2024, 10:12</div>', "2024-03-05T10:12:00"),
    ],
)
def test_dates_that_only_attributes_tell_in_full(before: str, published: str) -> None:
    assert published_at(HEADLINE + before) == published


@pytest.mark.parametrize(
    ("before", "published"),
    [
        ('<p class="byline">By Ann Lee • Published March 5, 2024 • Updated on March 6, 2024</p>', "2024-03-05"),
        ('<time class="entry-date updated" datetime="2024-03-05T08:11:12Z">March 5</time>', "2024-03-05T08:11:12Z"),
        ('<time class="updated" datetime="2024-03-06">6</time><time datetime="2024-03-05">5</time>', "2024-03-05"),
    ],
)
def test_the_day_of_a_change_is_not_the_first_one(before: str, published: str) -> None:
    assert published_at(HEADLINE + before) == published


@pytest.mark.parametrize(
    ("line", "published"),
    [
        ("Updated March 6, 2024", None),
        ("Updated March 6, 2024, published March 5, 2024", "2024-03-05"),
        ("Republican voters | Updated March 6, 2024", None),
        ("Pubblicità | Aggiornato il 06/03/2024", None),
        ("Aggiornato il 06/03/2024, pubblicato il 05/03/2024", "2024-03-05"),
        ("Last edited March 6, 2024", "2024-03-06"),  # the only one
        ("Last edited March 6, 2024, first sent March 5, 2024", "2024-03-05"),
    ],
)
def test_few_words_for_a_change_keep_a_date_under_the_headline_from_being_the_articles(
    line: str, published: str | None
) -> None:
    tree = html.document_fromstring(f"<html><body><article>{HEADLINE}<p>{line}</p>{TEXT}</article></body></html>")

    assert head_date(headline_of(tree)) == published


@pytest.mark.parametrize("line", ["Updated prices: 6 March 2024", "Last update: 6 Mar 2024, 11:05"])
def test_no_day_of_a_change_under_the_headline_is_the_articles(line: str) -> None:
    text = "".join(f"<p>{'The council voted for the pier, and a tower. ' * times}</p>" for times in (4, 5, 6))

    assert published_at(f"{HEADLINE}<div class='clock'>{line}</div>{text}") is None  # it may be that of the whole site


def test_a_date_under_the_headline_goes_before_one_above_it() -> None:
    above = '<div class="date">Thursday, 05-Mar-2026 15:37:30 UTC</div>'

    assert published_at(f'{above}{HEADLINE}<h2 class="x">03/03/2026 09:10</h2>') == "2026-03-03T09:10:00"
    assert published_at(above + HEADLINE) == "2026-03-05T15:37:30Z"


def test_what_is_called_a_title_and_says_what_the_page_is_called_is_the_headline() -> None:
    above = '<div class="date">Thursday, 05-Mar-2026 15:37:30 UTC</div><h1>Our petitions</h1>'
    called = "<div class='titulo'>Council votes for the second pier</div><div class='fecha'>3 March 2026</div>"

    assert published_at(above + called) == "2026-03-03"


STANDFIRST = f"<h2>{'The pier is to be built within two years, and the harbour pays for half of it. ' * 2}</h2>"
BESIDE = '<div class="author-line"><a href="/author/ann-lee">Ann Lee</a> <em><i>5 May 2024</i></em></div>'
NOTE = '<span class="textdate">9 May 2024, 21:20</span>'
OTHER = f'<div class="item"><h3><a href="/ferry-8790.html">The ferry to the islands is late again</a></h3>{NOTE}</div>'
BYLINE = "by Ann Lee / May 5, 2024 / Leave a comment on this piece"


@pytest.mark.parametrize(
    ("below", "published"),
    [
        (f"<div>{STANDFIRST}{BYLINE}<br>Printed in the <a href='/2024/6'>June 2024</a> issue</div>", "2024-05-05"),
        (f"{STANDFIRST}<p>By Ann Lee on May 5, 2024, with pictures by Tom Hill</p>", "2024-05-05"),
        (f"{STANDFIRST}<p>By May 5, 2024, the council had heard all of the fishermen of the islands</p>", None),
        (f"{STANDFIRST}<p>By Ann Lee, updated May 5, 2024, with pictures by Tom Hill</p>", None),
        (f"{TEXT}{OTHER.replace(NOTE, f'<p>{BYLINE}</p>')}", None),  # another article's
        (f"{STANDFIRST}{TEXT}<p>{BYLINE}</p>", None),
    ],
)
def test_behind_a_long_standfirst_a_byline_has_the_date(below: str, published: str | None) -> None:
    assert published_at(HEADLINE + below) == published


@pytest.mark.parametrize(
    "page",
    [
        '<div class="date">5 May 2024</div>{page}',
        '{page}<p class="date">Published: 5 May 2024</p>',
        '<meta property="article:published_time" content="2024-05-05">{page}',
    ],
)
def test_behind_a_first_paragraph_a_byline_is_asked_for_its_date_last(page: str) -> None:
    video = "<div class='video'><p>Watch: the pier in its best days</p><p>By Tom Hill | 3 May 2019</p></div>"

    assert published_at(page.format(page=f"{HEADLINE}<p>{'The pier is to be built. ' * 8}</p>{video}")) == "2024-05-05"


@pytest.mark.parametrize(
    ("head", "beside", "published"),
    [
        (STANDFIRST + BESIDE, f'<div class="notes_sidebar">{NOTE}</div>', "2024-05-05"),
        (STANDFIRST + BESIDE, f"<div>{NOTE}</div>", "2024-05-05"),
        ("<p>5 May 2024</p>", f"<div>{NOTE}</div>", "2024-05-05"),
        ("", f"<div>{OTHER}</div>", None),
        ("", f"<div>{NOTE}</div>", "2024-05-09T21:20:00"),
        ("", f'<div class="sidebar">{NOTE}</div><p class="date">7 May 2024</p>', "2024-05-07"),
        ("", f'<div class="article-sidebar">{NOTE}</div>', "2024-05-09T21:20:00"),
        (STANDFIRST + BESIDE.replace("5 May", "Writes for us since 5 May"), "", None),
        (TEXT + BESIDE, "", None),  # a box about the author may tell since when, or of the latest
        (STANDFIRST + BESIDE.replace("<em>", "<em>5 articles, the last one on "), f"<div>{NOTE}</div>", "2024-05-05"),
    ],
)
def test_what_stands_beside_the_writer_goes_before_what_stands_elsewhere(
    head: str, beside: str, published: str | None
) -> None:
    title = "<title>Council votes for the second pier | Lindmouth Post</title>"
    body = f"<body><main><article>{HEADLINE}{head}{TEXT}</article></main>{beside}</body>"

    assert extract(f"<html lang='en'><head>{title}</head>{body}</html>".encode(), URL).published_at == published


@pytest.mark.parametrize(
    ("line", "published"),
    [
        ("기사입력 2021-03-03 03:00:00 기사수정 2021-03-05 09:00:00", "2021-03-03T03:00:00"),
        ("Published on: 2 March 2021, 10:30", "2021-03-02T10:30:00"),
        ("Date published: March 1, 2021", "2021-03-01"),
        ("See also: the report, published on 1 March 2021", "2021-03-02"),
        ("The public may comment until 3 March 2021", "2021-03-02"),
        ("La Repubblica, aggiornato il 3 marzo 2021", "2021-03-02"),
        ("3 March 2021", "2021-03-02"),  # which may be today
        ("Updated 3 March 2021", "2021-03-02"),
        ("First published in Gull Bay, 3 April 2019", "2021-03-02"),
    ],
)
def test_what_a_label_tells_goes_before_the_day_in_the_address(line: str, published: str) -> None:
    body = f"<html lang='en'><body><article>{HEADLINE}<p>{line}</p>{TEXT}</article></body></html>"
    url = "https://www.lindmouthpost.example/all/20210302/8841/1"
    assert extract(body.encode(), url).published_at == published


@pytest.mark.parametrize(
    ("below", "published"),
    [
        ("<font>发布日期\uff1a<!-- day -->2021-03-02<!-- end --> 责任编辑\uff1a<!-- who -->林海</font>", "2021-03-02"),
        ("<p><b>Date published:</b> 2 March 2021, 10:30</p>", "2021-03-02T10:30:00"),
        ("<span>Published on</span><span>2 March 2021</span>", "2021-03-02"),
        ("<p>Publié le 2 mars 2021 | Port</p>", "2021-03-02"),
        ("<div>Опубликовано 02.03.2021</div>", "2021-03-02"),
        ("<p>Published on 02.03.2021</p><p>Published on 04.05.2020</p>", None),  # one of them is another article's
        ("<ul><li>Published on 02.03.2021</li></ul>", None),  # of a list of articles
        ("<div class='comments'><p>Published on 02.03.2021</p></div>", None),
        ("<footer><p>Published on 02.03.2021</p></footer>", None),
        ("<p>Published 2 March 2021</p>", None),  # as books are
        ("<p>Publié le 2 mars 1998 aux éditions du Phare</p>", None),
        ("<p>Gull Bay<br>Veröffentlicht am: 02.03.1998<br>45 min</p>", None),  # of a record
        ("<p>公開日\uff1a2021年3月2日</p>", None),  # of a film
        ("<p>등록일 : 2009년 5월 12일</p>", None),  # of the paper itself
        ("<p>Last published: 02.03.2021</p>", None),  # when the site was made anew
        ("<p>Published on 02.03.2021, it sold well.</p>", None),
        ("<p>The book was published on 02.03.2021</p>", None),
        ("</article><p>Published on 02.03.2021</p>", None),  # whatever stands below may be of another article
    ],
)
def test_a_label_around_the_headline_tells_the_date(below: str, published: str | None) -> None:
    tree = parse(f"<html><body><article>{HEADLINE}{TEXT}{below}</article></body></html>".encode(), URL)
    assert labelled_elsewhere(tree, headline_of(tree), ["The council voted on Tuesday night."]) == published


def test_a_labelled_day_of_the_text_is_what_the_text_is_about() -> None:
    tree = html.document_fromstring(f"<html><body>{HEADLINE}{TEXT}<p>发布日期\uff1a1998-06-26</p></body></html>")

    assert labelled_elsewhere(tree, headline_of(tree), []) == "1998-06-26"
    assert labelled_elsewhere(tree, headline_of(tree), ["The law of the sea.", "发布日期\uff1a1998-06-26"]) is None


def test_a_labelled_day_is_of_last_resort() -> None:
    label = "<font>Date published: 4 March 2021</font>"

    assert published_at(f"{HEADLINE}{TEXT * 3}{label}") == "2021-03-04"
    assert published_at(f"{HEADLINE}{TEXT * 3}<time datetime='2021-03-05'>5 March</time>{label}") == "2021-03-05"


@pytest.mark.parametrize(
    ("name", "published"),
    [
        ("date_widget", "2024-05-05"),
        ("current-date", "2024-05-05"),
        ("todays-date", "2024-05-05"),
        ("date", "2024-05-09"),
        ("post-date-widget", "2024-05-09"),
        ("date-widget-of-post", "2024-05-09"),
    ],
)
def test_what_a_masthead_calls_today_is_when_the_page_was_loaded(name: str, published: str) -> None:
    script = '<script>var utag_data = {publication_date: "20240505"}</script>'
    body = f'<div id="{name}"><p>9 May 2024</p></div><main>{HEADLINE}{TEXT}</main>'
    page = f"<html lang='en'><head>{script}</head><body>{body}</body></html>"
    assert extract(page.encode(), URL).published_at == published


@pytest.mark.parametrize(
    ("attribute", "published"),
    [("data-date", "2021-03-02T10:00:00Z"), ("data-published-at", "2021-03-02T10:00:00Z"), ("data-event", None)],
)
def test_a_moment_in_an_attribute_counts_where_the_page_tells_no_other(attribute: str, published: str | None) -> None:
    beside = f"{HEADLINE}<span {attribute}='2021-03-02T10:00:00Z'>two hours ago</span>"
    assert published_at(beside) == published
    assert published_at(f"{beside}<div class=date>4 March 2021</div>") == "2021-03-04"

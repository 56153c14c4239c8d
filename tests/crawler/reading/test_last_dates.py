"""When an article appeared, where nothing at the headline tells: a label below the text, the end of the title."""

from __future__ import annotations

import pytest
from lxml import html

from crawler.extract import extract
from crawler.reading.last_dates import date_behind_title, labelled_date

URL = "https://www.lindmouthpost.example/harbour/second-pier-8841.html"
TEXT = f"<p>{'The council voted on Tuesday night for the second pier. ' * 5}</p>"


@pytest.mark.parametrize(
    ("below", "published"),
    [
        ("<font>发布日期\uff1a<!-- day -->2021-03-02<!-- end --> 责任编辑\uff1a<!-- who -->林海</font>", "2021-03-02"),
        ("<p><b>Date published:</b> 2 March 2021, 10:30</p>", "2021-03-02T10:30:00"),
        ("<p>Publié le 2 mars 2021 | Port</p>", "2021-03-02"),
        ("<div>Ann Lee<br>Опубликовано 02.03.2021<br>Gull Bay</div>", "2021-03-02"),
        ("<p>Published on 02.03.2021</p><p>Published on 04.05.2020</p>", None),  # one of them is another article's
        ("<ul><li>Published on 02.03.2021</li></ul>", None),  # of a list of articles
        ("<div class='comments'><p>Published on 02.03.2021</p></div>", None),
        ("<footer><p>Published on 02.03.2021</p></footer>", None),
        ("<p>Published 2 March 2021</p>", None),  # as books are
        ("<p>Last published: 02.03.2021</p>", None),  # when the site was made anew
        ("<p>Published on 02.03.2021, it sold well.</p>", None),
        ("<p>The book was published on 02.03.2021</p>", None),
    ],
)
def test_a_label_tells_the_date_anywhere_on_the_page(below: str, published: str | None) -> None:
    tree = html.document_fromstring(
        f"<html><body><table><tr><td>{TEXT}</td></tr><tr>{below}</tr></table></body></html>"
    )
    if "<td>" not in below:
        tree = html.document_fromstring(f"<html><body><div>{TEXT}{below}</div></body></html>")
    assert labelled_date(tree) == published


@pytest.mark.parametrize(
    ("title", "heading", "language", "published"),
    [
        ("A second pier at last - 02.03.2021 - Lindmouth Post", "A second pier at last", "es", "2021-03-02"),
        ("A second pier at last | 2 March 2021", "A second pier at last", "en", "2021-03-02"),
        ("A second pier at last - 02/03/2021", "A second pier at last", "es", "2021-03-02"),
        ("A second pier at last - 02/03/2021", "A second pier at last", "en", None),  # of March, or of February
        ("A second pier at last - 22/03/2021", "A second pier at last", "en", "2021-03-22"),
        ("Stars of the day - 02.03.2021", "Stars of the day - 02.03.2021", "es", None),
        ("Jazz on the pier - 02.03.2021 - 07.03.2021 - Lindmouth Post", "Jazz on the pier", "es", None),
        ("Pier: what to know - March 2021", "Pier: what to know", "en", None),
        ("Sailing results - 2020/21", "Sailing results", "en", None),
        ("Evening news of 02.03.2021 - Lindmouth TV", "Evening news", "es", None),
        ("Jazz on the pier - from 02.03.2021 - Lindmouth Hall", "Jazz on the pier", "es", None),
        ("02.03.2021 - Lindmouth Post", "Lindmouth Post", "es", None),
        ("A second pier at last - 02.03.2021", "", "es", None),
    ],
)
def test_a_title_ends_in_the_date_that_its_headline_lacks(
    title: str, heading: str, language: str, published: str | None
) -> None:
    titles = [("title", title), *([("h1", heading)] if heading else [])]
    assert date_behind_title(titles, language) == published


@pytest.mark.parametrize(
    ("title", "beside", "published"),
    [
        ("A second pier at last - 02.03.2021", "", "2021-03-02"),
        ("A second pier at last - 02.03.2021", "<p>Pubblicato il 04.03.2021</p>", "2021-03-04"),
        ("A second pier at last - 02.03.2021", "<time datetime='2021-03-05'>5 March</time>", "2021-03-05"),
        ("A second pier at last", "", None),
    ],
)
def test_these_dates_are_of_last_resort(title: str, beside: str, published: str | None) -> None:
    body = f"<html lang='en'><head><title>{title}</title></head><body><h1>A second pier at last</h1>{TEXT * 3}{beside}"
    assert extract(body.encode(), URL).published_at == published

"""What stands at a headline, above and below it."""

from __future__ import annotations

import pytest
from lxml import html

from crawler.reading.headings import headline_of, headline_seen
from crawler.reading.heads import date_above


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
        "headline": "<h1>Council votes for the second pier</h1>",
        "text": f"<p>{'The council voted on Tuesday night for the second pier. ' * 5}</p>",
    }
    tree = html.document_fromstring(f"<html><body>{above.format(**parts)}</body></html>")

    assert date_above(headline_of(tree)) == published


def test_the_headline_that_readers_of_a_page_share_is_the_headline() -> None:
    tree = html.document_fromstring(
        "<title>Council votes for second pier - Post</title><h1>Post</h1><h1>Council votes for second pier</h1>"
    )

    assert headline_seen(tree) is headline_of(tree)
    assert headline_seen(html.document_fromstring("<p>None</p>")) is None

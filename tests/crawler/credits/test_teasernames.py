"""Other articles on an article's page: who wrote them is not who wrote this one, and their headlines are no text."""

from __future__ import annotations

import pytest

from crawler.extract import extract
from crawler.parsing.htmltree import parse
from crawler.reading.furniture import furniture_of, key_of

URL = "https://www.lindmouthpost.example/2026/bridge-closes-for-repairs"
TITLE = "The old bridge closes for repairs until the spring"
PARAGRAPH = "The city council voted on Tuesday to close the old bridge, and traffic will be led around the harbour. "
OTHER = "A harbour from above, as nobody has seen it"


def page(*, top: str = "", within: str = "", beside: str = "") -> bytes:
    text = f"<p>{PARAGRAPH}</p><p>{PARAGRAPH * 2}</p>{within}<p>Ships are led around it, said the mayor on Monday.</p>"
    return (
        f"<html lang=en><head><meta charset=utf-8><title>{TITLE}</title></head>"
        f"<body><div><h1>{TITLE}</h1>{top}<div>{text}</div></div>{beside}</body></html>"
    ).encode()


@pytest.mark.parametrize(
    ("top", "beside", "names"),
    [
        ("", '<div><h3><a href="/x/1">{}</a></h3><div class=author>By Joe Kim</div></div>', ()),
        ("", '<div><div class=title><a href="/x/1">{}</a></div><div><p class=author>Joe Kim</p></div></div>', ()),
        ("", '<div><a href="/x/1"><h3>{}</h3></a><div class=author>By Joe Kim</div></div>', ()),
        ("", "<div><p>{}</p><div class=author>By Joe Kim</div></div>", ("Joe Kim",)),
        ("", '<div><h3><a href="#more">{}</a></h3><div class=author>By Joe Kim</div></div>', ("Joe Kim",)),
        ("", '<div><h3><a href="/x">Harbour</a></h3><div class=author>By Joe Kim</div></div>', ("Joe Kim",)),
        ("<div class=author>By Ann Lee</div>",
         '<div><h3><a href="/x/1">{}</a></h3><div class=author>By Joe Kim</div></div>', ("Ann Lee",)),
    ],
)  # fmt: skip
def test_who_wrote_what_a_card_shows_did_not_write_the_page(top: str, beside: str, names: tuple[str, ...]) -> None:
    assert extract(page(top=top, beside=beside.format(OTHER)), URL).authors == names


@pytest.mark.parametrize(
    "title", ["Bridge repairs: all you need to know - The Harbour Blog of Ann", "The Harbour Blog of Ann"]
)
def test_the_head_of_a_post_below_the_name_of_its_blog_is_no_card(title: str) -> None:
    head = f'<h2 class="entry-title"><a href="/2026/bridge">{TITLE}</a></h2><div class="author">By Ann Lee</div>'
    body = (
        f'<h1><a href="/">The Harbour Blog of Ann</a></h1><div><div>{head}</div><div><p>{PARAGRAPH * 4}</p></div></div>'
    )
    read = extract(f"<html lang=en><head><title>{title}</title></head><body>{body}</body></html>".encode(), URL)
    assert read.authors == ("Ann Lee",)


def test_an_issue_or_a_series_beside_a_byline_makes_no_card_of_it() -> None:
    issue = '<div class="issue-title"><a href="/issue/12">The Lindmouth Post Weekend, Issue 12</a></div>'
    assert extract(page(top=f'<div><span class="writer">By Ann Lee</span>{issue}</div>'), URL).authors == ("Ann Lee",)


@pytest.mark.parametrize(
    ("within", "leads"),
    [
        ('<span>Mir\u00e1 tambi\u00e9n</span><a href="/x/1"><h2>{}</h2></a>', True),
        ('<p>Read also:</p><a href="/x/1"><h3>{}</h3></a>', True),
        ('Lees ook <a href="/x/1"><h3>{}</h3></a>', True),
        ('<span>Two summers</span><a href="/x/1"><h2>{}</h2></a>', False),
        ('<p>Those who read also write.</p><a href="/x/1"><h2>{}</h2></a>', False),
        ('<a href="/x/1"><h2>{}</h2></a>', False),  # a round-up's heading
        ("<span>Read also</span><h2>{}</h2>", False),
    ],
)
def test_a_heading_that_is_a_link_below_a_label_is_of_another_article(within: str, leads: bool) -> None:
    tree = parse(f"<html><body><p>It sat.</p><div>{within.format(OTHER)}</div></body></html>".encode(), URL)
    assert (key_of(OTHER) in furniture_of(tree, [OTHER], set()).elsewhere) is leads


@pytest.mark.parametrize(
    ("words", "line", "is_text"),
    [
        ("kicker", "Works on the crossing of the river", False),
        ("article__eyebrow", "Works on the crossing of the river", False),
        ("volanta", "Obras en el cruce del r\u00edo", False),
        ("kicker", "The crossing of the river stays shut.", True),
        ("deck", "Works on the crossing of the river", True),
        ("snickers", "Works on the crossing of the river", True),
        ("kicker", "Works on the crossing of the river " * 4, True),
    ],
)
def test_a_kicker_may_have_more_words_where_it_is_called_one(words: str, line: str, is_text: bool) -> None:
    within = page(top="").decode().replace(f"<p>{PARAGRAPH}</p>", f'<p class="{words}">{line}</p><p>{PARAGRAPH}</p>', 1)
    assert (line.strip() in extract(within.encode(), URL).text) is is_text

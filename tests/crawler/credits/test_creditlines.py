"""The lines that credit somebody, found in the tree of a page."""

from __future__ import annotations

import pytest

from crawler.credits.creditlines import credit_lines, head_credits, is_credit
from crawler.extract import extract
from crawler.parsing.htmltree import parse

URL = "https://www.lindmouthpost.example/harbour/breakwater-vote-8841"
PARAGRAPHS = (
    "The harbour council voted on Tuesday night to rebuild the eastern breakwater of the town.",
    "Engineers told the meeting that the work would take two summers and cost eleven million crowns.",
    "Fishing crews have used the inner basin since the winter, the harbour master said after the vote.",
)


def page(body: str) -> bytes:
    text = "<h1>Council votes</h1>" + "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS) + body
    return f"<html lang='en'><body><article>{text}</article></body></html>".encode()


def test_a_button_beside_a_credit_is_no_part_of_the_name() -> None:
    credit = "<span>Source: <a href='https://www.lanternwire.example/1'>Lantern</a></span>"
    foot = f"<div class='foot'>{credit} <span><form method='post'><button>Print</button></form></span></div>"
    assert [credited.name for credited in extract(page(foot), URL).attributions] == ["Lantern"]


@pytest.mark.parametrize(
    ("body", "lines", "links"),
    [
        (
            "<p>Source: <a href='/wire'>Lantern</a></p>",
            ("Source: Lantern",),
            ("https://www.lindmouthpost.example/wire",),
        ),
        ("<div>More soon.<br>Source: Lantern<br>Lindmouth</div>", ("Source: Lantern",), ()),
        ("<nav><p>Source: Lantern</p></nav>", (), ()),
        ("<figure><p>Source: Lantern</p></figure>", (), ()),
        ("<p class='caption'>Source: Lantern</p>", (), ()),
        ("<p>Sources of the river dried up.</p>", (), ()),
    ],
)
def test_where_a_credit_stands(body: str, lines: tuple[str, ...], links: tuple[str, ...]) -> None:
    found, linked = credit_lines(parse(page(body), URL), URL)
    assert found == lines
    assert tuple(url for _, url in linked) == links


def test_a_line_of_an_agency_below_the_headline() -> None:
    above = b"<html><body><h1>Council votes</h1><p>AFP, Manila</p><p>The harbour council voted.</p></body></html>"
    assert head_credits(parse(above, URL)) == ("AFP, Manila",)


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("\u00a9 REUTERS/Jim Lee", ()),
        ("\u00a9 Reuters / Jim Lee", ()),
        ("(c) AFP/Jim Lee", ()),
        ("\u00a9 AFP", ("\u00a9 AFP",)),
        ("Reuters/Manila", ("Reuters/Manila",)),
    ],
)
def test_who_took_the_picture_below_the_headline_wrote_nothing(line: str, found: tuple[str, ...]) -> None:
    above = f"<html><body><h1>Council votes</h1><div>{line}</div><p>The harbour council voted.</p></body></html>"
    assert head_credits(parse(above.encode(), URL)) == found


@pytest.mark.parametrize(
    ("line", "credits_one"),
    [
        ("Translated from Le Figaro", True),
        ("Read the full story at The Guardian", True),
        ("Za: PAP", True),
        ("Translated from the Danish by Tom Ray, the book is out now.", False),
        ("Read the full text at the harbour office.", False),
        ("Za: wszystkim.", False),
    ],
)
def test_what_a_sentence_may_begin_with_credits_a_known_name_alone(line: str, *, credits_one: bool) -> None:
    assert is_credit(line) is credits_one

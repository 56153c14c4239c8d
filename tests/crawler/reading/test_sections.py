"""Headings between a text's paragraphs, where a reading has none of them."""

from __future__ import annotations

import pytest
from lxml import html

from crawler.reading.sections import with_headings

FIRST = "The council voted on Tuesday night for the second pier of the harbour."
SECOND = "Fishermen said that they would wait for the plans of the builders."
THIRD = "Work is to begin in spring and will cost nine million crowns."
LINES = [FIRST, SECOND, THIRD]


def read(body: str, lines: list[str] | None = None) -> list[str]:
    return with_headings(lines or LINES, html.fragment_fromstring(f"<div>{body}</div>"))


def test_an_interview_keeps_its_questions() -> None:
    body = (
        f"<p>{FIRST}</p><h3>Who waits?</h3><div>Advertisement</div><p><img src='a.jpg'></p><p>{SECOND}</p>"
        f"<h3>When does it begin?</h3><p>{THIRD}</p>"
    )

    assert read(body) == [FIRST, "Who waits?", SECOND, "When does it begin?", THIRD]


def test_sections_keep_their_headings() -> None:
    body = f"<p>{FIRST}</p><h2>Those who wait</h2><p>{SECOND}</p><h2>What it costs</h2><p>{THIRD}</p>"

    assert read(body) == [FIRST, "Those who wait", SECOND, "What it costs", THIRD]


@pytest.mark.parametrize(
    "body",
    [
        f"<p>{FIRST}</p><h5>“We wait”</h5><p>{SECOND}</p><h5>Story goes on below</h5><p>{THIRD}</p>",  # no headings
        f"<p>{FIRST}</p><h3>Who waits?</h3><p>{SECOND}</p><p>{THIRD}</p>",  # one may be that of a box
        f"<h3>In brief</h3><p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p><h3>About us</h3><p>We are a newspaper.</p>",
        f"<p>{FIRST}</p><h3>Most read</h3><ul><li>Snow</li></ul><p>{SECOND}</p><h3>More</h3><hr><p>{THIRD}</p>",
        f"<p>{FIRST}</p><h3><a href='/a'>Snow</a></h3><p>{SECOND}</p><h3><a href='/b'>Ice</a></h3><p>{THIRD}</p>",
        f"<p>{FIRST}</p><div><h3>Snow</h3><p>It falls.</p></div><p>{SECOND}</p><div><h3>Ice</h3><p>It melts.</p></div>",
    ],
)
def test_headings_of_boxes_beginnings_and_ends_are_not_put_in(body: str) -> None:
    assert read(body) == LINES


def test_a_reading_that_has_headings_stays_as_it_is() -> None:
    lines = [FIRST, "Those who wait", SECOND, THIRD]
    body = f"<p>{FIRST}</p><h2>Those who wait</h2><p>{SECOND}</p><h2>What it costs</h2><p>{THIRD}</p>"

    assert read(body, lines) == lines
    assert with_headings(LINES, None) == LINES

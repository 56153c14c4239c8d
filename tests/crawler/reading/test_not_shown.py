"""The rests of a date's line are no text; what a page shows only when asked is."""

from __future__ import annotations

import pytest

from crawler.extract import extract

URL = "https://www.lindmouthpost.example/harbour/council-votes"
LINES = (
    "The council voted on Tuesday night for the second pier, which has been debated for more than eleven years.",
    "Fishermen said that they would wait for the plans before they gave an opinion, as the last were not built.",
    "Work is to begin in spring and will cost nine million crowns, of which the county pays a third.",
    "The mayor called it a good day for the town, and said that ships would find deep water at both piers by then.",
    "An older plan had asked for a wall of stone, which divers and the owners of two hotels had spoken against.",
    "Two members of the council left the hall before the vote, and one of them said that the sum was a guess.",
)
WHOLE = "The boat to the island was late again on Monday"


def text_of(between: str) -> str:
    first, *others = (f"<p>{line}</p>" for line in LINES)
    body = f"<div class=column><h1>Council votes for the second pier</h1><div>{first}{between}"
    body += f"{''.join(others)}</div></div>"
    head = "<title>Council votes for the second pier</title><meta name=author content='Ann Lee'>"
    return extract(f"<html lang=en><head>{head}</head><body>{body}</body></html>".encode(), URL).text


@pytest.mark.parametrize(
    ("between", "hours"),
    [
        ("<p>8:47</p>", []),
        ("<p>8:47 Uhr</p>", []),
        ("<p>8:47</p><p>The ferry is there again, and nobody knows for how long.</p><p>9:20</p>", ["8:47", "9:20"]),
        ("<p>At 8:47.</p>", ["At 8:47."]),
    ],
)
def test_a_lone_hour_at_the_head_is_the_rest_of_a_date(between: str, hours: list[str]) -> None:
    assert [line for line in text_of(between).split("\n\n") if len(line) < 20] == hours


@pytest.mark.parametrize(
    "hidden",
    [
        "<div hidden><p>The council does, on Monday.</p></div>",
        "<div role=region hidden=until-found><p>The council does, on Monday.</p></div>",
        f"<div hidden><p>The council does, on Monday.</p><h3><a href=/a>{WHOLE}</a></h3></div>",
        "<p hidden>The council does, on Monday.</p>",
    ],
    ids=["an answer", "until found", "the rest of a text", "a paragraph"],
)
def test_what_a_page_shows_only_when_asked_is_text(hidden: str) -> None:
    assert "The council does, on Monday." in text_of(f"<h3>Who decides?</h3>{hidden}")


def test_a_text_that_is_hidden_until_a_script_shows_it_is_read() -> None:
    body = f"<h1>Council votes for the second pier</h1><div hidden>{''.join(f'<p>{line}</p>' for line in LINES)}</div>"
    page = f"<html lang=en><head><title>Council votes for the second pier</title></head><body>{body}</body></html>"
    assert LINES[0] in extract(page.encode(), URL).text

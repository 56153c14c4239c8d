"""Where a page goes on with its next article, that is none of the text, though its blocks bear the same names."""

from __future__ import annotations

import pytest

from crawler.extract import extract

URL = "https://www.lindmouthpost.example/harbour/council-votes"
TEXT = [
    "The harbour council voted on Tuesday night to rebuild the eastern breakwater of the town.",
    "Engineers told the meeting that the work would take two summers and cost eleven million crowns.",
    "Fishing crews have used the inner basin since the winter, the harbour master said after the vote.",
]
NEXT = [
    "A cafe in the old town takes no coins any more, and its guests have mixed feelings about that.",
    "Whoever wants to pay has to show a card, says the owner, who used to run a bank in the capital.",
]
HEADLINE = "<h2><a href='/town/no-coins'>In this cafe nobody pays with coins</a></h2>"


def text_of(below: str) -> list[str]:
    """Read a page with an article and, below it, another block for text."""
    body = "".join(f"<p>{line}</p>" for line in TEXT)
    head = "<h1>Council votes for breakwater</h1><p class=date>4 March 2026</p><p class=author>By Ann Lee</p>"
    page = f"<main><div class=story>{head}<div class=text>{body}</div></div><hr>{below}</main>"
    return extract(f"<html lang=en><body>{page}</body></html>".encode(), URL).text.split("\n\n")


@pytest.mark.parametrize("date", ["<p class=date>3 March 2026, 18:10</p>", "<div><time>3.3.2026</time></div>"])
def test_a_block_under_another_headline_and_date_is_not_joined_to_the_text(date: str) -> None:
    body = "".join(f"<p>{line}</p>" for line in NEXT)

    assert text_of(f"<div class=story>{HEADLINE}{date}<div class=text>{body}</div></div>") == TEXT


@pytest.mark.parametrize("before", ["<h2>What comes now</h2><p>3 March 2026</p>", HEADLINE, "<p>3 March 2026</p>"])
def test_a_block_under_a_heading_of_its_own_or_a_hint_to_another_page_is_joined(before: str) -> None:
    body = "".join(f"<p>{line}</p>" for line in NEXT)

    assert text_of(f"<div class=story>{before}<div class=text>{body}</div></div>")[-2:] == NEXT

"""The text of a page is where its prose is densest, joined with what is of the same name beside it."""

from __future__ import annotations

import pytest

from crawler.extract import extract
from crawler.parsing.htmltree import parse
from crawler.reading.regions import densest, paragraphs_of, rejoin, weigh

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


def prose(number: int) -> str:
    return f"In part {number} of the night the council heard engineer {number} on the eastern breakwater of the town."


@pytest.mark.parametrize(
    "before",
    [
        "<h2>What comes now</h2><p>3 March 2026</p>",
        HEADLINE,
        "<p>3 March 2026</p>",
        "<h3>The case of <a href='/people/lee'>Ann Lee</a> from part 1</h3><p>On 3 March 2026</p>",
        "<h3><a href='/live/pier?entry=2'>Coins are back</a></h3><time>3.3.2026, 18:10</time>",
    ],
)
def test_a_block_under_a_heading_of_its_own_or_a_hint_to_another_page_is_joined(before: str) -> None:
    body = "".join(f"<p>{line}</p>" for line in NEXT)

    assert text_of(f"<div class=story>{before}<div class=text>{body}</div></div>")[-2:] == NEXT


def test_the_parts_of_a_text_keep_their_order_wherever_the_densest_stands() -> None:
    lengths = (2, 2, 40, 2, 2)
    told = [[prose(100 * part + line) for line in range(length)] for part, length in enumerate(lengths)]
    blocks = ["".join(f"<p>{line}</p>" for line in lines) for lines in told]
    nested = f"{blocks[1]}<div class='story'>{blocks[0]}</div>"
    for first in (blocks[0], nested):
        parted = "<hr>".join(f"<div class='story'>{block}</div>" for block in [first, *blocks[1:]])
        tree = parse(f"<html><body><main>{parted}</main></body></html>".encode(), URL)
        wanted = paragraphs_of(tree)
        place = densest(weigh(tree))
        assert place is not None
        assert place.get("class") == "story"
        rejoin(place)
        assert paragraphs_of(place) == wanted

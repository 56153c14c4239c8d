"""Where a page goes on below a text: blocks of the same name, and articles that only lead on."""

from __future__ import annotations

import pytest

from crawler.extract import extract
from crawler.parsing.htmltree import parse
from crawler.reading.recasting import demote
from crawler.reading.regions import densest, weigh

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


def test_what_only_leads_on_is_no_part_of_a_text_of_one_sentence_though_it_is_called_an_article() -> None:
    links = "".join(f"<li><a href='/n/{place}'>{line}</a></li>" for place, line in enumerate((*TEXT[1:], *NEXT)))
    more = (
        f"<section><header><h4>Picked for you</h4></header><article><h5>Town</h5><ul>{links}</ul></article></section>"
    )
    head = "<div><time>4 March 2026, 15:31</time> <a href='/town'>Town</a> <cite><a rel=author>Ann Lee</a></cite></div>"
    page = f"<h1>Council votes</h1><article>{head}<p>{TEXT[0]}</p></article>{more}"

    assert extract(f"<html lang=en><body><div>{page}</div></body></html>".encode(), URL).text == TEXT[0]


def test_articles_with_words_of_their_own_beside_a_text_stay_articles() -> None:
    entries = "".join(
        f"<article><h3><a href='#{place}'>Entry</a></h3><p>{line}</p></article>" for place, line in enumerate(TEXT)
    )
    tree = parse(f"<html><body><main>{entries}</main></body></html>".encode(), URL)

    demote(tree, densest(weigh(tree)))

    assert len(list(tree.iter("article"))) == len(TEXT)

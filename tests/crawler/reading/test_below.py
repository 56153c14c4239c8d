"""Teasers below a text are none of it, and linked headlines with whole texts under them are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from crawler.extract import extract
from crawler.reading.below import teasers_below
from crawler.reading.furniture import Furniture, key_of

if TYPE_CHECKING:
    from storage.records import Article

TEXT = [
    "The harbour council voted on Tuesday night to rebuild the eastern breakwater of the town.",
    "Engineers told the meeting that the work would take two summers and cost eleven million crowns.",
    "Fishing crews have used the inner basin since the winter, the harbour master said after the vote.",
]
COINS, COINS_TOLD = (
    "In this cafe nobody pays with coins",
    "Whoever wants to pay has to show a card, says the owner, who\u2026",
)
FERRY, FERRY_TOLD = (
    "Ferry runs until late at night",
    "From May on nobody has to leave the island before the last song, as...",
)
NETS, NETS_TOLD = ("No new tax on nets and ropes", "The council had asked for a tenth of what crews pay, but...")
LINKED = {key_of(line): len(line) for line in (COINS, FERRY, NETS)}
ENDED = ("Guests show a card.", "It runs till two.")
TOLD = {
    key_of(line)
    for line in (COINS_TOLD, FERRY_TOLD, NETS_TOLD, *ENDED, *(each * 6 for each in (COINS_TOLD, FERRY_TOLD, NETS_TOLD)))
}
TEASERS = (COINS, COINS_TOLD, FERRY, FERRY_TOLD, NETS, NETS_TOLD)
FOUND = Furniture(headings={*LINKED, *map(key_of, ("Main news", "What comes next"))}, links=LINKED, announced=TOLD)


@pytest.mark.parametrize(
    ("below", "count"),
    [
        ([*TEASERS], 6),
        (["Main news", *TEASERS], 7),
        ([COINS, COINS_TOLD, "Main news", FERRY, FERRY_TOLD, NETS, NETS_TOLD], 7),
        ([COINS, COINS_TOLD, FERRY, ENDED[1], NETS, NETS_TOLD], 6),
        ([COINS, ENDED[0], FERRY, ENDED[1], NETS, NETS_TOLD], 0),  # a round-up
        ([COINS, COINS_TOLD, FERRY, FERRY_TOLD], 0),  # two poems
        ([COINS, COINS_TOLD], 0),  # what a paragraph trails off with
        ([*TEASERS, "The mayor will speak on Friday."], 0),
        ([COINS_TOLD, FERRY_TOLD, NETS_TOLD], 3),  # a reading without the headlines
        (["What comes next", "It is not known, or not yet, what...", "The mayor did not say..."], 0),
        ([COINS, COINS_TOLD * 6, FERRY, FERRY_TOLD * 6, NETS, NETS_TOLD * 6], 0),  # long texts
        ([COINS, FERRY, NETS], 0),
    ],
)
def test_linked_headlines_with_texts_that_break_off_are_teasers(below: list[str], count: int) -> None:
    assert teasers_below([*TEXT, *below], FOUND) == count


def test_a_word_beside_a_linked_headline_makes_it_no_other_heading() -> None:
    headings = {*FOUND.headings, key_of(f"{FERRY} Video")}
    found = Furniture(headings=headings, links=LINKED, announced=TOLD)

    assert teasers_below([*TEXT, COINS, COINS_TOLD, f"{FERRY} Video", FERRY_TOLD, NETS, NETS_TOLD], found) == 6


def test_what_is_nearly_all_teasers_is_a_digest() -> None:
    assert teasers_below(["This was the week.", *TEASERS], FOUND) == 0
    assert teasers_below([*TEXT, *TEASERS * 5], FOUND) == 0


def read(host: str = "", tail: str = "") -> Article:
    told = ((COINS, COINS_TOLD), (FERRY, FERRY_TOLD), (NETS, NETS_TOLD))
    links = (f"{host}/{place}" for place in range(len(told)))
    cards = "".join(
        f"<div><h3><a href='{link}'>{a}</a></h3><p>{b}</p></div>" for link, (a, b) in zip(links, told, strict=True)
    )
    body = "".join(f"<p>{line}</p>" for line in TEXT)
    page = f"<h1>Council votes</h1><div>{body}</div>{tail}<div><h2>Main news</h2>{cards}</div>"
    return extract(f"<html lang=en><body><div>{page}</div></body></html>".encode(), "https://a.example/votes-12")


def test_the_byline_above_the_teasers_of_a_page_is_the_end_of_its_text() -> None:
    article = read(tail="<p>By Ann Lee</p>")

    assert article.text.split("\n\n") == TEXT
    assert {"By Ann Lee", COINS_TOLD, FERRY_TOLD} <= set(article.cut)


@pytest.mark.parametrize(("host", "is_text"), [("https://www.a.example", False), ("//b.example", True)])
def test_what_other_papers_say_is_no_list_of_teasers(host: str, *, is_text: bool) -> None:
    assert (COINS_TOLD in read(host).text) is is_text


STOPS = (
    ("The old mill", "Whoever comes early gets bread from its own oven here, and a view of the ford below."),
    ("Path to the lighthouse", "From ten on Sundays everybody may climb it, for two crowns and a good deal of breath."),
    ("The fish market", "The crews sell what they have caught from noon on, and the ferry leaves right behind it."),
)


def stop(place: int) -> str:
    headline, told = STOPS[place]
    return f"<div><h3><a href='/places/{place}'>{headline}</a></h3><img src='/p.jpg'><p>{told}</p></div>"


@pytest.mark.parametrize("heading", ["", "<h2>Other places</h2>"])
def test_what_a_guide_tells_to_the_end_behind_its_text_is_text(heading: str) -> None:
    body = "".join(f"<p>{hour}: {line}</p>" for hour in ("At ten", "At noon", "At dusk") for line in TEXT)
    stops = "".join(map(stop, range(len(STOPS))))
    page = f"<h1>Three walks along the harbour</h1><div>{body}</div><section>{heading}{stops}</section>"
    text = extract(f"<html lang=en><body><main>{page}</main></body></html>".encode(), "https://a.example/walks").text

    assert all(told in text for _, told in STOPS)


def test_a_card_of_another_article_that_is_one_link_keeps_none_from_reading_the_text() -> None:
    card = f"<a href='/news/1'><img src='/p.jpg'><h4>Read also</h4><span>{COINS}</span></a>"
    body = "".join(f"<p>{line}</p>" for line in TEXT)
    page = f"<h1>Council votes</h1><div>{body}{card}</div>{card}"
    text = extract(f"<html lang=en><body><main>{page}</main></body></html>".encode(), "https://a.example/votes-12").text

    assert text.split("\n\n") == TEXT

"""Cards that announce other articles in whole sentences are no text, behind it and in it; a round-up's are."""

from __future__ import annotations

import pytest

from crawler.extract import extract

URL = "https://www.lindmouthpost.example/harbour/second-pier"
TEXT = [
    "The harbour council voted on Tuesday night to rebuild the eastern breakwater of the town.",
    "Engineers told the meeting that the work would take two summers and cost eleven million crowns.",
    "Fishing crews have used the inner basin since the winter, the harbour master said after the vote.",
    "The ferry company, which pays a third of it, will moor at the northern quay until the work is done.",
    "Nobody spoke against the plan, though some would have had the western one rebuilt before it, and sooner.",
]
TOLD = [
    ("In this cafe nobody pays with coins", "Whoever wants to pay has to show a card here, says the owner."),
    ("Ferry runs until late at night", "From May on nobody has to leave the island before the last song."),
    ("No new tax on nets and ropes", "The council had asked for a tenth of what the crews pay for them."),
]
PICTURE = "<a href='{link}'><img src='/p.jpg'></a>"


def card(number: int, *, host: str = "/news", more: str = "", repeat: int = 1, heading: str = "h4") -> str:
    headline, told = TOLD[number]
    link = f"{host}/{number}"
    picture = PICTURE.format(link=link)
    led = f"<{heading}><a href='{link}'>{headline}</a></{heading}>"
    return f"<div class='x'>{led}<p>{picture}{f'{told} ' * repeat}{more and more.format(link=link)}</p></div>"


def read(tail: str, *, inner: str = "", around: str = "div", text: list[str] = TEXT) -> str:
    body = "".join(f"<p>{line}</p>" for line in text)
    page = f"<h1>Council votes for the second pier</h1><div class='z'>{body}{inner}</div>{tail}"
    title = "<title>Council votes for the second pier | Lindmouth Post</title>"
    return extract(f"<html lang=en>{title}<body><{around}>{page}</{around}></body></html>".encode(), URL).text


def cards(**card_is: object) -> str:
    return "<ul class='y'>" + "".join(f"<li>{card(number, **card_is)}</li>" for number in range(3)) + "</ul>"  # type: ignore[arg-type]


@pytest.mark.parametrize("heading", ["h4", "span"])
def test_cards_behind_a_text_are_none_of_it(heading: str) -> None:
    assert read(cards(heading=heading)) == "\n\n".join(TEXT)


@pytest.mark.parametrize(
    ("tail", "around", "text"),
    [
        (cards(), "article", TEXT),  # they are the article's own
        (cards(), "div", TEXT[:2]),  # a round-up behind its introduction
        (cards(repeat=6), "div", TEXT * 3),  # whole texts
        (cards(host="https://elsewhere.example/news"), "div", TEXT),  # what other papers say
        (cards(host="/harbour/second-pier"), "div", TEXT),  # a live blog's entries
        (cards(host="/harbour/second-pier#entry"), "div", TEXT),
        (cards(host="/authors/ann"), "div", TEXT),  # who says what
        (f"<ul>{card(0)}{card(1)}</ul>", "div", TEXT),
        (f"{cards()}<p>{TEXT[0]} {TEXT[1]}</p>", "div", TEXT),  # the text goes on behind them
    ],
)
def test_cards_that_may_be_what_an_article_tells_stay(tail: str, around: str, text: list[str]) -> None:
    assert TOLD[1][1] in read(tail, around=around, text=text)


LINKED_CARD = "<a href='/news/1'><img src='/p.jpg'><h4>{}</h4><span>{}</span></a>"


@pytest.mark.parametrize(
    ("tail", "inner"),
    [
        (LINKED_CARD.format(*TOLD[1]), ""),  # the block behind the text is itself a link
        ("", LINKED_CARD.format("Read also", TOLD[1][0])),  # and so is the box that a heading says is of others
    ],
)
def test_a_card_that_is_one_link_does_no_harm_behind_a_text_or_in_it(tail: str, inner: str) -> None:
    assert read(tail, inner=inner).startswith("\n\n".join(TEXT))


def headed(label: str, **card_is: object) -> str:
    return f"<div><h5>{label}</h5>{cards(**card_is)}</div>"


@pytest.mark.parametrize(
    ("inner", "is_text"),
    [
        (headed("Latest articles"), False),
        (headed("<a href='/ticker'>Aktuelle Artikel</a>", heading="span"), False),
        (headed("What else was decided"), True),
        (f"<h5>Latest articles</h5>{cards()}", True),  # of which none knows how far it reaches
        (headed("Latest articles", repeat=6), True),
        (headed("More news", host="https://elsewhere.example/news"), True),
        (headed("Latest articles") + f"<p>{TEXT[0]} {TEXT[1]}</p>", True),  # the text goes on
    ],
)
def test_cards_within_the_texts_element_are_none_of_it_under_a_heading_that_says_so(
    inner: str, *, is_text: bool
) -> None:
    assert (TOLD[1][1] in read("", inner=inner, text=TEXT * 3)) is is_text


MORE = " <a href='{link}'>[more]</a>"


@pytest.mark.parametrize(
    ("inner", "is_text"),
    [
        (card(1, more=MORE), False),
        (card(0, more=MORE) + card(1, more=MORE), False),
        (cards(more=MORE), True),  # a round-up
        (card(1), True),
        (card(1, more=f"{MORE}, says the owner."), True),
        (card(1, more=MORE).replace(PICTURE.format(link="/news/1"), ""), True),  # a source, named twice
    ],
)
def test_a_card_amid_a_text_whose_last_words_lead_where_its_headline_does_is_none_of_it(
    inner: str, *, is_text: bool
) -> None:
    assert (TOLD[1][1] in read("", inner=inner)) is is_text

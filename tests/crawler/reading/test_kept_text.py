"""What looks like furniture by a name, a label or a link, and is the article's own text, stays in it."""

from __future__ import annotations

import pytest

from crawler.extract import extract

URL = "https://www.lindmouthpost.example/2026/bridge-closes-for-repairs"
TITLE = "The old bridge closes for repairs until the spring"
LEAD, CRACKS, SHIPS, COST, SHOPS = [
    "The city council voted on Tuesday to close the old bridge, and traffic will be led around the harbour.",
    "Engineers found cracks in two of the pillars last autumn, and the mayor said on Monday nobody should cross.",
    "Ships will have to wait for the tide, the harbour master told residents, who had come to the town hall.",
    "The repairs cost four million, of which the region pays half; the rest comes from a fund for old buildings.",
    "Shopkeepers on the north bank fear for their trade and have asked for a ferry that runs every quarter of an hour.",
]
REST = f"<p>{SHIPS}</p><p>{COST}</p><p>{SHOPS}</p>"


def lines_of(body: str) -> list[str]:
    page = f"<html lang='en'><head><title>{TITLE}</title></head><body>{body}</body></html>"
    return extract(page.encode(), URL).text.split("\n\n")


def text_of(body: str) -> list[str]:
    return lines_of(f"<main><article><h1>{TITLE}</h1>{body}</article></main>")


@pytest.mark.parametrize(
    ("box", "text"),
    [
        (f"<div class='image-caption'>FILE PHOTO: {LEAD} Photo: Ann Lee</div>", f"<p>{LEAD}</p><p>{CRACKS}</p>"),
        (f"<div class='gallery-caption'>1/4 {LEAD} {CRACKS}</div>", f"<p>{LEAD}</p><p>{CRACKS}</p>"),
        (f"<div class='share-box'>Share this: {LEAD}</div>", f"<ul><li>{LEAD}</li></ul><p>{CRACKS}</p>"),
    ],
)
def test_what_a_caption_or_a_box_says_too_stays_in_the_text(box: str, text: str) -> None:
    found = [line.lstrip("- ") for line in text_of(box + text + REST)]

    assert found[:2] == [LEAD, CRACKS]


@pytest.mark.parametrize("name", ["dateline", "readmore-hidden", "sponsors", "copyright-dispute", "credits-title"])
def test_a_long_paragraph_is_no_box_by_its_name(name: str) -> None:
    assert text_of(f"<p>{LEAD}</p><p class='{name}'>{CRACKS}</p>{REST}")[1] == CRACKS


def test_tables_in_a_wordy_cell_that_lay_out_the_text_are_opened() -> None:
    menu = "".join(f"<a href='/s/{number}'>Section {number}</a><br>" for number in range(8))
    text = "<br><br>".join([f"{LEAD} {CRACKS}", f"{CRACKS} {SHIPS}", f"{SHIPS} {COST}", f"{COST} {SHOPS}"])
    imprint = "This page belongs to the archive of the Post, which has been sold in the harbour since 1871. " * 5
    found = lines_of(
        f"<table><tr><td><table><tr><td>{menu}</td><td><h1>{TITLE}</h1>{text}</td></tr></table><br>{imprint}</td></tr>"
        "</table>"
    )

    assert f"{CRACKS} {SHIPS}" in found
    assert not any("Section 1" in line for line in found)


@pytest.mark.parametrize("label", ["Top pick", "Featured", "Latest", "Other colours", "Popular with sailors"])
def test_a_linked_heading_below_a_label_of_a_list_stays(label: str) -> None:
    heading = "The Harbour Lamp of Lind and Sons"
    item = f"<section><p>{label}</p><a href='https://shop.example/4'><h2>{heading}</h2></a><p>{CRACKS}</p></section>"

    assert heading in text_of(f"<p>{LEAD}</p>{item}{REST}")


def test_a_wrapper_that_names_a_kicker_does_not_take_the_lead_with_it() -> None:
    lead = "Nobody crosses: a bridge that carried this harbour town two centuries long shuts"

    assert text_of(f"<div class='text has-kicker'><p>{lead}</p><p>{CRACKS}</p>{REST}</div>")[0] == lead


@pytest.mark.parametrize(
    ("spelt", "heading"),
    [
        ("Gro\u00dfbrand im Hafen von Lindmouth", "GRO\u00dfBRAND IM HAFEN VON LINDMOUTH"),
        ("McDonald opens a harbour branch", "McDONALD OPENS A HARBOUR BRANCH"),
        ("Hafen gesperrt, 3 km Stau", "HAFEN GESPERRT, 3 km STAU"),
    ],
)
def test_a_headline_in_capitals_does_not_replace_a_spelt_one(spelt: str, heading: str) -> None:
    head = f"<title>{spelt}</title><meta property='og:title' content='{spelt}'>"
    page = f"<html><head>{head}</head><body><article><h1>{heading}</h1><p>{LEAD}</p>{REST}</article></body></html>"

    assert extract(page.encode(), URL).title == spelt

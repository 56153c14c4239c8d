"""What is shown only over a word that a reader points at is no part of its sentence."""

from __future__ import annotations

import pytest

from crawler.extract import extract

URL = "https://www.lindmouthpost.example/harbour/breakwater-vote-8841"
PARAGRAPH = "The harbour council voted on Tuesday night to rebuild the eastern breakwater of the town. "
CARD = "Ann Maria Lee, mayor since the spring. Lee opens the market MORE"


def text_with(part: str) -> str:
    body = (
        f"<h1>Council votes</h1><p>{PARAGRAPH}</p><p>Then the mayor {part} spoke to them all.</p><p>{PARAGRAPH * 2}</p>"
    )
    return extract(f"<html lang=en><body><article>{body}</article></body></html>".encode(), URL).text


@pytest.mark.parametrize(
    "part",
    [
        f"<span class=rollover-people><a href=/lee>Ann Lee</a><span class=rollover-people-block>{CARD}</span></span>",
        f"<span class=tooltip>Ann Lee<span class=tooltiptext>{CARD}</span></span>",
        f"Ann Lee<span class=toggletip-x1><button></button><span class=toggletipInfoText-y2>{CARD}</span></span>",
    ],
)
def test_a_card_on_a_word_is_left_out(part: str) -> None:
    assert "Then the mayor Ann Lee spoke to them all." in text_with(part)


@pytest.mark.parametrize(
    "part",
    [
        "<span class=tooltip><span class=tooltip-text>Ann Lee</span></span>",  # the word itself
        "<span class=tooltip><i></i><span class=tooltip-text>Ann Lee</span></span>",
        "<span class=tooltip-text>Ann Lee</span>",
        "Ann <span class=tooltip-content>Lee</span>",
        "<span class=tooltip>Ann <span class=tooltip-text>Lee</span> herself</span>",
        "<span class=hovercard>Ann <b>Lee</b></span>",
        "<span class=rollover>Ann <span class=name>Lee</span></span>",
    ],
)
def test_words_of_the_sentence_stay(part: str) -> None:
    assert "Ann Lee" in text_with(part)


def test_a_text_in_what_is_called_a_card_stays() -> None:
    text = f"<p>{PARAGRAPH * 3}</p>" * 6
    body = f"<div class=popover><h1>Council votes</h1><div class=popover-content>{text}</div></div>"
    assert PARAGRAPH.strip() in extract(f"<html lang=en><body>{body}</body></html>".encode(), URL).text

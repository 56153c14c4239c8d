"""What is shown only over a word that a reader points at is no part of its sentence."""

from __future__ import annotations

import pytest

from crawler.extract import extract
from crawler.parsing.htmltree import parse
from crawler.reading.popups import drop_popups

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


GIVE = "Whatever you give keeps the Lindmouth Post free. PayPal: https://pay.example/post"


@pytest.mark.parametrize(
    "button",
    [
        "<button>\u2715</button>",
        "<button aria-label='Close'><i></i></button>",
        "<button aria-label='Close'>x</button>",
        "<button>Schlie\u00dfen</button>",
    ],
)
@pytest.mark.parametrize("name", ["support-box", "modal-body", "banner", "ad ad-2"])
def test_a_box_that_a_reader_closes_is_left_out(name: str, button: str) -> None:
    assert "PayPal" not in text_with(f"</p><div class='{name}'><img src=a>{button}<p>{GIVE}</p></div><p>")


@pytest.mark.parametrize(
    "box",
    [
        f"<div class=banner>{PARAGRAPH}<button>Close</button>{PARAGRAPH}</div>",
        f"<div class=banner><button>Share</button><p>{PARAGRAPH}</p></div>",
        f"<div class=banner><button>X</button><button>Facebook</button><p>{PARAGRAPH}</p></div>",
        f"<div class=banner><button>Close the harbour now</button><p>{PARAGRAPH}</p></div>",
        f"<div class=banner><button>\u2715</button><p>{PARAGRAPH}</p><p>{PARAGRAPH}</p><p>{PARAGRAPH}</p></div>",
        f"<div class=banner><button>\u2715</button><h1>Council votes</h1><p>{PARAGRAPH}</p></div>",
        f"<div class=banner><button>\u2715</button><p>{PARAGRAPH * 12}</p></div>",
        f"<article class=banner><button>\u2715</button><p>{PARAGRAPH}</p></article>",
        f"<div class=row><button>Close ad</button><p>{PARAGRAPH}</p></div>",
        f"<div class=headline><button>\u2715</button><p>{PARAGRAPH}</p></div>",
    ],
    ids=["behind words", "another", "X", "a demand", "many", "a headline", "long", "an article", "a row", "not an ad"],
)
def test_what_holds_a_text_is_no_box_that_a_reader_closes(box: str) -> None:
    tree = parse(f"<html><body>{box}</body></html>".encode(), URL)

    drop_popups(tree)

    assert PARAGRAPH.strip() in tree.text_content()

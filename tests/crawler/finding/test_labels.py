from __future__ import annotations

from urllib.parse import quote

import pytest

from crawler.listing import read_listing

HEADLINES = [f"Harbour game of the {word} sails on" for word in ("sea", "shore", "wind", "storm", "ferry", "pier")]


def read(body: str) -> set[str]:
    page = f"<html><body>{body}</body></html>".encode()
    return {
        teaser.url.rpartition(".example")[2] for teaser in read_listing(page, "https://www.lindmouth.example/").teasers
    }


def item(n: int, beside: str) -> str:
    return f'<div class="item"><h3><a href="/harbour-game-{n}-sails-1234{n}">{HEADLINES[n]}</a></h3>{beside}</div>'


OWN = {f"/harbour-game-{n}-sails-1234{n}" for n in range(6)}


@pytest.mark.parametrize(
    "beside",
    [
        '<span><a href="/harbour-on-pc-99{n}0">PC</a> <a href="/harbour-at-sea-98{n}0">Sea Station</a></span>',
        '<p><time>2024-03-01</time> <a href="/talk-of-the-harbour-game-{n}777">Comments ({n})</a></p>',
        '<div><b><a href="/what-the-harbour-plays-{n}777">テーマ</a></b></div>',
    ],
)
def test_a_word_that_stands_at_item_after_item_is_none(beside: str) -> None:
    assert read("".join(item(n, beside.replace("{n}", str(n))) for n in range(6))) == OWN
    assert len(read("".join(item(n, beside.replace("{n}", str(n))) for n in range(2)))) > 2  # twice may be by chance


@pytest.mark.parametrize(
    ("page", "items"),
    [
        # one and the same headline each day, a list of parts, and items that say 'more' in a language unknown here
        ('<li><a href="/weather-of-today-1234{n}">Weather</a> <a href="/tag/sea">Sea and shore news</a></li>', 6),
        ('<li><time>2024-03-0{n}</time> <a href="/part-of-the-harbour-tale-1234{n}">Part {n}</a></li>', 6),
        ('<div><h3>Harbour tale {n} is told</h3><a href="/harbour-tale-is-told-1234{n}">ვრცლად</a></div>', 6),
        ('<div><h3><a href="/tale-is-told-1234{n}">Weather</a></h3><a href="/sea-{n}">All of the sea</a></div>', 6),
    ],
)  # fmt: skip
def test_a_word_that_is_all_an_item_says_stays(page: str, items: int) -> None:
    found = read(f"<ul>{''.join(page.replace('{n}', str(n)) for n in range(1, 7))}</ul>")
    assert sum("1234" in url for url in found) == items


@pytest.mark.parametrize(
    ("to", "counts"), [("https://www.boats.example/", False), ("https://www.lindmouth.example/", True)]
)
def test_a_counted_click_leads_where_its_address_says(to: str, counts: bool) -> None:
    click = "".join(
        f'<p><a href="/click.php?ID=139{n}&to={quote(to, "")}">Buy this fine boat {n}</a></p>' for n in "abc"
    )
    found = read("".join(item(n, "") for n in range(6)) + click)
    assert (len(found) > len(OWN)) == counts

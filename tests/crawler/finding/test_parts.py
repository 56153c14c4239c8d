from __future__ import annotations

import pytest

from crawler.listing import read_listing

TEXT = "What it means for the harbour, for its town and for all who live from the sea."
ITEMS = [f"Council report {n} says the pier will open" for n in range(10)]
HEADING = "News about the great harbour"


def link(title: str) -> str:
    return f'<a href="/news/{title.lower().replace(" ", "-")}">{title}</a>'


def rows(titles: list[str], level: str = "h4") -> str:
    return "".join(f"<li><{level}>{link(title)}</{level}><p>{TEXT}</p></li>" for title in titles)


def head(address: str = "/harbour/news", level: str = "h2") -> str:
    return f'<div><{level}><a href="{address}">{HEADING}</a></{level}></div>'


def titles_of(body: str) -> list[str]:
    page = f"<html><body><main>{body}</main></body></html>".encode()
    return [teaser.title for teaser in read_listing(page, "https://www.lindmouthpost.example/harbour").teasers]


def test_the_heading_over_a_list_that_leads_to_a_listing_is_no_item() -> None:
    other = head("/harbour/letters").replace("News", "Letters")
    page = f"<section>{head()}<ul>{rows(ITEMS[:5])}</ul></section><section>{other}<ul>{rows(ITEMS[5:])}</ul></section>"
    assert titles_of(page) == ITEMS


@pytest.mark.parametrize(
    "page",
    [
        f"<section>{head('/news/one-about-the-harbour-and-the-pier')}<ul>{rows(ITEMS)}</ul></section>",
        f"<section>{head()}<ul>{rows(ITEMS)}</ul></section>".replace("</h2>", f"</h2><p>{TEXT}</p>"),
        f"<section>{head('/pier-live')}{''.join(f'<h4>{link(title)}</h4>' for title in ITEMS)}</section>",
        f"<section>{head('/pier')}<ul>{''.join(f'<li>{link(title)}</li>' for title in ITEMS)}</ul></section>",
        f"<section>{head(level='h4')}<ul>{rows(ITEMS)}</ul></section>",
        f"<section><ul>{rows(ITEMS)}</ul>{head()}</section>",
        f"<section>{head('/pier')}<ul>{rows(ITEMS)}</ul></section>".replace("/news/council-report-", "/quay").replace(
            "-says-the-pier-will-open", ""
        ),
    ],
)
def test_a_headline_over_others_is_an_item(page: str) -> None:
    assert set(titles_of(page)) == {HEADING, *ITEMS}

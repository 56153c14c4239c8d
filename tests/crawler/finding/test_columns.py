from __future__ import annotations

import pytest

from crawler.discover import linked_articles
from crawler.listing import read_listing

TEXT = "What it means for the harbour, for its town and for all who live from the sea."
OWN = [f"Council report {n} says the pier will open" for n in range(8)]
GUIDES = "guides/2019"
OTHER = [f"Ferry crew {n} tells what the storm was like" for n in range(20, 28)]


def link(title: str, folder: str = "news") -> str:
    return f'<a href="/{folder}/{title.lower().replace(" ", "-")}">{title}</a>'


def bare(titles: list[str], folder: str = "news") -> str:
    return f"<ul>{''.join(f'<li>{link(title, folder)}</li>' for title in titles)}</ul>"


def timed(titles: list[str], folder: str = "news") -> str:
    items = (f"<li><time>2024-03-01 10:20</time> {link(title, folder)}</li>" for title in titles)
    return f"<ul>{''.join(items)}</ul>"


def headed(titles: list[str], level: str, before: str = "", folder: str = "news") -> str:
    return "".join(f"<div>{before}<{level}>{link(title, folder)}</{level}></div>" for title in titles)


def cards(titles: list[str]) -> str:
    return "".join(f"<div><h2>{link(title)}</h2><p>{TEXT}</p></div>" for title in titles)


def titles_of(body: str) -> set[str]:
    page = f"<html><body>{body}</body></html>".encode()
    return {teaser.title for teaser in read_listing(page, "https://www.lindmouthpost.example/").teasers}


@pytest.mark.parametrize(
    "beside",
    [
        f"<aside><h4>Guides</h4>{bare(OTHER, GUIDES)}</aside>",
        f'<div class="side-bar-two"><h4>Guides</h4>{headed(OTHER, "h5", folder=GUIDES)}</div>',
        f'<div id="rightside">{bare(OTHER, GUIDES)}</div>',
        *(f"<aside>{bare(OTHER[:6], folder)}</aside>" for folder in ("jobs", "tag", "shop", "events")),
        f"<footer>{bare(OTHER[:1])}</footer>",
        f"<footer><h4>Topics</h4>{headed(OTHER, 'h5', '<img src=/i.png>')}</footer>",
        f'<div class="site-footer-widgets"><p><b><i><u><em>{cards(OTHER)}</em></u></i></b></p></div>',
        f'<nav><div><div class="deep"><ul>{headed(OTHER, "h3", "<img src=/i.png>")}</ul></div></div></nav>',
    ],
)
def test_what_stands_beside_a_pages_own_list_is_none_of_it(beside: str) -> None:
    own = f'<div class="list">{cards(OWN)}</div>'
    assert titles_of(own + beside) == {*OWN}
    assert titles_of(f'<div class="right-sidebar">{beside}{own}</div>') == {*OWN}


@pytest.mark.parametrize(
    "page",
    [
        f'<div class="main">{cards(OWN)}</div><div class="sidebar">{bare(OTHER)}</div>',
        f'<div class="main">{cards(OWN)}</div><div class="sidebar">{cards(OTHER)}</div>',
        f'<div class="main">{cards(OWN)}</div><aside>{headed(OTHER, "h2", folder=GUIDES)}</aside>',
        f'<div class="main">{cards(OWN)}</div><aside>{headed(OTHER, "h4", "<img src=/i.png>", folder=GUIDES)}</aside>',
        f'<div class="main">{cards(OWN)}</div><div class="right-column">{timed(OTHER, GUIDES)}</div>',
        f'<div class="main">{bare(OWN)}</div><div class="right-rail">{bare(OTHER, GUIDES)}</div>',
        "".join(f"<aside>{cards([title])}</aside>" for title in OWN + OTHER),
        f"<main>{cards(OWN)}</main><section><h2>More from the harbour</h2>{bare(OTHER)}</section>",
        f"<main><section>{cards(OWN)}<footer><h3>More from the harbour</h3>{timed(OTHER)}</footer></section></main>",
        f"<nav>{timed(OWN + OTHER)}</nav>",
        f"<main>{cards(OWN[:2])}</main><aside>{bare(OWN[2:] + OTHER, GUIDES)}</aside>",
        f"<main>{cards(OWN[:4])}</main><aside>{bare(OWN[4:] + OTHER, GUIDES)}</aside>",
        f'<div>{cards(OWN[:5])}</div><div class="rail">{headed(OWN[5:] + OTHER, "h3", folder=GUIDES)}</div>',
        f'<div class="main">{cards(OWN[:4])}</div><nav><div>{cards(OWN[4:] + OTHER)}</div></nav>',
        f"<div>{cards(OWN)}</div>"
        + "".join(f"<div><p>{TEXT}</p><footer>{link(title)}</footer></div>" for title in OTHER),
        f'<div class="no-sidebar">{cards(OWN)}</div><section>{bare(OTHER)}</section>',
    ],
)
def test_a_name_or_a_landmark_alone_costs_no_items(page: str) -> None:
    assert titles_of(page) == {*OWN, *OTHER}


@pytest.mark.parametrize(
    ("own", "beside"),
    [
        ("/harbour-news-{}", "/ferry-news-{}"),  # as little as the own list's tell
        ("/news/the-pier-of-lindmouth-will-open-1234{}", "/news/ferry-crew-tells-{}"),  # enough, where those tell more
    ],
)
def test_a_side_columns_addresses_need_not_tell_more_than_the_own_lists(own: str, beside: str) -> None:
    items = "".join(f'<p><time>2024-03-01</time> <a href="{own.format(n)}">{OWN[n]}</a></p>' for n in range(8))
    links = "".join(f'<li><a href="{beside.format(n)}">{OTHER[n]}</a></li>' for n in range(8))
    assert titles_of(f"<div>{items}</div><aside><ul>{links}</ul></aside>") == {*OWN, *OTHER}


@pytest.mark.parametrize("name", ["sidebar{}", "footer{}", "right-col-{}"])
def test_a_long_number_in_a_name_costs_no_time(name: str) -> None:
    numbers = "12" * 200
    around = f'<div class="{name.format(numbers)}{{}}">{bare(OTHER, GUIDES)}</div>'
    assert titles_of(cards(OWN) + around.format("")) == {*OWN}
    assert titles_of(cards(OWN) + around.format("x")) == {*OWN, *OTHER}  # would take longer than the world has


def test_all_that_a_page_links_to_tells_its_kind() -> None:
    page = f"<html><body>{cards(OWN)}<aside>{bare(OTHER)}</aside></body></html>".encode()
    assert linked_articles(page, "https://www.lindmouthpost.example/harbour") == len(OWN + OTHER)

from __future__ import annotations

import pytest

from crawler.listing import read_listing

URL = "https://www.lindmouthpost.example/harbour"
OWN = [f"Council report {n} says the pier will open" for n in range(8)]
READ = [f"Ferry crew {n} tells what the storm was like" for n in range(20, 26)]


def link(title: str) -> str:
    return f'<a href="/news/{title.lower().replace(" ", "-")}">{title}</a>'


def rows(titles: list[str]) -> str:
    return "".join(f"<li>{link(title)}</li>" for title in titles)


def headed(titles: list[str]) -> str:
    return "".join(f"<div><h2>{link(title)}</h2></div>" for title in titles)


def cards(titles: list[str], kicker: str = "") -> str:
    text = "What it means for the harbour, for its town and for all who live from the sea."
    return "".join(f'<div class="card">{kicker}<h2>{link(title)}</h2><p>{text}</p></div>' for title in titles)


def titles_of(body: str, url: str = URL) -> list[str]:
    return [teaser.title for teaser in read_listing(f"<html><body>{body}</body></html>".encode(), url).teasers]


@pytest.mark.parametrize(
    "box",
    [
        f'<section><div class="bar"><div class="text">TERPOPULER</div></div><ul>{rows(READ)}</ul></section>',
        f"<div><header><span>Meistkommentiert</span></header><ul>{rows(READ)}</ul></div>",
        f"<div><p>アクセスランキング</p>{''.join(f'<div>{link(title)}</div>' for title in READ)}</div>",
        f'<div><h4><a href="/most">Most read</a></h4><a href="/most">See more</a><ol>{rows(READ)}</ol></div>',
        f'<div><ol class="wpp-list">{rows(READ)}</ol></div>',
        f'<h1>Popular stories</h1><ul><li><a href="#">Most read</a></li></ul><ol>{rows(READ)}</ol>',
        f'<div class="popular"><a href="/most"><h1>Most popular</h1></a><ol>{rows(READ)}</ol></div>',
        f'<ul><li><a href="#said">Najdiskutovanejšie</a></li></ul><div id="said"><ul>{rows(READ)}</ul></div>',
        f'<ul><li data-tab="t-0"><a href="#">En çok okunan</a></li></ul><ul class="c t-0">{rows(READ)}</ul>',
        f'<p><button aria-controls="seen">Popular</button></p><div id="seen"><ul>{rows(READ)}</ul></div>',
    ],
)
def test_a_box_of_the_most_read_is_left_out_by_its_label_its_tab_or_its_name(box: str) -> None:
    head, own = '<h1><a href="/">Post</a></h1><h1>Harbour</h1>', f'<div class="list">{cards(OWN)}</div>'
    assert titles_of(f'{head}{own}<div class="column">{box}</div>') == OWN
    assert titles_of(f'{head}<div class="column">{box}</div>{own}') == OWN


@pytest.mark.parametrize(
    "page",
    [
        f'<main><h1>Popular</h1><div class="popular-posts">{cards(OWN)}</div></main>',
        f'<div class="top"><span>Popular</span></div><div class="list">{cards(OWN)}</div>',
        f'<div class="sort"><a href="?by=day">Newest</a> <a href="?by=eye">Popular</a></div><ul>{rows(OWN)}</ul>',
        f'<div class="menu-of-one"><a href="/trending">Trending</a></div><ul>{rows(OWN)}</ul>',
        f'<div class="list">{cards(OWN, "<span>Trending</span>")}</div>',
        f'<div class="list"><b>Popular</b>{cards(OWN[:1])}<div class="rest">{cards(OWN[1:])}</div></div>',
        f'<h3>Trending</h3><p><a href="/t/a">Ann Lee</a> <a href="/t/b">Harbour</a></p><div>{cards(OWN)}</div>',
        f"<main><h1>Ten stories of the year</h1><ol>{rows(OWN)}</ol></main>",
        f'<ul><li><a href="#new">Latest</a></li><li><a href="#seen">Popular</a></li></ul><ul id="new">{rows(OWN)}</ul>',
    ],
)
def test_the_word_popular_costs_no_items_where_the_list_is_the_pages_own(page: str) -> None:
    latest = f'<div class="latest"><ul>{rows(READ[:5])}</ul></div>'
    assert titles_of(page) == OWN
    assert set(OWN) <= {*titles_of(page + latest)}


@pytest.mark.parametrize(
    "page",
    [
        f'<div><h4>Most read</h4><div id="later"></div></div><div><h4>Latest</h4><ul>{rows(OWN)}</ul></div>',
        f'<div><b>Trending</b><div id="later"></div></div><div class="list">{headed(OWN)}</div>',
        f"<table><tr><td><p>Popular</p></td><td><ul>{rows(OWN)}</ul></td></tr></table>",
        f'<div><button>Popular</button></div><div class="list">{headed(OWN)}</div>',
        f'<a href="?by=eye#list">Most popular</a><div id="list">{headed(OWN)}</div>',
        f'<p><button aria-controls="all">Popular</button></p><div id="all">{headed(OWN)}</div>',
        f'<div class="list"><div><b>Trending</b></div>{headed(OWN)}</div>',
    ],
)
def test_a_label_whose_box_is_empty_or_that_sorts_a_list_costs_no_items(page: str) -> None:
    assert titles_of(page) == OWN


@pytest.mark.parametrize(
    "page",
    [
        "<div><p>Most read</p>{}<p>Latest</p>{}</div>",
        "<div><div>Most read</div>{}<div>Latest</div>{}</div>",
        "<div><div>Most read<ul>{}</ul></div><div>Latest<ul>{}</ul></div></div>",
        "<div><h3>Most read</h3><div><h4>Today</h4>{}</div><h3>Latest</h3><section>{}</section></div>",
    ],
)
def test_a_box_of_the_most_read_ends_where_another_begins(page: str) -> None:
    kind = "li" if "<ul>" in page else "div" if "<div>Most" in page else "p"
    read, own = ("".join(f"<{kind}>{link(title)}</{kind}>" for title in titles) for titles in (READ[:4], OWN))
    assert titles_of(page.format(read, own)) == OWN


@pytest.mark.parametrize("name", ["popular", "mas-leidas", "Terpopuler"])
def test_a_page_that_is_called_so_is_a_list_of_the_most_read(name: str) -> None:
    body = f'<div class="popular-posts"><h2>Most read</h2>{cards(OWN)}</div>'
    assert titles_of(body, f"https://www.lindmouthpost.example/{name}/") == OWN
    assert titles_of(body) == []


def test_what_is_most_read_says_nothing_of_the_addresses_of_others() -> None:
    own = f"<main><ul>{rows(OWN[:3])}</ul></main>"
    read = [f"Ferry crew {n} tells what the storm was like" for n in range(30, 70)]
    assert titles_of(f"{own}<div><h4>Most read</h4><ul>{rows(read)}</ul></div>") == OWN[:3]

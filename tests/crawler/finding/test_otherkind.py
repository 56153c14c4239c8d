from __future__ import annotations

import pytest

from crawler.discover import linked_articles
from crawler.listing import read_listing

URL = "https://www.lindmouthpost.example/"
TEXT = "What it means for the harbour, for its town and for all who live from the sea."
OWN = [f"Council report {n} says the pier will open" for n in range(10)]


def card(title: str, address: str = "", level: str = "h2") -> str:
    address = address or f"/news/{title.lower().replace(' ', '-')}"
    return f'<div><{level}><a href="{address}">{title}</a></{level}><p>{TEXT}</p></div>'


def bare(*links: tuple[str, str], before: str = "", after: str = "") -> str:
    lines = (f'<p>{before}<a href="{address}">{title}</a>{after}</p>' for address, title in links)
    return f'<div class="boxes">{"".join(lines)}</div>'


CARDS = "".join(map(card, OWN))
THREADS = [(f"/board/read.php?f=2&t={4710 + n}", f"Where to moor in winter {n}") for n in range(4)]
RELEASES = [(f"/wire.html?id={20 + n}", f"Harbour transport {n}") for n in range(3)]
TIDES = [f"why-the-tide-turned-{n}" for n in range(4700, 4720)]
COLUMNS = [(f"https://quay.example/writers/{tide}", tide.replace("-", " ")) for tide in TIDES[:2]]
BANNERS = [(f"/away.php?box_id={58 + n}", f'<img alt="1803{n}.gif" src="/b.gif">') for n in range(5)]
LATEST = [(f"/latest,{14225 + n}.html", f"Ferry crew {n} tells what the storm was like") for n in range(4)]


def titles_of(body: str) -> set[str]:
    return {teaser.title for teaser in read_listing(f"<html><body>{body}</body></html>".encode(), URL).teasers}


@pytest.mark.parametrize(
    "beside", [bare(*THREADS), bare(*RELEASES), bare(*COLUMNS, before='<img src="/face.jpg">'), bare(*BANNERS)]
)
def test_links_of_another_kind_that_say_less_than_the_pages_own_items_are_none(beside: str) -> None:
    few = "".join(map(card, OWN[:4]))
    assert titles_of(few + beside) > {*OWN[:4]}
    assert titles_of(CARDS + beside) == {*OWN}
    assert titles_of(beside + CARDS) == {*OWN}


def test_threads_of_a_forum_are_no_items_of_a_page_of_news_however_many() -> None:
    answers = [(f"https://forum.lindmouthpost.example/showthread.php?p={4710 + n}", f"Moorings {n}") for n in range(40)]
    threads = bare(*answers, before="<time>2024-03-01 10:20</time> ")
    section = card("Why the pier must stay open", "/forum/why-the-pier-must-stay-open")

    assert titles_of(CARDS + threads + section) == {*OWN, "Why the pier must stay open"}
    assert len(titles_of(threads)) == len(answers)


@pytest.mark.parametrize(
    "links",
    [
        bare(*LATEST),  # a headline's words, and an article's address
        bare(*THREADS, before='<img src="/i.jpg">'),
        bare(*THREADS, before="<time>2024-03-01 10:20</time> "),
        bare(*THREADS, after=f"<br>{TEXT}"),
        bare(*((address, f"<h3>{title}</h3>") for address, title in THREADS)),
        bare(*THREADS) + card("Wind from the west today", "/board/read.php?f=1&t=4720"),
        bare(THREADS[0]),
    ],
)
def test_items_of_several_kinds_of_address_stay(links: str) -> None:
    assert len(titles_of(CARDS + links) - {*OWN}) == links.count("<a ")


@pytest.mark.parametrize(
    "page",
    [
        bare(*THREADS, *((f"/board/read.php?f=2&t={5710 + n}", f"Which knot holds best {n}") for n in range(8))),
        bare(*RELEASES, *((f"/wire.html?id={40 + n}", f"Council statement on pier {n}") for n in range(8))),
        bare(*((f"https://{tide}.example/{tide}", tide.replace("-", " ")) for tide in TIDES)),
        "".join(
            f'<li><div><b><a href="https://quay{n}.example/{title.replace(" ", "-")}">{title}</a></b><div>'
            f'<time>2024-03-01</time> <b><a href="/talk/a{n}cde{n}/{title.replace(" ", "_")}">1{n} comments</a></b>'
            "</div></div></li>"
            for n, title in enumerate(OWN)
        ),
        card(OWN[0], "/own/1") + card(OWN[1], "/own/2") + bare(*THREADS),
        "".join(card(title, f"https://quay{n}.example/2024/{title.replace(' ', '-')}") for n, title in enumerate(OWN)),
    ],
)
def test_what_a_page_consists_of_is_its_own(page: str) -> None:
    assert len(read_listing(f"<html><body>{page}</body></html>".encode(), URL).teasers) == page.count("<a ")


def test_all_that_a_page_links_to_tells_its_kind() -> None:
    page = f"<html><body>{CARDS}{bare(*THREADS)}</body></html>".encode()
    assert linked_articles(page, URL + "harbour") == len(OWN) + len(THREADS)


def test_a_notice_on_privacy_is_none_though_a_text_stands_beside_it_and_news_of_one_is() -> None:
    notice = f'<div><a href="/aviso-de-privacidad/">Lea aquí el aviso de privacidad completo</a><p>{TEXT}</p></div>'
    assert titles_of(CARDS + notice) == {*OWN}
    assert titles_of(CARDS + card("Un aviso de privacidad falso", "/aviso-de-privacidad-falso-1")) > {*OWN}

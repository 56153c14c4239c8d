"""Who wrote: the outlet and its sections are nobody, and writers whom nothing marks are found."""

from __future__ import annotations

import json

import pytest

from crawler.extract import extract

URL = "https://www.lindmouthpost.example/2026/bridge-closes-for-repairs"
TITLE = "The old bridge closes for repairs until the spring"
PARAGRAPH = "The city council voted on Tuesday to close the old bridge, and traffic will be led around the harbour. "


def page(
    *, head: str = "", top: str = "", foot: str = "", menu: str = "", lang: str = "en", title: str = TITLE
) -> bytes:
    text = f"<p>{PARAGRAPH}</p><p>{PARAGRAPH * 2}</p><p>{PARAGRAPH}</p>"
    return (
        f"<html lang={lang}><head><meta charset=utf-8><title>{title}</title>{head}</head>"
        f"<body><nav>{menu}</nav><article><h1>{TITLE}</h1>{top}{text}{foot}</article></body></html>"
    ).encode()


def authors(**parts: str) -> list[str]:
    return list(extract(page(**parts), URL).authors)


def ld(author: object, **more: object) -> str:
    article = {"@type": "NewsArticle", "headline": TITLE, "author": author, **more}
    return f'<script type="application/ld+json">{json.dumps(article)}</script>'


BYLINE = "<p>By Tom Ray</p>"
POLITICS = '<a href="/politics">Politics</a><a href="/columnists/tosto">Tosto</a>'


@pytest.mark.parametrize(
    ("parts", "names"),
    [
        ({"head": ld({"@type": "Person", "name": "Politics"}, articleSection="Politics"), "top": BYLINE}, ["Tom Ray"]),
        ({"head": ld({"@type": "Person", "name": "Politics"}), "menu": POLITICS, "top": BYLINE}, ["Tom Ray"]),
        ({"head": ld({"@type": "Person", "name": "Politics"}), "menu": POLITICS}, []),
        ({"head": ld({"@type": "Person", "name": "Nachrichten"}), "lang": "de"}, []),
        # columnists whose column bears their name
        ({"head": ld({"@type": "Person", "name": "Ann Lee"}, articleSection="Ann Lee")}, ["Ann Lee"]),
        ({"head": ld({"@type": "Person", "name": "Tosto", "url": "/t"}, articleSection="Tosto")}, ["Tosto"]),
        ({"head": ld({"@type": "Person", "name": "Tosto"}), "menu": POLITICS}, ["Tosto"]),
        ({"head": ld("Tosto", articleSection="Tosto"), "top": "<p class=byline>Tosto</p>"}, ["Tosto"]),
    ],
)
def test_a_section_is_nobody(parts: dict[str, str], names: list[str]) -> None:
    assert authors(**parts) == names


@pytest.mark.parametrize(
    ("head", "names"),
    [
        ('<meta name=author content="Harbour Daily"><meta name=publisher content="Harbour Daily">', ["Tom Ray"]),
        (ld("Harbour Daily", publisher={"@type": "Organization", "name": "Harbour Daily"}), ["Tom Ray"]),
        (
            '<meta property="og:site_name" content="My harbour">'
            + ld("Ann Lee", publisher={"@type": ["Person", "Organization"], "name": "Ann Lee"}),
            ["Ann Lee"],
        ),
        (ld("Ann Lee", publisher={"@type": "Organization", "name": "Harbour Daily"}), ["Ann Lee"]),
    ],
)
def test_who_publishes_a_page_is_no_writer_where_another_is_named(head: str, names: list[str]) -> None:
    assert authors(head=head, top=BYLINE) == names


def test_the_site_in_the_title_of_an_eastern_page_is_no_writer() -> None:
    head = '<meta name="dable:author" content="\u6e2f\u53e3\u6642\u4ee3">'
    top = '<a href="/author/12"><span>\u738b\u5c0f\u660e</span></a>'
    assert authors(head=head, top=top, title=f"{TITLE}|\u6e2f\u53e3\u6642\u4ee3 HarbourTimes") == ["\u738b\u5c0f\u660e"]


def test_a_web_page_may_say_who_wrote_it() -> None:
    nodes = [
        {"@type": "WebPage", "url": URL, "author": {"@id": "#p"}},
        {"@type": ["Person"], "@id": "#p", "name": "Ann Lee"},
        {"@type": "WebPage", "url": "https://www.lindmouthpost.example/", "author": "Max Hill"},
    ]
    graph = f'<script type="application/ld+json">{json.dumps({"@graph": nodes})}</script>'
    assert authors(head=graph) == ["Ann Lee"]
    assert authors(head=graph.replace(URL, f"{URL}-2")) == []


@pytest.mark.parametrize(
    ("top", "names"),
    [
        ('<p><a href="/users/janus">janus</a></p>', ["janus"]),
        ('<p><a href="/users/sign_in.user">Sign</a></p>', []),
        ('<p><a href="/users/janus">profile</a></p>', []),
        ('<p><a href="/reporter/60169">\u6797\u6dd1\u60e0</a></p>', ["\u6797\u6dd1\u60e0"]),
        ('<p><a href="/reporter/60169">\u66f4\u591a\u6587\u7ae0</a></p>', []),
        ('<p><a href="/users/sign_in.user">\u6536\u85cf\u6b64\u6587</a></p>', []),
        ("<p>Ann Lee, Staff Reporter</p>", ["Ann Lee"]),
        ("<p>ANN LEE / Staff Writer</p>", ["ANN LEE"]),
        ("<p>Ann Lee, Photographer</p>", []),
        ("<p>Ann Lee, Mayor of Lindmouth</p>", []),
        ("<p>World News / Editorial Board</p>", []),
        ("<p>Written By: Ann Lee | Edited By: Tom Ray</p>", ["Ann Lee"]),
        ("<p>Par Anne Dupont avec AFP</p>", ["Anne Dupont"]),
        ("<p>Door onze redacteur Jan de Vries</p>", ["Jan de Vries"]),
        ("<p>Von der Leyen mit USA</p>", []),
    ],
)
def test_who_is_named_under_the_headline(top: str, names: list[str]) -> None:
    assert authors(top=top) == names


RIGHT = '<p style="text-align: right">{}</p>'


@pytest.mark.parametrize(
    ("parts", "names"),
    [
        ({"foot": RIGHT.format("<strong>Anna Bell</strong> (after Reuters)")}, ["Anna Bell"]),
        ({"foot": "<p align=right>Anna van der Bell</p>"}, ["Anna van der Bell"]),
        ({"foot": RIGHT.format("Kyiv, 5 May")}, []),
        ({"foot": RIGHT.format("read it in full")}, []),
        ({"foot": RIGHT.format("Staff Writer")}, []),
        ({"foot": RIGHT.format('<a href="/print">Print Page</a>')}, []),
        ({"foot": RIGHT.format("Share Twitter")}, []),
        ({"foot": f"<blockquote><p>{PARAGRAPH}</p></blockquote>{RIGHT.format('Anna Bell')}"}, []),  # who is quoted
        ({"foot": "<p>Anna Bell</p>"}, []),
        ({"foot": f"<figure>{RIGHT.format('Anna Bell')}</figure>"}, []),
        ({"top": RIGHT.format("Anna Bell")}, []),  # a motto, before the text
        ({"foot": RIGHT.format("Anna Bell") + f"<p>{PARAGRAPH}</p>"}, []),  # within the text
        ({"foot": f"<p>Anna Bell swam there.</p>{RIGHT.format('Anna Bell')}"}, []),  # whom the text speaks of
    ],
)
def test_who_signs_at_the_right_margin(parts: dict[str, str], names: list[str]) -> None:
    assert authors(**parts) == names


@pytest.mark.parametrize(
    ("foot", "names"),
    [
        ("<div class=author-bio>Ann Lee is a reporter for the Post. She covers the harbour.</div>", ["Ann Lee"]),
        ("<div class=bio>Anna Schmidt ist freie Journalistin in Berlin.</div>", ["Anna Schmidt"]),
        ("<div class=bio>Ann Lee is a professor of harbours.</div>", []),
        ("<div class=bio>This is a story by a writer.</div>", []),
        ("<p>Ann Lee came too.</p><div class=bio>Ann Lee is a writer whom we met.</div>", []),  # who was interviewed
        ("<div class=teaser>Ann Lee is a reporter for the Post.</div>", []),
    ],
)
def test_whom_a_box_tells_of(foot: str, names: list[str]) -> None:
    assert authors(foot=foot) == names


def test_a_text_about_its_own_author_keeps_its_beginning() -> None:
    lead = "Ann Lee is a reporter who works for the Post, and on Tuesday she was given the prize of the harbour."
    declared = '<meta name=author content="Ann Lee"><meta name=description content="{}">'
    kept = extract(page(head=declared.format(lead), top=f"<p>{lead}</p>"), URL)
    assert kept.text.startswith(lead)
    cut = extract(page(head=declared.format("The old bridge is closed for a while."), top=f"<p>{lead}</p>"), URL)
    assert lead in cut.cut

"""Who wrote: the outlet and its sections are nobody, and writers whom nothing marks are found."""

from __future__ import annotations

import json
import time

import pytest

from crawler.credits.authorship import writers_of
from crawler.credits.bylines import DeclaredNames
from crawler.extract import extract
from crawler.parsing.htmltree import parse

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


def path(*names: str) -> str:
    crumbs = [{"@type": "ListItem", "position": place, "name": name} for place, name in enumerate(names, 1)]
    told = json.dumps({"@type": "BreadcrumbList", "itemListElement": crumbs})
    return f'<script type="application/ld+json">{told}</script>'


BYLINE = "<p>By Tom Ray</p>"
POLITICS = '<a href="/politics">Politics</a><a href="/columnists/tosto">Tosto</a>'


@pytest.mark.parametrize(
    ("parts", "names"),
    [
        ({"head": ld({"@type": "Person", "name": "Politics"}, articleSection="Politics"), "top": BYLINE}, ["Tom Ray"]),
        ({"head": ld({"@type": "Person", "name": "Politics"}), "menu": POLITICS, "top": BYLINE}, ["Tom Ray"]),
        ({"head": ld({"@type": "Person", "name": "Politics"}), "menu": POLITICS}, []),
        ({"head": ld({"@type": "Person", "name": "Nachrichten"}), "lang": "de"}, []),
        ({"head": ld({"@type": "Person", "name": "社會"}, articleSection="社會")}, []),
        # columnists whose column bears their name
        ({"head": ld({"@type": "Person", "name": "박노자"}, articleSection="박노자")}, ["박노자"]),
        (
            {"head": ld({"@type": "Person", "name": "Sander van Walsum"}) + path("Sander van Walsum")},
            ["Sander van Walsum"],
        ),
        ({"head": ld({"@type": "Person", "name": "Tosto"}) + path("Columns", "Tosto")}, ["Tosto"]),
        ({"head": ld({"@type": "Person", "name": "Politics"}) + path("Politics", "Bridges")}, []),
        ({"head": "<meta name=author content=李敖>", "menu": "<a href=/column/lee>李敖</a>"}, ["李敖"]),
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


SOURCE = "<p>\u6765\u6e90\uff1a{}</p>"
OWN = '<meta property="og:site_name" content="Yonhap News Agency">'


@pytest.mark.parametrize(
    ("parts", "names"),
    [
        ({"top": f"<p>LINDMOUTH (Reuters) - {PARAGRAPH}</p>"}, ["Reuters"]),
        ({"top": f"<p>LINDMOUTH, Feb 6 (AP) \u2014 {PARAGRAPH}</p>"}, ["AP"]),
        ({"top": f"<p>Lindm\u00fcnde (dpa/lno) - {PARAGRAPH}</p>"}, ["dpa"]),
        ({"top": f"<p>LINDMOUTH (Reuters) - {PARAGRAPH}</p>", "foot": "<p>By Ann Lee</p>"}, ["Ann Lee"]),
        ({"top": f"<p>SEOUL, Aug. 20 (Yonhap) -- {PARAGRAPH}</p>", "head": OWN}, ["Yonhap News Agency"]),
        ({"foot": "<p>The bridge is closed for a while. (dpa)</p>"}, ["dpa"]),
        ({"foot": "<p>Reuters</p>"}, ["Reuters"]),
        ({"foot": "<p>TASS</p>"}, ["TASS"]),
        ({"foot": "<p>Yonhap News Agency / Harbour Daily</p>", "head": OWN}, ["Harbour Daily"]),
        ({"top": SOURCE.format("\u6e2f\u53e3\u65e5\u62a5"), "lang": "zh"}, ["\u6e2f\u53e3\u65e5\u62a5"]),
        ({"top": SOURCE.format("\u4e92\u8054\u7f51"), "lang": "zh"}, []),  # the internet
        ({"top": SOURCE.format("\u672c\u7ad9"), "lang": "zh"}, []),  # this site
        ({"top": f"<p>The Royal Bank of Canada (RBC) - {PARAGRAPH}</p>"}, []),
        ({"top": f"<p>Das Ausw\u00e4rtige Amt (AA) \u2013 {PARAGRAPH}</p>"}, []),
        ({"top": f"<p>LONDRES (Reino Unido) - {PARAGRAPH}</p>"}, []),
        ({"top": f"<p>The ruling party of Singapore (PAP) \u2013 {PARAGRAPH}</p>"}, []),
        ({"top": f"<p>The news agency Reuters reported it. {PARAGRAPH}</p>"}, []),
        ({"foot": "<p>The vote was won by the People's Action Party (PAP).</p>"}, []),
        ({"foot": "<p>The film is shown on Sunday at 9 p.m. (BBC)</p>"}, []),
        ({"foot": "<p>The bridge is closed for a while. (sz)</p>"}, []),
        ({"foot": "<p>Source: World Bank</p>"}, []),
        ({"foot": "<p>tt</p>"}, []),
        ({"head": '<meta name="syndication-source" content="https://www.reuters.com/x">'}, []),
    ],
)
def test_an_agency_or_a_paper_signs_a_text_without_a_byline(parts: dict[str, str], names: list[str]) -> None:
    assert authors(**parts) == names


@pytest.mark.parametrize(
    ("sent_by", "names"),
    [
        ("\u5c71\u7530\u592a\u90ce", ["\u5c71\u7530\u592a\u90ce"]),
        ("\u4f50\u3005\u6728\u6d0b\u3001\u6797 \u82b1\u5b50", ["\u4f50\u3005\u6728\u6d0b", "\u6797\u82b1\u5b50"]),
        ("\u793e\u4f1a\u90e8", []),  # a desk
        ("\u65b0\u83ef\u793e", []),  # an agency
        ("\u7279\u6d3e\u54e1", []),  # a correspondent
        ("\u6a4b\u304c\u958b\u901a", []),  # a bridge opens
    ],
)
def test_a_correspondent_signs_in_the_dateline_of_a_japanese_paper(sent_by: str, names: list[str]) -> None:
    dateline = f"\u3000\u3010\u30ed\u30f3\u30c9\u30f3\uff1d{sent_by}\u3011"  # London
    assert authors(top=f"<p>{dateline}{PARAGRAPH}</p>") == names


def test_a_byline_around_a_marked_time_keeps_its_name() -> None:
    moment = '<time datetime="2026-02-06T11:15:00-04:00"><strong>2026-02-06</strong> 11:15 EDT</time>'
    assert authors(top=f"<div><small>posted on {moment}</small> by Ann Lee Marsh</div>") == ["Ann Lee Marsh"]


@pytest.mark.parametrize("name", ["name", "Your name", "name, email@example.com"])
def test_what_a_template_has_for_a_name_is_none(name: str) -> None:
    assert authors(head=f'<meta name="author" content="{name}">', top="<p>By Ann Lee</p>") == ["Ann Lee"]


def test_a_search_byline_is_declared() -> None:
    assert authors(head='<meta name="Search.Byline" content="Ann Lee">') == ["Ann Lee"]
    assert authors(head='<meta name="photo-byline" content="Tom Ray"><meta name="show-byline" content="Yes">') == []


def test_a_writer_who_publishes_stands_beside_another() -> None:
    people = [{"@type": "Person", "name": name} for name in ("Ann Lee", "Tom Ray")]
    publisher = {"@type": "Organization", "name": "Ann Lee"}
    site = '<meta property="og:site_name" content="Harbour Daily">'
    assert authors(head=site + ld(people, publisher=publisher)) == ["Ann Lee", "Tom Ray"]


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


LINKS_TO_NO_WRITER = [
    ("people/putin", "Putin"),  # whom the text tells of
    ("persons/nasa", "NASA"),
    ("people/12", "\u738b\u5c0f\u660e"),
    ("author/newsroom", "Newsroom"),
    ("authors/culture", "Culture"),
    ("author/3", "\u6587\u5316"),  # a section
    ("users/settings", "Settings"),
    ("staff/kontakt", "Kontakt"),
]


@pytest.mark.parametrize(
    ("top", "names"),
    [
        *((f'<p><a href="/{link}">{name}</a></p>', []) for link, name in LINKS_TO_NO_WRITER),
        ('<p><a href="/users/sign_in.user">Sign</a></p>', []),
        ('<p><a href="/users/janus">profile</a></p>', []),
        ('<p><a href="/reporter/60169">\u6797\u6dd1\u60e0</a></p>', ["\u6797\u6dd1\u60e0"]),
        ('<p><a href="/szerzo/lee-anna">Lee Anna</a></p>', ["Lee Anna"]),
        ('<p><a href="/yazarlar/ann-lee">Ann Lee</a></p>', ["Ann Lee"]),
        ('<p><a href="/firmastad/ann-lee">Ann Lee</a></p>', []),
        (
            "<span class=author><a rel=author href=/a/1>LindmouthP\u00f3st.example</a></span>",
            ["LindmouthP\u00f3st.example"],
        ),
        ("<span class=author><a rel=author href=/a/1>Harb\u00f3ur.example</a></span>", []),
        ('<p><a href="/reporter/60169">\u66f4\u591a\u6587\u7ae0</a></p>', []),
        ('<p><a href="/users/sign_in.user">\u6536\u85cf\u6b64\u6587</a></p>', []),
        ("<p>Ann Lee, Staff Reporter</p>", ["Ann Lee"]),
        ("<p>ANN LEE / Staff Writer</p>", ["ANN LEE"]),
        ("<p>Ann Lee, Photographer</p>", []),
        ("<p>Ann Lee, Mayor of Lindmouth</p>", []),
        ("<p class=subtitle>Ann Lee, Reporter</p>", []),  # may be who is interviewed
        ("<p class=subtitle>Ann Lee | Writer</p>", []),
        (f"<p>Ann Lee, Staff Reporter</p><p>Ann Lee was rescued from a boat on Monday. {PARAGRAPH}</p>", []),
        ("<p>World News / Editorial Board</p>", []),
        ("<p>Written By: Ann Lee | Edited By: Tom Ray</p>", ["Ann Lee"]),
        ("<p>Par Anne Dupont avec AFP</p>", ["Anne Dupont"]),
        ("<p>Door onze redacteur Jan de Vries</p>", ["Jan de Vries"]),
        ("<p>Von der Leyen mit USA</p>", []),
        (
            "<div><cite>By Ann Lee<br>Post.example<br><a href=/a>Archive</a> | <a href=/c>Contact</a></cite></div>",
            ["Ann Lee"],
        ),
        ("<div><cite>By Ann<br>Lee</cite></div>", ["Ann Lee"]),
        ("<p>Por Mar\u00eda Fernanda<br>L\u00f3pez Ortega</p>", ["Mar\u00eda Fernanda L\u00f3pez Ortega"]),
        (
            "<p><b>\U0001f464</b>by <a href=/x>Ann Lee</a> <b>\ue718</b> Comments <b>\U0001f4c5</b>31.03.2021</p>",
            ["Ann Lee"],
        ),
    ],
)
def test_who_is_named_under_the_headline(top: str, names: list[str]) -> None:
    assert authors(top=top) == names


@pytest.mark.parametrize("words", ["Eiffel Tower", "Albert Einstein", "Rio de Janeiro", "Visit Our Shop", "Anna Bell"])
def test_words_at_the_right_margin_name_no_writer(words: str) -> None:
    assert authors(foot=f'<p style="text-align: right">{words}</p>') == []


def test_a_text_about_its_own_author_keeps_its_beginning() -> None:
    lead = "Ann Lee is a reporter who works for the Post, and on Tuesday she was given the prize of the harbour."
    declared = '<meta name=author content="Ann Lee"><meta name=description content="{}">'
    kept = extract(page(head=declared.format(lead), top=f"<p>{lead}</p>"), URL)
    assert kept.text.startswith(lead)
    cut = extract(page(head=declared.format("The old bridge is closed for a while."), top=f"<p>{lead}</p>"), URL)
    assert lead in cut.cut


@pytest.mark.parametrize(
    ("site", "name", "names"),
    [
        ("TechLind.com", "TechLind", ["Ann Lee"]),
        ("TechLind.com", "Tom Lind", ["Ann Lee", "Tom Lind"]),
        ("TechLind news", "TechLind", ["Ann Lee", "TechLind"]),
    ],
)
def test_an_outlet_that_calls_itself_by_its_domain_is_no_author(site: str, name: str, names: list[str]) -> None:
    head = f'<meta property="og:site_name" content="{site}">' + ld([{"name": "Ann Lee"}, {"name": name}])
    assert authors(head=head) == (names)


def test_software_gives_way_to_a_writer() -> None:
    head = '<meta name="Generator" content="Harbour CMS"><meta name=author content="Harbour CMS">'
    assert authors(head=head, top="<p>By Ann Lee</p>") == ["Ann Lee"]
    assert authors(head=head) == ["Harbour CMS"]  # a writer's site may bear the name of its software


def test_a_surname_may_be_a_firms_form() -> None:
    assert authors(head="<meta name=author content='Peter Sarl'>") == ["Peter Sarl"]


@pytest.mark.parametrize(
    ("top", "names"),
    [
        ("<p>2026-03-01 14:27<span>来源\uff1a港口晚报</span><span>作者\uff1a王小明</span></p>", ["王小明"]),
        ("<p>2026-03-01<span>图片作者\uff1a王小明</span></p>", ["港口晚报"]),
        ("<p>2026-03-01<span>作者\uff1a港口频道</span></p>", ["港口晚报"]),
        ("", ["港口晚报"]),
    ],
)
def test_a_house_is_no_person_beside_the_label_of_one(top: str, names: list[str]) -> None:
    assert authors(head="<meta name=author content=港口晚报>", top=top) == names


def test_names_on_the_right_below_a_text_go_before_an_account() -> None:
    account = '<meta property="article:author" content="harbourpost">'
    foot = f"<p>{'Cây cầu cũ đóng cửa đến mùa xuân. ' * 4}</p><p align=right><b>Lan Chi - Minh Tuệ</b></p>"
    assert authors(head=account, foot=foot, lang="vi") == ["Lan Chi", "Minh Tuệ"]


STANDFIRST = f"<p class=lead>{PARAGRAPH * 2}</p>"
SIGNED = "<p class=author>Tom Ray</p>"
KEEPER = '<meta name=author content="A. Keeper">'
FAR = f"<p>{PARAGRAPH * 2}</p>"


@pytest.mark.parametrize(
    ("parts", "names"),
    [
        ({"top": STANDFIRST + SIGNED}, ["Tom Ray"]),
        ({"top": "<div class=byline><span>By Tom Ray and Eva Roe</span></div>"}, ["Tom Ray", "Eva Roe"]),
        # who is printed anywhere, or declared otherwise as well, stays
        ({"top": SIGNED, "foot": "<p>Anna Keeper is our editor.</p>"}, ["A. Keeper"]),
        (
            {
                "top": SIGNED,
                "head": '<meta name="twitter:label1" content="Written by">'
                '<meta name="twitter:data1" content="A. Keeper">',
            },
            ["A. Keeper"],
        ),
        ({"top": SIGNED, "head": ld({"@type": "Person", "name": "A. Keeper"})}, ["A. Keeper"]),
        ({"top": SIGNED, "head": '<meta name="parsely-author" content="A. Keeper">'}, ["A. Keeper"]),
        # of others: below the text, in cards, beside pictures and quotations, several, an agency, a desk
        ({"top": STANDFIRST + FAR + SIGNED}, ["A. Keeper"]),
        ({"foot": f"<div class=response>{SIGNED}<p>{PARAGRAPH}</p></div>"}, ["A. Keeper"]),
        ({"top": f"<div class=related><h3><a href=/b>Pier</a></h3>{SIGNED}</div>"}, ["A. Keeper"]),
        ({"top": f"<aside>{SIGNED}</aside>"}, ["A. Keeper"]),
        ({"top": f"<figure>{SIGNED}</figure>"}, ["A. Keeper"]),
        ({"top": "<p class=photo-author>Tom Ray</p>"}, ["A. Keeper"]),
        ({"top": "<p class=book-author>Tom Ray</p>"}, ["A. Keeper"]),
        ({"top": "<p class=author>Photo: Tom Ray</p>"}, ["A. Keeper"]),
        ({"top": f"<div class=pull-quote>{SIGNED}</div>"}, ["A. Keeper"]),
        ({"top": f"<div class=most-read>{SIGNED}</div>"}, ["A. Keeper"]),
        ({"top": f"{SIGNED}<p class=author>Eva Roe</p>"}, ["A. Keeper"]),
        ({"top": "<p class=author>Reuters</p>"}, ["A. Keeper"]),
        ({"top": "<p class=author>Staff Writer</p>"}, ["A. Keeper"]),
    ],
)
def test_who_keeps_a_site_gives_way_to_who_signs_under_the_headline(parts: dict[str, str], names: list[str]) -> None:
    assert authors(**{**parts, "head": KEEPER + parts.get("head", "")}) == names


TEASER = "<div><h3><a href='/2'>The harbour of Estel opens once more</a></h3><p>By AFP</p></div>"


@pytest.mark.parametrize(
    ("top", "names"),
    [
        ("<p>By TLP, in <a href='/news'>News</a></p>", ["TLP"]),  # The Lindmouth Post
        ("<p>By Lindmouthpost</p>", ["Lindmouthpost"]),
        ("<p>Por Redacción</p>", ["Redacción"]),
        ("<p>By Reuters | 4 March 2026</p>", ["Reuters"]),
        ("<p>By Reuters</p><p>By Ann Lee</p>", ["Ann Lee"]),
        ("<p>Photo by Reuters</p>", []),
        ("<figure><img src=a.jpg><figcaption>By Reuters</figcaption></figure>", []),
        ("<p>By Tlp, in <a href='/news'>News</a></p>", []),
        ("<p>By XYZ</p>", []),
        ("<p>By bridge, by boat</p>", []),
        ("<p>Redacción</p>", []),
        ("<aside><p>By Reuters</p></aside>", []),
        (f"<p>{PARAGRAPH * 2}</p>{TEASER}", []),
        (f"<p>{PARAGRAPH * 2}</p><div class=video><p>The pier from above</p><p>By Reuters</p></div>", []),
        (f"<p>{PARAGRAPH * 2}</p><p>By Newsroom, in <a href='/news'>News</a></p>", []),
        (f"<p>{PARAGRAPH * 2}</p><p>By TLP, in <a href='/news'>News</a></p>", ["TLP"]),
        ("<p>By Reuters | Ann Lee</p>", ["Ann Lee"]),
        ("<p>By Newsroom - J. Lee</p>", ["J. Lee"]),
        ("<p class=meta>By Reuters | Ann Lee</p>", []),  # whose words may be either's
        ("<p>By Reuters | The Lindmouth Post</p>", ["Reuters"]),
        ("<p>By Reuters, Estel, 4 March 2026</p>", ["Reuters"]),
    ],
)
def test_the_outlet_a_desk_or_an_agency_signs_in_the_head(top: str, names: list[str]) -> None:
    assert authors(head='<meta property="og:site_name" content="The Lindmouth Post">', top=top) == names


@pytest.mark.parametrize("box", ["nav", "header", "div class=breadcrumb"])
def test_menus_within_each_other_cost_no_more_than_one(box: str) -> None:
    links = '<a href="/politics">Politics</a>' + '<a href="/x">q</a>' * 10000
    tree = parse(f"{f'<{box}>' * 60}{links}".encode(), URL)
    declared = DeclaredNames(bylines=(("Politics",),))
    begun = time.process_time()
    assert writers_of(tree, declared, [], "Lindmouth Post", URL).bylines == ((),)
    assert time.process_time() - begun < 2

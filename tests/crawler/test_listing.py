from __future__ import annotations

from urllib.parse import urljoin

import pytest

from crawler.finding.linkscore import is_section
from crawler.listing import read_listing
from storage.errors import ConfigError, UnreadableError
from storage.records import Selectors

URL = "https://www.lindmouthpost.example/news?page=2"
STORIES = {
    "ferry-crews-settle-for-four-per-cent": "Ferry crews settle for four per cent",
    "school-choir-wins-in-the-capital": "School choir wins in the capital",
    "library-opens-on-sundays-from-april": "Library opens on Sundays from April",
}


def page(items: str, after: str = "") -> bytes:
    return f"<html><body><nav><a href='/sport'>Sport</a></nav><main>{items}</main>{after}</body></html>".encode()


def cards() -> str:
    return "".join(
        f"<div class='card'><h3><a href='/2024/{slug}'>{title}</a></h3><i class='when'>3 March 2024</i>"
        f"<p class='sum'>What {title.lower()} means for the harbour and the town …</p></div>"
        for slug, title in STORIES.items()
    )


def test_without_selectors_teasers_come_in_the_order_of_the_page() -> None:
    listing = read_listing(page(cards()), URL)
    assert [teaser.title for teaser in listing.teasers] == list(STORIES.values())
    assert {teaser.published_at for teaser in listing.teasers} == {"2024-03-03"}
    assert all(teaser.truncated and teaser.teaser.startswith("What ") for teaser in listing.teasers)


@pytest.mark.parametrize(("language", "month"), [("hr", 10), ("pl", 11)])
def test_months_are_those_of_the_pages_language(language: str, month: int) -> None:
    written = cards().replace("3 March 2024", "3. listopada 2024")
    body = page(written).replace(b"<html>", f"<html lang='{language}'>".encode())
    for selectors in (None, Selectors(item="div.card", date="i.when")):
        teasers = read_listing(body, URL, selectors=selectors).teasers
        assert {teaser.published_at for teaser in teasers} == {f"2024-{month}-03"}


def test_selectors_override() -> None:
    css = Selectors(item="div.card", title="h3", teaser="p.sum", date="i.when", link="h3 a")
    xpath = Selectors(item="//div[@class='card']", title="./h3", link="./h3/a/@href")
    for selectors in (css, xpath):
        teasers = read_listing(page(cards()), URL, selectors=selectors).teasers
        assert [teaser.title for teaser in teasers] == list(STORIES.values())
        assert teasers[0].url == "https://www.lindmouthpost.example/2024/ferry-crews-settle-for-four-per-cent"
    assert read_listing(page(cards()), URL, selectors=css).teasers[0].published_at == "2024-03-03"


def test_a_selector_that_matches_nothing_gives_nothing() -> None:
    assert read_listing(page(cards()), URL, selectors=Selectors(item="div.gone")).teasers == ()


@pytest.mark.parametrize("selector", ["div[", "//div[", "h3 >", "//x:div"])
def test_wrong_syntax_names_the_selector(selector: str) -> None:
    with pytest.raises(ConfigError, match="selector"):
        read_listing(page(cards()), URL, selectors=Selectors(item=selector))


def test_a_selector_for_the_next_page_alone() -> None:
    after = "<a class='go' href='/news?page=3'>→</a>"
    listing = read_listing(page(cards(), after), URL, selectors=Selectors(next="a.go"))
    assert listing.next_url == "https://www.lindmouthpost.example/news?page=3"
    assert len(listing.teasers) == len(STORIES)


@pytest.mark.parametrize(
    ("after", "wanted"),
    [
        ("<a rel='next' href='?page=3'>x</a>", "https://www.lindmouthpost.example/news?page=3"),
        ("<div class='pager'><a href='/news?page=1'>Newer</a> <a href='/news?page=3'>Older</a></div>", "?page=3"),
        ("<p class='pages'><a href='?page=1'>1</a> 2 <a href='?page=3'>3</a> <a href='?page=4'>4</a></p>", "?page=3"),
        ("<a href='/news?page=3'>Nächste Seite »</a>", "?page=3"),
        ("<ul class='pager'><li><a href='/news'>Newer</a></li></ul>", None),
        ("<div class='slider'><a class='next' href='/2024/school-choir-wins-in-the-capital'>Next</a></div>", None),
        ("<a rel='next' href='/news/2024/school-choir-wins-in-the-capital'>Next article</a>", None),
        ("<a class='older' href='/search?updated-max=7'>Older Posts</a>", "/search?updated-max=7"),
        ("<a href='https://elsewhere.example/news?page=3'>Next</a>", None),
        ("<a href='javascript:more()'>Load more</a>", None),
        ("<a href='#'>Next</a>", None),
        ("<a class='earlier' href='/cgi-bin/find?in=2&page=3'>← Earlier entries</a>", "/cgi-bin/find?in=2&page=3"),
        ("<a href='?cursor=kx7'>More stories</a>", "/news?cursor=kx7"),
        ("<h2>Letters</h2><a class='button' href='/news/letters'>More news</a>", None),
        ("<a href='/news/letters?from=front'>More stories</a>", None),
        ("<a href='?after=kx7'>More news</a>", "/news?after=kx7"),
        ("<a href='?first=11'>More results</a>", "/news?first=11"),
        ("<a href='?page=3'>Earlier</a>", "/news?page=3"),
        ("<div id='read-more'><a href='/page/3'>Read more stories</a></div>", "/page/3"),
        ("<a href='/news/page/3'>Read more</a>", None),
        ("<a href='/news?page=3'>Flere artikler</a> <a href='?page=3'>Flere artikler</a>", "/news?page=3"),
        ("<a href='/node/301'>More</a> <a href='/node/302'>More</a> <a href='/node/303'>More</a>", None),
        ("<a href='/category/%E5%9F%8E%E5%B8%82/'>更多»</a>", None),
    ],
)  # fmt: skip
def test_next_page(after: str, wanted: str | None) -> None:
    found = read_listing(page(cards(), after), URL).next_url
    assert found is None if wanted is None else (found or "").endswith(wanted)


def test_a_link_that_a_menu_has_too_stands_with_those_of_the_list() -> None:
    links = [f"<a href='/p{n}x'>{title} again</a>" for n, title in enumerate([*STORIES.values()] * 2)]
    menu = "".join(links) + "".join(f"<a href='/topics/q{n}x'>Topics {n}</a>" for n in range(8))
    items = "".join(f"<li>{link}</li>" for link in links)
    assert len(read_listing(page(f"<ul>{items}</ul>"), URL).teasers) == len(links)
    assert len(read_listing(page(f"<nav>{menu}</nav><ul>{items}</ul>"), URL).teasers) == len(links)


def numbers(paged: str) -> str:
    return "".join(f"<a href='{paged}{number}'>{number}</a> " for number in range(2, 5))


@pytest.mark.parametrize(
    ("item", "paged"),
    [
        ("<a href='/t?tid=68'>Ferry</a>", "/t?tid=68&p="),
        ("<a href='/t?tid=68'>Ferry</a> <a href='/last?t=68'>»</a> <a href='/u/anna'>Anna</a>", "/t?tid=68&p="),
        ("<a href='/news?tid=68'>Ferry</a>", "/news?tid=68&p="),
        ("<a href='/showthread.php?t=6800'>Ferry</a>", "/showthread.php?t=6800&page="),
    ],
)
def test_the_pages_of_an_item_are_none_of_the_list(item: str, paged: str) -> None:
    assert read_listing(page(cards(), item + numbers(paged)), URL).next_url is None


@pytest.mark.parametrize(
    ("before", "of", "url"),
    [
        ("<a href='/list?rubric_id=77'>Sport</a>", "rubric_id=77", "/list?page=2&rubric_id=77&sort=new"),
        (f"<a href='/list?rubric_id=77'>Sport</a> {cards()}", "rubric_id=77", "/sport?page=2"),
        ("<a href='/list?rubric_id=77'>1</a>", "rubric_id=77", "/sport?page=2"),
        ("<a href='/list?part=7'>Sport</a>", "part=7", "/sport?page=2"),
    ],
)
def test_a_list_whose_address_has_an_id_has_pages(before: str, of: str, url: str) -> None:
    found = read_listing(page(cards(), before + numbers(f"/list?{of}&page=")), urljoin(URL, url)).next_url
    assert found == urljoin(URL, f"/list?page=3&{of}")


def test_links_out_of_a_web_archive_are_unwrapped() -> None:
    wrapped = cards().replace("href='/2024", "href='/web/20240301000000/https://www.lindmouthpost.example/2024")
    teasers = read_listing(page(wrapped), URL).teasers
    assert teasers[0].url == "https://www.lindmouthpost.example/2024/ferry-crews-settle-for-four-per-cent"


def test_menus_most_read_and_footers_are_left_out() -> None:
    link = "<a href='/2024/a-long-night-on-the-wall'>A long night on the wall</a>"
    box = f"<aside><h3>Most read</h3><ul><li>{link}</li></ul></aside>"
    foot = "<footer><a href='/terms-of-use-of-this-site'>Terms of use of this site</a></footer>"
    titles = [teaser.title for teaser in read_listing(page(cards(), box + foot), URL).teasers]
    assert titles == list(STORIES.values())


def test_what_is_no_html_is_unreadable() -> None:
    with pytest.raises(UnreadableError, match="binary"):
        read_listing(b"\x89PNG\r\n\x1a\n\x00\x00", URL)


@pytest.mark.parametrize(
    "line",
    [
        "<p class='date'><time datetime='2024-03-01'>1 March 2024</time> <a href='/s/court'>Court and Council</a></p>",
        "<p>1 March 2024 <a href='/s/court'>Court and Council</a> <a href='/s/harbour'>The Harbour</a></p>",
        "<p class='when'>Friday, 1 March 2024, Lindmouth desk</p>",
    ],
)
def test_a_dateline_beside_a_teaser_is_none_of_its_text(line: str) -> None:
    text = "He was born on 1 March 2024 in the lighthouse, and the whole harbour came to look \u2026"
    stories = [
        f"/2024/{slug}-{n}" for n, slug in enumerate(["a-child-of-the-light", "a-dog-of-the-sea", "a-cat-of-the-quay"])
    ]
    blocks = "".join(
        f"<li><h2><a href='{path}'>{path[6:].replace('-', ' ')}</a></h2><p>{text}</p>{line}</li>" for path in stories
    )
    teasers = read_listing(page(f"<ul>{blocks}</ul>"), URL).teasers
    assert [(teaser.teaser, teaser.truncated) for teaser in teasers] == [(text, True)] * 3


def test_a_thread_of_comments_is_no_item_of_its_own() -> None:
    threads = "".join(
        f"<p><a href='/2024/{slug}?thread=77'>What readers say of: {t}</a></p>" for slug, t in STORIES.items()
    )
    urls = [teaser.url for teaser in read_listing(page(cards(), threads), URL).teasers]
    assert urls == [f"https://www.lindmouthpost.example/2024/{slug}" for slug in STORIES]


@pytest.mark.parametrize(
    ("path", "section"),
    [
        ("/tag/harbour", True),
        ("/tag/harbour-and-council-news", True),
        ("/author/ann-lee", True),
        ("/topic/harbour", True),
        ("/games/chess", True),
        ("/topic/0b7c1f6e-5a1d-4c1e-9f3a-1d2c3b4a5f60", True),
        ("/tag/harbour.html", False),
        ("/tag/council-votes-for-a-second-quay", False),
        ("/tag/quay-8841", False),
        ("/magazine/profiles/the-last-ferryman", False),
        ("/games/zelda-review-roundup", False),
        ("/topic/ice-road-opens", False),
        ("/harbour", False),
    ],
)
def test_an_address_tells_a_section_from_an_article(path: str, section: bool) -> None:
    assert is_section(f"https://www.lindmouthpost.example{path}") is section


HEADLINES = (
    "Council votes for the second pier after eleven years", "Ferry to Port Ansel sails again after the storm",
    "Lighthouse gets a new lamp from the county", "Harbour master asks for calm in the dispute",
    "Trawlers return to the inner basin this week", "School opens a library for the fishermen",
)  # fmt: skip


def in_a_page(items: str, pager: str = "") -> bytes:
    menu = "".join(
        f'<li><a href="/{name}">{name}</a></li>' for name in ("news", "sport", "culture", "travel", "opinion")
    )
    return f"""<html lang="en"><head><title>Harbour</title></head><body><div class="top"><ul>{menu}</ul></div>
        <main><h1>Harbour</h1><div class="list">{items}</div>{pager}</main></body></html>""".encode()


@pytest.mark.parametrize(
    "item",
    [
        '<p class="i"><a href="/{n}">{title}</a></p>',
        '<div class="i"><a href="/{n}"><div class="a">{title}</div><div class="b">{count} hours ago</div></a></div>',
        '<div class="i"><h2>{title}</h2><p>The town has waited for it.</p><a href="/{n}">Read more</a></div>',
    ],
)
def test_a_row_of_headlines_is_read_whatever_its_addresses(item: str) -> None:
    names = ("pier", "ferry", "lamp", "calm", "boats", "books")
    body = in_a_page(
        "".join(item.format(n=n, title=t, count=c) for c, (n, t) in enumerate(zip(names, HEADLINES, strict=True), 1))
    )
    teasers = read_listing(body, "https://lindmouthpost.example/harbour").teasers
    assert [teaser.title for teaser in teasers] == list(HEADLINES)
    assert [teaser.url.rsplit("/", 1)[1] for teaser in teasers] == list(names)


@pytest.mark.parametrize(
    "item",
    [
        '<article><h2><a href="/2024/03/0{n}/{slug}">{title}</a></h2><time>2024-03-0{n}</time></article>',
        '<p class="i"><a href="/x/{n}">{title}</a> <i>2024-03-0{n}</i></p>',
        '<div class="i"><a href="/x/{slug}">{title}</a></div>',
    ],
)
def test_a_row_of_topics_below_articles_that_have_more_is_none(item: str) -> None:
    topics = (
        "Climate change and energy", "War in Ukraine today", "Cost of living crisis", "The new town hall",
        "Local elections this year", "Health and social care",
    )  # fmt: skip
    articles = "".join(
        item.format(n=n, title=title, slug=title.lower().replace(" ", "-")) for n, title in enumerate(HEADLINES, 1)
    )
    below = "".join(f'<a href="/{topic.split()[0].lower()}{n}">{topic}</a>' for n, topic in enumerate(topics))
    body = in_a_page(f'{articles}<div class="topics">{below}</div>')
    teasers = read_listing(body, "https://lindmouthpost.example/harbour").teasers
    assert [teaser.title for teaser in teasers] == list(HEADLINES)


def test_short_titles_in_a_row_are_read_where_each_has_a_date() -> None:
    names = ("pier", "ferry", "lamp", "calm", "boats", "books")
    items = "".join(
        f'<li><a href="/x/{n}">{n.title()} again</a> <i>2024-03-0{d}</i></li>' for d, n in enumerate(names, 1)
    )
    teasers = read_listing(in_a_page(f"<ul>{items}</ul>"), "https://lindmouthpost.example/harbour").teasers
    assert [teaser.title for teaser in teasers] == [f"{name.title()} again" for name in names]


@pytest.mark.parametrize(
    ("pager", "wanted"),
    [
        ('<a href="/harbour?PAGEN_1=2">Показать ещё</a>', "/harbour?PAGEN_1=2"),
        ('<a href="/harbour/pagina-2.ghtml">Veja mais</a>', "/harbour/pagina-2.ghtml"),
        ('<a href="/harbour?page=2">次へ\uff1e</a>', "/harbour?page=2"),
        (
            '<p class="paging"><b>1</b><a href="/harbour?page=2">2</a><a href="/harbour?page=11">다음</a></p>',
            "/harbour?page=2",
        ),
        ('<a href="/harbour/boats">Ver más</a>', None),
        ('<h4><a href="/harbour/2024/04/">Earlier</a></h4><a href="/harbour/page/2">Next</a>', "/harbour/page/2"),
        ('<a href="/harbour/flood-story">Earlier</a>', None),
    ],
)
def test_the_next_page_is_the_one_after_this(pager: str, wanted: str | None) -> None:
    found = read_listing(in_a_page("", pager), "https://lindmouthpost.example/harbour").next_url
    assert found == (wanted and f"https://lindmouthpost.example{wanted}")


@pytest.mark.parametrize("pager", ['<ul class="turn">{}</ul>', "<p>{}</p>"])
def test_the_numbers_of_a_pager_and_the_next_page_are_no_items(pager: str) -> None:
    numbers = "".join(f"<li><a href='/index/news/{n}'>{n}</a></li>" for n in range(3, 12))
    older = "<a href='/cgi-bin/find/list-of-entries?template_id=320&page=3'>← Earlier entries</a>"
    for after in (pager.format(numbers), older):
        listing = read_listing(page(cards(), after), URL)
        assert [teaser.title for teaser in listing.teasers] == list(STORIES.values())


def test_headlines_that_are_numbers_are_items() -> None:
    films = "".join(
        f"<li><h3><a href='/film/review-of-{n}-the-film'>{n}</a></h3><p>{STORIES[slug]}: a film.</p></li>"
        for n, slug in zip((1917, 1984, 2046), STORIES, strict=True)
    )
    urls = [teaser.url for teaser in read_listing(page(f"<ul>{films}</ul>"), URL).teasers]
    assert [url.rsplit("/", 1)[1] for url in urls] == [f"review-of-{n}-the-film" for n in (1917, 1984, 2046)]


def test_an_advertisement_for_those_without_scripts_is_no_item_and_a_list_for_them_is() -> None:
    image = "<img src='/i.gif' alt='Sale of the year at the quay'>"
    advertisement = f"<noscript><a href='/serve/click-me-at-the-quay.php?n=4711'>{image}</a></noscript>"
    titles = [teaser.title for teaser in read_listing(page(cards(), advertisement), URL).teasers]
    assert titles == list(STORIES.values())
    titles = [teaser.title for teaser in read_listing(page(f"<noscript>{cards()}</noscript>"), URL).teasers]
    assert titles == list(STORIES.values())


def test_what_a_whole_post_links_to_elsewhere_is_no_item_and_a_headline_elsewhere_is() -> None:
    away = "<a href='https://elsewhere.example/2024/03/an-app-that-finds-them-4711'>an app that finds them all</a>"
    posts = "".join(
        f"<article><h2><a href='/2024/{slug}'>{title}</a></h2><time>2024-03-0{n}</time><p>{{}}</p></article>"
        for n, (slug, title) in enumerate(STORIES.items(), 1)
    )
    for text, wanted in ((f"The harbour master now has {away} in time.", 0), (f"{away}: the harbour master has it", 1)):
        titles = [teaser.title for teaser in read_listing(page(posts.format("", text, "")), URL).teasers]
        assert len(titles) == len(STORIES) + wanted


@pytest.mark.parametrize("before", ["4 March 2024, Quay and Tide:<br>", "The Tide tells of the harbour: "])
def test_a_list_of_what_others_write_is_read(before: str) -> None:
    items = "".join(
        f"<p>{before}<a href='https://elsewhere.example/2024/03/{slug}'>{title}</a></p>"
        for slug, title in STORIES.items()
    )
    assert [teaser.title for teaser in read_listing(page(items), URL).teasers] == list(STORIES.values())

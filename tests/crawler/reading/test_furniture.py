"""Which elements of a page are boxes beside its news is told by the words of their names."""

from __future__ import annotations

import pytest

from crawler.parsing.htmltree import parse
from crawler.reading.furniture import furniture_of, key_of
from crawler.reading.linereasons import Context, reason_of

LINE = "The ferry takes twenty-five minutes from pier to pier."


@pytest.mark.parametrize(
    ("name", "is_box"),
    [
        ("fact-box", True),
        ("facts-box wide", True),
        ("ArticleFactBox", True),
        ("print-only", True),
        ("lmCommunityBox lmBottomBox", True),
        ("news-feed-box", True),
        ("newsfeed", False),  # the news themselves
        ("community", False),
        ("subscribe", True),
        ("subscribe-form", True),
        ("subscribe-truncate", False),  # the text's own beginning, which all may read
        ("subscribe-only", False),
        ("subscribe-only-banner", True),
        ("subscribe-truncate-cta", True),
        ("post-meta", True),
        ("widget", True),
        ("sf_comment_text", True),
        ("comments", True),
        ("comments_2", True),
        ("blok_comment_redactie", False),
        ("lista-comentarios_1", True),
        ("kommentare", True),
        ("commentaires-ouverts", False),
        ("sin-comentarios", False),
        ("kommentare-offen", False),
        ("rubrika-komentare", False),
        ("kommentar-box", False),
        ("reacties", True),
        ("kommentar-liste", True),
        ("binhluan-list", True),
        ("kommentar", False),
        ("komentarz-redakcji", False),
        ("commentisti", False),
        ("reactiesnel", False),
        ("yorum", False),
        ("entry-content con-comentarios", False),
        ("disclaim", True),
        ("shenming", True),
        ("article-sns", True),
        ("snsd", False),
        ("comment_expert", False),
        ("latest-news-item", False),
        ("latest-posts__entry", False),
        ("inline-article-recirc", True),
        ("latest-news-box", True),
        ("commentary", False),
        ("commentator", False),
        ("latest", False),
        ("recital", False),
        ("short-url", True),
        ("copy-link", True),
        ("content-disclaimer", True),
        ("content-disclaimer-page", False),
        ("entry-content disclaimer-below", False),
        ("copywriting", False),
        ("photocopy-links", False),
        ("shorturgent", False),
        ("artifact-box", False),
        ("artefacts-box", False),
        ("widget-area", False),
        ("promotion", False),
    ],
)
def test_a_box_is_told_by_its_name(name: str, is_box: bool) -> None:
    tree = parse(f"<html><body><div class='{name}'><p>{LINE}</p></div></body></html>".encode(), "https://a.example/")
    assert (key_of(LINE) in furniture_of(tree, [LINE], set()).boxes) is is_box


def test_a_long_text_is_not_searched_for_each_of_its_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crawler.reading.furniture.MAX_SEARCHED", 100)
    quote = "They have waited for years, and can wait for another spring."
    body = f"<html><body><aside>{quote}</aside><p>The mayor spoke.</p></body></html>"
    place = parse(body.encode(), "https://a.example/")

    assert furniture_of(place, ["The mayor spoke.", "He sat down."], set()).quotes == set()
    assert furniture_of(place, ["The mayor spoke."] * 4, set()).quotes == {key_of(quote)}


LINKED = "Russia blew up the dam of the great reservoir in the south of the country in the night"
SAID = ", officials said on Tuesday, adding that people in forty villages were without water."
GOES_ON = f"{LINKED}. The power plant is under threat, and people may be left without water." + " So it is." * 15


@pytest.mark.parametrize(
    ("item", "line", "is_link"),
    [
        (f"<a href=/1>{LINKED}</a>", LINKED, True),
        (f"<a href=/1>{LINKED}</a> - The Lindmouth Post, 4 March", f"{LINKED} - The Lindmouth Post, 4 March", True),
        (f"<a href=/1>{GOES_ON}</a>", GOES_ON, True),
        (f"<a href=/1>{LINKED}</a>{GOES_ON[len(LINKED) :]}", GOES_ON, False),
        (f"<a href=/1>{LINKED}</a>{SAID}", f"{LINKED}{SAID}", False),
        (f"<a href=/1>\n   {LINKED}\n   </a>{SAID}", f"{LINKED} {SAID}", False),
        (f"<a href=/1>{LINKED}</a> as the mayor said.", f"{LINKED} as the mayor said.", False),
        (f"<a href=/1>{LINKED}</a>, 4 March", f"{LINKED}, 4 March", True),
        (f"<a href=/1>{LINKED}</a> by Ann Lee", f"{LINKED} by Ann Lee", True),
        (f"<a href=/1>{LINKED}</a>. Thus {LINKED.lower()}.", f"{LINKED}. Thus {LINKED.lower()}.", True),
    ],
)
def test_a_paragraph_that_begins_with_a_link_and_goes_on_is_text(item: str, line: str, *, is_link: bool) -> None:
    body = f"<html><body><p>The news.</p><ul><li>{item}</li></ul></body></html>"
    furniture = furniture_of(parse(body.encode(), "https://a.example/"), [line], set())
    reason = reason_of(line, 20, 40, Context(frozenset(), frozenset(), furniture))
    assert reason == ("link" if is_link else "")


DISCLAIMED = "The views of those who write here are their own and not those of the Lindmouth Post or of its owners."
PITCHES = "We welcome all pitches and submissions to our pages, and read what comes within a week or two at most."


@pytest.mark.parametrize(
    ("body", "boxed"),
    [
        (f"<p class=disclaimer>{DISCLAIMED}<br><br>{PITCHES}</p>", [DISCLAIMED, PITCHES]),
        (f"<p class=disclaimer>{DISCLAIMED}</p><p>{PITCHES}</p>", [DISCLAIMED]),
        (f"<p class=disclaimer>{DISCLAIMED}</p><p>{DISCLAIMED}</p>", []),  # said outside too
        (f"<p class=disclaimed>{DISCLAIMED}<br><br>{PITCHES}</p>", []),
    ],
)
def test_a_paragraph_may_be_a_box_with_all_of_its_lines(body: str, boxed: list[str]) -> None:
    tree = parse(f"<html><body><p>The news.</p>{body}</body></html>".encode(), "https://a.example/")
    found = furniture_of(tree, [DISCLAIMED, PITCHES], set()).boxes
    assert [line for line in (DISCLAIMED, PITCHES) if key_of(line) in found] == boxed


@pytest.mark.parametrize(
    ("click", "is_box"),
    [
        ("location.href='/cafe-without-coins'", True),
        ("window.location = 'https://a.example/cafe'", True),
        ("window.open('/cafe', '_blank')", True),
        ("location.href='#comments'", False),
        ("openGallery('/cafe')", False),
        ("var location = here", False),
    ],
)
def test_a_box_that_a_click_leaves_for_another_page_is_none_of_the_text(click: str, *, is_box: bool) -> None:
    body = f'<html><body><p>The news.</p><div onclick="{click}"><h2>No coins</h2><p>{LINE}</p></div></body></html>'
    tree = parse(body.encode(), "https://a.example/")
    assert (key_of(LINE) in furniture_of(tree, [LINE], set()).boxes) is is_box


def test_a_text_that_a_click_leaves_stays() -> None:
    body = f"<html><body><article onclick=\"location.href='/all'\"><div><p>{LINE}</p></div></article></body></html>"
    tree = parse(body.encode(), "https://a.example/")
    assert furniture_of(tree, [LINE], set(), next(tree.iter("div"))).boxes == set()


AWAY = "onclick=\"location.href='/cafe'\""


@pytest.mark.parametrize(
    "box",
    [
        f"<ul><li {AWAY}><h3>First</h3><p>{LINE}</p></li></ul>",
        f"<div {AWAY}><img src=a><p>{LINE}</p></div>",
        f"<main><section {AWAY}><h3>The pier</h3><p>{LINE}</p></section></main>",
    ],
    ids=["a result", "a picture", "within the text"],
)
def test_what_leads_to_another_page_may_be_part_of_the_text(box: str) -> None:
    tree = parse(f"<html><body><p>The news.</p>{box}</body></html>".encode(), "https://a.example/")
    assert key_of(LINE) not in furniture_of(tree, [LINE], set(), next(tree.iter("main"), None)).boxes

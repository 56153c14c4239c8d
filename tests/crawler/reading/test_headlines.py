"""Which of a page's headings and titles is the headline, where kickers, menus and sites have headings of their own."""

from __future__ import annotations

import pytest
from lxml import html

from crawler.parsing.headings import headline_of, headline_seen
from crawler.parsing.titles import vote
from crawler.reading.headlines import as_the_text_has_it, titles_of

URL = "https://www.lindmouthpost.example/harbour/second-pier-8841.html"
NAVIGATION = '<div class="top"><h1 class="hidden">Post navigation</h1><h1 class="logo">Post Culture</h1></div>'
LOWER = "<h3><em>Opening of the hundredth season</em> All is new at the old theatre</h3>"


def title(body: str, head: str, shared: str = "") -> str:
    meta = {"og:title": [shared]} if shared else {}
    named = f'<meta property="og:title" content="{shared}">' if shared else ""
    tree = html.document_fromstring(f"<html><head><title>{head}</title>{named}</head><body>{body}</body></html>")
    return vote(titles_of(tree, meta, {}), None, URL)


@pytest.mark.parametrize(
    ("body", "head", "shared", "headline"),
    [
        ("<h2>Theatre</h2><h1>All is new</h1>", "Theatre: All is new - Post", "", "All is new"),
        ("<h2>Stage</h2><h1>All is new</h1>", "Stage: All is new - Post", "Stage: All is new", "Stage: All is new"),
        ("<h1><b>Stage</b>: All is new</h1>", "Stage: All is new - Post", "", "Stage: All is new"),
        ("<h1><span>Theatre</span>All is new</h1>", "Theatre: All is new", "", "All is new"),
        ("<h1><i>Ulysses</i> burns again</h1>", "Ulysses burns again", "", "Ulysses burns again"),
        ("<h2>Menu</h2><h1>Theatre: All is new</h1>", "Theatre: All is new", "", "Theatre: All is new"),
        ("<h2>Theatre</h2><h1>Of the new season</h1>", "Theatre: All is new", "All is new", "All is new"),
    ],
)  # fmt: skip
def test_a_kicker_in_an_element_of_its_own_is_no_part_of_the_headline(
    body: str, head: str, shared: str, headline: str
) -> None:
    assert title(body, head, shared) == headline


def test_a_kicker_within_the_heading_is_not_glued_to_the_headline() -> None:
    heading = "<h1><span>Harbour</span><span>Council votes for the second pier</span></h1>"

    assert title(heading, "Council votes for the second pier | Lindmouth Post") == "Council votes for the second pier"


def test_a_lower_heading_that_the_title_begins_with_goes_before_first_ones_of_menu_and_site() -> None:
    head = "Opening of the hundredth season: All is new at the old theatre | Programme | Post Culture"

    assert title(NAVIGATION + LOWER, head) == "All is new at the old theatre"
    assert title(NAVIGATION + "<h3>All is new at the old theatre</h3>", head[33:]) == "All is new at the old theatre"


def test_a_lower_heading_of_another_subject_does_not() -> None:
    body = "<h1>All is new at the old theatre</h1><h3>What the opera plays this winter</h3>"

    assert title(body, "Theatre | Post Culture") == "All is new at the old theatre"
    assert title(body, "What stands in the paper | Post", "All is new at the old theatre") == (
        "All is new at the old theatre"
    )


def test_a_first_heading_in_the_midst_of_a_title_is_the_headline_where_no_other_is() -> None:
    tree = html.document_fromstring(
        "<html><head><title>Lindmouth Post | Harbour and coast | Second pier | News of the day and all weathers</title>"
        "</head><body><h1>Second pier</h1><h3>Related to this</h3></body></html>"
    )

    found = headline_of(tree)
    assert found is not None
    assert found.tag == "h1"


def test_the_headline_that_readers_of_a_page_share_is_the_headline() -> None:
    tree = html.document_fromstring(
        "<title>Council votes for second pier - Post</title><h1>Post</h1><h1>Council votes for second pier</h1>"
    )

    assert headline_seen(tree) is headline_of(tree)
    assert headline_seen(html.document_fromstring("<p>None</p>")) is None


@pytest.mark.parametrize(
    ("above", "head"),
    [
        ('<p class="site-title"><a>The Lindmouth Daily Post</a></p>', "The Lindmouth Daily Post | News from the coast"),
        ('<p class="title"><a href="/">The Lindmouth Post</a></p>', "The Lindmouth Post | News from the coast"),
        ('<a class="title" href="https://post.example/">The Lindmouth Post</a>', "The Lindmouth Post | News"),
        ('<header><p class="title">The Lindmouth Post</p></header>', "The Lindmouth Post | News from the coast"),
        ('<div class="section-title">Politics in Lindmouth</div>', "Politics in Lindmouth - The Post"),
        ('<div class="title">Politics in Lindmouth</div>', "Politics in Lindmouth - The Post"),
        ("<h3>Politics in Lindmouth</h3>", "Politics in Lindmouth - The Post"),
    ],
)
def test_the_name_of_a_site_or_a_section_is_no_headline(above: str, head: str) -> None:
    headline = "Council votes for the second pier after eleven years"
    assert title(f"{above}<h1>{headline}</h1><p>It sat until ten.</p>", head) == headline


@pytest.mark.parametrize("link", ["#top", "", "http://[", "/harbour/8841"])
def test_a_headline_that_is_a_link_stays_one(link: str) -> None:
    body = f'<h1>Lindmouth Post</h1><p class="title"><a href="{link}">Council votes for a pier</a></p>'
    assert title(body, "Council votes for a pier - The Lindmouth Post of the coast") == ("Council votes for a pier")


def test_the_name_of_a_site_is_not_looked_for_where_no_first_heading_is_either() -> None:
    tree = html.document_fromstring(
        "<html><head><title>The Lindmouth Post | News of the coast</title></head><body>"
        '<ul><li><p class="title">The Lindmouth Post</p></li></ul>'
        '<header><p class="title">The Lindmouth Post</p></header>'
        '<p class="title"><a href="/">The Lindmouth Post</a></p><p>It sat until ten.</p></body></html>'
    )
    assert headline_of(tree) is None


@pytest.mark.parametrize(
    ("title", "lines", "headline"),
    [
        (
            "Quay News :: Council votes on the wall",
            ["Council votes on the wall", "It sat."],
            "Council votes on the wall",
        ),
        ("Harbour - Council votes on the wall", ["Harbour", "It sat."], "Harbour - Council votes on the wall"),
        (
            "Politics - Council votes on the wall",
            ["Politics", "Council votes on the wall"],
            "Council votes on the wall",
        ),
        (
            "Ahrtal-Flut \u2013 was wir bisher wissen",
            ["Was wir bisher wissen"],
            "Ahrtal-Flut \u2013 was wir bisher wissen",
        ),
        ("Sécheresse - Nous n'avons plus d'eau", ["Nous n'avons plus d'eau"], "Sécheresse - Nous n'avons plus d'eau"),
        ("The old man | Ten books", ["The old man", "It sat."], "The old man | Ten books"),
        ("Quay Channel", ["By Ann Lee", "3 March 2026, 10:15", "Council votes", "It sat until ten."], "Council votes"),
        ("Council votes on the wall", ["It sat."], "Council votes on the wall"),
        ("Quay Channel", ["Quay Channel", "Council votes", "It sat until ten."], "Council votes"),
        ("Quay Channel", ["It sat until ten."], "It sat until ten."),
        ("Quay Channel", [" ".join("abcdefghijklmn")], "a b c d e f g h i j k l\u2026"),
        ("Quay Channel", [], "Quay Channel"),
    ],
)
def test_the_headline_as_the_text_has_it(title: str, lines: list[str], headline: str) -> None:
    assert as_the_text_has_it(title, lines, {"quaychannel"}, {"quaynews"}) == headline


def test_a_title_that_a_heading_says_too_is_about_who_bears_the_name() -> None:
    lines = ["By Ann Lee", "The poet of the harbour is dead.", "She was ninety."]
    assert as_the_text_has_it("Ann Lee", lines, {"annlee"}, set(), ["Ann Lee"]) == "Ann Lee"
    assert as_the_text_has_it("Ann Lee", lines, {"annlee"}, set(), ["Post"]) == "The poet of the harbour is dead."


@pytest.mark.parametrize(
    ("title", "headline"),
    [
        ("\u00bb Council votes on the wall", "Council votes on the wall"),
        ("> Council votes on the wall", "Council votes on the wall"),
        ("\u00bbWe vote\u00ab, says the council", "\u00bbWe vote\u00ab, says the council"),
        ("Council \u00bb votes on the wall", "Council \u00bb votes on the wall"),
        (">50 percent vote for the wall", ">50 percent vote for the wall"),
        ("> 100.000 vote for the wall", "> 100.000 vote for the wall"),
        ("\u00bb We vote \u00ab, says the council", "\u00bb We vote \u00ab, says the council"),
        ("\u203a We vote \u2039, says the council", "\u203a We vote \u2039, says the council"),
        ("\u2192 5 votes on the wall", "5 votes on the wall"),
    ],
)
def test_an_arrow_before_a_headline_is_no_part_of_it(title: str, headline: str) -> None:
    tree = html.document_fromstring(f"<html><head><title>{title.replace('>', '&gt;')}</title></head></html>")
    assert list(titles_of(tree, {}, {})) == [("title", headline)]


def test_marks_before_a_headline_that_the_page_shows_are_its_own() -> None:
    tree = html.document_fromstring("<html><body><h1>\u00bb Council votes</h1></body></html>")
    assert list(titles_of(tree, {"og:title": ["| Council votes"]}, {})) == [
        ("og", "| Council votes"),
        ("h1", "\u00bb Council votes"),
    ]

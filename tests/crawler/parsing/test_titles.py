from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from crawler.extract import extract
from crawler.parsing.titles import abbreviates, folded, site_in_title, vote

URL = "https://www.lindmouthpost.example/a"


@pytest.mark.parametrize(
    ("candidates", "outlet", "title"),
    [
        ([("title", "Council votes - Lindmouth Post"), ("h1", "Council votes")], None, "Council votes"),
        ([("title", "Council votes on the wall - Lindmouth Post")], None, "Council votes on the wall"),
        ([("og", "Harbour - Council votes on the wall - Lindmouth Post"), ("h1", "harbour"),
          ("h1", "Council votes on the wall")], "Lindmouth Post", "Council votes on the wall"),
        ([("og", "Council votes on the wall - Harbour"), ("h1", "harbour"), ("h1", "Council votes on the wall")], None,
         "Council votes on the wall"),
        ([("title", "Lindmouth Post | Council votes on the wall")], "Lindmouth Post", "Council votes on the wall"),
        ([("og", "Council votes"), ("headline", "Council votes"), ("h1", "Council sits")], None, "Council votes"),
        ([("og", "Lindmouth Post"), ("h1", "Council votes")], "Lindmouth Post", "Council votes"),
        ([("og", "North - South talks open"), ("h1", "North - South talks open")], None, "North - South talks open"),
        ([("title", "Council votes | World | News | Lindmouth Post"), ("h1", "Council votes")], None, "Council votes"),
        ([("title", "港の灯台\uff5cみなと新聞"), ("h1", "港の灯台")], "みなと新聞", "港の灯台"),
        ([("og", "Wall: what it costs"), ("twitter", "Wall: what it costs"), ("title", "Wall: what it costs | Post"),
          ("headline", "Council votes on the wall"), ("h1", "Council votes on the wall")], None,
         "Council votes on the wall"),
        ([("og", "Wall: what it costs"), ("title", "Wall: what it costs"), ("h1", "Council votes")], None,
         "Wall: what it costs"),
        ([("og", "Council votes -- Lindmouth Post"), ("title", "Council votes -- Wall -- Lindmouth Post")], None,
         "Council votes"),
        ([("title", "Council votes on the wall / Lindmouth Post")], "Lindmouth Post", "Council votes on the wall"),
        ([("og", "Talks / North and South"), ("h1", "Talks / North and South")], "Post", "Talks / North and South"),
        ([("og", "Home Office to face lawsuits from ITN, The Guardian")], "The Guardian",
         "Home Office to face lawsuits from ITN, The Guardian"),
        ([("og", "Staff to strike at ITV, BBC")], "BBC", "Staff to strike at ITV, BBC"),
        ([("og", "Police raid offices of Kommersant, Reuters")], "Reuters",
         "Police raid offices of Kommersant, Reuters"),
        ([("og", "Kremlin adds three outlets to its list: Meduza")], "Meduza",
         "Kremlin adds three outlets to its list: Meduza"),
        ([("og", "A brief history of what we waste: Lindmouth Post")], None,
         "A brief history of what we waste: Lindmouth Post"),
        ([("og", "Two quays / Lindmouthpost")], None, "Two quays / Lindmouthpost"),
        ([("og", "港の灯台\uff1aみなと新聞")], "みなと新聞", "港の灯台"),
        ([("og", "港の灯台\u3010みなと新聞\u3011")], "みなと新聞", "港の灯台"),
        ([("og", "港の灯台「西」:みなと日誌"), ("h1", "港の灯台「西」")], "みなと日誌", "港の灯台「西」"),
        ([("og", "港の灯台:西の物語"), ("h1", "港の灯台")], "みなと日誌", "港の灯台:西の物語"),
        ([("og", "市议会表决通过建设第二码头_海港网"), ("title", "市议会表决通过建设第二码头_海港网")], "海港网",
         "市议会表决通过建设第二码头"),
        ([("title", ""), ("h1", " ")], None, ""),
        ([], None, ""),
    ],
)  # fmt: skip
def test_vote(candidates: list[tuple[str, str]], outlet: str | None, title: str) -> None:
    assert vote(candidates, outlet, URL) == title


@pytest.mark.parametrize(
    ("shared", "heading", "title"),
    [
        ("'Wall' Is Worth It", "\u2018Wall\u2019 is worth it", "\u2018Wall\u2019 is worth it"),
        ('"Old wall" leaks', "\u00abOld wall\u00bb leaks", "\u00abOld wall\u00bb leaks"),
        ("Council votes - at last", "Council votes \u2013 at last", "Council votes \u2013 at last"),
        ("Wall isn't worth it", "Wall isn\u2019t worth it", "Wall isn't worth it"),  # the apostrophe tells nothing
        ("'Wall' is worth it", "\u2018WALL\u2019 IS WORTH IT", "'Wall' is worth it"),
        ("'Wall' is worth it", "\u2018wall\u2019 is worth it", "'Wall' is worth it"),
        ("Wall: it is worth it", "Wall it is worth it", "Wall: it is worth it"),
    ],
)
def test_a_headline_is_spelt_as_readers_see_it(shared: str, heading: str, title: str) -> None:
    assert vote([("og", shared), ("h1", heading), ("title", shared)], None, URL) == title


@pytest.mark.parametrize(
    ("title", "heading"),
    [
        ("Neue Brücke", "Neue Meldungen aus der ganzen Region"),
        ("Hafen in Lindmouth gesperrt", "Nachrichten aus Lindmouth und dem Hafen"),
        ("El puerto de Lindmouth cierra", "Noticias del puerto y la ciudad de Lindmouth"),
        ("Climate summit ends without a deal", "Climate summit: all our coverage and analysis"),
        ("Strike at the port: unions and council agree", "Strike at the port live: latest updates"),
        ("Council backs bridge", "Poll: should the council back the bridge? Vote here"),
        ("The old bridge closes until May", "The old bridge closes until May Share this article"),
        ("Взрыв в порту: двое ранены", "Взрыв в порту: главное к этому часу"),
    ],
)
@pytest.mark.parametrize("within", [True, False])
def test_a_heading_in_other_words_does_not_go_before_the_title(title: str, heading: str, *, within: bool) -> None:
    lower = [("h2", title)] if within else []
    assert vote([("og", title), ("twitter", title), ("h1", heading), *lower, ("title", title)], None, URL) == title


@pytest.mark.parametrize("mark", ["\u2026", "...", ""])
def test_a_headline_that_was_cut_gives_way_to_the_whole(mark: str) -> None:
    whole = (
        "The council of Lindmouth votes for the second pier after eleven years of debate, and fishermen wait for plans"
    )
    cut = whole[:104].rstrip() + mark
    assert vote([("og", cut), ("headline", cut), ("h1", whole)], None, URL) == whole
    assert vote([("og", cut), ("headline", cut), ("h1", "Second pier")], None, URL) == cut


def test_the_site_as_its_title_writes_it() -> None:
    assert site_in_title([("title", "Council votes - Lindmouth Post")], URL) == "Lindmouth Post"
    assert site_in_title([("title", "Council votes - Elsewhere")], URL) is None
    assert site_in_title([("h1", "Lindmouth Post")], URL) is None


@given(st.lists(st.tuples(st.sampled_from(["og", "headline", "h1", "title"]), st.text(max_size=40)), max_size=5))
def test_the_title_is_part_of_a_candidate(candidates: list[tuple[str, str]]) -> None:
    title = vote(candidates, None, URL)
    assert not title or any(folded(title) in folded(text) for _, text in candidates)


def test_a_domain_that_abbreviates_a_name() -> None:
    assert abbreviates("lpost", "The Lindmouth Post") is False
    assert abbreviates("tlpost", "The Lindmouth Post")
    assert abbreviates("tlp", "The Lindmouth Post")
    assert not abbreviates("lee", "Ann Lee")


@given(st.text())
@example("İstanbul: „Größe“ \u2014 \u039f\u0394\u039f\u03a3_\u0391²\u2009\ud800")
def test_what_is_folded_are_the_letters_and_digits_in_lower_case(text: str) -> None:
    assert folded(text) == "".join(filter(str.isalnum, text)).lower()


def test_a_heading_of_low_rank_that_og_title_repeats_is_the_title() -> None:
    text = "".join(f"<p>The harbour master read line {number} of the plans to the meeting.</p>" for number in range(9))
    body = f"""<html lang="en"><head><title>Second pier granted | Lindmouth Post</title>
        <meta name="title" content="Second pier granted | Lindmouth Post">
        <meta property="og:title" content="Council votes for the second pier"></head><body><article>
        <h2><a href="/p">Politics</a></h2><h3>Council votes for the second pier</h3>{text}</article></body></html>"""
    assert extract(body.encode(), URL).title == "Council votes for the second pier"


@pytest.mark.parametrize(
    ("title", "heading", "expected"),
    [
        (
            "午间公告\uff1a港口二期工程中标公示结果_港口时报网",
            "午间公告\uff1a港口二期工程中标公示结果",
            "午间公告\uff1a港口二期工程中标公示结果",
        ),
        (
            "港の再建が来年春に始まると発表\uff08港新聞\uff09",
            "港の再建が来年春に始まると発表",
            "港の再建が来年春に始まると発表",
        ),
        ("首相「港は必ず再建する」", "首相", "首相「港は必ず再建する」"),
        ("Harbour vote_What the council decided and why it took so long", "Harbour vote", None),
        ("港口二期\uff1a市长谈港口再建的三个理由", "港口二期", "港口二期\uff1a市长谈港口再建的三个理由"),
    ],
)
def test_what_follows_all_that_the_heading_says_is_the_site(title: str, heading: str, expected: str | None) -> None:
    found = vote([("title", title), ("h2", heading)], None, "https://news.example/1")

    assert found == (expected or title)


@pytest.mark.parametrize(
    ("behind", "whole"),
    [
        (", Harbour News, Lindmouthpost", False),
        ("- News and latest of the harbour in Lindmouthpost.example", False),
        ("- and those of the two towns", True),
        ("- and the Lindmouthpost knows of what", True),
        (" and those of the Lindmouthpost", True),
        (", and those of the two towns", True),
    ],
)
def test_a_headline_is_not_cut_where_only_the_site_goes_on(behind: str, whole: bool) -> None:
    said = "The council of the harbour votes for the second pier and for the old lighthouse after a night of talks"
    assert 100 <= len(said) < 116
    longer = f"{said}{behind}"
    assert vote([("og", said), ("headline", said), ("title", longer)], None, URL) == (longer if whole else said)


_LONG, _HALF = "市議会が老朽橋の閉鎖を決定「住民は反対」", "市議会が老朽橋の閉鎖を決定"


@pytest.mark.parametrize(
    ("candidates", "title"),
    [
        ([("title", f"{_LONG} | 例新聞"), ("h1", _LONG), ("twitter", _HALF)], _LONG),
        ([("title", f"{_LONG} | 例新聞"), ("h1", _LONG), ("headline", _HALF)], _LONG),
        ([("og", f"{_LONG} - 例新聞"), ("title", f"{_LONG} - 例新聞"), ("h1", _LONG), ("headline", _HALF)], _LONG),
        ([("og", _LONG), ("title", f"{_LONG} | 例新聞"), ("h1", _HALF)], _LONG),
        ([("og", "颱風逼近台灣東部海域"), ("title", "颱風逼近台灣東部海域\uff1a氣象署發布警報 | 例報"),
          ("h1", "颱風逼近台灣東部海域\uff1a氣象署發布警報")], "颱風逼近台灣東部海域\uff1a氣象署發布警報"),
        ([("og", "Floods hit southern Texas / Death toll at 90"),
          ("title", "Floods hit southern Texas / Death toll at 90 | Daily"), ("h1", "Floods hit southern Texas")],
         "Floods hit southern Texas / Death toll at 90"),
    ],
)  # fmt: skip
def test_a_headline_that_one_place_has_half_of_stays_whole(candidates: list[tuple[str, str]], title: str) -> None:
    assert vote(candidates, None, URL) == title


@pytest.mark.parametrize(
    ("candidates", "title"),
    [
        ([("og", "Council votes for a new pier | India News")], "Council votes for a new pier"),
        ([("og", "Council votes for a new pier | India News |")], "Council votes for a new pier"),
        ([("og", "Council votes for a new pier | What we know")], "Council votes for a new pier | What we know"),
        ([("og", "Council votes for a pier\u2026"), ("h1", "Council votes for a pier")], "Council votes for a pier"),
        ([("h1", "Politics"), ("title", "Council votes for a new pier | Post")], "Council votes for a new pier"),
        ([("h1", "Council votes"), ("title", "Council votes for a new pier")], "Council votes"),
        ([("h1", "Pier burns"), ("title", "Fire at sea | Post")], "Pier burns"),
    ],
)
def test_a_section_is_no_headline(candidates: list[tuple[str, str]], title: str) -> None:
    assert vote(candidates, "Post", "https://www.lindmouthpost.example/india/a-1") == title

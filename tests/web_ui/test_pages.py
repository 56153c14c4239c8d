"""Every page says what it is there to say."""

from __future__ import annotations

import re
from random import Random
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from lxml import html
from starlette.testclient import TestClient

from crawler.web.app import create_app
from crawler.web.wording import by_evidence
from dedupe.fold import fold
from storage.articles import save_article
from storage.fetches import record_fetches
from storage.records import Article, Attribution, AttributionKind, Fetch, Outcome, Source
from storage.runs import EndedRun, Rest, keep_run
from storage.sources import upsert_source
from storage.store import Store
from storage.times import now
from tests.web_ui.conftest import article

if TYPE_CHECKING:
    from pathlib import Path

ATOM = "{http://www.w3.org/2005/Atom}"


def shown(client: TestClient, address: str) -> html.HtmlElement:
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    return html.document_fromstring(answer.text)


def text(tree: html.HtmlElement, path: str = "//main") -> str:
    return " ".join(" ".join(each.text_content() for each in tree.xpath(path)).split())


def story_of(client: TestClient, title: str) -> str:
    link = shown(client, "/").xpath(f'//h3/a[contains(., "{title}")]/@href')
    return str(link[0])


def test_the_front_lists_stories_newest_first_with_who_ran_them(client: TestClient) -> None:
    tree = shown(client, "/")
    titles = [each.text_content() for each in tree.xpath("//h3/a")]
    assert titles[:2] == ["Brewery to become flats", "Crane falls in Port Ellery"]
    assert titles[-1] == "All", "what has no date comes last"
    line = text(tree, '//li[.//a[contains(., "Crane")]]')
    assert "Wire" in line
    assert "Echo" in line
    assert "2 outlets" in line
    assert "1 revision since" in line
    assert re.search(r"up to \d+ words differ", line)
    assert text(tree, '//li[.//a[contains(., "Crane")]]//p[@class="seen"]') == "last 08:30 first 06:00", "as sorted"
    drawn = tree.xpath('//li[.//a[contains(., "Crane")]]//svg[@role="img"]/@aria-label')
    assert drawn == ["Picked up over 2 h 30 min: Wire, 1 March 2026, 06:00; Echo, 1 March 2026, 08:30"]


def test_a_line_says_how_far_the_copy_is_that_differs_most(tmp_path: Path) -> None:
    draw = Random(7)
    paragraphs = [
        " ".join(f"{draw.choice(['dam', 'ferry', 'quay'])}{draw.randrange(900)}" for _ in range(25)) for _ in range(8)
    ]
    edited = [*paragraphs[:-1], f"{paragraphs[-1].rpartition(' ')[0]} owls"]
    with Store.open(tmp_path / "differ.db") as store:
        for outlet, ran in (("wire", paragraphs), ("owl", edited), ("short", paragraphs[:-2])):
            url = f"http://{outlet}.example/1"
            save_article(
                store, Article(url, url, "Quay and brewery", "\n\n".join(ran), outlet=outlet), fetched_at=now()
            )
        fold(store)
    line = text(shown(TestClient(create_app(tmp_path / "differ.db"), base_url="http://127.0.0.1:8000"), "/"), "//li")
    assert "3 outlets up to 50 words differ" in line, "all of the one that leaves out 50 is in the first"


@pytest.mark.parametrize(
    ("asked", "titles"),
    [
        ("outlet=echo", ["Crane falls in Port Ellery"]),
        ("min_outlets=2", ["Crane falls in Port Ellery"]),
        ("has_revisions=true", ["Crane falls in Port Ellery"]),
        ("since=2026-03-02", ["Brewery to become flats"]),
        ("until=2026-02-28&language=en", ["<script>"]),
        ("query=brewery+bats", ["Brewery to become flats"]),
        ("q=brewery+bats", ["Brewery to become flats"]),
        ("query=nowhere", []),
        ("source=wire", []),
    ],
)
def test_filters_choose(client: TestClient, asked: str, titles: list[str]) -> None:
    found = [each.text_content() for each in shown(client, f"/?{asked}").xpath("//h3/a")]
    assert [title[: len(wanted)] for title, wanted in zip(found, titles, strict=True)] == titles


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("query=brewery+or+crane", "No story fits. In a search, OR goes in capital letters."),
        ("query=nowhere", "No story fits. Try fewer words."),
        ("query=nowhere&language=en", "No story fits. Try fewer words, or clear the filters."),
        ("language=xx", "No story fits. Clear the filters."),
    ],
)
def test_where_nothing_fits_the_way_out_is_said(client: TestClient, asked: str, said: str) -> None:
    assert text(shown(client, f"/?{asked}"), '//p[@class="nothing"]') == said


def test_what_a_search_found_is_marked(client: TestClient) -> None:
    marked = shown(client, "/?query=council").xpath('//mark[@class="hit"]')
    assert [each.text_content() for each in marked] == ["council", "council"]
    marked = shown(client, "/?query=ellery").xpath('//h3//mark[@class="hit"]')
    assert [each.text_content() for each in marked] == ["Ellery", "Ellery"], "wherever it stands in a headline"


def test_a_senseless_filter_is_explained(client: TestClient) -> None:
    answer = client.get("/?since=yesterday")
    assert answer.status_code == 400
    assert "is no date" in answer.text


def test_a_saved_search_is_a_feed(client: TestClient) -> None:
    answer = client.get("/feed.atom?query=harbour")
    assert answer.headers["content-type"].startswith("application/atom+xml")
    feed = ET.fromstring(answer.content)
    assert [each.text for each in feed.iterfind(f"{ATOM}entry/{ATOM}title")] == ["Crane falls in Port Ellery", "All"]
    assert all(each.text for each in feed.iterfind(f"{ATOM}entry/{ATOM}updated"))
    assert len({each.text for each in feed.iterfind(f"{ATOM}entry/{ATOM}id")}) == 2


def test_a_story_says_who_came_first_and_why(client: TestClient) -> None:
    tree = shown(client, story_of(client, "Crane"))
    assert "First published 1 March 2026, 06:00, last picked up" in text(tree, '//p[@class="sum"]')
    reasons = text(tree, '//ul[@class="reasons"]')
    assert "It is dated 1 March 2026, 06:00; Echo followed 2 h 30 min later." in reasons
    assert "Echo credits it in a credit: “(Wire)”." in reasons
    members = [" ".join(each.text_content().split()) for each in tree.xpath('//ol[@class="members"]/li')]
    assert members[0].startswith("Wire came first, 1 March 2026, 06:00")
    assert "% in the first" in members[1]
    assert tree.xpath('//svg[@class="graph"]/@aria-label') == ["Echo credits Wire"]


def test_an_event_shows_the_stories_of_one_happening(client: TestClient) -> None:
    tree = shown(client, story_of(client, "Crane"))
    others = tree.xpath('//section[@aria-labelledby="event"]//h3/a')
    assert [each.text_content() for each in others] == ["Two injured as crane topples at Ellery quay"]
    page = shown(client, str(tree.xpath('//a[. = "The whole event"]/@href')[0]))
    assert [each.text_content() for each in page.xpath('//p[@class="seen"]')] == ["1 Mar 06:00", "1 Mar 07:10"]
    assert [each.text_content() for each in page.xpath("//h3/a")] == [
        "Crane falls in Port Ellery", "Two injured as crane topples at Ellery quay"
    ]  # fmt: skip
    assert "2 stories of one happening, each in words of its own, by 3 outlets." in text(page)
    assert not shown(client, story_of(client, "Brewery")).xpath('//section[@aria-labelledby="event"]')


def test_two_members_lie_side_by_side(client: TestClient) -> None:
    address = story_of(client, "Crane")
    tree = shown(client, address)
    assert "of the night shift" in text(tree, '//section[@class="compare"]//del')
    both = shown(client, f"{address}?view=shared").xpath('//mark[starts-with(@class, "passage-")]')
    assert len(both) >= 4
    swapped = shown(client, f"{address}?left=2&right=1")
    assert text(swapped, '//div[@class="sides heads"]/p[1]') == "Echo"


def test_a_mash_up_shows_where_its_passages_came_from(client: TestClient) -> None:
    tree = shown(client, story_of(client, "All"))
    assert "Where its passages came from" in text(tree)
    colours = {each.get("class") for each in tree.xpath('//div[contains(@class, "coloured")]//mark')}
    assert colours == {"part-1", "part-2"}
    whole = text(shown(client, story_of(client, "Brewery")))
    assert "Parts of it are in" in whole


def test_an_article_shows_what_it_changed(client: TestClient) -> None:
    tree = shown(client, "/article/1")
    assert "Revision 2, seen 3 March 2026, 10:00, beside revision 1" in text(tree)
    assert text(tree, "//ins").startswith("Three")


def test_a_story_says_which_text_of_the_first_one_was_copied(client: TestClient) -> None:
    member = shown(client, story_of(client, "Crane")).xpath('//ol[@class="members"]/li')[1]
    assert re.search(r"\d+ % in the first 100 % in its revision 1", " ".join(member.text_content().split()))


def test_why_explains_any_two(client: TestClient) -> None:
    assert "Compare" in text(shown(client, "/why"))
    told = shown(client, "/why?a=1&b=http://echo.example/crane?utm_source=x")
    assert "The same story" in text(told, "//h2")
    cited = text(told, "//blockquote")
    assert "http://wire.example/crane, revision 2" in cited
    assert re.search(r"Jaccard similarity 0\.\d{3}; containment", cited)
    apart = shown(client, "/why?a=1&b=3")
    assert "Not the same story" in text(apart, "//h2")
    assert "agreement of names and numbers not applicable." in text(apart, "//blockquote")
    assert "agreenot applicable" in text(apart, '//dl[@class="figures"]')
    unknown = client.get("/why?a=1&b=99")
    assert unknown.status_code == 404
    assert "no article has the id 99" in unknown.text
    assert "`" not in unknown.text, "who reads a page types no commands"
    assert client.get("/why?a=1&b=nothing").status_code == 404


def test_sources_that_fail_come_first_and_say_why(client: TestClient) -> None:
    rows = [" ".join(each.text_content().split()) for each in shown(client, "/sources").xpath("//tbody/tr")]
    assert "server error: HTTP 500" in rows[0]
    assert "not fetched yet" in rows[1]


def test_one_off_fetches_are_neither_due_nor_failing(tmp_path: Path) -> None:
    moment, path = "2026-03-03T01:00:00Z", tmp_path / "store.db"
    with Store.open(path) as store:
        for name in ("kept", "http://once.example/"):
            upsert_source(store, Source(name, f"http://{len(name)}.example/"), added_at=moment)
            gave = EndedRun(name, moment, Outcome.ZERO_YIELD, "zero yield: read as a feed, and lists nothing")
            keep_run(store, gave, Rest(1, moment, {}), "2026-03-03T04:05:00Z")

    def told(*declared: str) -> tuple[list[str], str]:
        app = create_app(path, declared=lambda: frozenset(declared))
        with TestClient(app, base_url="http://127.0.0.1:8000") as client:
            page = shown(client, "/sources")
            rows = [" ".join(each.text_content().split()) for each in page.xpath("//tbody/tr")]
            assert ("by themselves below" in text(page, "//caption")) is bool(declared)
            return rows, text(shown(client, "/status"))

    (kept, once), status = told("kept")
    assert "; due" in kept
    assert "; due" not in once
    assert "a one-off fetch, which nothing asks again" in once
    assert kept.count("zero yield") == once.count("zero yield") == 1
    assert "1 source, 1 of them failing." in status
    assert "Besides, 1 one-off fetch, which" in status
    rows, status = told()
    assert not any("; due" in each for each in rows)
    assert "2 one-off fetches, 2 of them failing." in status
    assert "due" not in status
    assert told("another")[1].count("failing") == 0


def test_a_list_that_has_not_changed_says_nothing_of_what_came_beside_it(tmp_path: Path) -> None:
    moment, path = "2026-03-03T01:00:00Z", tmp_path / "store.db"
    with Store.open(path) as store:
        upsert_source(store, Source("kept", "http://kept.example/"), added_at=moment)
        keep_run(store, EndedRun("kept", moment, Outcome.UNCHANGED, new=3), Rest(0, None, {}), "2026-03-03T04:05:00Z")
    app = create_app(path, declared=lambda: frozenset({"kept"}))
    with TestClient(app, base_url="http://127.0.0.1:8000") as client:
        (row,) = (" ".join(each.text_content().split()) for each in shown(client, "/sources").xpath("//tbody/tr"))
    assert "works, unchanged" in row
    assert "nothing new" not in row


def test_the_status_counts(client: TestClient) -> None:
    told = text(shown(client, "/status"))
    assert "No daemon is running." in told
    assert "articles6 stories5" in told


def test_what_is_new_appears_while_one_looks(client: TestClient) -> None:
    assert client.get("/fresh?seen=100000").status_code == 204
    fresh = shown(client, "/fresh?seen=0")
    assert len(fresh.xpath("//h3")) == 5
    shown_already = str(fresh.xpath('//div[@id="fresh"]/@hx-get')[0])
    assert client.get(shown_already).status_code == 204


@pytest.mark.parametrize(
    "address", ["/story/999", "/story/x", f"/story/{10**20}", "/article/0", "/event/2", "/nothing"]
)
def test_what_is_not_there_is_said_in_words(client: TestClient, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 404
    assert "Back to the stories" in answer.text
    assert "`" not in answer.text, "who reads a page types no commands"


def test_a_source_called_by_its_address_says_it_once(tmp_path: Path) -> None:
    path, urls = tmp_path / "store.db", ["http://named.example/", "http://once.example/"]
    with Store.open(path) as store:
        for name, url in zip(("Named", urls[1]), urls, strict=True):
            upsert_source(store, Source(name, url), added_at=now())
    with TestClient(create_app(path), base_url="http://127.0.0.1:8000") as client:
        rows = [each.text_content() for each in shown(client, "/sources").xpath("//tbody/tr")]
    assert [each.count(url) for each, url in zip(rows, urls, strict=True)] == [1, 1]


def test_credits_in_the_same_words_are_told_together() -> None:
    words = "With reporting by Reuters and AFP"
    given = [("Reuters", words), ("SOHR", "SOHR said"), ("AFP", words), ("Reuters", words)]
    told = by_evidence([Attribution(name, AttributionKind.CREDIT, said) for name, said in given])
    assert told == [(words, ["Reuters", "AFP"]), ("SOHR said", ["SOHR"])]


def test_all_pages_that_gave_nothing_are_counted(tmp_path: Path) -> None:
    moment, path = now(), tmp_path / "store.db"
    with Store.open(path) as store:
        upsert_source(store, Source("kept", "http://kept.example/"), added_at=moment)
        gone = [f"http://kept.example/{number}" for number in range(27)]
        fetches = [Fetch(url, Outcome.GONE, moment, 404, "HTTP 404", "kept") for url in [*gone, *gone]]
        record_fetches(store, [*fetches, Fetch(gone[0], Outcome.OK, moment, 200, source="kept")])
        record_fetches(store, [Fetch("http://kept.example/old", Outcome.GONE, "2020-03-03T01:00:00Z", 404, "", "kept")])
        record_fetches(store, [Fetch(gone[26], Outcome.OK, moment, 200, source="another that has it now")])
        keep_run(store, EndedRun("kept", moment, Outcome.OK, pages=2, new=1), Rest(0, None, {}), moment)
    with TestClient(create_app(path, declared=lambda: frozenset({"kept"})), base_url="http://127.0.0.1:8000") as client:
        said = text(shown(client, "/sources"))
    assert "25 pages gave nothing in 7 days" in said, "each counts once, and neither an old one nor what is there again"
    assert said.count("http://kept.example/2") > 3
    assert "and 5 more" in said
    assert "1 new article" in said
    assert "1 new articles" not in said


def test_a_search_marks_the_word_with_its_marks_and_counts_no_other(tmp_path: Path) -> None:
    place = tmp_path / "thai.db"
    water = article("http://a.example/1", "A", ("เจ้าหน้าที่หนีน้ำ",), "2026-03-01T06:00:00Z", "แม่น้ำทะลักเขื่อน")
    front = article("http://b.example/2", "B", ("ราคาข้าวหน้าสวนไม่ขึ้น",), "2026-03-01T07:00:00Z", "หน้าสวน")
    with Store.open(place) as store:
        with store.write():
            for each in (water, front):
                save_article(store, each, fetched_at="2026-03-03T00:00:00Z")
        fold(store)
    with TestClient(create_app(place), base_url="http://127.0.0.1:8000") as client:
        tree = shown(client, "/?query=น้ำ")
        assert [each.text_content() for each in tree.xpath("//h3/a")] == ["แม่น้ำทะลักเขื่อน"]
        assert [each.text for each in tree.xpath('//mark[@class="hit"]')] == ["น้ำ", "น้ำ"]
        assert [each.text_content() for each in shown(client, "/?query=ราคา+-น้ำ").xpath("//h3/a")] == ["หน้าสวน"]
        assert not shown(client, "/?query=ไม้").xpath("//h3/a")
        assert "หน้าสวน" not in client.get("/feed.atom?query=น้ำ").text

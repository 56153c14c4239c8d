"""The lines that an outlet always runs are learnt from different articles, in any order, and left out on reading."""

from __future__ import annotations

import random
from hashlib import blake2b
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html
from starlette.testclient import TestClient

from crawler.web.app import create_app
from storage.export import article_record
from storage.fingerprints import read_texts
from storage.furniture import ASKED, COMMON, _line_key, _rank, learn, learn_all, left_out, list_furniture
from storage.reading import iter_articles
from tests.storage import samples
from tests.storage.samples import article

if TYPE_CHECKING:
    from pathlib import Path

    from storage.records import Article
    from storage.store import Store

NOTICE = (
    "The authority has declared this outlet undesirable; readers in the region may be fined for passing on its texts."
)
_WORDS = [
    "harbour",
    "council",
    "breakwater",
    "herring",
    "market",
    "quay",
    "engineer",
    "summer",
    "crown",
    "ferry",
    "lantern",
    "orchard",
    "village",
    "teacher",
    "bridge",
    "tunnel",
    "railway",
    "glacier",
    "museum",
    "painter",
    "violin",
    "theatre",
    "library",
    "senate",
    "budget",
    "pension",
    "hospital",
    "vaccine",
    "reactor",
    "satellite",
    "meteor",
    "volcano",
    "drought",
    "irrigation",
    "vineyard",
    "cathedral",
    "festival",
    "champion",
    "stadium",
    "referee",
    "tribunal",
    "verdict",
]


def told(seed: int, paragraphs: int = 4) -> list[str]:
    """Paragraphs of one report, with words that hardly another has."""
    draw = random.Random(seed)
    return [" ".join(f"{draw.choice(_WORDS)}{draw.randrange(500)}" for _ in range(14)) + "." for _ in range(paragraphs)]


def report(seed: int, *more: str, outlet: str = "Post", address: str = "") -> Article:
    return article(
        address or f"http://post.example/{seed}",
        text="\n\n".join([*told(seed), *more]),
        outlet=outlet,
        title=f"Report {seed}",
    )


def save(store: Store, *articles: Article, at: str = "2026-02-01T00:00:00Z") -> None:
    """Save articles and learn from them, as folding does."""
    samples.save(store, *articles, at=at)
    marks = ", ".join("?" * len(articles))
    urls = [each.url for each in articles]
    ids = [row[0] for row in store.connection.execute(f"SELECT id FROM articles WHERE url IN ({marks})", urls)]
    with store.write() as connection:
        learn(connection, ids, at)


def folded_texts(store: Store) -> dict[str, str]:
    ids = [row[0] for row in store.connection.execute("SELECT id FROM articles")]
    return {row[1]: row[3] for row in read_texts(store.connection, ids)}


def lines_of(store: Store) -> list[str]:
    return [each.line for each in list_furniture(store)]


def test_three_different_articles_make_a_line_furniture(store: Store) -> None:
    save(store, report(1, NOTICE), report(2, NOTICE))
    assert lines_of(store) == []
    store.connection.execute("DELETE FROM unfolded")
    save(store, report(3, NOTICE), report(4))
    (learnt,) = list_furniture(store)
    assert (learnt.outlet, learnt.line, learnt.articles) == ("Post", NOTICE, 3)
    assert sorted(learnt.witnesses) == [f"http://post.example/{n}" for n in (1, 2, 3)]
    queued = {row[0] for row in store.connection.execute("SELECT article_id FROM unfolded")}
    assert queued == {1, 2, 3, 4}, "the articles that hold the line are folded again"


def test_a_text_is_read_without_it_and_stays_as_it_is(store: Store) -> None:
    save(store, *(report(seed, NOTICE, "And a last word after it.") for seed in (1, 2, 3)))
    stored = dict(store.connection.execute("SELECT url, text FROM articles").fetchall())
    for url, text in folded_texts(store).items():
        assert NOTICE in stored[url]
        assert NOTICE not in text
        assert len(text) == len(stored[url])
        assert text.index("And a last word") == stored[url].index("And a last word")
    assert store.connection.execute("SELECT max(revision) FROM articles").fetchone() == (1,)


def test_exports_and_pages_tell_it_from_news_and_the_text_stays_whole(store: Store) -> None:
    save(store, *(report(seed, NOTICE, "And a last word after it.") for seed in (1, 2, 3)), report(4))
    records = [article_record(store, stored) for stored in iter_articles(store)]
    assert [record["furniture"] for record in records] == [[NOTICE], [NOTICE], [NOTICE], []]
    assert all(NOTICE in record["text"] for record in records[:3])


@pytest.mark.parametrize("end", ["\n", "\n\n"])
def test_a_text_and_the_lines_left_out_of_it_are_parted_whatever_ends_the_lines(store: Store, end: str) -> None:
    texts = [end.join([NOTICE, *told(seed), NOTICE, "And a last word after it."]) for seed in (1, 2, 3)]
    save(store, *(article(f"http://post.example/{n}", text=text, outlet="Post") for n, text in enumerate(texts)))
    parted = left_out(store.connection, "Post", texts[0])
    assert parted.lines == (NOTICE,)
    assert parted.text == end.join([*told(1), "And a last word after it."])
    alone = left_out(store.connection, "Post", NOTICE)
    assert (alone.lines, alone.text) == ((), NOTICE), "a text of nothing else stays whole"
    other = left_out(store.connection, "Echo", texts[0])
    assert (other.lines, other.text) == ((), texts[0])


@pytest.mark.parametrize("end", ["\n", "\n\n"])
def test_the_page_of_an_article_shows_them_in_a_list_of_their_own(store: Store, tmp_path: Path, end: str) -> None:
    texts = [end.join([*told(seed), NOTICE, "And a last word after it."]) for seed in (1, 2, 3)]
    save(store, *(article(f"http://post.example/{n}", text=text, outlet="Post") for n, text in enumerate(texts)))
    with TestClient(create_app(tmp_path / "store.db"), base_url="http://127.0.0.1:8000") as client:
        page = html.document_fromstring(client.get("/article/1").text)
    readings = [reading.text_content() for reading in page.xpath("//*[contains(@class, 'reading')]")]
    assert [NOTICE in reading for reading in readings] == [False, True]
    assert readings[1].strip() == NOTICE
    assert "And a last word after it." in readings[0]
    assert "1 paragraph that Post always runs" in page.xpath("string(//details/summary)")


def test_copies_of_one_story_teach_nothing(store: Store) -> None:
    versions = [
        article(
            f"http://post.example/v{n}", text="\n\n".join([*told(1, 6), f"Update {n} of the report."]), outlet="Post"
        )
        for n in range(6)
    ]
    edited = [
        article(
            f"http://post.example/e{n}",
            text="\n\n".join([told(1, 6)[0], *(f"{one[:-1]} again{n}." for one in told(1, 6)[1:])]),
            outlet="Post",
        )
        for n in range(6)
    ]
    save(store, *versions, *edited)
    assert lines_of(store) == []


BOXES = [
    f"Every {day} we send the {what} of the week to all who have asked for it."
    for day, what in zip(
        ("Monday", "Tuesday", "Wednesday", "Thursday"), ("pictures", "letters", "recipes", "quizzes"), strict=True
    )
]


def brief(seed: int) -> Article:
    """Little news above much that the outlet always says."""
    return article(f"http://post.example/b{seed}", text="\n\n".join([told(seed, 1)[0], *BOXES]), outlet="Post")


@pytest.mark.parametrize("together", [1, 7, 40])
def test_briefs_that_are_mostly_furniture_teach_it_once_many_have_it(store: Store, together: int) -> None:
    briefs = [brief(seed) for seed in range(COMMON + 4)]
    save(store, *briefs[: COMMON - 1])
    assert lines_of(store) == []
    for at in range(COMMON - 1, len(briefs), together):
        save(store, *briefs[at : at + together])
    assert lines_of(store) == sorted(BOXES)


def test_a_form_that_is_filled_in_every_day_teaches_nothing(store: Store) -> None:
    days = [
        article(
            f"http://post.example/day-{n}",
            text=f"On day {n} the harbour authority counted {n * 7} ships, {n * 3} ferries and {n} yachts.\n\n"
            + "\n\n".join(BOXES[:2]),
            outlet="Post",
        )
        for n in range(2 * COMMON)
    ]
    save(store, *days)
    assert lines_of(store) == []


def test_who_is_asked_in_place_of_one_that_lost_the_line_is_heard(store: Store) -> None:
    addresses = sorted((f"http://post.example/{n}" for n in range(ASKED + 1)), key=_rank)
    seeds = [0, 1, *[99] * (ASKED - 2), 1]  # the last is not asked
    save(store, *(report(seed, NOTICE, address=each) for seed, each in zip(seeds[1:], addresses[1:], strict=True)))
    save(store, report(0, NOTICE, address=addresses[0]))
    assert lines_of(store) == [NOTICE]
    save(store, report(0, address=addresses[0]), at="2026-02-02T00:00:00Z")
    assert lines_of(store) == [], "two stories and their copies are left"


def test_what_many_hold_no_more_counts_again(store: Store) -> None:
    save(store, *(brief(seed) for seed in range(COMMON)))
    assert lines_of(store) == sorted(BOXES)
    save(store, article("http://post.example/b0", text="\n\n".join(told(0)), outlet="Post"), at="2026-02-02T00:00:00Z")
    assert lines_of(store) == []


def test_every_outlet_is_learnt_by_itself(store: Store) -> None:
    save(store, report(1, NOTICE), report(2, NOTICE), report(3, NOTICE, outlet="Echo"), report(4, NOTICE, outlet=""))
    assert lines_of(store) == []


def test_short_lines_and_texts_of_hardly_anything_else_stay(store: Store) -> None:
    save(store, *(report(seed, "Read more here.") for seed in range(5)))
    assert lines_of(store) == []
    save(
        store,
        *(report(seed, NOTICE) for seed in (10, 11, 12)),
        article("http://post.example/n", text=NOTICE, outlet="Post"),
    )
    assert folded_texts(store)["http://post.example/n"] == NOTICE


def test_it_is_unlearnt_when_the_articles_change(store: Store) -> None:
    save(store, *(report(seed, NOTICE) for seed in (1, 2, 3)))
    assert lines_of(store) == [NOTICE]
    store.connection.execute("DELETE FROM unfolded")
    save(
        store,
        report(3, "It says something else now, at some length, of the ferry and of the herring market."),
        at="2026-02-02T00:00:00Z",
    )
    assert lines_of(store) == []
    assert len(store.connection.execute("SELECT 1 FROM unfolded").fetchall()) == 3
    assert all(NOTICE in text for url, text in folded_texts(store).items() if not url.endswith("/3"))


@pytest.mark.parametrize("seed", range(8))
def test_the_order_does_not_matter(store: Store, seed: int) -> None:
    """More holders than are asked, copies among them, some that change: the furniture is that of the newest texts."""
    reports = [report(n, NOTICE) for n in range(24)]
    reports += [report(1, NOTICE, address=f"http://post.example/copy-{n}") for n in range(8)]
    reports += [report(n, *told(99, 2)) for n in (30, 31)] + [report(40 + n) for n in range(5)]
    draw = random.Random(seed)
    draw.shuffle(reports)
    early = [report(50 + n, *told(99, 2)) for n in range(3)]
    late = [report(50 + n) for n in range(3)]
    save(store, *early)
    for at, each in enumerate(reports):
        save(store, each, at=f"2026-02-01T00:{at:02}:00Z")
    save(store, *late, at="2026-02-02T00:00:00Z")
    assert lines_of(store) == [NOTICE]
    assert len(list_furniture(store, "Post")[0].witnesses) == 3


def test_a_store_of_an_older_version_learns_what_it_holds(store: Store) -> None:
    save(store, *(report(seed, NOTICE) for seed in (1, 2, 3)))
    with store.write() as connection:
        for table in ("text_traits", "outlet_lines", "furniture"):
            connection.execute(f"DELETE FROM {table}")
        learn_all(connection, "2026-02-03T00:00:00Z")
    assert lines_of(store) == [NOTICE]


_SIGNS = st.characters(exclude_categories=["Cs"])


@given(st.text(_SIGNS), st.text(st.one_of(st.characters(max_codepoint=127), _SIGNS)))
def test_a_line_is_its_outlets_letters_whatever_their_case_and_what_stands_between(outlet: str, line: str) -> None:
    said = f"{outlet}\0{''.join(line.split())}".casefold().encode()

    assert _line_key(outlet, line) == int.from_bytes(blake2b(said, digest_size=8).digest(), "little", signed=True)

"""Why two articles are one story, or are not, is said in words that hold."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from benchmarks.newsmaker import Newsroom, Report
from dedupe.fold import fold, why
from storage.errors import NotFoundError
from storage.records import Relation
from storage.stories import iter_matches
from tests.dedupe.gazette import keep

if TYPE_CHECKING:
    from storage.store import Store


def test_why_says_that_a_mash_up_decided_where_the_texts_match(store: Store) -> None:
    room = Newsroom(11)
    one, two = room.original(14), room.original(10)
    mix = replace(one, url="https://mixer.example/all", outlet="Mixer", text=f"{one.text}\n\n{two.text}")
    mix = replace(mix, published_at="2026-03-30")
    ids = keep(store, [one, two, room.again(one, "light"), room.again(two, "light"), mix])
    fold(store)
    told = why(store, ids[mix.url], ids[one.url])
    assert (told.same_story, told.relation, told.rule) == (False, Relation.COMPOSITE, "likeness")
    said = " ".join(told.sentences)
    assert "Rule: a mash-up is in no story that it took parts from" in said
    assert "they would be two stories" not in said
    assert "the longest passage is 100% of what these share" in said
    assert "titles do not count" not in " ".join(why(store, ids[one.url], ids[two.url]).sentences)


def test_why_says_it_in_words(store: Store) -> None:
    room = Newsroom(11)
    one, two, third = room.original(14), room.original(14), room.original(14)
    exact, light, mix = room.again(one, "exact"), room.again(one, "light"), room.mash_up([one, two])
    forms = [room.form(), room.form()]
    ids = keep(store, [one, two, third, exact, light, mix, *forms])
    fold(store)

    def ask(a: Report, b: Report) -> tuple[bool, Relation | None, str]:
        told = why(store, ids[a.url], ids[b.url])
        assert why(store, ids[b.url], ids[a.url]).jaccard == told.jaccard
        return told.same_story, told.relation, " ".join((told.verdict, *told.sentences))

    assert ask(one, exact)[:2] == (True, Relation.IDENTICAL)
    assert ask(one, light)[:2] == (True, Relation.NEAR_DUPLICATE)
    assert "is enough" in ask(one, light)[2]
    assert ask(one, third)[:2] == (False, None)
    assert why(store, ids[one.url], ids[third.url]).agreement is None, "nothing runs in parallel"
    assert why(store, ids[one.url], ids[exact.url]).agreement == 1.0
    assert "share no five words" in ask(one, third)[2]
    assert ask(forms[0], forms[1])[:2] == (False, Relation.TEMPLATE)
    assert "filled in twice" in ask(forms[0], forms[1])[2]
    assert ask(mix, two)[:2] == (False, Relation.COMPOSITE)
    assert "mash-up of 2 stories" in ask(mix, two)[2]
    pairs = [{match.a, match.b} for match, *_ in iter_matches(store)]
    parts = set().union(*(pair for pair in pairs if ids[mix.url] in pair))
    assert {ids[one.url], ids[two.url]} <= parts
    with pytest.raises(NotFoundError, match="no article has the id 999"):
        why(store, 1, 999)


def test_why_says_where_a_brief_quotes(store: Store) -> None:
    room = Newsroom(30)
    passage, rest = " ".join(room.text(4).split()[:50]), room.text(18).split()
    texts = [f"{' '.join(rest[:60])} {passage} {' '.join(rest[60:])}", f"{passage} ferries will sail again."]
    reports = [
        replace(room.original(), outlet=outlet, title=title, text=text)
        for outlet, title, text in zip(
            ["tide.example", "pier.example"], ["Rain", "Snow on the hills"], texts, strict=True
        )
    ]
    ids = keep(store, reports)
    fold(store)
    told = why(store, *(ids[report.url] for report in reports))

    assert not told.same_story
    assert "begins 0 words into the shorter and 60 into the longer text, and 95% of such a text" in told.sentences[-1]


@pytest.mark.parametrize(
    ("title", "head", "said", "unsaid"),
    [
        ("Rain expected", False, "(they share 0%)", "begins"),
        ("Harbour closed until Sunday", True, "(it begins 17%", "titles"),
    ],
)
def test_why_says_what_parts_two_articles_of_an_outlet(
    store: Store, title: str, said: str, unsaid: str, *, head: bool
) -> None:
    room = Newsroom(30)
    shared, own = room.text(12), room.text(3)
    texts = [shared, f"{own} {shared}"] if head else [f"{shared} {room.text(4)}", f"{shared} {own}"]
    reports = [
        replace(room.original(), outlet="tide.example", title=each, text=text)
        for each, text in zip(["Harbour closed", title], texts, strict=True)
    ]
    ids = keep(store, reports)
    fold(store)
    told = why(store, *(ids[report.url] for report in reports))

    assert (told.same_story, told.rule) == (False, "same_outlet")
    assert said in told.sentences[-1]
    assert unsaid not in told.sentences[-1]


def test_why_says_that_parts_stand_in_another_order(store: Store) -> None:
    room = Newsroom(30)
    lines = [" ".join(room.text(3).split()[:18]) + "." for _ in range(20)]
    texts = [" ".join(lines), " ".join([*lines[12::-1], room.text(5)])]
    reports = [
        replace(room.original(), outlet=f"{place}.example", title="Harbour closed", text=text)
        for place, text in enumerate(texts)
    ]
    ids = keep(store, reports)
    fold(store)
    told = why(store, *(ids[report.url] for report in reports))

    assert (told.same_story, told.rule) == (False, "other_order")
    assert "13 passages, 100% of which stand in another order" in told.sentences[-1]


def test_why_says_that_posts_begin_otherwise(store: Store) -> None:
    room = Newsroom(30)
    shared = room.text(8)
    texts = [f"{room.text(1)} {shared}", f"{room.text(1)} {shared}"]
    reports = [
        replace(room.original(), outlet=f"{place}.example", title=" ".join(text.split()[:7]), text=text)
        for place, text in enumerate(texts)
    ]
    ids = keep(store, reports)
    fold(store)
    told = why(store, *(ids[report.url] for report in reports))

    assert not told.same_story
    assert "but the first words of the texts, which begin with different ones, and 95%" in told.sentences[-1]


def test_why_says_that_a_flash_has_another_number(store: Store) -> None:
    room = Newsroom(31)
    flash = "Two men and {} sheep were brought ashore from a barge off Larkhill this morning, its owner said in a note."
    reports = [replace(room.original(), title="Barge", text=flash.format(sheep)) for sheep in (14, 9)]
    ids = keep(store, reports)
    fold(store)
    told = why(store, *(ids[report.url] for report in reports))

    assert (told.same_story, told.relation) == (False, Relation.TEMPLATE)
    assert "each has numbers that the other does not have" in told.sentences[-1]

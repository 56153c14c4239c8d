"""Stories are a function of the set of articles: whatever the order, the batches, and what came and went between."""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.newsmaker import EDITS, Newsroom
from benchmarks.scripts import SCRIPTS
from dedupe import candidates, relation, verify
from dedupe.engine import Engine
from dedupe.evaluate import score
from dedupe.memory import MemoryShelf
from dedupe.recipe import STANDARD, Recipe
from tests.dedupe.gazette import CROWDED, UNSHRUNK, Desk, group_of, prints

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray


@settings(max_examples=20, deadline=None, phases=UNSHRUNK)
@given(
    st.integers(0, 10**6), st.integers(1, 40), st.sampled_from([STANDARD, CROWDED]), st.randoms(use_true_random=False)
)
def test_order_and_batches_do_not_matter(seed: int, batch: int, recipe: Recipe, draw: random.Random) -> None:
    reports = Newsroom(seed, outlets=6).corpus(60)
    expected = group_of(reports, recipe)
    draw.shuffle(reports)
    desk = Desk(recipe)
    for at in range(0, len(reports), batch):
        desk.fold(reports[at : at + batch])

    assert desk.grouping() == expected


@settings(max_examples=20, deadline=None, phases=UNSHRUNK)
@given(st.integers(0, 10**6), st.sampled_from([STANDARD, CROWDED]), st.randoms(use_true_random=False))
def test_what_came_and_went_leaves_no_trace(seed: int, recipe: Recipe, draw: random.Random) -> None:
    room = Newsroom(seed, outlets=6)
    reports = room.corpus(50)
    desk = Desk(recipe)
    first = [replace(report, text=room.text(6)) if draw.random() < 0.3 else report for report in reports]
    desk.fold(first)
    visitors = room.corpus(20)
    desk.fold(visitors)
    desk.fold([], gone=range(51, 71))
    for number, (old, new) in enumerate(zip(first, reports, strict=True), start=1):
        if old is not new:
            desk.fold([new], ids=[number])

    assert desk.grouping() == group_of(reports, recipe)


@settings(max_examples=40, deadline=None, phases=UNSHRUNK)
@given(st.integers(0, 10**6), st.randoms(use_true_random=False))
def test_articles_that_lose_what_others_keep_are_linked_as_if_they_never_had_it(seed: int, draw: random.Random) -> None:
    room = Newsroom(seed, outlets=6)
    source = room.original(8)
    late = [source, *(room.again(source, "light") for _ in range(11))]
    extra = room.text(2)
    early = [replace(report, text=f"{report.text}\n{extra}") for report in late]
    changed = draw.sample(range(len(late)), 5)
    reports = [late[at] if at in changed else early[at] for at in range(len(late))]
    desk, expected = Desk(CROWDED), Desk(CROWDED)
    desk.fold(early)
    desk.fold([reports[at] for at in changed], ids=[at + 1 for at in changed])
    expected.fold(reports)
    everyone = np.arange(1, len(reports) + 1)

    kept, made = (one.engine.shelf.links(everyone) for one in (desk, expected))
    assert kept.tolist() == made.tolist()


class Forgetful(MemoryShelf):
    """Knows of nobody at how many samples they stand for others."""

    def yielded(self, ids: NDArray[np.int64]) -> NDArray[np.int64]:
        return np.full(len(ids), 65_535)


@settings(max_examples=10, deadline=None, phases=UNSHRUNK)
@given(st.integers(0, 10**6), st.integers(1, 30), st.randoms(use_true_random=False))
def test_what_is_known_to_be_seen_still_need_not_be_looked_at(seed: int, batch: int, draw: random.Random) -> None:
    room = Newsroom(seed, outlets=6)
    reports = room.corpus(40) + [room.again(room.original(8), "light") for _ in range(12)]
    draw.shuffle(reports)
    sides = prints(reports, CROWDED)
    gone = draw.sample([fp.article for fp in sides], 5)
    shelves = MemoryShelf(), Forgetful()
    for shelf in shelves:
        engine = Engine(CROWDED, shelf)
        for at in range(0, len(sides), batch):
            engine.fold(sides[at : at + batch])
        engine.fold([], gone)

    knowing, forgetful = shelves
    ids = np.array(sorted({fp.article for fp in sides} - set(gone)))
    assert knowing.links(ids).tobytes() == forgetful.links(ids).tobytes()
    held = candidates.held(candidates.by_rank(list(knowing.fingerprints(ids.tolist()).values())), CROWDED)
    who, counts = candidates.yielded(held, candidates.crowd_of(held, knowing.postings, CROWDED))
    assert knowing.yielded(who).tolist() == counts.tolist()


@pytest.mark.parametrize("edit", sorted(EDITS))
def test_every_kind_of_copy_is_in_its_story(edit: str) -> None:
    room = Newsroom(11)
    pairs = [(first, room.again(first, edit)) for first in (room.original() for _ in range(60))]
    desk = Desk()
    desk.fold([report for pair in pairs for report in pair])
    together = sum({one.url, two.url} in desk.grouping() for one, two in pairs)

    assert together >= 58


@pytest.mark.parametrize("script", [str, *SCRIPTS.values()])
def test_a_mixed_corpus_is_folded_right_in_any_script(script: Callable[[str], str]) -> None:
    corpus = Newsroom(5).corpus(1000)
    reports = [replace(report, title=script(report.title), text=script(report.text)) for report in corpus]
    truth = {report.url: report.story for report in reports}
    found = {url: min(story) for story in group_of(reports) for url in story}
    scores = score(truth, found)

    assert scores.pair_f1 > 0.99
    assert scores.b_cubed_f1 > 0.99


def test_five_hundred_copies_stay_one_story() -> None:
    room = Newsroom(7, outlets=600)
    first = room.original(14)
    copies = [room.again(first, "light") for _ in range(500)]
    teasers = [room.again(first, "teaser") for _ in range(20)]
    desk = Desk()
    desk.fold([*copies[:200], first, *teasers])
    desk.fold(copies[200:])

    assert max(map(len, desk.grouping())) >= 518
    assert len(desk.grouping()) <= 3


@pytest.mark.parametrize(
    ("common", "rare", "bands", "rare_bands", "fewer", "worth"),
    [
        (8, 0, 0, 0, 400, False),
        (13, 0, 0, 0, 400, True),
        (8, 8, 0, 0, 400, True),
        (1, 0, 1, 1, 400, True),
        (1, 0, 1, 0, 400, False),
        (0, 0, 1, 0, 60, True),
    ],
)
def test_what_is_crowded_must_be_a_larger_share(
    common: int, rare: int, bands: int, rare_bands: int, fewer: int, *, worth: bool
) -> None:
    hits = candidates.Hits(*(np.array([value]) for value in (1, 2, common, rare, bands, rare_bands)))

    assert hits.worth(np.array([fewer]), STANDARD).tolist() == [worth]


def test_a_large_family_of_forms_costs_few_pairs_and_joins_none() -> None:
    room = Newsroom(9)
    forms = [room.form() for _ in range(1500)]
    desk = Desk()
    desk.fold(forms)
    twin = room.again(forms[3], "exact")
    desk.fold([twin])

    assert {forms[3].url, twin.url} in desk.grouping()
    assert len(desk.grouping()) == 1500


def test_a_mash_up_joins_none_of_its_stories() -> None:
    room = Newsroom(13)
    stories = [room.original(12) for _ in range(3)]
    copies = [room.again(story, "light") for story in stories]
    mix = room.mash_up(stories)
    desk = Desk()
    desk.fold([*stories, *copies, mix])

    assert desk.grouping() == {
        frozenset({mix.url}),
        *(frozenset({story.url, copy.url}) for story, copy in zip(stories, copies, strict=True)),
    }
    assert {desk.urls[article] for article in desk.mixed} == {mix.url}


def test_a_round_up_of_teasers_is_a_mash_up() -> None:
    room = Newsroom(17)
    stories = [room.original(12) for _ in range(5)]
    first_paragraphs = "\n\n".join(story.text.split("\n\n")[0] for story in stories)
    roundup = replace(room.original(), title="The day in brief", text=first_paragraphs, published_at="2026-03-30")
    desk = Desk()
    desk.fold([*stories, roundup])

    assert len(desk.grouping()) == 6
    assert {desk.urls[article] for article in desk.mixed} == {roundup.url}


def test_a_round_up_names_the_long_articles_too_of_which_it_has_little() -> None:
    room = Newsroom(17)
    stories = [room.original(12) for _ in range(4)] + [room.original(60)]
    paragraphs = [" ".join(story.text.split()[:55]) for story in stories]
    roundup = replace(room.original(), text="\n\n".join(paragraphs), published_at="2026-03-30")
    desk = Desk()
    desk.fold([*stories, roundup])
    (mixed,) = desk.mixed
    parts = desk.engine.shelf.parts([mixed])[mixed]

    assert {desk.urls[article] for part in parts for article in part} == {story.url for story in stories}


def test_a_chain_does_not_become_one_story() -> None:
    room = Newsroom(19)
    parts = [room.text(9) for _ in range(7)]
    chain = [
        replace(room.original(), text=f"{one}\n\n{two}", published_at=f"2026-03-{n:02}")
        for n, (one, two) in enumerate(pairwise(parts), start=1)
    ]
    desk = Desk()
    desk.fold(chain)

    assert max(map(len, desk.grouping())) <= 2


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("", "", False),
        ("Photo gallery", "Photo gallery", False),
        ("No comment.", "No comment.", False),
        ("x " * 8, "x " * 8, False),
        (
            "The mayor of Larkhill, Ann Brown, said on Monday that 12 houses had burnt down and nobody was hurt.",
            "The mayor of Larkhill, Ann Brown, said on Monday that 12 houses had burnt down and nobody was hurt!",
            True,
        ),
        (
            "Some 14 sheep were brought ashore from a barge that had sunk off Larkhill, its owner said in a note.",
            "Some 9 sheep were brought ashore from a barge that had sunk off Larkhill, its owner said in a note.",
            False,
        ),
        (
            "Some 14 sheep were brought ashore from a barge that had sunk off Larkhill, its owner said (Reuters).",
            "Some 14 sheep were brought ashore from a barge that had sunk off Larkhill, its owner said (Gazette).",
            True,
        ),
        (
            "14:05 Some 14 sheep were brought ashore from a barge that sank off Larkhill, its owner said in a note.",
            "Some 14 sheep were brought ashore from a barge that sank off Larkhill, its owner said in a note. 15:10",
            True,
        ),
        (
            "Miss Brown left the cabinet on Monday over the price of salt, the mayor said in a note.",
            "Miss Brown left the cabinet on Monday over the price of salt, the mayor said in a note (Tide).",
            True,
        ),
    ],
)
def test_very_short_texts(one: str, other: str, *, same: bool) -> None:
    room = Newsroom(23)
    reports = [replace(room.original(), text=text, title="The same title") for text in (one, other)]

    assert (len(group_of(reports)) == 1) is same


@pytest.mark.parametrize("end", ["at least 1…", "at least 15 sheep … 3 min read"])
def test_a_teaser_may_be_cut_in_a_number_or_say_how_long_it_takes_to_read(end: str) -> None:
    room = Newsroom(23)
    begin = "A barge sank off Larkhill on Monday night in a heavy storm, and its owner said in a note that"
    report = replace(room.original(6), title="Barge sinks")
    report = replace(report, text=f"{begin} at least 15 sheep and 40 goats were lost. {report.text}")
    teaser = replace(room.original(), title="Barge sinks", text=f"{begin} {end}")

    assert len(group_of([report, teaser])) == 1


@pytest.mark.parametrize(("sentences", "stories"), [(60, 1), (4, 2), (3, 2)])
def test_an_update_changes_many_numbers_but_few_for_its_words_where_no_names_are_seen(
    sentences: int, stories: int
) -> None:
    draw = random.Random(7)
    told = ["".join(chr(0x4E00 + draw.randrange(2000)) for _ in range(24)) + "\u3002" for _ in range(sentences)]
    told[:3] = [f"{line[:8]}{{}}{line[8:16]}{{}}{line[16:]}" for line in told[:3]]
    text = "".join(told)
    texts = [text.format(11, 22, 33, 44, 55, 66), text.format(11, 22, 33, 44, 57, 68)]
    room = Newsroom(31)
    reports = [
        replace(room.original(), outlet=f"{place}.example", title=text[:10], text=text)
        for place, text in enumerate(texts)
    ]

    assert len(group_of(reports)) == stories


@pytest.mark.parametrize(
    ("places", "stories"), [("Larkhill Barrowby Kington Fenwick Marlow Oxley", 2), ("1 2 3 4 5 6", 1)]
)
def test_where_names_are_seen_more_of_them_and_of_the_numbers_must_be_the_same(places: str, stories: int) -> None:
    draw = random.Random(7)
    lines = ["the " + " ".join(f"w{draw.randrange(900):03}x" for _ in range(20)) for _ in range(24)]
    kept = [*places.split(), "21", "22", "23", "24"]
    told = [f"{line} in {place} of the coast." for line, place in zip(lines, kept, strict=False)]
    told += [f"{line} and {{}} of the roads." for line in lines[10:16]]
    text = " ".join([*told, *(f"{line}." for line in lines[16:])])
    room = Newsroom(31)
    reports = [
        replace(room.original(), outlet=f"{first}.example", title="Floods", text=text.format(*range(first, first + 6)))
        for first in (40, 60)
    ]

    assert len(group_of(reports)) == stories


def test_a_title_alone_decides_nothing() -> None:
    room = Newsroom(29)
    reports = [replace(room.original(), title="Three men rescued from a boat off Larkhill") for _ in range(4)]

    assert len(group_of(reports)) == 4


@pytest.mark.parametrize(("own_headlines", "stories"), [(False, 2), (True, 1)])
def test_a_headline_that_is_the_first_words_says_no_more_than_they_do(*, own_headlines: bool, stories: int) -> None:
    room = Newsroom(30)
    shared = room.text(1)
    texts = [f"{shared} {room.text(2)}" for _ in range(2)]
    headline = "Three men rescued from a boat off Larkhill" if own_headlines else " ".join(shared.split()[:7])
    reports = [replace(room.original(), title=headline, text=text) for text in texts]

    assert len(group_of(reports)) == stories


def test_a_brief_that_shares_one_passage_is_a_copy_where_that_is_nearly_all_of_it() -> None:
    room = Newsroom(30)
    shared = " ".join(room.text(3).split()[:30])
    stories = {
        "Harbour closed": f"{shared} Ferries will sail again after the storm has passed, its owner said on Sunday.",
        "Rain expected": f"{shared} Shops stay shut until noon, and the fish market has been put off to Friday.",
        "Snow": shared,
    }
    briefs = [replace(room.original(), title=title, text=text) for title, text in stories.items()]

    assert len(group_of(briefs[:2])) == 2
    assert len(group_of([briefs[0], briefs[2]])) == 1


@pytest.mark.parametrize(
    ("before", "edited", "stories"), [(False, True, 1), (False, False, 2), (True, True, 2), (True, False, 2)]
)
def test_a_brief_may_be_a_teaser_of_a_longer_text_that_begins_with_its_passage(
    *, before: bool, edited: bool, stories: int
) -> None:
    room = Newsroom(30)
    words, rest = room.text(3).split()[:36], room.text(18)
    long = f"{' '.join(rest.split()[:12]) if before else ''} {' '.join(words)} {rest}"
    if edited:
        words[27] = "meanwhile"
    brief = f"{' '.join(words)} ferries will sail again."
    if not edited:
        brief += " So say pilots of the town."
    reports = [replace(room.original(), text=text) for text in (long, brief)]

    assert len(long.split()) > 250
    assert len(group_of(reports)) == stories


@pytest.mark.parametrize(("before", "title", "stories"), [(0, "", 1), (60, "", 2), (60, "Harbour closed", 1)])
def test_a_brief_that_lies_in_the_middle_of_another_text_is_a_quotation(before: int, title: str, stories: int) -> None:
    room = Newsroom(30)
    passage, rest = " ".join(room.text(4).split()[:50]), room.text(18).split()
    texts = [f"{' '.join(rest[:before])} {passage} {' '.join(rest[before:])}", f"{passage} ferries will sail again."]
    titles = [title or "Rain expected", title or "Snow on the hills"]
    reports = [
        replace(room.original(), outlet=outlet, title=head, text=text)
        for outlet, head, text in zip(["tide.example", "pier.example"], titles, texts, strict=True)
    ]

    assert len(group_of(reports)) == stories
    if stories == 2:
        whole = replace(reports[1], text=passage)
        assert len(group_of([reports[0], whole])) == 1


def draw_of(draw: random.Random, lines: Sequence[str], *, kept: bool) -> str:
    """Fixed lines around a table of names and two that name a town; `kept` leaves all of the other draw's names."""
    names = [f"Town{number}" for number in range(60)]
    first = names if kept else [f"Ville{number}" for number in range(60)]
    table = " ".join(draw.sample(first, 50))
    return f"{lines[0]} of {first[0]} today. {lines[1]} in {first[1]} as well. {lines[2]} {table}. {lines[3]}"


@pytest.mark.parametrize(("kept", "stories"), [(True, 1), (False, 2)])
def test_two_exchanged_names_make_a_form_where_hardly_any_are_in_common(*, kept: bool, stories: int) -> None:
    draw, room = random.Random(5), Newsroom(30)
    lines = [". ".join(" ".join(room.text(6).split()[:10]).capitalize() for _ in range(3)) for _ in range(4)]
    texts = [draw_of(draw, lines, kept=True), draw_of(draw, lines, kept=kept)]
    reports = [
        replace(room.original(), outlet=f"{place}.example", title="The draw of this week", text=text)
        for place, text in enumerate(texts)
    ]
    first, second = prints(reports)
    evidence = verify.compare(first, [second], STANDARD)

    assert evidence.agreement[0] >= relation.AGREES
    assert len(group_of(reports)) == stories


@pytest.mark.parametrize(
    ("share", "ordered", "stories"), [(1.0, True, 1), (1.0, False, 1), (0.6, True, 1), (0.6, False, 2)]
)
def test_parts_in_another_order_are_no_copy_unless_they_are_all(*, share: float, ordered: bool, stories: int) -> None:
    room, draw = Newsroom(30), random.Random(4)
    known, other = ([" ".join(room.text(3).split()[:18]) + "." for _ in range(20)] for _ in range(2))
    taken = sorted(draw.sample(range(20), int(20 * share)))
    lines = [known[at] for at in taken] + other[:4]
    if not ordered:
        draw.shuffle(lines)
    texts = [" ".join(known), " ".join(lines)]
    reports = [
        replace(room.original(), outlet=f"{place}.example", title="Harbour closed", text=text)
        for place, text in enumerate(texts)
    ]

    assert len(group_of(reports)) == stories


@pytest.mark.parametrize(("order", "stories"), [((0, 1), 1), ((1, 0), 2), ((2, 0, 1), 1)])
def test_few_large_parts_in_another_order_are_no_copy_unless_they_are_most(
    order: tuple[int, ...], stories: int
) -> None:
    room = Newsroom(30)
    *known, other = (" ".join(" ".join(room.text(3).split()[:18]) + "." for _ in range(5)) for _ in range(4))
    texts = [" ".join(known), " ".join([*(known[at] for at in order), other])]
    reports = [
        replace(room.original(), outlet=f"{place}.example", title="Harbour closed", text=text)
        for place, text in enumerate(texts)
    ]

    assert len(group_of(reports)) == stories


def test_a_text_of_sixty_thousand_words_and_its_copy() -> None:
    room = Newsroom(31)
    long = replace(room.original(), text=room.text(3800))

    assert len(long.text.split()) > 50_000
    assert len(group_of([long, room.again(long, "light"), room.original()])) == 2


@pytest.mark.parametrize(
    "script", ["東京都大阪府京都市北海道沖縄県", "กขคงจฉชซญดตถทนบปผพฟมยรลวสหอ", "абвгдежзийклмнопрстуфхцчшщыэюя"]
)
def test_scripts(script: str) -> None:
    draw = random.Random(37)
    space = " " if "\N{CYRILLIC SMALL LETTER ZHE}" in script else ""
    texts = [space.join("".join(draw.choices(script, k=draw.randint(2, 7))) for _ in range(150)) for _ in range(3)]
    room = Newsroom(41)
    reports = [
        replace(room.original(), title="", text=text)
        for text in (texts[0], texts[0][: len(texts[0]) * 2 // 3], *texts[1:])
    ]

    assert len(group_of(reports)) == 3

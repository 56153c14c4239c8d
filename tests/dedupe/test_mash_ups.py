"""What takes parts of several stories joins none of them, nor does it join them to each other."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from benchmarks.newsmaker import Newsroom
from tests.dedupe.gazette import Desk


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

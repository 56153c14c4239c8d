"""Very short texts, teasers, and briefs that share a passage with another text."""

from __future__ import annotations

from dataclasses import replace

import pytest

from benchmarks.newsmaker import Newsroom
from tests.dedupe.gazette import group_of


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

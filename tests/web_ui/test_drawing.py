"""What is said of the time between two outlets: hours where both give one, else days and no more."""

from __future__ import annotations

import pytest

from crawler.web.drawing import strip
from crawler.web.reasons import why_first
from storage.records import Member, Role, Story

FIRST = "2026-03-09T11:05:00Z"


def story(later: str) -> Story:
    members = tuple(
        Member(number, f"https://{name}.example/1", name, "Dam", moment, role, 1.0)
        for number, (name, moment, role) in enumerate([("wire", FIRST, Role.ORIGIN), ("digest", later, Role.COPY)])
    )
    return Story(1, None, "Dam", FIRST, later, ("wire", "digest"), members)


@pytest.mark.parametrize(
    ("later", "length", "words"),
    [
        ("2026-03-09T12:00:00Z", "55 min", "digest followed 55 min later"),
        ("2026-03-09", "the same day", "digest is dated 9 March 2026."),
        ("2026-03-11", "2 days", "digest is dated 11 March 2026."),
    ],
)
def test_no_hour_is_made_up_where_a_page_gives_a_day(later: str, length: str, words: str) -> None:
    told = story(later)
    drawn = strip(told.members)

    assert drawn is not None
    assert drawn.length == length
    assert words in why_first(told)[0]

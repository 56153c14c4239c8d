"""People, initials and desks that sign beside an agency are told from it, at a text's end and in a byline."""

from __future__ import annotations

import pytest

from crawler.credits.agencies import known_agencies
from crawler.credits.cosigned import Cosigned, cosigned, cosigners, is_cosigned
from crawler.extract import extract
from storage.records import Article

SENTENCES = (
    "The harbour council voted on Tuesday night to rebuild the eastern breakwater of the town.",
    "Engineers told the meeting that the work would take two summers and cost eleven million crowns.",
    "Fishing crews have used the inner basin since the winter, the harbour master said after the vote.",
)
TEXT = "".join(f"<p>{sentence}</p>" for sentence in SENTENCES)


def article(top: str = "", end: str = "", head: str = "") -> Article:
    body = f"<article><h1>Council votes</h1>{top}{TEXT * 2}{end}</article>"
    return extract(f"<html lang=en><head>{head}</head><body>{body}</body></html>".encode(), "https://post.example/a")


def credited(found: Article) -> list[tuple[str, str]]:
    return [(each.name, each.grade) for each in found.attributions]


@pytest.mark.parametrize(
    ("line", "agencies", "people", "is_theirs"),
    [
        ("Ann Lee, Reuters", ("Reuters",), ("Ann Lee",), True),
        ("PAP - Anna Nowak", ("PAP",), ("Anna Nowak",), True),
        ("(PAP) Anna Nowak", ("PAP",), ("Anna Nowak",), True),
        ("(Ann Lee, APA)", ("APA",), ("Ann Lee",), True),
        ("Ann Lee with AFP", ("AFP",), ("Ann Lee",), False),
        ("Ann Lee, avec AFP et Reuters", ("AFP", "Reuters"), ("Ann Lee",), False),
        ("Jean-Luc Maré / Harbour Post / AFP.", None, (), False),  # a picture's
        ("(Ann Lee/AFP)", ("AFP",), ("Ann Lee",), True),
        ("dpa/ann", ("dpa",), (), False),
        ("red/APA", ("APA",), (), False),
        ("He said no more. (dpa/ann)", ("dpa",), (), False),
        ("Harbour Post, Ann Lee, Reuters", ("Reuters",), ("Ann Lee",), True),
        ("AFP, Reuters", None, (), False),  # agencies alone
        ("Anna Nowak (PAP)", None, (), False),  # may be of a party
        ("Reuters, New York", None, (), False),
        ("Ann Lee, Lindmouth", None, (), False),
        ("Reuters has seen the letter", None, (), False),
        ("Ann Lee, the head of Reuters", None, (), False),
        ("The council met the press (Reuters)", None, (), False),
    ],
)
def test_who_signs_beside_an_agency(
    line: str, agencies: tuple[str, ...] | None, people: tuple[str, ...], is_theirs: bool
) -> None:
    told = None if agencies is None else Cosigned(agencies, people, is_theirs)
    assert cosigned(line, known_agencies(), {"harbourpost"}) == told


@pytest.mark.parametrize("line", ["Ann Lee/AFP", "Ann Lee (AFP)"])
def test_a_name_behind_a_slash_or_before_brackets_counts_in_a_byline(line: str) -> None:
    assert cosigned(line, known_agencies(), ()) is None
    assert cosigned(line, known_agencies(), (), is_byline=True) == Cosigned(("AFP",), ("Ann Lee",), True)


def test_a_line_is_a_signature_only_as_a_whole() -> None:
    assert is_cosigned("dpa/ann")
    assert not is_cosigned("He said no more. (dpa/ann)")


def test_people_go_before_initials_below_them() -> None:
    assert cosigners([*SENTENCES, "Ann Lee, Reuters", "dpa/ann"], ()) == ("Ann Lee",)
    assert cosigners([*SENTENCES, "dpa/ann"], ()) == ()


@pytest.mark.parametrize(
    ("end", "authors", "told"),
    [
        ("Ann Lee, Reuters", ("Ann Lee",), [("Reuters", "syndicated")]),
        ("Ann Lee with AFP", ("Ann Lee",), [("AFP", "contribution")]),
        ("dpa/ann", ("dpa",), [("dpa", "contribution")]),
        ("(APA, red)", ("APA",), [("APA", "contribution")]),
        ("Ann Lee/AFP", (), []),
    ],
)
def test_a_last_line_tells_who_wrote_and_is_no_text(
    end: str, authors: tuple[str, ...], told: list[tuple[str, str]]
) -> None:
    found = article(end=f"<p>{end}</p>")
    assert (found.authors, credited(found)) == (authors, told)
    assert found.text.endswith(SENTENCES[-1])


def test_who_signs_above_goes_before_who_signs_below() -> None:
    assert article(top="<p class=byline>By Tom Ray</p>", end="<p>Ann Lee, Reuters</p>").authors == ("Tom Ray",)


@pytest.mark.parametrize(
    "byline",
    [
        "By Ann Lee, Reuters", "Ann Lee (Reuters)", "By Ann Lee/Reuters", "By ANN LEE Reuters", "Ann Lee | Reuters",
        "Ann Lee with Reuters", "By Ann Lee (Reuters) 3 March 2026",
    ],
)  # fmt: skip
def test_an_agency_beside_a_writer_in_a_byline_contributed(byline: str) -> None:
    found = article(top=f"<p class=byline>{byline}</p>")
    assert [name.lower() for name in found.authors] == ["ann lee"]
    assert credited(found) == [("Reuters", "contribution")]
    assert byline.removesuffix(" 3 March 2026") in found.attributions[0].evidence


def test_another_article_s_byline_credits_nobody() -> None:
    node = '{"@type": "NewsArticle", "headline": "Council votes", "author": "Tom Ray"}'
    declared = f'<script type="application/ld+json">{node}</script>'
    teaser = "<div><h3><a href=/b>Boat late again</a></h3><p class=byline>Ann Lee, Reuters</p></div>"
    assert credited(article(end=teaser, head=declared)) == []

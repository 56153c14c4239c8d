from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.people import byline_in, choose_authors, clean_names, name_before
from crawler.titles import folded


@pytest.mark.parametrize(
    ("written", "names"),
    [
        (["By Ann Lee and Tom Reye"], ("Ann Lee", "Tom Reye")),
        (["Von Jörg Maß, Berlin-Korrespondent"], ("Jörg Maß",)),
        (["Par Luc Été et Ana Lidell"], ("Luc Été", "Ana Lidell")),
        (["Written by Ann Lee, political correspondent"], ("Ann Lee",)),
        (["Ann Lee", "Ann  Lee", "ann@post.example", "@annlee"], ("Ann Lee",)),
        (["Staff"], ()),
        (["Staff Reporter"], ()),
        (["admin"], ()),
        (["Ann Lee (Lindmouth)"], ("Ann Lee",)),
        (["Ann Lee | 3 March 2024 10:15"], ("Ann Lee",)),
        (["記者 大渡 美咲"], ("大渡 美咲",)),
        (["بقلم: سلمى حداد"], ("سلمى حداد",)),
        (["Anders And"], ("Anders And",)),
        (["Nga"], ()),
        (["View all posts by Ann Lee"], ("Ann Lee",)),
        (["Lindmouth Media GmbH, Munich, Germany"], ()),
        (["Super User"], ()),
        (["Twitter Facebook"], ()),
        (["www.agency.example", "studio.example"], ()),
        (["Mrs. Ann Lee"], ("Ann Lee",)),
        (["Dr. Ann Lee"], ("Dr. Ann Lee",)),
        (["Mdr Lee"], ("Mdr Lee",)),
        (["By Tom Reye Jr., and Ann Lee"], ("Tom Reye Jr.", "Ann Lee")),
        (["Ann Lee Fri"], ("Ann Lee",)),
        (["Von Anna Müller: Berlin"], ("Anna Müller",)),
        (["Ann Lee: opinion"], ("Ann Lee",)),
        (["Ann Lee Photos: Tom Reye"], ("Ann Lee",)),
        (["Text: Ann Lee Fotos: Tom Reye"], ("Ann Lee",)),
        (["Jose Diaz, Manila"], ("Jose Diaz",)),
        (["José Díaz, Manila"], ("José Díaz",)),
        (["大渡 美咲、田中"], ("大渡 美咲", "田中")),
        (["Ann, Tom"], ("Ann", "Tom")),
        (["Manila, Philippines"], ("Manila", "Philippines")),
        (["June 6"], ()),
        (["谢若含2026-03-01 14:27:02"], ("谢若含",)),
        (["Ann Lee, Tokyo correspondent"], ("Ann Lee",)),
        (["Ann Lee, Lindmouth News Service"], ("Ann Lee",)),
        (["By Ann Lee and TOM REYE - Technology Writers"], ("Ann Lee", "TOM REYE")),
        (["Ann Lee – Lindmouth"], ("Ann Lee",)),  # noqa: RUF001
        (["See more from Ann Lee"], ("Ann Lee",)),
        ([""], ()),
    ],
)
def test_bylines_to_names(written: list[str], names: tuple[str, ...]) -> None:
    berlin = folded("Berlin-Korrespondent")
    assert clean_names(written, not_people={berlin}) == names


def test_people_come_before_agencies_and_the_page_before_its_outlet() -> None:
    own, agencies = {folded("Lindmouth Post")}, {folded("Reuters"), folded("AFP")}

    def choose(bylines: list[list[str]], organisations: set[str]) -> tuple[str, ...]:
        return choose_authors(bylines, agencies=agencies, own=own, organisations=organisations)

    assert choose([["Ann Lee", "Reuters"]], set()) == ("Ann Lee",)
    assert choose([["Lindmouth Post"], ["By Ann Lee"]], set()) == ("Ann Lee",)
    assert choose([["Lindmouth Post"]], own) == ()
    assert choose([], set()) == ()
    assert choose([["AFP, Manila"]], set()) == ("AFP",)
    assert choose([["Ann Lee Reuters"]], set()) == ("Ann Lee",)
    assert choose([["Lindmouth Post, Lindmouth, Kaldora"]], own) == ()
    assert choose([["Redaktion"], ["Reuters"]], set()) == ("Reuters",)
    assert choose([["Redaktion"]], set()) == ("Redaktion",)
    assert choose([["Reuters", "LP-Redaktion"]], set()) == ("Reuters", "LP-Redaktion")
    assert choose([["Ann"], ["Tom Reye"], ["Ann Lee"]], set()) == ("Ann Lee",)
    reporter = choose_authors([["Ann Lee, The Reporter"]], agencies=set(), own={"thereporter"}, organisations=set())
    assert reporter == ("Ann Lee",)


def test_a_line_with_more_names_completes_links() -> None:
    def choose(*bylines: list[str]) -> tuple[str, ...]:
        return choose_authors(bylines, agencies=set(), own=set(), organisations=set())

    assert choose(["Ann Lee"], ["By Ann Lee and Tom Reye"]) == ("Ann Lee", "Tom Reye")
    assert choose(["Ann Lee"], ["Ann Lee and Tom Reye"]) == ("Ann Lee",)
    assert choose(["Ann Lee"], ["By Tom Reye and Eva Holm"]) == ("Ann Lee",)


def test_a_name_is_turned_around_where_it_stands_so_elsewhere() -> None:
    def choose(*bylines: list[str], said: tuple[str, ...] = ()) -> tuple[str, ...]:
        return choose_authors(bylines, agencies=set(), own=set(), organisations=set(), said=said)

    assert choose(["Lee, Ann"], ["By Ann Lee and Tom Reye"]) == ("Ann Lee", "Tom Reye")
    assert choose(["Été, Øyvind"], said=("The map is by Øyvind Été.",)) == ("Øyvind Été",)
    assert choose(["van der Meer, Tom"], ["Tom van der Meer"]) == ("Tom van der Meer",)
    assert choose(["Ann Lee, Reporter"], said=("It was told to Reporter Ann Lee.",)) == ("Ann Lee",)
    assert choose(["Ann, Tom"], ["Tom, Ann"], said=("Tom Annesley spoke.", "Ann and Tom.")) == ("Ann", "Tom")


def test_what_signs_for_nobody_stands_alone() -> None:
    def choose(bylines: list[list[str]], organisations: set[str]) -> tuple[str, ...]:
        return choose_authors(bylines, agencies=set(), own=set(), organisations=organisations)

    assert choose([["admin"]], set()) == ()


def test_a_name_alone_before_the_text() -> None:
    told = "The council voted on Tuesday to build a second quay behind the fish market, after four hours of talks."
    assert name_before(["Ann Lee", told], set()) == ("Ann Lee",)
    assert name_before(["Ann Lee", told], {"annlee"}) == ()
    assert name_before(["Ann Lee", told, "It was Lee who asked for it."], set()) == ()
    assert name_before(["Key points of it", told], set()) == ()
    assert name_before(["Ann Lee"], set()) == ()


@pytest.mark.parametrize(
    ("lines", "byline"),
    [
        (["By Ann Lee", "The council voted."], ("By Ann Lee",)),
        (["Von Ann Lee und Tom Reye", "Der Rat hat."], ("Von Ann Lee und Tom Reye",)),
        (["The council voted.", "(By Ann Lee)"], ("(By Ann Lee)",)),
        (["By Tuesday the council had voted."], ()),
        (["By the harbour"], ()),
        (["The council voted."], ()),
    ],
)
def test_a_byline_in_the_text(lines: list[str], byline: tuple[str, ...]) -> None:
    assert byline_in(lines) == byline


@given(st.lists(st.text(max_size=80), max_size=4))
def test_names_are_distinct_and_clean(written: list[str]) -> None:
    names = clean_names(written)
    assert len({folded(name) for name in names}) == len(names)
    assert all(2 <= len(name) <= 60 and name == name.strip() for name in names)

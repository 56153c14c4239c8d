# ruff: noqa: RUF001  (bylines and dates as their languages write them)
from __future__ import annotations

import pytest

from crawler.credits.people import byline_in, choose_authors, name_after, name_before
from crawler.parsing.titles import folded


def test_people_come_before_agencies_desks_and_the_outlet() -> None:
    own, agencies = {folded("Lindmouth Post")}, {folded("Reuters"), folded("AFP"), folded("Harbour/Radio")}

    def choose(*bylines: list[str]) -> tuple[str, ...]:
        return choose_authors(bylines, agencies=agencies, own=own)

    assert choose(["Ann Lee", "Reuters"]) == ("Ann Lee",)
    assert choose(["Lindmouth Post"], ["By Ann Lee"]) == ("Ann Lee",)
    assert choose() == ()
    assert choose(["AFP, Manila"]) == ("AFP",)
    assert choose(["By Harbour/Radio"]) == ("Harbour/Radio",)
    assert choose(["Ann Lee Reuters"]) == ("Ann Lee",)
    assert choose(["Redaktion"], ["Reuters"]) == ("Reuters",)
    assert choose(["Redaktion"]) == ("Redaktion",)
    assert choose(["Reuters", "LP-Redaktion"]) == ("Reuters", "LP-Redaktion")
    assert choose(["red/Reuters"]) == ("Reuters",)
    assert choose(["Ann"], ["Tom Reye"], ["Ann Lee"]) == ("Ann Lee",)
    reporter = choose_authors([["Ann Lee, The Reporter"]], agencies=set(), own={"thereporter"})
    assert reporter == ("Ann Lee",)


@pytest.mark.parametrize(
    ("bylines", "names"),
    [
        ([["Lindmouth Post"]], ["Lindmouth Post"]),
        ([["Lindmouth Post, Lindmouth, Kaldora"]], ["Lindmouth Post"]),
        ([["Lindmouth Post"], ["Reuters, Kaldora"]], ["Reuters"]),
        ([["By Lindmouth Post, Reuters"]], ["Lindmouth Post", "Reuters"]),
        ([["Lindmouth Post"], ["Politics Desk"]], ["Politics Desk"]),
        ([["Lindmouth Post"], ["社会部"]], ["社会部"]),
        ([["Redaktion"], ["Lindmouth Post"]], ["Lindmouth Post"]),
        ([["Redaktion, Lindmouth Post/Agenturen"]], ["Lindmouth Post"]),
        ([["Politics Desk, Lindmouth Post"]], ["Politics Desk", "Lindmouth Post"]),
        ([["Source Reuters"]], ["Reuters"]),
        ([["Quelle: Reuters, Lindmouth Post"]], ["Reuters", "Lindmouth Post"]),
        ([["Source Codrin"]], ["Source Codrin"]),
        ([["来源：路透"]], ["路透"]),
        ([["red, Lindmouth Post"]], ["Lindmouth Post"]),
        ([["red"]], ["red"]),
        ([["red, Lindmouth.example/Agenturen"]], ["Lindmouth.example"]),
        ([["Harbour.example"]], []),
        ([["Agencia Norte"], ["By Ann Lee"]], ["Ann Lee"]),
        ([["Agencia Norte"]], ["Agencia Norte"]),
        ([["The Reuters »"], ["More articles from the »"]], ["The Reuters"]),
        ([["The Reuters"], ["By Ann Lee"]], ["Ann Lee"]),
    ],
)
def test_without_people_the_byline_that_tells_the_most_stands(bylines: list[list[str]], names: list[str]) -> None:
    own = {folded("Lindmouth Post"), folded("lindmouth.example")}
    assert list(choose_authors(bylines, agencies={"reuters", "路透"}, own=own)) == names


def test_a_firm_is_who_wrote_where_the_text_has_it_on_a_line_of_its_own() -> None:
    firm, text = "Harbour Works GmbH", ["The second pier opens in spring.", "Harbour Works GmbH", "Tel. 0555 1234"]

    def choose(*bylines: list[str], said: list[str]) -> tuple[str, ...]:
        return choose_authors(bylines, agencies=set(), own=set(), said=said)

    assert choose([firm], said=text) == (firm,)
    assert choose([firm], ["By Ann Lee"], said=text) == ("Ann Lee",)
    assert choose([firm], said=text[:1]) == ()  # as who made the site is often declared
    assert choose([firm], ["Redaktion"], said=text) == ("Redaktion",)
    assert choose(["Ann Lee, Harbour Works GmbH"], said=["Ann Lee, Harbour Works GmbH"]) == ()


@pytest.mark.parametrize("named", ["Reuters", "Lindmouth Post"])
def test_a_firm_gives_way_to_whoever_else_is_named(named: str) -> None:
    firm = "Harbour Works GmbH"  # that made the site, and stands in its imprint
    assert choose_authors([[firm], [named]], agencies={"reuters"}, own={"lindmouthpost"}, said=[firm]) == (named,)


def test_a_house_may_be_called_as_desks_are() -> None:
    assert choose_authors([["Newsroom"]], agencies=set(), own={"newsroom"}) == ("Newsroom",)


def test_a_line_with_more_names_completes_links() -> None:
    def choose(*bylines: list[str]) -> tuple[str, ...]:
        return choose_authors(bylines, agencies=set(), own=set())

    assert choose(["Ann Lee"], ["By Ann Lee and Tom Reye"]) == ("Ann Lee", "Tom Reye")
    assert choose(["Ann Lee"], ["Ann Lee and Tom Reye"]) == ("Ann Lee",)
    assert choose(["Ann Lee"], ["By Tom Reye and Eva Holm"]) == ("Ann Lee",)


def test_a_name_is_turned_around_where_it_stands_so_elsewhere() -> None:
    def choose(*bylines: list[str], said: tuple[str, ...] = ()) -> tuple[str, ...]:
        return choose_authors(bylines, agencies=set(), own=set(), said=said)

    assert choose(["Lee, Ann"], ["By Ann Lee and Tom Reye"]) == ("Ann Lee", "Tom Reye")
    assert choose(["Été, Øyvind"], said=("The map is by Øyvind Été.",)) == ("Øyvind Été",)
    assert choose(["van der Meer, Tom"], ["Tom van der Meer"]) == ("Tom van der Meer",)
    assert choose(["Ann Lee, Reporter"], said=("It was told to Reporter Ann Lee.",)) == ("Ann Lee",)
    assert choose(["Ann, Tom"], ["Tom, Ann"], said=("Tom Annesley spoke.", "Ann and Tom.")) == ("Ann", "Tom")


def test_what_signs_for_nobody_stands_alone() -> None:
    assert choose_authors([["admin"]], agencies=set(), own=set()) == ()


def test_a_name_above_a_role_after_the_text() -> None:
    text = [
        "The council voted for the second pier on Tuesday night.",
        "Work begins in spring.",
        "It takes two summers.",
    ]
    assert name_after([*text, "Ann Lee", "Contributing Writer"]) == ("Ann Lee",)
    assert name_after([*text, "Ann Lee", "The harbour opens at nine."]) == ()
    assert name_after([*text, "Lee asked for it.", "Ann Lee", "Editor"]) == ()
    assert name_after(["Ann Lee", "Editor"]) == ()
    assert [name_after([*text, "Tom Ray", role]) for role in ("Photographer", "Staff photographer", "Producer")] == [
        (),
        (),
        (),
    ]


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


def test_an_account_gives_way_to_a_name() -> None:
    bylines = [["ann-lee"], ["By Ann Lee"]]
    assert choose_authors(bylines, agencies=set(), own=set()) == ("Ann Lee",)
    assert choose_authors(bylines[:1], agencies=set(), own=set()) == ("ann-lee",)

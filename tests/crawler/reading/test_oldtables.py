from __future__ import annotations

import pytest
from lxml import html

from crawler.parsing.htmltree import Node
from crawler.reading.oldtables import open_tables

PROSE = (
    "The harbour council voted on Tuesday night to rebuild the eastern breakwater of the town before the winter. " * 4
)


def opened(body: str) -> Node:
    tree = html.document_fromstring(f"<html><body>{body}</body></html>")
    open_tables(tree)
    return tree


def paragraphs(tree: Node) -> list[str]:
    return [" ".join(node.text_content().split()) for node in tree.iter("p")]


def test_a_table_that_lays_out_a_page_is_opened_and_breaks_part_paragraphs() -> None:
    menu = "<table><tr><td><a href='/'>Home</a></td></tr></table>"
    tree = opened(
        f"{menu}<table><tr><td>{menu}</td><td><b>Council votes</b><br>March 2, 2021<br><br>"
        f"<font><img src='a.jpg'>{PROSE}<br><br> {PROSE}<br>It sat <i>until</i> ten.</font></td></tr></table>"
    )

    assert next(tree.iter("table", "td", "tr"), None) is None
    assert paragraphs(tree) == ["Council votes", "March 2, 2021", PROSE.strip(), f"{PROSE}It sat until ten."]
    assert len(list(tree.iter("img"))) == 1


def test_a_table_of_facts_stays() -> None:
    facts = "<table><tr><td>Length</td><td>90 m</td></tr><tr><td>Cost</td><td>11 million</td></tr></table>"
    tree = opened(f"<div><p>{PROSE}</p>{facts}<p>{PROSE}</p></div>")
    inside = opened(f"<table><tr><td><p>{PROSE}</p>{facts}<p>{PROSE}</p></td></tr></table>")

    assert len(list(tree.iter("td"))) == 4
    assert paragraphs(inside) == [PROSE.strip()] * 2


def test_paragraphs_that_are_there_are_not_parted() -> None:
    tree = opened(f"<table><tr><td><p>{PROSE}<br><br>{PROSE}</p></td></tr></table>")

    assert len(paragraphs(tree)) == 1


def test_a_menu_of_many_words_is_no_text() -> None:
    links = "".join(f"<a href='/{n}'>{PROSE[:60]}</a><br>" for n in range(12))
    tree = opened(f"<table><tr><td>{links}</td></tr></table>")

    assert len(list(tree.iter("td"))) == 1


def test_rows_that_share_a_text_stay_rows() -> None:
    talks = "".join(f"<tr><td><b>{hour}:00</b></td><td>{PROSE}</td></tr>" for hour in (9, 10, 11))
    tree = opened(f"<h1>Programme</h1><table>{talks}</table>")

    assert len(list(tree.iter("td"))) == 6


def test_menus_in_cells_however_long_are_no_part_of_what_cells_share() -> None:
    menu = "".join(f"<a href='/{n}'>{PROSE[:90]}</a> " for n in range(6))
    tree = opened(f"<table><tr><td>{menu}</td><td>{PROSE}<br><br>{PROSE}</td><td>{menu}</td></tr></table>")

    assert next(tree.iter("td"), None) is None
    assert paragraphs(tree) == [PROSE.strip()] * 2


def test_prose_that_stands_bare_beside_paragraphs_is_one() -> None:
    bare = f"<b>The council</b> <a href='/a'>met</a>. {PROSE}"
    tree = opened(f"<table><tr><td><h3>Harbour</h3>{bare}<p>{PROSE}</p> {PROSE}</td></tr></table>")
    labels = opened(f"<table><tr><td>Harbour<p>{PROSE}</p>By Ann Lee<p>{PROSE}</p></td></tr></table>")

    assert paragraphs(tree) == [f"The council met. {PROSE.strip()}", PROSE.strip(), PROSE.strip()]
    assert [node.tag for node in tree.iter("h3", "p")] == ["h3", "p", "p", "p"]
    assert paragraphs(labels) == [PROSE.strip()] * 2


def test_words_that_only_a_space_parts_stay_apart() -> None:
    tree = opened(f"<table><tr><td><b>Council</b> <i>votes</i><br><br>{PROSE}<br> <br>{PROSE}</td></tr></table>")

    assert paragraphs(tree) == ["Council votes", PROSE.strip(), PROSE.strip()]


def test_each_column_of_text_is_parted() -> None:
    tree = opened(f"<table><tr><td>{PROSE}<br><br>{PROSE}</td><td>{PROSE}<br><br>{PROSE}</td></tr></table>")

    assert paragraphs(tree) == [PROSE.strip()] * 4


def test_what_breaks_only_wrap_is_one_paragraph() -> None:
    wrapped = "The council voted on Tuesday night<br>to rebuild the breakwater of<br>Lindmouth, the mayor said."
    japanese = "\u6e2f\u306e\u8b70\u4f1a\u306f<br>\u6c7a\u5b9a\u3057\u305f\u3002"
    tree = opened(f"<table><tr><td>{wrapped}<br><br>{japanese}<br><br>{PROSE}</td></tr></table>")

    assert len(paragraphs(tree)) == 3


def test_a_table_of_facts_stays_however_wordy_a_cell_is() -> None:
    row = f"<tr><td>Harbour party</td><td>{PROSE}</td><td>12</td></tr>"
    headed = opened(f"<article><table><tr><th>Party</th><th>Position</th><th>Seats</th></tr>{row}</table></article>")
    named = opened(f"<article><table>{row.replace('td>', 'th>', 2)}</table></article>")
    beside = opened(f"<article><p>{PROSE}</p><p>{PROSE}</p><table>{row}</table></article>")

    assert [len(list(tree.iter("td"))) for tree in (headed, named, beside)] == [3, 2, 3]


def test_a_page_of_too_many_breaks_stays_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crawler.reading.oldtables.MAX_BREAKS", 3)
    tree = opened(f"<table><tr><td>{PROSE}<br><br>{PROSE}<br><br>{PROSE}</td></tr></table>")

    assert len(list(tree.iter("td"))) == 1
    assert len(list(tree.iter("br"))) == 4


NESTED = f"<table><tr><td>{PROSE[:90]}</td><td><a href='/a'>{PROSE[:90]}</a></td></tr></table>"


def test_a_cell_that_holds_the_text_and_tables_beside_it_is_opened() -> None:
    tree = opened(f"<table><tr><td><h1>Harbour</h1><p>{PROSE}</p><p>{PROSE}</p>{NESTED}</td><td>Menu</td></tr></table>")

    assert len(list(tree.iter("table"))) == 1  # what stands beside the text
    assert paragraphs(tree) == [PROSE.strip()] * 2


@pytest.mark.parametrize(
    ("table", "cells"),
    [
        (f"<table><tr><th>A</th><th>B</th></tr><tr><td><p>{PROSE}</p>{NESTED}</td><td>90 m</td></tr></table>", 4),
        (f"<p>{PROSE * 3}</p><table><tr><td><p>{PROSE}</p>{NESTED}</td></tr></table>", 3),  # the text stands elsewhere
        (f"<table><tr><td><p><a href='/'>{PROSE}</a></p>{NESTED}</td></tr></table>", 3),  # a teaser
        (f"<table><tr><td>Harbour{NESTED}{NESTED}</td></tr></table>", 5),  # several cells hold what there is
    ],
)
def test_a_cell_that_holds_but_part_of_the_text_or_facts_stays(table: str, cells: int) -> None:
    assert len(list(opened(table).iter("td"))) == cells


def test_a_lead_in_a_block_of_its_own_is_a_paragraph_where_breaks_part_the_others() -> None:
    lead, teaser = f"<div>{PROSE}<br></div>", f"<div><a href='/a'>{PROSE}</a></div>"
    tree = opened(
        f"<table><tr><td>{lead}<span><br>{PROSE}<br><br>{PROSE}</span>{teaser}<div>Menu</div></td></tr></table>"
    )
    marked = opened(f"<table><tr><td><p>{PROSE}</p><p>{PROSE}</p><p>{PROSE}</p>{lead}</td></tr></table>")

    assert paragraphs(tree) == [PROSE.strip()] * 3
    assert paragraphs(marked) == [PROSE.strip()] * 3  # a teaser stands so beside paragraphs


@pytest.mark.parametrize("called", ["foto", "fotounterschrift", "bild", "teaser", "hinweis", "quelle"])
def test_a_block_with_a_name_or_a_credit_is_no_paragraph_where_breaks_part_the_others(called: str) -> None:
    caption = (
        "The harbour of Lindmouth on a foggy morning in March, when no ship could leave for the sea, nor come home."
    )
    named, credited = f"<div class={called}>{caption}</div>", f"<div>{caption} Photo: Ann Lee/AFP</div>"
    tree = opened(f"<table><tr><td>{PROSE}<br><br>{PROSE}{named}{credited}{PROSE}<br><br>{PROSE}</td></tr></table>")

    assert paragraphs(tree) == [PROSE.strip()] * 4


@pytest.mark.parametrize("said", ["", "align='justify'", "class='intro'"])
def test_a_lead_set_in_bold_aligned_or_called_one_is_a_paragraph(said: str) -> None:
    lead = f"<div {said}><b>Lindmouth.</b> {PROSE}</div>"
    tree = opened(f"<table><tr><td>{lead}{PROSE}<br><br>{PROSE}</td></tr></table>")

    assert paragraphs(tree) == [f"Lindmouth. {PROSE.strip()}", PROSE.strip(), PROSE.strip()]

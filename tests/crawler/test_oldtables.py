from __future__ import annotations

from lxml import html

from crawler.htmltree import Node
from crawler.oldtables import open_tables

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

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.parsing.htmltree import marked, parse, precedes, visible_text
from storage.errors import UnreadableError

URL = "https://www.lindmouthpost.example/a"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "empty"),
        (b"   \n", "empty"),
        (b"%PDF-1.4", "binary"),
        (b"\x00\x01\x02<html>", "binary"),
        (b"just words", "plain text"),
        (b"<?xml version='1.0'?><rss></rss>", "XML"),
        (b"<br>" * 300_000, "tags"),
        (b"<p " + b" ".join(b"a%d=1" % n for n in range(50_000)) + b">x</p>", "attributes"),
        (b"<p>" + b"x" * (9 * 1024 * 1024), "larger"),
        ((b"<div>" * 400 + b"words" + b"</div>" * 400) * 70, "nested"),
        (b"<a href='/a'><div>" * 25_000 + b"words", "nested"),
        (b"<article>" + b"<p>a</p>" * 25_000, "others in it"),
    ],
)
def test_hazards_are_refused_before_they_are_read(body: bytes, reason: str) -> None:
    with pytest.raises(UnreadableError, match=reason) as caught:
        parse(body, URL)
    assert URL in str(caught.value)


def test_an_indented_page_says_as_much_as_one_that_is_not() -> None:
    parts = [f"<div><p>word {number}</p></div>" for number in range(40)]
    plain, indented = (visible_text(parse(mark.join(parts).encode(), URL), 200) for mark in ("", "\n" + " " * 60))
    assert plain == indented
    assert len(indented) > 200


def test_visible_text_of_deep_pages() -> None:
    tree = parse(b"<div>" * 1_500 + b"<p>one</p><p>two<script>no</script></p>" + b"</div>" * 1_500, URL)
    assert visible_text(tree) == "one two"


def test_a_short_look_at_an_element_goes_through_few_others() -> None:
    tree = parse(b"<div>" + b"<i></i>" * 600 + b"words</div>", URL)
    assert visible_text(tree) == "words"
    assert visible_text(tree, 80) == ""


def test_a_short_look_at_an_element_goes_through_few_blanks() -> None:
    tree = parse((b"<div>" + b" " * 1_000) * 20 + b"words" + b"</div>" * 20, URL)
    assert visible_text(tree) == "words"
    assert visible_text(tree, 80) == ""


@given(st.binary(max_size=200))
def test_any_bytes_are_a_tree_or_unreadable(body: bytes) -> None:
    try:
        visible_text(parse(body, URL))
    except UnreadableError:
        return


def test_what_follows_a_premature_end_is_read() -> None:
    tree = parse(b"<html><body><p>One.</p></body></html><p>Two.</p></HTML >\n<p>Three.</p>", "http://a.example/")
    assert [node.text for node in tree.body.iter("p")] == ["One.", "Two.", "Three."]


def test_elements_are_found_by_what_microdata_calls_them_each_once_and_in_order() -> None:
    tree = parse(
        b"<body><i itemprop=name>a</i><time pubdate itemprop=datePublished>b</time><p>c</p><u pubdate>d</u></body>", URL
    )
    assert [node.text for node in marked(tree, "datePublished", "pubdate")] == ["b", "d"]
    assert [node.text for node in marked(tree, "name")] == ["a"]


def test_what_was_taken_out_of_a_page_is_no_longer_found_by_what_microdata_calls_it() -> None:
    tree = parse(b"<body><div><b><i itemprop=author>Tom</i></b></div><i itemprop=author>Ann</i></body>", URL)
    assert [node.text for node in marked(tree, "author")] == ["Tom", "Ann"]
    next(tree.iter("b")).drop_tree()
    assert [node.text for node in marked(tree, "author")] == ["Ann"]


def test_what_stands_before_what() -> None:
    tree = parse(b"<html><body><p id=a>One <b id=b>two</b></p><div id=c><i id=d>three</i></div></body></html>", URL)
    named = {node.get("id"): node for node in tree.iter("p", "b", "div", "i")}
    before = {one + other for one, a in named.items() for other, b in named.items() if precedes(a, b)}

    assert before == {"ac", "ad", "bc", "bd"}

"""Search: every language, whatever a user types, and the place where it was found."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from storage.browsing import Choice
from storage.errors import InputError
from storage.filters import Filters
from storage.ranking import best_hits
from storage.reading import chosen_ids
from storage.store import Store
from storage.words import found_in_whole, match_expression, snippet
from tests.storage.samples import article, found_for, save

if TYPE_CHECKING:
    from collections.abc import Iterator

_TEXTS = (
    "The old bridge was closed on Monday, the U.S. mayor said.",
    "俄罗斯国防部周四表示\uff0c两架战机袭击了伊德利卜。",
    "Die Küche des Cafés in Zürich brannte aus.",
    "МЧС сообщило про пожар в Москве.",
    "นายกรัฐมนตรีกล่าวว่า",
    "윤 대통령은 서울에서 말했다.",
    "प्रधानमंत्री ने कहा",
    "قال الرئيس إن",
    "\uff21\uff22\uff23 full width",
)


@pytest.fixture
def texts(store: Store) -> Store:
    save(store, *(article(f"http://example.com/{place}", title="T", text=text) for place, text in enumerate(_TEXTS)))
    return store


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("bridge monday", {1}),
        ('"bridge was closed"', {1}),
        ('"closed was bridge"', set()),
        ("brid*", {1}),
        ("brid", set()),
        ("U.S.", {1}),
        ("国防", {2}),
        ("战机", {2}),
        ("机战", set()),
        ("zurich CAFES", {3}),
        ("москве", {4}),
        ("รัฐมนตรี", {5}),
        ("서울", {6}),
        ("प्रधानमंत्री", {7}),
        ("الرئيس", {8}),
        ("abc", {9}),
        ("bridge AND monday", {1}),
        ("bridge OR 国防 OR nowhere", {1, 2}),
        ("bridge OR 国防 monday", {1}),
        ("nowhere OR monday bridge", {1}),
        ("bridge OR", {1}),
        ("OR", set()),
        ("bridge or nowhere", set()),
        ("bridge -monday", set()),
        ("-monday bridge", set()),
        ("bridge OR 国防 -nowhere -monday", {2}),
        ('bridge -"closed bridge"', {1}),
        ('bridge -"bridge was closed"', set()),
        ("bridge -mond*", set()),
        ("bridge - monday", {1}),
        ("bridge --monday", set()),
        ("bridge –monday", set()),  # noqa: RUF001 (as telephones write it)
        ("bridge -“closed bridge”", {1}),
        ("bridge −“was closed”", set()),  # noqa: RUF001 (as telephones write it)
        ("-nowhere OR bridge", {1}),
        ("bridge OR -monday", set()),
        ("bridge -5", set()),
    ],
)
def test_words_of_any_language_are_found(texts: Store, query: str, found: set[int]) -> None:
    assert {hit.article_id for hit in found_for(texts, query)} == found


@pytest.mark.parametrize("query", ["", "  ", '"', "*", "-", "()", "?!"])
def test_a_query_without_a_word_is_refused(store: Store, query: str) -> None:
    with pytest.raises(InputError, match="no word"):
        found_for(store, query)


@pytest.mark.parametrize("query", ["-bridge", '-"the bridge"', "-a -b"])
def test_a_query_that_only_leaves_out_is_refused(texts: Store, query: str) -> None:
    for choose in (lambda: found_for(texts, query), lambda: chosen_ids(texts, Filters(query=query))):
        with pytest.raises(InputError, match="only leaves out"):
            choose()


@pytest.fixture(scope="module")
def shared() -> Iterator[Store]:
    with TemporaryDirectory() as folder, Store.open(Path(folder) / "a.db") as store:
        save(store, article(text="some words"))
        yield store


@settings(deadline=None)
@given(st.text() | st.text(alphabet="ab\"*()-:^+~{}'\0 AND OR NOT NEAR\ud800"))
@example('title:x "unclosed')
@example("a\0b")
@example("NEAR(a b, 5)")
def test_no_query_is_a_syntax_error(shared: Store, query: str) -> None:
    if match_expression(query):
        found_for(shared, query)


def test_the_best_comes_first_and_a_title_weighs_more(store: Store) -> None:
    filler = "Nothing else happened anywhere in the town on that day. " * 5
    save(
        store,
        article("http://example.com/1", title="A day", text=f"{filler} A flood."),
        article("http://example.com/2", title="A flood", text=filler),
        *(article(f"http://example.com/x{number}", title="T", text=filler) for number in range(9)),
    )
    hits = found_for(store, "flood")
    assert [hit.article_id for hit in hits] == [2, 1]
    assert hits[0].score > hits[1].score > 0


def test_filters_narrow_a_search(texts: Store) -> None:
    assert best_hits(texts, Choice(Filters(query="bridge", outlet="elsewhere"))) == ([], "")


def test_pages_of_what_was_found_hold_everything_once(texts: Store) -> None:
    choice, cursor = Choice(Filters(query="t")), ""
    pages: list[list[int]] = []
    while not pages or cursor:
        hits, cursor = best_hits(texts, choice, cursor=cursor, limit=4)
        pages.append([hit.article_id for hit in hits])

    assert [len(page) for page in pages] == [4, 4, 1]
    assert sorted(each for page in pages for each in page) == list(range(1, 10))


def test_a_snippet_shows_the_place_with_its_spans() -> None:
    text = "Word after word. " * 50 + "At the Café in Zürich it burned. " + "And so on. " * 50
    found = snippet(text, 'zurich "the cafe"', length=100)
    assert [found.text[start:end] for start, end in found.spans] == ["the Café", "Zürich"]
    assert len(found.text) <= 130
    assert found.text in text


@pytest.mark.parametrize(
    ("title", "query", "words"),
    [
        ("Valley of the Tarn evacuated after dyke breaks", "dyke", ["dyke"]),
        ("Valley of the Tarn evacuated after dyke breaks", "breaks valley", ["Valley", "breaks"]),
        ("A long line of words that leads at last to the café of Zürich", "cafe ZURICH", ["café", "Zürich"]),
        ("A long line of words that leads at last to the cafe\u0301 there", "café", ["cafe\u0301"]),
        ("A long line of words that leads at last to the cafe\u0301s", "café", []),
        ("Valley of the Tarn evacuated after dyke breaks", "river", []),
        ("Valley of the Tarn evacuated after dyke breaks", "river OR valley -after", ["Valley"]),
    ],
)
def test_words_are_found_wherever_they_stand_in_a_title(title: str, query: str, words: list[str]) -> None:
    assert [title[start:end] for start, end in found_in_whole(title, query)] == words


@given(st.text(), st.text(max_size=8))
def test_a_snippet_is_a_piece_of_the_text_with_spans_inside(text: str, query: str) -> None:
    found = snippet(text, query)
    assert found.text in text
    assert all(0 <= start < end <= len(text) for start, end in found.spans)

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
from storage.reading import chosen_ids
from storage.searching.ranking import best_hits
from storage.searching.words import found_in_whole, match_expression, snippet
from storage.steps import STEPS
from storage.store import Store
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


# Rice and white, water and "front", wood and field and "not"; "that" and "of"; water; a town; points; accents.
_MARKED = {
    1: "ราคาข้าววันนี้",
    2: "กำแพงขาวของวัด",
    3: "แม่น้ำทะลักเขื่อน",
    4: "เจ้าหน้าที่อยู่หน้าสวน",
    5: "บ้านไม้ริมนา",
    6: "ราคาไม่ขึ้น",
    7: "उसने कहा कि पानी आया",
    8: "नदी की बाढ़",
    9: "ກຳປູເຈຍ ແລະ ນ້ຳ",
    10: "ກາ ແລະ ນ້າ",
    11: "ក្រុងភ្នំពេញ",
    12: "ករុង",
    13: "မြန်မာ",
    14: "မနမ",
    15: "صدر البيان المكثّف شكرًا",
    16: "שָׁלוֹם לכולם",
    17: "अदालत का फ़ैसला",
    18: "\u0397 κυβέρνηση μίλησε",
    19: "Самолёт мой",
    20: "Самолеты мои, замо́к",
}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("ข้าว", {1}),
        ("ขาว", {2}),
        ("ข้าว -ขาว", {1}),
        ("น้ำ", {3}),
        ("น\u0e4d\u0e49\u0e32", {3}),
        ("น\u0e49\u0e4d\u0e32", {3}),
        ("แม่น้ำ", {3}),
        ("หน้า", {4}),
        ("น้า", {4}),
        ("นา", {5}),
        ("ไม้", {5}),
        ("ไม่", {6}),
        ("ไม", set()),
        ("ไม*", {5, 6}),
        ("ราคา -น้ำ", {1, 6}),
        ("ราคา -หน้า", {1, 6}),
        ("कि", {7}),
        ("की", {8}),
        ("क", set()),
        ("बाढ़", {8}),
        ("ນ້ຳ", {9}),
        ("ນ້າ", {10}),
        ("ກຳ", {9}),
        ("ກາ", {10}),
        ("ក្រុង", {11}),
        ("ករុង", {12}),
        ("မြန်မာ", {13}),
        ("မနမ", {14}),
        ("المكثف", {15}),
        ("المكثّف", {15}),
        ("شكرا", {15}),
        ("שלום", {16}),
        ("שָׁלוֹם", {16}),
        ("फैसला", {17}),
        ("फ़ैसला", {17}),
        ("κυβερνηση", {18}),
        ("ΚΥΒΈΡΝΗΣΗ", {18}),
        ("самолет", {19}),
        ("самолёты", {20}),
        ("мой", {19}),
        ("мои", {20}),
        ("замок", {20}),
    ],
)
def test_vowel_signs_and_tone_marks_are_part_of_words_and_accents_are_not(
    store: Store, query: str, found: set[int]
) -> None:
    save(store, *(article(f"http://example.com/{place}", title="T", text=text) for place, text in _MARKED.items()))
    assert {hit.article_id for hit in found_for(store, query)} == found
    assert set(chosen_ids(store, Filters(query=query))) == found
    for place in found:  # what was found is marked, and nothing else is in the others
        assert found_in_whole(_MARKED[place], query)
    assert not [place for place in _MARKED if place not in found and found_in_whole(_MARKED[place], query)]


@pytest.mark.parametrize(
    ("text", "query", "words"),
    [
        ("แม่น้ำทะลักเขื่อน เจ้าหน้าที่หนีน้ำ", "น้ำ", ["น้ำ", "น้ำ"]),
        ("หนีน\u0e49\u0e4d\u0e32", "น้ำ", ["น\u0e49\u0e4d\u0e32"]),
        ("ข้าว ขาว", "ขาว", ["ขาว"]),
        ("ไม่มีไม้", "ไม้", ["ไม้"]),
        ("किया कि।", "कि", ["कि"]),
        ("서울 사일", "서울", ["서울"]),
        ("المكثّف", "المكثف", ["المكثّف"]),
    ],
)
def test_the_word_with_its_marks_is_the_one_that_is_marked(text: str, query: str, words: list[str]) -> None:
    assert [text[start:end] for start, end in found_in_whole(text, query)] == words


def test_a_snippet_of_a_script_without_spaces_begins_at_a_clause_if_one_is_near() -> None:
    clause = "เช้าวันจันทร์ที่ผ่านมาหลังจากฝนตกหนักต่อเนื่อง"
    for before in range(20, 40):
        text = f"{clause} {clause} {clause[:before]} แม่น้ำทะลักเขื่อน {clause} {clause} {clause} {clause}"
        found = snippet(text, "น้ำ")
        assert text.startswith(found.text) or text[text.index(found.text) - 1] == " "
        assert found.text[slice(*found.spans[0])] == "น้ำ"


def test_a_snippet_parts_no_letter_from_its_marks() -> None:
    for before in ("กุ้" * 200, "ก" + "กุ้" * 200, "กก" + "กุ้" * 200):
        found = snippet(f"{before}น้ำ{before}", "น้ำ")
        assert found.text[0] == "ก"
        assert found.text.endswith("กุ้")
        assert found.text[slice(*found.spans[0])] == "น้ำ"


def test_the_index_of_an_earlier_store_is_written_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = tmp_path / "a.db"
    with monkeypatch.context() as earlier:
        earlier.setattr("storage.schema.STEPS", STEPS[: [name for name, _ in STEPS].index("marks")])
        earlier.setattr("storage.schema.VERSION", [name for name, _ in STEPS].index("marks"))
        earlier.setattr("storage.opening.VERSION", [name for name, _ in STEPS].index("marks"))
        earlier.setattr("storage.articles.keeps_out", lambda *_: False)  # asks a table that came later
        with Store.open(place) as store:
            save(store, *(article(f"http://example.com/{n}", title="T", text=text) for n, text in _MARKED.items()))
            assert len(found_for(store, "ไม้")) > 1
    with Store.open(place) as store:
        assert [hit.article_id for hit in found_for(store, "ไม้")] == [5]
        store.connection.execute("INSERT INTO article_words (article_words) VALUES ('integrity-check')")

"""Export: the contract's fields, whatever the text, and a file that is whole or not there."""

from __future__ import annotations

import csv
import io
import json
import tracemalloc
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage.errors import InputError
from storage.export import KINDS, Wanted, export, export_file
from storage.exports.columns import FIELDS
from storage.exports.formats import FORMATS
from storage.filters import Filters
from storage.store import Store
from storage.texts import storable, without_controls
from tests.storage.reading_exports import READERS
from tests.storage.samples import article, save

_MEMBER = {"url", "id", "outlet", "title", "published_at", "role", "attributions", "similarity"}


def _exported(store: Store, what: str, form: str = "jsonl", filters: Filters | None = None) -> str:
    return _bytes(store, what, form, filters).decode()


def _bytes(store: Store, what: str, form: str, filters: Filters | None = None) -> bytes:
    out = io.BytesIO()
    export(store, Wanted(what, form, filters or Filters()), out)
    return out.getvalue()


def _lines(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def _table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_a_story_has_the_fields_that_were_promised(folded: Store) -> None:
    story, composite = _lines(_exported(folded, "stories"))
    assert story.keys() == {
        "story_id", "event_id", "title", "first_published_at", "last_published_at", "outlets", "outlet_count",
        "article_count", "members", "matches", "recipe", "newsfold_version",
    }  # fmt: skip
    assert (story["outlet_count"], story["article_count"]) == (2, 2)
    assert [member.keys() for member in story["members"]] == [_MEMBER, _MEMBER]
    assert (story["story_id"], story["event_id"], story["outlets"]) == (1, 1, ["A", "B"])
    assert story["members"][0]["attributions"] == [
        {"name": "Reuters", "kind": "credit", "evidence": "(Reuters)", "grade": "mention"},
        {"name": "TASS", "kind": "link", "evidence": "TASS", "grade": "mention", "url": "http://tass.example"},
    ]
    assert [(match["a"], match["b"]) for match in story["matches"]] == [
        ("http://a.example/1", "http://b.example/2"),
        ("http://b.example/2", "http://c.example/3"),
    ]
    assert [match["b"] for match in composite["matches"]] == ["http://c.example/3"]
    assert story["newsfold_version"]


def test_an_article_has_the_fields_that_were_promised(folded: Store) -> None:
    first = _lines(_exported(folded, "articles"))[0]
    assert first.keys() == {
        "url", "title", "text", "furniture", "published_at", "modified_at", "authors", "outlet", "language", "tags",
        "image", "source", "id", "canonical_url", "fetched_at", "revision", "story_id", "event_id", "attributions",
    }  # fmt: skip
    assert first["url"] == first["canonical_url"] == "http://a.example/1"
    assert (first["story_id"], first["event_id"]) == (1, 1)


def test_a_match_has_the_fields_that_were_promised_and_five_passages_at_most(folded: Store) -> None:
    first = _lines(_exported(folded, "matches"))[0]
    assert first.keys() == {
        "a", "b", "relation", "jaccard", "containment_a", "containment_b", "passages", "recipe", "decided_at",
    }  # fmt: skip
    assert first["passages"] == [{"text": "some words", "a_offset": place, "b_offset": place} for place in range(5)]


def test_an_event_names_its_stories(folded: Store) -> None:
    assert [(event["event_id"], event["title"], event["stories"]) for event in _lines(_exported(folded, "events"))] == [
        (1, "Flood", [1])
    ]


@pytest.mark.parametrize("what", KINDS)
def test_every_format_carries_the_same(folded: Store, what: str) -> None:
    lines = _lines(_exported(folded, what))
    assert json.loads(_exported(folded, what, "json")) == lines
    table = _table(_exported(folded, what, "csv"))
    assert [tuple(row) for row in table] == [FIELDS[what]] * len(lines)
    assert all(tuple(line) == FIELDS[what] for line in lines)


@pytest.mark.parametrize("what", KINDS)
@pytest.mark.parametrize("form", FORMATS)
def test_an_empty_store_gives_a_valid_export(store: Store, what: str, form: str) -> None:
    assert READERS[form](_bytes(store, what, form)) == []


@pytest.mark.parametrize(
    ("filters", "found"),
    [(Filters(outlet="c"), [2]), (Filters(min_outlets=2), [1]), (Filters(until="2026-01-02"), [1])],
)
def test_filters_narrow_an_export(folded: Store, filters: Filters, found: list[int]) -> None:
    assert [story["story_id"] for story in _lines(_exported(folded, "stories", filters=filters))] == found


@pytest.mark.parametrize(("what", "form"), [("story", "jsonl"), ("stories", "xml")])
def test_an_unknown_kind_or_format_is_refused_with_those_there_are(store: Store, what: str, form: str) -> None:
    with pytest.raises(InputError, match=r"choose one of (stories|jsonl), "):
        _exported(store, what, form)


_NASTY = st.text(st.characters(codec=None), max_size=30) | st.sampled_from(
    ["=1+1", "+x", "-x", "@x", "\tx", "\rx", "\nx", "a\u2028b\u0085c", '"', "a,b;c", "\0", "\x1b[2J", "\ud83d", "'=x"]
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(_NASTY, _NASTY, _NASTY), min_size=1, max_size=4))
def test_nasty_text_comes_back_from_every_format(texts: list[tuple[str, str, str]]) -> None:
    with TemporaryDirectory() as folder, Store.open(Path(folder) / "a.db") as store:
        for place, (title, text, author) in enumerate(texts):
            save(store, article(f"http://a.example/{place}", title=title, text=text, authors=(author,)))
        expected = [(storable(title), storable(text), [storable(author)]) for title, text, author in texts]
        lines = _lines(_exported(store, "articles"))
        assert [(line["title"], line["text"], line["authors"]) for line in lines] == expected
        assert json.loads(_exported(store, "articles", "json")) == lines
        for row, (title, text, authors) in zip(_table(_exported(store, "articles", "csv")), expected, strict=True):
            assert not row["title"].startswith(("=", "+", "-", "@", "\t", "\r"))
            assert (row["title"].removeprefix("'"), row["text"].removeprefix("'")) == (
                without_controls(title).removeprefix("'"),
                without_controls(text).removeprefix("'"),
            ), "JSON loses nothing, a table the signs that steer a terminal"
            assert json.loads(row["authors"]) == authors


def test_a_file_appears_when_it_is_whole(folded: Store, tmp_path: Path) -> None:
    place = tmp_path / "out.jsonl"
    assert export_file(folded, Wanted("articles"), place) == 3
    assert len(_lines(place.read_text())) == 3
    before = place.read_text()
    with pytest.raises(InputError):
        export_file(folded, Wanted("articles", "jsonl", Filters(since="never")), place)
    assert place.read_text() == before
    assert [path.name for path in tmp_path.iterdir() if "out" in path.name] == ["out.jsonl"]


def test_a_file_that_cannot_be_written_is_named(folded: Store, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"nowhere.*cannot be written: No such file"):
        export_file(folded, Wanted("stories", "csv"), tmp_path / "nowhere" / "out.csv")
    with pytest.raises(InputError, match="cannot be written: Is a directory"):
        export_file(folded, Wanted("stories", "csv"), tmp_path)


@pytest.mark.parametrize("form", [form for form in FORMATS if form != "parquet"])
def test_memory_does_not_grow_with_the_store(form: str, store: Store, tmp_path: Path) -> None:
    def peak() -> int:
        tracemalloc.start()
        export_file(store, Wanted("articles", form), tmp_path / f"out.{form}")
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return found

    text = "Some words that fill a page. " * 100
    save(store, *(article(f"http://a.example/{number}", text=text) for number in range(400)))
    small = peak()
    save(store, *(article(f"http://b.example/{number}", text=text) for number in range(2000)))
    assert peak() < 1.5 * small

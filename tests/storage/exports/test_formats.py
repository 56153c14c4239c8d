"""Formats of export: each holds the same stories, opens in other people's tools, and lets nothing fetched run."""

from __future__ import annotations

import io
import json
import re
from datetime import datetime
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import feedparser
import polars as pl
import pytest
from pyarrow import csv as arrow_csv  # type: ignore[import-untyped]
from pyarrow import parquet as arrow_parquet

from storage.errors import InputError
from storage.export import KINDS, Wanted, export, export_file
from storage.exports.cards import link
from storage.exports.columns import COLUMNS, FIELDS, Column, Holds
from storage.exports.formats import FORMATS
from storage.filters import Filters
from tests.storage.reading_exports import ATOM, READERS, Page
from tests.storage.samples import article, save

if TYPE_CHECKING:
    from pathlib import Path

    from storage.store import Store

SELECTIONS = (Filters(), Filters(min_outlets=2), Filters(outlet="C"), Filters(query="nowhere"))
NASTY = "<script>alert(1)</script> & \"quotes\" 'x' [a](javascript:b) \u202e\x1b[2J \0 \ud800 ```\n# 1. - *"


def exported(store: Store, what: str, form: str, filters: Filters | None = None) -> bytes:
    out = io.BytesIO()
    export(store, Wanted(what, form, filters or Filters()), out)
    return out.getvalue()


@pytest.mark.parametrize("filters", SELECTIONS)
def test_every_format_holds_the_same_stories(folded: Store, filters: Filters) -> None:
    lines = READERS["jsonl"](exported(folded, "stories", "jsonl", filters))
    ids = [line["story_id"] for line in lines]
    found = {form: READERS[form](exported(folded, "stories", form, filters)) for form in FORMATS}
    assert found["json"] == lines
    assert [int(row["story_id"]) for row in found["csv"]] == ids
    assert [row["story_id"] for row in found["parquet"]] == ids
    assert [each["key"] for each in found["atom"]] == [f"story/{one}" for one in ids]
    assert [each["key"] for each in found["html"]] == [f"story/{one}" for one in ids]
    markdown = exported(folded, "stories", "markdown", filters).decode()
    assert [int(one) for one in re.findall(r"^- Story: (\d+)", markdown, re.MULTILINE)] == ids


@pytest.mark.parametrize("what", KINDS)
@pytest.mark.parametrize("form", FORMATS)
def test_every_kind_is_whole_in_every_format(folded: Store, what: str, form: str) -> None:
    lines = READERS["jsonl"](exported(folded, what, "jsonl"))
    assert lines
    assert len(READERS[form](exported(folded, what, form))) == len(lines)


def values(record: Any, column: Column) -> Any:
    """What Parquet gives for a value: every part of every object is there."""
    if column.holds is Holds.OBJECTS:
        return [{part.name: values(each.get(part.name), part) for part in column.parts} for each in record]
    return record


@pytest.mark.parametrize("what", KINDS)
def test_columns_describe_what_records_hold(folded: Store, what: str) -> None:
    lines = READERS["jsonl"](exported(folded, what, "jsonl"))
    rows = READERS["parquet"](exported(folded, what, "parquet"))
    assert rows == [{column.name: values(line[column.name], column) for column in COLUMNS[what]} for line in lines]
    assert all(tuple(line) == FIELDS[what] for line in lines)


def test_tables_open_in_arrow_as_in_pandas_and_polars(folded: Store, tmp_path: Path) -> None:
    export_file(folded, Wanted("articles", "csv"), tmp_path / "a.csv")
    export_file(folded, Wanted("articles", "parquet"), tmp_path / "a.parquet")
    table = arrow_csv.read_csv(tmp_path / "a.csv", parse_options=arrow_csv.ParseOptions(newlines_in_values=True))
    assert table.column_names == list(FIELDS["articles"])
    parquet = arrow_parquet.read_table(tmp_path / "a.parquet")
    assert table["url"].to_pylist() == parquet["url"].to_pylist()
    assert parquet.schema.field("authors").type.value_type == "string"
    assert parquet.schema.field("title").metadata == {b"description": b"The headline."}


def test_parquet_needs_its_extra_and_says_so(folded: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(InputError, match=r"newsfold\[parquet\]"):
        exported(folded, "stories", "parquet")


def test_parquet_goes_down_a_pipe(folded: Store) -> None:
    class Pipe(io.BytesIO):
        def tell(self) -> int:
            raise OSError

        def seek(self, *args: Any) -> int:
            raise OSError

    pipe = Pipe()
    export(folded, Wanted("stories", "parquet"), pipe)
    assert len(READERS["parquet"](pipe.getvalue())) == 2


@pytest.mark.parametrize("what", KINDS)
def test_a_feed_keeps_the_rules_of_atom(folded: Store, what: str) -> None:
    save(folded, article("http://d.example/4", title="", published_at=None, authors=("Ann Ex",), tags=("a",)))
    entries = [each["entry"] for each in READERS["atom"](exported(folded, what, "atom"))]
    ids = [entry.findtext(f"{ATOM}id") for entry in entries]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"tag:newsfold\.invalid,2026:\S+", one or "") for one in ids)
    for entry in entries:
        assert entry.findtext(f"{ATOM}title")
        for name in ("updated", "published"):
            for moment in entry.iter(f"{ATOM}{name}"):
                assert datetime.fromisoformat(moment.text or "").tzinfo
        assert len(entry.findall(f"{ATOM}updated")) == 1
        assert {one.get("rel") for one in entry.iter(f"{ATOM}link")} <= {"alternate"}
        assert entry.find(f"{ATOM}content").get("type") == "html"
    again = [each["entry"].findtext(f"{ATOM}id") for each in READERS["atom"](exported(folded, what, "atom"))]
    assert again == ids


@pytest.mark.parametrize("form", ["atom", "html", "markdown"])
def test_a_mash_up_names_the_articles_that_it_has_parts_of(folded: Store, form: str) -> None:
    _, mash_up = READERS[form](exported(folded, "stories", form))
    before, told = exported(folded, "stories", form).decode().rsplit("http://c.example/3", 1)
    assert "http://b.example/2" in told
    assert "20% of the mash-up, story 1" in told
    assert "Made of parts of:" in told
    assert "of it in the first" not in told
    assert "copy, 90% of it in the first" in before, "which is no likeness: the first may have much more"
    assert mash_up


@pytest.mark.parametrize("form", ["atom", "html", "markdown"])
@pytest.mark.parametrize("what", ["stories", "articles"])
def test_what_was_fetched_stays_text(store: Store, form: str, what: str) -> None:
    from dedupe.fold import fold

    text = f"{NASTY}\n\n- {NASTY}\n\n1. One\n\n=== \n\n    code"
    save(store, article("http://a.example/1", title=NASTY, text=text, outlet=NASTY, authors=(NASTY,), tags=(NASTY,)))
    fold(store)
    body = exported(store, what, form)
    assert b"<script" not in body
    if form == "markdown":
        lines = [line for line in body.decode().splitlines() if line]
        assert len([line for line in lines if line.startswith("#")]) == 2
        assert not re.search(r"<(?!http://a\.example/1>\))|(?<!\\)`", body.decode())
        assert not any(line.startswith(("=", "    ", "1. One", "- &lt;")) for line in lines)
    if form == "html":
        page = Page(body)
        assert page.elements.isdisjoint({"script", "img", "link", "iframe", "object", "form", "base"})
        assert not any(name.startswith("on") for name in page.attributes)
        assert set(page.links) == {"http://a.example/1"}
        assert "<script>alert(1)</script>" in "".join(page.words)
        assert b"default-src 'none'" in body
        assert not re.search(rb"(?:src|url\()", body.replace(b"default-src", b"").replace(b"style-src", b""))
    if form == "atom":
        (entry,) = READERS["atom"](body)
        content = entry["entry"].findtext(f"{ATOM}content")
        assert "&lt;script&gt;" in content or what == "stories"
        assert "<script" not in content


@pytest.mark.parametrize("form", ["atom", "html", "markdown"])
def test_what_is_for_people_says_how_it_was_chosen(folded: Store, form: str, tmp_path: Path) -> None:
    def head(what: str, filters: Filters) -> str:
        body = exported(folded, what, form, filters).decode()
        return body[: body.index("<article" if form == "html" else "<entry" if form == "atom" else "\n## ")]

    assert "All stories of the store." in head("stories", Filters())
    assert "All stories" not in head("stories", Filters(min_outlets=2))
    assert "at least 2 outlets in its story." in head("stories", Filters(min_outlets=2))
    assert "Chosen: articles that fit: outlet C; published from 2000-01-01." in head(
        "articles", Filters(outlet="c", since="2000-01-01")
    ).replace("outlet c", "outlet C").replace("\\", "")
    place = tmp_path / "fresh"
    export_file(folded, Wanted("stories", form, Filters(query=NASTY)), place, since_last=True)
    body = place.read_bytes()
    assert b"new or changed since the last such export into this file." in body
    assert b"<script" not in body


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "", None, "//x.example", "file:///etc"])
def test_only_addresses_of_the_web_are_linked(url: str | None) -> None:
    assert link(url) == ""


def test_a_table_is_described_beside_it(folded: Store, tmp_path: Path) -> None:
    export_file(folded, Wanted("articles", "csv"), tmp_path / "Alle Artikel.csv")
    export_file(folded, Wanted("stories", "parquet"), tmp_path / "stories.parquet")
    export_file(folded, Wanted("articles", "csv"), tmp_path / "Alle Artikel.csv")
    export_file(folded, Wanted("articles", "jsonl"), tmp_path / "lines.jsonl")
    package = json.loads((tmp_path / "datapackage.json").read_text())
    assert {each["path"]: each["name"] for each in package["resources"]} == {
        "stories.parquet": "stories.parquet",
        "Alle Artikel.csv": "alle-artikel.csv",
    }
    for each in package["resources"]:
        what = "stories" if "stories" in each["path"] else "articles"
        assert [field["name"] for field in each["schema"]["fields"]] == list(FIELDS[what])
        assert all(field["description"] for field in each["schema"]["fields"])
    rows = READERS["csv"]((tmp_path / "Alle Artikel.csv").read_bytes())
    types = {field["name"]: field["type"] for field in package["resources"][1]["schema"]["fields"]}
    for row in rows:
        assert all(isinstance(json.loads(row[name]), list) for name in types if types[name] == "array")
        assert all(not row[name] or int(row[name]) for name in types if types[name] == "integer")


def test_a_description_of_somebody_else_is_left_alone(folded: Store, tmp_path: Path) -> None:
    (tmp_path / "datapackage.json").write_text('{"name": "mine", "resources": []}')
    export_file(folded, Wanted("articles", "csv"), tmp_path / "a.csv")
    assert json.loads((tmp_path / "datapackage.json").read_text())["name"] == "mine"
    assert json.loads((tmp_path / "a.datapackage.json").read_text())["resources"][0]["path"] == "a.csv"


def test_the_memory_of_arrow_does_not_grow_with_the_store(store: Store, tmp_path: Path) -> None:
    import pyarrow as pa

    def held() -> int:
        most = 0

        def look(done: int) -> None:
            nonlocal most
            most = max(most, pa.total_allocated_bytes() * done)

        export_file(store, Wanted("articles", "parquet"), tmp_path / "out.parquet", look)
        return most

    text = "Some words that fill a page. " * 100
    save(store, *(article(f"http://a.example/{number}", text=text) for number in range(1200)))
    small = held()
    save(store, *(article(f"http://b.example/{number}", text=text) for number in range(4000)))
    assert held() < 2 * small + 1_000_000
    assert arrow_parquet.ParquetFile(tmp_path / "out.parquet").num_row_groups == 6


def test_tables_open_in_polars(folded: Store, tmp_path: Path) -> None:
    """The tool that a table is made for reads it, and finds in it what its description says."""
    for form, read in (("parquet", pl.read_parquet), ("csv", pl.read_csv)):
        place = tmp_path / f"stories.{form}"
        export_file(folded, Wanted("stories", form), place)
        frame = read(place)
        lines = READERS["jsonl"](exported(folded, "stories", "jsonl"))
        assert frame["story_id"].to_list() == [line["story_id"] for line in lines]
        assert frame["title"].to_list()[1] == lines[1]["title"]
        package = json.loads((tmp_path / "datapackage.json").read_text())
        (described,) = [each for each in package["resources"] if each["path"] == place.name]
        assert [field["name"] for field in described["schema"]["fields"]] == frame.columns
    nested = pl.read_parquet(tmp_path / "stories.parquet").explode("members").unnest("members", separator=".")
    assert nested["members.url"].to_list() == [member["url"] for line in lines for member in line["members"]]


@pytest.mark.parametrize("what", KINDS)
def test_a_feed_is_valid(folded: Store, what: str) -> None:
    """What RFC 4287 demands of a feed (4.1.1) and of an entry (4.1.2), and a feed reader's parser finds no fault."""
    body = exported(folded, what, "atom")
    feed = ET.fromstring(body)
    for parent in (feed, *feed.iter(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            assert len(parent.findall(f"{ATOM}{name}")) == 1, name
        links = [(link.get("rel"), link.get("type"), link.get("hreflang")) for link in parent.findall(f"{ATOM}link")]
        assert len(set(links)) == len(links), "one alternate link of a kind"
    assert feed.findall(f"{ATOM}author"), "entries without an author have the feed's"
    assert all(entry.find(f"{ATOM}content") is not None for entry in feed.iter(f"{ATOM}entry"))
    read = feedparser.parse(io.BytesIO(body))
    assert not read.bozo
    assert read.version == "atom10"
    assert [entry.id for entry in read.entries] == [each.findtext(f"{ATOM}id") for each in feed.iter(f"{ATOM}entry")]
    assert all(entry.updated_parsed for entry in read.entries)


def test_markdown_does_not_say_when_it_was_written(folded: Store) -> None:
    """So that what is kept under version control changes only with what the store says."""
    head = exported(folded, "stories", "markdown").partition(b"\n## ")[0]
    assert not re.search(rb"\d{4}-\d\d-\d\dT\d\d:\d\d", head)

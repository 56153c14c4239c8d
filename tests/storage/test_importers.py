"""Import: other tools' names, broken lines, files of every kind."""

from __future__ import annotations

import errno
import gzip
import io
import json
import os
import select
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.errors import InputError
from storage.export import Wanted, export_file
from storage.importers import OtherFile, SavedPage, complaint_of, read_jsonl, read_path, size_of
from storage.imports.fields import BadLine, ImportedRow, imported_row, moment
from storage.records import Attribution, AttributionKind
from tests.storage.samples import article, save

if TYPE_CHECKING:
    from collections.abc import Iterator

    from storage.store import Store

_GOOD = b'{"url": "http://a.example/1", "title": "T", "text": "Some words."}'


def _read(content: bytes) -> list[ImportedRow | BadLine]:
    return list(read_jsonl(io.BytesIO(content), "in"))


def _wheres(found: list[Any]) -> list[tuple[str, bool]]:
    return [(one.where, isinstance(one, ImportedRow)) for one in found]


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ({"maintext": "W"}, {"text": "W"}),
        ({"body": "W", "headline": "H"}, {"text": "W", "title": "H"}),
        ({"text": "", "articleBody": "W"}, {"text": "W"}),
        ({"text": "W", "date_publish": "2026-01-31 10:00:00"}, {"published_at": "2026-01-31T10:00:00"}),
        ({"text": "W", "published": "Sat, 31 Jan 2026 10:00:00 +0200"}, {"published_at": "2026-01-31T10:00:00+02:00"}),
        ({"text": "W", "datePublished": "2026-01-31"}, {"published_at": "2026-01-31"}),
        ({"text": "W", "date_modify": "2026-01-31T10:00Z"}, {"modified_at": "2026-01-31T10:00Z"}),
        ({"text": "W", "author": "Ann Ex; Bo Why"}, {"authors": ("Ann Ex", "Bo Why")}),
        ({"text": "W", "authors": [{"name": "Ann Ex"}, "Ann Ex", None]}, {"authors": ("Ann Ex",)}),
        ({"text": "W", "source": {"id": "bbc", "name": "BBC"}}, {"outlet": "BBC", "source": None}),
        ({"text": "W", "source": "front page", "site_name": "BBC"}, {"outlet": "BBC", "source": "front page"}),
        ({"html": "<p>W</p>", "lang": "en", "keywords": ["a", "b"]}, {"html": "<p>W</p>", "tags": ("a", "b")}),
        ({"text": "W", "urlToImage": "http://a.example/i"}, {"image": "http://a.example/i"}),
    ],
)
def test_names_that_other_tools_use_are_understood(names: dict[str, Any], expected: dict[str, Any]) -> None:
    row = imported_row({"url": "http://a.example/1", **names}, "in:1")
    assert isinstance(row, ImportedRow)
    assert {name: getattr(row, name) for name in expected} == expected
    assert row.notes == ()


@pytest.mark.parametrize(
    ("found", "reason"),
    [
        ([], "no JSON object"),
        ("text", "no JSON object"),
        ({"text": "W"}, "no url"),
        ({"url": 5, "text": "W"}, "no url"),
        ({"url": "http://a.example/1", "title": "T"}, "neither text nor html for http://a.example/1"),
    ],
)
def test_an_object_that_is_no_article_says_why(found: object, reason: str) -> None:
    assert imported_row(found, "in:1") == BadLine("in:1", reason)


def test_a_wrong_value_is_left_out_with_a_note() -> None:
    row = imported_row({"url": "http://a.example/1", "text": "W", "date": "31/12/26", "title": 5}, "in:1")
    assert isinstance(row, ImportedRow)
    assert (row.published_at, row.title) == (None, "")
    assert row.notes == ("title '5' is no text and was left out", "published_at '31/12/26' is no date and was left out")


def test_a_date_in_the_future_is_not_believed() -> None:
    near, far = (datetime.now(UTC) + timedelta(days=days) for days in (1, 3))
    for moment_of in (datetime.isoformat, lambda day: day.date().isoformat()):
        said = {"url": "http://a.example/1", "text": "W", "published_at": moment_of(far), "date": moment_of(near)}
        row = imported_row(said, "in:1")
        assert isinstance(row, ImportedRow)
        assert row.published_at == moment_of(near)
        assert row.notes == (f"published_at {moment_of(far)!r} lies in the future and was left out",)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2026-01-31", "2026-01-31"),
        ("20260131", "2026-01-31"),
        ("2026-01-31T09:05:00Z", "2026-01-31T09:05:00Z"),
        ("2026-01-31 09:05", "2026-01-31T09:05"),
        ("Sat, 31 Jan 2026 10:00:00 GMT", "2026-01-31T10:00:00+00:00"),
        ("Sat, 31 Jan 2026 10:00:00 -0000", "2026-01-31T10:00:00"),
        ("2026-02-30", None),
        ("0000-00-00 00:00:00", None),
        ("2026", None),
        ("10:30", None),
        ("yesterday", None),
        ("1769850000", None),
    ],
)
def test_a_date_keeps_its_precision_or_is_none(text: str, found: str | None) -> None:
    assert moment(text) == found


def test_a_bad_line_is_named_by_its_number_and_the_rest_goes_on() -> None:
    lines = [_GOOD, b'{"url": "http://a.example/2", "text": "cut o', b"", b"\xff\xfe", b"[" * 10**6, b"{} x", _GOOD]
    found = _read(b"\n".join(lines))
    assert _wheres(found) == [
        ("in:1", True),
        ("in:2", False),
        ("in:4", False),
        ("in:5", False),
        ("in:6", False),
        ("in:7", True),
    ]
    reasons = [one.reason for one in found if isinstance(one, BadLine)]
    assert reasons[0].startswith("cut off")
    assert reasons[1] == "not UTF-8 at byte 1"
    assert reasons[2] == "JSON nested too deep"
    assert reasons[3].startswith("no JSON")


def test_a_byte_order_mark_and_windows_line_ends_are_no_matter() -> None:
    assert _wheres(_read(b"\xef\xbb\xbf" + _GOOD + b"\r\n" + _GOOD + b"\r\n")) == [("in:1", True), ("in:2", True)]


@pytest.mark.parametrize("indent", [None, 1])
def test_a_json_array_is_read_too(indent: int | None) -> None:
    found = _read(json.dumps([json.loads(_GOOD)] * 2, indent=indent).encode())
    assert [isinstance(one, ImportedRow) for one in found] == [True, True]


def test_one_object_spread_over_lines_is_read_too() -> None:
    assert _wheres(_read(json.dumps(json.loads(_GOOD), indent=2).encode())) == [("in", True)]


def test_a_line_longer_than_any_article_is_skipped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("storage.importers.MAX_LINE", 100)
    assert _wheres(_read(b"x" * 350 + b"\n" + _GOOD)) == [("in:1", False), ("in:2", True)]


@given(st.binary(max_size=200))
def test_no_bytes_break_the_reading(content: bytes) -> None:
    found = _read(_GOOD + b"\n" + content + b"\n" + _GOOD)
    assert isinstance(found[0], ImportedRow)


@pytest.mark.parametrize("form", ["jsonl", "json"])
def test_an_export_of_articles_can_be_imported(store: Store, tmp_path: Path, form: str) -> None:
    credit = Attribution("Reuters", AttributionKind.CREDIT, "(Reuters)")
    whole = article(authors=("Ann Ex",), tags=("flood",), language="en", source="front page", attributions=(credit,))
    save(store, whole, article("http://a.example/2"))
    export_file(store, Wanted("articles", form), tmp_path / f"out.{form}")
    first, second = read_path(str(tmp_path / f"out.{form}"))
    assert isinstance(first, ImportedRow)
    assert isinstance(second, ImportedRow)
    for name in ("url", "title", "text", "authors", "tags", "language", "outlet", "source"):
        assert getattr(first, name) == getattr(whole, name)
    assert first.published_at == "2026-01-31T08:00:00Z"
    assert (first.notes, second.url) == ((), "http://a.example/2")


def test_gzip_is_unpacked_whatever_its_name(tmp_path: Path) -> None:
    (tmp_path / "a.dat").write_bytes(gzip.compress(_GOOD + b"\n" + _GOOD))
    assert [isinstance(one, ImportedRow) for one in read_path(str(tmp_path / "a.dat"))] == [True, True]


def test_a_gzip_file_that_is_cut_off_gives_what_came_before(tmp_path: Path) -> None:
    packed = gzip.compress(b"".join(_GOOD.replace(b"/1", b"/%d" % number) + b"\n" for number in range(9000)))
    (tmp_path / "a.jsonl.gz").write_bytes(packed[: len(packed) // 2])
    *rows, last = read_path(str(tmp_path / "a.jsonl.gz"))
    assert len(rows) > 1000
    assert isinstance(last, BadLine)
    assert "cut off" in last.reason


def test_saved_pages_are_known_by_name_or_by_their_beginning(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_bytes("p\0".encode("utf-16"))
    (tmp_path / "saved").write_bytes(b"\xef\xbb\xbf  <!doctype html>")
    for name in ("a.html", "saved"):
        (page,) = read_path(str(tmp_path / name))
        assert isinstance(page, SavedPage)
        assert page.body == (tmp_path / name).read_bytes()


def test_a_folder_is_read_by_name_and_below(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "b.JSONL").write_bytes(_GOOD)
    (tmp_path / "a.htm").write_bytes(b"<html>")
    (tmp_path / "c.jsonl").write_bytes(b"\0\1\2")
    (tmp_path / "notes.txt").write_bytes(_GOOD)
    (tmp_path / "sub" / "scan.PDF").touch()
    (tmp_path / ".hidden").touch()
    told: list[int] = []
    page, broken, row, *others = read_path(str(tmp_path), progress=told.append)
    assert {each.ending for each in others if isinstance(each, OtherFile)} == {".txt", ".pdf"}
    assert len(others) == 2
    assert isinstance(page, SavedPage)
    assert isinstance(broken, BadLine)
    assert broken.where == str(tmp_path / "c.jsonl")
    assert isinstance(row, ImportedRow)
    assert sum(told) == len(b"<html>") + len(_GOOD)
    assert size_of(str(tmp_path)) == len(b"<html>") + len(_GOOD) + 3


def test_folders_that_may_not_be_looked_into_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    closed, look = tmp_path / "closed", os.scandir
    closed.mkdir()

    looked: list[Path] = []

    def scandir(place: str | Path) -> Iterator[os.DirEntry[str]]:  # root may look everywhere
        looked.append(Path(place))
        if Path(place) == closed:
            raise PermissionError(errno.EACCES, "Permission denied", str(place))
        return look(place)

    monkeypatch.setattr(os, "scandir", scandir)
    with pytest.raises(InputError, match=rf"^{closed} cannot be read: Permission denied$"):
        list(read_path(str(tmp_path)))
    (tmp_path / "a.jsonl").write_bytes(_GOOD)
    looked.clear()
    row, *others = read_path(str(tmp_path))
    assert looked == [tmp_path, closed], "each once"
    assert isinstance(row, ImportedRow)
    assert others == [BadLine(str(closed), "cannot be read: Permission denied")]


def test_standard_input_is_read_from_a_stream() -> None:
    (row,) = read_path("-", stdin=io.BytesIO(_GOOD))
    assert isinstance(row, ImportedRow)
    assert row.where == "-:1"


def _binary(place: Path) -> None:
    place.write_bytes(b"\x89PNG\r\n\x1a\n\0\0")


def _database(place: Path) -> None:
    place.write_bytes(b"SQLite format 3\0\x10\0\1\1")


def _empty_folder(place: Path) -> None:
    place.mkdir()


def _table(place: Path) -> None:
    place.write_bytes(b"url,title,text\n" + b"http://a.example/1,T,Some words\n" * 30)


def _prose(place: Path) -> None:
    place.write_bytes(b"\xef\xbb\xbf\n# newsfold: stories\n\n1. [T](http://a.example/1)\n")


def _nothing(place: Path) -> None:
    assert not place.exists()


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (_binary, "is no text in UTF-8"),
        (_database, "is a database of SQLite: if it is a store of newsfold, such as a backup, name it with --db"),
        (_empty_folder, "holds nothing to import"),
        (_nothing, "does not exist"),
        (_table, "it begins with 'url,title,text'; write each article as a JSON object"),
        (_prose, "it begins with '# newsfold: stories'"),
    ],
)
def test_what_cannot_be_read_is_refused_in_one_line(tmp_path: Path, make: Any, words: str) -> None:
    place = tmp_path / "it"
    make(place)
    with pytest.raises(InputError, match=words) as caught:
        list(read_path(str(place)))
    assert str(place) in str(caught.value)
    assert "\n" not in str(caught.value)
    assert size_of(str(place)) == (place.stat().st_size if place.is_file() else 0)


def test_lines_without_a_known_ending_are_read_where_one_of_them_may_be_json(tmp_path: Path) -> None:
    place = tmp_path / "saved"
    place.write_bytes(b"url,text\n" + _GOOD)
    assert _wheres(list(read_path(str(place)))) == [(f"{place}:1", False), (f"{place}:2", True)]
    place.write_bytes(b"[]\n")
    assert not list(read_path(str(place)))


def test_what_can_be_read_only_once_is_not_looked_at_before(tmp_path: Path) -> None:
    path = str(tmp_path / "fifo")
    os.mkfifo(path)
    held = os.open(path, os.O_RDWR | os.O_NONBLOCK)  # so that nobody waits for the other end
    coming, told = read_path(path, progress=lambda _: None), []
    try:
        os.write(held, _GOOD + b"\n")
        assert not complaint_of(path)
        assert select.select([held], [], [], 0)[0], "the line is still there"
        told.append(next(coming))
    finally:
        os.close(held)
    told += coming
    assert [isinstance(each, ImportedRow) for each in told] == [True]


def test_what_is_no_pipe_is_looked_at_before(tmp_path: Path) -> None:
    picture = tmp_path / "picture.jpg"
    picture.write_bytes(bytes(100))

    assert "no text" in complaint_of(str(picture))
    assert "does not exist" in complaint_of(str(tmp_path / "nowhere"))
    assert complaint_of("https://a.example/1").startswith("https://a.example/1 is an address, and import takes files")
    assert "holds nothing to import" in complaint_of(str(tmp_path))


def test_attributions_of_an_export_are_taken_and_others_left_out_with_a_note() -> None:
    good = {
        "name": "Reuters",
        "kind": "credit",
        "evidence": "(Reuters)",
        "grade": "syndicated",
        "url": "https://r.example/",
    }
    row = {"url": "http://a.example/1", "text": "Some words."}
    read = imported_row(
        {**row, "attributions": [good, {"name": "AFP", "kind": "rumour"}, "dpa", {"kind": "quote"}]}, "in:1"
    )
    assert isinstance(read, ImportedRow)
    assert read.attributions == (
        Attribution("Reuters", AttributionKind.CREDIT, "(Reuters)", "https://r.example/", "syndicated"),
    )
    assert len(read.notes) == 3
    assert imported_row({**row, "attributions": "Reuters"}, "in:1") == imported_row(row, "in:1")

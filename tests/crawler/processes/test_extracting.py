"""`newsfold extract`: one article a line, whatever the page lies in, and each line of a manifest by its id."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from crawler.cli import run
from tests.web import article_page

URL = "https://harbour.example/ferry"


@pytest.fixture
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> bytes:
    monkeypatch.chdir(tmp_path)
    written = article_page("The ferry sails again").encode()
    (tmp_path / "page.html").write_bytes(written)
    (tmp_path / "page.html.gz").write_bytes(gzip.compress(written))
    return written


def told(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_a_page_packed_with_gzip_is_read_as_it_was(page: bytes, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["extract", "page.html", "--url", URL]) == 0
    (plain,) = told(capsys)
    assert run(["extract", "page.html.gz", "--url", URL]) == 0
    assert told(capsys) == [plain]
    assert (plain["url"], plain["title"]) == (URL, "The ferry sails again")
    Path("broken.html.gz").write_bytes(b"\x1f\x8b\x08 and no gzip")
    assert run(["extract", "broken.html.gz", "--url", URL]) == 2
    assert "broken.html.gz: not a page packed with gzip" in capsys.readouterr().err


def test_each_page_of_a_manifest_carries_its_id(
    page: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "lists").mkdir()
    (tmp_path / "lists" / "beside.html").write_bytes(page)
    rows = [
        {"id": 1, "path": "beside.html", "url": URL},
        {"id": "two", "path": str(tmp_path / "page.html.gz"), "url": URL},
        {"id": 3, "path": "page.html", "url": None},  # in the working directory
        {"id": 4, "path": "nowhere.html"},
        {"id": 5, "path": "page.html", "url": 5},
        {"id": 6},
    ]
    manifest = tmp_path / "lists" / "manifest.jsonl"
    manifest.write_bytes(b"\xef\xbb\xbf" + "\r\n".join(map(json.dumps, rows)).encode())

    assert run(["extract", "--manifest", str(manifest)]) == 1

    said = capsys.readouterr()
    lines = [json.loads(line) for line in said.out.splitlines()]
    assert [(line["id"], line.get("title")) for line in lines] == [
        *((name, "The ferry sails again") for name in (1, "two", 3)),
        (4, None),
    ]
    assert "cannot be read" in lines[3]["error"]
    assert all(f"manifest.jsonl, line {number}:" in said.err for number in (5, 6))


def test_a_line_of_a_manifest_that_names_no_file_spares_the_others(
    page: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    paths = ["page.html", "x" * 5_000, "\0", "page.html.gz"]
    manifest = tmp_path / "manifest.jsonl"
    manifest.write_text("\n".join(json.dumps({"id": path[:9], "path": path, "url": URL}) for path in paths))

    assert run(["extract", "--manifest", str(manifest)]) == 1

    first, long, nul, last = told(capsys)
    assert (first["title"], last["title"]) == ("The ferry sails again",) * 2
    assert "xxx: cannot be read (File name too long)" in long["error"]
    assert "is no file's name" in nul["error"]


@pytest.mark.parametrize(
    ("packed", "words"),
    [
        (gzip.compress(b" " * (64 * 2**20 + 1)), "unpacked larger than 64 MiB, too large for a page"),
        (gzip.compress(b"") * 101, "not one page packed with gzip (more than 100 gzip files in a row)"),
        (b"\x1f\x8b\x08 and no gzip", "not a page packed with gzip (Error"),
    ],
)
def test_what_is_wrong_with_a_packed_page_is_said_as_it_is(
    packed: bytes, words: str, page: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("packed.html.gz").write_bytes(packed)
    assert run(["extract", "packed.html.gz", "--url", URL]) == 2
    assert f"packed.html.gz: {words}" in capsys.readouterr().err


def test_a_page_that_names_no_address_is_given_none(page: bytes, capsys: pytest.CaptureFixture[str]) -> None:
    Path("bare.html").write_bytes(page.replace(b'rel="canonical"', b'rel="nothing"'))
    assert run(["extract", "bare.html"]) == 0
    said = capsys.readouterr()
    (read,) = map(json.loads, said.out.splitlines())
    assert (read["url"], read["canonical_url"], read["title"]) == (None, None, "The ferry sails again")
    assert "file.invalid" not in said.out + said.err
    assert "--url gives one" in said.err


@pytest.mark.parametrize(
    "written", ['{"url": "https://a.example/", "text": "<p>Words</p>"}', '[{"a": "<b>"}]\n', "[1, 2]"]
)
def test_json_is_no_page(written: str, page: bytes, capsys: pytest.CaptureFixture[str]) -> None:
    Path("rows.json").write_text(written)
    assert run(["extract", "rows.json"]) == 2
    assert capsys.readouterr().err.strip() == "newsfold: rows.json: not an HTML page but JSON"

"""Where an export goes, in which format, and what is said of it."""

from __future__ import annotations

import contextlib
import json
import re
from pathlib import Path

import pytest

from crawler.cli import run


@pytest.mark.parametrize(
    ("name", "begins"), [("s.csv", "story_id,"), ("s.MD", "#"), ("s.ndjson", '{"story_id"'), ("stories", '{"story_id"')]
)
def test_a_files_name_says_the_format(name: str, begins: str, tmp_path: Path, db: str) -> None:
    assert run(["export", "-o", str(tmp_path / name), "--db", db]) == 0

    assert (tmp_path / name).read_text(encoding="utf-8").startswith(begins)


@pytest.mark.parametrize("name", ["stories.xlsx", "stories.jsonl.gz"])
def test_an_ending_that_says_no_format_is_refused(
    name: str, tmp_path: Path, db: str, capsys: pytest.CaptureFixture[str]
) -> None:
    place = tmp_path / name
    assert run(["export", "-o", str(place), "--db", db]) == 2

    said = capsys.readouterr().err
    assert "--format" in said
    assert ".parquet" in said
    assert said.count("\n") == 1
    assert not place.exists()
    assert run(["export", "-o", str(place), "--format", "csv", "--db", db]) == 0
    assert place.read_text(encoding="utf-8").startswith("story_id,")


def test_metadata_in_a_file_are_told_of(db: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = tmp_path / "metadata.json"
    assert run(["datasette-metadata", "--db", db, "-o", str(place), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["file"] == str(place)
    assert run(["datasette-metadata", "--db", db, "-o", str(place)]) == 0
    assert capsys.readouterr().err.startswith(f"Metadata of {db} written to {place}. Next: datasette ")


@pytest.mark.parametrize(
    ("command", "begins", "holds"),
    [
        (["export", "--format", "csv"], "story_id,", "Kessel under water"),
        (["sources", "export"], "<?xml", "<opml"),
        (["datasette-metadata"], "{", '"databases"'),
    ],
)
def test_a_dash_is_standard_output(
    command: list[str], begins: str, holds: str, db: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with contextlib.chdir(Path(db).parent):
        assert run([*command, "-o", "-", "--db", db]) == 0
        assert not Path("-").exists()
    said = capsys.readouterr().out
    assert said.startswith(begins)
    assert holds in said


def test_an_export_of_what_nobody_has_leaves_the_file_as_it_is(
    db: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = tmp_path / "kept.jsonl"
    kept.write_text("kept", encoding="utf-8")
    for more in ([], ["--since", "last"]):
        assert run(["export", "--outlet", "OUTLET1.exampel", *more, "-o", str(kept), "--db", db]) == 2
        assert "'OUTLET1.exampel'; did you mean 'outlet1.example'?" in capsys.readouterr().err
        assert kept.read_text(encoding="utf-8") == "kept"
    config = tmp_path / "own.toml"
    config.write_text("[[sources]]\nname = 'Quay'\nurl = 'http://quay.example/'\n", encoding="utf-8")
    followed = ["--config", str(config), "--db", db]
    assert run(["export", "--source", "Quay", "-o", str(kept), *followed]) == 0, "not fetched yet is no mistake"
    assert run(["fetch", "quay", *followed]) == 2
    assert "did you mean 'Quay'?" in capsys.readouterr().err


def test_an_export_of_what_is_new_says_what_became_of_the_file(
    db: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    new = tmp_path / "new.jsonl"
    assert run(["export", "--since", "last", "-o", str(new), "--db", db]) == 0
    assert f"stories that are new or changed written to {new}" in capsys.readouterr().err
    assert run(["export", "--since", "last", "-o", str(new), "--db", db]) == 0
    assert re.fullmatch(
        rf"nothing new since \d{{4}}-\d\d-\d\d \d\d:\d\d UTC; {re.escape(str(new))} now holds no stories\n",
        capsys.readouterr().err,
    )

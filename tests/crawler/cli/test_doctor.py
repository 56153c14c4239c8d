"""What `doctor` takes for a fault, and what it does not."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from crawler.cli import run
from dedupe.recipe import STANDARD
from tests.crawler.cli.flood import TEXT

if TYPE_CHECKING:
    from pathlib import Path


def test_what_takes_no_contact_is_no_fault(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config = tmp_path / "newsfold.toml"
    config.write_text("[[sources]]\nurl = 'https://example.org/rss'\n", encoding="utf-8")

    assert run(["doctor", "--config", str(config), "--db", str(tmp_path / "news.db"), "--json"]) == 0
    (check,) = [each for each in json.loads(capsys.readouterr().out) if each["what"] == "configuration"]
    assert "crawl.contact" in check["found"]


def test_a_folder_that_is_not_there_is_a_fault(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["doctor", "--db", str(tmp_path / "nowhere" / "news.db")]) == 1
    assert "there is no folder" in capsys.readouterr().out


@pytest.mark.parametrize("written", ["[crawl\n", "[crawl]\ndelay = 'long'\n", None])
def test_a_configuration_that_cannot_be_read_hinders_no_other_check(
    written: str | None, db: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = tmp_path / "newsfold.toml"
    if written is not None:
        config.write_text(written, encoding="utf-8")

    assert run(["doctor", "--config", str(config), "--db", db, "--json"]) == 1
    checks = {each["what"]: each for each in json.loads(capsys.readouterr().out)}
    assert [name for name, each in checks.items() if not each["ok"]] == ["configuration"]
    assert str(config) in checks["configuration"]["found"]
    assert checks["folding"]["found"].startswith("2 articles")


def test_a_new_store_begins_with_the_configured_recipe(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines, config, place = tmp_path / "articles.jsonl", tmp_path / "newsfold.toml", str(tmp_path / "other.db")
    lines.write_text(json.dumps({"url": "https://outlet.example/flood", "text": TEXT}), encoding="utf-8")
    config.write_text("[fold]\nrecipe = 'w5-affine32-128-s4'\n", encoding="utf-8")
    common = ["--db", place, "--config", str(config)]

    assert run(["import", str(lines), *common]) == 0
    capsys.readouterr()
    assert run(["stories", "--json", *common]) == 0
    assert json.loads(capsys.readouterr().out)[0]["recipe"] == "w5-affine32-128-s4"
    config.write_text("[fold]\nrecipe = 'w5-affine32-128-s2'\n", encoding="utf-8")
    assert run(["doctor", *common]) == 1
    assert "configured is w5-affine32-128-s2" in capsys.readouterr().out
    assert run(["recluster", *common]) == 0
    assert run(["doctor", *common]) == 0
    config.write_text("", encoding="utf-8")
    capsys.readouterr()
    assert run(["doctor", *common]) == 0
    assert f"`newsfold recluster --recipe {STANDARD.name}` takes that of new stores" in capsys.readouterr().out

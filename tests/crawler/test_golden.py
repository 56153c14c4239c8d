"""Every golden page reads as recorded, and reads so again the fourth time."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.golden import PAGES, READERS, read_case

CASES = sorted(folder.name for folder in PAGES.iterdir() if (folder / "case.json").exists())


@pytest.mark.parametrize("name", CASES)
def test_golden_page(name: str) -> None:
    expected = json.loads((PAGES / name / "expected.json").read_text(encoding="utf-8"))
    assert read_case(PAGES / name) == expected


def test_the_same_page_gives_the_same_the_fourth_time() -> None:
    folder = PAGES / next(name for name in CASES if name.startswith("article"))
    readings = [read_case(folder) for _ in range(4)]
    assert readings[0] == readings[1] == readings[2] == readings[3]


def test_every_kind_has_a_golden_page() -> None:
    kinds = {json.loads((PAGES / name / "case.json").read_text(encoding="utf-8"))["kind"] for name in CASES}
    assert kinds == set(READERS)


@pytest.mark.parametrize(
    "words",
    [
        "soft 404", "check for robots", "consent wall", "paywall", "empty shell", "video page", "a listing of teasers",
        "a home page", "too little text",
    ],
)  # fmt: skip
def test_every_reason_for_no_article_has_a_golden_page(words: str) -> None:
    refused = [
        json.loads((PAGES / name / "expected.json").read_text(encoding="utf-8")) for name in CASES if "refused" in name
    ]
    assert any(words in case["message"] for case in refused)


def test_pages_are_small_and_ours() -> None:
    assert all(path.stat().st_size < 30_000 for path in Path(PAGES).rglob("*.*"))

"""What the code offers is in the documentation, and the documentation is as the code has it."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FOLDERS = ("benchmarks", "crawler", "dedupe", "docs", "packaging", "spiders", "storage", "tests")
DOCUMENTS = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]


def test_generated_references_are_up_to_date() -> None:
    done = subprocess.run([sys.executable, ROOT / "docs" / "generate.py"], capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_between_pages_lead_somewhere(document: Path) -> None:
    for target in re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", document.read_text(encoding="utf-8")):
        assert (document.parent / target).exists(), f"{document.name} links to {target}"


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_files_that_pages_name_are_there(document: Path) -> None:
    for code in re.findall(r"`([^`\n]+)`", document.read_text(encoding="utf-8")):
        for name in re.findall(rf"(?<!\S)(?:{'|'.join(FOLDERS)})/[\w./-]*", code):
            assert (ROOT / name).exists(), f"{document.name} names {name}"


def test_every_module_says_what_it_is_for() -> None:
    for package in ("crawler", "dedupe", "spiders", "storage"):
        for module in (ROOT / package).rglob("*.py"):
            assert re.match(r'(# .*\n)*"""\S', module.read_text(encoding="utf-8")), module

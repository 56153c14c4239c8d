"""What the code offers is in the documentation, and the documentation is as the code has it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from storage.version import version
from tests.web_ui.chromium import CHROMIUM, MISSING

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


def test_pictures_are_those_that_the_script_takes() -> None:
    from docs.screenshots import PICTURES, named_pictures

    assert {each.stem for each in (ROOT / "docs" / "pictures").iterdir()} == PICTURES.keys() == named_pictures()


@pytest.mark.skipif(CHROMIUM is None, reason=MISSING)
def test_the_script_takes_pictures(tmp_path: Path) -> None:
    script = ROOT / "docs" / "screenshots.py"
    subprocess.run([sys.executable, script, tmp_path, "status-dark", "stories-phone"], check=True, capture_output=True)

    for each in ("status-dark", "stories-phone"):
        assert (tmp_path / f"{each}.png").read_bytes().startswith(b"\x89PNG")


def test_the_site_asks_nothing_of_other_hosts(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--site-dir", str(tmp_path)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True, env={**os.environ, "NO_MKDOCS_2_WARNING": "1"})

    pages = list(tmp_path.rglob("*.html"))
    assert {"index.html", "tutorial.html", "folding.html", "how-to-cite.html", "api.html"} <= {p.name for p in pages}
    for page in pages:
        assert not re.findall(
            r"<(?:script|link|img|iframe)[^>]+(?:src|href)=\"(?:https?:)?//", page.read_text("utf-8")
        ), page


def test_the_citation_names_this_version() -> None:
    said = (ROOT / "CITATION.cff").read_text(encoding="utf-8")

    assert f"\nversion: {version()}\n" in said
    assert "cff-version: 1.2.0" in said

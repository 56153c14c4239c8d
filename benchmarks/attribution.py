"""Precision and recall of who is credited, by grade, on annotated pages.

usage: python benchmarks/attribution.py TRUTH.jsonl [--pages FOLDER] [--details]

A line a page: `{"id", "url", "html", "file" or "sha256", "credited": [{"name", "grade"}]}`. `file` lies beside
TRUTH.jsonl, can be gzipped. `sha256` is that of a page which lies anywhere below FOLDER, under whatever name, gzipped
or not: annotations can be kept where pages may not. `benchmarks/credited_pages.jsonl` annotates saved pages of public
test suites in this way; what of them is not below FOLDER is left out, and said.

`credited` names everyone but the page's own outlet whom the page credits, each once, with the highest of the grades
`mention`, `contribution` and `syndicated`; `grade` may be left out. Names are the same where they fold to one form,
by their letters or by the packaged list of agencies. A page that cannot be read credits nobody.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from crawler.credits.agencies import known_agencies
from crawler.extract import extract
from crawler.parsing.titles import folded
from storage.errors import NewsfoldError
from storage.records import GRADES

UTF8 = "text/html; charset=utf-8"


@dataclass(frozen=True)
class Score:
    """What was found and what was wanted, as the folded names with their grades, by page."""

    found: dict[str, dict[str, str]]
    wanted: dict[str, dict[str, str]]

    def figures(self, grade: str | None = None) -> tuple[float, float, int]:
        """Give precision, recall and how many were wanted, of one grade or of all."""
        found, wanted = self._pairs(self.found, grade), self._pairs(self.wanted, grade)
        true = len(found & self._pairs(self.wanted, None))
        right = len(wanted & self._pairs(self.found, None))
        return (true / len(found) if found else 1.0, right / len(wanted) if wanted else 1.0, len(wanted))

    def graded(self) -> float:
        """Give the share of the credits found and wanted whose grade is the wanted one."""
        both = [
            (grades[name], wanted)
            for page, grades in self.found.items()
            for name, wanted in self.wanted[page].items()
            if name in grades and wanted
        ]
        return sum(one == other for one, other in both) / len(both) if both else 1.0

    @staticmethod
    def _pairs(pages: dict[str, dict[str, str]], grade: str | None) -> set[tuple[str, str]]:
        return {(page, name) for page, names in pages.items() for name, its in names.items() if grade in (None, its)}


def form_of(name: str) -> str:
    return folded(known_agencies().name_of(name) or name)


def unpacked(path: Path) -> bytes:
    raw = path.read_bytes()
    return gzip.decompress(raw) if raw.startswith(b"\x1f\x8b") else raw


def pages_below(folder: Path | None) -> dict[str, Path]:
    """Give the saved pages below a folder by what they hold."""
    paths = (
        [Path(root) / name for root, _, names in os.walk(folder, followlinks=True) for name in names] if folder else []
    )
    wanted = (".html", ".html.gz", ".htm", ".htm.gz")
    return {hashlib.sha256(unpacked(path)).hexdigest(): path for path in paths if path.name.endswith(wanted)}


def page_of(row: dict[str, Any], beside: Path, saved: dict[str, Path]) -> bytes | None:
    if "html" in row:
        return str(row["html"]).encode()
    if "sha256" in row:
        return unpacked(saved[row["sha256"]]) if row["sha256"] in saved else None
    return unpacked(beside / row["file"])


def credits_of(body: bytes, url: str, content_type: str = "") -> dict[str, str]:
    """Give the folded names that newsfold finds credited, each with its highest grade."""
    try:
        found = extract(body, url, content_type=content_type).attributions
    except NewsfoldError as error:
        print(f"   {error}", file=sys.stderr)
        return {}
    best: dict[str, str] = {}
    for one in sorted(found, key=lambda one: GRADES.index(one.grade)):
        best[form_of(one.name)] = one.grade
    return best


def measure(truth: Path, pages: Path | None = None) -> Score:
    rows = [json.loads(line) for line in truth.read_text(encoding="utf-8").splitlines() if line.strip()]
    saved = pages_below(pages)
    bodies = [(row, page_of(row, truth.parent, saved)) for row in rows]
    there = [(row, body) for row, body in bodies if body is not None]
    if len(there) < len(rows):
        print(f"{len(rows) - len(there)} of {len(rows)} annotated pages are not there", file=sys.stderr)
    found = {name_of(row): credits_of(body, row["url"], UTF8 if "html" in row else "") for row, body in there}
    wanted = {name_of(row): {form_of(one["name"]): one.get("grade", "") for one in row["credited"]} for row, _ in there}
    return Score(found, wanted)


def name_of(row: dict[str, Any]) -> str:
    return str(row.get("id") or row["url"])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("truth", type=Path)
    parser.add_argument("--pages", type=Path, help="a folder that holds the pages named by their sha256")
    parser.add_argument("--details", action="store_true", help="a line for every page that is not wholly right")
    options = parser.parse_args()
    score = measure(options.truth, options.pages)
    for page, names in score.found.items():
        if options.details and names != score.wanted[page]:
            print(f"{page}: found {names}, wanted {score.wanted[page]}")
    for grade in (None, *reversed(GRADES)):
        precision, recall, wanted = score.figures(grade)
        print(f"{grade or 'all':14} precision {precision:.3f}  recall {recall:.3f}  of {wanted}")
    print(f"{'right grade':14} {score.graded():.3f}  on {len(score.found)} pages")


if __name__ == "__main__":
    main()

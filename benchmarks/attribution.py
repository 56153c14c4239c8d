"""Precision and recall of who is credited, by grade, on annotated pages.

usage: python benchmarks/attribution.py TRUTH.jsonl [--details]

A line a page: `{"id", "url", "html" or "file", "credited": [{"name", "grade"}]}`. `file` lies beside TRUTH.jsonl, can
be gzipped. `credited` names everyone but the page's own outlet whom the page credits, each once, with the highest of
the grades `mention`, `contribution` and `syndicated`; `grade` may be left out. Names count as the same where they fold
to one form, by their letters or by the packaged list of agencies. A page that cannot be read credits nobody.
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from crawler.agencies import known_agencies
from crawler.attribution import GRADES
from crawler.extract import extract
from crawler.titles import folded
from storage.errors import NewsfoldError


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


def page_of(row: dict[str, Any], beside: Path) -> bytes:
    if "html" in row:
        return str(row["html"]).encode()
    raw = (beside / row["file"]).read_bytes()
    return gzip.decompress(raw) if raw.startswith(b"\x1f\x8b") else raw


def credits_of(body: bytes, url: str) -> dict[str, str]:
    """Give the folded names that newsfold finds credited, each with its highest grade."""
    try:
        found = extract(body, url, content_type="text/html; charset=utf-8").attributions
    except NewsfoldError as error:
        print(f"   {error}", file=sys.stderr)
        return {}
    best: dict[str, str] = {}
    for one in sorted(found, key=lambda one: GRADES.index(one.grade)):
        best[form_of(one.name)] = one.grade
    return best


def measure(truth: Path) -> Score:
    rows = [json.loads(line) for line in truth.read_text(encoding="utf-8").splitlines() if line.strip()]
    found = {row["id"]: credits_of(page_of(row, truth.parent), row["url"]) for row in rows}
    wanted = {row["id"]: {form_of(one["name"]): one.get("grade", "") for one in row["credited"]} for row in rows}
    return Score(found, wanted)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("truth", type=Path)
    parser.add_argument("--details", action="store_true", help="a line for every page that is not wholly right")
    options = parser.parse_args()
    score = measure(options.truth)
    for page, names in score.found.items():
        if options.details and names != score.wanted[page]:
            print(f"{page}: found {names}, wanted {score.wanted[page]}")
    for grade in (None, *reversed(GRADES)):
        precision, recall, wanted = score.figures(grade)
        print(f"{grade or 'all':14} precision {precision:.3f}  recall {recall:.3f}  of {wanted}")
    print(f"{'right grade':14} {score.graded():.3f}  on {len(score.found)} pages")


if __name__ == "__main__":
    main()

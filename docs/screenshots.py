"""Takes the pictures of the documentation anew: the pages of newsfold over the demo's store, in the system's Chromium.

`make screenshots` takes all of them into docs/pictures; `python docs/screenshots.py FOLDER NAME …` some elsewhere.
"""

from __future__ import annotations

import re
import sys
from contextlib import redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

WIDE, PHONE = 1200, 390


@dataclass(frozen=True, slots=True)
class Picture:
    """A page of the demo, by its address or by the headline of its story; `at` is what the picture begins with."""

    address: str = "/"
    headline: str = ""
    width: int = WIDE
    height: int = 1000
    scheme: str = "light"
    at: str = ""


HALT, STARTS = "Varsenia and Kaldora agree", "Varsenia starts filling"
PICTURES = {
    "stories": Picture(),
    "stories-phone": Picture(width=PHONE, height=844),
    "search": Picture("/?query=reservoir&min_outlets=2", height=900),
    "story": Picture(headline=STARTS, height=1250),
    "side-by-side": Picture(headline=STARTS, at="#compare", height=1000),
    "story-phone": Picture(headline=HALT, width=PHONE, height=844),
    "mash-up-dark": Picture(headline="What They Do Not Tell You", scheme="dark", height=1250),
    "why": Picture("/why", headline=HALT, height=1250),
    "sources": Picture("/sources", height=900),
    "status-dark": Picture("/status", scheme="dark", height=560),
}


def main(arguments: list[str]) -> int:
    """Take the pictures; exit code 2 where there is no browser or a name is wrong."""
    from tests.web_ui.chromium import CHROMIUM, MISSING, chromium, serving

    folder, names = Path(arguments[0]) if arguments else HERE / "pictures", arguments[1:] or list(PICTURES)
    if CHROMIUM is None or not set(names) <= PICTURES.keys():
        sys.stderr.write(f"{MISSING if CHROMIUM is None else 'pictures: ' + ', '.join(PICTURES)}\n")
        return 2
    with TemporaryDirectory() as place:
        store = Path(place) / "demo.db"
        crawl_demo(store)
        with serving(store) as served, chromium() as browser:
            for name in names:
                take(browser, served, PICTURES[name], folder / f"{name}.png")
    return 0


def crawl_demo(store: Path) -> None:
    """What `newsfold demo` leaves, in that store."""
    from crawler.cli import run

    with redirect_stdout(StringIO()):
        run(["demo", "--db", str(store), "--json"])


def take(browser: Any, served: str, wanted: Picture, place: Path) -> None:
    """Save one picture as PNG."""
    size = {"width": wanted.width, "height": wanted.height}
    page = browser.new_page(viewport=size, color_scheme=wanted.scheme, base_url=served, reduced_motion="reduce")
    try:
        page.goto("/" if wanted.headline else wanted.address)
        if wanted.headline:
            page.get_by_role("link", name=wanted.headline).first.click()
            page.locator("#members").wait_for()
        if wanted.headline and wanted.address == "/why":
            page.get_by_role("link", name="why", exact=True).last.click()
            page.locator("#verdict").wait_for()
        if wanted.at:
            page.evaluate("at => document.querySelector(at).scrollIntoView()", wanted.at)
        page.screenshot(path=place, animations="disabled")
    finally:
        page.close()


def named_pictures() -> set[str]:
    """The pictures that the documentation shows, by their names."""
    pages = [*HERE.rglob("*.md"), HERE.parent / "README.md"]
    return {name for page in pages for name in re.findall(r"pictures/([\w-]+)\.png", page.read_text(encoding="utf-8"))}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

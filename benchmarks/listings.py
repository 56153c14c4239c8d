"""Precision, recall and macro F of the article links, and the next page, on saved listings.

usage: python benchmarks/listings.py PAGES [--details]

PAGES is a folder with `listings_expected.json`: `{"pages": [{"id", "file", "url", "article_urls", "neutral_urls",
"next"}]}`; files may be gzipped. Beside newsfold stand two naive ways: every link of four words or more, and every link
on the same site.
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
import time
from pathlib import Path
from statistics import fmean
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from crawler.listing import base_of, link_target, read_listing
from crawler.parsing.htmltree import parse, visible_text
from crawler.urls import canonical, registered_domain
from storage.errors import InputError, NewsfoldError

if TYPE_CHECKING:
    from collections.abc import Callable

Reader = "Callable[[bytes, str], tuple[set[str], str | None]]"


def newsfold(body: bytes, url: str) -> tuple[set[str], str | None]:
    listing = read_listing(body, url)
    return {teaser.url for teaser in listing.teasers}, listing.next_url


def four_words(body: bytes, url: str) -> tuple[set[str], str | None]:
    tree = parse(body, url)
    anchors = [a for a in tree.iter("a") if len(visible_text(a).split()) >= 4]
    return {t for a in anchors if (t := link_target(a.get("href"), base_of(tree, url)))}, None


def same_site(body: bytes, url: str) -> tuple[set[str], str | None]:
    tree = parse(body, url)
    targets = {t for a in tree.iter("a") if (t := link_target(a.get("href"), base_of(tree, url)))}
    return {t for t in targets if registered_domain(t) == registered_domain(url)}, None


WAYS: dict[str, Callable[[bytes, str], tuple[set[str], str | None]]] = {
    "newsfold": newsfold,
    "anchors of 4 words": four_words,
    "all on the site": same_site,
}


def forms(urls: list[str]) -> set[str]:
    found = set()
    for url in urls:
        try:
            found.add(canonical(url).rstrip("/"))
        except InputError:
            continue
    return found


def score(got: set[str], page: dict[str, Any]) -> tuple[float, float, float]:
    wanted = forms(page["article_urls"])
    found = {url.rstrip("/") for url in got} - forms(page["neutral_urls"])
    right = len(found & wanted)
    precision, recall = right / len(found) if found else 0.0, right / len(wanted) if wanted else 0.0
    return precision, recall, 2 * precision * recall / (precision + recall) if right else 0.0


def next_is_right(got: str | None, page: dict[str, Any]) -> bool:
    return bool(got) and (got or "").rstrip("/") in forms([page["next"]])


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("pages", type=Path)
    arguments.add_argument("--details", action="store_true", help="a line a page, with what is wrong and missing")
    options = arguments.parse_args()
    pages = json.loads((options.pages / "listings_expected.json").read_text(encoding="utf-8"))["pages"]
    for name, way in WAYS.items():
        report(name, way, pages, options)


def report(
    name: str, way: Callable[[bytes, str], tuple[set[str], str | None]], pages: list[Any], options: argparse.Namespace
) -> None:
    scores, right, spurious, began = [], 0, 0, time.process_time()
    for page in pages:
        raw = (options.pages / page["file"]).read_bytes()
        body = gzip.decompress(raw) if raw.startswith(b"\x1f\x8b") else raw
        try:
            got, following = way(body, page["url"])
        except NewsfoldError as error:
            print(error)
            got, following = set(), None
        scores.append(score(got, page))
        right += bool(page.get("next")) and next_is_right(following, page)
        spurious += not page.get("next") and following is not None
        if options.details and name == "newsfold":
            details(page, got, following)
    with_next = sum(bool(page.get("next")) for page in pages)
    precision, recall, macro = (fmean(values) for values in zip(*scores, strict=True))
    cost = 1000 * (time.process_time() - began) / len(pages)
    print(
        f"{name:20} pages {len(pages)}  precision {precision:.3f}  recall {recall:.3f}  macro F {macro:.3f}  "
        f"next {right}/{with_next}  spurious {spurious}/{len(pages) - with_next}  CPU {cost:.0f} ms a page"
    )


def details(page: dict[str, Any], got: set[str], following: str | None) -> None:
    wanted, found = forms(page["article_urls"]), {url.rstrip("/") for url in got} - forms(page["neutral_urls"])
    print(f"{page['id']}: F {score(got, page)[2]:.3f}, next {following} (wanted {page.get('next')})")
    for url in sorted(found - wanted):
        print("   wrong  ", url)
    for url in sorted(wanted - found):
        print("   missing", url)


if __name__ == "__main__":
    main()

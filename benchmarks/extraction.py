"""Body F1, title, date, authors, language and CPU of newsfold beside other extractors, on saved pages.

usage: python benchmarks/extraction.py PAGES [--only NAME ...] [--half 0|1] [--details] [--rounds N]

PAGES is a folder with `articles_expected.json`: `{"pages": [{"id", "file", "url", "truth": {...}}]}`, a truth of
`text`, `text_nosummary`, `title`, `date`, `authors`, `lang`, `with`, `without`, as far as known; files may be gzipped.
All extractors run on one page after the other, interleaved. Body: F1 of the bags of words (characters in scripts
without spaces), the better of the text with and without the standfirst where the truth knows both.
Title: equal but for white space. Date: the same day. Authors: F1 of the sets of names. CPU: of the mean page and of
the median one, as a few large pages make most of the mean. What is not installed is left out, with a note. Those that
take text and no bytes get it decoded as newsfold decodes it.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import sys
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from statistics import fmean, median
from typing import TYPE_CHECKING, Any
from zlib import crc32

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from crawler.extract import extract
from crawler.parsing.decoding import decode
from storage.errors import NewsfoldError

if TYPE_CHECKING:
    from collections.abc import Callable

_WIDE = re.compile(r"[\u2e80-\u9fff\uac00-\ud7af\uff00-\uffef\u0e00-\u0e7f]")
_TOKEN = re.compile(r"[\u2e80-\u9fff\uac00-\ud7af\u0e00-\u0e7f]|[^\W\u2e80-\u9fff\uac00-\ud7af\u0e00-\u0e7f]+")


@dataclass(frozen=True)
class Reading:
    """What an extractor says of a page; None where it does not say."""

    text: str = ""
    title: str | None = None
    date: str | None = None
    authors: list[str] | None = None
    language: str | None = None


@dataclass
class Tally:
    """The scores of one extractor, by page."""

    scores: dict[str, dict[str, float]] = field(default_factory=lambda: defaultdict(dict))
    cpu: dict[str, float] = field(default_factory=lambda: defaultdict(float))


def newsfold(body: bytes, url: str) -> Reading:
    try:
        article = extract(body, url)
    except NewsfoldError as error:
        print(f"   {error}", file=sys.stderr)
        return Reading()
    return Reading(article.text, article.title, article.published_at, list(article.authors), article.language)


def trafilatura(**options: bool) -> Callable[[bytes, str], Reading]:
    bare_extraction = import_module("trafilatura").bare_extraction

    def read(body: bytes, url: str) -> Reading:
        found = bare_extraction(body, url=url, with_metadata=True, include_comments=False, **options)
        if found is None:
            return Reading()
        authors = (found.author or "").split("; ") if found.author else []
        return Reading(found.text or "", found.title, found.date, authors, found.language)

    return read


def newspaper4k() -> Callable[[bytes, str], Reading]:
    newspaper = import_module("newspaper")

    def read(body: bytes, url: str) -> Reading:
        article = newspaper.Article(url, fetch_images=False)
        article.download(input_html=decode(body))
        article.parse()
        date = article.publish_date.isoformat() if article.publish_date else None
        return Reading(article.text, article.title, date, article.authors, article.meta_lang)

    return read


def readability() -> Callable[[bytes, str], Reading]:
    fromstring, document_class = import_module("lxml.html").fromstring, import_module("readability").Document

    def read(body: bytes, url: str) -> Reading:
        document = document_class(decode(body), url=url)
        return Reading(fromstring(document.summary()).text_content(), document.short_title())

    return read


def goose3() -> Callable[[bytes, str], Reading]:
    goose = import_module("goose3").Goose({"enable_image_fetching": False})

    def read(body: bytes, url: str) -> Reading:
        found = goose.extract(url=url, raw_html=decode(body))
        return Reading(found.cleaned_text, found.title, found.publish_date, found.authors, found.meta_lang)

    return read


def resiliparse() -> Callable[[bytes, str], Reading]:
    extract_plain_text = import_module("resiliparse.extract.html2text").extract_plain_text

    def read(body: bytes, url: str) -> Reading:
        del url
        return Reading(extract_plain_text(decode(body), main_content=True))

    return read


def newsplease() -> Callable[[bytes, str], Reading]:
    news_please = import_module("newsplease").NewsPlease

    def read(body: bytes, url: str) -> Reading:
        found = news_please.from_html(decode(body), url=url, fetch_images=False)
        return Reading(found.maintext or "", found.title, str(found.date_publish), found.authors, found.language)

    return read


PEERS: dict[str, Callable[[], Callable[[bytes, str], Reading]]] = {
    "newsfold": lambda: newsfold,
    "trafilatura": trafilatura,
    "trafilatura fast": lambda: trafilatura(fast=True),
    "trafilatura precision": lambda: trafilatura(favor_precision=True),
    "newspaper4k": newspaper4k,
    "readability-lxml": readability,
    "goose3": goose3,
    "resiliparse": resiliparse,
    "news-please": newsplease,
}


def tokens(text: str) -> Counter[str]:
    return Counter(_TOKEN.findall(text.lower()))


def f1(got: str, wanted: str) -> float:
    a, b = tokens(got), tokens(wanted)
    shared = sum((a & b).values())
    return 2 * shared / (a.total() + b.total()) if shared else float(not b)


def body_score(text: str, truth: dict[str, Any]) -> float | None:
    wanted = [truth[name] for name in ("text", "text_nosummary") if truth.get(name)]
    if wanted:
        return max(f1(text, one) for one in wanted)
    if truth.get("with"):
        flat = " ".join(text.split())
        found = sum(" ".join(part.split()) in flat for part in truth["with"])
        wrong = sum(" ".join(part.split()) in flat for part in truth.get("without", []))
        return 2 * found / (found + wrong + len(truth["with"])) if found else 0.0
    return None


def authors_score(got: list[str], wanted: list[str]) -> float:
    a, b = ({" ".join(name.lower().split()) for name in names} for names in (got, wanted))
    return 2 * len(a & b) / (len(a) + len(b)) if a or b else 1.0


def judge(reading: Reading, truth: dict[str, Any]) -> dict[str, float]:
    scores: dict[str, float] = {}
    body = body_score(reading.text, truth)
    if body is not None:
        scores["body"] = body
    if truth.get("title"):
        scores["title"] = float(" ".join((reading.title or "").split()) == " ".join(truth["title"].split()))
    date = str(truth.get("date") or "")[:10]
    if re.fullmatch(r"\d{4}-\d\d-\d\d", date):
        scores["date"] = float(str(reading.date or "")[:10] == date)
    if truth.get("authors"):
        wanted = [name for entry in truth["authors"] for name in entry.split("; ")]
        scores["authors"] = authors_score(reading.authors or [], wanted)
    if truth.get("lang"):
        scores["language"] = float((reading.language or "")[:2] == truth["lang"][:2])
    return scores


def available(only: list[str] | None) -> dict[str, Callable[[bytes, str], Reading]]:
    found = {}
    for name, make in PEERS.items():
        if only and name not in only:
            continue
        try:
            found[name] = make()
        except ImportError as error:
            print(f"{name}: not installed ({error.name})", file=sys.stderr)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pages", type=Path)
    parser.add_argument("--only", nargs="*")
    parser.add_argument("--half", type=int, choices=(0, 1), help="only one half of the pages, parted by their ids")
    parser.add_argument("--rounds", type=int, default=1, help="how often each page is read, for steadier CPU figures")
    parser.add_argument("--details", action="store_true", help="a line a page where newsfold is not right")
    options = parser.parse_args()
    pages = json.loads((options.pages / "articles_expected.json").read_text(encoding="utf-8"))["pages"]
    pages = [page for page in pages if options.half in (None, crc32(page["id"].encode()) % 2)]
    readers = available(options.only)
    tallies = {name: Tally() for name in readers}
    warm = (options.pages / pages[0]["file"]).read_bytes()
    for read in readers.values():
        read(gzip.decompress(warm) if warm.startswith(b"\x1f\x8b") else warm, pages[0]["url"])
    for page in pages:
        run_page(page, options, readers, tallies)
    report(tallies)


def run_page(
    page: dict[str, Any],
    options: argparse.Namespace,
    readers: dict[str, Callable[[bytes, str], Reading]],
    tallies: dict[str, Tally],
) -> None:
    raw = (options.pages / page["file"]).read_bytes()
    body = gzip.decompress(raw) if raw.startswith(b"\x1f\x8b") else raw
    for _ in range(options.rounds):
        for name, read in readers.items():
            began = time.process_time()
            try:
                reading = read(body, page["url"])
            except Exception as error:  # noqa: BLE001  (a peer that fails on a page has read nothing of it)
                print(f"   {name}: {page['id']}: {error!r}", file=sys.stderr)
                reading = Reading()
            tallies[name].cpu[page["id"]] += (time.process_time() - began) / options.rounds
            tallies[name].scores[page["id"]] = judge(reading, page["truth"])
            if options.details and name == "newsfold":
                show(page, reading, tallies[name].scores[page["id"]])


def show(page: dict[str, Any], reading: Reading, scores: dict[str, float]) -> None:
    wrong = {name: score for name, score in scores.items() if score < (0.97 if name == "body" else 1.0)}
    if wrong:
        print(page["id"], {name: round(score, 3) for name, score in wrong.items()})
    for name in wrong.keys() - {"body"}:
        truth = page["truth"]["lang" if name == "language" else name]
        print(f"      {name}: {getattr(reading, name)!r}, wanted {truth!r}")


def report(tallies: dict[str, Tally]) -> None:
    base = tallies.get("trafilatura")
    for name, tally in tallies.items():
        columns = []
        for measure in ("body", "title", "date", "authors", "language"):
            values = [scores[measure] for scores in tally.scores.values() if measure in scores]
            columns.append(f"{measure} {fmean(values):.3f} ({len(values)})" if values else measure)
        cost = [f"{how} {spent(tally, sum_up, base)}" for how, sum_up in (("mean", fmean), ("median", median))]
        print(f"{name:22} {'  '.join(columns)}  CPU a page: {', '.join(cost)}")


def spent(tally: Tally, sum_up: Callable[[list[float]], float], base: Tally | None) -> str:
    """Word what the mean or the median page costs, and how many times what it costs the one compared with."""
    own = sum_up(list(tally.cpu.values()))
    return f"{1000 * own:.0f} ms" + (f" {own / sum_up(list(base.cpu.values())):.2f}x" if base else "")


if __name__ == "__main__":
    main()

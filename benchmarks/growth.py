"""What an article costs as the store grows: saving and folding, from the first ones to the last, and the memory taken.

usage: python benchmarks/growth.py [CORPUS.jsonl] [--articles N] [--step S] [--seed S] [--store FILE]

CORPUS has lines of `{"url" or "id", "title", "text", "outlet", "published_at"}`; without it, `newsmaker.py` writes N
articles from a seed. They are saved and folded S at a time, each time with a store opened anew, as a scheduled crawl
would. CPU microseconds an article; memory is the most that the process ever had.
"""

from __future__ import annotations

import argparse
import itertools
import json
import resource
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.newsmaker import Newsroom
from dedupe.fold import fold
from storage.articles import save_article
from storage.records import Article
from storage.store import Store

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

TOGETHER = 500  # articles saved in one transaction, as an import does


def read(corpus: Path) -> Iterator[Article]:
    with corpus.open(encoding="utf-8") as file:
        for line in file:
            yield _article(json.loads(line))


def _article(row: dict[str, Any]) -> Article:
    url = row.get("url") or f"https://{row['outlet']}/{row['id']}"
    published = row.get("published_at") or row.get("published")
    return Article(url, url, row["title"], row["text"], published, outlet=row["outlet"])


def invented(articles: int, seed: int) -> Iterator[Article]:
    for r in Newsroom(seed, outlets=200).corpus(articles):
        yield Article(r.url, r.url, r.title, r.text, r.published_at, outlet=r.outlet)


def save(path: Path, articles: Sequence[Article]) -> None:
    with Store.open(path) as store:
        for at in range(0, len(articles), TOGETHER):
            with store.write():
                for article in articles[at : at + TOGETHER]:
                    save_article(store, article, fetched_at="2026-01-01T00:00:00Z")


def grow(path: Path, articles: Iterator[Article], step: int) -> None:
    print(f"{'articles':>10}{'save us':>10}{'fold us':>10}{'a CPU s':>10}{'MB':>7}{'store MB':>10}")
    total = 0
    while part := list(itertools.islice(articles, step)):
        begin = time.process_time()
        save(path, part)
        saved = time.process_time()
        with Store.open(path) as store:
            fold(store)
        folded = time.process_time()
        total += len(part)
        saving, folding = ((end - start) / len(part) * 1e6 for start, end in ((begin, saved), (saved, folded)))
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        size = path.stat().st_size >> 20
        print(f"{total:10}{saving:10.0f}{folding:10.0f}{1e6 / (saving + folding):10.0f}{memory:7}{size:10}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path, nargs="?")
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--step", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--store", type=Path, help="keep the store here; it must not be there yet")
    asked = parser.parse_args()
    if asked.store and asked.store.exists():
        parser.error(f"{asked.store} is there already: name another file")
    articles = read(asked.corpus) if asked.corpus else invented(asked.articles, asked.seed)
    with tempfile.TemporaryDirectory() as folder:
        grow(asked.store or Path(folder) / "news.db", itertools.islice(articles, asked.articles), asked.step)


if __name__ == "__main__":
    main()

"""Measuring stories against labels: pairs, B-cubed (Bagga & Baldwin 1998), adjusted Rand index (Hubert & Arabie 1985).

Labels are read from JSON Lines of `{"url", "story"}` (`id` and `cluster` are understood too), or from the files of
NEWS-COPY (Silcock et al. 2023): articles by id, and pairs of ids that are duplicates.
"""

from __future__ import annotations

import gzip
import json
import zlib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from storage.articles import save_article
from storage.errors import InputError
from storage.records import Article
from storage.store import Store
from storage.times import now

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping

_EXAMPLE = '{"url": "…", "story": "s1"}'  # of a line of labels


@dataclass(frozen=True, slots=True)
class Scores:
    """How a grouping agrees with the truth; every share is 0 to 1, the adjusted Rand index may be below 0."""

    articles: int
    pair_precision: float
    pair_recall: float
    pair_f1: float
    b_cubed_precision: float
    b_cubed_recall: float
    b_cubed_f1: float
    adjusted_rand_index: float
    stories: int
    largest_story: int


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The scores over the labelled articles that are in the store, and how many labels name one that is not."""

    scores: Scores
    labelled: int
    not_in_store: int


def evaluate(store: Store, truth: str | Path, known_as: Callable[[str], str] = str) -> Evaluation:
    """Compare the store's stories with labelled ones; `known_as` gives the name that the store has for a URL.

    Raises InputError for a file that cannot be read, a line without a URL or a label (with its number), an article with
    two labels, and where not one labelled article is in the store and folded.
    """
    labels: dict[str, str] = {}
    for url, story in read_labels(truth):
        if labels.setdefault(known_as(url), story) != story:
            raise InputError(f"{truth}: {url} is in two stories, {labels[known_as(url)]!r} and {story!r}")
    if not labels:
        raise InputError(f'{truth} holds no label: lines of {{"url": "…", "story": "s1"}} are expected')
    rows = store.connection.execute(
        """SELECT url, story_id FROM articles WHERE story_id IS NOT NULL UNION ALL
           SELECT aliases.url, story_id FROM aliases JOIN articles ON articles.id = article_id
           WHERE story_id IS NOT NULL"""
    )
    found = {url: story for url, story in rows if url in labels}
    if not found:
        raise InputError(f"{truth}: none of its {len(labels)} articles is in the store: import and fold them first")
    return Evaluation(score(labels, found), len(labels), len(labels) - len(found))


def evaluate_news_copy(articles: str | Path, duplicates: str | Path) -> Evaluation:
    """Fold the articles of NEWS-COPY's files in a store that is thrown away, and compare. Raises InputError."""
    from dedupe.fold import fold

    labels: dict[str, str] = {}
    with TemporaryDirectory(prefix="newsfold-") as folder, Store.open(Path(folder) / "news-copy.db") as store:
        with store.write():
            for name, title, text, story in read_news_copy(articles, duplicates):
                url = f"http://news-copy.invalid/{quote(name, safe='')}"  # a host that cannot exist (RFC 6761)
                labels[url] = story
                save_article(store, Article(url, url, title, text), fetched_at=now())
        fold(store)
        found = dict(store.connection.execute("SELECT url, story_id FROM articles WHERE story_id IS NOT NULL"))
    return Evaluation(score(labels, found), len(labels), len(labels) - len(found))


def score(truth: Mapping[str, Hashable], found: Mapping[str, Hashable]) -> Scores:
    """Score the groups of the articles that are in `found`, all of which have a label in `truth`."""
    pairs = [(truth[article], group) for article, group in found.items()]
    count, both = len(pairs), Counter(pairs)
    true, made = Counter(label for label, _ in pairs), Counter(group for _, group in pairs)
    hit, wanted, given = (sum(n * (n - 1) // 2 for n in sizes.values()) for sizes in (both, true, made))
    precision, recall = _share(hit, given), _share(hit, wanted)
    cubed_precision = sum(n * n / made[group] for (_, group), n in both.items()) / max(1, count)
    cubed_recall = sum(n * n / true[label] for (label, _), n in both.items()) / max(1, count)
    return Scores(
        articles=count,
        pair_precision=precision,
        pair_recall=recall,
        pair_f1=_harmonic(precision, recall),
        b_cubed_precision=cubed_precision,
        b_cubed_recall=cubed_recall,
        b_cubed_f1=_harmonic(cubed_precision, cubed_recall),
        adjusted_rand_index=_adjusted(hit, wanted, given, count),
        stories=len(made),
        largest_story=max(made.values(), default=0),
    )


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 1.0


def _harmonic(one: float, other: float) -> float:
    return 2 * one * other / (one + other) if one + other else 0.0


def _adjusted(hit: int, wanted: int, given: int, count: int) -> float:
    by_chance = wanted * given / max(1, count * (count - 1) // 2)
    most = (wanted + given) / 2
    return (hit - by_chance) / (most - by_chance) if most != by_chance else 1.0


def read_labels(path: str | Path) -> Iterator[tuple[str, str]]:
    """Read (url, story) from JSON Lines. Raises InputError with the line that is wrong."""
    for number, line in enumerate(_lines(path), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError as error:
            raise InputError(f"{path}, line {number}: not JSON ({error}): each line is {_EXAMPLE}") from None
        url, story = _first(row, "url", "id"), _first(row, "story", "story_id", "cluster", "label")
        if url is None or story is None:
            raise InputError(f'{path}, line {number}: needs "url" and "story", such as {_EXAMPLE}')
        yield str(url), str(story)


def read_news_copy(articles: str | Path, duplicates: str | Path) -> Iterator[tuple[str, str, str, str]]:
    """Read (id, title, text, story) from NEWS-COPY: a JSON object of articles by id, a JSON list of pairs of ids.

    The stories are what the pairs connect; an article in no pair is one of its own. Raises InputError.
    """
    texts, pairs = _json(articles), _json(duplicates)
    if not isinstance(texts, dict) or not isinstance(pairs, list):
        raise InputError(f"{articles}, {duplicates}: expected an object of articles and a list of pairs")
    if not all(isinstance(pair, list) and len(pair) == 2 for pair in pairs):
        raise InputError(f'{duplicates}: expected pairs of ids, such as [["1", "2"]]')
    stories = connected(texts, [(str(one), str(other)) for one, other in pairs])
    for name, article in texts.items():
        title, text = str(_first(article, "headline", "title") or ""), str(_first(article, "article", "text") or "")
        yield name, title, text, stories[name]


def connected(names: Iterable[str], pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The group of each name, where every pair connects two; a group bears the name of its smallest member."""
    parent = {name: name for name in names}

    def root(name: str) -> str:
        while parent[name] != name:
            parent[name] = parent[parent[name]]
            name = parent[name]
        return name

    for one, other in pairs:
        if one in parent and other in parent:
            low, high = sorted((root(one), root(other)))
            parent[high] = low
    return {name: root(name) for name in parent}


def _first(row: object, *names: str) -> Any:
    if not isinstance(row, dict):
        return None
    return next((row[name] for name in names if row.get(name) is not None), None)


def _lines(path: str | Path) -> Iterator[str]:
    try:
        with Path(path).open("rb") as raw:
            packed = raw.read(2) == b"\x1f\x8b"
        with (gzip.open if packed else open)(path, "rt", encoding="utf-8-sig") as file:
            yield from file
    except FileNotFoundError:
        raise InputError(f"{path} does not exist") from None
    except UnicodeDecodeError:
        raise InputError(f"{path} is no text in UTF-8: labels are JSON Lines") from None
    except (EOFError, zlib.error, gzip.BadGzipFile):
        raise InputError(f"{path}: the compressed file is cut off or damaged") from None
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror or error}") from None


def _json(path: str | Path) -> Any:
    try:
        return json.loads("".join(_lines(path)))
    except ValueError as error:
        raise InputError(f"{path}: not JSON ({error})") from None

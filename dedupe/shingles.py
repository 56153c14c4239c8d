"""From a text to its fingerprint: tokens, shingle samples, anchors and signature, in one pass.

Sampling keeps the shingle hashes below a fixed share of all hashes (FracMinHash), so that two texts sample their
common shingles alike, whatever their lengths: containment can be read off the samples.
"""

from __future__ import annotations

import gc
from contextlib import contextmanager
from datetime import date
from functools import lru_cache
from hashlib import blake2b
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from dedupe.characters import tables
from dedupe.native import loops
from dedupe.signature import permutations

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from dedupe.recipe import Recipe

    Whole = NDArray[np.int64]

_EPOCH = date(1970, 1, 1).toordinal()
_HASH = blake2b(digest_size=8)  # a copy is made sooner than another


class Fingerprint(NamedTuple):
    """What folding knows of one text; byte fields are little-endian arrays.

    tokens: `uint32`, a 30-bit hash and a 2-bit label (0 plain, 1 name, 2 number, 3 opens a sentence with a capital).
    samples: `uint64`, 33 bits of a shingle hash and the 31-bit place of the shingle, sorted, each hash once.
    anchors: `uint32`, the different names in mid-sentence and numbers, sorted. title: the title's words, sorted.
    distinct: the number of different shingles. outlet: a hash of the outlet, 0 where it is unknown. key: a hash of the
    URL, which breaks ties and says who stands for others in the index (`dedupe.candidates`). The compiled loops read
    the fields by their places.
    """

    article: int
    key: int
    outlet: int
    distinct: int
    tokens: bytes
    samples: bytes
    anchors: bytes
    title: bytes
    signature: bytes
    published_at: str | None = None

    def __repr__(self) -> str:
        return f"Fingerprint(article={self.article}, distinct={self.distinct})"


class Text(NamedTuple):
    """What folding reads of an article: the newest title and text, and what tells where and when it was published."""

    article: int
    url: str
    title: str
    text: str
    outlet: str = ""
    published_at: str | None = None

    def __repr__(self) -> str:
        return f"Text(article={self.article}, url={self.url!r})"


def fingerprint(text: Text, recipe: Recipe) -> Fingerprint:
    """The fingerprint of one text."""
    return fingerprints([text], recipe)[0]


def fingerprints(texts: Iterable[Text], recipe: Recipe) -> list[Fingerprint]:
    """The fingerprints of texts, in their order."""
    classes, folds = tables(pieces=recipe.pieces)
    a, b = permutations(recipe)
    width, limit, read, words = recipe.width, recipe.limit, loops.fingerprint, loops.words
    made = []
    with uncollected():
        for article, url, title, text, outlet, published_at in texts:
            tokens, samples, anchors, signature, distinct = read(text, classes, folds, width, limit, a, b)
            home = _number(outlet.casefold()) if outlet else 0
            named = words(title, classes, folds)
            fields = (article, _digest(url), home, distinct, tokens, samples, anchors, named, signature, published_at)
            made.append(Fingerprint._make(fields))
    return made


def measured(fingerprints: Sequence[Fingerprint]) -> tuple[Whole, Whole, Whole]:
    """The ids of fingerprints, their sizes and the days of their articles, as `dedupe.numbers` keeps them."""
    ids = np.array([fp.article for fp in fingerprints], np.int64)
    distinct = np.array([fp.distinct for fp in fingerprints], np.int64)
    return ids, distinct, np.array([_day(fp.published_at) for fp in fingerprints], np.int64)


def _day(published_at: str | None) -> int:
    """Count from 1970, 0 where there is no date; the year 1 stands for none in some databases."""
    if published_at is None or published_at.startswith("0001"):
        return 0
    return _since_1970(published_at[:10])


@lru_cache(maxsize=4096)
def _since_1970(day: str) -> int:
    return date.fromisoformat(day).toordinal() - _EPOCH


@contextmanager
def uncollected() -> Iterator[None]:
    """Let the cycle collector rest: much is made inside, nothing in cycles, and looking through it again costs time."""
    paused = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if paused:
            gc.enable()


@lru_cache(maxsize=4096)
def _number(name: str) -> int:
    return _digest(name)


def _digest(name: str) -> int:
    made = _HASH.copy()
    made.update(name.encode("utf-8", "surrogatepass"))
    return int.from_bytes(made.digest(), "little") >> 1

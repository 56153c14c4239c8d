"""From a text to its fingerprint: tokens, shingle samples, anchors and signature, in one pass.

Sampling keeps the shingle hashes below a fixed share of all hashes (FracMinHash), so that two texts sample their
common shingles alike, whatever their lengths: containment can be read off the samples.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import blake2b
from typing import TYPE_CHECKING, NamedTuple

from dedupe.characters import tables
from dedupe.native import loops
from dedupe.signature import permutations

if TYPE_CHECKING:
    from dedupe.native import Side
    from dedupe.recipe import Recipe

MOST_PRIORITY = 15


class Fingerprint(NamedTuple):
    """What folding knows of one text; byte fields are little-endian arrays.

    tokens: `uint32`, a 30-bit hash and a 2-bit label (0 plain, 1 name, 2 number, 3 opens a sentence with a capital).
    samples: `uint64`, 33 bits of a shingle hash and the 31-bit place of the shingle, sorted, each hash once.
    anchors: `uint32`, the different names in mid-sentence and numbers, sorted. title: the title's words, sorted.
    levels: a byte a sample, how crowded its hash is in the corpus (see `dedupe.recipe`); weight: what the samples weigh
    together at these levels. distinct: the number of
    different shingles. outlet: a hash of the outlet, 0 where it is unknown. key: a hash of the URL, which breaks ties
    and draws `priority`, 0 to 15: one article in four has at least 1, one in sixteen at least 2, and so on.
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
    levels: bytes = b""
    weight: int = 0
    published_at: str | None = None

    @property
    def slices(self) -> int:
        """How many of the 64 slices of the text hold a shingle."""
        return min(64, self.distinct)

    @property
    def priority(self) -> int:
        """How readily the article stands for others in crowded places of the index."""
        pairs = (self.key & -self.key).bit_length() - 1 >> 1 if self.key else MOST_PRIORITY
        return min(pairs, MOST_PRIORITY)

    def __repr__(self) -> str:
        return f"Fingerprint(article={self.article}, distinct={self.distinct})"

    def side(self) -> Side:
        """What `loops.compare` takes."""
        return self.tokens, self.samples, self.levels, self.anchors, self.title, self.distinct, self.outlet

    def at(self, levels: bytes, weight: int) -> Fingerprint:
        """The same with other levels, which weigh so much together."""
        return self._replace(levels=levels, weight=weight)


@dataclass(frozen=True, slots=True)
class Text:
    """What folding reads of an article: the newest title and text, and what tells where and when it was published."""

    article: int
    url: str
    title: str
    text: str = field(repr=False)
    outlet: str = ""
    published_at: str | None = None


def fingerprint(text: Text, recipe: Recipe) -> Fingerprint:
    """The fingerprint of one text. The levels are those of an empty corpus."""
    classes, folds = tables()
    a, b = permutations(recipe)
    tokens, samples, anchors, signature, distinct = loops.fingerprint(
        text.text, classes, folds, recipe.width, recipe.limit, a, b
    )
    return Fingerprint(
        text.article,
        _digest(text.url),
        _number(text.outlet.casefold()) if text.outlet else 0,
        distinct,
        tokens,
        samples,
        anchors,
        loops.words(text.title, classes, folds),
        signature,
        bytes(len(samples) // 8),
        published_at=text.published_at,
    )


@lru_cache(maxsize=4096)
def _number(name: str) -> int:
    return _digest(name)


def _digest(name: str) -> int:
    return int.from_bytes(blake2b(name.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little") >> 1

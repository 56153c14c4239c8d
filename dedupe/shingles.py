"""From a text to its fingerprint: tokens, shingle samples, anchors and signature, in one pass.

Sampling keeps the shingle hashes below a fixed share of all hashes (FracMinHash), so that two texts sample their
common shingles alike, whatever their lengths: containment can be read off the samples.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import lru_cache
from hashlib import blake2b
from typing import TYPE_CHECKING

from dedupe.characters import tables
from dedupe.native import loops
from dedupe.signature import permutations

if TYPE_CHECKING:
    from dedupe.native import Side
    from dedupe.recipe import Recipe

MOST_PRIORITY = 15


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What folding knows of one text; byte fields are little-endian arrays.

    tokens: `uint32`, a 30-bit hash and a 2-bit label (0 plain, 1 name, 2 number, 3 opens a sentence with a capital).
    samples: `uint64`, 33 bits of a shingle hash and the 31-bit place of the shingle, sorted, each hash once.
    anchors: `uint32`, the different names in mid-sentence and numbers, sorted. title: the title's words, sorted.
    levels: a byte a sample, how crowded its hash is in the corpus (see `dedupe.recipe`). distinct: the number of
    different shingles. outlet: a hash of the outlet, 0 where it is unknown. key: a hash of the URL, which breaks ties
    and draws `priority`, 0 to 15: one article in four has at least 1, one in sixteen at least 2, and so on.
    """

    article: int
    key: int
    outlet: int
    distinct: int
    tokens: bytes = field(repr=False)
    samples: bytes = field(repr=False)
    anchors: bytes = field(repr=False)
    title: bytes = field(repr=False)
    signature: bytes = field(repr=False)
    levels: bytes = field(default=b"", repr=False)

    @property
    def priority(self) -> int:
        """How readily the article stands for others in crowded places of the index."""
        pairs = (self.key & -self.key).bit_length() - 1 >> 1 if self.key else MOST_PRIORITY
        return min(pairs, MOST_PRIORITY)

    def side(self) -> Side:
        """What `loops.compare` takes."""
        return self.tokens, self.samples, self.levels, self.anchors, self.title, self.distinct, self.outlet

    def at(self, levels: bytes) -> Fingerprint:
        """The same with other levels."""
        return replace(self, levels=levels)


def fingerprint(article: int, url: str, title: str, text: str, outlet: str, recipe: Recipe) -> Fingerprint:
    """The fingerprint of one text. The levels are those of an empty corpus."""
    classes, folds = tables()
    a, b = permutations(recipe)
    tokens, samples, anchors, signature, distinct = loops.fingerprint(
        text, classes, folds, recipe.width, recipe.limit, a, b
    )
    return Fingerprint(
        article,
        _number(url),
        _number(outlet.casefold()) if outlet else 0,
        distinct,
        tokens,
        samples,
        anchors,
        loops.words(title, classes, folds),
        signature,
        bytes(len(samples) // 8),
    )


@lru_cache(maxsize=4096)
def _number(name: str) -> int:
    return int.from_bytes(blake2b(name.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little") >> 1

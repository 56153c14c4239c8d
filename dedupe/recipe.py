"""The recipe: everything that decides a fingerprint and a verdict, as a named value stored with each of them.

A recipe that was released is never edited: another value is another recipe with another name. Two fingerprints may be
compared only where their recipes are the same.
"""

from __future__ import annotations

from dataclasses import dataclass

from storage.errors import ConfigError


@dataclass(frozen=True, slots=True)
class Recipe:
    """How texts are cut, sampled, signed, indexed and judged.

    Shingles are `width` tokens in a row. Of every `rate` shingle hashes one is sampled (FracMinHash: Irber et al.
    2022); `permutations`, `seed` and `scheme` are datasketch's; `bands` of `rows` values each go into the index.
    A hash that more than `crowd` articles hold is crowded: see `dedupe.candidates`. `pieces`: how tokens are cut in
    scripts without spaces, see `dedupe.characters`.
    """

    name: str
    width: int = 5
    rate: int = 8
    permutations: int = 128
    seed: int = 1
    scheme: str = "affine32"
    bands: int = 16
    rows: int = 8
    crowd: int = 16
    pieces: bool = False

    @property
    def limit(self) -> int:
        """The greatest shingle hash that is sampled."""
        return 2**64 // self.rate - 1 if self.rate > 1 else 2**64 - 1


STANDARD = Recipe("w5p-affine32-128-s8", pieces=True)
RECIPES = {
    recipe.name: recipe
    for recipe in (
        STANDARD,
        Recipe("w5p-affine32-128-s4", rate=4, pieces=True),
        Recipe("w5p-affine32-128-s2", rate=2, pieces=True),
        Recipe("w5-affine32-128-s8"),
        Recipe("w5-affine32-128-s4", rate=4),
        Recipe("w5-affine32-128-s2", rate=2),
    )
}


def named(name: str) -> Recipe:
    """The recipe of that name. Raises ConfigError, which lists the names there are."""
    try:
        return RECIPES[name]
    except KeyError:
        raise ConfigError(f"there is no recipe {name!r}: choose one of {', '.join(RECIPES)}") from None

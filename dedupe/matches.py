"""The matches of one batch as rows of the store, with the passages that are their evidence."""

from __future__ import annotations

from itertools import repeat
from typing import TYPE_CHECKING

import numpy as np

from dedupe import relation
from dedupe.links import among, pair, undirected, unpack
from dedupe.lsh import different, sorted_ids, steps
from dedupe.passages import passages_of
from dedupe.relation import Rule
from dedupe.ties import MILLION, ties_of
from storage import fingerprints as tables
from storage.records import Relation
from storage.times import now

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from dedupe.engine import Outcome
    from dedupe.recipe import Recipe
    from dedupe.shelf import StoreShelf
    from storage.folding import MatchRow

_RULES = np.array([rule.name.lower() for rule in Rule], object)


class Matcher:
    """Makes the matches of one batch, with their passages."""

    def __init__(
        self, connection: sqlite3.Connection, shelf: StoreShelf, texts: dict[int, str], recipe: Recipe
    ) -> None:
        self._connection, self._shelf, self._texts, self._recipe = connection, shelf, texts, recipe

    def matches(self, outcome: Outcome) -> list[MatchRow]:
        """Every match of the articles that changed, and of those that became a mash-up or ceased to be one."""
        ties = _once(np.concatenate([outcome.ties, self._compare_again(outcome)]))
        composite = _of_mash_ups(ties, self._shelf.parts(different(_ends(ties).ravel()).tolist()))
        kept = composite | ties["joins"] | (ties["rule"] == Rule.EXCHANGED_NAMES)
        return self._rows(ties[kept], composite[kept])

    def _rows(self, ties: NDArray[np.void], composite: NDArray[np.bool_]) -> list[MatchRow]:
        ends = np.sort(_ends(ties))
        jaccard, *shares = ties["jaccard"], ties["share_first"], ties["share_second"]
        relations = relation.relations(ties["rule"], jaccard, *shares)
        relations[composite] = Relation.COMPOSITE.value
        turned = ties["first"] != ends[:, 0]
        columns = (
            *ends.T.tolist(),
            relations.tolist(),
            _rounded(jaccard),
            _rounded(np.where(turned, *shares[::-1])),
            _rounded(np.where(turned, *shares)),
            _RULES[ties["rule"]].tolist(),
            repeat(self._recipe.name),
            self._passages(ends),
            repeat(now()),
        )
        return list(zip(*columns, strict=False))

    def _compare_again(self, outcome: Outcome) -> NDArray[np.void]:
        """The ties of articles that became mash-ups or ceased to be, but for those of the batch, which are at hand."""
        pairs = unpack(undirected(self._shelf.links(sorted_ids(outcome.reconsidered))))
        changed = sorted_ids(outcome.changed)
        pairs = pairs[~(among(pairs[:, 0], changed) | among(pairs[:, 1], changed))]
        known = self._shelf.fingerprints(different(pairs.ravel()).tolist())
        return ties_of(pairs, known, self._recipe, np.zeros(0, np.int64))

    def _passages(self, pairs: NDArray[np.int64]) -> list[str]:
        missing = [one for one in different(pairs.ravel()).tolist() if one not in self._texts]
        self._texts.update((row[0], row[3]) for row in tables.read_texts(self._connection, missing))
        return passages_of(self._texts, pairs, self._recipe.width)


def _ends(ties: NDArray[np.void]) -> NDArray[np.int64]:
    return np.column_stack([ties["first"], ties["second"]])


def _once(ties: NDArray[np.void]) -> NDArray[np.void]:
    """One tie of each pair, the last, sorted by the ids of the two."""
    pairs = pair(ties["first"], ties["second"])[::-1]
    order = np.argsort(pairs, kind="stable")
    return ties[::-1][order[steps(pairs[order])]]


def _of_mash_ups(ties: NDArray[np.void], parts: Mapping[int, tuple[tuple[int, ...], ...]]) -> NDArray[np.bool_]:
    """Which ties are those of a mash-up: to whom it joins, and to its parts."""
    named = [(one, other) for one, groups in parts.items() for group in groups for other in group]
    mixed = np.array(sorted(parts), np.int64)
    found = ties["joins"] & (among(ties["first"], mixed) | among(ties["second"], mixed))
    both = pair(*np.array(named, np.int64).reshape(-1, 2).T)
    composite: NDArray[np.bool_] = found | among(pair(ties["first"], ties["second"]), different(both))
    return composite


def _rounded(shares: NDArray[np.float64]) -> list[float]:
    """To six digits, as `round` does it, which is asked where a share lies in the middle of two such."""
    scaled = shares * MILLION
    found: list[float] = (np.rint(scaled) / MILLION).tolist()
    for at in np.flatnonzero(np.abs(scaled % 1 - 0.5) < 1e-6).tolist():  # far more than what multiplying errs by
        found[at] = round(float(shares[at]), 6)
    return found

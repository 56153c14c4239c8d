"""Folding without a store: changed fingerprints in, regrouped stories out. `dedupe.fold` lends it a store.

The stories are a function of the set of articles, whatever the order and the batches in which they came. What is kept
between two batches (postings, fingerprints, links) is a function of that set too. What is said of a pair depends on its
two texts alone, so a batch compares its own articles only, and redoes what these reach: pairs that are seen no longer
or only now, as hashes grow crowded or thin out, and the pieces of the link graph that the articles lie in.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np

from dedupe import candidates, links
from dedupe.lsh import Postings, different, find, sorted_ids, steps
from dedupe.mixing import find_mixtures
from dedupe.pieces import fold_pieces
from dedupe.shingles import uncollected
from dedupe.sight import Sight, Turn
from dedupe.ties import links_of, ties_of

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from numpy.typing import NDArray

    from dedupe.recipe import Recipe
    from dedupe.shingles import Fingerprint

    Whole = NDArray[np.int64]
    Levels = NDArray[np.uint8]
    Words = NDArray[np.uint64]
    Rows = NDArray[np.void]
    Parts = tuple[tuple[int, ...], ...]

AT_ONCE = 20_000  # articles whose candidates are looked for together


class Trait(Protocol):
    """What of a fingerprint the parting of stories asks for."""

    @property
    def key(self) -> int:
        """A hash of the URL."""

    @property
    def outlet(self) -> int:
        """A hash of the outlet, 0 where it is unknown."""

    @property
    def distinct(self) -> int:
        """The number of different shingles."""

    @property
    def published_at(self) -> str | None:
        """When the article was published, as far as is known."""


class Shelf(Protocol):
    """What the engine keeps between batches, in memory or in the store."""

    postings: Postings

    def fingerprints(self, ids: Collection[int], /) -> Mapping[int, Fingerprint]:
        """The fingerprints of those articles that have one."""

    def traits(self, ids: Collection[int], /) -> Mapping[int, Trait]:
        """The traits of those articles that have a fingerprint, which cost less to look up."""

    def sizes(self, ids: Whole, /) -> Whole:
        """The number of different shingles of each article; all have a fingerprint, and they may repeat."""

    def days(self, ids: Whole, /) -> Whole:
        """On which day each article was published, 0 where that is not known; as `sizes`."""

    def yielded(self, ids: Whole, /) -> Whole:
        """At how many samples each article does not stand for others or which are not rare; many if unknown."""

    def note_yielded(self, ids: Whole, counts: Whole, /) -> None:
        """Keep at how many samples at most articles (different) stand no longer for others."""

    def keep(self, fingerprints: Sequence[Fingerprint], /) -> None:
        """Keep fingerprints, in place of earlier ones of the same articles."""

    def drop(self, ids: Collection[int], /) -> None:
        """Forget the fingerprints of articles, and that they are mash-ups."""

    def links(self, ids: Whole, /) -> Rows:
        """The links of the articles (sorted, different), as `dedupe.links.LINK`, sorted by their two ends."""

    def relink(self, ids: Whole, rows: Rows, /) -> None:
        """Keep the sorted `rows` as all the links that the articles (sorted, different) have."""

    def parts(self, ids: Collection[int], /) -> dict[int, Parts]:
        """The parts of those of the articles that are mash-ups."""

    def mix(self, parts: Mapping[int, Parts], /) -> None:
        """Say of articles which parts they are mixed from; an empty tuple says from none."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a batch changed.

    stories: those of every article that may have another one now; mixtures: the mash-ups in them, stories of their own.
    changed: the articles that came, changed or went; again: those of them that were there before. ties: all of theirs,
    and those of pairs that are seen only now, as `dedupe.ties.TIE`; lost: the pairs that were tied and are not, or are
    tied anew, the smaller id first. reconsidered: articles that became mash-ups, ceased to be, or are now of other
    parts.
    """

    stories: list[list[int]]
    mixtures: set[int]
    changed: set[int]
    again: set[int]
    reconsidered: set[int]
    ties: Rows
    lost: set[tuple[int, int]]


class Engine:
    """Folds batches into what lies on a shelf."""

    def __init__(self, recipe: Recipe, shelf: Shelf) -> None:
        self.recipe = recipe
        self.shelf = shelf
        self._sight = Sight(shelf, recipe)

    def fold(self, fresh: Sequence[Fingerprint], gone: Collection[int] = ()) -> Outcome:
        """Take in new or changed articles, let others go, and regroup what that reaches."""
        with uncollected():
            return self._fold(candidates.by_rank(fresh), gone)

    def _fold(self, fresh: list[Fingerprint], gone: Collection[int]) -> Outcome:
        ids = sorted_ids(fp.article for fp in fresh)
        leaving = _union(ids, sorted_ids(gone))
        turn = self._take_in(fresh, leaving)
        self.shelf.keep(fresh)
        self.shelf.note_yielded(*candidates.yielded(turn.held, turn.crowd))
        self.shelf.drop(gone)
        unseen = self._sight.unseen(turn, leaving)
        went = np.concatenate([self.shelf.links(leaving), unseen])
        ties = self._ties(ids, turn, leaving)
        came = links_of(ties)
        changed = np.concatenate([went, came])
        ends = _union(leaving, links.ends(changed))
        self.shelf.relink(ends, links.amend(self.shelf.links(ends), leaving, links.undirected(unseen), came))
        away = links.without(leaving, ids)
        shaken = _union(ends, self._between(np.concatenate([unseen, came]), ids))
        reconsidered = find_mixtures(self.shelf, links.without(shaken, away))
        # Links that do not join part no stories, unless they make or unmake a mash-up.
        touched = _union(ids, links.ends(changed[changed["joins"]]))
        stories, mixtures = fold_pieces(self.shelf, links.without(touched, away), reconsidered)
        lost = set(map(tuple, links.unpack(links.undirected(went)).tolist()))
        return Outcome(stories, mixtures, set(leaving.tolist()), turn.again, reconsidered, ties, lost)

    def _take_in(self, fresh: list[Fingerprint], leaving: Whole) -> Turn:
        """Change the index."""
        old = candidates.by_rank(list(self.shelf.fingerprints(leaving.tolist()).values()))
        coming, going = candidates.held(fresh, self.recipe), candidates.held(old, self.recipe)
        index = self.shelf.postings
        hashes, brought, taken = _changes(coming.hashes, going.hashes)
        counts = index.count(hashes)
        index.change(coming.keys, going.keys)
        after = counts + brought - taken
        before, now = (candidates.levels(those, self.recipe) for those in (counts, after))
        return Turn(coming, candidates.Crowd(hashes, after, now), before, {fp.article for fp in old})

    def _ties(self, ids: Whole, turn: Turn, leaving: Whole) -> Rows:
        """The ties of the fresh articles, and of others that see each other only now that hashes are less crowded."""
        dirty = links.without(self._sight.dirty(turn, leaving), ids)
        near = self.shelf.links(dirty)
        tied = links.undirected(near[~links.among(near["other"], leaving)])  # the others' ties are made anew
        again = candidates.by_rank(list(self.shelf.fingerprints(dirty.tolist()).values()))
        batch = _union(ids, dirty)
        looks = [self._sight.look(turn.held, turn.crowd, batch)]
        for at in range(0, len(again), AT_ONCE):
            held = candidates.held(again[at : at + AT_ONCE], self.recipe)
            looks.append(self._sight.look(held, candidates.crowd_of(held, self.shelf.postings, self.recipe), batch))
        packed, parts = (np.concatenate(some) for some in zip(*looks, strict=True))
        both = links.unpack(packed[~links.among(packed, tied)])
        known = self.shelf.fingerprints(different(both.ravel()).tolist())
        ties = ties_of(both, known, self.recipe, ids)
        pairs = links.pair(ties["first"], ties["second"])
        kept: Rows = ties[ties["joins"] | ~ties["linked"] | links.among(pairs, different(parts))]
        return kept

    def _between(self, changed: Rows, fresh: Whole) -> Whole:
        """Those who are tied to both ends of a changed pair: whether such two join says if they are two parts or one.

        Whoever is tied to a fresh article is looked at anyway.
        """
        old = ~(links.among(changed["own"], fresh) | links.among(changed["other"], fresh))
        shaken = changed[old & changed["joins"]]
        rows = self.shelf.links(links.ends(shaken))
        near: dict[int, set[int]] = {}
        for own, other in zip(rows["own"].tolist(), rows["other"].tolist(), strict=True):
            near.setdefault(own, set()).add(other)
        pairs = links.unpack(links.undirected(shaken)).tolist()
        return sorted_ids(set().union(*(near.get(a, set()) & near.get(b, set()) for a, b in pairs)))


def _union(one: Whole, other: Whole) -> Whole:
    return different(np.concatenate([one, other]))


def _changes(brought: Words, taken: Words) -> tuple[Words, Whole, Whole]:
    """The different hashes of two sorted arrays, and how often each occurs in the one and in the other."""
    begins = np.flatnonzero(steps(brought))
    hashes, counts = brought[begins], np.diff(begins, append=len(brought))
    if not len(taken):
        return hashes, counts, np.zeros(len(hashes), np.int64)
    hashes = different(np.concatenate([brought, taken]))
    counts, gone = (find(held, hashes + np.uint64(1)) - find(held, hashes) for held in (brought, taken))
    return hashes, counts, gone

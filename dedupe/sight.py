"""Who sees whom, as hashes grow crowded or thin out.

A candidate pair is one that sees enough of each other in the index. That changes with what others hold, so each batch
asks which pairs see each other no longer, and who may see others again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from dedupe import candidates, links
from dedupe.candidates import RARE
from dedupe.lsh import HASH_SHIFT, SAMPLE_BITS, different, holders, places, priorities, spread
from dedupe.numbers import UNKNOWN

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from dedupe.engine import Shelf
    from dedupe.recipe import Recipe

    Whole = NDArray[np.int64]
    Levels = NDArray[np.uint8]
    Words = NDArray[np.uint64]
    Rows = NDArray[np.void]


@dataclass(frozen=True, slots=True)
class Turn:
    """How the index changed: all hashes that articles brought or took away, sorted; how many hold them.

    `before` are the levels that they had; `again` are the articles that were there before.
    """

    held: candidates.Held
    crowd: candidates.Crowd
    before: Levels
    again: set[int]


class Sight:
    """What the articles on a shelf see of each other."""

    def __init__(self, shelf: Shelf, recipe: Recipe) -> None:
        self._shelf = shelf
        self._recipe = recipe

    def unseen(self, turn: Turn, leaving: Whole) -> Rows:
        """The links, one a pair, of articles that stay and see each other no longer.

        As a hash grows crowded, some of its holders stand no longer for others there: of these, the pairs that neither
        end stands for were seen through it before, and may not be any more. Where it ceases to be rare, none of its
        holders may be a part of another through it.
        """
        rose = np.flatnonzero(turn.crowd.levels > turn.before)
        hashes, before, now = turn.crowd.hashes[rose], turn.before[rose], turn.crowd.levels[rose]
        keys = self._shelf.postings.gather(hashes, np.zeros(len(rose), np.uint64))
        at = np.searchsorted(hashes, keys >> np.uint64(HASH_SHIFT))
        common = ((before <= RARE) & (now > RARE))[at]
        rank = priorities(keys)
        fallen, stood = (rank < now[at]) | common, (rank >= before[at]) | common
        rank = np.minimum(rank, RARE)
        self._note_yielded(keys[(rank < now[at]) & (rank >= before[at])], leaving, 1)
        doubtful = self._doubtful(keys[fallen], stood[fallen], leaving)
        return self._out_of_sight(doubtful) if len(doubtful) else links.NONE

    def _note_yielded(self, keys: Words, leaving: Whole, more: int) -> None:
        """Count for the holders of `keys` that they yielded at one sample `more`, or fewer; fresh ones were counted."""
        who = holders(keys[keys >> np.uint64(HASH_SHIFT + SAMPLE_BITS) == 0]).astype(np.int64)
        ids, counts = np.unique(who[~links.among(who, leaving)], return_counts=True)
        before = self._shelf.yielded(ids)
        known = before < UNKNOWN
        self._shelf.note_yielded(ids[known], before[known] + more * counts[known])

    def _doubtful(self, keys: Words, stood: NDArray[np.bool_], leaving: Whole) -> Rows:
        """The links, one a pair, of which both ends hold a hash of `keys` and one is among those who `stood` there."""
        who = holders(keys).astype(np.int64)
        movers = different(who[stood & ~links.among(who, leaving)])
        rows = self._shelf.links(movers)
        rows = rows[~links.among(rows["other"], leaving)]
        rows = rows[~self._surely_seen(rows)]
        if not len(rows):
            return rows
        owners = links.Owners.of(rows)
        at = np.flatnonzero(stood & links.among(who, owners.ids))
        spots = places(owners.ids, who[at])
        degrees = owners.degrees[spots]
        each = spread(owners.begins[spots], owners.ends[spots])
        hashes = np.repeat(keys[at] >> np.uint64(HASH_SHIFT), degrees)
        kept = different(_place(keys >> np.uint64(HASH_SHIFT), who))
        both = links.among(_place(hashes, rows["other"][each]), kept)
        return links.once(rows[different(each[both])])

    def _surely_seen(self, rows: Rows) -> NDArray[np.bool_]:
        """Of which links both ends must see enough of each other still, by what is known without looking."""
        own, other = rows["own"], rows["other"]
        rare = rows["common"] - np.minimum(self._shelf.yielded(own), self._shelf.yielded(other))
        return candidates.partly(rare, self._measures(own, other), self._recipe)

    def _measures(self, own: Whole, other: Whole) -> candidates.Measures:
        sizes, days = self._shelf.sizes, self._shelf.days
        return candidates.Measures(np.minimum(sizes(own), sizes(other)), candidates.far(days(own), days(other)))

    def _out_of_sight(self, rows: Rows) -> Rows:
        """Those of the links, one a pair, whose ends see too little of each other as hashes are now."""
        known = self._shelf.fingerprints(links.ends(rows).tolist())
        held = candidates.held(candidates.by_rank(list(known.values())), self._recipe)
        hits = candidates.hits_among(held, candidates.crowd_of(held, self._shelf.postings, self._recipe))
        seen, parts = self._seen(hits)
        pairs = links.pair(rows["own"], rows["other"])
        return rows[~(links.among(pairs, different(seen)) & (rows["joins"] | links.among(pairs, different(parts))))]

    def _seen(self, hits: candidates.Hits) -> tuple[Whole, Whole]:
        """The packed pairs that are candidates, and those of them of which one may be a part of the other."""
        measures = self._measures(hits.own, hits.other)
        pairs = links.pair(hits.own, hits.other)
        return pairs[hits.worth(measures, self._recipe)], pairs[hits.parts(measures, self._recipe)]

    def dirty(self, turn: Turn, leaving: Whole) -> Whole:
        """Those who stand for others again, or may be parts again, where a hash is less crowded than before."""
        fell = np.flatnonzero(turn.crowd.levels < turn.before)
        hashes, before, now = turn.crowd.hashes[fell], turn.before[fell], turn.crowd.levels[fell]
        rare = (before > RARE) & (now <= RARE)
        keys = self._shelf.postings.gather(hashes, np.where(rare, 0, now).astype(np.uint64))
        at = np.searchsorted(hashes, keys >> np.uint64(HASH_SHIFT))
        again, rank = priorities(keys) < before[at], np.minimum(priorities(keys), RARE)
        self._note_yielded(keys[(rank < before[at]) & (rank >= now[at])], leaving, -1)
        return different(holders(keys[rare[at] | again]).astype(np.int64))

    def look(self, held: candidates.Held, crowd: candidates.Crowd, batch: Whole) -> tuple[Whole, Whole]:
        """The packed candidates of a chunk, and those of which one may be a part.

        It leaves out what another of the batch with a smaller id brings.
        """
        hits = candidates.hits(held, crowd, _tail(batch), self._shelf.postings)
        return self._seen(hits.only((hits.other > hits.own) | ~links.among(hits.other, batch)))


def _place(hashes: Words, ids: Whole) -> Words:
    """A posting without its priority."""
    places: Words = hashes << np.uint64(HASH_SHIFT) | ids.astype(np.uint64)
    return places


def _tail(batch: Whole) -> int:
    """The smallest id from which on every id up to the greatest is in the sorted batch."""
    if not len(batch):
        return 0
    gaps = np.flatnonzero(np.diff(batch) != 1)
    return int(batch[gaps[-1] + 1 if len(gaps) else 0])

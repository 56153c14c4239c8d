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
from dedupe.candidates import RARE
from dedupe.lsh import HASH_SHIFT, Postings, different, find, first_of, holders, priorities, spread
from dedupe.mixing import find_mixtures
from dedupe.pieces import fold_pieces
from dedupe.shingles import uncollected
from dedupe.ties import links_of, ties_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from dedupe.recipe import Recipe
    from dedupe.shingles import Fingerprint

    Whole = NDArray[np.int64]
    Levels = NDArray[np.uint8]
    Words = NDArray[np.uint64]
    Rows = NDArray[np.void]
    Parts = tuple[tuple[int, ...], ...]

AT_ONCE = 20_000  # articles whose candidates are looked for together
_NOBODY = np.zeros(0, np.int64)


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


@dataclass(frozen=True, slots=True)
class _Turn:
    """How the index changed: all hashes that articles brought or took away, sorted; how many hold them.

    `before` and `now` are their levels; `again` are the articles that were there before.
    """

    held: candidates.Held
    crowd: candidates.Crowd
    before: Levels
    now: Levels
    again: set[int]


class Engine:
    """Folds batches into what lies on a shelf."""

    def __init__(self, recipe: Recipe, shelf: Shelf) -> None:
        self.recipe = recipe
        self.shelf = shelf

    def fold(self, fresh: Sequence[Fingerprint], gone: Collection[int] = ()) -> Outcome:
        """Take in new or changed articles, let others go, and regroup what that reaches."""
        with uncollected():
            return self._fold(candidates.by_rank(fresh), gone)

    def _fold(self, fresh: Sequence[Fingerprint], gone: Collection[int]) -> Outcome:
        ids = _sorted(fp.article for fp in fresh)
        leaving = _union(ids, _sorted(gone))
        turn = self._take_in(fresh, leaving)
        self.shelf.keep(fresh)
        self.shelf.drop(gone)
        left = links.undirected(self.shelf.links(leaving))
        unseen = self._unseen(turn, leaving)
        ties = self._ties(ids, turn)
        lost = _union(left, unseen)
        new = links_of(ties)
        ends = different(np.concatenate([ids, links.unpack(lost).ravel(), new["own"]]))
        self.shelf.relink(every := _union(ends, leaving), self._amended(every, leaving, unseen, new))
        ends = links.without(ends, links.without(leaving, ids))
        reconsidered = find_mixtures(self.shelf, _union(ends, self._between(unseen, new, ids)))
        stories, mixtures = fold_pieces(self.shelf, ends, reconsidered)
        pairs = set(map(tuple, links.unpack(lost).tolist()))
        return Outcome(stories, mixtures, set(leaving.tolist()), turn.again, reconsidered, ties, pairs)

    def _amended(self, ids: Whole, gone: Whole, unseen: Whole, new: Rows) -> Rows:
        return links.amend(self.shelf.links(ids), gone, unseen, new)

    def _take_in(self, fresh: Sequence[Fingerprint], leaving: Whole) -> _Turn:
        """Change the index."""
        old = candidates.by_rank(list(self.shelf.fingerprints(leaving.tolist()).values()))
        coming, going = candidates.held(fresh, self.recipe), candidates.held(old, self.recipe)
        index = self.shelf.postings
        hashes = different(np.concatenate([coming.hashes, going.hashes])) if old else first_of(coming.hashes)
        counts = index.count(hashes)
        index.change(coming.keys, going.keys)
        after = counts + _counted(hashes, coming.hashes) - _counted(hashes, going.hashes)
        before, now = (candidates.levels(those, self.recipe) for those in (counts, after))
        return _Turn(coming, candidates.Crowd(hashes, after), before, now, {fp.article for fp in old})

    def _unseen(self, turn: _Turn, leaving: Whole) -> Whole:
        """The packed pairs, of articles that stay, that are tied and see each other no longer.

        As a hash grows crowded, some of its holders stand no longer for others there: of these, the pairs that neither
        end stands for were seen through it before, and may not be any more. Where it ceases to be rare, none of its
        holders may be a part of another through it.
        """
        rose = np.flatnonzero(turn.now > turn.before)
        hashes, before, now = turn.crowd.hashes[rose], turn.before[rose], turn.now[rose]
        keys = self.shelf.postings.gather(hashes, np.zeros(len(rose), np.uint64))
        places = np.searchsorted(hashes, keys >> np.uint64(HASH_SHIFT))
        common = ((before <= RARE) & (now > RARE))[places]
        fallen = common | (priorities(keys) < now[places])
        stood = common | (priorities(keys) >= before[places])
        doubtful = self._doubtful(keys[fallen], stood[fallen], leaving)
        return self._out_of_sight(doubtful) if len(doubtful) else _NOBODY

    def _doubtful(self, keys: Words, stood: NDArray[np.bool_], leaving: Whole) -> Rows:
        """The links, one a pair, of which both ends hold a hash of `keys` and one is among those who `stood` there."""
        who = holders(keys).astype(np.int64)
        movers = different(who[stood & ~links.among(who, leaving)])
        rows = self.shelf.links(movers)
        rows = rows[~links.among(rows["other"], leaving)]
        if not len(rows):
            return rows
        owners = links.Owners.of(rows)
        at = np.flatnonzero(stood & links.among(who, owners.ids))
        spots = np.searchsorted(owners.ids, who[at])
        degrees = owners.degrees[spots]
        each = spread(owners.begins[spots], owners.ends[spots])
        hashes = np.repeat(keys[at] >> np.uint64(HASH_SHIFT), degrees)
        kept = different(_place(keys >> np.uint64(HASH_SHIFT), who))
        both = links.among(_place(hashes, rows["other"][each]), kept)
        return links.once(rows[different(each[both])])

    def _out_of_sight(self, rows: Rows) -> Whole:
        """The packed pairs of those links whose ends see too little of each other as hashes are now."""
        known = self.shelf.fingerprints(different(np.concatenate([rows["own"], rows["other"]])).tolist())
        held = candidates.held(candidates.by_rank(list(known.values())), self.recipe)
        hits = candidates.hits_among(held, candidates.crowd_of(held, self.shelf.postings), self.recipe)
        seen, parts = self._seen(hits)
        pairs = links.undirected(rows)
        return pairs[~(links.among(pairs, different(seen)) & (rows["joins"] | links.among(pairs, different(parts))))]

    def _seen(self, hits: candidates.Hits) -> tuple[Whole, Whole]:
        """The packed pairs that are candidates, and those of them of which one may be a part of the other."""
        fewer = np.minimum(self.shelf.sizes(hits.own), self.shelf.sizes(hits.other))
        worth, parts = hits.worth(fewer, self.recipe), hits.parts(fewer, self.recipe)
        pairs = links.pair(hits.own, hits.other)
        return pairs[worth], pairs[worth & parts]

    def _ties(self, ids: Whole, turn: _Turn) -> Rows:
        """The ties of the fresh articles, and of others that see each other only now that hashes are less crowded."""
        dirty = links.without(self._dirty(turn), ids)
        tied = links.undirected(self.shelf.links(dirty))
        again = candidates.by_rank(list(self.shelf.fingerprints(dirty.tolist()).values()))
        batch = _union(ids, dirty)
        looks = [self._look(turn.held, turn.crowd, batch)]
        for at in range(0, len(again), AT_ONCE):
            held = candidates.held(again[at : at + AT_ONCE], self.recipe)
            looks.append(self._look(held, candidates.crowd_of(held, self.shelf.postings), batch))
        packed, parts = (np.concatenate(some) for some in zip(*looks, strict=True))
        both = links.unpack(packed[~links.among(packed, tied)])
        known = self.shelf.fingerprints(different(both.ravel()).tolist())
        ties = ties_of(both, known, self.recipe, ids)
        pairs = links.pair(ties["first"], ties["second"])
        kept: Rows = ties[ties["joins"] | ~ties["linked"] | links.among(pairs, different(parts))]
        return kept

    def _dirty(self, turn: _Turn) -> Whole:
        """Those who stand for others again, or may be parts again, where a hash is less crowded than before."""
        fell = np.flatnonzero(turn.now < turn.before)
        hashes, before, now = turn.crowd.hashes[fell], turn.before[fell], turn.now[fell]
        rare = (before > RARE) & (now <= RARE)
        keys = self.shelf.postings.gather(hashes, np.where(rare, 0, now).astype(np.uint64))
        places = np.searchsorted(hashes, keys >> np.uint64(HASH_SHIFT))
        dirty = holders(keys[rare[places] | (priorities(keys) < before[places])])
        return different(dirty.astype(np.int64))

    def _look(self, held: candidates.Held, crowd: candidates.Crowd, batch: Whole) -> tuple[Whole, Whole]:
        """The packed candidates of a chunk, and those of which one may be a part.

        It leaves out what another of the batch with a smaller id brings.
        """
        hits = candidates.hits(held, crowd, _tail(batch), self.shelf.postings, self.recipe)
        return self._seen(hits.only((hits.other > hits.own) | ~links.among(hits.other, batch)))

    def _between(self, unseen: Whole, new: Rows, fresh: Whole) -> Whole:
        """Those who are tied to both ends of a pair: whether such two join says whether they are two parts or one.

        Whoever is tied to a fresh article is looked at anyway.
        """
        old = new[~(links.among(new["own"], fresh) | links.among(new["other"], fresh))]
        shaken = links.unpack(_union(unseen, links.undirected(old)))
        rows = self.shelf.links(different(shaken.ravel()))
        near: dict[int, set[int]] = {}
        for own, other in zip(rows["own"].tolist(), rows["other"].tolist(), strict=True):
            near.setdefault(own, set()).add(other)
        found = set().union(*(near.get(a, set()) & near.get(b, set()) for a, b in shaken.tolist()))
        return _sorted(found)


def _sorted(ids: Iterable[int]) -> Whole:
    return different(np.fromiter(ids, np.int64))


def _union(one: Whole, other: Whole) -> Whole:
    return different(np.concatenate([one, other]))


def _place(hashes: Words, ids: Whole) -> Words:
    """A posting without its priority."""
    places: Words = hashes << np.uint64(HASH_SHIFT) | ids.astype(np.uint64)
    return places


def _counted(hashes: Words, held: Words) -> Whole:
    """How often each of the sorted, different hashes occurs in the sorted `held`."""
    return find(held, hashes + np.uint64(1)) - find(held, hashes)


def _tail(batch: Whole) -> int:
    """The smallest id from which on every id up to the greatest is in the sorted batch."""
    if not len(batch):
        return 0
    gaps = np.flatnonzero(np.diff(batch) != 1)
    return int(batch[gaps[-1] + 1 if len(gaps) else 0])

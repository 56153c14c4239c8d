"""Which stories tell of the same happening in words of their own; pure.

Two stories are linked where the cosine of the names and numbers of their origins is at least `LIKE` and they came
within `SPAN` days. A story without an earlier link leads; every other one joins the leader that it is linked to and
most like, where there is one. So an event is a star, never a chain: each of its stories is linked to the one that leads
it. What a story belongs to depends on its links and on those of the stories that it is linked to, and on nothing else:
neither on the order in which stories came nor on what lies further away.

Links are looked for by MinHash bands over the names and numbers: a pair at the threshold is found 19 times in 20.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

LIKE = 0.6  # cosine of two sets: what they share over the geometric mean of their sizes
SPAN = 3.0  # days
SHARED = 8  # of them that a link needs, so that short texts of few names do not meet by chance
_BANDS, _ROWS = 16, 2
_LIKELY = 8  # of their 32 minima that two sets must share: at the threshold 11 to 14 are to be expected
_SEED = 20

Pair = tuple[int, int]
Links = Mapping[int, Mapping[int, float]]
Place = tuple[str, int]  # what orders stories: the first moment, then a hash of the origin's URL


# A story as events see it: the day of its first moment, since 1970, and the `minima` of its names and numbers.
TELLER = np.dtype([("story", "<i8"), ("day", "<f8"), ("minima", "<u4", (_BANDS * _ROWS,))])


def propose(tellers: NDArray[np.void], changed: Collection[int]) -> list[Pair]:
    """Find the pairs of stories that may be linked, one of them changed, the smaller id first; sorted."""
    told = tellers[np.argsort(tellers["story"])]
    least = np.ascontiguousarray(told["minima"].T)
    stories, days = told["story"], told["day"]
    fresh = np.isin(stories, np.fromiter(changed, np.int64))
    codes = [np.zeros(0, np.int64)]
    for at in range(0, len(least), _ROWS):
        band = (least[at].astype(np.uint64) << np.uint64(32)) | least[at + 1]
        codes += (one * len(told) + other for one, other in _in_one_band(band, days, fresh))
    sorted_codes = np.sort(np.concatenate(codes))
    one, other = np.divmod(sorted_codes[np.flatnonzero(np.diff(sorted_codes, prepend=-1))], len(told))
    alike = np.zeros(len(one), np.int64)
    for row in least:
        alike += row[one] == row[other]
    likely = alike >= _LIKELY
    return list(zip(stories[one[likely]].tolist(), stories[other[likely]].tolist(), strict=True))


def likeness(one: frozenset[int], other: frozenset[int]) -> float | None:
    """How alike the names and numbers of two stories are, None where that makes no link."""
    shared = len(one & other)
    cosine = shared / max(1, len(one) * len(other)) ** 0.5
    return round(cosine, 4) if shared >= SHARED and cosine >= LIKE else None


def _in_one_band(
    band: NDArray[np.uint64], days: NDArray[np.float64], changed: NDArray[np.bool_]
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Neighbours in one bucket in the order of time, then those one further apart, until none is near."""
    place = np.flatnonzero(np.isin(band, band[changed]))  # in other buckets nobody looks for anything
    order = place[np.lexsort((days[place], band[place]))]
    keys, when = band[order], days[order]
    for step in range(1, len(order)):
        near = (keys[step:] == keys[:-step]) & (when[step:] - when[:-step] <= SPAN)
        if not near.any():
            return
        one, other = order[:-step][near], order[step:][near]
        wanted = changed[one] | changed[other]
        yield np.minimum(one, other)[wanted], np.maximum(one, other)[wanted]


def minima(sets: Sequence[NDArray[np.uint32]]) -> NDArray[np.uint32]:
    """A MinHash of every set, which has something in it, a row; it stands in the store, so it must stay as it is.

    Multiply-shift hashing (Dietzfelbinger et al., J. Algorithms 25, 1997).
    """
    if not sets:
        return np.zeros((0, _BANDS * _ROWS), np.uint32)
    chance = np.random.default_rng(_SEED)
    factors = chance.integers(0, 2**63, _BANDS * _ROWS, dtype=np.uint64) * np.uint64(2) + np.uint64(1)
    flat = np.concatenate(sets).astype(np.uint64)
    starts = np.concatenate(([0], np.cumsum([len(each) for each in sets])[:-1])).astype(np.intp)
    hashed = (((flat * factor) >> np.uint64(32)).astype(np.uint32) for factor in factors)
    return np.column_stack([np.minimum.reduceat(one, starts) for one in hashed])


def leaders(stories: Iterable[int], links: Links, places: Mapping[int, Place]) -> dict[int, int]:
    """The leader of each story, itself where it leads or stands alone; `links` must hold those of its neighbours.

    A story without a place has no origin any more, as it became a mash-up: it is passed over.
    """
    leading: dict[int, bool] = {}

    def leads(story: int) -> bool:
        if story not in leading:
            near = (other for other in links.get(story, {}) if other in places)
            leading[story] = all(places[story] < places[other] for other in near)
        return leading[story]

    found = {}
    for story in stories:
        if story not in places:
            continue
        heads = [] if leads(story) else [other for other in links[story] if other in places and leads(other)]
        found[story] = min(heads, key=lambda head: (-links[story][head], places[head])) if heads else story
    return found


def around(stories: Iterable[int], links: Links) -> set[int]:
    """Those stories and the ones that they are linked to."""
    wanted = set(stories)
    return wanted.union(*(links.get(story, {}) for story in wanted))


def by_leader(found: Mapping[int, int]) -> dict[int, list[int]]:
    """The stories of each leader that has any beside itself, rising."""
    groups: defaultdict[int, list[int]] = defaultdict(list)
    for story, head in sorted(found.items()):
        groups[head].append(story)
    return {head: stories for head, stories in groups.items() if len(stories) > 1}

"""What the members of stories see in each other, looked up quickly: who is an excerpt, who is closest to whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dedupe import relation
from dedupe.links import pack
from dedupe.lsh import PRIORITY_SHIFT as ID_BITS
from dedupe.lsh import steps

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Rows = NDArray[np.void]


class Views:
    """The joining links inside stories; `excerpts` are the articles that lie in a longer one of their story."""

    def __init__(self, stories: Sequence[Sequence[int]], rows: Rows) -> None:
        rows = rows[rows["joins"]]
        rows = rows[_inside(stories, rows)]
        # A short text that repeats itself has more slices than different shingles.
        shares = np.minimum(np.bitwise_count(rows["mask"]) / np.maximum(rows["size"], 1), 1.0)
        short = (shares >= relation.WHOLE) & (rows["held"] <= relation.EXCERPT * shares)
        self.excerpts = set(rows["own"][short].tolist())
        self._shares = dict(zip(pack(rows["own"], rows["other"]).tolist(), shares.tolist(), strict=True))
        ordered = rows[np.lexsort((rows["other"], -rows["likeness"].astype(np.int64), rows["own"]))]
        best = ordered[steps(ordered["own"])]
        self._closest = dict(zip(best["own"].tolist(), best["other"].tolist(), strict=True))

    def closest(self, article: int) -> int | None:
        """The member that an article is most like, of those that it is one story with by itself."""
        return self._closest.get(article)

    def share(self, article: int, other: int) -> float | None:
        """The share of the article that lies in another member, None where the two are not one story by themselves."""
        return self._shares.get(article << ID_BITS | other)


def _inside(stories: Sequence[Sequence[int]], rows: Rows) -> NDArray[np.bool_]:
    """Which links have both ends in one of the stories."""
    members = np.array([one for story in stories for one in story], np.int64)
    homes = np.repeat(np.arange(len(stories)), [len(story) for story in stories])
    order = np.argsort(members)
    members, homes = members[order], homes[order]
    if not len(members):
        return np.zeros(len(rows), bool)
    places = (np.minimum(np.searchsorted(members, rows[end]), len(members) - 1) for end in ("own", "other"))
    own, other = places
    there = (members[own] == rows["own"]) & (members[other] == rows["other"])
    inside: NDArray[np.bool_] = there & (homes[own] == homes[other])
    return inside

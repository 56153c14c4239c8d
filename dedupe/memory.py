"""The engine's shelf in memory: for measurements, and for tests that need no store."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dedupe.links import LINK, by_owner
from dedupe.lsh import MemoryRuns, Postings
from dedupe.numbers import days, sizes, yielded
from dedupe.shingles import measured

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from numpy.typing import NDArray

    from dedupe.shingles import Fingerprint


class MemoryShelf:
    """Fingerprints, links and mash-ups in dictionaries."""

    def __init__(self) -> None:
        self.postings = Postings(MemoryRuns())
        self._fingerprints: dict[int, Fingerprint] = {}
        self._sizes, self._days, self._yielded = sizes(), days(), yielded()
        self._links: dict[int, bytes] = {}
        self._mixed: dict[int, tuple[tuple[int, ...], ...]] = {}

    def fingerprints(self, ids: Collection[int]) -> Mapping[int, Fingerprint]:
        """The fingerprints of those articles that have one."""
        known = self._fingerprints
        return {article: known[article] for article in ids if article in known}

    traits = fingerprints

    def sizes(self, ids: NDArray[np.int64]) -> NDArray[np.int64]:
        """The number of different shingles of each article."""
        return self._sizes.of(ids)

    def days(self, ids: NDArray[np.int64]) -> NDArray[np.int64]:
        """On which day each article was published, 0 where that is not known."""
        return self._days.of(ids)

    def yielded(self, ids: NDArray[np.int64]) -> NDArray[np.int64]:
        """At how many samples at most each article stands no longer for others."""
        return self._yielded.of(ids)

    def note_yielded(self, ids: NDArray[np.int64], counts: NDArray[np.int64]) -> None:
        """Keep at how many samples at most articles (different) stand no longer for others."""
        self._yielded.put(ids, counts)

    def keep(self, fingerprints: Sequence[Fingerprint]) -> None:
        """Keep fingerprints, in place of earlier ones of the same articles."""
        self._fingerprints.update((fp.article, fp) for fp in fingerprints)
        ids, distinct, on = measured(fingerprints)
        self._sizes.put(ids, distinct)
        self._days.put(ids, on)

    def drop(self, ids: Collection[int]) -> None:
        """Forget the fingerprints of articles, and that they are mash-ups."""
        for article in ids:
            self._fingerprints.pop(article, None)
            self._mixed.pop(article, None)

    def links(self, ids: NDArray[np.int64]) -> NDArray[np.void]:
        """The links of the articles, sorted by their two ends."""
        kept = self._links
        return np.frombuffer(b"".join([kept[article] for article in ids.tolist() if article in kept]), LINK)

    def relink(self, ids: NDArray[np.int64], rows: NDArray[np.void]) -> None:
        """Keep `rows` as all the links that the articles have."""
        for article in ids.tolist():
            self._links.pop(article, None)
        self._links.update(by_owner(rows))

    def parts(self, ids: Collection[int]) -> dict[int, tuple[tuple[int, ...], ...]]:
        """The parts of those of the articles that are mash-ups."""
        return {article: self._mixed[article] for article in self._mixed.keys() & ids}

    def mix(self, parts: Mapping[int, tuple[tuple[int, ...], ...]]) -> None:
        """Say of articles which parts they are mixed from; an empty tuple says from none."""
        for article, groups in parts.items():
            if groups:
                self._mixed[article] = groups
            else:
                self._mixed.pop(article, None)

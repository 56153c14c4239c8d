"""The engine's shelf in memory: for measurements, and for tests that need no store."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dedupe.lsh import MemoryRuns, Postings

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from dedupe.shingles import Fingerprint
    from dedupe.stories import Link
    from dedupe.ties import Tie


class MemoryShelf:
    """Fingerprints, links and mash-ups in dictionaries."""

    def __init__(self) -> None:
        self.postings = Postings(MemoryRuns())
        self._fingerprints: dict[int, Fingerprint] = {}
        self._links: dict[int, dict[int, Link]] = {}
        self._mixed: dict[int, tuple[tuple[int, ...], ...]] = {}

    def fingerprints(self, ids: Collection[int]) -> Mapping[int, Fingerprint]:
        """The fingerprints of those articles that have one."""
        return {article: self._fingerprints[article] for article in ids if article in self._fingerprints}

    def keep(self, fingerprints: Sequence[Fingerprint]) -> None:
        """Keep fingerprints, in place of earlier ones of the same articles."""
        self._fingerprints.update((fp.article, fp) for fp in fingerprints)

    def weigh(self, fingerprints: Sequence[Fingerprint]) -> None:
        """Keep the levels and weights of fingerprints that are kept already."""
        self.keep(fingerprints)

    def drop(self, ids: Collection[int]) -> None:
        """Forget articles."""
        for article in ids:
            self._fingerprints.pop(article, None)
            self._mixed.pop(article, None)

    def links(self, ids: Collection[int]) -> Mapping[int, Mapping[int, Link]]:
        """How each of the articles sees those that it is tied to."""
        return {article: self._links[article] for article in ids if article in self._links}

    def tie(self, lost: Collection[tuple[int, int]], ties: Sequence[Tie]) -> None:
        """Untie pairs, and keep ties in place of those that the same pairs had."""
        for a, b in lost:
            self._links[a].pop(b, None)
            self._links[b].pop(a, None)
        for tie in ties:
            if tie.links:
                self._links.setdefault(tie.first, {})[tie.second] = tie.links[0]
                self._links.setdefault(tie.second, {})[tie.first] = tie.links[1]

    def mixtures(self, ids: Collection[int]) -> set[int]:
        """Those of the articles that are mash-ups."""
        return self._mixed.keys() & ids

    def parts(self, ids: Collection[int]) -> dict[int, tuple[tuple[int, ...], ...]]:
        """The parts of those of the articles that are mash-ups."""
        return {article: self._mixed[article] for article in self.mixtures(ids)}

    def mix(self, parts: Mapping[int, tuple[tuple[int, ...], ...]]) -> None:
        """Say of articles which parts they are mixed from; an empty tuple says from none."""
        for article, groups in parts.items():
            if groups:
                self._mixed[article] = groups
            else:
                self._mixed.pop(article, None)

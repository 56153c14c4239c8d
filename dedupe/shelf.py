"""The engine's shelf in the store: what lies there is read when it is asked for, and nothing is rebuilt at a start."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np

from dedupe.lsh import Postings, spread
from dedupe.shingles import Fingerprint
from dedupe.stories import Link
from storage import fingerprints as tables

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from dedupe.lsh import Run, Words
    from dedupe.recipe import Recipe
    from dedupe.ties import Tie

CHUNK = 8192  # postings in a row of the table: 64 kB
MOST_LINKED = 200_000  # articles whose links are in memory
_ALL = 0xFFFFFFFFFFFFFFFF
MOST_KNOWN = 60_000  # fingerprints in memory, about 3 kB each


class StoredRun:
    """A run in the store; only its directory is in memory."""

    def __init__(self, connection: sqlite3.Connection, run: int) -> None:
        directory = np.array(tables.read_directory(connection, run), np.int64).reshape(-1, 2)
        self.run = run
        self._connection = connection
        self._firsts = directory[:, 0].copy().view(np.uint64)
        self._starts = np.concatenate([[0], np.cumsum(directory[:, 1])])

    def __len__(self) -> int:
        return int(self._starts[-1])

    def find(self, keys: Words) -> NDArray[np.int64]:
        """Where each of the sorted keys would lie."""
        places = np.maximum(np.searchsorted(self._firsts, keys, side="right") - 1, 0)
        found = np.zeros(len(keys), np.int64)
        for number, chunk, begin, end in self._visit(places):
            found[begin:end] = self._starts[number] + np.searchsorted(chunk, keys[begin:end])
        return found

    def take(self, starts: NDArray[np.int64], ends: NDArray[np.int64]) -> Words:
        """The postings of these slices, one after the other."""
        wanted = spread(starts, ends)
        places = np.searchsorted(self._starts, wanted, side="right") - 1
        found = np.zeros(len(wanted), np.uint64)
        for number, chunk, begin, end in self._visit(places):
            found[begin:end] = chunk[wanted[begin:end] - self._starts[number]]
        return found

    def all(self) -> Words:
        """Every posting."""
        return np.concatenate([chunk for _, chunk in self._read(0, len(self._firsts) - 1)])

    def chunks(self) -> Iterator[Words]:
        """Every posting, a chunk at a time."""
        return (chunk for _, chunk in self._read(0, len(self._firsts) - 1))

    def _visit(self, places: NDArray[np.int64]) -> Iterator[tuple[int, Words, int, int]]:
        """`(number, chunk, begin, end)` for each chunk that the sorted places name, and which of them name it."""
        if not len(places):
            return
        begins = np.flatnonzero(np.concatenate(([True], places[1:] != places[:-1])))
        numbers, ends = places[begins], np.append(begins[1:], len(places))
        breaks = np.flatnonzero(np.diff(numbers) > 1) + 1  # neighbours are read with one query
        groups = zip(*(np.split(column, breaks) for column in (numbers, begins, ends)), strict=True)
        for group, first, last in groups:
            spans = zip(first.tolist(), last.tolist(), strict=True)
            for (number, chunk), (begin, end) in zip(self._read(int(group[0]), int(group[-1])), spans, strict=True):
                yield number, chunk, begin, end

    def _read(self, first: int, last: int) -> Iterator[tuple[int, Words]]:
        chunks = tables.read_chunks(self._connection, self.run, first, last)
        return enumerate((np.frombuffer(keys, np.uint64) for keys in chunks), first)


class StoredRuns:
    """The runs of the index in the store."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._runs: dict[int, list[StoredRun]] = {1: [], -1: []}
        for sign, run, _ in tables.list_runs(connection):
            self._runs[sign].append(StoredRun(connection, run))

    def runs(self, sign: int) -> Sequence[Run]:
        """The runs from the largest to the smallest."""
        return self._runs[sign]

    def push(self, sign: int, keys: Words) -> None:
        """Add a run."""
        self._add(sign, [keys])

    def pop(self, sign: int) -> Words:
        """Remove the smallest run and give its postings."""
        run = self._runs[sign].pop()
        keys = run.all()
        tables.drop_run(self._connection, run.run)
        return keys

    def melt(self, sign: int, keys: Words) -> None:
        """Merge sorted postings into the smallest run, a chunk of it at a time."""
        run = self._runs[sign].pop()
        self._add(sign, _interleave(run.chunks(), keys))
        tables.drop_run(self._connection, run.run)

    def _add(self, sign: int, parts: Iterable[Words]) -> None:
        run = tables.add_run(self._connection, sign, _rows(parts))
        self._runs[sign].append(StoredRun(self._connection, run))


def _interleave(chunks: Iterable[Words], keys: Words) -> Iterator[Words]:
    at = 0
    for chunk in chunks:
        end = int(np.searchsorted(keys, chunk[-1]))
        yield np.sort(np.concatenate([chunk, keys[at:end]]))
        at = end
    if at < len(keys):
        yield keys[at:]


def _rows(parts: Iterable[Words]) -> Iterator[tuple[int, int, bytes]]:
    """Rows of the table; parts need not have the size of a chunk."""
    rest = np.zeros(0, np.uint64)
    for part in parts:
        rest = np.concatenate([rest, part]) if len(rest) else part
        whole = len(rest) - len(rest) % CHUNK
        for at in range(0, whole, CHUNK):
            yield _row(rest[at : at + CHUNK])
        rest = rest[whole:]
    if len(rest):
        yield _row(rest)


def _row(keys: Words) -> tuple[int, int, bytes]:
    return int(keys[:1].view(np.int64)[0]), len(keys), keys.tobytes()


class StoreShelf:
    """Fingerprints, links and mash-ups in the store; valid inside one write transaction or while nobody else folds."""

    def __init__(self, connection: sqlite3.Connection, recipe: Recipe) -> None:
        self.postings = Postings(StoredRuns(connection))
        self._connection = connection
        self._recipe = recipe
        self._known: dict[int, Fingerprint] = {}
        self._links: dict[int, dict[int, Link]] = {}

    def fingerprints(self, ids: Collection[int]) -> Mapping[int, Fingerprint]:
        """The fingerprints of those articles that have one."""
        missing = [article for article in ids if article not in self._known]
        for row in tables.read_fingerprints(self._connection, missing):
            self._known[row[0]] = Fingerprint._make(row)
        return {article: self._known[article] for article in ids if article in self._known}

    def keep(self, fingerprints: Sequence[Fingerprint]) -> None:
        """Keep fingerprints, in place of earlier ones of the same articles."""
        tables.keep_fingerprints(self._connection, self._recipe.name, fingerprints)
        self._known.update((fp.article, fp) for fp in fingerprints)

    def weigh(self, fingerprints: Sequence[Fingerprint]) -> None:
        """Keep the levels and weights of fingerprints that are kept already."""
        tables.keep_levels(self._connection, ((fp.article, fp.levels, fp.weight) for fp in fingerprints))
        self._known.update((fp.article, fp) for fp in fingerprints)

    def drop(self, ids: Collection[int]) -> None:
        """Forget articles."""
        tables.drop_fingerprints(self._connection, ids)
        for article in ids:
            self._known.pop(article, None)
            self._links.pop(article, None)

    def forget(self) -> None:
        """Let go of what is only remembered from the store, if it has become much."""
        for article in list(self._known)[: max(0, len(self._known) - MOST_KNOWN)]:
            del self._known[article]
        if len(self._links) > MOST_LINKED:
            self._links.clear()

    def links(self, ids: Collection[int]) -> Mapping[int, Mapping[int, Link]]:
        """How each of the articles sees those that it is tied to."""
        missing = [article for article in ids if article not in self._links]
        self._links.update((article, {}) for article in missing)
        for article, other, joins, gives, likeness, mask, size, held in tables.read_links(self._connection, missing):
            self._links[article][other] = Link(bool(joins), bool(gives), likeness, mask & _ALL, size, held)
        return {article: near for article in ids if (near := self._links[article])}

    def tie(self, lost: Collection[tuple[int, int]], ties: Sequence[Tie]) -> None:
        """Untie pairs, and keep ties in place of those that the same pairs had."""
        for a, b in lost:
            self._links.get(a, {}).pop(b, None)
            self._links.get(b, {}).pop(a, None)
        rows = []
        for tie in ties:
            for mine, other, link in zip((tie.first, tie.second), (tie.second, tie.first), tie.links, strict=False):
                rows.append((mine, other, *_columns(link)))
                if mine in self._links:
                    self._links[mine][other] = link
        tables.replace_links(self._connection, [*lost, *((b, a) for a, b in lost)], rows)

    def mixtures(self, ids: Collection[int]) -> set[int]:
        """Those of the articles that are mash-ups."""
        return set(self.parts(ids))

    def parts(self, ids: Collection[int]) -> dict[int, tuple[tuple[int, ...], ...]]:
        """The parts of those of the articles that are mash-ups."""
        rows = tables.read_mixtures(self._connection, ids)
        return {article: tuple(map(tuple, json.loads(parts))) for article, parts in rows}

    def mix(self, parts: Mapping[int, tuple[tuple[int, ...], ...]]) -> None:
        """Say of articles which parts they are mixed from; an empty tuple says from none."""
        tables.keep_mixtures(self._connection, ((one, json.dumps(groups)) for one, groups in parts.items() if groups))
        tables.drop_mixtures(self._connection, [one for one, groups in parts.items() if not groups])


def _columns(link: Link) -> tuple[int, int, float, int, int, float]:
    mask = link.mask - (1 << 64) if link.mask >> 63 else link.mask
    return int(link.joins), int(link.gives), link.likeness, mask, link.size, link.held

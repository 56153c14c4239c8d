"""The engine's shelf in the store: what lies there is read when it is asked for, and nothing is rebuilt at a start."""

from __future__ import annotations

import json
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from dedupe.links import LINK, by_owner
from dedupe.lsh import Postings, between, find, merged
from dedupe.numbers import days, sizes, yielded
from dedupe.shingles import Fingerprint, measured
from storage import fingerprints as tables

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from dedupe.lsh import Run, Words
    from dedupe.numbers import Numbers
    from dedupe.recipe import Recipe

    Parts = tuple[tuple[int, ...], ...]

CHUNK = 8192  # postings in a row of the table: 64 kB
MOST_LINKED = 200_000  # articles whose links are in memory
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
        cuts = np.concatenate([[0], np.searchsorted(keys, self._firsts[1:]), [len(keys)]])
        found = np.zeros(len(keys), np.int64)
        for number, chunk, begin, end in self._visit(cuts[:-1], cuts[1:]):
            found[begin:end] = self._starts[number] + find(chunk, keys[begin:end])
        return found

    def between(self, low: Words, high: Words) -> Words:
        """The postings from each `low` on and below its `high`; every chunk that has some is read once."""
        if not len(low):
            return low
        first, behind = (int(np.searchsorted(self._firsts, key)) for key in (low[0], high[-1]))
        since = max(first - 1, 0)  # a chunk that begins before it may hold the first as well
        firsts = self._firsts[since:behind]
        begins = np.searchsorted(high, firsts, side="right")
        ends = np.append(np.searchsorted(low, firsts[1:], side="right"), len(low))
        visited = self._visit(begins, ends, since)
        parts = [between(chunk, low[begin:end], high[begin:end]) for _, chunk, begin, end in visited]
        return np.concatenate(parts) if parts else np.zeros(0, np.uint64)

    def all(self) -> Words:
        """Every posting."""
        return np.concatenate([chunk for _, chunk in self._read(0, len(self._firsts) - 1)])

    def chunks(self) -> Iterator[Words]:
        """Every posting, a chunk at a time."""
        return (chunk for _, chunk in self._read(0, len(self._firsts) - 1))

    def _visit(
        self, begins: NDArray[np.int64], ends: NDArray[np.int64], since: int = 0
    ) -> Iterator[tuple[int, Words, int, int]]:
        """`(number, chunk, begin, end)` for each chunk from number `since` on that is asked for anything.

        What asks it for anything begins before it ends.
        """
        asked = np.flatnonzero(begins < ends)
        if not len(asked):
            return
        begins, ends, numbers = begins[asked], ends[asked], asked + since
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

    def merge(self, sign: int, runs: int, keys: Words) -> None:
        """Make one run of so many of the smallest and of sorted postings, some chunks of them at a time."""
        taken = [self._runs[sign].pop() for _ in range(runs)]
        merging: Iterator[Words] = iter([keys])
        for run in taken:
            merging = _interleave(merging, run.chunks())
        self._add(sign, merging)
        for run in taken:
            tables.drop_run(self._connection, run.run)

    def _add(self, sign: int, parts: Iterable[Words]) -> None:
        run = tables.add_run(self._connection, sign, _rows(parts))
        self._runs[sign].append(StoredRun(self._connection, run))
        self._runs[sign].sort(key=len, reverse=True)


def _interleave(some: Iterator[Words], chunks: Iterator[Words]) -> Iterator[Words]:
    """Merge two sorted streams into one."""
    rest = np.zeros(0, np.uint64)
    for chunk in chunks:
        while not len(rest) or rest[-1] <= chunk[-1]:
            if (more := next(some, None)) is None:
                break
            rest = np.concatenate([rest, more])
        end = int(np.searchsorted(rest, chunk[-1]))
        yield merged([chunk, rest[:end]])
        rest = rest[end:]
    yield rest
    yield from some


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


class Trait(NamedTuple):
    """What of a fingerprint the parting of stories asks for; see `dedupe.engine`."""

    key: int
    outlet: int
    distinct: int
    published_at: str | None


class StoreShelf:
    """Fingerprints, links and mash-ups in the store; valid inside one write transaction or while nobody else folds."""

    def __init__(self, connection: sqlite3.Connection, recipe: Recipe) -> None:
        self.postings = Postings(StoredRuns(connection))
        self._connection = connection
        self._recipe = recipe
        self._known: dict[int, Fingerprint] = {}
        self._links: dict[int, bytes] = {}
        self._parts: dict[int, Parts] = {}

    @cached_property
    def _sizes(self) -> Numbers:
        return sizes(tables.read_sizes(self._connection))

    @cached_property
    def _days(self) -> Numbers:
        return days(tables.read_days(self._connection))

    @cached_property
    def _yielded(self) -> Numbers:
        return yielded(tables.read_yielded(self._connection))

    def fingerprints(self, ids: Collection[int]) -> Mapping[int, Fingerprint]:
        """The fingerprints of those articles that have one."""
        missing = [article for article in ids if article not in self._known]
        for row in tables.read_fingerprints(self._connection, missing):
            self._known[row[0]] = Fingerprint._make(row)
        return {article: self._known[article] for article in ids if article in self._known}

    def traits(self, ids: Collection[int]) -> Mapping[int, Fingerprint | Trait]:
        """The traits of those articles that have a fingerprint, which cost less to look up."""
        known: dict[int, Fingerprint | Trait] = {one: self._known[one] for one in ids if one in self._known}
        for article, *trait in tables.read_traits(self._connection, [one for one in ids if one not in known]):
            known[article] = Trait._make(trait)
        return known

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
        tables.keep_yielded(self._connection, self._yielded.put(ids, counts))

    def keep(self, fingerprints: Sequence[Fingerprint]) -> None:
        """Keep fingerprints, in place of earlier ones of the same articles."""
        in_order = sorted(fingerprints, key=lambda fp: fp.article)  # long rows that are appended fill their pages
        tables.keep_fingerprints(self._connection, self._recipe.name, in_order)
        ids, distinct, on = measured(fingerprints)
        tables.keep_sizes(self._connection, self._sizes.put(ids, distinct))
        tables.keep_days(self._connection, self._days.put(ids, on))
        self._known.update((fp.article, fp) for fp in fingerprints)

    def drop(self, ids: Collection[int]) -> None:
        """Forget the fingerprints of articles, and that they are mash-ups."""
        tables.drop_fingerprints(self._connection, ids)
        for article in ids:
            self._known.pop(article, None)
            self._parts.pop(article, None)

    def forget(self) -> None:
        """Let go of what is only remembered from the store, if it has become much."""
        for article in list(self._known)[: max(0, len(self._known) - MOST_KNOWN)]:
            del self._known[article]
        for kept in (self._links, self._parts):
            if len(kept) > MOST_LINKED:
                kept.clear()

    def links(self, ids: NDArray[np.int64]) -> NDArray[np.void]:
        """The links of the articles (sorted, different), sorted by their two ends."""
        wanted = ids.tolist()
        missing = [article for article in wanted if article not in self._links]
        self._links.update(dict.fromkeys(missing, b""))
        self._links.update(tables.read_links(self._connection, missing))
        return np.frombuffer(b"".join([self._links[article] for article in wanted]), LINK)

    def relink(self, ids: NDArray[np.int64], rows: NDArray[np.void]) -> None:
        """Keep the sorted `rows` as all the links that the articles (sorted, different) have."""
        near = dict.fromkeys(ids.tolist(), b"") | by_owner(rows)
        tables.replace_links(self._connection, near.items())
        self._links.update(near)

    def parts(self, ids: Collection[int]) -> dict[int, Parts]:
        """The parts of those of the articles that are mash-ups."""
        missing = [article for article in ids if article not in self._parts]
        self._parts.update(dict.fromkeys(missing, ()))
        for article, parts in tables.read_mixtures(self._connection, missing):
            self._parts[article] = tuple(map(tuple, json.loads(parts)))
        return {article: parts for article in ids if (parts := self._parts[article])}

    def mix(self, parts: Mapping[int, Parts]) -> None:
        """Say of articles which parts they are mixed from; an empty tuple says from none."""
        tables.keep_mixtures(self._connection, ((one, json.dumps(groups)) for one, groups in parts.items() if groups))
        tables.drop_mixtures(self._connection, [one for one, groups in parts.items() if not groups])
        self._parts.update(parts)

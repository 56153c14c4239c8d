"""The index against a set of postings, and its bands against datasketch's MinHashLSH."""

from __future__ import annotations

import tempfile
from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest
from datasketch import MinHashLSH
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.newsmaker import Newsroom
from dedupe.candidates import by_rank, held
from dedupe.links import among
from dedupe.lsh import HASH_SHIFT, SAMPLE_BITS, MemoryRun, MemoryRuns, Postings, holders, places
from dedupe.recipe import STANDARD
from dedupe.shelf import CHUNK, StoredRuns
from dedupe.signature import as_minhash
from storage.store import Store
from tests.dedupe.gazette import prints

NONE = np.zeros(0, np.uint64)
KEYS = st.sets(st.tuples(st.integers(0, 9), st.integers(0, 15), st.integers(1, 60)), max_size=50)


def _pack(keys: set[tuple[int, int, int]]) -> np.ndarray:
    return np.sort(np.array([h << 30 | p << 26 | i for h, p, i in keys], np.uint64))


def _agree(index: Postings, held: set[tuple[int, int, int]]) -> None:
    hashes = np.arange(10, dtype=np.uint64)
    assert index.count(hashes).tolist() == [sum(h == wanted for h, _, _ in held) for wanted in range(10)]
    for floor in (0, 3, 15):
        found = index.gather(hashes, np.full(10, floor, np.uint64))
        assert found.tolist() == _pack({key for key in held if 15 - key[1] >= floor}).tolist()


def _change(index: Postings, steps: list[tuple[set[tuple[int, int, int]], set[tuple[int, int, int]]]]) -> None:
    held: set[tuple[int, int, int]] = set()
    for coming, going in steps:
        added, removed = coming - held, going & held
        index.change(_pack(added), _pack(removed))
        held = (held | added) - removed
        _agree(index, held)


@settings(deadline=None)
@given(st.lists(st.tuples(KEYS, KEYS), max_size=12))
def test_the_index_in_memory_is_a_set(steps: list[tuple[set[tuple[int, int, int]], set[tuple[int, int, int]]]]) -> None:
    _change(Postings(MemoryRuns()), steps)


def test_the_index_in_the_store_is_a_set_that_lasts(tmp_path: Path) -> None:
    draw = np.random.default_rng(5)
    held: set[int] = set()
    with Store.open(tmp_path / "news.db") as store:
        for size in (40_000, 100, 9_000, 3, 20_000):
            new = np.setdiff1d(draw.integers(0, 2**44, size).astype(np.uint64), np.array(sorted(held), np.uint64))
            gone = draw.permutation(np.array(sorted(held), np.uint64))[: size // 3]
            with store.write() as connection:
                Postings(StoredRuns(connection)).change(new, np.sort(gone))
            held = (held | set(new.tolist())) - set(gone.tolist())
            index = Postings(StoredRuns(store.connection))  # as after a start
            hashes = np.unique(np.array(sorted(held), np.uint64) >> np.uint64(30))
            every = index.gather(hashes, np.zeros(len(hashes), np.uint64))
            assert every.tolist() == sorted(held)
            assert int(index.count(hashes).sum()) == len(held)
        (longest,) = store.connection.execute("SELECT max(length(keys)) FROM postings").fetchone()
    assert longest == 8 * CHUNK


def test_bands_propose_the_pairs_that_datasketch_proposes() -> None:
    room = Newsroom(3)
    reports = []
    for _ in range(60):
        first = room.original(8)
        reports += [first, *(room.again(first, edit) for edit in ("light", "furnished", "heavy", "exact"))]
    made = prints(reports)
    reference = MinHashLSH(num_perm=STANDARD.permutations, params=(STANDARD.bands, STANDARD.rows))
    theirs = set()
    for fp in made:
        signature = as_minhash(fp.signature, STANDARD)
        theirs |= {(other, fp.article) for other in reference.query(signature)}
        reference.insert(fp.article, signature)
    buckets = defaultdict(list)
    keys = held(by_rank(made), STANDARD).keys
    for key, article in zip(keys.tolist(), holders(keys).tolist(), strict=True):
        if key >> HASH_SHIFT + SAMPLE_BITS:
            buckets[key >> HASH_SHIFT].append(article)
    ours = {(a, b) for bucket in buckets.values() for b in bucket for a in bucket if a < b}

    assert len(theirs) > 100
    assert ours == theirs


def test_an_id_that_does_not_fit_is_not_confused() -> None:
    assert holders(np.array([(1 << 30) | (3 << 26) | 77], np.uint64)).tolist() == [77]
    with pytest.raises(OverflowError):
        np.array([1 << 64], np.uint64)


NEAR_OR_FAR = st.one_of(st.integers(0, 12), st.integers(0, 2**52))


@given(st.lists(NEAR_OR_FAR), st.sets(st.integers(0, 12)) | st.sets(NEAR_OR_FAR))
def test_what_lies_among_ids_is_told_whether_these_are_in_a_row_or_not(values: list[int], ids: set[int]) -> None:
    found = among(np.array(values, np.int64), np.array(sorted(ids), np.int64))
    assert found.tolist() == [value in ids for value in values]


@given(st.sets(st.integers(0, 40)) | st.sets(NEAR_OR_FAR), st.data())
def test_places_among_ids_are_found_whether_these_lie_close_or_not(ids: set[int], data: st.DataObject) -> None:
    ordered = sorted(ids)
    values = data.draw(st.lists(st.sampled_from(ordered))) if ordered else []
    found = places(np.array(ordered, np.int64), np.array(values, np.int64))

    assert found.tolist() == [ordered.index(value) for value in values]


def test_a_stored_run_finds_what_is_equal_across_chunks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dedupe.shelf.CHUNK", 4)
    keys = np.array([1, 2, 61, 61, 61, 61, 70], np.uint64)
    with Store.open(tmp_path / "store.db") as store, store.write() as connection:
        runs = StoredRuns(connection)
        runs.push(1, keys)
        (run,) = runs.runs(1)
        low, high = np.array([61], np.uint64), np.array([62], np.uint64)
        assert run.between(low, high).tolist() == MemoryRun(keys).between(low, high).tolist() == [61] * 4


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.integers(1, 2**63), max_size=40, unique=True), min_size=1, max_size=40))
def test_merged_runs_hold_what_was_put_in_and_stay_few(batches: list[list[int]]) -> None:
    with pytest.MonkeyPatch.context() as patch, tempfile.TemporaryDirectory() as folder:
        patch.setattr("dedupe.shelf.CHUNK", 4)
        with Store.open(Path(folder) / "store.db") as store, store.write() as connection:
            kept = (StoredRuns(connection), MemoryRuns())
            for keys in batches:
                for runs in kept:
                    Postings(runs).change(np.array(sorted(keys), np.uint64), NONE)
            stored, held = (sorted(np.concatenate([NONE, *(run.all() for run in runs.runs(1))])) for runs in kept)
            lengths = [len(run) for run in kept[0].runs(1)]

    assert stored == held == sorted(key for keys in batches for key in keys)
    assert lengths == sorted(lengths, reverse=True)
    assert len(lengths) <= 3 * (1 + len(held).bit_length())

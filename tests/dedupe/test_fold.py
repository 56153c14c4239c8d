"""Folding through the store: resumable, repeatable, whatever the recipe and the number of processes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import dedupe.fold
import storage.furniture.verdicts
from benchmarks.newsmaker import Newsroom
from dedupe.fold import fold, recluster
from dedupe.recipe import RECIPES, STANDARD
from dedupe.verify import JOINT
from storage.errors import ConfigError
from storage.store import Store
from tests.dedupe.gazette import UNSHRUNK, check_consistency, group_of, keep, stored_grouping, unlearn_step

if TYPE_CHECKING:
    import random

ROOT = Path(__file__).parent.parent.parent


@settings(max_examples=8, deadline=None, phases=UNSHRUNK, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 10**6), st.integers(1, 30), st.randoms(use_true_random=False))
def test_the_store_has_the_stories_that_memory_has(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int, batch: int, draw: random.Random
) -> None:
    reports = Newsroom(seed, outlets=6).corpus(45)
    expected = group_of(reports)
    draw.shuffle(reports)
    monkeypatch.setattr(dedupe.fold, "BATCH", batch)
    monkeypatch.setattr(storage.furniture.verdicts, "WITNESSES", 1000)  # the engine in memory learns no furniture
    with Store.open(tmp_path / f"{uuid4()}.db") as store:
        keep(store, reports[:20])
        fold(store)
        keep(store, reports[20:])
        report = fold(store)
        assert report.folded == 25
        assert stored_grouping(store) == expected
        check_consistency(store)
        assert fold(store).folded == 0
        before = dict(store.connection.execute("SELECT url, story_id FROM articles"))
        assert recluster(store).folded == 45
        assert dict(store.connection.execute("SELECT url, story_id FROM articles")) == before
        check_consistency(store)


@settings(max_examples=5, deadline=None, phases=UNSHRUNK, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 10**6), st.integers(3, 30), st.randoms(use_true_random=False))
def test_matches_do_not_tell_the_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int, batch: int, draw: random.Random
) -> None:
    """Templates apart, of which a few are kept of each batch."""
    reports = Newsroom(seed, outlets=6).corpus(60)
    crowded = replace(STANDARD, crowd=2)
    monkeypatch.setitem(RECIPES, crowded.name, crowded)
    seen = []
    for size in (60, batch):
        monkeypatch.setattr(dedupe.fold, "BATCH", size)
        with Store.open(tmp_path / f"{uuid4()}.db") as store:
            keep(store, reports)
            fold(store, recipe=crowded.name)
            urls = dict(store.connection.execute("SELECT id, url FROM articles"))
            rows = store.connection.execute("SELECT a, b, relation, rule FROM matches WHERE relation != 'template'")
            seen.append({(frozenset((urls[a], urls[b])), relation, rule) for a, b, relation, rule in rows})
        draw.shuffle(reports)
    assert seen[0] == seen[1]


def test_a_kill_loses_and_doubles_nothing(tmp_path: Path) -> None:
    reports = Newsroom(3).corpus(400)
    path = tmp_path / "news.db"
    with Store.open(path) as store:
        keep(store, reports)
    script = (
        "import dedupe.fold, os, signal, sys\n"
        "from storage.store import Store\n"
        "dedupe.fold.BATCH = 40\n"
        "plain, left = dedupe.fold._fold_batch, [int(sys.argv[2])]\n"
        "def batch(*given):\n"
        "    done = plain(*given)\n"
        "    left[0] -= 1\n"
        "    if not left[0]:\n"
        "        os.kill(os.getpid(), signal.SIGKILL)\n"
        "    return done\n"
        "dedupe.fold._fold_batch = batch\n"
        "dedupe.fold.fold(Store.open(sys.argv[1]))\n"
    )
    for batches in (1, 3, 4):  # killed inside the transaction of that batch
        ended = subprocess.run([sys.executable, "-c", script, path, str(batches)], cwd=ROOT, check=False)
        assert ended.returncode == -signal.SIGKILL
    with Store.open(path) as store:
        (waiting,) = store.connection.execute("SELECT count(*) FROM unfolded").fetchone()
        assert waiting == 400 - 40 * 5
        fold(store)
        assert stored_grouping(store) == group_of(reports)
        check_consistency(store)
        created = Counter(row[0] for row in store.connection.execute("SELECT change FROM story_changes"))
        assert created["joined"] + created["created"] == 400


def test_another_recipe(store: Store) -> None:
    reports = Newsroom(13).corpus(80)
    keep(store, reports)
    fold(store)
    done = recluster(store, "w5-affine32-128-s2")

    assert done.recipe == "w5-affine32-128-s2"
    assert stored_grouping(store) == group_of(reports)
    for table in ("fingerprints", "stories"):
        assert {row[0] for row in store.connection.execute(f"SELECT DISTINCT recipe FROM {table}")} == {done.recipe}
    keep(store, [Newsroom(14).original()])
    assert fold(store).recipe == done.recipe  # goes on with what is there
    with pytest.raises(ConfigError, match="w5p-affine32-128-s8"):
        recluster(store, "w9")


def test_a_recluster_that_is_killed_at_once_keeps_the_recipe(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    keep(store, Newsroom(13).corpus(20))
    fold(store)
    with monkeypatch.context() as killed:
        killed.setattr("dedupe.fold._fold_batch", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            recluster(store, "w5-affine32-128-s4")

    assert fold(store).recipe == "w5-affine32-128-s4"
    assert recluster(store).recipe == "w5-affine32-128-s4"


def test_a_start_reads_no_texts(store: Store) -> None:
    reports = Newsroom(15).corpus(200)
    keep(store, reports)
    fold(store)
    keep(store, [Newsroom(16).original()])
    read: list[str] = []
    store.connection.set_trace_callback(read.append)
    fold(store)
    store.connection.set_trace_callback(None)
    asked = [
        line
        for line in read
        if "text" in line and line.lstrip().upper().startswith("SELECT") and "FROM articles" in line
    ]

    assert asked
    assert all("IN (201)" in line for line in asked)


def test_every_recipe_has_the_words_a_shingle_that_rows_of_shared_words_are_counted_by() -> None:
    assert {recipe.width for recipe in RECIPES.values()} == {JOINT + 1}


def test_an_older_store_learns_the_sizes_of_its_texts(tmp_path: Path) -> None:
    with Store.open(tmp_path / "news.db") as store:
        keep(store, Newsroom(18).corpus(60))
        fold(store)
        kept = store.connection.execute("SELECT slice, sizes FROM sizes").fetchall()
        unlearn_step(store, "sizes", "sizes")
    with Store.open(tmp_path / "news.db") as store, store.write() as connection:
        assert len(kept) == 1
        assert any(kept[0][1])
        assert connection.execute("SELECT slice, sizes FROM sizes").fetchall() == kept


def test_two_processes_fold_one_store(tmp_path: Path) -> None:
    reports = Newsroom(17).corpus(200)
    path = tmp_path / "news.db"
    with Store.open(path) as store:
        keep(store, reports)
    script = (
        "import dedupe.fold, sys\n"
        "from storage.store import Store\n"
        "dedupe.fold.BATCH = 9\n"
        "dedupe.fold.fold(Store.open(sys.argv[1]))\n"
    )
    workers = [subprocess.Popen([sys.executable, "-c", script, path], cwd=ROOT, env=os.environ) for _ in range(2)]
    assert [worker.wait() for worker in workers] == [0, 0]
    with Store.open(path) as store:
        assert stored_grouping(store) == group_of(reports)
        check_consistency(store)


def test_stored_parts_of_mash_ups_are_json(store: Store) -> None:
    room = Newsroom(19)
    stories = [room.original(12) for _ in range(3)]
    ids = keep(store, [*stories, room.mash_up(stories)])
    fold(store)
    ((article, parts),) = store.connection.execute("SELECT article_id, parts FROM mixtures").fetchall()

    assert article == max(ids.values())
    assert sorted(one for group in json.loads(parts) for one in group) == [1, 2, 3]

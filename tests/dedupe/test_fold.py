"""Folding through the store: resumable, repeatable, with ids that survive and reasons that hold."""

from __future__ import annotations

import json
import os
import random
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
from benchmarks.newsmaker import Newsroom, Report
from dedupe.fold import fold, recluster, why
from dedupe.passages import LONGEST
from dedupe.recipe import RECIPES, STANDARD
from dedupe.verify import JOINT
from storage.errors import ConfigError, NotFoundError
from storage.records import Relation
from storage.steps import STEPS
from storage.store import Store
from storage.stories import history_of, iter_matches, list_stories, survivor
from tests.dedupe.gazette import UNSHRUNK, group_of, keep, stored_grouping

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "news.db") as opened:
        yield opened


def _home(store: Store, url: str) -> int:
    (story,) = store.connection.execute("SELECT story_id FROM articles WHERE url = ?", [url]).fetchone()
    return int(story)


def _consistent(store: Store) -> None:
    """Every id that an article or a merged story points to is alive, and the queue is empty."""
    query = store.connection.execute
    assert query("SELECT count(*) FROM unfolded").fetchone() == (0,)
    merged = "SELECT count(*) FROM articles JOIN stories ON stories.id = story_id WHERE merged_into IS NOT NULL"
    assert query(merged).fetchone() == (0,)
    assert query("SELECT count(*) FROM articles WHERE story_id IS NULL OR role IS NULL").fetchone() == (0,)
    assert query("PRAGMA foreign_key_check").fetchall() == []


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
        _consistent(store)
        assert fold(store).folded == 0
        before = dict(store.connection.execute("SELECT url, story_id FROM articles"))
        assert recluster(store).folded == 45
        assert dict(store.connection.execute("SELECT url, story_id FROM articles")) == before
        _consistent(store)


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
        _consistent(store)
        created = Counter(row[0] for row in store.connection.execute("SELECT change FROM story_changes"))
        assert created["joined"] + created["created"] == 400


def test_the_oldest_id_survives_and_none_means_another_story(store: Store) -> None:
    room = Newsroom(5)
    first, second = sorted((room.original(14), room.original(14)), key=lambda report: report.published_at or "")
    keep(store, [first, second])
    fold(store)
    old, other = _home(store, first.url), _home(store, second.url)
    assert old < other
    keep(store, [replace(second, text=first.text, title=first.title)])  # it becomes a copy of the first
    fold(store)
    assert _home(store, second.url) == old
    assert survivor(store, other) == old
    keep(store, [replace(second, text=room.text(14))])  # and something else again
    fold(store)
    third = _home(store, second.url)
    assert third not in {old, other}
    assert _home(store, first.url) == old
    _consistent(store)
    assert [change.change.value for change in history_of(store, other)] == ["created", "merged"]
    assert history_of(store, third)[0].change.value == "split"
    assert history_of(store, third)[0].other == old
    assert all(change.reason for story in (old, other, third) for change in history_of(store, story))


def test_ids_do_not_change_when_articles_are_added(store: Store) -> None:
    reports = Newsroom(7).corpus(300)
    seen: dict[str, int] = {}
    for at in range(0, 300, 60):
        keep(store, reports[at : at + 60])
        fold(store)
        homes = dict(store.connection.execute("SELECT url, story_id FROM articles"))
        for url, story in seen.items():
            assert homes[url] == story or survivor(store, story) == homes[url] or _split(store, homes[url])
        seen = homes
    _consistent(store)


def _split(store: Store, story: int) -> bool:
    return any(change.change.value == "split" for change in history_of(store, story))


def test_roles_similarity_and_matches(store: Store) -> None:
    room = Newsroom(9)
    first = replace(room.original(16), published_at="2026-03-02T08:00:00Z")
    early = replace(room.again(first, "teaser"), published_at="2026-03-02T07:30:00Z")
    copy = replace(room.again(first, "light"), published_at="2026-03-02T09:00:00Z")
    ids = keep(store, [copy, early, first])
    fold(store)
    (story,) = list_stories(store)
    roles = {member.url: (member.role.value, member.similarity) for member in story.members}
    assert roles[first.url] == ("origin", 1.0)
    assert roles[early.url][0] == "excerpt"
    assert roles[copy.url][0] == "copy"
    assert 0.5 < roles[copy.url][1] <= 1.0
    assert story.title == first.title
    texts = dict(store.connection.execute("SELECT id, text FROM articles"))
    for match in story.matches:
        assert 0 < match.jaccard <= min(match.containment_a, match.containment_b)
        assert 1 <= len(match.passages) <= 5
        for passage in match.passages:
            assert len(passage.text) <= LONGEST
            start = passage.text.removesuffix("…")
            assert texts[match.a][passage.a_offset :].startswith(start)
            assert texts[match.b][passage.b_offset :].split()[:3] == start.split()[:3]
    pair = {ids[early.url], ids[first.url]}
    assert [match.relation for match in story.matches if {match.a, match.b} == pair] == [Relation.EXCERPT]


def test_why_says_that_a_mash_up_decided_where_the_texts_match(store: Store) -> None:
    room = Newsroom(11)
    one, two = room.original(14), room.original(10)
    mix = replace(one, url="https://mixer.example/all", outlet="Mixer", text=f"{one.text}\n\n{two.text}")
    mix = replace(mix, published_at="2026-03-30")
    ids = keep(store, [one, two, room.again(one, "light"), room.again(two, "light"), mix])
    fold(store)
    told = why(store, ids[mix.url], ids[one.url])
    assert (told.same_story, told.relation, told.rule) == (False, Relation.COMPOSITE, "likeness")
    said = " ".join(told.sentences)
    assert "Rule: a mash-up is in no story that it took parts from" in said
    assert "they would be two stories" not in said
    assert "the longest passage is 100% of what these share" in said
    assert "titles do not count" not in " ".join(why(store, ids[one.url], ids[two.url]).sentences)


def test_why_says_it_in_words(store: Store) -> None:
    room = Newsroom(11)
    one, two, third = room.original(14), room.original(14), room.original(14)
    exact, light, mix = room.again(one, "exact"), room.again(one, "light"), room.mash_up([one, two])
    forms = [room.form(), room.form()]
    ids = keep(store, [one, two, third, exact, light, mix, *forms])
    fold(store)

    def ask(a: Report, b: Report) -> tuple[bool, Relation | None, str]:
        told = why(store, ids[a.url], ids[b.url])
        assert why(store, ids[b.url], ids[a.url]).jaccard == told.jaccard
        return told.same_story, told.relation, " ".join((told.verdict, *told.sentences))

    assert ask(one, exact)[:2] == (True, Relation.IDENTICAL)
    assert ask(one, light)[:2] == (True, Relation.NEAR_DUPLICATE)
    assert "is enough" in ask(one, light)[2]
    assert ask(one, third)[:2] == (False, None)
    assert why(store, ids[one.url], ids[third.url]).agreement is None, "nothing runs in parallel"
    assert why(store, ids[one.url], ids[exact.url]).agreement == 1.0
    assert "share no five words" in ask(one, third)[2]
    assert ask(forms[0], forms[1])[:2] == (False, Relation.TEMPLATE)
    assert "filled in twice" in ask(forms[0], forms[1])[2]
    assert ask(mix, two)[:2] == (False, Relation.COMPOSITE)
    assert "mash-up of 2 stories" in ask(mix, two)[2]
    pairs = [{match.a, match.b} for match, *_ in iter_matches(store)]
    parts = set().union(*(pair for pair in pairs if ids[mix.url] in pair))
    assert {ids[one.url], ids[two.url]} <= parts
    with pytest.raises(NotFoundError, match="no article has the id 999"):
        why(store, 1, 999)


def test_why_says_where_a_brief_quotes(store: Store) -> None:
    room = Newsroom(30)
    passage, rest = " ".join(room.text(4).split()[:50]), room.text(18).split()
    texts = [f"{' '.join(rest[:60])} {passage} {' '.join(rest[60:])}", f"{passage} ferries will sail again."]
    reports = [
        replace(room.original(), outlet=outlet, title=title, text=text)
        for outlet, title, text in zip(
            ["tide.example", "pier.example"], ["Rain", "Snow on the hills"], texts, strict=True
        )
    ]
    ids = keep(store, reports)
    fold(store)
    told = why(store, *(ids[report.url] for report in reports))

    assert not told.same_story
    assert "begins 0 words into the shorter and 60 into the longer text, and 95% of such a text" in told.sentences[-1]


@pytest.mark.parametrize(
    ("title", "head", "said", "unsaid"),
    [
        ("Rain expected", False, "(they share 0%)", "begins"),
        ("Harbour closed until Sunday", True, "(it begins 17%", "titles"),
    ],
)
def test_why_says_what_parts_two_articles_of_an_outlet(
    store: Store, title: str, said: str, unsaid: str, *, head: bool
) -> None:
    room = Newsroom(30)
    shared, own = room.text(12), room.text(3)
    texts = [shared, f"{own} {shared}"] if head else [f"{shared} {room.text(4)}", f"{shared} {own}"]
    reports = [
        replace(room.original(), outlet="tide.example", title=each, text=text)
        for each, text in zip(["Harbour closed", title], texts, strict=True)
    ]
    ids = keep(store, reports)
    fold(store)
    told = why(store, *(ids[report.url] for report in reports))

    assert (told.same_story, told.rule) == (False, "same_outlet")
    assert said in told.sentences[-1]
    assert unsaid not in told.sentences[-1]


def test_why_says_that_parts_stand_in_another_order(store: Store) -> None:
    room = Newsroom(30)
    lines = [" ".join(room.text(3).split()[:18]) + "." for _ in range(20)]
    texts = [" ".join(lines), " ".join([*lines[12::-1], room.text(5)])]
    reports = [
        replace(room.original(), outlet=f"{place}.example", title="Harbour closed", text=text)
        for place, text in enumerate(texts)
    ]
    ids = keep(store, reports)
    fold(store)
    told = why(store, *(ids[report.url] for report in reports))

    assert (told.same_story, told.rule) == (False, "other_order")
    assert "13 passages, 100% of which stand in another order" in told.sentences[-1]


def test_why_says_that_posts_begin_otherwise(store: Store) -> None:
    room = Newsroom(30)
    shared = room.text(8)
    texts = [f"{room.text(1)} {shared}", f"{room.text(1)} {shared}"]
    reports = [
        replace(room.original(), outlet=f"{place}.example", title=" ".join(text.split()[:7]), text=text)
        for place, text in enumerate(texts)
    ]
    ids = keep(store, reports)
    fold(store)
    told = why(store, *(ids[report.url] for report in reports))

    assert not told.same_story
    assert "but the first words of the texts, which begin with different ones, and 95%" in told.sentences[-1]


def test_new_stories_are_numbered_in_the_order_of_time(store: Store) -> None:
    reports = Newsroom(13).corpus(30)
    keep(store, reports)
    fold(store)
    firsts = store.connection.execute(
        """SELECT published_at FROM articles WHERE role IN ('origin', 'composite') ORDER BY story_id"""
    ).fetchall()
    assert len(firsts) > 5
    assert firsts == sorted(firsts, key=lambda row: (row[0] is None, row[0]))


def test_of_one_day_a_moment_that_is_known_comes_before_a_date_alone(store: Store) -> None:
    room = Newsroom(13)
    first = replace(room.original(), published_at="2026-03-02T10:00:00Z")
    keep(store, [replace(room.again(first, "exact"), published_at="2026-03-02"), first])
    fold(store)
    told = store.connection.execute("SELECT url FROM articles WHERE role = 'origin'").fetchall()

    assert told == [(first.url,)]


def test_who_credits_an_agency_may_be_first_and_who_credits_a_member_is_not(store: Store) -> None:
    room = Newsroom(13)
    wire = replace(room.original(), outlet="Harbour Gazette", published_at="2026-03-02T10:00:00Z")
    later = replace(room.again(wire, "exact"), published_at="2026-03-02T12:00:00Z")
    copier = replace(room.again(wire, "exact"), published_at="2026-03-02T09:00:00Z")
    ids = keep(store, [later, copier, wire])
    with store.write() as connection:
        connection.executemany(
            """INSERT INTO attributions (article_id, name, kind, evidence, grade)
               VALUES (?, ?, 'credit', '', 'syndicated')""",
            [(ids[wire.url], "Reuters"), (ids[copier.url], "Gazette")],
        )
    fold(store)

    assert store.connection.execute("SELECT url FROM articles WHERE role = 'origin'").fetchall() == [(wire.url,)]


def test_why_says_that_a_flash_has_another_number(store: Store) -> None:
    room = Newsroom(31)
    flash = "Two men and {} sheep were brought ashore from a barge off Larkhill this morning, its owner said in a note."
    reports = [replace(room.original(), title="Barge", text=flash.format(sheep)) for sheep in (14, 9)]
    ids = keep(store, reports)
    fold(store)
    told = why(store, *(ids[report.url] for report in reports))

    assert (told.same_story, told.relation) == (False, Relation.TEMPLATE)
    assert "each has numbers that the other does not have" in told.sentences[-1]


def test_another_recipe(store: Store) -> None:
    reports = Newsroom(13).corpus(80)
    keep(store, reports)
    fold(store)
    done = recluster(store, "w5-affine32-128-s2")

    assert done.recipe == "w5-affine32-128-s2"
    assert stored_grouping(store) == group_of(reports)
    assert {row[0] for row in store.connection.execute("SELECT DISTINCT recipe FROM fingerprints")} == {done.recipe}
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
        store.connection.execute("DROP TABLE sizes")
        store.connection.execute("DELETE FROM _sqlite_migrations WHERE name = 'sizes'")
        store.connection.execute(f"PRAGMA user_version = {[name for name, _ in STEPS].index('sizes')}")
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
        _consistent(store)


def test_stored_parts_of_mash_ups_are_json(store: Store) -> None:
    room = Newsroom(19)
    stories = [room.original(12) for _ in range(3)]
    ids = keep(store, [*stories, room.mash_up(stories)])
    fold(store)
    ((article, parts),) = store.connection.execute("SELECT article_id, parts FROM mixtures").fetchall()

    assert article == max(ids.values())
    assert sorted(one for group in json.loads(parts) for one in group) == [1, 2, 3]

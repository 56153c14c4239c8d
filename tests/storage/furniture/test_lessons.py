"""The lines that an outlet always runs are learnt from different articles, in any order."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from storage.furniture.lessons import learn_all
from storage.furniture.verdicts import list_furniture
from tests.storage.reports import NOTICE, folded_texts, lines_of, report, save, told

if TYPE_CHECKING:
    from storage.store import Store


def test_three_different_articles_make_a_line_furniture(store: Store) -> None:
    save(store, report(1, NOTICE), report(2, NOTICE))
    assert lines_of(store) == []
    store.connection.execute("DELETE FROM unfolded")
    save(store, report(3, NOTICE), report(4))
    (learnt,) = list_furniture(store)
    assert (learnt.outlet, learnt.line, learnt.articles) == ("Post", NOTICE, 3)
    assert sorted(learnt.witnesses) == [f"http://post.example/{n}" for n in (1, 2, 3)]
    queued = {row[0] for row in store.connection.execute("SELECT article_id FROM unfolded")}
    assert queued == {1, 2, 3, 4}, "the articles that hold the line are folded again"


def test_every_outlet_is_learnt_by_itself(store: Store) -> None:
    save(store, report(1, NOTICE), report(2, NOTICE), report(3, NOTICE, outlet="Echo"), report(4, NOTICE, outlet=""))
    assert lines_of(store) == []


def test_it_is_unlearnt_when_the_articles_change(store: Store) -> None:
    save(store, *(report(seed, NOTICE) for seed in (1, 2, 3)))
    assert lines_of(store) == [NOTICE]
    store.connection.execute("DELETE FROM unfolded")
    save(
        store,
        report(3, "It says something else now, at some length, of the ferry and of the herring market."),
        at="2026-02-02T00:00:00Z",
    )
    assert lines_of(store) == []
    assert len(store.connection.execute("SELECT 1 FROM unfolded").fetchall()) == 3
    assert all(NOTICE in text for url, text in folded_texts(store).items() if not url.endswith("/3"))


@pytest.mark.parametrize("seed", range(8))
def test_the_order_does_not_matter(store: Store, seed: int) -> None:
    """More holders than are asked, copies among them, some that change: the furniture is that of the newest texts."""
    reports = [report(n, NOTICE) for n in range(24)]
    reports += [report(1, NOTICE, address=f"http://post.example/copy-{n}") for n in range(8)]
    reports += [report(n, *told(99, 2)) for n in (30, 31)] + [report(40 + n) for n in range(5)]
    draw = random.Random(seed)
    draw.shuffle(reports)
    early = [report(50 + n, *told(99, 2)) for n in range(3)]
    late = [report(50 + n) for n in range(3)]
    save(store, *early)
    for at, each in enumerate(reports):
        save(store, each, at=f"2026-02-01T00:{at:02}:00Z")
    save(store, *late, at="2026-02-02T00:00:00Z")
    assert lines_of(store) == [NOTICE]
    assert len(list_furniture(store, "Post")[0].witnesses) == 3


def test_a_store_of_an_older_version_learns_what_it_holds(store: Store) -> None:
    save(store, *(report(seed, NOTICE) for seed in (1, 2, 3)))
    with store.write() as connection:
        for table in ("text_traits", "outlet_lines", "furniture"):
            connection.execute(f"DELETE FROM {table}")
        learn_all(connection, "2026-02-03T00:00:00Z")
    assert lines_of(store) == [NOTICE]

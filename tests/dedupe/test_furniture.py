"""Folding with furniture: the stories are the same in whatever order articles come, and when all is folded again."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from benchmarks.newsmaker import Report
from dedupe.fold import fold, recluster, why
from storage.furniture.lessons import learn
from storage.furniture.verdicts import list_furniture
from storage.steps import STEPS
from storage.store import Store
from tests.dedupe.gazette import Grouping, keep, stored_grouping
from tests.storage.reports import NOTICE, told

if TYPE_CHECKING:
    from pathlib import Path

LONG = f"{NOTICE} " + " ".join(told(1000, 3))  # longer than the news beside it


def _report(outlet: str, number: int, day: str, paragraphs: list[str]) -> Report:
    url = f"http://{outlet.lower()}.example/{number}"
    return Report(url, outlet, f"Report of day {number}", "\n\n".join(paragraphs), day, str(number), "")


def reports() -> list[Report]:
    """Short reports of one outlet under one long notice, and copies elsewhere of three of them, without it."""
    ours = [_report("Post", n, "2026-03-01", [*told(n, 3), LONG[:590]]) for n in range(8)]
    copies = [_report("Echo", n, "2026-03-02", told(n, 3)) for n in range(3)]
    return ours + copies


def grouped(path: Path, seed: int) -> tuple[Grouping, list[str]]:
    draw, corpus = random.Random(seed), reports()
    draw.shuffle(corpus)
    with Store.open(path) as store:
        while corpus:
            batch, corpus = corpus[: (size := draw.randint(1, 4))], corpus[size:]
            keep(store, batch)
            if draw.random() < 0.7:
                fold(store)
        fold(store)
        found = stored_grouping(store), [each.line for each in list_furniture(store)]
        recluster(store)
        assert stored_grouping(store) == found[0]
    return found


@pytest.mark.parametrize("seed", range(6))
def test_order_does_not_matter(tmp_path: Path, seed: int) -> None:
    found, lines = grouped(tmp_path / "store.db", seed)
    assert lines == [LONG[:590]]
    assert {frozenset(group) for group in found if len(group) > 1} == {
        frozenset({f"http://post.example/{n}", f"http://echo.example/{n}"}) for n in range(3)
    }


def test_why_is_asked_of_what_was_folded(tmp_path: Path) -> None:
    with Store.open(tmp_path / "store.db") as store:
        ids = keep(store, reports())
        fold(store)
        told_why = why(store, ids["http://post.example/0"], ids["http://echo.example/0"])
        assert told_why.jaccard == 1.0
        assert NOTICE not in " ".join(passage.text for passage in told_why.passages)


@pytest.mark.parametrize("words", [True, False])
def test_stores_of_either_earlier_form_go_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, words: bool) -> None:
    early = [name for name, _ in STEPS].index("baseline")
    path, corpus = tmp_path / "news.db", reports()
    with monkeypatch.context() as earlier:
        earlier.setattr("storage.schema.STEPS", STEPS[:early])
        earlier.setattr("storage.opening.VERSION", early)
        earlier.setattr("storage.articles.keeps_out", lambda *_: False)  # asks a table that came later
        with Store.open(path) as store:
            keep(store, corpus[:6])
            with store.write() as connection:
                learn(connection, range(1, 7), "2026-01-01T00:00:00Z")
                if words:
                    connection.execute("ALTER TABLE text_traits ADD COLUMN words BLOB NOT NULL DEFAULT x''")
    with Store.open(path) as store:
        keep(store, corpus[6:])
        fold(store)
        assert (stored_grouping(store), [each.line for each in list_furniture(store)]) == grouped(
            tmp_path / "new.db", 1
        )

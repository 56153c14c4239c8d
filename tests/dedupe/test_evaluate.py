"""Scores against those worked out by hand, and labels as people have them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from benchmarks.newsmaker import Newsroom
from dedupe.evaluate import evaluate, read_labels, read_news_copy, score
from dedupe.fold import fold
from storage.errors import InputError
from storage.store import Store
from tests.dedupe.gazette import keep

if TYPE_CHECKING:
    from pathlib import Path


def test_scores_worked_out_by_hand() -> None:
    truth = {"a": 1, "b": 1, "c": 1, "d": 2, "e": 2}
    scores = score(truth, {"a": 1, "b": 1, "c": 2, "d": 2, "e": 2})

    assert scores.pair_precision == pytest.approx(2 / 4)
    assert scores.pair_recall == pytest.approx(2 / 4)
    assert scores.b_cubed_precision == pytest.approx((1 + 1 + 1 / 3 + 2 / 3 + 2 / 3) / 5)
    assert scores.b_cubed_recall == pytest.approx((2 / 3 + 2 / 3 + 1 / 3 + 1 + 1) / 5)
    assert scores.adjusted_rand_index == pytest.approx((2 - 1.6) / (4 - 1.6))
    assert (scores.stories, scores.largest_story) == (2, 3)


def test_perfect_and_trivial_groupings() -> None:
    truth = {"a": 1, "b": 1, "c": 2}

    assert score(truth, {"a": "x", "b": "x", "c": "y"}).adjusted_rand_index == 1.0
    assert score({"a": 1}, {"a": 9}).pair_f1 == 1.0
    assert score(truth, dict.fromkeys(truth, 0)).pair_recall == 1.0
    assert score(truth, {"a": 1, "b": 2, "c": 3}).pair_recall == 0.0


def test_the_store_is_held_against_labels(tmp_path: Path) -> None:
    reports = Newsroom(3).corpus(150)
    truth = tmp_path / "truth.jsonl"
    lines = [json.dumps({"url": report.url, "story": report.story}) for report in reports]
    truth.write_text("\n".join([*lines, "", json.dumps({"url": "https://else.example/", "story": "x"})]))
    with Store.open(tmp_path / "news.db") as store:
        keep(store, reports)
        with pytest.raises(InputError, match="none of its 151 articles"):
            evaluate(store, truth)
        fold(store)
        result = evaluate(store, truth)

    assert (result.labelled, result.not_in_store) == (151, 1)
    assert result.scores.pair_f1 > 0.98


@pytest.mark.parametrize(
    ("line", "said"), [("{", "line 2: not JSON"), ('{"url": "x"}', 'line 2: needs "url" and "story"'), ("[]", "line 2")]
)
def test_a_wrong_line_is_named(tmp_path: Path, line: str, said: str) -> None:
    path = tmp_path / "truth.jsonl"
    path.write_text('{"id": "a", "cluster": 3}\n' + line)
    with pytest.raises(InputError, match=said):
        list(read_labels(path))


def test_unreadable_labels(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="does not exist"):
        list(read_labels(tmp_path / "none.jsonl"))
    (tmp_path / "binary").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InputError, match="no text in UTF-8"):
        list(read_labels(tmp_path / "binary"))


def test_news_copy(tmp_path: Path) -> None:
    articles, pairs = tmp_path / "articles.json", tmp_path / "pairs.json"
    articles.write_text(json.dumps({n: {"headline": n.upper(), "article": f"text {n}"} for n in "abcd"}))
    pairs.write_text(json.dumps([["a", "c"], ["c", "d"], ["a", "unknown"]]))

    assert list(read_news_copy(articles, pairs)) == [
        ("a", "A", "text a", "a"),
        ("b", "B", "text b", "b"),
        ("c", "C", "text c", "a"),
        ("d", "D", "text d", "a"),
    ]
    with pytest.raises(InputError, match="an object of articles"):
        list(read_news_copy(pairs, articles))

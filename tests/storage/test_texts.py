from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from storage.texts import storable, with_few_marks


def longest_run(text: str) -> int:
    runs, run = [0], 0
    for letter in text:
        run = run + 1 if unicodedata.combining(letter) else 0
        runs.append(run)
    return max(runs)


def test_a_letter_keeps_thirty_marks() -> None:
    assert storable("words a" + "\u0316\u0301" * 50_000 + "b words") == "words a" + "\u0316\u0301" * 15 + "b words"
    assert with_few_marks("a" + "\u0301" * 30) == "a" + "\u0301" * 30


@given(st.text(st.sampled_from("ab\u0301\u0316\u0345\u302a\u0e38")), st.integers(1, 40))
def test_no_run_of_marks_is_longer_and_all_else_stays(text: str, times: int) -> None:
    kept = with_few_marks(text * times)
    assert longest_run(kept) <= 30
    assert with_few_marks(kept) == kept
    assert kept == text * times or longest_run(text * times) > 30
    assert [c for c in kept if not unicodedata.combining(c)] == [
        c for c in text * times if not unicodedata.combining(c)
    ]

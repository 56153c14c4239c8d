"""Matches as rows: what is rounded is what `round` gives."""

from __future__ import annotations

import numpy as np
from hypothesis import example, given, settings
from hypothesis import strategies as st

from dedupe.matches import _rounded


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 4000), st.integers(1, 4000)), max_size=40))
@example([(part, 640) for part in range(641)])
def test_shares_are_rounded_as_round_does_it(parts: list[tuple[int, int]]) -> None:
    shares = [min(one, all_) / all_ for one, all_ in parts]

    assert _rounded(np.array(shares)) == [round(share, 6) for share in shares]

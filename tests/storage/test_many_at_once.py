"""Several processes fetch and import into one store at once; bounded by counts."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import crowd
from benchmarks.rough import holding


def test_four_processes_at_one_store_count_exactly(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crowd, "ROWS", 60)
    monkeypatch.setattr(crowd, "LISTED", 6)
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)

    told, published = crowd.crowd(tmp_path, seconds=600.0, rounds=2)

    assert [each.runs for each in told] == [2, 2, 2, 2]
    assert crowd.faults(told, published, holding(tmp_path)) == []

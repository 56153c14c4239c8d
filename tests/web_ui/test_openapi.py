"""Every answer of the JSON API to whatever schemathesis thinks of is as the description says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings

from crawler.web.app import create_app
from crawler.web.openapi import description

if TYPE_CHECKING:
    from pathlib import Path

schemathesis = pytest.importorskip("schemathesis", reason="schemathesis is not installed")
HOST = {"Host": "127.0.0.1"}


@pytest.mark.parametrize("path", description()["paths"])
@pytest.mark.parametrize("mode", ["POSITIVE", "NEGATIVE"])
def test_every_answer_is_as_described(place: Path, path: str, mode: str) -> None:
    described = schemathesis.openapi.from_asgi("/api/v1/openapi.json", create_app(place), headers=HOST)
    strategy = described[path]["GET"].as_strategy(generation_mode=schemathesis.GenerationMode[mode])

    def check(case: Any) -> None:
        # Which words are a cursor, or a query with a word in it, no schema can say: those are refused all the same.
        case.call_and_validate(headers=HOST, excluded_checks=[schemathesis.checks.positive_data_acceptance])

    asked = settings(max_examples=20, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    asked(given(case=strategy)(check))()

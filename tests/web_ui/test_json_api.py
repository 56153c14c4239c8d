"""The JSON API gives what an export gives, a page at a time, and is what its description says."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from crawler.web.asking import PARAMETERS
from storage.export import KINDS
from storage.exports.columns import FIELDS
from storage.filters import Filters
from storage.store import Store

if TYPE_CHECKING:
    from pathlib import Path

    from starlette.testclient import TestClient


def given(client: TestClient, address: str) -> Any:
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/json"
    return answer.json()


def everything(client: TestClient, address: str, key: str) -> list[dict[str, Any]]:
    """All records, two at a time."""
    found: list[dict[str, Any]] = []
    following: str | None = f"{address}{'&' if '?' in address else '?'}limit=2"
    while following:
        page = given(client, following)
        assert len(page[key]) <= 2
        found += page[key]
        following = page["next"]
    return found


@pytest.mark.parametrize("kind", sorted(KINDS))
@pytest.mark.parametrize(
    ("asked", "filters"),
    [
        ("", Filters()),
        ("query=harbour", Filters(query="harbour")),
        ("outlet=ECHO", Filters(outlet="ECHO")),
        ("min_outlets=2", Filters(min_outlets=2)),
        ("language=en&since=2026-03-01", Filters(language="en", since="2026-03-01")),
        ("until=2026-03-01T07:00:00Z", Filters(until="2026-03-01T07:00:00Z")),
    ],
)
def test_it_gives_what_an_export_gives(
    client: TestClient, place: Path, kind: str, asked: str, filters: Filters
) -> None:
    with Store.open(place, read_only=True) as store:
        exported = [json.loads(json.dumps(record)) for record in KINDS[kind](store, filters)]
    listed = everything(client, f"/api/v1/{kind}?{asked}", kind)
    assert sorted(map(_sorted, listed)) == sorted(map(_sorted, exported))
    assert all(tuple(record) == FIELDS[kind] for record in listed)


def _sorted(record: dict[str, Any]) -> str:
    return json.dumps(record, sort_keys=True)


def test_one_of_each(client: TestClient) -> None:
    stories = everything(client, "/api/v1/stories", "stories")
    assert given(client, f"/api/v1/stories/{stories[0]['story_id']}") == stories[0]
    articles = everything(client, "/api/v1/articles", "articles")
    assert given(client, f"/api/v1/articles/{articles[1]['id']}") == articles[1]


def test_sources_are_listed_by_name(client: TestClient) -> None:
    listed = everything(client, "/api/v1/sources", "sources")
    assert [each["last_outcome"] for each in listed] == ["server error", None]
    assert client.get("/api/v1/sources?outlet=Wire").status_code == 400


def test_a_search_ranks_and_marks(client: TestClient) -> None:
    hits = everything(client, "/api/v1/search?query=harbour", "hits")
    assert hits[0]["title"] == "Harbour closed after fall", "a word in the title weighs more"
    assert len(hits) == 3
    start, end = hits[0]["snippet"]["spans"][0]
    assert hits[0]["snippet"]["text"][start:end] == "harbour"
    assert [hit["outlet"] for hit in everything(client, "/api/v1/search?query=harbour&outlet=wire", "hits")] == ["Wire"]
    assert everything(client, "/api/v1/search?query=harbour&has_revisions=1", "hits")[0]["outlet"] == "Wire"
    assert client.get("/api/v1/search").status_code == 400


@pytest.mark.parametrize(
    "address",
    ["/api/v1/stories/999", "/api/v1/articles/999", "/api/v1/events/999", "/api/v1/nothing", "/api/v1/stories/x"],
)
def test_what_is_wrong_is_a_problem(client: TestClient, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json() | {"detail": ""} == {"type": "about:blank", "title": "Not Found", "status": 404, "detail": ""}


@pytest.mark.parametrize("asked", ["colour=red", "limit=101", "limit=0", "cursor=WzEsMl0", "has_revisions=maybe"])
def test_what_makes_no_sense_is_refused(client: TestClient, asked: str) -> None:
    answer = client.get(f"/api/v1/stories?{asked}")
    assert answer.status_code == 400
    assert answer.json()["status"] == 400


def test_the_description_knows_every_address_and_filter(client: TestClient) -> None:
    from crawler.web.json_api import ANSWERS, PAGING

    described = given(client, "/api/v1/openapi.json")
    assert set(described["paths"]) == set(ANSWERS) - {"/api/v1/openapi.json"}
    parameters = described["paths"]["/api/v1/stories"]["get"]["parameters"]
    assert [each["name"] for each in parameters] == [*PARAMETERS, *PAGING]

"""The description of the JSON API as OpenAPI 3.1; its records are as in `storage.exports.columns`. Pure."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from storage.exports.columns import COLUMNS, Holds
from storage.version import version

if TYPE_CHECKING:
    from storage.exports.columns import Column

    Schema = dict[str, Any]

BASE = "/api/v1"
_PLAIN = {Holds.TEXT: "string", Holds.MOMENT: "string", Holds.INTEGER: "integer", Holds.NUMBER: "number"}
_LISTS = {Holds.TEXTS: "string", Holds.INTEGERS: "integer"}
_MAY_BE_NULL = {"event_id", "story_id", "language", "image", "source"}
_OPTIONAL = {"url"}  # of an attribution: only where the credit has a link
_NAMES = {"stories": "Story", "articles": "Article", "matches": "Match", "events": "Event"}


def _record(columns: tuple[Column, ...], optional: set[str] | None = None) -> Schema:
    return {
        "type": "object",
        "properties": {column.name: _column(column) for column in columns},
        "required": [column.name for column in columns if column.name not in (optional or set())],
        "additionalProperties": False,
    }


def _column(column: Column) -> Schema:
    if column.holds is Holds.OBJECTS:
        inner = _record(column.parts, _OPTIONAL if column.name == "attributions" else None)
        return {"type": "array", "items": inner, "description": column.about}
    if column.holds in _LISTS:
        return {"type": "array", "items": {"type": _LISTS[column.holds]}, "description": column.about}
    kind = _PLAIN[column.holds]
    nullable = column.holds is Holds.MOMENT or column.name in _MAY_BE_NULL
    return {"type": [kind, "null"] if nullable else kind, "description": column.about}


_TEXT, _TEXT_OR_NULL = {"type": "string"}, {"type": ["string", "null"]}


def _plain(**properties: Schema) -> Schema:
    required = list(properties)
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


_SOURCE = _plain(
    name=_TEXT,
    url=_TEXT,
    kind={"enum": ["listing", "feed", "sitemap", "article", None]},
    outlet=_TEXT_OR_NULL,
    language=_TEXT_OR_NULL,
    added_at=_TEXT,
    next_due_at=_TEXT_OR_NULL,
    last_fetched_at=_TEXT_OR_NULL,
    last_success_at=_TEXT_OR_NULL,
    last_outcome=_TEXT_OR_NULL,
    last_reason=_TEXT,
)
_SPANS = {"type": "array", "items": {"type": "array", "items": {"type": "integer"}, "minItems": 2, "maxItems": 2}}
_HIT = _plain(
    article_id={"type": "integer"},
    story_id={"type": ["integer", "null"]},
    url=_TEXT,
    outlet=_TEXT,
    title=_TEXT,
    published_at=_TEXT_OR_NULL,
    score={"type": "number", "description": "BM25; more is better."},
    snippet=_plain(text=_TEXT, spans=_SPANS),
)
_PROBLEM = _plain(type=_TEXT, title=_TEXT, status={"type": "integer"}, detail=_TEXT)

_MOMENT = {"anyOf": [{"type": "string", "format": "date"}, {"type": "string", "format": "date-time"}]}
_WORD = {"type": "string", "maxLength": 500}
_FILTERS: dict[str, tuple[str, Schema]] = {
    "query": (
        "All of the words; quotes keep a phrase together, word* is a beginning, OR takes either, -word leaves out.",
        _WORD,
    ),
    "outlet": ("Only what this outlet ran; letter case does not count.", _WORD),
    "source": ("Only what this source gave or showed.", _WORD),
    "language": ("Only this language; en includes en-GB.", _WORD),
    "since": ("Published on or after this day or moment.", _MOMENT),
    "until": ("Published on or before this day or moment.", _MOMENT),
    "min_outlets": ("Only stories of so many outlets.", {"type": "integer", "minimum": 1, "maximum": 10_000}),
    "has_revisions": ("Only what was changed since it was first seen.", {"type": "boolean"}),
}
_PAGING: dict[str, tuple[str, Schema]] = {
    "cursor": ("Where to go on: taken from `next` of the page before.", _WORD),
    "limit": ("How many records at most.", {"type": "integer", "minimum": 1, "maximum": 100, "default": 25}),
}
_WRONG = {
    "400": "A parameter that is unknown or makes no sense.",
    "401": "A token is wanted.",
    "404": "There is nothing of that name.",
    "421": "The Host header names another machine.",
    "503": "The store cannot answer in time, or not now.",
}


@lru_cache(maxsize=1)
def description() -> Schema:
    """The whole description."""
    schemas = {name: _record(COLUMNS[what]) for what, name in _NAMES.items()}
    paths: Schema = {}
    for what, name in _NAMES.items():
        paths[f"{BASE}/{what}"] = _many(what, name, f"{what.capitalize()}, a page at a time.", _FILTERS)
        if what != "matches":
            paths[f"{BASE}/{what}/{{id}}"] = _one(name)
    paths[f"{BASE}/sources"] = _many("sources", "Source", "Sources, with how each is doing.", {})
    about = "Articles by relevance: the best of the newest 2,000 that have every word of the query."
    paths[f"{BASE}/search"] = _many("hits", "Hit", about, _FILTERS, must="query")
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "newsfold",
            "version": version(),
            "summary": "Each story once, with everyone who ran it.",
            "description": "For reading only. Every answer has an ETag: `If-None-Match` saves sending it again.",
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": "/"}],
        "paths": paths,
        "components": {
            "schemas": {**schemas, "Source": _SOURCE, "Hit": _HIT, "Problem": _PROBLEM},
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
        "security": [{}, {"token": []}],
    }


def _many(key: str, name: str, about: str, filters: dict[str, tuple[str, Schema]], must: str = "") -> Schema:
    following: Schema = {"type": ["string", "null"], "description": "The address of the next page, null at the end."}
    page = _plain(**{key: _array(name), "next": following})
    parameters = [
        {"name": each, "in": "query", "description": words, "schema": schema}
        | ({"required": True} if each == must else {})
        for each, (words, schema) in {**filters, **_PAGING}.items()
    ]
    return _get(about, f"list_{key}", parameters, page)


def _one(name: str) -> Schema:
    number = {"type": "integer", "minimum": 1, "maximum": 10**18 - 1}
    parameter = {"name": "id", "in": "path", "required": True, "description": "Its number.", "schema": number}
    return _get(f"One {name.lower()}.", f"get_{name.lower()}", [parameter], _ref(name))


def _get(about: str, operation: str, parameters: list[Schema], answer: Schema) -> Schema:
    responses: Schema = {
        "200": {
            "description": "As asked.",
            "headers": {"ETag": {"description": "Names this very answer.", "schema": _TEXT}},
            "content": {"application/json": {"schema": answer}},
        },
        "304": {"description": "The answer is the one that `If-None-Match` names."},
    }
    for status, words in _WRONG.items():
        responses[status] = {"description": words, "content": {"application/problem+json": {"schema": _ref("Problem")}}}
    return {"get": {"summary": about, "operationId": operation, "parameters": parameters, "responses": responses}}


def _array(name: str) -> Schema:
    return {"type": "array", "items": _ref(name)}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}

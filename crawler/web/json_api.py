"""The JSON API, version 1: the records of an export, a page at a time; `openapi.py` describes it."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from starlette.responses import JSONResponse

from crawler.web.asking import PARAMETERS, choice_of, number, path_id, query_of, refuse_unknown
from crawler.web.openapi import BASE, description
from storage.browsing import article_slice, event_slice, match_slice, opened, sealed, story_slice
from storage.errors import NotFoundError
from storage.export import EVENTS, article_record, event_record, match_record, story_record
from storage.reading import articles_of, get_article
from storage.searching.ranking import best_hits
from storage.sources import list_sources
from storage.stories import get_stories, get_story, match_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from starlette.requests import Request
    from starlette.responses import Response

    from storage.browsing import Choice
    from storage.records import SourceState
    from storage.searching.ranking import Hit
    from storage.store import Store

    Record = dict[str, Any]

A_PAGE, MOST = 25, 100  # records of one answer
PAGING = ("cursor", "limit")


def stories(store: Store, request: Request) -> Response:
    """Stories, newest first."""
    choice, cursor, limit = _asked(request)
    listed = story_slice(store, choice, cursor=cursor, limit=limit)
    records = [story_record(store, told) for told in get_stories(store, listed.ids)]
    return _page(request, "stories", records, choice, listed.following)


def story(store: Store, request: Request) -> Response:
    """One story; the id of one that was merged leads to the survivor."""
    refuse_unknown(request.query_params, ())
    return JSONResponse(story_record(store, get_story(store, path_id(request))))


def articles(store: Store, request: Request) -> Response:
    """Articles, by id."""
    choice, cursor, limit = _asked(request)
    listed = article_slice(store, choice, cursor=cursor, limit=limit)
    records = [article_record(store, stored) for stored in articles_of(store, listed.ids).values()]
    return _page(request, "articles", records, choice, listed.following)


def article(store: Store, request: Request) -> Response:
    """One article."""
    refuse_unknown(request.query_params, ())
    return JSONResponse(article_record(store, get_article(store, path_id(request))))


def matches(store: Store, request: Request) -> Response:
    """Matches, by the ids of their articles."""
    choice, cursor, limit = _asked(request)
    pairs, following = match_slice(store, choice, cursor=cursor, limit=limit)
    ends = articles_of(store, sorted({end for pair in pairs for end in pair}))
    records = [
        match_record(match, ends[match.a].article.url, ends[match.b].article.url)
        for pair in pairs
        if (match := match_of(store, *pair)) is not None
    ]
    return _page(request, "matches", records, choice, following)


def events(store: Store, request: Request) -> Response:
    """Events, by id."""
    choice, cursor, limit = _asked(request)
    listed = event_slice(store, choice, cursor=cursor, limit=limit)
    return _page(request, "events", _events(store, listed.ids), choice, listed.following)


def event(store: Store, request: Request) -> Response:
    """One event."""
    refuse_unknown(request.query_params, ())
    found = _events(store, [path_id(request)])
    if not found:
        raise NotFoundError(f"no event has the id {path_id(request)}")
    return JSONResponse(found[0])


def _events(store: Store, ids: Sequence[int]) -> list[Record]:
    marks = ", ".join("?" * len(ids))
    rows = store.connection.execute(f"{EVENTS} WHERE id IN ({marks}) ORDER BY id", list(ids))
    return [event_record(row) for row in rows]


def sources(store: Store, request: Request) -> Response:
    """Sources, by name, with how each is doing."""
    refuse_unknown(request.query_params, PAGING)
    choice, cursor, limit = _asked(request)
    (passed,) = opened(cursor, (str,)) if cursor else ("",)
    rest = [state for state in list_sources(store) if state.source.name > passed]
    following = sealed(rest[limit - 1].source.name) if len(rest) > limit else ""
    return _page(request, "sources", [_source(state) for state in rest[:limit]], choice, following)


def _source(state: SourceState) -> Record:
    source = state.source
    return {
        "name": source.name,
        "url": source.url,
        "kind": source.kind.value if source.kind else None,
        "outlet": source.outlet,
        "language": source.language,
        "added_at": state.added_at,
        "next_due_at": state.next_due_at,
        "last_fetched_at": state.last_fetched_at,
        "last_success_at": state.last_success_at,
        "last_outcome": state.last_outcome.value if state.last_outcome else None,
        "last_reason": state.last_reason,
    }


def search(store: Store, request: Request) -> Response:
    """Articles that have every word of the query, best first."""
    choice, cursor, limit = _asked(request)
    hits, following = best_hits(store, choice, cursor=cursor, limit=limit)
    return _page(request, "hits", [_hit(hit) for hit in hits], choice, following)


def _hit(hit: Hit) -> Record:
    record = asdict(hit)
    record["snippet"] = {"text": hit.snippet.text, "spans": [list(span) for span in hit.snippet.spans]}
    return record | {"score": round(hit.score, 4)}


def described(_store: Store, request: Request) -> Response:
    """What this API can be asked, as OpenAPI 3.1."""
    refuse_unknown(request.query_params, ())
    return JSONResponse(description())


def _asked(request: Request) -> tuple[Choice, str, int]:
    refuse_unknown(request.query_params, (*PARAMETERS, *PAGING))
    limit = number(request.query_params, "limit", least=1, most=MOST, default=A_PAGE) or A_PAGE
    return choice_of(request.query_params), request.query_params.get("cursor", ""), limit


def _page(request: Request, name: str, records: Sequence[Record], choice: Choice, following: str) -> Response:
    """A page of records, and the address of the one that follows, null at the end."""
    limit = request.query_params.get("limit", "")
    after = f"{request.url.path}?{query_of(choice, limit=limit, cursor=following)}" if following else None
    return JSONResponse({name: records, "next": after})


ANSWERS: dict[str, Callable[[Store, Request], Response]] = {
    f"{BASE}/stories": stories,
    f"{BASE}/stories/{{id}}": story,
    f"{BASE}/articles": articles,
    f"{BASE}/articles/{{id}}": article,
    f"{BASE}/matches": matches,
    f"{BASE}/events": events,
    f"{BASE}/events/{{id}}": event,
    f"{BASE}/sources": sources,
    f"{BASE}/search": search,
    f"{BASE}/openapi.json": described,
}

"""The JSON API, version 1: the records of an export, a page at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import JSONResponse

from crawler.web.asking import PARAMETERS, choice_of, number, query_of, refuse_unknown
from storage.browsing import story_slice
from storage.export import story_record
from storage.stories import get_stories

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from starlette.requests import Request
    from starlette.responses import Response

    from storage.browsing import Choice
    from storage.export_formats import Record
    from storage.store import Store

A_PAGE, MOST = 25, 100  # records of one answer
PAGING = ("cursor", "limit")


def stories(store: Store, request: Request) -> Response:
    """Stories, newest first."""
    choice, cursor, limit = _asked(request)
    listed = story_slice(store, choice, cursor=cursor, limit=limit)
    records = [story_record(store, told) for told in get_stories(store, listed.ids)]
    return _page(request, "stories", records, choice, listed.following)


def _asked(request: Request) -> tuple[Choice, str, int]:
    refuse_unknown(request.query_params, (*PARAMETERS, *PAGING))
    limit = number(request.query_params, "limit", least=1, most=MOST, default=A_PAGE) or A_PAGE
    return choice_of(request.query_params), request.query_params.get("cursor", ""), limit


def _page(request: Request, name: str, records: Sequence[Record], choice: Choice, following: str) -> Response:
    """A page of records, and the address of the one that follows, null at the end."""
    limit = request.query_params.get("limit", "")
    after = f"{request.url.path}?{query_of(choice, limit=limit, cursor=following)}" if following else None
    return JSONResponse({name: records, "next": after})


ANSWERS: dict[str, Callable[[Store, Request], Response]] = {"/api/v1/stories": stories}

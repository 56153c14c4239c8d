"""The pages: from a request and the store to HTML."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import Response

from crawler.web import asides, looking_after
from crawler.web.asking import choice_of, number, path_id, query_of
from crawler.web.atom import MEDIA_TYPE, feed
from crawler.web.front import groups_of, lines_of
from crawler.web.showing import page
from crawler.web.telling import told
from storage.browsing import outlets, story_slice
from storage.glance import changed_since, get_event, newest_change, stories_of_event
from storage.searching.foreign_words import foreign_words
from storage.sources import list_sources
from storage.stories import get_stories, get_story

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.requests import Request

    from storage.store import Store

A_PAGE = 30  # stories
MOST_FRESH = 20
MOST_OF_EVENT = 100
_NO_ID = 2**63


def front(store: Store, request: Request) -> Response:
    """Stories, newest first, by filters and words; `q` means `query`, as readers write it into an address."""
    asked = request.query_params
    choice = choice_of({"query": asked.get("q", ""), **asked})
    cursor = request.query_params.get("cursor", "")
    listed = story_slice(store, choice, cursor=cursor, limit=A_PAGE)
    return page(
        "front.html",
        here="stories",
        choice=choice,
        meant=foreign_words(choice.filters.query or ""),
        cursor=cursor,
        following=query_of(choice, cursor=listed.following) if listed.following else "",
        groups=groups_of(store, listed.ids, choice.filters.query),
        outlets=outlets(store, limit=300),
        sources=[state.source.name for state in list_sources(store)],
        change=newest_change(store),
    )


def fresh(store: Store, request: Request) -> Response:
    """The stories that came or grew since a page was opened, as a piece of that page; nothing where there are none."""
    choice = choice_of(request.query_params)
    since = number(request.query_params, "seen", least=0, most=_NO_ID, default=0) or 0
    ids = changed_since(store, since, limit=MOST_FRESH)
    shown = number(request.query_params, "shown", least=0, most=_NO_ID, default=0) or 0
    newest = newest_change(store)
    if newest <= max(shown, since) or not ids:
        return Response(status_code=204)
    listed = story_slice(store, choice, limit=A_PAGE)
    wanted = [story_id for story_id in listed.ids if story_id in set(ids)]
    lines = lines_of(store, wanted, choice.filters.query)
    return page("fresh.html", choice=choice, seen=since, shown=newest, lines=lines)


def story(store: Store, request: Request) -> Response:
    """One story: who came first and why we think so, who followed, what differs, whom they credit."""
    return page("story.html", here="stories", **told(store, get_story(store, path_id(request)), request.query_params))


def event(store: Store, request: Request) -> Response:
    """One event: its stories, the earliest first."""
    found = get_event(store, path_id(request))
    lines = lines_of(store, stories_of_event(store, found.event_id, limit=MOST_OF_EVENT))
    return page("event.html", here="stories", event=found, lines=lines)


def atom(store: Store, request: Request) -> Response:
    """The stories of a search, as a feed."""
    choice = choice_of(request.query_params)
    listed = story_slice(store, choice, limit=A_PAGE)
    address = f"{request.url.scheme}://{request.url.netloc}/"
    saved = query_of(choice)
    title = f"newsfold: {choice.filters.query or ('stories, chosen' if saved else 'stories')}"
    told = get_stories(store, listed.ids, evidence=False)
    return Response(feed(told, f"{address}?{saved}" if saved else address, title), media_type=MEDIA_TYPE)


PAGES: dict[str, Callable[[Store, Request], Response]] = {
    "/": front,
    "/fresh": fresh,
    "/feed.atom": atom,
    "/story/{id}": story,
    "/event/{id}": event,
    "/article/{id}": asides.article,
    "/why": asides.why,
    "/sources": looking_after.sources,
    "/status": looking_after.status,
}

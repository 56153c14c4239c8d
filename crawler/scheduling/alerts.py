"""What there is to tell: from the history of stories, the revisions and the health of sources to messages."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from crawler.scheduling.health import Health, health_of_one, status
from storage.filters import Filters
from storage.notices import forget_notice, note, notices_like
from storage.outbox import advance, newest, put_messages, touched_articles, touched_stories, watch_of
from storage.stories import get_story

if TYPE_CHECKING:
    from crawler.config import Alert, Config
    from crawler.scheduling.health import SourceHealth
    from storage.outbox import Watch
    from storage.records import Story
    from storage.store import Store

CHANNELS = ("webhook", "command", "atom")
_BROKEN = "broken: "
Occasion = tuple[str, str, dict[str, Any]]  # its name, which occurs once; the event; what there is to say


def gather(store: Store, config: Config, now: str, source: str | None = None) -> int:
    """Put into the outbox what happened since each alert looked last; gives how many messages that makes.

    Of the sources, only `source` is looked at where one is named: the others had no run since they were.
    Each alert's look and its messages are one transaction: a kill neither loses nor doubles one. Raises StoreError, and
    InputError for a query without a word.
    """
    if not config.alerts:
        return 0
    with store.write():
        about_sources = list(_sources(store, config, now, source))
        return sum(_gather_for(store, alert, about_sources, now) for alert in config.alerts)


def _gather_for(store: Store, alert: Alert, about_sources: Sequence[Occasion], now: str) -> int:
    watch = watch_of(store, alert.name, now)
    latest = newest(store)
    found = [*_stories(store, alert, watch), *_revisions(store, alert, watch), *about_sources]
    messages = (
        (alert.name, channel, occasion, json.dumps({"event": event, "alert": alert.name, "at": now, **facts}))
        for occasion, event, facts in found
        if event in alert.on
        for channel in CHANNELS
        if getattr(alert, channel)
    )
    count = put_messages(store, messages, now)
    advance(store, alert.name, *latest)
    return count


def _stories(store: Store, alert: Alert, watch: Watch) -> Iterator[Occasion]:
    if watch.last_change == newest(store)[0] or not {"new_story", "picked_up"} & set(alert.on):
        return
    wanted = max(alert.min_outlets, 2)
    for story_id, is_new, outlets in touched_stories(store, watch, Filters(query=alert.query or None)):
        if is_new and outlets >= alert.min_outlets:
            yield f"new story {story_id}", "new_story", {"story": story_facts(get_story(store, story_id))}
        if outlets >= wanted:
            name = f"story {story_id} at {wanted} outlets"
            yield name, "picked_up", {"outlets": outlets, "story": story_facts(get_story(store, story_id))}


def _revisions(store: Store, alert: Alert, watch: Watch) -> Iterator[Occasion]:
    if "revision" not in alert.on:
        return
    filters = Filters(query=alert.query or None, min_outlets=alert.min_outlets or None)
    for article_id, number in touched_articles(store, watch, filters):
        row = store.connection.execute(
            "SELECT url, title, outlet, story_id FROM articles WHERE id = ?", [article_id]
        ).fetchone()
        facts = dict(zip(("url", "title", "outlet", "story_id"), row, strict=True))
        yield f"revision {number} of {article_id}", "revision", {"article": facts | {"revision": number}}


def _sources(store: Store, config: Config, now: str, only: str | None) -> Iterator[Occasion]:
    """Sources that broke or came back since the last look; what is known to be broken is on record as a notice."""
    if not {"source_broke", "source_came_back"} & {each for alert in config.alerts for each in alert.on}:
        return
    known = {each.name.removeprefix(_BROKEN): each for each in notices_like(store, _BROKEN)}
    for source in status(store, config, now).sources if only is None else health_of_one(store, config, only, now):
        before = known.get(source.source)
        if source.needs_a_person and before is None:
            note(store, _BROKEN + source.source, source.words, now)
            yield f"{source.source} broke at {now}", "source_broke", {"source": source_facts(source)}
        elif before is not None and source.health is Health.FRESH:
            forget_notice(store, _BROKEN + source.source)
            facts = source_facts(source) | {"broken_since": before.noted_at}
            yield f"{source.source} came back at {now}", "source_came_back", {"source": facts}


def story_facts(story: Story) -> dict[str, Any]:
    """What a message says of a story."""
    members = [
        {"url": each.url, "outlet": each.outlet, "title": each.title, "published_at": each.published_at,
         "role": each.role.value}
        for each in story.members
    ]  # fmt: skip
    return {
        "story_id": story.story_id,
        "title": story.title,
        "first_published_at": story.first_published_at,
        "outlets": list(story.outlets),
        "members": members,
    }


def source_facts(source: SourceHealth) -> dict[str, Any]:
    """What a message says of a source."""
    return {"name": source.source, "url": source.url, "health": source.health.value, "words": source.words}

"""What the crawl writes down and looks up: each function runs in the thread that works with the store."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from crawler.freshness import due_after_failure, due_for_recheck, is_said_newer, oldest_to_recheck
from crawler.sameness import is_version_of
from crawler.urls import canonical
from storage.articles import save_article
from storage.fetches import fetches_of, insert_fetches
from storage.frontier import strike
from storage.history import Past, note_unchanged, past_of, text_at, urls_listed_since
from storage.records import Outcome, Verdict
from storage.removals import removed_urls
from storage.teasers import save_teasers, teaser_of

if TYPE_CHECKING:
    from storage.records import Article, Fetch, Saved, Teaser
    from storage.store import Store

# Failures that say nothing about the page: it is asked for again as soon and as often as an article is.
_PASSING = frozenset(
    {Outcome.SERVER_ERROR, Outcome.TOO_SLOW, Outcome.UNREACHABLE, Outcome.UNRESOLVABLE, Outcome.REFUSED_BY_ROBOTS}
)


KEPT_OUT = "it was taken out of the store and is not kept again: `newsfold remove --undo URL` lets it in"


def body_hash(body: bytes) -> str:
    """32 hexadecimal digits that name a body; by SHA-256, for which processors have instructions."""
    return hashlib.sha256(body).hexdigest()[:32]


def keep_fetch(store: Store, fetch: Fetch) -> int | None:
    """Write down how a request ended; where it found an article unchanged, note that, and give the article's id."""
    with store.write() as connection:
        insert_fetches(connection, [fetch])
        strike(connection, fetch.url)
        return note_unchanged(store, fetch.url, fetch.fetched_at) if fetch.outcome is Outcome.UNCHANGED else None


def was_dead(store: Store, url: str) -> bool:
    """Whether nothing came of `url` when it was last asked for."""
    return any(last.outcome not in {Outcome.OK, Outcome.UNCHANGED} for last in fetches_of(store, url, limit=1))


def keep_article(store: Store, article: Article, fetch: Fetch, aliases: Iterable[str]) -> Saved:
    """Keep an article and write down its fetch, both or neither."""
    with store.write() as connection:
        saved = save_apart(store, article, fetched_at=fetch.fetched_at, aliases=aliases)
        if saved.verdict is Verdict.REMOVED:
            fetch = replace(fetch, reason=KEPT_OUT, etag=None, last_modified=None, body_hash=None)
        insert_fetches(connection, [fetch])
        strike(connection, fetch.url)
    return saved


def save_apart(
    store: Store, article: Article, *, fetched_at: str, aliases: Iterable[str] = (), archived: bool = False
) -> Saved:
    """As `save_article`, but for one that names another article's address as its own: that is kept under its own."""
    with store.writing():
        return save_article(store, _apart(store, article), fetched_at=fetched_at, aliases=aliases, archived=archived)


def _apart(store: Store, article: Article) -> Article:
    """The article under its own address, where the canonical one that it names is another article's.

    Some outlets give all their pages one canonical address; each would else become a revision of the one before.
    """
    own = canonical(article.url)
    if article.canonical_url == own:
        return article
    known = text_at(store, article.canonical_url)
    if known is None or is_version_of(article.text, known):
        return article
    return replace(article, canonical_url=own)


def keep_teasers(store: Store, source: str, teasers: Sequence[Teaser], fetch: Fetch) -> None:
    """Keep what a listing, feed or sitemap lists and write down its fetch, both or neither."""
    with store.write() as connection:
        save_teasers(store, source, teasers, fetch.fetched_at)
        insert_fetches(connection, [fetch])
        strike(connection, fetch.url)


def due_urls(store: Store, urls: Mapping[str, str | None], *, now: str, since: str | None = None) -> list[str]:
    """Those of `urls` that are to be asked for now: what was never had, and what may have changed since it was.

    `urls` has with each when it is said to have been modified. What came at `since` or later is not asked for: a crawl
    that goes on after it was broken off began then; nor is what was taken out of the store.
    """
    out = removed_urls(store, urls)
    due = (url for url, modified_at in urls.items() if _is_due(past_of(store, url), modified_at, now, since))
    return [url for url in due if url not in out]


def _is_due(past: Past | None, modified_at: str | None, now: str, since: str | None) -> bool:
    if past is None:
        return True
    if since is not None and past.last_at >= since:
        return False
    if is_said_newer(modified_at, past.last_at):
        return True
    passing = past.article_id is not None or past.last_outcome in _PASSING
    rule = due_for_recheck if passing else due_after_failure
    return rule(past.first_at, past.last_at, now)


def urls_listed_lately(store: Store, source: str, now: str) -> list[str]:
    """What `source` lists, as far as it is young enough to be asked for again."""
    return urls_listed_since(store, source, oldest_to_recheck(now))


def teasers_at(store: Store, urls: Iterable[str]) -> dict[str, Teaser]:
    """The teasers of these links, by link."""
    found = ((url, teaser_of(store, url)) for url in urls)
    return {url: teaser for url, teaser in found if teaser is not None}

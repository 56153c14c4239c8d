"""Extract, then keep: the crawl's one door to the store."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Self

from scrapy.exceptions import DropItem

from crawler.fetching.answers import but
from crawler.fetching.failures import outcome_of_failure, words_of_defect
from crawler.fetching.ledger import KEPT_OUT, body_hash, keep_article, keep_fetch, keep_teasers, was_dead
from crawler.fetching.shared import Run, Tally, run_of, source_of, tally_of
from crawler.processes import errands
from crawler.urls import canonical, registered_domain, same_site
from storage.errors import InputError, NewsfoldError, StoreError
from storage.fetches import record_fetches
from storage.history import past_of
from storage.records import Article, Fetch, Outcome, Page, Source, Teaser, Verdict

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Listed:
    """What one page of a listing, one feed or one sitemap listed, and how its fetch went."""

    teasers: tuple[Teaser, ...] = field(repr=False)
    fetch: Fetch


@dataclass(frozen=True, slots=True)
class Missed:
    """An article's page that could not be had, and the teaser that led to it, which may carry the whole text."""

    fetch: Fetch
    hint: Teaser = field(repr=False)


@dataclass(frozen=True, slots=True)
class Postponed:
    """How a request ended that a later run makes again: it stays in the frontier."""

    fetch: Fetch


@dataclass(frozen=True, slots=True)
class Reading:
    """An article, the addresses at which it was found, how the fetch of its page went, and its id once it is kept."""

    article: Article
    addresses: tuple[str, ...]
    fetch: Fetch
    article_id: int | None = None


class _Pipeline:
    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's way in."""
        return cls(crawler)

    async def process_item(self, item: Any) -> Any:
        """Do this pipeline's work; where the store takes nothing more, the run ends.

        A defect of ours costs the page that met it, and is written down as every request's end is.
        """
        try:
            try:
                return await self._work(item)
            except (StoreError, DropItem):
                raise
            except Exception as error:
                if self._run.gate.is_closed:
                    raise  # the run comes down: what was under way stays in the frontier
                return await self._broken(_fetch_in(item), error)
        except StoreError as error:
            self._run.give_up(error)
            raise DropItem(str(error)) from error

    async def _work(self, item: Any) -> Any:
        raise NotImplementedError

    async def _broken(self, fetch: Fetch, error: Exception) -> Any:
        """What is given on in place of what broke off."""
        _log.error("%s: newsfold failed at this page", fetch.url, exc_info=error)
        return but(fetch, Outcome.UNREADABLE, words_of_defect(error))

    @property
    def _run(self) -> Run:
        return run_of(self._crawler)

    @property
    def _tally(self) -> Tally:
        return tally_of(self._crawler)


class Extract(_Pipeline):
    """Turns each Page into a Reading, or into a Fetch that says why it gave none; in the reading processes."""

    async def _work(self, item: Any) -> Any:
        """Give on whatever is neither Page nor Missed as it came."""
        if isinstance(item, Missed):
            return await self._from_feed(item.fetch, item.hint)
        if not isinstance(item, Page):
            return item
        fetch = fetch_of(item)
        if item.known_hash == fetch.body_hash:
            return replace(fetch, outcome=Outcome.UNCHANGED, reason="the same body as before")
        try:
            article = await self._run.pool.read(
                item.final_url,
                errands.article,
                item.body,
                item.final_url,
                content_type=item.content_type,
                hint=item.hint,
                source=item.source,
            )
        except NewsfoldError as error:
            outcome, reason = outcome_of_failure(error, item.final_url)
            return await self._from_feed(but(fetch, outcome, reason), item.hint)
        if not article.text:
            return await self._from_feed(but(fetch, Outcome.NOT_AN_ARTICLE, "no text"), item.hint)
        return self._reading(article, fetch, item.final_url)

    def _reading(self, article: Article, fetch: Fetch, *addresses: str) -> Reading:
        return Reading(as_declared(article, source_of(self._crawler)), (fetch.url, *addresses), fetch)

    async def _from_feed(self, fetch: Fetch, hint: Teaser | None) -> Reading | Fetch:
        """Read the article in the feed's entry where its page gave none, unless a text from the page is kept already.

        The fetch goes into the diary as it ended, with a word on where the text is from. A feed speaks for its own site
        alone: it could put words into the mouths of others.
        """
        if hint is None or not hint.html or fetch.outcome is Outcome.BLOCKED_ADDRESS:
            return fetch
        if not same_site(hint.url, source_of(self._crawler).url):
            return fetch
        past = await self._run.keep(past_of, fetch.url)
        if past is not None and past.article_id is not None:
            return fetch
        try:
            article = await self._run.pool.read(hint.url, errands.article_in_feed, hint, source=fetch.source)
        except NewsfoldError:
            return fetch
        return self._reading(article, replace(fetch, reason=f"{fetch.reason}; the text is the feed's".lstrip("; ")))


class Keep(_Pipeline):
    """Writes everything down, one transaction for what belongs together."""

    async def _work(self, item: Any) -> Any:
        """Keep it and count it."""
        kept = await self._keep(item)
        self._run.ended()
        return kept

    async def _broken(self, fetch: Fetch, error: Exception) -> Any:
        return await self._work(await super()._broken(fetch, error))

    async def _keep(self, item: Any) -> Any:
        if isinstance(item, Reading):
            return await self._keep_reading(item)
        if isinstance(item, Listed):
            await self._run.keep(keep_teasers, item.fetch.source or "", item.teasers, item.fetch)
            self._tally.count(item.fetch)
        elif isinstance(item, Postponed):
            await self._run.keep(record_fetches, [item.fetch])
            self._tally.count(item.fetch)
        elif isinstance(item, Fetch):
            await self._keep_fetch(item)
        return item

    async def _keep_fetch(self, fetch: Fetch) -> None:
        tally = self._tally
        if fetch.url in tally.articles:
            await self._note_article(fetch)
        known = await self._run.keep_soon(keep_fetch, fetch)
        tally.count(fetch)
        tally.unchanged += known is not None

    async def _note_article(self, fetch: Fetch) -> None:
        """Note whether an article was there, but for one that was not there the last time either."""
        if fetch.outcome is Outcome.UNCHANGED:
            self._tally.came(had=True, known=True)
        elif not await self._run.keep(was_dead, fetch.url):
            past = await self._run.keep(past_of, fetch.url)
            self._tally.came(had=False, known=past is not None and past.article_id is not None)

    async def _keep_reading(self, reading: Reading) -> Reading:
        tally, aliases = self._tally, _canonical_forms(*reading.addresses)
        saved = await self._run.keep_soon(keep_article, reading.article, reading.fetch, aliases)
        tally.count(reading.fetch)
        if saved.verdict is Verdict.REMOVED:
            tally.note = tally.note or KEPT_OUT
            return reading
        tally.new += saved.verdict is Verdict.NEW
        tally.changed += saved.verdict is Verdict.CHANGED
        tally.unchanged += saved.verdict is Verdict.UNCHANGED
        tally.article_ids.add(saved.article_id)
        tally.came(had=True, known=saved.verdict is not Verdict.NEW)
        if saved.verdict is not Verdict.UNCHANGED:
            tally.text_ids.add(saved.article_id)
        return replace(reading, article_id=saved.article_id)


def _fetch_in(item: Any) -> Fetch:
    """The row of the diary for what a spider handed on."""
    if isinstance(item, Page):
        return fetch_of(item)
    return item if isinstance(item, Fetch) else item.fetch


def fetch_of(page: Page) -> Fetch:
    """The row of the diary for a page that came whole."""
    moved = f"answered at {page.final_url}" if page.final_url != page.url else ""
    return Fetch(
        page.url,
        Outcome.OK,
        page.fetched_at,
        status=page.status,
        reason=moved,
        source=page.source,
        etag=page.etag,
        last_modified=page.last_modified,
        bytes=len(page.body),
        body_hash=body_hash(page.body),
    )


def _canonical_forms(*urls: str) -> list[str]:
    forms = []
    for url in urls:
        try:
            forms.append(canonical(url))
        except InputError:
            continue
    return forms


def as_declared(article: Article, source: Source) -> Article:
    """The article with what its source's declaration says of it, if it lies on the source's own site.

    A declared outlet goes before what the page calls itself; a declared language fills in where the text tells none.
    """
    if not source.outlet and (article.language or not source.language):
        return article
    if registered_domain(article.url) != registered_domain(source.url):
        return article
    return replace(article, outlet=source.outlet or article.outlet, language=article.language or source.language)

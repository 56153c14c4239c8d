"""Import: what others collected takes the same road as a crawl: extracted, kept, folded."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import IO, TYPE_CHECKING, TypeGuard

from crawler.processes import errands
from storage.errors import InputError, NewsfoldError
from storage.fetches import record_fetches
from storage.folding import count_unfolded
from storage.importers import (
    NO_ARTICLES,
    ArchivedPage,
    BadLine,
    Imported,
    ImportedRow,
    OtherFile,
    PassedOver,
    SavedPage,
    read_path,
)
from storage.reading import article_id_of
from storage.records import Article, Fetch, Outcome, Verdict
from storage.removals import is_removed
from storage.times import now

if TYPE_CHECKING:
    from crawler.processes.pool import ParsePool
    from storage.store import Store

_SAID = (
    "title", "published_at", "modified_at", "authors", "outlet", "language", "tags", "image", "source", "attributions",
)  # fmt: skip
_TELLING = 400  # characters from which a language can be told; the time it takes grows with them
_BATCH = 200  # articles of one transaction: large enough to be quick, small enough for others to get their turn
_BATCH_BYTES = 16 * 1024 * 1024  # of pages and texts that are in memory at once

Readable = ImportedRow | SavedPage | ArchivedPage


@dataclass(slots=True)
class ImportReport:
    """What an import came to; `refused` counts lines, pages and paths that gave no article.

    `passed_over` counts the records of archives that are no article, by what they are instead; `empty` names the paths
    that hold nothing at all; `other_files` counts the files of folders that are of no known kind, by their endings.
    """

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: int = 0
    unreadable: list[str] = field(default_factory=list)
    passed_over: Counter[str] = field(default_factory=Counter)
    empty: list[str] = field(default_factory=list)
    other_files: Counter[str] = field(default_factory=Counter)

    @property
    def taken(self) -> int:
        """How many articles were read, new or not."""
        return self.new + self.changed + self.unchanged


@dataclass(frozen=True, slots=True)
class Door:
    """What an import works with: the store, whom to tell of what is refused, and of how far it is.

    `progress` is told how many more bytes were read and, with the stage "folding", how many articles were folded.
    `url` is the address of the one saved page that is imported, where it names none itself.
    """

    store: Store
    complain: Callable[[str], None]
    progress: Callable[..., object] | None = None
    stdin: IO[bytes] | None = None
    url: str | None = None


def import_paths(paths: Sequence[str], door: Door) -> ImportReport:
    """Keep every article at `paths` and fold what is new; what cannot be used is told to `door.complain`.

    Each batch is one transaction: an import that was cut off is taken up by running it again, which adds nothing twice.
    """
    from crawler.processes.pool import ParsePool
    from dedupe.fold import fold

    report, pool, started = ImportReport(), ParsePool(), False
    # The loop runs for what is awaited alone: while it runs, Ctrl-C waits for the end of whatever does not await.
    with asyncio.Runner() as runner:
        try:
            for batch in _batches(_everything(paths, door, report)):
                if not started and any(not isinstance(each, ImportedRow) or not each.text for each in batch):
                    runner.run(pool.start())
                    started = True
                _keep(runner.run(_read_all(batch, pool, door, report)), door.store, report)
        finally:
            runner.run(pool.close())
    if door.progress is not None:
        door.progress(0, count_unfolded(door.store), "folding")
    fold(door.store, progress=door.progress)
    return report


def _batches(coming: Iterator[Readable]) -> Iterator[list[Readable]]:
    """What is coming in pieces that memory and one transaction can take."""
    batch: list[Readable] = []
    size = 0
    for each in coming:
        batch.append(each)
        size += len(each.text) + len(each.html) if isinstance(each, ImportedRow) else len(each.body)
        if len(batch) >= _BATCH or size >= _BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _everything(paths: Sequence[str], door: Door, report: ImportReport) -> Iterator[Readable]:
    for path in paths:
        try:
            is_empty = True
            said: set[str] = set()
            for found in read_path(path, stdin=door.stdin, progress=door.progress):
                is_empty &= isinstance(found, OtherFile)
                if _is_to_be_read(found, said, door, report):
                    yield found
            if is_empty:
                report.empty.append("standard input" if path == "-" else path)
        except InputError as error:
            report.unreadable.append(str(error))
            door.complain(str(error))


def _is_to_be_read(found: Imported, said: set[str], door: Door, report: ImportReport) -> TypeGuard[Readable]:
    """Whether there may be an article in what was found; what is passed over is counted, what is wrong is told."""
    if door.url and not isinstance(found, SavedPage):
        raise InputError("--url gives the address of a saved page, and this is none: leave it out")
    if isinstance(found, BadLine):
        _refuse_line(found, said, door, report)
        return False
    if isinstance(found, PassedOver):
        report.passed_over[found.reason] += 1
        return False
    if isinstance(found, OtherFile):
        report.other_files[found.ending] += 1
        return False
    if isinstance(found, ArchivedPage) and _was_read(found, door.store):
        report.passed_over["read before"] += 1
        return False
    if isinstance(found, ImportedRow):
        for left_out in found.notes:
            door.complain(f"{found.where}: {left_out}")
    return True


def _was_read(page: ArchivedPage, store: Store) -> bool:
    """Whether this very fetch of the page is in the store's diary; one that could not be read is tried again.

    So is one whose article was taken out and may come in again.
    """
    from crawler.urls import canonical

    try:
        url = canonical(page.url)
    except InputError:
        return False  # refused where it is read
    rows = store.connection.execute(
        "SELECT outcome FROM fetches WHERE url = ? AND fetched_at = ?", [url, page.fetched_at]
    )
    outcomes = {outcome for (outcome,) in rows}
    if Outcome.OK in outcomes:
        return article_id_of(store, url) is not None or is_removed(store.connection, url)
    return Outcome.NOT_AN_ARTICLE in outcomes


def _refuse_line(bad: BadLine, said: set[str], door: Door, report: ImportReport) -> None:
    """Refuse a line; that a file holds what else an export writes is said of the first one alone."""
    if bad.reason.endswith(NO_ARTICLES):
        if bad.reason in said:
            report.refused += 1
            return
        said.add(bad.reason)
    _refuse(f"{bad.where}: {bad.reason}", door, report)


def _refuse(why: str, door: Door, report: ImportReport) -> None:
    report.refused += 1
    door.complain(why)


@dataclass(frozen=True, slots=True)
class _Read:
    """An article to keep, or for an archived page its fetch to write down, or both."""

    article: Article | None = None
    fetch: Fetch | None = None


async def _read_all(batch: Sequence[Readable], pool: ParsePool, door: Door, report: ImportReport) -> list[_Read]:
    found = await asyncio.gather(*(_read(each, pool, door.url) for each in batch))
    for each, read in zip(batch, found, strict=True):
        if isinstance(read, str):
            _refuse(read, door, report)
        elif read.article is None and read.fetch is not None:
            if read.fetch.outcome is Outcome.NOT_AN_ARTICLE:
                report.passed_over[read.fetch.outcome.value] += 1
            elif isinstance(each, ArchivedPage):
                _refuse(f"{each.where}: {read.fetch.reason}", door, report)
    return [each for each in found if isinstance(each, _Read)]


async def _read(imported: Readable, pool: ParsePool, address: str | None) -> _Read | str:
    """What there is to keep, or why there is nothing."""
    try:
        if isinstance(imported, ArchivedPage):
            return await _archived(imported, pool)
        if isinstance(imported, SavedPage):
            return _Read(await pool.read(imported.path, errands.saved, imported.body, address))
        if imported.text:
            return _Read(_as_given(imported))
        body = imported.html.encode("utf-8", "replace")
        article = await pool.read(imported.url, errands.saved, body, imported.url)
        return _Read(_completed(article, imported))
    except NewsfoldError as error:
        return f"{imported.path if isinstance(imported, SavedPage) else imported.where}: {error}"


async def _archived(page: ArchivedPage, pool: ParsePool) -> _Read:
    """The article of an archived page, under the address that its own site may speak for; raises InputError."""
    from crawler.fetching.failures import outcome_of_failure
    from crawler.urls import canonical

    reason = f"from an archive: {page.where}"
    fetch = Fetch(canonical(page.url), Outcome.OK, page.fetched_at, page.status, reason, bytes=len(page.body))
    try:
        article = await pool.read(page.url, errands.article, page.body, page.url, content_type=page.content_type)
    except NewsfoldError as error:
        outcome, why = outcome_of_failure(error)
        return _Read(fetch=replace(fetch, outcome=outcome, reason=f"{why} ({reason})"))
    if not article.text:
        return _Read(fetch=replace(fetch, outcome=Outcome.NOT_AN_ARTICLE, reason=f"no text ({reason})"))
    return _Read(article, fetch)


def _as_given(row: ImportedRow) -> Article:
    from crawler.attribution import Signs, attributions
    from crawler.reading.language import language_of
    from crawler.urls import canonical, registered_domain

    url = canonical(row.url)
    outlet = row.outlet or registered_domain(url)
    return Article(
        url=row.url,
        canonical_url=url,
        title=row.title,
        text=row.text,
        published_at=row.published_at,
        modified_at=row.modified_at,
        authors=row.authors,
        outlet=outlet,
        language=row.language or language_of(row.text[:_TELLING], None),
        tags=row.tags,
        image=row.image,
        attributions=row.attributions or attributions(row.text, Signs(url=url, outlet=outlet, authors=row.authors)),
        source=row.source,
    )


def _completed(article: Article, row: ImportedRow) -> Article:
    """What the row says beside its page goes before what the page says."""
    said = {name: getattr(row, name) for name in _SAID if getattr(row, name)}
    return replace(article, **said)


def _keep(found: Sequence[_Read], store: Store, report: ImportReport) -> None:
    from crawler.fetching.ledger import save_apart

    moment = now()
    with store.write():
        for each in found:
            if each.article is None:
                continue
            fetched_at, asked = (each.fetch.fetched_at, [each.fetch.url]) if each.fetch else (moment, [])
            verdict = save_apart(store, each.article, fetched_at=fetched_at, aliases=asked, archived=True).verdict
            report.new += verdict is Verdict.NEW
            report.changed += verdict is Verdict.CHANGED
            report.unchanged += verdict is Verdict.UNCHANGED
            if verdict is Verdict.REMOVED:
                report.passed_over["taken out of the store before"] += 1
        record_fetches(store, [each.fetch for each in found if each.fetch is not None])

"""Import: what others collected takes the same road as a crawl: extracted, kept, folded."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import IO, TYPE_CHECKING

from storage.errors import InputError, NewsfoldError
from storage.importers import BadLine, ImportedRow, SavedPage, read_path
from storage.records import Article, Verdict
from storage.times import now

if TYPE_CHECKING:
    from crawler.pool import ParsePool
    from storage.store import Store

_TELLING = 400  # characters from which a language can be told; the time it takes grows with them
_BATCH = 200  # articles of one transaction: large enough to be quick, small enough for others to get their turn


@dataclass(slots=True)
class ImportReport:
    """What an import came to; `refused` counts lines, pages and paths that gave no article."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: int = 0
    unreadable: list[str] = field(default_factory=list)

    @property
    def taken(self) -> int:
        """How many articles were read, new or not."""
        return self.new + self.changed + self.unchanged


@dataclass(frozen=True, slots=True)
class Door:
    """What an import works with: the store, whom to tell of what is refused, whom to tell how many bytes were read."""

    store: Store
    complain: Callable[[str], None]
    progress: Callable[[int], None] | None = None
    stdin: IO[bytes] | None = None


def import_paths(paths: Sequence[str], door: Door) -> ImportReport:
    """Keep every article at `paths` and fold what is new; what cannot be used is told to `door.complain`.

    Each batch is one transaction: an import that was cut off is taken up by running it again, which adds nothing twice.
    """
    return asyncio.run(_import(paths, door))


async def _import(paths: Sequence[str], door: Door) -> ImportReport:
    from crawler.pool import ParsePool
    from dedupe.fold import fold

    report, pool, started = ImportReport(), ParsePool(), False
    coming = _everything(paths, door, report)
    try:
        while batch := list(islice(coming, _BATCH)):
            if not started and any(isinstance(each, SavedPage) or not each.text for each in batch):
                await pool.start()
                started = True
            _keep(await _articles(batch, pool, door, report), door.store, report)
    finally:
        await pool.close()
    fold(door.store)
    return report


def _everything(paths: Sequence[str], door: Door, report: ImportReport) -> Iterator[ImportedRow | SavedPage]:
    for path in paths:
        try:
            for found in read_path(path, stdin=door.stdin, progress=door.progress):
                if isinstance(found, BadLine):
                    _refuse(f"{found.where}: {found.reason}", door, report)
                    continue
                if isinstance(found, ImportedRow):
                    for left_out in found.notes:
                        door.complain(f"{found.where}: {left_out}")
                yield found
        except InputError as error:
            report.unreadable.append(str(error))
            door.complain(str(error))


def _refuse(why: str, door: Door, report: ImportReport) -> None:
    report.refused += 1
    door.complain(why)


async def _articles(
    batch: Sequence[ImportedRow | SavedPage], pool: ParsePool, door: Door, report: ImportReport
) -> list[Article]:
    found = await asyncio.gather(*(_article(each, pool) for each in batch))
    for why in (each for each in found if isinstance(each, str)):
        _refuse(why, door, report)
    return [each for each in found if isinstance(each, Article)]


async def _article(imported: ImportedRow | SavedPage, pool: ParsePool) -> Article | str:
    """The article, or why there is none."""
    from crawler.extracting import extract_saved

    try:
        if isinstance(imported, SavedPage):
            return await pool.read(imported.path, extract_saved, imported.body, None)
        if imported.text:
            return _as_given(imported)
        body = imported.html.encode("utf-8", "replace")
        article = await pool.read(imported.url, extract_saved, body, imported.url)
        return _completed(article, imported)
    except NewsfoldError as error:
        return f"{imported.path if isinstance(imported, SavedPage) else imported.where}: {error}"


def _as_given(row: ImportedRow) -> Article:
    from crawler.attribution import Signs, attributions
    from crawler.language import language_of
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
        attributions=attributions(row.text, Signs(url=url, outlet=outlet, authors=row.authors)),
        source=row.source,
    )


def _completed(article: Article, row: ImportedRow) -> Article:
    """What the row says beside its page goes before what the page says."""
    said = {
        name: getattr(row, name)
        for name in ("title", "published_at", "modified_at", "authors", "outlet", "language", "tags", "image", "source")
        if getattr(row, name)
    }
    return replace(article, **said)


def _keep(articles: Sequence[Article], store: Store, report: ImportReport) -> None:
    from storage.articles import save_article

    moment = now()
    with store.write():
        for article in articles:
            verdict = save_article(store, article, fetched_at=moment, archived=True).verdict
            report.new += verdict is Verdict.NEW
            report.changed += verdict is Verdict.CHANGED
            report.unchanged += verdict is Verdict.UNCHANGED

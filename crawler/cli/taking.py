"""Commands that read what others saved: `import`, into the store, and `extract`, which touches none."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import typer

from crawler.cli.nothing import told_of_stop
from crawler.cli.options import (
    AllowAddress,
    AsJson,
    ConfigPath,
    Db,
    StoppedError,
    crawl_allowing,
    session,
    tell_new_store,
)
from crawler.cli.output import console, note, plain, print_json, progress, speaks_utf8, table
from storage.errors import ConfigError, InputError
from storage.records import Kind, Source

if TYPE_CHECKING:
    from crawler.config import CrawlSettings
    from crawler.importing import ImportReport
    from crawler.processes.extracting import Extracted, PageFile
    from storage.records import Article

Paths = Annotated[list[str], typer.Argument(metavar="PATH", help="Files or folders; - is standard input.")]
FilesOrUrls = Annotated[
    list[str] | None, typer.Argument(metavar="FILE or URL", show_default=False, help="Saved pages, or pages to fetch.")
]
KINDS_SHOWN = 8
SHOWN = 20  # complaints that are shown one by one; the rest is counted


def take_in(
    paths: Paths,
    url: Annotated[str | None, typer.Option(metavar="<url>", help="The address that a single saved page had.")] = None,
    db: Db = None,
    config: ConfigPath = None,
    as_json: AsJson = False,
) -> int:
    """Take in JSON Lines, saved HTML and WARC.

    Files (WARC: web archives), or folders of them; they take the same road as a crawl. Running it again adds nothing,
    and takes up an import that was broken off.
    """
    from crawler.importing import Door, ImportReport, import_paths
    from storage.importers import complaint_of, size_of

    _refuse_address(url, paths)
    opened = session(db, config, as_json)
    complaints: list[str] = []
    is_new = not opened.store_path.exists()
    unreadable = [why for each in paths if (why := complaint_of(each))]
    if len(unreadable) == len(paths):  # then no store is made
        report = ImportReport(unreadable=unreadable)
        for each in unreadable:
            _complain(each, complaints)
    else:
        with opened.to_write() as store, progress("importing (bytes)", sum(map(size_of, paths)) or None) as advance:
            door = Door(store, lambda why: _complain(why, complaints), advance, sys.stdin.buffer, url)
            try:
                report = import_paths(paths, door)
            except KeyboardInterrupt:
                kept = "stopped: what was taken in is kept; the same command goes on with the rest"
                raise StoppedError(told_of_stop(kept, store)) from None
    if len(complaints) > SHOWN:
        note(f"… and {len(complaints) - SHOWN} more that could not be used")
    for each in report.empty:
        note(f"{each} holds no article: 0 lines taken in")
    _show_imported(report, as_json=as_json)
    if is_new and report.new and not as_json:
        tell_new_store(opened)
    if report.unreadable:
        return 2
    return 1 if report.refused or not (report.taken or report.passed_over["read before"]) else 0


def _refuse_address(url: str | None, paths: list[str]) -> None:
    from crawler.urls import canonical

    if url is None:
        return
    canonical(url)  # says what is wrong with it
    if len(paths) != 1 or Path(paths[0]).expanduser().is_dir():
        raise ConfigError("--url gives the address of one saved page: name exactly one file")


def _show_imported(report: ImportReport, *, as_json: bool) -> None:
    if as_json:
        print_json(report)
        return
    if report.taken or report.refused:
        columns = ("articles", "new", "changed", "unchanged", "refused")
        row = (report.taken, report.new, report.changed, report.unchanged, report.refused)
        console().print(table(columns, [row]))
    if report.passed_over:
        told = ", ".join(f"{number} {what}" for what, number in report.passed_over.most_common())
        note(f"Passed over in archives: {told}")
    if report.other_files:
        kinds = [f"{number} {ending or 'without an ending'}" for ending, number in report.other_files.most_common()]
        more = f" and {len(kinds) - KINDS_SHOWN} more kinds" if len(kinds) > KINDS_SHOWN else ""
        note(f"Passed over in folders, as files of other kinds: {', '.join(kinds[:KINDS_SHOWN])}{more}")


def _complain(why: str, complaints: list[str]) -> None:
    complaints.append(why)
    if len(complaints) <= SHOWN:
        note(f"newsfold: {why}")


def extract(
    wanted: FilesOrUrls = None,
    url: Annotated[str | None, typer.Option(metavar="<url>", help="The address that a single file had.")] = None,
    manifest: Annotated[
        Path | None,
        typer.Option(metavar="<file>", help='Many files: lines of {"id", "path", "url"}, read on all cores.'),
    ] = None,
    allow_address: AllowAddress = None,
    db: Db = None,
    config: ConfigPath = None,
    as_json: AsJson = False,
) -> int:
    """Print the article that a page gives.

    One JSON object a line; no store is touched.
    """
    from crawler.processes.extracting import PageFile

    named = wanted or []
    files = [PageFile(Path(each), url) for each in named if "://" not in each]
    if not named and manifest is None:
        raise ConfigError("nothing to extract: name a file, a URL or a --manifest")
    if url and (len(files) != 1 or len(named) != 1 or manifest):
        raise ConfigError("--url gives the address of one file: name exactly one")
    failed = _print_files(files, manifest) if files or manifest else 0
    if len(files) < len(named):
        crawl = crawl_allowing(session(db, config, as_json).config.crawl, allow_address)
        failed += _print_fetched([each for each in named if "://" in each], crawl)
    # A single file that cannot be read is wrong use; of many some may fail, and so may a server.
    return 0 if not failed else 2 if len(named) == len(files) == 1 and not manifest else 1


def _print_files(files: list[PageFile], manifest: Path | None) -> int:
    import asyncio

    return asyncio.run(_print_extracted(files, manifest))


async def _print_extracted(files: list[PageFile], manifest: Path | None) -> int:
    """Print what each page gives, in order; returns how many gave nothing."""
    from crawler.processes.extracting import extract_files, read_manifest

    failed, pages, nameless = 0, list(files), False
    for page in read_manifest(manifest) if manifest else ():
        if isinstance(page, InputError):
            note(f"newsfold: {page}")
            failed += 1
        else:
            pages.append(page)
    if not pages and not failed:
        raise InputError(f'{manifest} names no page: a line of it is {{"id": …, "path": …, "url": …}}')
    with progress("extracting", len(pages)) as advance:
        async for extracted in extract_files(pages):
            failed += _print_one(extracted)
            advance(1)
            nameless = nameless or not extracted.named
    if nameless:
        from crawler.reading.own_address import WAYS

        note(f"newsfold: url is null where a page names no address of its own ({WAYS}): --url gives one")
    return failed


def _print_one(extracted: Extracted) -> int:
    known = {} if extracted.page.id is None else {"id": extracted.page.id}
    if extracted.article is None:
        note(f"newsfold: {extracted.error}")
        if known:
            _print_line({**known, "error": extracted.error})
        return 1
    told = _record(extracted.article)
    _print_line({**known, **(told if extracted.named else _without_address(told))})
    return 0


def _record(article: Article) -> dict[str, object]:
    """An article that was kept nowhere, with its attributions as an export has them."""
    from storage.export import attribution_record

    return {**plain(article), "attributions": [plain(attribution_record(each)) for each in article.attributions]}


def _without_address(told: dict[str, object]) -> dict[str, object]:
    """Say of an article without an address that it has none, instead of the one that was made up to read it."""
    from crawler.processes.extracting import NOWHERE

    nameless = {**told, "url": None, "canonical_url": None}
    return {**nameless, "outlet": None} if told["outlet"] == NOWHERE else nameless


def _print_line(fields: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(fields, ensure_ascii=not speaks_utf8(sys.stdout)) + "\n")


def _print_fetched(urls: list[str], crawl: CrawlSettings) -> int:
    """Fetch pages into a store that is thrown away and print their articles; returns how many gave none."""
    from crawler.run import fetch
    from storage.fetches import fetches_of
    from storage.reading import iter_articles
    from storage.store import Store

    with TemporaryDirectory(prefix="newsfold-") as folder:
        place = Path(folder) / "extract.db"
        sources = [Source(name=each, url=each, kind=Kind.ARTICLE) for each in dict.fromkeys(urls)]
        report = fetch(sources, place, crawl)
        with Store.open(place, read_only=True) as store:
            for stored in iter_articles(store):
                _print_line(_record(stored.article))
            empty = [row.source for row in report.sources if row.errors or not row.pages]
            for name in empty:
                last = fetches_of(store, name, limit=1)
                note(f"newsfold: {name}: {f'{last[0].outcome} ({last[0].reason})' if last else 'not fetched'}")
    return len(empty)


def register(app: typer.Typer) -> None:
    """Hang the commands of this module on `app`."""
    app.command("import")(take_in)
    app.command()(extract)

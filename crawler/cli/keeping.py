"""Commands that take in, give out and look after: `import`, `extract`, `export`, `recluster`, `evaluate`, `doctor`."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import typer

from crawler.cli.nothing import tell_nothing
from crawler.cli.options import (
    AllowAddress,
    AsJson,
    ConfigPath,
    Db,
    Session,
    addresses,
    file_of,
    session,
    tell_new_store,
)
from crawler.cli.output import console, note, plain, print_json, progress, speaks_utf8, table
from crawler.cli.reading import WORDS, Language, MinOutlets, OfSource, Outlet, Until
from crawler.config import DEFAULT_STORE, Config
from storage.errors import ConfigError, InputError
from storage.filters import Filters
from storage.records import Kind, Source

if TYPE_CHECKING:
    from crawler.config import CrawlSettings
    from crawler.extracting import Extracted, PageFile
    from crawler.importing import ImportReport
    from storage.records import Article

Paths = Annotated[list[str], typer.Argument(metavar="PATH", help="Files or folders; - is standard input.")]
FilesOrUrls = Annotated[
    list[str] | None, typer.Argument(metavar="FILE or URL", show_default=False, help="Saved pages, or pages to fetch.")
]
SHOWN = 20  # complaints that are shown one by one; the rest is counted


def take_in(paths: Paths, db: Db = None, config: ConfigPath = None, as_json: AsJson = False) -> int:
    """Take in JSON Lines, saved HTML and web archives (WARC).

    Files, or folders of them; they take the same road as a crawl. Running it again adds nothing, and takes up an import
    that was broken off.
    """
    from crawler.importing import Door, ImportReport, import_paths
    from storage.importers import complaint_of, size_of

    opened = session(db, config, as_json)
    complaints: list[str] = []
    is_new = not opened.store_path.exists()
    unreadable = [why for each in paths if (why := complaint_of(each))]
    if len(unreadable) == len(paths):  # then no store is made
        report = ImportReport(unreadable=unreadable)
        for each in unreadable:
            _complain(each, complaints)
    else:
        with opened.to_write() as store, progress("importing", sum(map(size_of, paths)) or None) as advance:
            door = Door(store, lambda why: _complain(why, complaints), advance, sys.stdin.buffer)
            report = import_paths(paths, door)
    if len(complaints) > SHOWN:
        note(f"… and {len(complaints) - SHOWN} more that could not be used")
    for each in report.empty:
        note(f"{each} holds no article: 0 lines taken in")
    _show_imported(report, as_json=as_json)
    if is_new and report.new and not as_json:
        tell_new_store(opened, db, config)
    if report.unreadable:
        return 2
    return 1 if report.refused else 0


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
    from crawler.extracting import PageFile

    named = wanted or []
    files = [PageFile(Path(each), url) for each in named if "://" not in each]
    if not named and manifest is None:
        raise ConfigError("nothing to extract: name a file, a URL or a --manifest")
    if url and (len(files) != 1 or len(named) != 1 or manifest):
        raise ConfigError("--url gives the address of one file: name exactly one")
    failed = _print_files(files, manifest) if files or manifest else 0
    if len(files) < len(named):
        crawl = session(db, config, as_json).config.crawl
        crawl = replace(crawl, allow_addresses=(*crawl.allow_addresses, *addresses(allow_address)))
        failed += _print_fetched([each for each in named if "://" in each], crawl)
    # A single file that cannot be read is wrong use; of many some may fail, and so may a server.
    return 0 if not failed else 2 if len(named) == len(files) == 1 and not manifest else 1


def _print_files(files: list[PageFile], manifest: Path | None) -> int:
    import asyncio

    return asyncio.run(_print_extracted(files, manifest))


async def _print_extracted(files: list[PageFile], manifest: Path | None) -> int:
    """Print what each page gives, in order; returns how many gave nothing."""
    from crawler.extracting import extract_files, read_manifest

    failed, pages, nameless = 0, list(files), False
    for page in read_manifest(manifest) if manifest else ():
        if isinstance(page, InputError):
            note(f"newsfold: {page}")
            failed += 1
        else:
            pages.append(page)
    with progress("extracting", len(pages)) as advance:
        async for extracted in extract_files(pages):
            failed += _print_one(extracted)
            advance(1)
            nameless = nameless or not extracted.named
    if nameless:
        note("newsfold: url is null where a page names no address of its own (rel=canonical): --url gives one")
    return failed


def _print_one(extracted: Extracted) -> int:
    known = {} if extracted.page.id is None else {"id": extracted.page.id}
    if extracted.article is None:
        note(f"newsfold: {extracted.error}")
        if known:
            _print_line({**known, "error": extracted.error})
        return 1
    _print_line({**known, **(plain(extracted.article) if extracted.named else _without_address(extracted.article))})
    return 0


def _without_address(article: Article) -> dict[str, object]:
    """Say of an article without an address that it has none, instead of the one that was made up to read it."""
    from crawler.extracting import NOWHERE

    told: dict[str, object] = {**plain(article), "url": None, "canonical_url": None}
    return {**told, "outlet": None} if article.outlet == NOWHERE else told


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
                _print_line(plain(stored.article))
            empty = [row.source for row in report.sources if row.errors or not row.pages]
            for name in empty:
                last = fetches_of(store, name, limit=1)
                note(f"newsfold: {name}: {f'{last[0].outcome} ({last[0].reason})' if last else 'not fetched'}")
    return len(empty)


def give_out(
    what: Annotated[str, typer.Option(metavar="<kind>", help="stories, articles, matches or events.")] = "stories",
    form: Annotated[
        str | None,
        typer.Option(
            "--format",
            metavar="<format>",
            help="jsonl, json, csv, parquet, atom, html or markdown; else what the file's name ends in, else jsonl.",
        ),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="<file>", help="A file; else (or with -) standard output."),
    ] = None,
    since: Annotated[
        str | None,
        typer.Option(
            metavar="<date>",
            help="Published on or after this day or moment (UTC), a story by any of its articles. "
            "`last`: what came since the last time.",
        ),
    ] = None,
    until: Until = None,
    outlet: Outlet = None,
    source: OfSource = None,
    query: Annotated[str | None, typer.Option(metavar="<words>", help=f"Only what this search finds. {WORDS}")] = None,
    language: Language = None,
    min_outlets: MinOutlets = None,
    db: Db = None,
    config: ConfigPath = None,
    as_json: AsJson = False,
) -> None:
    """Write stories, articles, matches or events.

    To standard output or a file; stories come with their members and the evidence. `--since last` writes only what is
    new or changed since the last such export into the same file; a table gets a datapackage.json beside it.
    """
    from storage.export import Wanted, count, export, export_file

    since_last = since == "last"
    filters = Filters(None if since_last else since, until, outlet, source, query, language, min_outlets)
    if since_last and file_of(output) is None:
        raise ConfigError("--since last remembers by the output file: name one with -o")
    output = file_of(output)
    form = form or _form_of(output)
    wanted = Wanted(what, form, filters)
    with session(db, config, as_json).to_read() as store:
        total = count(store, what, filters) if sys.stderr.isatty() and not since_last else None
        with progress("exporting", total) as advance:
            if output is None:
                written = export(store, wanted, sys.stdout.buffer, advance)
            else:
                written = export_file(store, wanted, output, advance, since_last=since_last)
        if not written and not since_last:
            tell_nothing(store, f"No {what} fit.", filters)
    if output is None:
        return
    if as_json:
        print_json({"exported": written, "what": what, "format": form, "file": str(output)})
    else:
        note(f"{written} {what} written to {output}")


def _form_of(output: Path | None) -> str:
    """The format that the end of a file's name says; ConfigError where it says one that there is not."""
    from storage.export_formats import ENDINGS

    ending = output.suffix.removeprefix(".").lower() if output else ""
    if ending and ending not in ENDINGS:
        known = ", ".join(f".{each}" for each in ENDINGS)
        raise ConfigError(f"{output}: no format ends in .{ending}: say which with --format, or end the name in {known}")
    return ENDINGS.get(ending, "jsonl")


def recluster(
    recipe: Annotated[
        str | None, typer.Option(metavar="<recipe>", help="Another recipe than the configured one.")
    ] = None,
    db: Db = None,
    config: ConfigPath = None,
    as_json: AsJson = False,
) -> None:
    """Fold everything stored again.

    From the texts, with the current recipe or another; the same stories as folding them as they came.
    """
    from dedupe.fold import recluster as fold_again

    opened = session(db, config, as_json)
    opened.to_read().close()  # there has to be one
    with opened.to_write() as store, progress("folding") as advance:
        report = fold_again(store, recipe or opened.config.recipe, progress=advance)
    _tell(report, as_json)


def evaluate(
    truth: Annotated[Path, typer.Argument(metavar="TRUTH.jsonl", help='Lines of {"url", "story"}.')],
    articles: Annotated[
        Path | None,
        typer.Option(
            metavar="<file>",
            help="Articles by id, as NEWS-COPY has them; TRUTH then lists the pairs of ids that are copies.",
        ),
    ] = None,
    db: Db = None,
    config: ConfigPath = None,
    as_json: AsJson = False,
) -> None:
    """Measure the stories against labels.

    Pair precision, recall and F1, B-cubed, adjusted Rand index. With --articles, the store stays as it is: what the
    file holds is folded by itself.
    """
    from crawler.answers import known_as
    from dedupe.evaluate import evaluate as measure
    from dedupe.evaluate import evaluate_news_copy

    if articles is not None:
        _tell(evaluate_news_copy(articles, truth), as_json)
        return

    with session(db, config, as_json).to_read() as store:
        _tell(measure(store, truth, known_as), as_json)


def doctor(db: Db = None, config: ConfigPath = None, as_json: AsJson = False) -> int:
    """Check the installation and the store.

    Which files and versions are in use, whether the configuration and the store are sound.
    """
    from crawler.doctor import examine

    try:
        opened, unread = session(db, config, as_json), ""
    except ConfigError as error:
        opened, unread = Session(Config(), db or Path(DEFAULT_STORE), as_json), str(error)
    checks = examine(opened.config, opened.store_path, unread)
    if as_json:
        print_json(checks)
    else:
        rows = [("ok" if each.ok else "WRONG", each.what, each.found, "" if each.ok else each.mend) for each in checks]
        console().print(table(("", "what", "found", "what to do"), rows))
    return 0 if all(each.ok for each in checks) else 1


def _tell(report: object, as_json: bool) -> None:
    figures = _flat(plain(report))
    if as_json:
        print_json(figures)
        return
    rounded = {name: round(value, 4) if isinstance(value, float) else value for name, value in figures.items()}
    console().print(table(("figure", "value"), [(name.replace("_", " "), value) for name, value in rounded.items()]))


def _flat(figures: Mapping[str, object]) -> dict[str, object]:
    """Figures within figures, all on one level."""
    flat: dict[str, object] = {}
    for name, value in figures.items():
        flat.update(_flat(value) if isinstance(value, Mapping) else {name: value})
    return flat


def register(app: typer.Typer) -> None:
    """Hang the commands of this module on `app`."""
    app.command("import")(take_in)
    app.command("export")(give_out)
    for command in (extract, recluster, evaluate, doctor):
        app.command()(command)

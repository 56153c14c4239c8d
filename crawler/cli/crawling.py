"""Commands that fetch: `demo`, `fetch`."""

from __future__ import annotations

import shlex
from collections.abc import Container, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from crawler.cli.nothing import told_of_stop
from crawler.cli.options import (
    AllowAddress,
    AsJson,
    ConfigPath,
    Db,
    Session,
    StoppedError,
    crawl_allowing,
    none_called,
    options_given,
    session,
    source_called,
    tell_new_store,
    tell_of_http,
    way_in,
    with_scheme,
)
from crawler.cli.output import console, note, print_json, progress, table
from crawler.config import Config, CrawlSettings
from storage.errors import ConfigError, NewsfoldError
from storage.records import Outcome, Source
from storage.times import now

if TYPE_CHECKING:
    from crawler.run import FetchReport

DEMO_STORE = Path("newsfold-demo.db")
DemoDb = Annotated[
    Path | None, typer.Option("--db", envvar="NEWSFOLD_DB", help=f"The store (default: ./{DEMO_STORE}, made anew).")
]
NAMED = 3  # pages of a source that gave nothing
DEMO_CRAWL = CrawlSettings(delay=0.0)

Wanted = Annotated[
    list[str] | None,
    typer.Argument(metavar="SOURCE or URL", show_default=False, help="Names of sources, or URLs of any kind."),
]


def demo(
    db: DemoDb = None,
    config: ConfigPath = None,  # noqa: ARG001 - every command takes it
    as_json: AsJson = False,
) -> int:
    """See it work on a bundled small web.

    Serves it on loopback, crawls it for real, folds it and shows the stories: no network, no set-up.
    """
    from crawler.demo import serve_demo_web

    # No configuration is read: one that is broken is in nobody's way.
    opened = Session(Config(), db or DEMO_STORE, as_json, given=options_given(db or DEMO_STORE, None))
    if db is None:
        _forget(DEMO_STORE)
    with serve_demo_web() as web:
        _refuse_store_of_news(opened, web.pages)
        note(f"Crawling {len(web.sources)} sources of {web.outlets} small outlets, served on 127.0.0.1 …")
        first = _whole(_fetch(web.sources, opened.store_path, DEMO_CRAWL, proxy=web.proxy_url))
        web.set_revision(2)
        note("A little later: one outlet has changed an article. Crawling again …")
        second = _whole(_fetch(web.sources, opened.store_path, DEMO_CRAWL, proxy=web.proxy_url))
    if as_json:
        _print_demo(opened, (first, second))
    else:
        _show_demo(opened, (first, second))
    return 1 if first.failed or second.failed else 0


def _whole(report: FetchReport) -> FetchReport:
    if report.interrupted:
        raise StoppedError("stopped: the same command begins the demo anew")
    return report


def _refuse_store_of_news(opened: Session, invented: Container[str]) -> None:
    """The demo's news is invented: it must not mix with real news."""
    from storage.reading import iter_articles

    if opened.store_path.exists():
        with opened.to_read() as store:
            if any(stored.article.url not in invented for stored in iter_articles(store)):
                raise ConfigError(f"{opened.store_path} holds news already: name another store for the demo with --db")


def _print_demo(opened: Session, reports: Sequence[FetchReport]) -> None:
    from storage.export import story_record
    from storage.stories import list_stories

    with opened.to_read() as store:
        print_json({"fetched": reports, "stories": [story_record(store, each) for each in list_stories(store)]})


def _show_demo(opened: Session, reports: Sequence[FetchReport]) -> None:
    from crawler.cli.reading import show_stories
    from storage.stories import list_stories

    first, second = reports
    _show_report(opened, first, DEMO_CRAWL)
    if not any(row.new for row in first.sources):
        note(f"{opened.store_path} holds the demo's articles already, of an earlier run: none is new.")
    changed, unchanged = (sum(getattr(row, name) for row in second.sources) for name in ("changed", "unchanged"))
    note(f"The second time: {changed} article changed and was transferred, {unchanged} were unchanged and were not.")
    with opened.to_read() as store:
        show_stories(store, limit=100)
        widest = max(list_stories(store, limit=100), key=lambda story: len(story.outlets), default=None)
        (edited,) = store.connection.execute("SELECT max(url) FROM articles WHERE revision > 1").fetchone()
    if widest is None:  # then the table above says why
        return
    one, other = (shlex.quote(each.url) for each in (widest.members[0], widest.members[-1]))
    note(
        f"\nThe stories are in {opened.store_path}. Try next:\n"
        f"  newsfold story {widest.story_id}{opened.given}    who ran it, in which order, and whom they credit\n"
        f"  newsfold why {one} {other}{opened.given}    why these two articles are one story\n"
        f"  newsfold diff {shlex.quote(edited)}{opened.given}    what an outlet changed\n"
        f"  newsfold export{opened.given}    all stories with their evidence, as JSON Lines\n"
        "  newsfold fetch https://…    a tag page, feed or article of your own"
    )


def fetch(
    wanted: Wanted = None,
    allow_address: AllowAddress = None,
    delay: Annotated[
        float | None, typer.Option(metavar="<seconds>", min=0.0, help="Seconds between two requests to one host.")
    ] = None,
    max_pages: Annotated[
        int | None, typer.Option(metavar="<number>", min=1, help="Pages of a listing to read at most.")
    ] = None,
    db: Db = None,
    config: ConfigPath = None,
    as_json: AsJson = False,
) -> int:
    """Fetch sources or URLs once, and fold.

    All sources of the configuration when none is named; a URL needs no configuration. Ends with a table: what each
    source gave. Exit code 1 when a source failed or gave nothing.
    """
    opened = session(db, config, as_json)
    sources, complaints = _sources(wanted or [], opened.config)
    for complaint in complaints:
        note(f"newsfold: {complaint}")
    if not sources:
        return 2
    if max_pages is not None:
        sources = [replace(source, max_pages=max_pages) for source in sources]
    crawl = crawl_allowing(opened.config.crawl, allow_address)
    if delay is not None:
        crawl = replace(crawl, delay=delay)
    is_new = not opened.store_path.exists()
    opened.begin_store()
    begun = now()
    try:
        report = _advised(_fetch(sources, opened.store_path, crawl), opened.config)
    except KeyboardInterrupt:
        raise StoppedError(_broken_off(opened)) from None
    if as_json:
        print_json(report)
    else:
        _show_report(opened, report, crawl)
        _name_failures(opened, report, begun)
        _name_schemes(wanted or [], report)
        if is_new and any(row.new for row in report.sources):
            tell_new_store(opened)
    if report.interrupted:
        raise StoppedError("stopped: what was under way is kept and folded; the same command goes on with the rest")
    return 2 if complaints else 1 if report.failed else 0


def register(app: typer.Typer) -> None:
    """Hang the commands of this module on `app`."""
    app.command()(demo)
    app.command()(fetch)


def _sources(wanted: Sequence[str], config: Config) -> tuple[list[Source], list[str]]:
    """The sources that are meant, and what is wrong with the words that mean none."""
    if not wanted and not config.sources:
        raise ConfigError("nothing to fetch: name a URL (`newsfold fetch URL`) or add a source (`newsfold add URL`)")
    sources, complaints = [] if wanted else list(config.sources), []
    for each in wanted:
        try:
            sources.append(_source(each, config))
        except NewsfoldError as error:
            complaints.append(str(error))
    return sources, complaints


def _source(wanted: str, config: Config) -> Source:
    from crawler.urls import canonical

    if source := source_called(config.sources, wanted):
        return source
    if url := with_scheme(wanted):
        canonical(url)  # says what is wrong with it
        return Source(name=url, url=url)
    is_file = Path(wanted).expanduser().is_file()
    way = "; it is a file, which `newsfold import` takes in" if is_file else " (a URL begins with http:// or https://)"
    raise none_called(config.sources, wanted, way)


def _fetch(
    sources: Sequence[Source], store_path: Path, crawl: CrawlSettings, *, proxy: str | None = None
) -> FetchReport:
    from crawler.run import fetch as run_fetch

    with progress("fetching") as advance:

        def tell(done: int = 1, total: int | None = None, stage: str | None = None) -> None:
            if stage == "stopping":
                note("stopping: what is under way ends first; Ctrl-C again stops at once")
            else:
                advance(done, total, stage)

        return run_fetch(sources, store_path, crawl, progress=tell, proxy=proxy)


def _broken_off(opened: Session) -> str:
    """What became of a fetch that a second Ctrl-C ended: nothing was folded."""
    if not opened.store_path.exists():
        return "stopped"
    with opened.to_read() as store:
        return told_of_stop("stopped at once: the same command goes on with the rest", store)


def _advised(report: FetchReport, config: Config) -> FetchReport:
    """As `report`, where what there is to mend in sources of the configuration is to be mended there."""
    from crawler.finding.advice import for_declared

    declared = {source.name for source in config.sources}
    rows = [
        replace(row, advice=for_declared(row.advice, config.path)) if row.source in declared else row
        for row in report.sources
    ]
    return replace(report, sources=tuple(rows))


def _show_report(opened: Session, report: FetchReport, crawl: CrawlSettings) -> None:
    columns = ("source", "pages", "new", "changed", "unchanged", "folded", "errors")
    rows = [
        (row.source, row.pages, row.new, row.changed, row.unchanged, row.folded, row.errors_told)
        for row in report.sources
    ]
    console().print(table(columns, rows))
    if any(row.folded for row in report.sources):
        way = opened.told("`newsfold stories --min-outlets 2`")
        note(f"folded: articles that carry a story which others run too ({way})")
    for row in report.sources:
        for words in filter(None, (row.note, row.trouble, row.advice)):
            note(opened.told(f"{row.source}: {words}"))
    blocked = [row.blocked for row in report.sources if row.outcome is Outcome.BLOCKED_ADDRESS and row.blocked]
    if blocked:
        note(way_in(crawl, dict.fromkeys(blocked)))


def _name_failures(opened: Session, report: FetchReport, begun: str) -> None:
    """Name the pages that gave nothing, the first few of each source."""
    from storage.health import failures

    if not any(row.errors for row in report.sources):
        return
    asked = sum(row.pages + sum(row.errors.values()) for row in report.sources)
    with opened.to_read() as store:
        found = failures(store, since=begun, among=2 * asked)  # others may fetch into the same store
    for row in report.sources:
        missed = [] if row.note else found.get(row.source, [])  # of a note it is plain that its own URL failed
        for each in missed[:NAMED]:
            note(f"{row.source}: {each.outcome}{each.reason and f' ({each.reason})'}: {each.url}")
        if len(missed) > NAMED:
            more = f"and {len(missed) - NAMED} more pages that gave nothing"
            note(opened.told(f"{row.source}: {more}, which `newsfold status --failures` lists"))


def _name_schemes(wanted: Sequence[str], report: FetchReport) -> None:
    """Say of addresses that came without scheme, and where nobody answers at https, how to ask otherwise."""
    silent = {row.source for row in report.sources if row.outcome is Outcome.UNREACHABLE}
    for each in wanted:
        if "://" not in each and f"https://{each}" in silent:
            tell_of_http(each)


def _forget(store: Path) -> None:
    for ending in ("", "-wal", "-shm"):
        store.with_name(store.name + ending).unlink(missing_ok=True)

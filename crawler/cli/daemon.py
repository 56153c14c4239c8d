"""Commands for what runs unattended: `run`, `status`, `backup`."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from crawler.cli.nothing import waiting
from crawler.cli.options import AllowAddress, AsJson, ConfigPath, Db, Session, addresses, session
from crawler.cli.output import note, print_json, show_table, stacked
from crawler.config import DEFAULT_STORE, load_config, store_named
from storage.errors import ConfigError
from storage.times import minute_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crawler.config import Config
    from crawler.scheduling.health import SourceHealth

MOST_FETCHES = 200_000  # that are looked through for pages that gave nothing, the newest


def run(
    listen: Annotated[
        str | None, typer.Option(metavar="ADDRESS:PORT", help="Answer /metrics and /healthz on this loopback address.")
    ] = None,
    allow_address: AllowAddress = None,
    db: Db = None,
    config: ConfigPath = None,
    as_json: AsJson = False,
) -> None:
    """Keep every source fresh until stopped.

    Asks each source of the configuration when it is due, folds what came, and takes up a changed configuration. Ctrl-C
    or SIGTERM ends it in good order; with --json, events are JSON lines on standard output.
    """
    from storage.lock import refuse_a_second

    opened = session(db, config, as_json)
    refuse_a_second(opened.store_path)
    from crawler.scheduling.daemon import run_daemon
    from crawler.scheduling.eventlog import say_events
    from crawler.scheduling.metrics import checked_listen

    allowed = addresses(allow_address)

    def read() -> Config:
        loaded = load_config(config)
        crawl = replace(loaded.crawl, allow_addresses=(*loaded.crawl.allow_addresses, *allowed))
        return replace(loaded, crawl=crawl)

    place = checked_listen(listen) if listen else None
    opened.begin_store()
    say_events(as_json=as_json)
    run_daemon(read, opened.store_path, listen=place)


def status(
    failed: Annotated[
        bool, typer.Option("--failures", help="Only list the pages that gave nothing in the last week, and why.")
    ] = False,
    db: Db = None,
    config: ConfigPath = None,
    as_json: AsJson = False,
) -> int:
    """Say how every source is doing.

    Its last success, when it is due, what it gives and usually gave, its trouble in words. Exit code 1 when something
    needs a person.
    """
    from crawler.scheduling.health import status as look
    from storage.times import now

    opened = _session_beside_the_daemon(db, config, as_json)
    if failed:
        _list_failures(opened)
        return 0
    with opened.to_read() as store:
        found = look(store, opened.config, now())
    if as_json:
        print_json(found)
    else:
        if found.sources:
            _show([replace(each, words=opened.told(each.words)) for each in found.sources])
        else:
            ways = opened.told("`newsfold fetch URL` fetches one, `newsfold add URL` keeps one to follow")
            note(f"No source was fetched yet: {ways}.")
        note(f"daemon: {found.daemon or 'none runs; `newsfold run` starts one'}")
        if waits := waiting(found.unfolded):
            note(f"{waits}.")
        for trouble in found.troubles:
            note(opened.told(f"needs you: {trouble}"))
    return 1 if found.troubles else 0


def _show(sources: Sequence[SourceHealth]) -> None:
    rows = [
        (
            each.source,
            each.health,
            minute_of(each.last_success_at or "never"),
            minute_of(each.next_due_at or "now") if each.is_followed else "-",
            each.new_last_day,
            "-" if each.usual_a_day is None else each.usual_a_day,
            each.words,
        )
        for each in sources
    ]
    columns = ("source", "health", "last success (UTC)", "next due (UTC)", "new in a day", "links usually")
    times, counts = "last success,\nnext due (UTC)", "new in a day,\nlinks usually"
    narrow = ("source, what there is to say", "health", times, counts)
    show_table(rows, (*columns, "what there is to say"), narrow, _narrowed)


def _narrowed(row: tuple[object, ...]) -> tuple[object, ...]:
    name, health, last, due, new, usual, words = ("" if each == "-" else str(each) for each in row)
    return stacked(name, words), health, stacked(last, due), stacked(new, usual)


def _list_failures(opened: Session) -> None:
    from storage.health import LATELY, failures

    since = (datetime.now(UTC) - timedelta(days=LATELY)).isoformat()
    with opened.to_read() as store:
        found = failures(store, since=since, among=MOST_FETCHES)
    if opened.as_json:
        print_json(found)
        return
    rows = [
        (source, minute_of(each.fetched_at), each.outcome, each.reason, each.url)
        for source, pages in found.items()
        for each in pages
    ]
    if not rows:
        note("Every page that was asked for in the last week gave something.")
        return
    show_table(
        rows,
        ("source", "asked (UTC)", "outcome", "why", "page"),
        ("page, source, why", "asked (UTC)", "outcome"),
        lambda row: (stacked(row[4], row[0], row[3]), *row[1:3]),
    )


def _session_beside_the_daemon(db: Path | None, config: Path | None, as_json: bool) -> Session:
    """The session; of a configuration that cannot be read it is said as well what a running daemon makes of it."""
    from storage.lock import daemon_of

    try:
        return session(db, config, as_json)
    except ConfigError as error:
        daemon = daemon_of(db or store_named(config) or Path(DEFAULT_STORE))
        goes_on = f"; the daemon ({daemon}) goes on with the configuration that it took up before" if daemon else ""
        raise ConfigError(f"{error}{goes_on}") from None


def backup(
    target: Annotated[
        Path, typer.Argument(metavar="FILE", help="Where the copy goes; an older copy is replaced, no other file is.")
    ],
    db: Db = None,
    config: ConfigPath = None,
    as_json: AsJson = False,
) -> None:
    """Copy the store while it is in use.

    As it is at one moment, whoever writes meanwhile; the copy is checked before it takes its name.
    """
    from storage.upkeep import back_up

    with session(db, config, as_json, store_alone=True).to_read() as store:
        made = back_up(store, target)
    if as_json:
        print_json(made)
    else:
        note(f"{made.path}: {made.articles} articles in {made.stories} stories, {made.bytes:,} bytes, checked")


def register(app: typer.Typer) -> None:
    """Hang the commands of this module on `app`."""
    for command in (run, status, backup):
        app.command()(command)

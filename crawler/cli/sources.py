"""Commands of the list of sources: `sources list`, `check`, `import`, `export`, `forget`."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from crawler.cli.checking import check
from crawler.cli.extending import extend, to_be_extended
from crawler.cli.options import (
    AsJson,
    ConfigPath,
    Db,
    Output,
    file_of,
    session,
)
from crawler.cli.output import note, print_json, show_table, stacked
from crawler.config import Config
from crawler.config_rules import nearest
from storage.errors import ConfigError, InputError
from storage.records import Source
from storage.times import minute_of

if TYPE_CHECKING:
    from collections.abc import Sequence


def list_sources(db: Db = None, config: ConfigPath = None, as_json: AsJson = False) -> None:
    """List the sources and how they fared.

    Those of the configuration, which are followed, and those that were fetched once by their URLs.
    """
    from storage.sources import list_sources as stored_sources

    opened = session(db, config, as_json)
    states = {}
    if opened.store_path.exists():
        with opened.to_read() as store:
            states = {state.source.name: state for state in stored_sources(store)}
    configured = {source.name: source for source in opened.config.sources}
    named = configured | {name: state.source for name, state in states.items() if name not in configured}
    if as_json:
        listed = [(name, each, name in configured) for name, each in named.items()]
        print_json([{"source": each, "state": states.get(name), "is_followed": kept} for name, each, kept in listed])
        return
    if not named:
        note(opened.told("No sources yet: `newsfold add URL` adds one, `newsfold fetch URL` fetches without adding."))
        return
    rows = []
    for name, source in named.items():
        state = states.get(name)
        last = (state.last_outcome or "", minute_of(state.last_fetched_at or "never")) if state else ("", "never")
        followed = "yes" if name in configured else "once"
        rows.append((name, followed, source.kind or "", source.url, last[1], last[0]))
    show_table(
        rows,
        ("source", "followed", "kind", "url", "last fetched (UTC)", "outcome"),
        ("source, url", "followed", "kind", "last fetched (UTC),\noutcome"),
        lambda row: (stacked(row[0], row[3] if row[3] != row[0] else ""), *row[1:3], stacked(*row[4:])),
    )
    if once := len(named) - len(configured):
        told = "1 was fetched once" if once == 1 else f"{once} were fetched once"
        ways = "`newsfold add URL` follows one, `newsfold sources forget URL` lets it go"
        note(opened.told(f"{told}: nothing asks again; {ways}"))


def take_list(
    file: Annotated[Path, typer.Argument(metavar="FILE.opml", help="An OPML file; - is standard input.")],
    db: Db = None,
    config: ConfigPath = None,
    as_json: AsJson = False,
) -> int:
    """Add the sources of an OPML file.

    As feed readers export them. Those that the configuration has already are passed over.
    """
    from crawler.opml import read_opml
    from crawler.urls import entry_point

    place, known = to_be_extended(config)
    listed = read_opml(_bytes_of(file), str(file))
    asked = {entry_point(each.url): each for each in reversed(listed.sources)}  # the first of those that are one
    for source in known.sources:
        asked.pop(entry_point(source.url), None)
    fresh = _all_named([each for each in listed.sources if asked.get(entry_point(each.url)) is each], known.sources)
    if fresh:
        extend(place, fresh, db)
    for line in listed.left_out:
        note(f"newsfold: {line}")
    if as_json:
        there = len(listed.sources) - len(fresh)
        print_json({"added": fresh, "already_there": there, "left_out": listed.left_out, "config": str(place)})
    else:
        note(f"{len(fresh)} sources added to {place}, {len(listed.sources) - len(fresh)} were there already.")
    return 1 if listed.left_out else 0


def _bytes_of(file: Path) -> bytes:
    try:
        return sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
    except OSError as error:
        raise InputError(f"{file} cannot be read: {error.strerror}") from None


def _all_named(sources: Sequence[Source], known: Sequence[Source]) -> list[Source]:
    """Give each source a name that no other has."""
    taken, named = {each.name for each in known}, []
    for source in sources:
        name = source.name if source.name not in taken else source.url
        taken.add(name)
        named.append(replace(source, name=name))
    return named


def give_list(
    output: Output = None,
    db: Db = None,
    config: ConfigPath = None,
    as_json: AsJson = False,
) -> None:
    """Write the configuration's sources as OPML.

    For feed readers, and for `newsfold sources import` elsewhere.
    """
    from crawler.opml import write_opml

    opened = session(db, config, as_json)
    sources = opened.config.sources
    written, output = write_opml(sources, "newsfold: sources"), file_of(output, opened)
    if output is None and as_json:
        print_json(sources)
        return
    if output is None:
        sys.stdout.buffer.write(written)
        return
    try:
        output.write_bytes(written)
    except OSError as error:
        raise InputError(f"{output} cannot be written: {error.strerror}; name another file with -o") from None
    if as_json:
        print_json({"exported": len(sources), "file": str(output)})
    else:
        note(f"{len(sources)} sources written to {output}")


def forget(
    names: Annotated[list[str], typer.Argument(metavar="SOURCE", help="As `status` names it, or its URL.")],
    db: Db = None,
    config: ConfigPath = None,
    as_json: AsJson = False,
) -> None:
    """Forget a source of a one-off fetch, such as a mistyped URL.

    It leaves `status` and `sources list`, and what it led to and was not fetched is let go. Articles, the diary of
    fetches and the history stay. One that the configuration names is refused: take it out there first. Of several,
    none is forgotten where one cannot be.
    """
    from storage.sources import forget_source, list_sources
    from storage.times import now

    opened = session(db, config, as_json)
    opened.to_read().close()  # there has to be one
    with opened.to_write() as store:
        known = [state.source for state in list_sources(store)]
        meant = [_forgettable(name, known, opened.config) for name in names]
        with store.write():
            let_go = {name: forget_source(store, name, now()) for name in dict.fromkeys(meant)}
    if as_json:
        print_json([{"source": name, "let_go": count} for name, count in let_go.items()])
    for name, count in let_go.items():
        waited = f", and {count} links that it led to are not fetched any more" if count else ""
        note(f"{name} is forgotten{waited}; its articles and the diary of its fetches stay.")


def _forgettable(named: str, known: Sequence[Source], config: Config) -> str:
    """The name of the source that is meant by its name or URL; ConfigError for one that the configuration names.

    A one-off fetch is called by its URL, which the configuration may have under another name since.
    """
    declared = {source.name for source in config.sources}
    stored = {source.name: source.name for source in known if source.name not in declared}
    if named in stored:
        return named
    for source in config.sources:
        if named in {source.name, source.url}:
            raise ConfigError(f"{config.path} names {source.name!r}: take its [[sources]] table out there")
    stored |= {source.url: source.name for source in known if source.name in stored and source.url not in stored}
    if named not in stored:
        hint = nearest(named, tuple(stored))
        raise ConfigError(
            f"the store has no source called {named!r}{hint and f'; {hint}'} (`newsfold sources list` lists them)"
        )
    return stored[named]


def register(app: typer.Typer) -> None:
    """Hang the group `sources` on `app`."""
    sources = typer.Typer(help="What is crawled: list it, check it, take it from OPML.", no_args_is_help=True)
    sources.command("list")(list_sources)
    sources.command("check")(check)
    sources.command("import")(take_list)
    sources.command("export")(give_list)
    sources.command("forget")(forget)
    app.add_typer(sources, name="sources")

"""Commands of the list of sources: `sources list`, `check`, `import`, `export`, `forget`."""

from __future__ import annotations

import shlex
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from crawler.cli.options import (
    AllowAddress,
    AsJson,
    ConfigPath,
    Db,
    Output,
    Session,
    crawl_allowing,
    file_of,
    is_called,
    none_called,
    session,
    source_called,
    to_be_extended,
)
from crawler.cli.output import console, note, print_json, progress, table
from crawler.config import Config, append_sources
from crawler.config_rules import nearest
from storage.errors import ConfigError, InputError
from storage.records import Outcome, Source
from storage.times import minute_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crawler.look import Looked

Names = Annotated[
    list[str] | None, typer.Argument(metavar="SOURCE", show_default=False, help="Names of sources, or their URLs.")
]


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
        note("No sources yet: `newsfold add URL` adds one, `newsfold fetch URL` fetches without adding.")
        return
    rows = []
    for name, source in named.items():
        state = states.get(name)
        last = (state.last_outcome or "", minute_of(state.last_fetched_at or "never")) if state else ("", "never")
        followed = "yes" if name in configured else "once"
        rows.append((name, followed, source.kind or "", source.url, last[1], last[0]))
    console().print(table(("source", "followed", "kind", "url", "last fetched (UTC)", "outcome"), rows))
    if once := len(named) - len(configured):
        told = "1 was fetched once" if once == 1 else f"{once} were fetched once"
        note(f"{told}: nothing asks again; `newsfold add URL` follows one, `newsfold sources forget URL` lets it go")


def check(
    names: Names = None,
    allow_address: AllowAddress = None,
    db: Db = None,
    config: ConfigPath = None,
    as_json: AsJson = False,
) -> int:
    """See what each source would give now.

    All of the configuration when none is named; nothing is stored. Exit code 1 when one fails or gives nothing.
    """
    from crawler.fetching.runner import event_loop
    from crawler.look import look_at

    opened = session(db, config, as_json)
    known = opened.config
    _refuse_one_offs(opened, names or [])
    sources = _chosen(known, names or [])
    with progress("checking", len(sources)) as advance:
        looking = look_at(sources, crawl_allowing(known.crawl, allow_address), advance)
        looked = event_loop().run_until_complete(looking)
    advice = {each.source.name: words for each in looked if (words := _advice(each, known.path))}
    if as_json:
        print_json([_checked_source(each) | {"advice": advice.get(each.source.name, "")} for each in looked])
    else:
        found = map(_checked_source, looked)
        rows = [tuple({**each, "newest": minute_of(str(each["newest"]))}.values()) for each in found]
        console().print(table(("source", "url", "kind", "gives", "newest (UTC)", "outcome", "why"), rows))
        for name, words in advice.items():
            note(f"{name}: {words}")
    return 0 if all(each.outcome is Outcome.OK for each in looked) else 1


def _refuse_one_offs(opened: Session, names: Sequence[str]) -> None:
    """ConfigError for a name that the store has and the configuration has not: `sources list` shows both."""
    from storage.sources import list_sources as stored_sources

    declared = {word for each in opened.config.sources for word in (each.name, each.url)}
    unknown = [name for name in names if not any(is_called(each, name) for each in opened.config.sources)]
    if not unknown or not opened.store_path.exists():
        return
    with opened.to_read() as store:
        stored = [each.source for each in stored_sources(store) if each.source.name not in declared]
    once = {word: each.url for each in stored for word in (each.name, each.url)}
    for name in filter(once.__contains__, unknown):
        again = f"`newsfold fetch {shlex.quote(once[name])}` asks it again"
        raise ConfigError(f"{name!r} is a one-off fetch, which the configuration does not declare: {again}")


def _chosen(known: Config, names: Sequence[str]) -> list[Source]:
    if not known.sources:
        raise ConfigError("no sources to check: `newsfold add URL` adds one")
    return [_called(known, name) for name in names] or list(known.sources)


def _called(known: Config, name: str) -> Source:
    if source := source_called(known.sources, name):
        return source
    raise none_called(known.sources, name)


def _checked_source(looked: Looked) -> dict[str, object]:
    found = looked.survey
    dates = [each.published_at for each in found.teasers if each.published_at] if found else []
    if found and found.article and found.article.published_at:
        dates = [found.article.published_at]
    return {
        "source": looked.source.name,
        "url": looked.source.url,
        "kind": looked.source.kind or "",
        "gives": looked.gives,
        "newest": max(dates, default=""),
        "outcome": looked.outcome,
        "reason": looked.reason,
    }


def _advice(looked: Looked, config: Path | None) -> str:
    """What to mend where a page may be meant as another kind; '' for nothing."""
    from crawler.finding.advice import teasers_told, way_to_listing

    linked = looked.survey.beside if looked.survey else 0
    return teasers_told(looked.source.url, linked, way_to_listing(config))


def take_list(
    file: Annotated[Path, typer.Argument(metavar="FILE.opml", help="An OPML file; - is standard input.")],
    db: Db = None,  # noqa: ARG001 - every command takes it
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
        append_sources(place, fresh)
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
    if as_json:
        print_json(sources)
        return
    written, output = write_opml(sources, "newsfold: sources"), file_of(output, opened)
    if output is None:
        sys.stdout.buffer.write(written)
        return
    try:
        output.write_bytes(written)
    except OSError as error:
        raise InputError(f"{output} cannot be written: {error.strerror}; name another file with -o") from None
    note(f"{len(sources)} sources written to {output}")


def forget(
    names: Annotated[list[str], typer.Argument(metavar="SOURCE", help="As `status` names it, or its URL.")],
    db: Db = None,
    config: ConfigPath = None,
    as_json: AsJson = False,
) -> None:
    """Forget a source of a one-off fetch, such as a mistyped URL.

    It leaves `status` and `sources list`, and what it led to and was not fetched is let go. Articles, the diary of
    fetches and the history stay. One that the configuration names is taken out there. Of several, none is forgotten
    where one cannot be.
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

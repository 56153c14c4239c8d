"""Commands that keep the list of sources: `add`, `sources check`, `sources import`, `sources export`."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from crawler.cli.options import WAY_IN, AllowAddress, AsJson, ConfigPath, Db, addresses, file_of, session
from crawler.cli.output import console, note, print_json, progress, table
from crawler.config import DEFAULT_CONFIG, Config, append_sources, load_config
from crawler.config_rules import TABLES, nearest
from storage.errors import ConfigError, InputError
from storage.records import Kind, Outcome, Source
from storage.texts import printable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crawler.config import CrawlSettings
    from crawler.look import Looked, Proposal

SHOWN = 10  # teasers of a preview
ENTRIES_SHOWN = 20  # entry points of a home page

Names = Annotated[
    list[str] | None, typer.Argument(metavar="SOURCE", show_default=False, help="Names of sources, or their URLs.")
]


def add(
    url: Annotated[str, typer.Argument(metavar="URL", help="A listing, feed, sitemap, article or home page.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show what it would give.")] = False,
    name: Annotated[
        str | None, typer.Option(metavar="<name>", help="What to call it; default: what it calls itself.")
    ] = None,
    every: Annotated[
        str | None, typer.Option(metavar="<span>", help="How often the daemon asks: 30m, 6h or a cron line.")
    ] = None,
    kind: Annotated[
        Kind | None, typer.Option(help="Take this kind of what a page offers; listing or article: read it as one.")
    ] = None,
    allow_address: AllowAddress = None,
    db: Db = None,  # noqa: ARG001 - every command takes it
    config: ConfigPath = None,
    as_json: AsJson = False,
) -> int:
    """Find out what a URL is, and add it to the configuration.

    A home page is searched for its feeds and sitemaps; the best is taken, a feed first. Shows what it would give, and
    appends it to newsfold.toml with comments kept. What gives nothing is not added: exit code 1.
    """
    from crawler.look import propose
    from crawler.run import event_loop
    from crawler.urls import canonical

    asked = url if "://" in url else f"https://{url}"
    canonical(asked)  # says what is wrong with it
    place, known = _config(config)
    _refuse_known(asked, name, known, place)
    if every is not None:
        every = _checked("every", every)
    crawl = _crawl(known, allow_address)
    proposal = event_loop().run_until_complete(propose(asked, crawl, kind))
    added = None
    if proposal.best.gives and proposal.best.outcome is Outcome.OK:
        source = _named(proposal.best, name, known.sources)
        added = replace(source, every=every)
        if not dry_run:
            append_sources(place, [added])
    if as_json:
        print_json(_proposal(proposal, added, None if dry_run else place))
    else:
        _show_proposal(proposal, added)
        _tell_end(added, place, proposal, None if dry_run else _next(added, config, allow_address))
    return 0 if added else 1


def _config(path: Path | None) -> tuple[Path, Config]:
    """The configuration to add to; one that is not there yet is an empty one."""
    if path is not None and not path.exists():
        return path, Config(path=path)
    loaded = load_config(path)
    return loaded.path or Path(DEFAULT_CONFIG), loaded


def _crawl(known: Config, allow_address: list[str] | None) -> CrawlSettings:
    return replace(known.crawl, allow_addresses=(*known.crawl.allow_addresses, *addresses(allow_address)))


def _refuse_known(url: str, name: str | None, known: Config, place: Path) -> None:
    for source in known.sources:
        if url == source.url or name == source.name:
            raise ConfigError(f"{place}: already has {source.name!r} ({source.url})")


def _checked(key: str, value: str) -> Any:
    try:
        return TABLES["sources"][key].accept(value)
    except ValueError as error:
        raise ConfigError(f"--{key} {value!r}: expected {error}") from None


def _named(best: Looked, name: str | None, known: Sequence[Source]) -> Source:
    """The source under the name given, else what it calls itself, else its URL where that name is taken."""
    title = " ".join(printable(best.survey.title if best.survey else "").replace("\ufffd", "").split())
    taken = {source.name for source in known}
    return replace(best.source, name=name or (title if title and title not in taken else best.source.url))


def _proposal(proposal: Proposal, added: Source | None, config: Path | None) -> dict[str, object]:
    best = proposal.best
    return {
        "url": best.source.url,
        "kind": best.source.kind,
        "outcome": best.outcome,
        "reason": best.reason,
        "gives": best.gives,
        "preview": _preview(best),
        "entry_points": [{"url": each.url, "kind": each.kind, "name": each.name} for each in proposal.entries],
        "source": added,
        "added_to": str(config) if config and added else None,
    }


def _preview(looked: Looked) -> list[dict[str, object]]:
    found = looked.survey
    if found is None:
        return []
    if found.article:
        article = found.article
        return [
            {
                "title": article.title,
                "published_at": article.published_at,
                "url": article.url,
                "outlet": article.outlet,
                "characters": len(article.text),
            }
        ]
    return [{"title": each.title, "published_at": each.published_at, "url": each.url} for each in found.teasers[:SHOWN]]


def _show_proposal(proposal: Proposal, added: Source | None) -> None:
    best, out = proposal.best, console()
    if proposal.entries:
        rows = [(each.kind or "", each.name if each.name != each.url else "", each.url) for each in proposal.entries]
        out.print(table(("kind", "calls itself", "url"), rows[:ENTRIES_SHOWN], title="What the page leads to"))
        if len(rows) > ENTRIES_SHOWN:
            note(f"… and {len(rows) - ENTRIES_SHOWN} more: --json lists them all")
    if added is None:
        return
    title = f"{added.name}: a{'n' if added.kind is Kind.ARTICLE else ''} {added.kind} of {best.gives} now"
    columns = ("published", "title", "url")
    rows = [(str(row["published_at"] or ""), str(row["title"]), str(row["url"])) for row in _preview(best)]
    out.print(table(columns, rows, title=title))


def _tell_end(added: Source | None, place: Path, proposal: Proposal, command: str | None) -> None:
    if added is None:
        best = proposal.best
        note(f"newsfold: {best.source.url}: {best.outcome}{f' ({best.reason})' if best.reason else ''}: not added")
        if best.outcome is Outcome.BLOCKED_ADDRESS:
            note(WAY_IN)
    elif command is None:
        note("Not added: --dry-run only shows.")
    else:
        note(f"Added to {place} as {added.name!r}. Next: {command}")


def _next(added: Source | None, config: Path | None, allow_address: list[str] | None) -> str:
    """The command that fetches what was added, with the options that it needs as this one did."""
    from shlex import join

    words = ["newsfold", "fetch", added.name if added else ""]
    if config is not None and config != Path(os.environ.get("NEWSFOLD_CONFIG") or DEFAULT_CONFIG):
        words += ["--config", str(config)]
    for address in allow_address or ():
        words += ["--allow-address", address]
    return join(words)


def check(
    names: Names = None,
    allow_address: AllowAddress = None,
    db: Db = None,  # noqa: ARG001 - every command takes it
    config: ConfigPath = None,
    as_json: AsJson = False,
) -> int:
    """See what each source would give now.

    All of the configuration when none is named; nothing is stored. Exit code 1 when one fails or gives nothing.
    """
    from crawler.look import look_at
    from crawler.run import event_loop

    known = load_config(config)
    sources = _chosen(known, names or [])
    with progress("checking", len(sources)) as advance:
        looking = look_at(sources, _crawl(known, allow_address), advance)
        looked = event_loop().run_until_complete(looking)
    if as_json:
        print_json([_checked_source(each) for each in looked])
    else:
        rows = [tuple(_checked_source(each).values()) for each in looked]
        console().print(table(("source", "url", "kind", "gives", "newest", "outcome", "why"), rows))
    return 0 if all(each.outcome is Outcome.OK for each in looked) else 1


def _chosen(known: Config, names: Sequence[str]) -> list[Source]:
    if not known.sources:
        raise ConfigError("no sources to check: `newsfold add URL` adds one")
    by_name = {each.name: each for each in known.sources} | {each.url: each for each in known.sources}
    for name in names:
        if name not in by_name:
            hint = nearest(name, tuple(each.name for each in known.sources))
            raise ConfigError(f"no source is called {name!r}{hint and f'; {hint}'}")
    return [by_name[name] for name in names] or list(known.sources)


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

    place, known = _config(config)
    listed = read_opml(_bytes_of(file), str(file))
    urls = {each.url for each in known.sources}
    fresh = _all_named([each for each in listed.sources if each.url not in urls], known.sources)
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
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="<file>", help="A file; else (or with -) standard output."),
    ] = None,
    db: Db = None,  # noqa: ARG001 - every command takes it
    config: ConfigPath = None,
    as_json: AsJson = False,
) -> None:
    """Write the configuration's sources as OPML.

    For feed readers, and for `newsfold sources import` elsewhere.
    """
    from crawler.opml import write_opml

    sources = load_config(config).sources
    if as_json:
        print_json(sources)
        return
    written, output = write_opml(sources, "newsfold: sources"), file_of(output)
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
    fetches and the history stay. One that the configuration names is taken out there.
    """
    from storage.sources import forget_source, list_sources
    from storage.times import now

    opened = session(db, config, as_json)
    opened.to_read().close()  # there has to be one
    with opened.to_write() as store:
        known = [state.source for state in list_sources(store)]
        meant = [_forgettable(name, known, opened.config) for name in names]
        let_go = {name: forget_source(store, name, now()) for name in dict.fromkeys(meant)}
    if as_json:
        print_json([{"source": name, "let_go": count} for name, count in let_go.items()])
    for name, count in let_go.items():
        waited = f", and {count} links that it led to are not fetched any more" if count else ""
        note(f"{name} is forgotten{waited}; its articles and the diary of its fetches stay.")


def _forgettable(named: str, known: Sequence[Source], config: Config) -> str:
    """The name of the source that is meant by its name or URL; ConfigError for one that the configuration names."""
    for source in config.sources:
        if named in {source.name, source.url}:
            raise ConfigError(f"{config.path} names {source.name!r}: take its [[sources]] table out there")
    declared = {source.name for source in config.sources}
    stored = {source.name: source.name for source in known if source.name not in declared}
    stored |= {source.url: source.name for source in known if source.name in stored and source.url not in stored}
    if named not in stored:
        hint = nearest(named, tuple(stored))
        raise ConfigError(
            f"the store has no source called {named!r}{hint and f'; {hint}'} (`newsfold sources list` lists them)"
        )
    return stored[named]


def register(app: typer.Typer) -> None:
    """Hang `add` on `app`."""
    app.command()(add)


def register_sources(sources: typer.Typer) -> None:
    """Hang what deals with the list of sources on the group of that name."""
    sources.command("check")(check)
    sources.command("import")(take_list)
    sources.command("export")(give_list)
    sources.command("forget")(forget)

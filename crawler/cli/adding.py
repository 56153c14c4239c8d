"""The command `add`: what a URL is, and into the configuration with it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from shlex import quote
from typing import TYPE_CHECKING, Annotated, Any

import typer

from crawler.cli.extending import extend, to_be_extended
from crawler.cli.options import (
    AllowAddress,
    AsJson,
    ConfigPath,
    Db,
    crawl_allowing,
    has_scheme,
    options_given,
    tell_of_http,
    way_in,
)
from crawler.cli.output import console, note, print_json, table
from crawler.config import Config
from crawler.config_rules import TABLES
from crawler.scheduling.cron import span_of
from storage.errors import ConfigError
from storage.records import Kind, Outcome, Source
from storage.texts import printable
from storage.times import minute_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from crawler.look import Looked, Proposal

SHOWN = 10  # teasers of a preview
OFTEN = timedelta(minutes=1)
LINKED = 2  # articles that a page links to, which may be a listing then
ENTRIES_SHOWN = 20  # entry points of a home page


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
        Kind | None,
        typer.Option(help="Take this kind of what a page offers: feed or sitemap; listing or article: read it as one."),
    ] = None,
    allow_address: AllowAddress = None,
    db: Db = None,
    config: ConfigPath = None,
    as_json: AsJson = False,
) -> int:
    """Find out what a URL is, and add it.

    A home page is searched for its feeds and sitemaps; the best is taken, a feed first. Shows what it would give, and
    appends it to newsfold.toml with comments kept. What gives nothing is not added: exit code 1.
    """
    from crawler.fetching.runner import event_loop
    from crawler.look import propose

    asked = url if has_scheme(url) else f"https://{url}"
    place, known = to_be_extended(config)
    _refuse_known(asked, name, kind, known, place)
    if every is not None:
        every = _checked("every", every)
        if (span := span_of(every)) is not None and span < OFTEN:
            note(f"--every {every}: outlets block who asks so often; 5m sees every change of a page that changes fast.")
    crawl = crawl_allowing(known.crawl, allow_address)
    proposal = event_loop().run_until_complete(propose(asked, crawl, kind))
    added = None
    if proposal.best.gives and proposal.best.outcome is Outcome.OK:
        source = _named(proposal.best, name, known.sources)
        added = replace(source, every=every)
        if not dry_run:
            extend(place, [added], db)
    if added and (found := proposal.best.survey) and _may_list(added.url, found.beside):
        note(f"This page is read as an article, and links to {found.beside}: --kind listing reads it as a listing.")
    if as_json:
        print_json(_proposal(proposal, added, None if dry_run else place))
    else:
        _show_proposal(proposal, added)
        if proposal.best.blocked:
            note(way_in(crawl, [proposal.best.blocked]))
        if "://" not in url and proposal.best.outcome is Outcome.UNREACHABLE:
            tell_of_http(url)
        _tell_end(added, place, proposal, None if dry_run else _next(added, options_given(db, config), allow_address))
    return 0 if added else 1


def _may_list(url: str, linked: int) -> bool:
    """Tell whether what is read as an article and links to so many may be meant as a listing."""
    from crawler.finding.advice import teasers_told

    return linked >= LINKED or bool(teasers_told(url, linked, ""))


def _refuse_known(url: str, name: str | None, kind: Kind | None, known: Config, place: Path) -> None:
    from crawler.urls import entry_point

    asked = entry_point(url)  # says what is wrong with it
    for source in known.sources:
        if asked == entry_point(source.url) or name == source.name:
            other = kind is not None and kind is not source.kind
            change = f'; to read it as another kind, set kind = "{kind}" there' if other else ""
            raise ConfigError(f"{place}: already has {source.name!r} ({source.url}){change}")


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
    columns = ("published (UTC)", "title", "url")
    rows = [(minute_of(str(row["published_at"] or "")), str(row["title"]), str(row["url"])) for row in _preview(best)]
    out.print(table(columns, rows, title=title))


def _tell_end(added: Source | None, place: Path, proposal: Proposal, command: str | None) -> None:
    if added is None:
        best = proposal.best
        note(f"newsfold: {best.source.url}: {best.outcome}{f' ({best.reason})' if best.reason else ''}: not added")
    elif command is None:
        note("Not added: --dry-run only shows.")
    else:
        note(f"Added to {place} as {added.name!r}. Next: {command}")


def _next(added: Source | None, given: str, allow_address: list[str] | None) -> str:
    """The command that fetches what was added, with the options that it needs as this one did."""
    allowed = "".join(f" --allow-address {quote(each)}" for each in allow_address or ())
    return f"newsfold fetch {quote(added.name if added else '')}{given}{allowed}"


def register(app: typer.Typer) -> None:
    """Hang `add` on `app`."""
    app.command()(add)

"""The command `sources check`: what each source would give now."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, Annotated

import typer

from crawler.cli.options import (
    AllowAddress,
    AsJson,
    ConfigPath,
    Db,
    Session,
    crawl_allowing,
    is_called,
    none_called,
    session,
    source_called,
)
from crawler.cli.output import note, print_json, progress, show_table, stacked
from crawler.config import Config
from storage.errors import ConfigError
from storage.records import Outcome, Source
from storage.times import minute_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from crawler.look import Looked

Names = Annotated[
    list[str] | None, typer.Argument(metavar="SOURCE", show_default=False, help="Names of sources, or their URLs.")
]


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
        _show_checked(rows)
        for name, words in advice.items():
            note(f"{name}: {words}")
    return 0 if all(each.outcome is Outcome.OK for each in looked) else 1


def _show_checked(rows: Sequence[tuple[object, ...]]) -> None:
    show_table(
        rows,
        ("source", "url", "kind", "gives", "newest (UTC)", "outcome", "why"),
        ("source, url", "kind", "gives", "newest (UTC)", "outcome, why"),
        lambda row: (stacked(row[0], row[1] if row[1] != row[0] else ""), *row[2:5], stacked(*row[5:])),
    )


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

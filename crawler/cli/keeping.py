"""Commands that give out and look after: `export`, `recluster`, `evaluate`, `doctor`."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from crawler.cli.nothing import tell_nothing, understood
from crawler.cli.options import (
    AsJson,
    ConfigPath,
    Db,
    Output,
    Session,
    file_of,
    session,
)
from crawler.cli.output import a_line_each, console, note, plain, print_json, progress, table
from crawler.cli.reading import WORDS, Language, MinOutlets, OfSource, Outlet, Until, given
from crawler.config import DEFAULT_STORE, Config, store_named
from storage.errors import ConfigError
from storage.filters import Filters

if TYPE_CHECKING:
    from crawler.doctor import Check


def give_out(
    what: Annotated[
        str,
        typer.Option(
            metavar="<kind>",
            help="stories, articles, matches or events: stories of the same days that tell of one happening in other "
            "words, found by the names and numbers that they share.",
        ),
    ] = "stories",
    form: Annotated[
        str | None,
        typer.Option(
            "--format",
            metavar="<format>",
            help="jsonl, json, csv, parquet, atom, html or markdown; else what the file's name ends in, else jsonl. "
            "csv is UTF-8, which Excel reads by Data, From Text/CSV, and not by a double click.",
        ),
    ] = None,
    output: Output = None,
    since: Annotated[
        str | None,
        typer.Option(
            metavar="<date>",
            help="Published on or after this day or moment (UTC), a story by any of its articles. "
            "`last`: what came since the last time; it replaces what the file holds.",
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
    new or changed since the last such export into the same file, which it replaces; a table gets a datapackage.json
    beside it.
    """
    from storage.export import Wanted, count, export, export_file
    from storage.exports.incremental import last_time

    since_last = since == "last"
    filters = given(Filters(None if since_last else since, until, outlet, source, query, language, min_outlets))
    opened = session(db, config, as_json)
    output = file_of(output, opened)
    if since_last and output is None:
        raise ConfigError("--since last remembers by the output file: name one with -o")
    form = form or _form_of(output)
    if as_json and output is None and form not in {"json", "jsonl"}:
        raise ConfigError(f"--json asks for JSON, and {form} is none: leave one of the two out, or name a file with -o")
    replaces = output is not None and output.expanduser().is_file()
    with opened.to_read() as store:
        filters = understood(store, filters, opened.config)
        wanted = Wanted(what, form, filters)
        since_when = last_time(output) if since_last and output else None
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
        told = _written(written, what, output, since_when, since_last=since_last)
        note(f"{told}, in place of what it held" if replaces and not since_last else told)


def _written(written: int, what: str, output: Path, since_when: str | None, *, since_last: bool) -> str:
    """What became of the file, in words."""
    if not since_last:
        return f"{written} {what} written to {output}"
    if written:
        return f"{written} {what} that are new or changed written to {output}"
    return f"nothing new{f' since {since_when}' if since_when else ''}; {output} now holds no {what}"


def _form_of(output: Path | None) -> str:
    """The format that the end of a file's name says; ConfigError where it says one that there is not."""
    from storage.exports.formats import ENDINGS

    ending = output.suffix.removeprefix(".").lower() if output else ""
    if ending and ending not in ENDINGS:
        known = ", ".join(f".{each}" for each in ENDINGS)
        raise ConfigError(f"{output}: no format ends in .{ending}: say which with --format, or end the name in {known}")
    return ENDINGS.get(ending, "jsonl")


def recluster(
    recipe: Annotated[
        str | None, typer.Option(metavar="<recipe>", help="Another recipe than the configured one or the store's own.")
    ] = None,
    db: Db = None,
    config: ConfigPath = None,
    as_json: AsJson = False,
) -> None:
    """Fold everything stored again.

    From the texts, with the recipe of the configuration, else the store's own; the same stories as folding them as they
    came.
    """
    from dedupe.fold import recluster as fold_again
    from storage.export import count

    opened = session(db, config, as_json)
    with opened.to_read() as there:  # not made where there is none
        total = count(there, "articles", Filters())
    with opened.to_write() as store, progress("folding", total) as advance:
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
    from crawler.fetching.answers import known_as
    from dedupe.evaluate import evaluate as measure
    from dedupe.evaluate import evaluate_news_copy

    if articles is not None:
        _tell(evaluate_news_copy(articles, truth), as_json)
        return

    with session(db, config, as_json, store_alone=True).to_read() as store:
        _tell(measure(store, truth, known_as), as_json)


def doctor(db: Db = None, config: ConfigPath = None, as_json: AsJson = False) -> int:
    """Check the installation and the store.

    Which files and versions are in use, whether the configuration and the store are sound.
    """
    from crawler.doctor import examine

    try:
        opened, unread = session(db, config, as_json), ""
    except ConfigError as error:
        opened, unread = Session(Config(), db or store_named(config) or Path(DEFAULT_STORE), as_json), str(error)
    checks = examine(opened.config, opened.store_path, unread)
    if as_json:
        print_json(checks)
    else:
        rows = [row for each in checks for row in _rows(each)]
        console().print(table(("", "what", "found", "what to do"), rows))
    return 0 if all(each.ok for each in checks) else 1


def _rows(check: Check) -> list[tuple[str, ...]]:
    """The lines of the table that tell of a check: one, or one for each mistake of a configuration."""
    if check.ok:
        return [("ok", check.what, check.found, "")]
    first, *others = a_line_each(check.found)
    return [("WRONG", check.what, first, check.mend), *(("", "", each, "") for each in others)]


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
    app.command("export")(give_out)
    for command in (recluster, evaluate, doctor):
        app.command()(command)

"""Commands about the store itself: `furniture`, what is left out of texts; `datasette-metadata`, for explorers."""

from __future__ import annotations

import json
import shlex
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from crawler.cli.nothing import tell_nothing
from crawler.cli.options import AsJson, ConfigPath, Db, Output, file_of, session
from crawler.cli.output import console, note, print_json, table
from storage.errors import InputError
from storage.filters import Filters

if TYPE_CHECKING:
    from collections.abc import Sequence

    from storage.furniture.verdicts import FurnitureLine


def datasette_metadata(
    output: Output = None,
    db: Db = None,
    config: ConfigPath = None,
    as_json: AsJson = False,
) -> None:
    """Write metadata for Datasette.

    It makes the store easy to explore: `datasette newsfold.db -m metadata.json` then searches the articles,
    explains tables and columns, and offers queries such as who follows whom. Needs the extra `datasette`, or a
    Datasette of your own.
    """
    from storage.datasette import metadata

    opened = session(db, config, as_json)
    place, output = opened.store_path, file_of(output, opened)
    written = json.dumps(metadata(place.stem), ensure_ascii=False, indent=2) + "\n"
    if output is None:
        sys.stdout.write(written)
        return
    try:
        output.write_text(written, encoding="utf-8")
    except OSError as error:
        raise InputError(f"{output} cannot be written: {error.strerror}; name another file with -o") from None
    command = f"datasette {shlex.quote(str(place))} -m {shlex.quote(str(output))}"
    if as_json:
        print_json({"file": str(output), "store": str(place), "next": command})
    else:
        note(f"Metadata of {place} written to {output}. Next: {command}")


def furniture(
    outlet: Annotated[str | None, typer.Argument(metavar="OUTLET", help="Only what this outlet always runs.")] = None,
    db: Db = None,
    config: ConfigPath = None,
    as_json: AsJson = False,
) -> None:
    """List the lines that outlets run again and again.

    Those stand in article after article, and folding leaves them out. Each was found in three different articles of its
    outlet at least, which are named. No stored text is changed.
    """
    from storage.furniture.verdicts import list_furniture

    with session(db, config, as_json, store_alone=True).to_read() as store:
        lines = list_furniture(store, outlet)
        if not lines:
            said = "No line is known to be furniture: it takes three different articles of an outlet to learn one."
            tell_nothing(store, said, Filters(outlet=outlet))
    if as_json:
        print_json(lines)
    elif lines:
        _show(lines)


def _show(lines: Sequence[FurnitureLine]) -> None:
    rows = [(each.outlet, each.articles, each.line, "\n".join(each.witnesses)) for each in lines]
    console().print(table(("outlet", "articles", "line", "seen in"), rows))


def register(app: typer.Typer) -> None:
    """Hang the commands of this module on `app`."""
    app.command("furniture")(furniture)
    app.command("datasette-metadata")(datasette_metadata)

"""Writes the references that come from the code: commands, configuration, JSON API, fields of an export, the store.

`python docs/generate.py` says which are out of date and exits 1; with `--write` it renews them.
"""

from __future__ import annotations

import json
import sqlite3
import sys
from collections.abc import Iterator
from dataclasses import MISSING, fields
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))


def cli() -> str:
    """Every command with its arguments and options, as `--help` has them."""
    from typer.main import get_command

    from crawler.cli import app

    codes = (
        "Exit codes: 0 done; 1 ran, and something failed or a source gave nothing; 2 wrong use or unreadable input; "
        "130 stopped by Ctrl-C or SIGTERM, which `newsfold run` and `newsfold serve` take as their end: 0."
    )
    parts = ["# Command line", "", "Generated from the code. Every command answers `--help` too.", "", codes, ""]
    for path, command in _commands(get_command(app), "newsfold"):
        parts += [f"## `{path}`", "", " ".join((command.help or "").split()), ""]
        rows = [_option(each) for each in command.params if each.name != "help" and not getattr(each, "hidden", False)]
        if rows:
            parts += ["| | |", "|---|---|", *rows, ""]
    return "\n".join(parts)


def _commands(command: Any, path: str) -> Iterator[tuple[str, Any]]:
    children = getattr(command, "commands", {})
    if not children:
        yield path, command
    for name, child in children.items():
        yield from _commands(child, f"{path} {name}")


def _option(parameter: Any) -> str:
    spelt = _flag(parameter) if parameter.param_type_name == "option" else _argument(parameter)
    about = [getattr(parameter, "help", None) or ""]
    if parameter.default not in (None, False, ()) and not callable(parameter.default):
        about.append(f"Default: `{parameter.default}`.")
    if parameter.envvar:
        about.append(f"Environment: `{parameter.envvar}`.")
    return f"| `{spelt}` | {' '.join(filter(None, about))} |".replace("[bold]", "").replace("[/bold]", "")


def _flag(parameter: Any) -> str:
    return " ".join(filter(None, (", ".join(parameter.opts), parameter.metavar)))


def _argument(parameter: Any) -> str:
    name = parameter.metavar or parameter.name.upper()
    name = name if parameter.required else f"[{name}]"
    return name + "..." * (parameter.nargs != 1)


SELECTED = {
    "item": "What holds one teaser; the others, but for `next`, are looked for in it.",
    "link": "The link to the article.",
    "title": "Its headline.",
    "teaser": "The words that lead to it.",
    "date": "When it was published.",
    "next": "The link to the next page of the listing.",
}


def configuration() -> str:
    """Every table and key of `newsfold.toml`."""
    from crawler.config import Alert, CrawlSettings
    from crawler.config_rules import REQUIRED, TABLES
    from storage.records import Source

    records = {"crawl": CrawlSettings, "sources": Source, "alerts": Alert}
    defaults = {name: {each.name: each.default for each in fields(record)} for name, record in records.items()}
    parts = ["# Configuration", "", "`newsfold.toml`, generated from the code. Unknown keys are refused.", ""]
    for name, settings in TABLES.items():
        parts += [f"## `{f'[[{name}]]' if name in REQUIRED else f'[{name}]'}`", "", "| key | meaning |", "|---|---|"]
        for key, setting in settings.items():
            parts.append(f"| `{key}` | {setting.about}{_default(defaults.get(name, {}).get(key))} |")
        parts.append("")
        if name == "sources":
            parts += [*_selectors(), ""]
    return "\n".join(parts)


def _selectors() -> list[str]:
    from storage.records import Selectors

    begin = ["### `[sources.selectors]`", "", "Of the source above it; what has none is found without.", ""]
    rows = [f"| `{each.name}` | {SELECTED[each.name]} |" for each in fields(Selectors)]
    return [*begin, "| key | selects |", "|---|---|", *rows]


def _default(value: Any) -> str:
    """What holds where a key is left out, as TOML has it; '' where that is nothing, or the key must be there."""
    if value in (None, "", (), 0, MISSING):
        return ""
    return f" Default: `{json.dumps(value)}`."


def schema() -> str:
    """Every table and column of the store, from a store made in memory, with what `ABOUT` says of each table."""
    from storage.about import ABOUT
    from storage.schema import migrate

    connection = sqlite3.connect(":memory:", isolation_level=None)
    migrate(connection)
    parts = [
        "# The store",
        "",
        "One SQLite file, generated from the code. Times are UTC, ISO 8601; lists are JSON.",
        "",
    ]
    listed = connection.execute(
        "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type IN ('table', 'virtual')"
    )
    for (table,) in sorted(listed.fetchall()):
        if table.startswith(("sqlite_", "_")):
            continue
        parts += [f"## `{table}`", "", ABOUT[table], "", "| column | type |", "|---|---|"]
        columns = connection.execute("SELECT name, type FROM pragma_table_info(?)", (table,))
        parts += [f"| `{column}` | {kind} |" for column, kind in columns]
        parts.append("")
    return "\n".join(parts)


ABOUT_API = """
`newsfold serve` answers programs under `/api/v1`, for reading only. Records have the [fields of an export](fields.md).

- **Pages.** A list comes `limit` records at a time; `next` in an answer is the address of the page that follows, `null`
  at the end. A cursor names the last record that was given, so that nothing comes twice or is passed over meanwhile.
- **Filters** are those of `newsfold export`, the same for every list but `sources`.
- **Errors** are problem details (RFC 9457): `application/problem+json` with `status`, `title` and `detail` in words.
- **ETags.** Send `If-None-Match` to be told 304 where nothing has changed.
- **A token**, where one is set, is sent as `Authorization: Bearer …`.
"""


def api() -> str:
    """Every address of the JSON API with its parameters, as its OpenAPI description has them."""
    from crawler.web.openapi import description

    said = description()
    parts = [
        "# JSON API",
        "",
        "Generated from the OpenAPI 3.1 description, served at `/api/v1/openapi.json`.",
        ABOUT_API,
    ]
    for path, methods in said["paths"].items():
        told = methods["get"]
        schema = told["responses"]["200"]["content"]["application/json"]["schema"]
        parts += [f"## `GET {path}`", "", f"{told['summary']} Gives {_given(schema)}.", ""]
        parts += ["| parameter | |", "|---|---|", *map(_parameter, told["parameters"]), ""]
    return "\n".join(parts)


def _given(schema: dict[str, Any]) -> str:
    if "$ref" in schema:
        return f"one `{schema['$ref'].rpartition('/')[2]}`"
    key, listed = next(iter(schema["properties"].items()))
    return f"`{key}`, a list of `{listed['items']['$ref'].rpartition('/')[2]}`, and `next`"


def _parameter(told: dict[str, Any]) -> str:
    schema = told["schema"]
    bounds = [str(schema[name]) for name in ("minimum", "maximum") if name in schema and schema[name] < 10**9]
    about = [told["description"], "Required." if told.get("required") else ""]
    about += [f"{bounds[0]} to {bounds[1]}." if len(bounds) == 2 else ""]
    about += [f"Default: {schema['default']}." if "default" in schema else ""]
    return f"| `{told['name']}` | {' '.join(filter(None, about))} |"


_SHARES = """\
Two figures say how much of an article is in another, and they may differ by some per cent. `similarity`, which
`newsfold story` and the histories of stories show, cuts the article into up to 64 pieces of equal length and counts
those that lie in the other for the greater part; it is the containment where the two do not match by themselves.
`containment_a` and `containment_b`, which `newsfold why` shows, count the article's different shingles that the other
has.
"""


def export_fields() -> str:
    """Every field of every kind of export, as all formats have them."""
    from storage.exports.columns import COLUMNS

    parts = [
        "# Fields of an export",
        "",
        "Generated from the code. All formats and the JSON API have them.",
        "",
        _SHARES,
    ]
    for what, columns in COLUMNS.items():
        parts += [f"## `--what {what}`", "", "| field | holds | |", "|---|---|---|", *_fields_of(columns), ""]
    return "\n".join(parts)


def _fields_of(columns: Any, within: str = "") -> Iterator[str]:
    for column in columns:
        yield f"| `{within}{column.name}` | {column.holds.value} | {column.about} |"
        yield from _fields_of(column.parts, f"{within}{column.name}[].")


PAGES = {
    "api.md": api,
    "cli.md": cli,
    "configuration.md": configuration,
    "fields.md": export_fields,
    "schema.md": schema,
}


def main(arguments: list[str]) -> int:
    """Renew or compare; the exit code is 1 when a page is out of date."""
    stale = [name for name, make in PAGES.items() if not _is_current(HERE / name, make())]
    for name in stale:
        if "--write" in arguments:
            (HERE / name).write_text(PAGES[name]() + "\n", encoding="utf-8")
        else:
            sys.stderr.write(f"docs/{name} is out of date: make docs WRITE=--write\n")
    return 1 if stale and "--write" not in arguments else 0


def _is_current(path: Path, text: str) -> bool:
    return path.exists() and path.read_text(encoding="utf-8") == text + "\n"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""A description beside a table export: a Frictionless tabular data package, v2 (https://datapackage.org)."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

from storage.errors import InputError
from storage.exports.columns import COLUMNS, Column, Holds
from storage.times import now
from storage.version import version

if TYPE_CHECKING:
    from pathlib import Path

NAME = "datapackage.json"
_OURS = "newsfold_version"
_MEDIA = {"csv": "text/csv", "parquet": "application/vnd.apache.parquet"}
_TYPES = {Holds.INTEGER: "integer", Holds.NUMBER: "number", Holds.TEXT: "string", Holds.MOMENT: "string"}


def describe(what: str, form: str, table: Path) -> Path | None:
    """Write the description of the export `table` into its folder, beside those of other exports there.

    Returns the file: `datapackage.json`, or one named after the table where that name is taken by something that
    newsfold did not write; None for a format that is no table, and for what is no regular file.
    """
    if form not in _MEDIA or not table.is_file():
        return None
    place = table.with_name(NAME)
    known = _known(place)
    if known is None:
        place, known = table.with_name(f"{table.stem}.{NAME}"), []
    name = name_of(form, table)
    kept = [each for each in known if each.get("path") != name and _beside(table, str(each.get("path"))).exists()]
    package = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "newsfold-export",
        "title": "Exported by newsfold",
        "created": now(),
        _OURS: version(),
        "resources": [*kept, resource(what, form, name)],
    }
    place.write_text(json.dumps(package, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return place


def name_of(form: str, table: Path) -> str:
    """Give the name of an exported file; raises InputError for a table whose name its description cannot hold."""
    try:
        return os.fsencode(table.name).decode()
    except UnicodeDecodeError:
        if form not in _MEDIA:
            return table.name
        shown = os.fsencode(table).decode(errors="backslashreplace")
    raise InputError(
        f"{shown}: this name is not UTF-8, and the {NAME} of a table could not hold it: give another with -o"
    )


def _beside(table: Path, name: str) -> Path:
    return table.parent / os.fsdecode(name.encode(errors="replace"))


def _known(place: Path) -> list[dict[str, Any]] | None:
    """The tables that our own description names already; None where the file is not ours."""
    try:
        package = json.loads(place.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return []
    except (ValueError, OSError):
        return None
    if not isinstance(package, dict) or _OURS not in package or not isinstance(package.get("resources"), list):
        return None
    return [each for each in package["resources"] if isinstance(each, dict)]


def resource(what: str, form: str, path: str) -> dict[str, Any]:
    """Describe one table: its file and each of its columns."""
    fields = [_field(column, form) for column in COLUMNS[what]]
    return {
        "name": "".join(sign if sign.isascii() and (sign.isalnum() or sign in "-_.") else "-" for sign in path).lower(),
        "path": path,
        "type": "table",
        "format": form,
        "mediatype": _MEDIA[form],
        **({"encoding": "utf-8"} if form == "csv" else {}),
        "schema": {"fields": fields, "missingValues": [""]},
    }


def _field(column: Column, form: str) -> dict[str, Any]:
    about = column.about
    if column.holds is Holds.MOMENT:
        about += " ISO 8601: a moment in UTC, or a day where no time was given."
    elif form == "csv" and column.holds not in _TYPES:
        about += " A JSON array."
    elif form == "csv" and column.holds is Holds.TEXT:
        about += " Behind an apostrophe where a spreadsheet would take it for a formula."
    return {"name": column.name, "type": _TYPES.get(column.holds, "array"), "description": about}

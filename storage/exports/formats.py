"""The formats of export: each writes a stream of plain records to a binary stream, one record in memory at a time.

A format is a function (records, their kind, out, how they were chosen) → number of records, named in `FORMATS`.
Those for people say at their head how the records were chosen; in the others each line is a record and nothing else.
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

from storage.exports.as_atom import write_atom
from storage.exports.as_html import write_html
from storage.exports.as_markdown import write_markdown
from storage.exports.as_parquet import write_parquet
from storage.exports.columns import FIELDS
from storage.texts import json_text, without_controls

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import IO

Record = dict[str, Any]

# What a spreadsheet takes for the beginning of a formula, or skips before one: https://owasp.org/www-community/attacks/CSV_Injection
_FORMULA = tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")


def write_jsonl(records: Iterable[Record], _what: str, out: IO[bytes], _chosen: str = "") -> int:
    """Write JSON Lines: one object a line, UTF-8, each line ended by a line feed."""
    count = 0
    for record in records:
        out.write(_json(record) + b"\n")
        count += 1
    return count


def write_json(records: Iterable[Record], _what: str, out: IO[bytes], _chosen: str = "") -> int:
    """Write one JSON array, an object a line."""
    count = 0
    out.write(b"[")
    for record in records:
        out.write((b",\n" if count else b"\n") + _json(record))
        count += 1
    out.write(b"\n]\n" if count else b"]\n")
    return count


def write_csv(records: Iterable[Record], what: str, out: IO[bytes], _chosen: str = "") -> int:
    """Write CSV (RFC 4180, UTF-8) with a header; lists as JSON text, text that looks like a formula behind a `'`."""
    text = io.TextIOWrapper(out, encoding="utf-8", errors="replace", newline="", write_through=True)
    try:
        writer = csv.writer(text)
        fields = FIELDS[what]
        writer.writerow(fields)
        count = 0
        for record in records:
            writer.writerow([cell(record[field]) for field in fields])
            count += 1
    finally:
        text.detach()  # or it would close `out` with itself
    return count


def _json(record: Record) -> bytes:
    return json_text(record, allow_nan=False).encode()


def cell(value: object) -> object:
    """Give a value as it stands in a cell: lists as JSON text, what looks like a formula behind a `'`."""
    if isinstance(value, list):
        return json_text(value)
    if isinstance(value, str):
        return f"'{without_controls(value)}" if value.startswith(_FORMULA) else without_controls(value)
    return value


FORMATS: dict[str, Callable[[Iterable[Record], str, IO[bytes], str], int]] = {
    "jsonl": write_jsonl,
    "json": write_json,
    "csv": write_csv,
    "parquet": write_parquet,
    "atom": write_atom,
    "html": write_html,
    "markdown": write_markdown,
}

FOR_PEOPLE = frozenset({"atom", "html", "markdown"})

# What a file's name may end in, and the format that it says.
ENDINGS = {
    "jsonl": "jsonl",
    "ndjson": "jsonl",
    "jl": "jsonl",
    "json": "json",
    "csv": "csv",
    "parquet": "parquet",
    "atom": "atom",
    "xml": "atom",
    "html": "html",
    "htm": "html",
    "md": "markdown",
    "markdown": "markdown",
}

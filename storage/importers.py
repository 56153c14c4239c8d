"""Import: articles from JSON Lines, saved pages and web archives, plain or gzip, streamed.

What cannot be used is named, not fatal.

`read_path` looks at a path and picks the reader; a further format is one more reader in `_reader`.
"""

from __future__ import annotations

import gzip
import io
import json
import os
import stat
import zlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, cast

from storage.errors import InputError
from storage.exports.datapackage import NAME as DESCRIPTION
from storage.exports.incremental import ENDING as PROGRESS
from storage.imports.archives import ArchivedPage, PassedOver, is_archive, read_warc
from storage.imports.fields import NO_ARTICLES, BadLine, ImportedRow, imported_row
from storage.imports.streams import LOOK, peekable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import IO

__all__ = [
    "NO_ARTICLES",
    "ArchivedPage",
    "BadLine",
    "Imported",
    "ImportedRow",
    "OtherFile",
    "PassedOver",
    "SavedPage",
    "complaint_of",
    "read_jsonl",
    "read_path",
    "size_of",
]

MAX_LINE = 64 * 1024 * 1024  # bytes of one line or one saved page
_PAGES = frozenset({".html", ".htm", ".xhtml"})
_LINES = frozenset({".jsonl", ".ndjson", ".jl", ".jsonlines", ".json"})
_ARCHIVES = frozenset({".warc"})
_KNOWN = _PAGES | _LINES | _ARCHIVES
_CONTROLS = bytes({*range(32)} - {*b"\t\n\r\f"})  # bytes that no text has
_WRAPPED = (b"", b"[", b"]")  # before an object: nothing, or the lines around those of an array with one a line


@dataclass(frozen=True, slots=True)
class SavedPage:
    """The bytes of a saved HTML file; its URL is for extraction to find."""

    path: str
    body: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class OtherFile:
    """A file of a folder that is of no known kind, by its ending."""

    ending: str


Imported = ImportedRow | SavedPage | ArchivedPage | PassedOver | OtherFile | BadLine


def read_path(
    path: str, *, stdin: IO[bytes] | None = None, progress: Callable[[int], object] | None = None
) -> Iterator[Imported]:
    """Go through what `path` holds: a file, a folder, or `-` for `stdin`.

    Of a folder that is the files of known kinds, by name; of the others it tells after them.

    `progress` is told how many more bytes of files have been read, as they lie on the disk. Raises InputError, before
    the first result, where nothing at `path` can be read.
    """
    if path == "-":
        if stdin is None:
            raise InputError("- means standard input, which there is not: name a file")
        yield from _read_stream(stdin, "-")
        return
    place = Path(path).expanduser()
    if path.startswith(("http://", "https://")) and not place.exists():
        raise InputError(f"{path} is an address, and import takes files: `newsfold fetch URL` takes addresses")
    yield from _read_folder(place, progress) if _is_folder(place) else _read_file(place, progress)


def complaint_of(path: str) -> str:
    """Say why nothing at `path` can be read, by a look at its beginning; '' where something can.

    So too for `-`, a pipe and whatever else can be read only once: a look would take away what it sees.
    """
    try:
        if path != "-" and _can_be_read_again(Path(path).expanduser()):
            next(read_path(path), None)
    except InputError as error:
        return str(error)
    return ""


def _can_be_read_again(place: Path) -> bool:
    try:
        mode = place.stat().st_mode
    except OSError:  # it is not there: opening it will say so
        return True
    return stat.S_ISREG(mode) or stat.S_ISDIR(mode)


def size_of(path: str) -> int:
    """Count the bytes that `read_path` will go through; 0 for standard input and for what does not exist."""
    place = Path(path).expanduser()
    try:
        files = _walked(place)[0] if _is_folder(place) else [place]
        return 0 if path == "-" else sum(file.stat().st_size for file in files)
    except OSError:
        return 0


def read_jsonl(stream: IO[bytes], name: str) -> Iterator[ImportedRow | BadLine]:
    """Go through JSON Lines; a line that cannot be used gives a BadLine with its number, and the rest goes on.

    An array with one object a line, as `export --format json` writes it, is read as it streams; JSON that is spread
    over lines is read whole, up to `MAX_LINE`. UTF-8, with or without its mark.
    """
    number, before = 0, b""
    while line := stream.readline(MAX_LINE + 1):
        number += 1
        where = f"{name}:{number}"
        if len(line) > MAX_LINE:
            yield _too_long(where)
            _skip_line(stream, line)
            continue
        line = line.removeprefix(b"\xef\xbb\xbf" if number == 1 else b"").strip()
        if line == b"{" and before in _WRAPPED:
            yield from _whole(before + line + stream.read(MAX_LINE + 1), name)
        elif line and line not in _WRAPPED:
            yield from _rows(line.removesuffix(b","), where)
        before = line or before


def _too_long(where: str) -> BadLine:
    return BadLine(where, f"longer than {MAX_LINE // 1024**2} MiB")


def _skip_line(stream: IO[bytes], line: bytes) -> None:
    while line and not line.endswith(b"\n"):
        line = stream.readline(MAX_LINE)


def _whole(text: bytes, name: str) -> Iterator[ImportedRow | BadLine]:
    if len(text) > MAX_LINE:
        yield BadLine(name, "JSON spread over lines, and long: write each object on a line of its own (`jq -c` does)")
    else:
        yield from _rows(text, name)


def _rows(text: bytes, where: str) -> Iterator[ImportedRow | BadLine]:
    try:
        found = json.loads(text.decode())
    except UnicodeDecodeError as error:
        yield BadLine(where, f"not UTF-8 at byte {error.start + 1}")
    except json.JSONDecodeError as error:
        cut_off = error.pos >= len(error.doc) or error.msg.startswith("Unterminated")
        yield BadLine(where, f"{'cut off' if cut_off else 'no JSON'}: {error.msg}, column {error.colno}")
    except RecursionError:
        yield BadLine(where, "JSON nested too deep")
    except ValueError as error:  # a number of thousands of digits
        yield BadLine(where, f"no usable JSON: {error}")
    else:
        if isinstance(found, list):
            yield from (imported_row(one, f"{where}[{place}]") for place, one in enumerate(found))
        else:
            yield imported_row(found, where)


def _is_folder(place: Path) -> bool:
    try:
        return place.is_dir()
    except OSError:  # a name that is too long, a folder that may not be entered: opening it will say so
        return False


def _read_folder(folder: Path, progress: Callable[[int], object] | None) -> Iterator[Imported]:
    files, others, closed = _walked(folder)
    if not files and closed:
        raise InputError(f"{closed[0].filename} cannot be read: {closed[0].strerror}")
    if not files:
        raise InputError(
            f"{folder} holds nothing to import: no .jsonl, .json, .html, .htm or .warc file, plain or .gz, is in it"
        )
    for file in files:
        try:
            yield from _read_file(file, progress)
        except InputError as unread:
            yield BadLine(str(file), str(unread).removeprefix(f"{file} "))
    for error in closed:
        yield BadLine(str(error.filename), f"cannot be read: {error.strerror}")
    yield from others


def _walked(folder: Path) -> tuple[list[Path], list[OtherFile], list[OSError]]:
    """The files that may hold articles, by name; the others, but for hidden ones; why folders in it cannot be read."""
    files: list[Path] = []
    others: list[OtherFile] = []
    closed: list[OSError] = []
    for place, _, names in os.walk(folder, onerror=closed.append):
        for file in filter(Path.is_file, (Path(place, name) for name in names)):
            ending = _passed_over(file)
            if ending is None:
                files.append(file)
            elif not file.name.startswith("."):
                others.append(OtherFile(ending))
    return sorted(files), others, closed


def _passed_over(file: Path) -> str | None:
    """The ending of a file of a folder that holds no articles; None where it may hold some.

    An export writes files beside itself: the description of its table, and how far it has come.
    """
    if file.name == DESCRIPTION or file.name.endswith(f".{DESCRIPTION}"):
        return DESCRIPTION
    if file.name.endswith(PROGRESS) and Path(file.name.removesuffix(PROGRESS)).suffix:
        return PROGRESS
    return None if _kind(file) in _KNOWN else file.suffix.lower()


def _kind(file: Path) -> str:
    return (file.with_suffix("") if file.suffix.lower() == ".gz" else file).suffix.lower()


def _read_file(file: Path, progress: Callable[[int], object] | None) -> Iterator[Imported]:
    try:
        with file.open("rb") as raw:
            told = 0
            for found in _read_stream(raw, str(file)):
                yield found
                if progress is not None and raw.seekable() and raw.tell() > told:
                    progress(raw.tell() - told)
                    told = raw.tell()
    except FileNotFoundError as error:
        raise InputError(f"{file} does not exist") from error
    except OSError as error:
        raise InputError(f"{file} cannot be read: {error.strerror or error}") from error


def _read_stream(raw: IO[bytes], name: str) -> Iterator[Imported]:
    stream = peekable(raw)
    if is_archive(stream.peek(LOOK)[:LOOK]):
        yield from read_warc(stream, name)
    elif stream.peek(2)[:2] == b"\x1f\x8b":
        yield from _unpacked(stream, name)
    else:
        yield from _reader(stream, name)


def _unpacked(packed: io.BufferedReader, name: str) -> Iterator[Imported]:
    try:
        with gzip.GzipFile(fileobj=packed, mode="rb") as unpacked:
            yield from _reader(peekable(cast("IO[bytes]", unpacked)), name)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        yield BadLine(name, f"the compressed file is cut off or damaged: {error}; what came before was read")


def _reader(stream: io.BufferedReader, name: str) -> Iterator[ImportedRow | SavedPage | BadLine]:
    head = stream.peek(LOOK)[:LOOK]
    if _kind(Path(name)) in _PAGES or head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<"):
        return _read_page(stream, name)
    if head.startswith(b"SQLite format 3\0"):
        raise InputError(
            f"{name} is a database of SQLite: if it is a store of newsfold, such as a backup, name it with --db, as in "
            f"`newsfold stories --db {Path(name).name}`"
        )
    if len(head.translate(None, _CONTROLS)) < len(head):
        raise InputError(f"{name} is no text in UTF-8: give JSON Lines or HTML, plain or packed with gzip")
    if _kind(Path(name)) not in _LINES and (begins := _first_line_of_none(head)):
        raise InputError(
            f"{name} is neither JSON Lines nor HTML nor WARC: it begins with {begins!r}; "
            "write each article as a JSON object on a line of its own"
        )
    return read_jsonl(stream, name)


def _first_line_of_none(head: bytes) -> str:
    """The first words of a beginning of which no line may be JSON, such as that of a CSV; else ''."""
    lines = [line.strip() for line in head.removeprefix(b"\xef\xbb\xbf").splitlines() if line.strip()]
    if any(line.startswith((b"{", b"[")) for line in lines):
        return ""
    return next((line[:60].decode(errors="replace") for line in lines), "")


def _read_page(stream: IO[bytes], name: str) -> Iterator[SavedPage | BadLine]:
    body = stream.read(MAX_LINE + 1)
    yield SavedPage(name, body) if len(body) <= MAX_LINE else _too_long(name)

"""The tables of `newsfold.toml`, checked key by key: what each holds, or all that is wrong with them, by line.

Reads no file; of the disk it asks only which paths are one.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from crawler.config_rules import DEFAULT_STORE, REQUIRED, TABLES, nearest
from storage.errors import ConfigError, InputError

_SHOWN = 10  # complaints that a line of an error has room for
_Places = Mapping[tuple[str, int, str], int]
_OPENS = re.compile(r"[^=#\[]+=\s*([\[{])")  # a key with a list or a table after it
# What tomllib says where people go wrong most often, and what it comes to.
_IN_WORDS = (
    (r"Invalid value", "a value that is none: text stands in quotes, true and false in small letters"),
    (r"Cannot overwrite a value", "a key that stands there already"),
    (r"Cannot declare \('(.+)',\) twice", r"the table \1, which stands there already"),
    (r"Illegal character '\\n'", "text that does not end on its line: close its quotes"),
    (r"(Unescaped '\\' in a string)", r"\1: double it, or put the text in single quotes"),
)


@dataclass(slots=True)
class _Checking:
    """Where each key stands, and what was found to be wrong: the line, the words."""

    lines: _Places
    wrong: list[tuple[int, str]] = field(default_factory=list)

    def line_of(self, table: str, index: int = 0, key: str = "") -> int:
        return self.lines.get((table, index, key), self.lines.get((table, index, ""), 1))

    def complain(self, line: int, words: str) -> None:
        self.wrong.append((line, words))


def checked_tables(text: str, path: Path) -> dict[str, list[dict[str, Any]]]:
    """Each table with its rows (one, where it is no list of tables), each row with the values that its keys hold.

    Raises ConfigError that names the file, `path`, and, with its line, whatever is wrong: what was expected and, for a
    misspelt name, the nearest right one.
    """
    checking = _Checking(_line_numbers(text))
    tables = _toml(text, str(path))
    checked = {each: _rows(each, tables[each], checking) for each in tables if _is_known(each, checking)}
    _name_twins(checked.get("sources", []), checking)
    _address_twins(checked.get("sources", []), checking)
    if checked.get("alerts"):
        _name_the_mute(tables["alerts"], checking)
        _spare(path, checked, checking)
    if checking.wrong:
        raise ConfigError(f"{path}, {_told(checking.wrong)}")
    return checked


def _toml(text: str, name: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        said, _, place = str(error).partition(" (at ")
        for pattern, words in _IN_WORDS:
            said = re.sub(f"{pattern}$", words, said)
        line = int(found[0]) if (found := re.search(r"\d+", place)) else len(text.splitlines())  # or "end of document"
        line, said = _unclosed(text.splitlines(), line) or (line, said)
        raise ConfigError(f"{name}, line {line}: is not TOML: {said}") from None


def _unclosed(lines: list[str], line: int) -> tuple[int, str] | None:
    """Where the list or table begins that goes on to the mistake in `line`, as nothing closes it; None for none."""
    for start in range(line - 1, -1, -1):
        if found := _OPENS.match(lines[start]):
            try:
                tomllib.loads("\n".join(lines[start : max(line - 1, start + 1)]))
            except tomllib.TOMLDecodeError as error:
                if "end of document" in str(error):
                    what, end = ("list", "]") if found[1] == "[" else ("table", "}")
                    return start + 1, f"the {what} that begins here is not closed: end it with {end}"
            return None
    return None


def _told(wrong: list[tuple[int, str]]) -> str:
    told = [f"line {line}: {words}" for line, words in sorted(wrong, key=lambda each: each[0])]
    more = f"; and {len(told) - _SHOWN} more" if len(told) > _SHOWN else ""
    return "; ".join(told[:_SHOWN]) + more


def _is_known(table: str, checking: _Checking) -> bool:
    if table not in TABLES:
        line = checking.lines.get((table, 0, ""), checking.line_of("", 0, table))
        checking.complain(line, f"no table [{table}]; {_known_names(table, tuple(TABLES))}")
    return table in TABLES


def _rows(table: str, value: Any, checking: _Checking) -> list[dict[str, Any]]:
    many = table in REQUIRED
    rows = value if many and isinstance(value, list) else [value]
    if many == isinstance(value, list) and all(isinstance(row, dict) for row in rows):
        return [_row(table, index, row, checking) for index, row in enumerate(rows)]
    line = checking.lines.get((table, 0, ""), checking.line_of("", 0, table))
    checking.complain(line, f"{table} is written as {f'[[{table}]]' if many else f'[{table}]'}")
    return []


def _row(table: str, index: int, row: Mapping[str, Any], checking: _Checking) -> dict[str, Any]:
    rules, checked = TABLES[table], {}
    for key, value in row.items():
        line = checking.line_of(table, index, key)
        if key not in rules:
            checking.complain(line, f"[{table}] has no {key!r}; {_known_names(key, tuple(rules))}")
            continue
        try:
            checked[key] = rules[key].accept(value)
        except ValueError as error:
            checking.complain(line, f"{table}.{key} = {value!r}: expected {error}")
    for key in REQUIRED.get(table, ()):
        if key not in row:
            checking.complain(checking.line_of(table, index), f"this [[{table}]] lacks {key!r}")
    return checked


def _name_twins(sources: list[dict[str, Any]], checking: _Checking) -> None:
    seen: set[str] = set()
    for index, row in enumerate(sources):
        name = row.get("name", row.get("url"))
        if name in seen:
            words = f"two sources are called {name!r}; give each a name of its own"
            checking.complain(checking.line_of("sources", index, "name"), words)
        if name is not None:
            seen.add(name)


def _address_twins(sources: list[dict[str, Any]], checking: _Checking) -> None:
    """Name the sources that have the address of one before under another name: a page has one reader."""
    at_host: dict[str, list[int]] = {}
    for index, row in enumerate(sources):
        if "url" in row:
            at_host.setdefault((urlsplit(row["url"]).hostname or "").rstrip("."), []).append(index)
    for indexes in at_host.values():
        seen: dict[str, dict[str, Any]] = {}
        for index in indexes if len(indexes) > 1 else ():  # mostly none, and what compares addresses loads slowly
            row = sources[index]
            first = seen.setdefault(_entry_point(row["url"]), row)
            if first is not row and _name_of(first) != _name_of(row):
                words = f"{_name_of(row)!r} has the address of {_name_of(first)!r} ({first['url']}); keep one of them"
                checking.complain(checking.line_of("sources", index, "url"), words)


def _name_of(source: Mapping[str, Any]) -> str:
    return str(source.get("name", source["url"]))


def _entry_point(url: str) -> str:
    from crawler.urls import entry_point

    try:
        return entry_point(url)
    except InputError:  # whoever asks for it says so
        return url


def _name_the_mute(alerts: list[dict[str, Any]], checking: _Checking) -> None:
    """Name the alerts that have nobody to tell."""
    for index, row in enumerate(alerts):
        if not {"webhook", "command", "atom"} & row.keys():
            words = "this [[alerts]] tells nobody: give it a webhook, a command or an atom file"
            checking.complain(checking.line_of("alerts", index), words)


def _spare(path: Path, checked: Mapping[str, list[dict[str, Any]]], checking: _Checking) -> None:
    """Name the alerts whose Atom file would be written over the configuration or the store."""
    stores = [path.parent / Path(row["path"]).expanduser() for row in checked.get("store", []) if "path" in row]
    kept = {path.resolve(): "the configuration itself"}
    kept.update({store.resolve(): "the store" for store in stores or [Path(DEFAULT_STORE)]})
    for index, row in enumerate(checked["alerts"]):
        place = (path.parent / Path(row["atom"]).expanduser()).resolve() if "atom" in row else None
        if place and (what := kept.get(place)):
            words = f"the atom file of the alert {row.get('name', '')!r} is {what}: name another file"
            checking.complain(checking.line_of("alerts", index, "atom"), words)


def _known_names(wrong: str, names: tuple[str, ...]) -> str:
    return nearest(wrong, names) or f"known are {', '.join(names)}"


def _line_numbers(text: str) -> _Places:
    """Where each table and key stands: (table, which of its repetitions, key or '') to line, counted from 1.

    The TOML readers tell no positions of values; this knows headers and keys at the start of a line.
    """
    return {place: number for number, place in _places(text)}


def _places(text: str) -> Iterator[tuple[int, tuple[str, int, str]]]:
    table, index = "", 0
    seen: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if header := re.match(r"\s*\[\[?\s*([\w-]+)\s*(?:\.\s*([\w-]+)\s*)?\]", line):
            table, inner = header[1], header[2]
            if not inner:
                index = seen[table] = seen.get(table, -1) + 1
            yield number, (table, index, inner or "")
        elif key := re.match(r"""\s*["']?([\w-]+)["']?\s*[.=]""", line):
            yield number, (table, index, key[1])

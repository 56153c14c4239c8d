"""`newsfold.toml`: what to crawl and how, read whole and checked before anything runs."""

from __future__ import annotations

import difflib
import ipaddress
import os
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from storage.errors import ConfigError
from storage.records import Kind, Selectors, Source

DEFAULT_CONFIG = "newsfold.toml"
DEFAULT_STORE = "newsfold.db"
ALERTS = ("new_story", "picked_up", "revision", "source_broke", "source_came_back")


@dataclass(frozen=True, slots=True)
class CrawlSettings:
    """How to fetch: `[crawl]`.

    `delay` (seconds between two requests to one host), `timeout` (seconds for one request), `max_bytes` (of a
    decoded body), `concurrency` (requests under way in all), `allow_addresses` (private hosts or networks that may
    be fetched), `user_agent` ('' for newsfold's own, which names `contact`).
    """

    user_agent: str = ""
    contact: str = ""
    delay: float = 1.0
    timeout: float = 30.0
    max_bytes: int = 10 * 1024 * 1024
    concurrency: int = 16
    allow_addresses: tuple[str, ...] = ()
    respect_robots: bool = True


@dataclass(frozen=True, slots=True)
class Alert:
    """Whom to tell of what: `[[alerts]]`; read by the daemon."""

    name: str
    on: tuple[str, ...] = ("new_story",)
    query: str = ""
    min_outlets: int = 0
    webhook: str | None = None
    secret: str | None = None
    command: str | None = None
    atom: str | None = None


@dataclass(frozen=True, slots=True)
class Config:
    """The whole of `newsfold.toml`; every part has a default, so an absent file is an empty one."""

    path: Path | None = None
    store_path: Path | None = None
    crawl: CrawlSettings = field(default_factory=CrawlSettings)
    sources: tuple[Source, ...] = ()
    recipe: str | None = None
    alerts: tuple[Alert, ...] = ()


# --- what each value must be -----------------------------------------------------------------------------------------


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError("text in quotes")
    return value


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError("true or false")  # noqa: TRY004 - the caller words it, and a ValueError means 'wrong value'
    return value


def _number(least: float, most: float, unit: str, value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
        raise ValueError(f"a number of {unit} from {least:g} to {most:g}")
    return float(value)


def _count(least: int, most: int, unit: str, value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise ValueError(f"a whole number of {unit} from {least} to {most}")
    return value


def _url(value: Any) -> str:
    if not isinstance(value, str) or urlsplit(value).scheme not in {"http", "https"} or not urlsplit(value).hostname:
        raise ValueError('an address such as "https://example.org/news"')
    return value


def _choice(choices: tuple[str, ...], value: Any) -> str:
    if value not in choices:
        close = _nearest(str(value), choices)
        raise ValueError(f"one of {', '.join(map(str, choices))}{close and f'; {close}'}")
    return str(value)


def _choices(choices: tuple[str, ...], value: Any) -> tuple[str, ...]:
    return tuple(_choice(choices, each) for each in (value if isinstance(value, list) else [value]))


def _every(value: Any) -> str:
    if not isinstance(value, str) or not re.fullmatch(r"\d+\s*[smhd]|\S+(\s+\S+){4}", value.strip()):
        raise ValueError('a span such as "30m" or "6h", or a cron line such as "0 7 * * *"')
    return value.strip()


def _addresses(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(each, str) and each for each in value):
        raise ValueError('a list of hosts or networks such as ["127.0.0.1", "10.1.0.0/16"]')
    return tuple(check_address(each) for each in value)


def check_address(text: str) -> str:
    """`text` if it names a host, an address or a network; ValueError says what was expected."""
    try:
        return str(ipaddress.ip_network(text, strict=False)) if "/" in text else text.strip().lower()
    except ValueError:
        raise ValueError(f"a host, an address or a network such as 10.1.0.0/16, not {text!r}") from None


def _selectors(value: Any) -> Selectors:
    names = Selectors.__dataclass_fields__
    if not isinstance(value, dict):
        raise ValueError(f"a table with any of {', '.join(names)}")  # noqa: TRY004 - see _flag
    for key in value:
        if key not in names:
            raise ValueError(f"only {', '.join(names)}, not {key!r}")
    return Selectors(**{key: _text(each) for key, each in value.items()})


Accept = Callable[[Any], Any]
TABLES: Mapping[str, Mapping[str, Accept]] = {
    "store": {"path": _text},
    "crawl": {
        "user_agent": _text,
        "contact": _text,
        "delay": partial(_number, 0, 3600, "seconds"),
        "timeout": partial(_number, 0.1, 600, "seconds"),
        "max_bytes": partial(_count, 1024, 2**30, "bytes"),
        "concurrency": partial(_count, 1, 256, "requests"),
        "allow_addresses": _addresses,
        "respect_robots": _flag,
    },
    "fold": {"recipe": _text},
    "sources": {
        "name": _text,
        "url": _url,
        "kind": partial(_choice, tuple(Kind)),
        "outlet": _text,
        "every": _every,
        "max_pages": partial(_count, 1, 10_000, "pages"),
        "language": _text,
        "selectors": _selectors,
    },
    "alerts": {
        "name": _text,
        "on": partial(_choices, ALERTS),
        "query": _text,
        "min_outlets": partial(_count, 1, 10_000, "outlets"),
        "webhook": _url,
        "secret": _text,
        "command": _text,
        "atom": _text,
    },
}
REQUIRED = {"sources": ("url",), "alerts": ("name",)}


# --- reading ---------------------------------------------------------------------------------------------------------


def load_config(path: Path | None = None) -> Config:
    """Read `path`, else what NEWSFOLD_CONFIG names, else `./newsfold.toml` if it is there.

    Raises ConfigError naming the file, the line, what was expected and, for a misspelt name, the nearest right one.
    """
    named = path or (Path(os.environ["NEWSFOLD_CONFIG"]) if os.environ.get("NEWSFOLD_CONFIG") else None)
    chosen = named or Path(DEFAULT_CONFIG)
    if named is None and not chosen.exists():
        return Config()
    return parse_config(read_text(chosen), chosen)


def read_text(path: Path) -> str:
    """The text of a configuration file; ConfigError where it cannot be read."""
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read ({error.strerror}); name another file with --config") from None
    except UnicodeDecodeError:
        raise ConfigError(f"{path}: is not UTF-8 text; save it as UTF-8") from None


def parse_config(text: str, path: Path) -> Config:
    """Turn the text of a `newsfold.toml` into a Config; errors as in `load_config`."""
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path}: is not TOML: {error}") from None
    lines = _line_numbers(text)
    checked = {name: _check_table(name, tables[name], path, lines) for name in tables if _known(name, path, lines)}
    store = checked.get("store", [{}])[0].get("path")
    return Config(
        path=path,
        store_path=path.parent / Path(store).expanduser() if store else None,
        crawl=CrawlSettings(**checked.get("crawl", [{}])[0]),
        sources=_sources(checked.get("sources", []), path),
        recipe=checked.get("fold", [{}])[0].get("recipe"),
        alerts=tuple(Alert(**each) for each in checked.get("alerts", [])),
    )


def _known(name: str, path: Path, lines: Mapping[tuple[str, int, str], int]) -> bool:
    if name in TABLES:
        return True
    where = lines.get((name, 0, ""), lines.get(("", 0, name), 1))
    raise ConfigError(f"{path}, line {where}: no table [{name}]; {_known_names(name, tuple(TABLES))}")


def _check_table(name: str, value: Any, path: Path, lines: Mapping[tuple[str, int, str], int]) -> list[dict[str, Any]]:
    many = name in REQUIRED
    rows = value if many and isinstance(value, list) else [value]
    if many != isinstance(value, list) or not all(isinstance(row, dict) for row in rows):
        where = lines.get((name, 0, ""), lines.get(("", 0, name), 1))
        raise ConfigError(f"{path}, line {where}: {name} is written as {f'[[{name}]]' if many else f'[{name}]'}")
    return [_check_row(name, index, row, path, lines) for index, row in enumerate(rows)]


def _check_row(
    name: str, index: int, row: Mapping[str, Any], path: Path, lines: Mapping[tuple[str, int, str], int]
) -> dict[str, Any]:
    rules, start = TABLES[name], lines.get((name, index, ""), 1)
    checked = {}
    for key, value in row.items():
        where = lines.get((name, index, key), start)
        if key not in rules:
            raise ConfigError(f"{path}, line {where}: [{name}] has no {key!r}; {_known_names(key, tuple(rules))}")
        try:
            checked[key] = rules[key](value)
        except ValueError as error:
            raise ConfigError(f"{path}, line {where}: {name}.{key} = {value!r}: expected {error}") from None
    for key in REQUIRED.get(name, ()):
        if key not in checked:
            raise ConfigError(f"{path}, line {start}: this [[{name}]] lacks {key!r}")
    return checked


def _sources(rows: list[dict[str, Any]], path: Path) -> tuple[Source, ...]:
    sources = [Source(**{**row, "name": row.get("name", row["url"]), "kind": _kind(row.get("kind"))}) for row in rows]
    names = [source.name for source in sources]
    for name in names:
        if names.count(name) > 1:
            raise ConfigError(f"{path}: two sources are called {name!r}; give each a name of its own")
    return tuple(sources)


def _kind(name: str | None) -> Kind | None:
    return Kind(name) if name else None


def _known_names(wrong: str, names: tuple[str, ...]) -> str:
    return _nearest(wrong, names) or f"known are {', '.join(names)}"


def _nearest(wrong: str, names: tuple[str, ...]) -> str:
    close = difflib.get_close_matches(wrong, names, 1)
    return f"did you mean {close[0]!r}?" if close else ""


def _line_numbers(text: str) -> dict[tuple[str, int, str], int]:
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


# --- writing ---------------------------------------------------------------------------------------------------------


def append_source(path: Path, source: Source) -> None:
    """Add `source` to the file as a `[[sources]]` table; what stands there, comments too, stays as it is.

    Raises ConfigError where the file is wrong already, holds the same name or URL, or cannot be written.
    """
    text = read_text(path) if path.exists() else ""
    for known in parse_config(text, path).sources:
        if source.url == known.url or source.name == known.name:
            raise ConfigError(f"{path}: already has {known.name!r} ({known.url})")
    from tomlkit import aot, document, dumps, table

    fields = table()
    for key in ("name", "url", "kind", "outlet", "every", "max_pages", "language"):
        value = getattr(source, key)
        if value is not None and value != Source.__dataclass_fields__[key].default:
            fields[key] = str(value) if isinstance(value, Kind) else value
    entry = document()
    entry["sources"] = aot()
    entry["sources"].append(fields)
    apart = "" if not text else "\n" if text.endswith("\n") else "\n\n"
    try:
        path.write_text(text + apart + dumps(entry), encoding="utf-8")
    except OSError as error:
        raise ConfigError(f"{path}: cannot be written ({error.strerror})") from None

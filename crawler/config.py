"""`newsfold.toml`: what to crawl and how, read whole and checked before anything runs."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from crawler.config_rules import REQUIRED, TABLES, nearest
from storage.errors import ConfigError
from storage.records import Kind, Source

DEFAULT_CONFIG = "newsfold.toml"
DEFAULT_STORE = "newsfold.db"


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
class Retention:
    """What the daemon drops: of `[store]`; None where nothing is.

    `keep_days` bounds the diary of requests and runs, `keep_text_days` the age of texts, `max_size` (bytes) the store.
    """

    keep_days: int | None = None
    keep_text_days: int | None = None
    max_size: int | None = None


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
    retention: Retention = field(default_factory=Retention)
    crawl: CrawlSettings = field(default_factory=CrawlSettings)
    sources: tuple[Source, ...] = ()
    recipe: str | None = None
    alerts: tuple[Alert, ...] = ()


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
        with path.open(encoding="utf-8", newline="") as lines:  # line ends stay as they are
            return lines.read()
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read ({error.strerror}); name another file with --config") from None
    except UnicodeDecodeError:
        raise ConfigError(f"{path}: is not UTF-8 text; save it as UTF-8") from None


def parse_config(text: str, path: Path) -> Config:
    """Turn the text of a `newsfold.toml` into a Config; errors as in `load_config`."""
    text = text.removeprefix("\ufeff")  # the mark that some editors begin a file with
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path}: is not TOML: {error}") from None
    lines = _line_numbers(text)
    checked = {name: _check_table(name, tables[name], path, lines) for name in tables if _known(name, path, lines)}
    kept = checked.get("store", [{}])[0]
    store = kept.pop("path", None)
    return Config(
        path=path,
        store_path=path.parent / Path(store).expanduser() if store else None,
        retention=Retention(**kept),
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
            checked[key] = rules[key].accept(value)
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
    return nearest(wrong, names) or f"known are {', '.join(names)}"


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


def append_sources(path: Path, sources: Sequence[Source]) -> None:
    """Add `sources` as `[[sources]]` tables, all or none; what stands there, comments too, stays as it is.

    Raises ConfigError where the file is wrong already, holds the same name or URL, or cannot be written.
    """
    text = read_text(path) if path.exists() else ""
    known = list(parse_config(text, path).sources)
    for source in sources:
        for other in known:
            if source.url == other.url or source.name == other.name:
                raise ConfigError(f"{path}: already has {other.name!r} ({other.url})")
        known.append(source)
    written = "\n".join(map(_as_toml, sources))
    apart = "" if not text else "\n" if text.endswith("\n") else "\n\n"
    try:
        parse_config(text + apart + written, path)
    except ConfigError:
        raise ConfigError(f"{path}: write its sources as [[sources]] tables, so that another can follow") from None
    try:
        _write_whole(path.resolve(), text + apart + written)
    except OSError as error:
        raise ConfigError(f"{path}: cannot be written ({error.strerror})") from None


def _as_toml(source: Source) -> str:
    from tomlkit import aot, document, dumps, inline_table, table

    fields = table()
    for key in ("name", "url", "kind", "outlet", "every", "max_pages", "language"):
        value = getattr(source, key)
        if value is not None and value != Source.__dataclass_fields__[key].default:
            fields[key] = str(value) if isinstance(value, Kind) else value
    if source.selectors:
        fields["selectors"] = inline_table()
        fields["selectors"].update({key: value for key, value in asdict(source.selectors).items() if value})
    entry = document()
    entry["sources"] = aot()
    entry["sources"].append(fields)
    return dumps(entry)


def _write_whole(path: Path, text: str) -> None:
    """Put `text` in the place of the file at once: whoever reads it finds the old or the new one, never a part."""
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        part.write_text(text, encoding="utf-8", newline="")
        if path.exists():
            part.chmod(path.stat().st_mode)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)

"""`newsfold.toml`: what to crawl and how, read whole and checked before anything runs."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from crawler.config_rules import DEFAULT_STORE as DEFAULT_STORE  # noqa: PLC0414 - others take it from here
from crawler.config_tables import checked_tables
from storage.errors import ConfigError
from storage.records import Kind, Source

DEFAULT_CONFIG = "newsfold.toml"


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

    Raises ConfigError naming the file and, with its line, each mistake: what was expected and, for a misspelt name, the
    nearest right one.
    """
    named = path or (Path(os.environ["NEWSFOLD_CONFIG"]) if os.environ.get("NEWSFOLD_CONFIG") else None)
    chosen = named or Path(DEFAULT_CONFIG)
    if named is None and not chosen.exists():
        return Config()
    return parse_config(read_text(chosen), chosen)


def store_named(path: Path | None = None) -> Path | None:
    """The store that the configuration names, whatever else is wrong with it; None where it names none."""
    chosen = path or Path(os.environ.get("NEWSFOLD_CONFIG") or DEFAULT_CONFIG)
    try:
        named = tomllib.loads(read_text(chosen)).get("store")
    except (ConfigError, tomllib.TOMLDecodeError):
        return None
    store = named.get("path") if isinstance(named, dict) else None
    return chosen.parent / Path(store).expanduser() if isinstance(store, str) else None


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
    checked = checked_tables(text.removeprefix("\ufeff"), path)  # the mark that some editors begin a file with
    kept = checked.get("store", [{}])[0]
    store = kept.pop("path", None)
    store_path = path.parent / Path(store).expanduser() if store else None
    return Config(
        path=path,
        store_path=store_path,
        retention=Retention(**kept),
        crawl=CrawlSettings(**checked.get("crawl", [{}])[0]),
        sources=tuple(map(_source, checked.get("sources", []))),
        recipe=checked.get("fold", [{}])[0].get("recipe"),
        alerts=tuple(Alert(**each) for each in checked.get("alerts", [])),
    )


def _source(row: dict[str, Any]) -> Source:
    kind = row.get("kind")
    return Source(**{**row, "name": row.get("name", row["url"]), "kind": Kind(kind) if kind else None})


def append_sources(path: Path, sources: Sequence[Source]) -> None:
    """Add `sources` as `[[sources]]` tables, all or none; what stands there, comments too, stays as it is.

    Raises ConfigError where the file is wrong already, holds the same name or URL (a closing slash aside), or cannot
    be written.
    """
    from crawler.urls import entry_point

    text = read_text(path) if path.exists() else ""
    known = list(parse_config(text, path).sources)
    for source in sources:
        for other in known:
            if source.name == other.name or entry_point(source.url) == entry_point(other.url):
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

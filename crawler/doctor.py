"""Checks of the installation, the configuration and the store: what `newsfold doctor` says."""

from __future__ import annotations

import importlib
import os
import shutil
import sqlite3
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from importlib import metadata
from pathlib import Path

from crawler.config import Config
from storage.errors import NewsfoldError, StoreError
from storage.version import version

PACKAGES = ("crawler", "dedupe", "spiders", "storage")
LIBRARIES = ("scrapy", "trafilatura", "datasketch", "sqlite-utils", "apscheduler")
LEAST_SQLITE = (3, 37, 0)  # STRICT tables
LEAST_ROOM = 512 * 1024 * 1024  # bytes free beside the store


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at; `mend` is the way out where it is not as it should be."""

    what: str
    ok: bool
    found: str
    mend: str = ""


def examine(config: Config, store_path: Path, unread: str = "") -> list[Check]:
    """Look at everything; a check that fails hinders no other.

    `unread` says why the configuration cannot be read; then `config` is an empty one.
    """
    return [*_installation(), *_libraries(), _configuration(config, unread), *_store(config, store_path)]


def _installation() -> Iterator[Check]:
    found = f"newsfold {version()}, Python {sys.version.split()[0]}, SQLite {sqlite3.sqlite_version}"
    recent = sqlite3.sqlite_version_info >= LEAST_SQLITE
    yield Check("versions", recent, found, "use a Python whose SQLite is 3.37 or newer")
    home = Path(__file__).parent.parent
    for name in PACKAGES:
        place = Path(importlib.import_module(name).__file__ or "").parent
        mend = f"another package called {name!r} hides ours: install newsfold in an environment of its own"
        yield Check(f"files of {name}", place.parent == home, str(place), mend)
    from dedupe.native import compiled

    found = "compiled" if compiled() else "numpy: right, and slower"
    yield Check("folding's inner loops", True, found)  # noqa: FBT003 - either is as it should be


def _libraries() -> Iterator[Check]:
    for name in LIBRARIES:
        yield _attempt(f"library {name}", partial(metadata.version, name), "install newsfold again")
    yield _attempt("extraction", lambda: importlib.import_module("crawler.extract").__name__, "install newsfold again")


def _attempt(what: str, look: Callable[[], str], mend: str) -> Check:
    try:
        return Check(what, ok=True, found=look())
    except Exception as error:  # noqa: BLE001 - whatever is wrong with it is what the user wants to hear
        return Check(what, ok=False, found=f"{type(error).__name__}: {error}", mend=mend)


def _configuration(config: Config, unread: str) -> Check:
    if unread:
        mend = "mend what it names; until then the store looked at is that of --db, else the one it names"
        return Check("configuration", ok=False, found=unread, mend=mend)
    if config.path is None:
        return Check("configuration", ok=True, found="none; `newsfold add URL` begins one")
    silent = not config.crawl.contact and not config.crawl.user_agent
    hint = "; crawl.contact would tell the owners of servers where to reach you" if silent else ""
    return Check("configuration", ok=True, found=f"{config.path}: {len(config.sources)} sources{hint}")


def _store(config: Config, path: Path) -> Iterator[Check]:
    if not path.parent.is_dir():
        yield Check("store", ok=False, found=f"{path}: there is no folder {path.parent}", mend="make the folder")
        return
    if not path.exists():
        yield _to_come(path)
        return
    try:
        yield from _open_store(config, path)
    except NewsfoldError as error:
        yield Check("store", ok=False, found=str(error), mend="see what it says")
    free = shutil.disk_usage(path.resolve().parent).free
    yield Check("room on the disk", free > LEAST_ROOM, f"{free // 2**20} MiB free", "free some space")


def _to_come(path: Path) -> Check:
    if not os.access(path.parent, os.W_OK | os.X_OK):
        found = f"{path}: none yet, and {path.parent} may not be written to"
        return Check("store", ok=False, found=found, mend="change the rights of the folder, or name another --db")
    return Check("store", ok=True, found=f"{path}: none yet; `newsfold fetch` or `newsfold import` makes it")


def _open_store(config: Config, path: Path) -> Iterator[Check]:
    from dedupe.recipe import STANDARD
    from storage.fingerprints import recipe_in_use
    from storage.folding import count_unfolded
    from storage.store import Store

    with Store.open(path, read_only=True) as store:  # one of an earlier newsfold goes no further: nothing renews it
        whole = store.connection.execute("PRAGMA quick_check(1)").fetchone()[0]
        yield Check("store", whole == "ok", f"{path}: {whole}", "restore a backup")
        articles = store.connection.execute("SELECT count(*) FROM articles").fetchone()[0]
        waiting = count_unfolded(store)
        used = recipe_in_use(store.connection)
        if config.recipe and used and used != config.recipe:
            found = f"folded with {used}, configured is {config.recipe}"
            yield Check("recipe", ok=False, found=found, mend="`newsfold recluster` folds everything with it")
        elif used and not config.recipe and used != STANDARD.name:
            found = f"folded with {used}; `newsfold recluster --recipe {STANDARD.name}` takes that of new stores"
            yield Check("recipe", ok=True, found=found)
        hint = "; the next `newsfold fetch`, `import` or `run` folds them" if waiting else ""  # as after Ctrl-C
        yield Check("folding", ok=True, found=f"{articles} articles, {waiting} not folded yet{hint}")
    yield _writing(path)


def _writing(path: Path) -> Check:
    """Whether the store can be written, which SQLite says only to who does; another writer is not waited for."""
    from storage.store import Store

    try:
        with Store.open(path, create=False) as store:
            store.connection.execute("PRAGMA busy_timeout = 0")
            with store.write() as connection:
                connection.execute("DELETE FROM fetches WHERE 0")
                return Check("writing to the store", ok=True, found="allowed")
    except StoreError as error:
        if getattr(error.__cause__, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_BUSY:
            return Check("writing to the store", ok=True, found="another process does just now")
        return Check("writing to the store", ok=False, found=str(error), mend="until then it can only be read")

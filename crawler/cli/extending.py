"""How sources come into the configuration, from `add` and from a list of another program."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from crawler.cli.options import session
from crawler.config import DEFAULT_CONFIG, Config, append_sources, load_config
from storage.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from storage.records import Source


def to_be_extended(path: Path | None) -> tuple[Path, Config]:
    """The configuration that sources are added to; one that is not there yet is an empty one."""
    if path is not None and not path.exists():
        return path, Config(path=path)
    loaded = load_config(path)
    return loaded.path or Path(DEFAULT_CONFIG), loaded


def extend(path: Path, sources: Sequence[Source], db: Path | None) -> None:
    """Append sources to the configuration; those that the store has of one-off fetches become these."""
    from storage.sources import adopt

    append_sources(path, sources)
    opened = session(db, path, as_json=False)
    if opened.store_path.exists():
        with suppress(StoreError), opened.to_write() as store:  # where it cannot be now, their next run does it
            for each in sources:
                adopt(store, each)

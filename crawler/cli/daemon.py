"""Commands for what runs unattended: `run`, `status`, `backup`."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import typer

from crawler.cli.options import AllowAddress, AsJson, ConfigPath, Db, addresses, session
from crawler.config import load_config

if TYPE_CHECKING:
    from crawler.config import Config


def run(allow_address: AllowAddress = None, db: Db = None, config: ConfigPath = None, as_json: AsJson = False) -> None:
    """Keep every source fresh until stopped.

    Asks each source of the configuration when it is due, folds what came, and takes up a changed configuration. Ctrl-C
    or SIGTERM ends it in good order; with --json, events are JSON lines on standard output.
    """
    from crawler.daemon import run_daemon
    from crawler.eventlog import say_events

    opened = session(db, config, as_json)
    allowed = addresses(allow_address)

    def read() -> Config:
        loaded = load_config(config)
        crawl = replace(loaded.crawl, allow_addresses=(*loaded.crawl.allow_addresses, *allowed))
        return replace(loaded, crawl=crawl)

    say_events(as_json=as_json)
    run_daemon(read, opened.store_path)


def register(app: typer.Typer) -> None:
    """Hang the commands of this module on `app`."""
    app.command()(run)

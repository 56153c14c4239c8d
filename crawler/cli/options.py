"""The options that every command takes, and what they lead to: a configuration, a store, a way to answer."""

from __future__ import annotations

import os
import re
import shlex
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from typer.core import TyperArgument, TyperCommand

from crawler.cli.output import note
from crawler.config import DEFAULT_CONFIG, DEFAULT_STORE, Config, load_config
from crawler.config_rules import check_address, nearest
from storage.errors import ConfigError, NewsfoldError, OldStoreError, StoreError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from typer._click.core import Context
    from typer._click.formatting import HelpFormatter

    from crawler.config import CrawlSettings
    from storage.records import Source
    from storage.store import Store

Db = Annotated[
    Path | None,
    typer.Option("--db", envvar="NEWSFOLD_DB", help="The store (default: the config's, else ./newsfold.db)."),
]
ConfigPath = Annotated[
    Path | None,
    typer.Option("--config", envvar="NEWSFOLD_CONFIG", help="The configuration (default: ./newsfold.toml if there)."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Answer with JSON on standard output.")]
Output = Annotated[
    Path | None,
    typer.Option("--output", "-o", metavar="<file>", help="A file; else (or with -) standard output."),
]
AllowAddress = Annotated[
    list[str] | None,
    typer.Option(
        "--allow-address",
        metavar="HOST-OR-NETWORK",
        help="A loopback, private or link-local address that may be fetched (repeatable).",
    ),
]

_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:(?!\d+(?:[/?#]|$))", re.IGNORECASE)  # RFC 3986, 3.1; a number is a port
_COMMAND = re.compile(r"`newsfold [^\s`]+ (?![^`]*--db)[^`]+(?=`)")  # whole: a bare `newsfold stories` only names one


class StoppedError(Exception):
    """The command was asked to stop, and did in good order; says what became of its work."""


class PlainCommand(TyperCommand):
    """A command whose help calls each argument by its name alone, without a type of Python.

    An error that leads to another command names it with the store and the configuration that this one was given.
    """

    def invoke(self, ctx: Context) -> object:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except NewsfoldError as error:
            error.args = (completed(str(error), options_given(ctx.params.get("db"), ctx.params.get("config"))),)
            raise

    def format_options(self, ctx: Context, formatter: HelpFormatter) -> None:
        """Write the sections of the arguments and of the options."""
        sections: dict[str, list[tuple[str, str]]] = {"Arguments": [], "Options": []}
        for each in self.get_params(ctx):
            record = each.get_help_record(ctx)
            if record is None:
                continue
            if isinstance(each, TyperArgument):
                sections["Arguments"].append((called(each), record[1]))
            else:
                sections["Options"].append(record)
        for name, records in sections.items():
            if records:
                with formatter.section(name):
                    formatter.write_dl(records)


def called(argument: TyperArgument) -> str:
    """What a user calls an argument, with dots where it may be many."""
    return argument.display_name_raw + "..." * (argument.nargs != 1)


def plain_help(app: typer.Typer) -> None:
    """Make all commands of `app`, and of its groups, `PlainCommand`s."""
    for command in app.registered_commands:
        command.cls = PlainCommand
    for group in app.registered_groups:
        if group.typer_instance is not None:
            plain_help(group.typer_instance)


@dataclass(frozen=True, slots=True)
class Session:
    """What one command works with."""

    config: Config
    store_path: Path
    as_json: bool
    default_told: str = ""  # where the store is the default one and its configuration lies elsewhere: why it is that
    given: str = ""  # what leads a further command to this store and configuration: ` --db my.db`

    def told(self, words: str) -> str:
        """Complete what leads to another command, with what leads that to the same store."""
        return completed(words, self.given)

    def to_read(self) -> Store:
        """The store, for reading; StoreError where there is none yet. One of an earlier newsfold is renewed first."""
        from storage.store import Store

        try:
            return Store.open(self.store_path, read_only=True)
        except OldStoreError as error:
            try:
                Store.open(self.store_path, create=False, tell=note).close()
            except StoreError:
                raise error from None  # who may only read is told who renews it
        except StoreError as error:
            if self.default_told and not self.store_path.exists():
                raise StoreError(f"{error}; {self.default_told}") from None
            raise
        return Store.open(self.store_path, read_only=True)

    def to_write(self) -> Store:
        """The store, made where there is none yet; its folding begins as the configuration says."""
        from storage.store import Store

        store = Store.open(self.store_path, tell=note)
        if self.config.recipe:
            from storage.fingerprints import choose_recipe, recipe_in_use
            from storage.times import now

            with store.write() as connection:
                if recipe_in_use(connection) is None:
                    choose_recipe(connection, self.config.recipe, now())
        return store

    def begin_store(self) -> None:
        """As `to_write`, for what opens the store by its path: one of an earlier newsfold is brought up to date here.

        One that is not there yet is made only where the configuration says how it begins.
        """
        if self.config.recipe or self.store_path.exists():
            self.to_write().close()


def session(db: Path | None, config: Path | None, as_json: bool, *, store_alone: bool = False) -> Session:
    """Read the configuration and settle which store is meant: the option, the environment, the config, the default.

    With `store_alone` nothing else is asked of it: where `db` names the store, the usual one is not read, and may be
    broken.
    """
    loaded = Config() if store_alone and db and not config else load_config(config)
    told = ""
    if db is None and loaded.path and loaded.store_path is None and not _is_same(loaded.path.parent, Path()):
        told = f"{loaded.path} names no store (`path` in [store]), so it is the one of this folder"
    return Session(loaded, db or loaded.store_path or Path(DEFAULT_STORE), as_json, told, options_given(db, config))


def file_of(output: Path | None, opened: Session) -> Path | None:
    """The file that `--output` names; None for standard output, which `-` means as well.

    ConfigError where it is a store or another SQLite file, or the configuration in use, under whichever name: writing
    there would lose it.
    """
    from storage.upkeep import is_database, is_store

    if output is None or output == Path("-"):
        return None
    store = opened.store_path
    kept = {f"{store}{end}": "the store in use" for end in ("", "-wal", "-shm")}
    kept |= {str(opened.config.path): "the configuration in use"} if opened.config.path else {}
    for place, what in kept.items():
        if _is_same(output, Path(place)):
            raise ConfigError(f"{output} is {what}, and stays as it is: name another file with -o")
    if is_database(output):
        what = "newsfold store" if is_store(output) else "SQLite file"
        raise ConfigError(f"{output} is a {what}, and stays as it is: name another file with -o")
    return output


def _is_same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:  # one of them is not there, or may not be looked at: writing will say so
        return False


def options_given(db: Path | None, config: Path | None) -> str:
    """The options that a further command needs to find the same store and configuration by; '' where it needs none."""
    words = []
    if db is not None and str(db) != os.environ.get("NEWSFOLD_DB"):
        words += ["--db", str(db)]
    if config is not None and Path(config) != Path(os.environ.get("NEWSFOLD_CONFIG") or DEFAULT_CONFIG):
        words += ["--config", str(config)]
    return "".join(f" {shlex.quote(each)}" for each in words)


def completed(words: str, given: str) -> str:
    """The `words`, with the options `given` behind each whole command in backticks that names no store itself."""
    return _COMMAND.sub(lambda command: f"{command[0]}{given}", words)


def tell_new_store(opened: Session) -> None:
    """Say where things are kept, and how to look at them, when a command has made the store."""
    note(f"Kept in {opened.store_path}, which is new. Next: newsfold stories{opened.given}")
    if opened.default_told:
        note(f"{opened.store_path}: {opened.default_told}")


def has_scheme(word: str) -> bool:
    """Whether an address says how it is asked for, be it `https://…` or `mailto:…`; `host:8080` does not."""
    return "://" in word or _SCHEME.match(word) is not None


def with_scheme(word: str) -> str:
    """A URL as it is, and an address without scheme as https, as `add` takes it; '' for a word that is no address."""
    from crawler.fetching.addresses import is_address
    from crawler.urls import is_public_name

    if has_scheme(word):
        return word if "://" in word else ""
    host = word.partition("/")[0].rpartition("@")[2].partition(":")[0]
    return f"https://{word}" if "." in host and (is_public_name(host) or is_address(host)) else ""


def is_called(source: Source, word: str) -> bool:
    """Whether a user's word names a source: its name, or its URL with or without scheme."""
    return word in {source.name, source.url, source.url.partition("://")[2]}


def source_called(sources: Sequence[Source], word: str) -> Source | None:
    """The source that a user's word names: the one with this name or URL before one with this URL without scheme."""
    exact = (each for each in sources if word in {each.name, each.url})
    return next(exact, None) or next((each for each in sources if is_called(each, word)), None)


def none_called(sources: Sequence[Source], word: str, more: str = "") -> ConfigError:
    """That a user's word names no source, and which it may have meant."""
    hint = nearest(word, tuple(each.name for each in sources))
    return ConfigError(f"no source is called {word!r}{hint and f'; {hint}'}{more}")


def tell_of_http(address: str) -> None:
    """Say how to ask otherwise where an address came without scheme, and nobody answers at https."""
    note(f"No https there? Then name it with its scheme: http://{address}")


def addresses(given: list[str] | None) -> tuple[str, ...]:
    """The values of `--allow-address`, checked."""
    try:
        return tuple(check_address(each) for each in given or ())
    except ValueError as error:
        raise ConfigError(f"--allow-address: expected {error}") from None


def crawl_allowing(crawl: CrawlSettings, given: list[str] | None) -> CrawlSettings:
    """The settings, with the values of `--allow-address` beside what they allow."""
    return replace(crawl, allow_addresses=(*crawl.allow_addresses, *addresses(given)))


def way_in(crawl: CrawlSettings, refused: Iterable[str]) -> str:
    """How hosts that were `refused` can be asked, and which are allowed already: one may be misspelt."""
    options = " ".join(f"--allow-address {shlex.quote(host)}" for host in refused)
    allowed = f" Allowed so far: {', '.join(crawl.allow_addresses)}." if crawl.allow_addresses else ""
    return f"If you mean to ask it: {options} for once, or allow_addresses under [crawl] for good.{allowed}"


def show_version(asked: bool) -> None:
    """Print the version and stop."""
    if asked:
        from storage.version import version

        typer.echo(f"newsfold {version()}")
        raise typer.Exit


def common(
    version: Annotated[
        bool, typer.Option("--version", callback=show_version, is_eager=True, help="Print the version and stop.")
    ] = False,
) -> None:
    """Folds the news: each story once, with everyone who ran it."""

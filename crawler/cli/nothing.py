"""What a command says when it has nothing to show: what was asked for that there is not, and what there is."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from crawler.cli.options import source_called
from crawler.cli.output import note
from crawler.config_rules import nearest
from storage.errors import ConfigError
from storage.folding import count_unfolded
from storage.known import has_articles, unknown_values
from storage.searching.foreign_words import foreign_words
from storage.sources import list_sources

if TYPE_CHECKING:
    from crawler.config import Config
    from storage.filters import Filters
    from storage.known import Unknown
    from storage.store import Store

NAMED = 8  # values that are named at most
_NOBODY = {
    "outlet": "No article is of the outlet",
    "source": "No source is called",
    "language": "No article is in the language",
}


def tell_nothing(store: Store, said: str, filters: Filters) -> None:
    """Say `said`, and why where that is plain: nothing in the store has what a filter names, or it holds no article."""
    note(said)
    if not has_articles(store):
        note("The store holds no article yet: `newsfold fetch URL` or `newsfold import PATH` brings some.")
        return
    for each in unknown_values(store, filters):
        note(_told(each))
    if meant := foreign_words(filters.query or ""):
        note(f"In a search, {meant}.")
    if waits := waiting(count_unfolded(store)):
        note(f"{waits}.")


def told_of_stop(kept: str, store: Store) -> str:
    """What a command says that was stopped: `kept`, and how many articles wait to be folded."""
    return "; ".join(filter(None, (kept, waiting(count_unfolded(store)))))


def waiting(count: int) -> str:
    """That so many articles are kept and not folded, as after an import that was stopped; '' for none."""
    articles = "1 article waits" if count == 1 else f"{count} articles wait"
    return f"{articles} to be folded, which the next import, fetch or run does" if count else ""


def understood(store: Store, filters: Filters, config: Config) -> Filters:
    """The filters with the name of a source that was given by its address; raises as `refuse_unknown`."""
    if filters.source and "/" in filters.source:
        sources = [*config.sources, *(each.source for each in list_sources(store))]
        called = source_called(sources, filters.source)
        filters = replace(filters, source=called.name) if called else filters
    refuse_unknown(store, filters, config)
    return filters


def refuse_unknown(store: Store, filters: Filters, config: Config) -> None:
    """Raise ConfigError where `filters` name an outlet or a source that neither the store nor `config` knows.

    Nothing found would read as an answer then, and an export would empty a file. A store without articles knows nothing
    yet, and refuses nothing.
    """
    if not (filters.outlet or filters.source) or not has_articles(store):
        return
    to_come = {name for each in config.sources for name in (each.name, each.outlet)}
    for each in unknown_values(store, filters):
        if each.what in {"outlet", "source"} and each.value not in to_come:
            raise ConfigError(_told(each))


def _told(unknown: Unknown) -> str:
    hint = nearest(unknown.value, unknown.known)
    beginning = f"{_NOBODY[unknown.what]} {unknown.value!r}; {hint and hint + ' '}"
    if not unknown.known:
        return f"{beginning}none is known"
    more = len(unknown.known) - NAMED
    return f"{beginning}{unknown.what}s: {', '.join(unknown.known[:NAMED])}{f' and {more} more' if more > 0 else ''}"

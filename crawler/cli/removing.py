"""The command `remove`: single articles, or all of an outlet, out of the store, and out for good."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from crawler.cli.naming import article_id
from crawler.cli.nothing import refuse_unknown
from crawler.cli.options import AsJson, ConfigPath, Db, Session, session, with_scheme
from crawler.cli.output import console, note, print_json, progress, table
from storage.errors import ConfigError, NotFoundError
from storage.filters import Filters

if TYPE_CHECKING:
    from storage.reading import Named
    from storage.store import Store

SHOWN = 20  # articles that are named; the rest is counted


def remove(
    named: Annotated[list[str] | None, typer.Argument(metavar="ARTICLE", help="Its URL or its number.")] = None,
    reason: Annotated[
        str | None, typer.Option(metavar="<words>", help="Why, such as a request; it stays on record.")
    ] = None,
    outlet: Annotated[
        str | None, typer.Option(metavar="<name>", help="Every article of this outlet, instead of single ones.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would go.")] = False,
    purge: Annotated[
        bool,
        typer.Option("--purge", help="Clear the words out of the search too: long in a large store; also alone."),
    ] = False,
    listed: Annotated[bool, typer.Option("--list", help="Only list what was taken out, and why.")] = False,
    undo: Annotated[bool, typer.Option("--undo", help="Let these come in again, by a fetch or an import.")] = False,
    db: Db = None,
    config: ConfigPath = None,
    as_json: AsJson = False,
) -> None:
    """Take articles out of the store.

    Text, headline, revisions, credits and what listings showed of them go; stories, matches and what was learnt of the
    outlet are then as if they had never come. Their addresses are kept out: no fetch and no import brings them back,
    until --undo lets them. The diary still says that they were asked for; backups, exports and alerts that were sent
    stay as they are.
    """
    which, how = bool(named) or outlet is not None, (reason is not None, dry_run, purge)
    if (listed and (undo or which or any(how))) or (undo and any(how)):
        raise ConfigError("--list goes alone, and --undo with articles or an --outlet: leave out the other options")
    opened = session(db, config, as_json)
    if listed:
        _list(opened)
    elif how == (False, False, True) and not which:
        _purge(opened)
    elif bool(named) == bool(outlet):
        raise ConfigError("name articles by URL or number, or an --outlet, and not both")
    elif undo:
        _undo(opened, named or [], outlet or "")
    else:
        meant = _meant(opened, named or [], outlet)
        why = (reason or "").strip()
        if not (why or dry_run):
            raise ConfigError("say why with --reason, which stays on record: --reason 'asked for by the outlet'")
        _remove(opened, meant, "" if dry_run else why, purge=purge)


def _meant(opened: Session, named: list[str], outlet: str | None) -> list[Named]:
    """The articles that are meant, each once; NotFoundError or ConfigError where one is not there: then none goes."""
    from storage.reading import chosen_ids, names_of

    with opened.to_read() as store:
        if outlet:
            refuse_unknown(store, Filters(outlet=outlet), opened.config)
            ids = list(chosen_ids(store, Filters(outlet=outlet)))
        else:
            ids = [_id_of(store, each) for each in named]
        return names_of(store, list(dict.fromkeys(ids)))


def _id_of(store: Store, named: str) -> int:
    from storage.removals import is_removed

    if is_removed(store.connection, _address(named)):
        raise NotFoundError(
            f"{named} was taken out already: `newsfold remove --list` says when and why, and `newsfold remove --purge` "
            "clears its words out of the search's file too"
        )
    return article_id(store, named if named.isdecimal() else with_scheme(named) or named)


def _address(named: str) -> str:
    """The name under which the store knows an address, which may lack its scheme, as `fetch` takes it."""
    from crawler.fetching.answers import known_as

    return known_as(with_scheme(named) or named)


def _remove(opened: Session, articles: list[Named], reason: str, *, purge: bool) -> None:
    from dedupe.removal import remove as take_out

    told = [{"id": each.id, "url": each.url, "title": each.title} for each in articles]
    count, stories = len(told), len({each.story_id for each in articles})
    if reason:
        with opened.to_write() as store:
            with progress("taking out", count) as advance:
                report = take_out(store, [each.id for each in articles], reason, progress=advance, purge=purge)
            count, stories = report.removed, report.stories
            _draw_alerts(opened, store)
    if opened.as_json:
        print_json({"removed": told if reason else [], "would_remove": [] if reason else told, "stories": stories})
        return
    rows = [(each["id"], each["url"], each["title"]) for each in told[:SHOWN]]
    console().print(table(("", "address", "headline"), rows))
    if len(told) > SHOWN:
        note(f"and {len(told) - SHOWN} more")
    counted = f"{count} {'article' if count == 1 else 'articles'} of {stories} stor{'y' if stories == 1 else 'ies'}"
    if reason:
        note(
            f"{counted} taken out, and kept out from now on. Backups, exports and alerts sent before stay as they are."
        )
    else:
        note(f"{counted} would be taken out: leave out --dry-run and say why with --reason.")
    note("Revisions go for good: --undo only lets an article come in again, as a new one.")


def _draw_alerts(opened: Session, store: Store) -> None:
    from crawler.scheduling.delivery import DeliveryError
    from crawler.scheduling.postman import draw_anew

    try:
        draw_anew(store, opened.config)
    except DeliveryError as error:
        note(f"An Atom file of alerts may still show what was taken out: {error}")


def _purge(opened: Session) -> None:
    from dedupe.removal import purge

    opened.to_read().close()  # there has to be one
    with opened.to_write() as store:
        purge(store)
    if opened.as_json:
        print_json({"purged": True})
    else:
        note("The words of what was taken out are cleared out of the search's file too.")


def _list(opened: Session) -> None:
    from storage.removals import list_removals

    with opened.to_read() as store:
        found = list_removals(store)
    if opened.as_json:
        print_json(found)
    elif found:
        rows = [(each.article_id, each.removed_at[:10], each.outlet, each.url, each.reason) for each in found]
        console().print(table(("", "removed", "outlet", "address", "why"), rows))
    else:
        note("Nothing is kept out of this store.")


def _undo(opened: Session, named: list[str], outlet: str) -> None:
    from storage.removals import let_in

    opened.to_read().close()  # there has to be one
    with opened.to_write() as store:
        freed = let_in(store, map(_address, named), outlet)
    if opened.as_json:
        print_json({"let_in": [each.url for each in freed]})
    for each in freed[:SHOWN]:
        note(f"{each.url} was kept out since {each.removed_at[:10]} ({each.reason}), and is no longer.")
    if len(freed) > SHOWN:
        note(f"and {len(freed) - SHOWN} more")
    at_once = opened.told("`newsfold fetch URL`, or `newsfold import PATH` of a file that has it")
    note(f"Nothing is back yet: the next fetch of a source that showed it brings it, or at once {at_once}.")


def register(app: typer.Typer) -> None:
    """Hang the command of this module on `app`."""
    app.command()(remove)

"""Commands that show what was folded: `stories`, `story`, `why`, `diff`."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Annotated

import typer

from crawler.cli.options import AsJson, ConfigPath, Db, session
from crawler.cli.output import NARROW, console, note, print_json, table
from storage.filters import Filters
from storage.records import Relation, Role
from storage.texts import one_line

if TYPE_CHECKING:
    from rich.text import Text

    from storage.records import Match, Member, Story
    from storage.store import Store

LARGEST_ID = 2**63 - 1  # that SQLite gives
Since = Annotated[str | None, typer.Option(help="Published on or after this day or moment.")]
Until = Annotated[str | None, typer.Option(help="Published on or before this day or moment.")]
Outlet = Annotated[str | None, typer.Option(help="Only what this outlet ran.")]
OfSource = Annotated[str | None, typer.Option("--source", help="Only what this source showed.")]
Language = Annotated[str | None, typer.Option(help="Only this language, such as `en`.")]
MinOutlets = Annotated[int | None, typer.Option("--min-outlets", min=1, help="Only stories of so many outlets.")]


def stories(
    query: Annotated[
        list[str] | None,
        typer.Argument(metavar="[QUERY]...", help="Words to search for; '\"a phrase\"' stays together."),
    ] = None,
    limit: Annotated[int, typer.Option(min=1, max=100_000, help="How many at most.")] = 30,
    since: Since = None,
    until: Until = None,
    outlet: Outlet = None,
    source: OfSource = None,
    language: Language = None,
    min_outlets: MinOutlets = None,
    db: Db = None,
    config: ConfigPath = None,
    as_json: AsJson = False,
) -> None:
    """List or search the stories, newest first.

    Each story once, with everyone who ran it.
    """
    from storage.export import story_record
    from storage.stories import list_stories

    filters = Filters(since, until, outlet, source, " ".join(query or []) or None, language, min_outlets)
    with session(db, config, as_json).to_read() as store:
        if as_json:
            print_json([story_record(store, each) for each in list_stories(store, filters, limit=limit)])
        else:
            show_stories(store, filters, limit=limit)


def show_stories(store: Store, filters: Filters | None = None, *, limit: int) -> None:
    """Print a table of stories: the origin's headline, and who else ran it."""
    from storage.stories import list_stories

    listed = list_stories(store, filters or Filters(), limit=limit)
    if not listed:
        note("No story fits.")
        return
    out = console()
    rows = [
        (each.story_id, _day(each.first_published_at), len(each.members), _headline(each), _who(each))
        for each in listed
    ]
    if out.width < NARROW:
        stacked = [(number, day, count, _stacked(title, who)) for number, day, count, title, who in rows]
        out.print(table(("story", "published", "by", "headline, outlets"), stacked))
    else:
        out.print(table(("story", "published", "run by", "headline", "outlets, the first one first"), rows))
    if len(listed) == limit:
        note(f"The newest {limit}; --limit shows more.")


def story(
    named: Annotated[
        str, typer.Argument(metavar="ID", help="A story's number, the first column of `stories`; or an article's URL.")
    ],
    db: Db = None,
    config: ConfigPath = None,
    as_json: AsJson = False,
) -> None:
    """Show one story: who ran what, and when.

    Its members, the origin first and the others in time order, what each is, how alike and whom it credits; the parts
    of a composite; the history of the story.
    """
    from storage.export import story_record
    from storage.reading import revisions_of
    from storage.stories import get_story, history_of

    with session(db, config, as_json).to_read() as store:
        told = get_story(store, _story_id(store, named))
        changes = history_of(store, told.story_id)
        revisions = {each.id: revisions_of(store, each.id) for each in told.members}
        if as_json:
            print_json({**story_record(store, told), "changes": changes, "revisions": revisions})
            return
        out = console()
        out.print(_heading(told.title))
        rows = _member_rows(told)
        if out.width < NARROW:
            narrow = [(*row[:2], *row[3:5], _stacked(str(row[2]), str(row[5]))) for row in rows]
            out.print(table(("", "published", "role", "alike", "outlet, headline"), narrow))
        else:
            out.print(table(("", "published", "outlet", "role", "alike", "headline"), rows))
        for number, each in enumerate(told.members, 1):
            _show_member(number, each, len(revisions[each.id]))
        _show_others(store, told)
        for change in changes:
            out.print(_plain(f"{change.changed_at}  {change.change}: {change.reason}"), soft_wrap=True)


def why(
    a: Annotated[str, typer.Argument(metavar="A", help="A URL or an article's id.")],
    b: Annotated[str, typer.Argument(metavar="B", help="A URL or an article's id.")],
    db: Db = None,
    config: ConfigPath = None,
    as_json: AsJson = False,
) -> None:
    """Say why two articles are one story or not.

    The relation, the scores, the longest shared passages, the rule that decided, and what would have to differ.
    """
    from dedupe.fold import why as explain
    from storage.reading import get_article

    with session(db, config, as_json).to_read() as store:
        told = explain(store, _article_id(store, a), _article_id(store, b))
        if as_json:
            print_json(told)
            return
        out = console()
        out.print(_heading(told.verdict))
        for article in (get_article(store, told.a).article, get_article(store, told.b).article):
            out.print(_plain(f"{article.title} ({article.outlet or article.url})"))
        for line in told.sentences:
            out.print(_plain(line))
        rows = [(index, passage.text.replace("\n\n", " ¶ ")) for index, passage in enumerate(told.passages, 1)]
        if rows:
            out.print(table(("", "longest shared passages"), rows))


def diff(
    url: Annotated[str, typer.Argument(metavar="URL", help="The article's URL or id.")],
    db: Db = None,
    config: ConfigPath = None,
    as_json: AsJson = False,
) -> None:
    """Show what an article changed.

    Each revision beside the one before it, by paragraph and by word.
    """
    from crawler.differences import compare, show
    from storage.reading import revisions_of

    with session(db, config, as_json).to_read() as store:
        revisions = revisions_of(store, _article_id(store, url))
    pairs = list(pairwise(revisions))
    if as_json:
        changes = [{"from": old.number, "to": new.number, "paragraphs": compare(old, new)} for old, new in pairs]
        print_json({"revisions": revisions, "changes": changes})
        return
    if not pairs:
        note(f"One revision, of {revisions[0].fetched_at}: nothing has changed since.")
    if any(not each.text for each in revisions):
        note("Texts that retention has dropped are shown as empty.")
    out = console()
    for old, new in pairs:
        out.print(show(old, new, width=out.width, coloured=out.is_terminal and not out.no_color))


def register(app: typer.Typer) -> None:
    """Hang the commands of this module on `app`."""
    for command in (stories, story, why, diff):
        app.command()(command)


def _story_id(store: Store, named: str) -> int:
    from crawler.urls import canonical
    from storage.errors import NotFoundError
    from storage.reading import get_article_by_url

    if named.isdecimal() and int(named) <= LARGEST_ID:
        return int(named)
    if "://" not in named:
        raise NotFoundError(f"{named!r} is neither a story's number nor a URL: `newsfold stories` lists the numbers")
    story_id = get_article_by_url(store, canonical(named)).story_id
    if story_id is None:
        raise NotFoundError(f"{named} is not folded yet: `newsfold recluster` folds what waits")
    return story_id


def _article_id(store: Store, named: str) -> int:
    from crawler.urls import canonical
    from storage.reading import get_article, get_article_by_url

    if named.isdecimal() and int(named) <= LARGEST_ID:
        return get_article(store, int(named)).id
    return get_article_by_url(store, canonical(named)).id


def _day(moment: str | None) -> str:
    return (moment or "undated")[:16].replace("T", " ")


def _stacked(above: str, below: str) -> Text:
    """Two things of one cell, the second one fainter."""
    from rich.text import Text

    return Text.assemble(_plain(above), "\n", (one_line(below), "dim"))


def _headline(told: Story) -> str:
    return told.title or f"(without a headline) {told.members[0].url}"


def _who(told: Story) -> str:
    outlets = ", ".join(dict.fromkeys(member.outlet for member in told.members))
    mashed = sum(match.relation is Relation.COMPOSITE for match in told.matches)
    is_composite = any(member.role is Role.COMPOSITE for member in told.members)
    return f"{outlets} (a mash-up of {mashed} articles)" if is_composite else outlets


def _member_rows(told: Story) -> list[tuple[object, ...]]:
    return [
        (number, _day(each.published_at), each.outlet, each.role, f"{each.similarity:.0%}", each.title)
        for number, each in enumerate(told.members, 1)
    ]


def _show_member(number: int, member: Member, revisions: int) -> None:
    """The link on a line of its own, whole, and what there is to say of it."""
    out = console()
    out.print(_plain(f"{number}  {member.url}"), soft_wrap=True)
    credited = dict.fromkeys(f"{each.name} ({each.kind}: “{each.evidence}”)" for each in member.attributions)
    if credited:
        out.print(_plain(f"   credits {'; '.join(credited)}"), soft_wrap=True)
    if revisions > 1:
        out.print(_plain(f"   {revisions} revisions: newsfold diff {member.url}"), soft_wrap=True)


def _show_others(store: Store, told: Story) -> None:
    """What is near without being the same story: the parts of a composite, composites, forms filled in anew."""
    is_composite = any(member.role is Role.COMPOSITE for member in told.members)
    _show_related(store, told, Relation.COMPOSITE, "made of parts of" if is_composite else "parts of it are in")
    _show_related(store, told, Relation.TEMPLATE, "another story, alike but for names and numbers")
    _show_event(store, told)


def _show_event(store: Store, told: Story) -> None:
    """The other stories of its event."""
    from storage.glance import stories_of_event
    from storage.stories import get_stories

    if told.event_id is None:
        return
    others = get_stories(store, stories_of_event(store, told.event_id, but=told.story_id, limit=30), evidence=False)
    rows = [(each.story_id, _day(each.first_published_at), _who(each), each.title) for each in others]
    if rows:
        console().print(table(("story", "published", "outlets", "the same event in other words"), rows))


def _show_related(store: Store, told: Story, relation: Relation, said: str) -> None:
    from storage.reading import articles_of

    own = {member.id for member in told.members}
    shares = dict(_part(match, own) for match in told.matches if match.relation is relation)
    others = articles_of(store, list(shares.keys() - own))
    rows = [
        (other.story_id or "", f"{shares[other.id]:.0%}", other.article.outlet, other.article.title)
        for other in sorted(others.values(), key=lambda other: (-shares[other.id], other.id))
    ]
    if rows:
        console().print(table(("story", "share of it", "outlet", said), rows))


def _part(match: Match, own: set[int]) -> tuple[int, float]:
    return (match.b, match.containment_a) if match.a in own else (match.a, match.containment_b)


def _heading(text: str) -> Text:
    drawn = _plain(text)
    drawn.stylize("bold")
    return drawn


def _plain(text: str) -> Text:
    from rich.text import Text

    return Text(one_line(text))

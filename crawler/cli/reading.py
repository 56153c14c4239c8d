"""Commands that show what was folded: `stories`, `story`, `why`, `diff`."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Annotated

import typer

from crawler.cli.naming import AN_ARTICLE, article_id, as_story, story_id
from crawler.cli.nothing import tell_nothing, understood
from crawler.cli.options import AsJson, ConfigPath, Db, session
from crawler.cli.output import console, heading, note, plain, plain_text, print_json, show_table, stacked, table
from crawler.cli.story_shown import (
    member_rows,
    show_history,
    show_members,
    show_others,
    told_day,
    who,
)
from storage.errors import ConfigError
from storage.filters import Filters
from storage.times import in_utc

if TYPE_CHECKING:
    from storage.records import StoredArticle, Story
    from storage.store import Store

_NO_STORY = "No story fits."
WORDS = (
    'All of the words, in whatever order and case; "a phrase" in quotes stays together, flood* finds floods, '
    "of `dam OR dyke` one is enough, and what has -rescue is left out."
)
Since = Annotated[
    str | None,
    typer.Option(
        metavar="<date>", help="Published on or after this day or moment (UTC), a story by any of its articles."
    ),
]
Until = Annotated[
    str | None,
    typer.Option(
        metavar="<date>", help="Published on or before this day or moment (UTC), a story by any of its articles."
    ),
]
Outlet = Annotated[str | None, typer.Option(metavar="<outlet>", help="Only what this outlet ran.")]
OfSource = Annotated[str | None, typer.Option("--source", metavar="<source>", help="Only what this source showed.")]
Language = Annotated[str | None, typer.Option(metavar="<language>", help="Only this language, such as `en`.")]
MinOutlets = Annotated[
    int | None, typer.Option("--min-outlets", metavar="<number>", min=1, help="Only stories of so many outlets.")
]


def stories(
    query: Annotated[
        list[str] | None,
        typer.Argument(metavar="QUERY", show_default=False, help=f"What to search titles and texts for. {WORDS}"),
    ] = None,
    limit: Annotated[int, typer.Option(metavar="<number>", min=1, max=100_000, help="How many at most.")] = 30,
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
    """List or search the stories, the newest first.

    Each story once, with everyone who ran it; the newest is the one that an outlet ran last.
    """
    from storage.export import story_record
    from storage.stories import list_stories

    words = " ".join(query) if query else None
    filters = given(Filters(since, until, outlet, source, words, language, min_outlets))
    opened = session(db, config, as_json, store_alone=not (outlet or source))
    with opened.to_read() as store:
        filters = understood(store, filters, opened.config)
        if not as_json:
            show_stories(store, filters, limit=limit)
            return
        listed = list_stories(store, filters, limit=limit)
        print_json([story_record(store, each) for each in listed])
        if not listed:
            tell_nothing(store, _NO_STORY, filters)


def given(filters: Filters) -> Filters:
    """The filters of a command; ConfigError for one that is empty, as a script's unset variable leaves it."""
    for name in ("since", "until", "outlet", "source", "query", "language"):
        value = getattr(filters, name)
        if value is not None and not value.strip():
            raise ConfigError(f"{name} is empty, and would let everything through: give it a value or leave it out")
    return filters


def show_stories(store: Store, filters: Filters | None = None, *, limit: int) -> None:
    """Print a table of stories: the origin's headline, and who else ran it."""
    from storage.stories import has_undated, list_stories

    filters = filters or Filters()
    listed = list_stories(store, filters, limit=limit)
    if not listed:
        tell_nothing(store, _NO_STORY, filters)
        return
    rows = [
        (
            each.story_id,
            told_day(each.last_published_at),
            told_day(each.first_published_at),
            len({member.outlet for member in each.members}),
            _headline(each),
            who(store, each),
        )
        for each in listed
    ]
    show_table(
        rows,
        ("story", "last run (UTC)", "first run (UTC)", "run by", "headline", "outlets, the first one first"),
        ("story", "last, first (UTC)", "by", "headline, outlets"),
        lambda row: (row[0], stacked(row[1], row[2] if row[2] != row[1] else ""), row[3], stacked(*row[4:])),
    )
    if len(listed) == limit:
        last = ", those without a date last" if has_undated(store, filters) else ""
        note(f"The newest {limit}; --limit shows more{last}.")


def story(
    named: Annotated[
        str, typer.Argument(metavar="ID", help="A story's number, the first column of `stories`; or an article's URL.")
    ],
    db: Db = None,
    config: ConfigPath = None,
    as_json: AsJson = False,
) -> None:
    """Show one story: who ran what, and when.

    Its members, the origin first and the others in time order, what each is, how much of it the first one has and whom
    it credits; the parts of a composite; the history of the story.
    """
    from storage.export import story_record
    from storage.reading import revisions_of
    from storage.stories import get_story, history_of

    opened = session(db, config, as_json, store_alone=True)
    with opened.to_read() as store:
        told = get_story(store, story_id(store, named))
        changes = history_of(store, told.story_id)
        revisions = {each.id: revisions_of(store, each.id) for each in told.members}
        if as_json:
            print_json({**story_record(store, told), "changes": changes, "revisions": revisions})
            return
        console().print(heading(told.title))
        show_table(
            member_rows(told),
            ("", "published (UTC)", "outlet", "role", "in 1", "headline"),
            ("", "published (UTC)", "role", "in 1", "outlet, headline"),
            lambda row: (*row[:2], *row[3:5], stacked(row[2], row[5])),
        )
        show_members(opened, store, told, {one: len(known) for one, known in revisions.items()})
        show_others(store, told)
        show_history(store, told, changes)
        if len(told.members) > 1:
            one, other = told.members[0].id, told.members[-1].id
            command = f"newsfold why {one} {other}{opened.given}"
            note(f"`{command}` says why the first and the last of these articles are one story.")


def why(
    a: Annotated[str, typer.Argument(metavar="A", help=AN_ARTICLE)],
    b: Annotated[str, typer.Argument(metavar="B", help=AN_ARTICLE)],
    db: Db = None,
    config: ConfigPath = None,
    as_json: AsJson = False,
) -> None:
    """Say why two articles are one story or not.

    The relation, the scores, the longest shared passages, the rule that decided, and what would have to differ.
    """
    from dedupe.fold import why as explain
    from storage.export import passage_record
    from storage.reading import get_article

    with session(db, config, as_json, store_alone=True).to_read() as store:
        first, second = article_id(store, a), article_id(store, b)
        if first == second:
            raise ConfigError(f"{a} and {b} are one and the same article: name another one")
        told = explain(store, first, second)
        both = [get_article(store, one) for one in (told.a, told.b)]
        articles = [each.article for each in both]
        always = [_furniture(store, each.outlet, each.text) for each in articles]
        if as_json:
            shared = {"passages": [passage_record(each) for each in told.passages]}
            urls = {"a": articles[0].url, "b": articles[1].url}  # as every match has them
            print_json({**plain(told), **urls, **shared, "furniture_a": always[0], "furniture_b": always[1]})
            return
        out = console()
        out.print(heading(told.verdict))
        for each in both:
            out.print(plain_text(_named(each)))
        for line in told.sentences:
            out.print(plain_text(line))
        if lines := list(dict.fromkeys([*always[0], *always[1]])):
            counted = "1 line" if len(lines) == 1 else f"{len(lines)} lines"
            out.print(plain_text(f"Not compared: {counted} that the outlets always run, see `newsfold furniture`."))
        rows = [(index, passage.text.replace("\n\n", " ¶ ")) for index, passage in enumerate(told.passages, 1)]
        if rows:
            out.print(table(("", "longest shared passages"), rows))
        if not told.same_story and (hints := [hint for each in (a, b) if (hint := as_story(store, each))]):
            note(f"A number is an article's here; {', '.join(hints)}.")


def diff(
    url: Annotated[str, typer.Argument(metavar="URL", help=AN_ARTICLE)],
    db: Db = None,
    config: ConfigPath = None,
    as_json: AsJson = False,
) -> None:
    """Show what an article changed.

    Each revision beside the one before it, by paragraph and by word.
    """
    from crawler.differences import compare, show
    from storage.reading import get_article, revisions_of

    with session(db, config, as_json, store_alone=True).to_read() as store:
        stored = get_article(store, article_id(store, url))
        revisions = revisions_of(store, stored.id)
        always = {each.number: _furniture(store, stored.article.outlet, each.text) for each in revisions}
    pairs = list(pairwise(revisions))
    if as_json:
        changes = [{"from": old.number, "to": new.number, "paragraphs": compare(old, new)} for old, new in pairs]
        told = [{**plain(each), "furniture": always[each.number]} for each in revisions]
        print_json({"revisions": told, "changes": changes})
        return
    out = console()
    out.print(plain_text(_named(stored)))
    if not pairs:
        note(f"One revision, of {in_utc(revisions[0].fetched_at)}: nothing has changed since.")
    if any(not each.text for each in revisions):
        note("Texts that retention has dropped are shown as empty.")
    for old, new in pairs:
        furniture = {*always[old.number], *always[new.number]}
        coloured = out.is_terminal and not out.no_color
        out.print(show(old, new, width=out.width, coloured=coloured, furniture=furniture))


def register(app: typer.Typer) -> None:
    """Hang the commands of this module on `app`."""
    for command in (stories, story, why, diff):
        app.command()(command)


def _named(stored: StoredArticle) -> str:
    """An article as `why` names it, with its numbers: who gave those of stories sees it here."""
    story = f", story {stored.story_id}" if stored.story_id else ""
    return f"{stored.article.title} ({stored.article.outlet or stored.article.url}; article {stored.id}{story})"


def _furniture(store: Store, outlet: str, text: str) -> list[str]:
    from storage.furniture.leaving_out import left_out

    return list(left_out(store.connection, outlet, text).lines)


def _headline(told: Story) -> str:
    return told.title or f"(without a headline) {told.members[0].url}"

"""What the terminal shows of a story: its members, where they are found, and what is near without being the same."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from crawler.cli.output import console, plain_text, table
from storage.events import stories_of
from storage.records import AttributionKind, Relation, Role
from storage.related import and_more, related
from storage.times import in_utc, minute_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from crawler.cli.options import Session
    from dedupe.revised import Earlier
    from storage.records import Attribution, Match, Member, Story, StoryChange
    from storage.store import Store

_MUCH = 0.1  # of a text, by which another member has to have more of it than the first to be named


def told_day(moment: str | None) -> str:
    """The day and the minute, as far as they are known."""
    return minute_of(moment) if moment else "undated"


def who(store: Store, told: Story) -> str:
    """The outlets of a story; of how many stories a mash-up is made, if its evidence was read with it."""
    outlets = ", ".join(dict.fromkeys(member.outlet for member in told.members))
    if not any(member.role is Role.COMPOSITE for member in told.members):
        return outlets
    mashed = {each for match in told.matches if match.relation is Relation.COMPOSITE for each in (match.a, match.b)}
    parts = stories_of(store.connection, mashed - {member.id for member in told.members})
    return f"{outlets} (a mash-up{f' of {len(parts)} stories' if parts else ''})"


def member_rows(told: Story) -> list[tuple[object, ...]]:
    """The rows of the table of members."""
    return [
        (number, told_day(each.published_at), each.outlet, each.role, f"{each.similarity:.0%}", each.title)
        for number, each in enumerate(told.members, 1)
    ]


def show_members(opened: Session, store: Store, told: Story, revisions: Mapping[int, int]) -> None:
    """Each member's link whole, and what there is to say of it; `revisions` counts those of each by its id."""
    from dedupe.revised import in_earlier

    earlier = in_earlier(store, told.members)
    for number, each in enumerate(told.members, 1):
        _show_member(opened, number, each, revisions[each.id])
        if nearer := _nearer(told, each, earlier.get(each.id)):
            console().print(plain_text(f"   {nearer}"), soft_wrap=True)


def _show_member(opened: Session, number: int, member: Member, revisions: int) -> None:
    """The link on a line of its own, whole, with the number that `why` and `diff` take; and what there is to say."""
    out = console()
    out.print(plain_text(f"{number}  {member.url}  (article {member.id})"), soft_wrap=True)
    if credited := credits_of(member.attributions):
        out.print(plain_text(f"   credits {'; '.join(credited)}"), soft_wrap=True)
    if revisions > 1:
        command = f"newsfold diff {shlex.quote(member.url)}{opened.given}"
        out.print(plain_text(f"   {revisions} revisions: {command}"), soft_wrap=True)


def credits_of(attributions: Sequence[Attribution]) -> list[str]:
    """Who is credited and by which words; those whom the same words credit stand together."""
    named: dict[tuple[str, str], dict[str, None]] = {}
    for each in attributions:
        named.setdefault((each.kind, each.evidence), {})[each.name] = None
    return [
        f"{', '.join(names)} ({kind}: “{_whole_words(words) if kind == AttributionKind.QUOTE else words}”)"
        for (kind, words), names in named.items()
    ]


def _whole_words(quote: str) -> str:
    """As `quote`, a piece of a paragraph that may begin or end within a word: whole words, and signs of a cut."""
    if quote[:1].islower() and " " in quote:
        quote = f"… {quote.partition(' ')[2]}"
    if quote[-1:].isalnum() and " " in quote:
        quote = f"{quote.rpartition(' ')[0]} …"
    return quote


def _nearer(told: Story, member: Member, earlier: Earlier | None) -> str:
    """Where the most of a member is found, if that is not the first one as it is now, of which the table tells."""
    if earlier is not None:
        newest = f"{member.similarity:.0%} in its newest"
        return f"{earlier.share:.0%} of it is in revision {earlier.revision} of 1, {newest}"
    shares = dict(_part(match, {member.id}) for match in told.matches if member.id in {match.a, match.b})
    places = {each.id: place for place, each in enumerate(told.members, 1) if each.id in shares}
    nearest = max(places, key=lambda one: (shares[one], -places[one]), default=member.id)
    if places.get(nearest, 1) == 1 or shares[nearest] < member.similarity + _MUCH:
        return ""
    return f"{shares[nearest]:.0%} of it is in {places[nearest]}, {member.similarity:.0%} in 1"


def show_others(store: Store, told: Story) -> None:
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
    rows = [(each.story_id, told_day(each.first_published_at), who(store, each), each.title) for each in others]
    if rows:
        console().print(table(("story", "published (UTC)", "outlets", "the same event in other words"), rows))


def _show_related(store: Store, told: Story, relation: Relation, said: str) -> None:
    whose = "this text" if len(told.members) == 1 else "one of these"
    rows = [
        (each.story_id, f"{each.share:.0%} of {whose}", and_more(each.outlet, each.others), each.title)
        for each in related(store, told, relation)
    ]
    if rows:
        console().print(table(("story", "holds", "outlet", said), rows))


def show_history(store: Store, told: Story, changes: Sequence[StoryChange]) -> None:
    """What happened to a story, a line each; the article and the other story that it is about are named."""
    from storage.reading import articles_of

    urls = {member.id: member.url for member in told.members}
    gone = {each.article_id for each in changes if each.article_id is not None} - urls.keys()
    urls |= {one: found.article.url for one, found in articles_of(store, list(gone)).items()}
    for each in changes:
        about = [urls[each.article_id]] if each.article_id in urls else []
        about += [f"story {one}" for one in (each.story_id, each.other) if one not in {told.story_id, None}]
        said = f"{in_utc(each.changed_at)}  {each.change}: {''.join(f'{one}: ' for one in about)}{each.reason}"
        console().print(plain_text(said), soft_wrap=True)


def _part(match: Match, own: set[int]) -> tuple[int, float]:
    return (match.b, match.containment_a) if match.a in own else (match.a, match.containment_b)

"""Why newsfold takes one member of a story for its origin, in sentences. Pure.

The order of precedence is folding's: no excerpt, not what credits another of them with it, the earliest, the fullest.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.web.wording import count, has_hour, name_of, seconds, span, when
from storage.credited import means
from storage.records import AttributionKind, Role

if TYPE_CHECKING:
    from collections.abc import Iterator

    from storage.records import Attribution, Member, Story

_NAMED = {
    AttributionKind.BYLINE: "in its byline",
    AttributionKind.CREDIT: "in a credit",
    AttributionKind.QUOTE: "in the text",
    AttributionKind.CANONICAL: "as the canonical address",
    AttributionKind.LINK: "with a link",
    AttributionKind.METADATA: "in the page's metadata",
}


def why_first(story: Story) -> tuple[str, ...]:
    """The reasons for the origin, the strongest first, and what speaks against it."""
    origin, *others = story.members
    if origin.role is Role.COMPOSITE:
        return ("It is made of parts of several stories, so it is a story of its own and nobody ran it first.",)
    if not others:
        return ("No other outlet that newsfold has read carries this copy.",)
    return (*_time(origin, others), *_credits(origin, others), *_passed_over(origin, others), _caution(story.members))


def _time(origin: Member, others: list[Member]) -> Iterator[str]:
    own = seconds(origin.published_at)
    if own is None:
        yield "It is not dated; its words speak for it, not its time."
        return
    dated = [(at, other) for other in others if (at := seconds(other.published_at)) is not None and at >= own]
    if dated:
        at, nearest = min(dated, key=lambda pair: pair[0])
        name = name_of(nearest.outlet, nearest.url)
        followed = f"{name} followed {span(at - own)} later" if at > own else _as_early(name)
        if at > own and not (has_hour(origin.published_at) and has_hour(nearest.published_at)):
            followed = f"{name} is dated {when(nearest.published_at)}"  # a day has no hour from which to count
        yield f"It is dated {when(origin.published_at)}; {followed}."
    undated = sum(other.published_at is None for other in others)
    if undated:
        yield f"{count(undated, 'other article')} of the story {'has' if undated == 1 else 'have'} no date."


def _as_early(name: str) -> str:
    return f"so is {name}, whose text is no fuller: the times do not tell which was first"


def _credits(origin: Member, others: list[Member]) -> Iterator[str]:
    for other in others:
        for credit in other.attributions:
            if _means(credit, origin):
                words = f": “{credit.evidence}”" if credit.evidence else ""
                yield f"{name_of(other.outlet, other.url)} credits it {_NAMED[credit.kind]}{words}."
                break


def _means(credit: Attribution, member: Member) -> bool:
    return means(credit.name, credit.url, name_of(member.outlet, member.url), member.url)


def _is_of_one(credit: Attribution, members: list[Member]) -> bool:
    return credit.grade == "syndicated" and any(_means(credit, member) for member in members)


def _passed_over(origin: Member, others: list[Member]) -> Iterator[str]:
    """What is dated earlier, and why it is not the origin all the same."""
    own = origin.published_at
    for other in others:
        if not other.published_at or (own is not None and other.published_at >= own):
            continue
        name = f"{name_of(other.outlet, other.url)} is dated {when(other.published_at)}"
        members = [member for member in (origin, *others) if member is not other]
        borrowed = next((credit for credit in other.attributions if _is_of_one(credit, members)), None)
        if other.role is Role.EXCERPT:
            yield f"{name}, but carries an excerpt only: a part comes after its whole."
        elif borrowed is not None:
            yield f"{name}, but credits {borrowed.name} with it: “{borrowed.evidence}”."
        elif len(other.published_at) == len("2026-01-31"):
            yield f"{name}, a day without a time of day."


def _caution(members: tuple[Member, ...]) -> str:
    if any(len(member.published_at or "") == len("2026-01-31") for member in members):
        return "Times are those that the pages declare, in UTC; where a page gives a day only, the hour is not known."
    return "Times are those that the pages declare, in UTC."

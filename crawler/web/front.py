"""The front page: stories in lines, newest first, with how each was picked up and how far its copies differ."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from crawler.web.drawing import Strip, strip
from crawler.web.marking import Segment, segments, words_apart
from crawler.web.wording import brief, clock, day, name_of
from storage.glance import found_in, languages_of, revision_counts, texts_of
from storage.records import Role
from storage.searching.words import found_in_whole, match_expression, snippet
from storage.stories import get_stories

if TYPE_CHECKING:
    from collections.abc import Sequence

    from storage.records import Story
    from storage.store import Store

MOST_OUTLETS = 8  # that a line names; the others are counted
MOST_COMPARED = 30  # copies that a line reads, of more those with the least in the first


@dataclass(frozen=True, slots=True)
class Line:
    """A story as a list shows it; `differing` is how many words a copy has otherwise at most, None without a copy.

    `more_differ` says that not all copies were read, so that it may be more words.

    `last_run` is when an outlet last took it up, which lists are sorted by, as the time of day; `first_run` when it
    first ran, with its day where that is another, empty where both are the same.
    """

    story: Story
    language: str | None
    title: tuple[Segment, ...]
    excerpt: tuple[Segment, ...]
    outlets: tuple[str, ...]
    more_outlets: int
    last_run: str
    first_run: str
    strip: Strip | None
    differing: int | None
    more_differ: bool
    revisions: int
    is_composite: bool


@dataclass(frozen=True, slots=True)
class Group:
    """The lines of one day."""

    day: str
    lines: tuple[Line, ...]


def groups_of(store: Store, ids: Sequence[int], query: str | None) -> tuple[Group, ...]:
    """The stories of `ids` as lines under the day of their latest pick-up, in the order given."""
    lines = lines_of(store, ids, query)
    return tuple(
        Group(day(newest), tuple(grouped))
        for newest, grouped in groupby(lines, key=lambda line: (line.story.last_published_at or "")[:10])
    )


def lines_of(store: Store, ids: Sequence[int], query: str | None = None) -> list[Line]:
    """The stories of `ids` as lines; what `query` found is marked in them."""
    stories = get_stories(store, ids, evidence=False)
    revised = revision_counts(store, [member.id for story in stories for member in story.members])
    languages = languages_of(store, [story.members[0].id for story in stories])
    found = found_in(store, match_expression(query), ids) if query else {}
    copies = {story.story_id: _copies(story) for story in stories}
    compared = {each for story in stories if (run := copies[story.story_id]) for each in (story.members[0].id, *run)}
    texts = texts_of(store, [*compared, *found.values()])
    lines = []
    for story in stories:
        outlets = tuple(dict.fromkeys(name_of(member.outlet, member.url) for member in story.members))
        origin, others = story.members[0].id, copies[story.story_id]
        excerpt = snippet(texts[found[story.story_id]][1], query or "") if story.story_id in found else None
        lines.append(
            Line(
                story=story,
                language=languages.get(story.members[0].id),
                title=_marked_title(story.title, query),
                excerpt=segments(excerpt.text, _hits(excerpt.spans)) if excerpt else (),
                outlets=outlets[:MOST_OUTLETS],
                more_outlets=len(outlets[MOST_OUTLETS:]),
                last_run=_last_run(story),
                first_run=_first_run(story),
                strip=strip(story.members),
                differing=words_apart(texts[origin][1], (texts[each][1] for each in others)) if others else None,
                more_differ=len(others) == MOST_COMPARED,
                revisions=sum(revised.get(member.id, 1) - 1 for member in story.members),
                is_composite=story.members[0].role is Role.COMPOSITE,
            )
        )
    return lines


def _copies(story: Story) -> list[int]:
    """The copies that are compared with the origin; excerpts are shorter by nature and do not count."""
    copies = [member for member in story.members[1:] if member.role is Role.COPY]
    return [member.id for member in sorted(copies, key=lambda member: member.similarity)[:MOST_COMPARED]]


def _marked_title(title: str, query: str | None) -> tuple[Segment, ...]:
    if not query:
        return segments(title, ())
    return segments(title, _hits(found_in_whole(title, query)))


def _hits(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int, str]]:
    return [(start, end, "hit") for start, end in spans]


def _last_run(story: Story) -> str:
    last = story.last_published_at or ""
    return clock(last) or (brief(last) if _first_run(story) else "")


def _first_run(story: Story) -> str:
    first, last = story.first_published_at, story.last_published_at
    if not first or not last or first == last:
        return ""
    return (clock(first) if first[:10] == last[:10] else "") or brief(first)

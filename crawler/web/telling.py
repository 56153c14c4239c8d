"""The page of a story: who came first and why we think so, who followed, and what each has otherwise."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from crawler.web.asking import number
from crawler.web.comparing import Comparison, compared
from crawler.web.drawing import graph, strip
from crawler.web.front import lines_of
from crawler.web.marking import Segment, paragraphs, segments
from crawler.web.reasons import why_first
from dedupe.recipe import STANDARD
from dedupe.revised import in_earlier
from dedupe.spans import shared_spans
from storage.glance import revision_counts, stories_of_event
from storage.reading import articles_of
from storage.records import Relation, Role
from storage.stories import history_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from crawler.web.front import Line
    from storage.records import Match, StoredArticle, Story
    from storage.store import Store

MOST_MEMBERS = 200  # that a page shows; the API has them all
MOST_SIBLINGS = 8  # other stories of its event; the page of the event has them all
MOST_PARTS = 6  # colours for the parts of a composite
_NO_ID = 10**18


@dataclass(frozen=True, slots=True)
class Part:
    """An article that shares a composite's words; `share` is of the composite's text, `colour` from 1, 0 for none."""

    article: StoredArticle
    share: float
    colour: int


def told(store: Store, story: Story, asked: Mapping[str, str]) -> dict[str, Any]:
    """Everything that the page of a story shows."""
    shown = story.members[:MOST_MEMBERS]
    parts = _parts(store, story)
    is_composite = story.members[0].role is Role.COMPOSITE
    comparison = _comparison(store, story, asked)
    return {
        "story": story,
        "members": shown,
        "hidden": len(story.members) - len(shown),
        "is_composite": is_composite,
        "reasons": why_first(story),
        "strip": strip(shown, width=680, height=56, radius=6),
        "narrow_strip": strip(shown, width=320, height=56, radius=6),
        "earlier": in_earlier(store, shown),
        "revised": revision_counts(store, [member.id for member in shown]),
        "parts": parts,
        "coloured": _coloured(store, story, parts) if is_composite else [],
        "comparison": comparison,
        "view": "shared" if asked.get("view") == "shared" else "differences",
        "graph": graph(shown),
        "changes": history_of(store, story.story_id)[:100],
        "siblings": _siblings(store, story),
    }


def _siblings(store: Store, story: Story) -> list[Line]:
    """The other stories of its event, as lines of a list."""
    if story.event_id is None:
        return []
    return lines_of(store, stories_of_event(store, story.event_id, but=story.story_id, limit=MOST_SIBLINGS))


def _comparison(store: Store, story: Story, asked: Mapping[str, str]) -> Comparison | None:
    """The two members that were asked for, else the origin and the next one; None for a member alone."""
    ids = [member.id for member in story.members]
    left = number(asked, "left", least=1, most=_NO_ID)
    right = number(asked, "right", least=1, most=_NO_ID)
    first = left if left in ids else next((one for one in ids if one != right), None)
    copies = [member.id for member in story.members if member.role is Role.COPY]  # before the excerpts
    second = right if right in ids else next((one for one in [*copies, *ids] if one != first), None)
    if first is None or second is None:
        return None
    found = articles_of(store, [first, second])
    return compared(found[first], found[second])


def _parts(store: Store, story: Story) -> list[Part]:
    """For a composite what it is made of, for another story the composites that have parts of it; largest first."""
    own = {member.id for member in story.members}
    shares = dict(_share(match, own) for match in story.matches if match.relation is Relation.COMPOSITE)
    largest = sorted((one for one in shares if one not in own), key=lambda one: -shares[one])[:20]
    colours: dict[int | None, int] = {}
    parts = []
    for article in articles_of(store, largest).values():
        colour = colours.setdefault(article.story_id, len(colours) + 1)
        parts.append(Part(article, shares[article.id], colour if colour <= MOST_PARTS else 0))
    return parts


def _share(match: Match, own: set[int]) -> tuple[int, float]:
    return (match.b, match.containment_a) if match.a in own else (match.a, match.containment_b)


def _coloured(store: Store, story: Story, parts: list[Part]) -> list[list[Segment]]:
    """The composite's text, each passage in the colour of the story that it came from."""
    text = articles_of(store, [story.members[0].id])[story.members[0].id].article.text
    spans = [
        (span.start, span.end, f"part-{part.colour}")
        for part in parts
        if part.colour
        for span in shared_spans(text, part.article.article.text, STANDARD.width)
    ]
    return paragraphs(segments(text, spans))

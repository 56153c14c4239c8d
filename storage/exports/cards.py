"""Any record of an export as a card: what a person reads of it, whatever the format that shows it. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from storage.related import and_more
from storage.times import in_utc

if TYPE_CHECKING:
    from collections.abc import Callable

    from storage.related import Related

Record = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that a card lists; `url` is '' where there is nothing to follow."""

    when: str
    who: str
    title: str
    url: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """One record for a reader.

    `key` names it among all of its kind; `published_at` and `updated_at` are ISO 8601 or None; `facts` are names and
    values; `lines` what it lists, `parts` what it was made of; `paragraphs` its text.
    """

    key: str
    title: str
    url: str = ""
    published_at: str | None = None
    updated_at: str | None = None
    facts: tuple[tuple[str, str], ...] = ()
    lines: tuple[Line, ...] = ()
    parts: tuple[Line, ...] = ()
    paragraphs: tuple[str, ...] = ()


def card(what: str, record: Record) -> Card:
    """Give the card of a record of kind `what`."""
    return _CARDS[what](record)


def link(url: object) -> str:
    """`url` if it may be followed, that is if it leads to the web; '' for anything else that a page may have named."""
    text = str(url or "")
    return text if text.startswith(("http://", "https://")) else ""


def day(moment: str | None) -> str:
    """A moment as people read it: the day and, where there is a time, that in UTC; '' for None."""
    return in_utc(moment) if moment else ""


def _story(record: Record) -> Card:
    members = record["members"]
    return Card(
        key=f"story/{record['story_id']}",
        title=record["title"],
        url=link(members[0]["url"]) if members else "",
        published_at=record["first_published_at"],
        updated_at=record["last_published_at"],
        facts=_facts(
            ("Story", record["story_id"]),
            ("Outlets", ", ".join(record["outlets"])),
            ("First published", day(record["first_published_at"])),
            ("Last published", day(record["last_published_at"])),
            ("Event", record["event_id"]),
        ),
        lines=tuple(map(_member, members)),
        parts=tuple(map(_part, record.get("parts", ()))),
    )


def _part(part: Related) -> Line:
    who = and_more(part.outlet, part.others)
    return Line("", who, part.title, link(part.url), f"{part.share:.0%} of the mash-up, story {part.story_id}")


def _member(member: Record) -> Line:
    credited = ", ".join(dict.fromkeys(each["name"] for each in member["attributions"]))
    alike = "" if member["role"] in {"origin", "composite"} else f", {member['similarity']:.0%} of it in the first"
    note = f"{member['role']}{alike}"
    note += f"; credits {credited}" if credited else ""
    return Line(day(member["published_at"]), member["outlet"], member["title"], link(member["url"]), note)


def _article(record: Record) -> Card:
    return Card(
        key=f"article/{record['id']}",
        title=record["title"],
        url=link(record["url"]),
        published_at=record["published_at"],
        updated_at=record["fetched_at"],
        facts=_facts(
            ("Outlet", record["outlet"]),
            ("By", ", ".join(record["authors"])),
            ("Published", day(record["published_at"])),
            ("Fetched", day(record["fetched_at"])),
            ("Language", record["language"]),
            ("Revision", record["revision"] if record["revision"] > 1 else None),
            ("Credits", ", ".join(dict.fromkeys(each["name"] for each in record["attributions"]))),
            ("Story", record["story_id"]),
        ),
        paragraphs=tuple(part for part in record["text"].split("\n\n") if part.strip()),
    )


def _match(record: Record) -> Card:
    shares = (("containment_a", "Share of the first in the second"), ("containment_b", "Share of the second"))
    return Card(
        key=f"match/{record['a']} {record['b']}",
        title=f"{record['relation']}: {record['a']} and {record['b']}",
        url=link(record["a"]),
        updated_at=record["decided_at"],
        facts=_facts(
            ("Relation", record["relation"]),
            ("Jaccard", f"{record['jaccard']:.3f}"),
            *((words, f"{record[name]:.1%}") for name, words in shares),
            ("Recipe", record["recipe"]),
        ),
        lines=tuple(Line("", "", record[end], link(record[end])) for end in ("a", "b")),
        paragraphs=tuple(passage["text"] for passage in record["passages"]),
    )


def _event(record: Record) -> Card:
    return Card(
        key=f"event/{record['event_id']}",
        title=record["title"],
        published_at=record["first_published_at"],
        updated_at=record["last_published_at"],
        facts=_facts(
            ("Event", record["event_id"]),
            ("First published", day(record["first_published_at"])),
            ("Last published", day(record["last_published_at"])),
            ("Stories", ", ".join(map(str, record["stories"]))),
        ),
    )


def _facts(*facts: tuple[str, object]) -> tuple[tuple[str, str], ...]:
    return tuple((name, str(value)) for name, value in facts if value not in (None, ""))


_CARDS: dict[str, Callable[[Record], Card]] = {
    "stories": _story,
    "articles": _article,
    "matches": _match,
    "events": _event,
}

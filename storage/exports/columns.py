"""The columns of an export: what each field is called, holds and means; the one description that all formats use. Pure.

JSON Lines, CSV, Parquet, data packages and the documentation take names, order and types from here.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Holds(StrEnum):
    """What the values of a column are; a moment is ISO 8601 text, which may be a day without a time."""

    TEXT = "text"
    MOMENT = "moment"
    INTEGER = "integer"
    NUMBER = "number"
    TEXTS = "texts"
    INTEGERS = "integers"
    OBJECTS = "objects"


@dataclass(frozen=True, slots=True)
class Column:
    """One field of a record; `parts` are the fields of the objects in it."""

    name: str
    holds: Holds
    about: str
    parts: tuple[Column, ...] = ()


_TITLE = Column("title", Holds.TEXT, "The headline.")
_ATTRIBUTIONS = Column(
    "attributions",
    Holds.OBJECTS,
    "Whom the article credits.",
    (
        Column("name", Holds.TEXT, "Who is credited."),
        Column("kind", Holds.TEXT, "Where: byline, credit, quote, canonical, link or metadata."),
        Column("evidence", Holds.TEXT, "The words that credit."),
        Column("grade", Holds.TEXT, "How strong: mention, contribution or syndicated."),
        Column("url", Holds.TEXT, "Where the credit links to, if it does."),
    ),
)
_PASSAGES = Column(
    "passages",
    Holds.OBJECTS,
    "Up to five shared passages, the longest first.",
    (
        Column("text", Holds.TEXT, "The shared words as they stand in a, of a long passage the first 280 characters."),
        Column("a_offset", Holds.INTEGER, "Where they begin in a, in characters."),
        Column("b_offset", Holds.INTEGER, "Where they begin in b, in characters."),
    ),
)
_MATCH = (
    Column("a", Holds.TEXT, "The URL of one article."),
    Column("b", Holds.TEXT, "The URL of the other."),
    Column("relation", Holds.TEXT, "identical, near_duplicate, excerpt, composite or template."),
    Column("jaccard", Holds.NUMBER, "Shared shingles over all shingles of both, 0 to 1."),
    Column("containment_a", Holds.NUMBER, "The share of a's different shingles found in b, 0 to 1."),
    Column("containment_b", Holds.NUMBER, "The share of b's different shingles found in a, 0 to 1."),
    _PASSAGES,
    Column("recipe", Holds.TEXT, "The recipe that the texts were compared with."),
    Column("decided_at", Holds.MOMENT, "When it was decided."),
)
_MEMBERS = Column(
    "members",
    Holds.OBJECTS,
    "The articles of the story, the origin first, then in time order.",
    (
        Column("url", Holds.TEXT, "The article's canonical URL."),
        Column("id", Holds.INTEGER, "The article's number in the store."),
        Column("outlet", Holds.TEXT, "Its publisher."),
        _TITLE,
        Column("published_at", Holds.MOMENT, "When the article says it was published."),
        Column("role", Holds.TEXT, "origin, copy, excerpt or composite."),
        _ATTRIBUTIONS,
        Column(
            "similarity",
            Holds.NUMBER,
            "The share of it that is in the origin, 0 to 1, by up to 64 equal pieces.",
        ),
    ),
)
_SPAN = (
    Column("first_published_at", Holds.MOMENT, "The earliest time that an article of it names."),
    Column("last_published_at", Holds.MOMENT, "The latest time that an article of it names."),
)
_EVENT_ID = Column("event_id", Holds.INTEGER, "The event that the story belongs to, if one was found.")

COLUMNS: dict[str, tuple[Column, ...]] = {
    "stories": (
        Column("story_id", Holds.INTEGER, "The story's number; it survives folding again."),
        _EVENT_ID,
        _TITLE,
        *_SPAN,
        Column("outlets", Holds.TEXTS, "Who ran it, in the order of the members."),
        Column("outlet_count", Holds.INTEGER, "How many outlets that are."),
        Column("article_count", Holds.INTEGER, "How many members it has."),
        _MEMBERS,
        Column("matches", Holds.OBJECTS, "The pairs that hold the story together, and those with others.", _MATCH),
        Column("recipe", Holds.TEXT, "The recipe that it was folded with."),
        Column("newsfold_version", Holds.TEXT, "The version of newsfold that wrote this."),
    ),
    "articles": (
        Column("url", Holds.TEXT, "The canonical URL."),
        _TITLE,
        Column("text", Holds.TEXT, "The clean text, in paragraphs parted by a blank line."),
        Column("furniture", Holds.TEXTS, "Lines of the text that its outlet always runs, and that folding leaves out."),
        Column("published_at", Holds.MOMENT, "When the article says it was published."),
        Column("modified_at", Holds.MOMENT, "When the article says it was changed."),
        Column("authors", Holds.TEXTS, "Who wrote it: people, else the agency, desk or outlet named as its author."),
        Column("outlet", Holds.TEXT, "Its publisher."),
        Column("language", Holds.TEXT, "Its language, such as en."),
        Column("tags", Holds.TEXTS, "What it is filed under."),
        Column("image", Holds.TEXT, "The URL of its picture."),
        Column("source", Holds.TEXT, "The source that led to it."),
        Column("id", Holds.INTEGER, "The article's number in the store."),
        Column("canonical_url", Holds.TEXT, "The canonical URL again, under the name that other tools use."),
        Column("fetched_at", Holds.MOMENT, "When this text was fetched or imported."),
        Column("revision", Holds.INTEGER, "How many texts it has had; the newest is here."),
        Column("story_id", Holds.INTEGER, "The story that it belongs to."),
        _EVENT_ID,
        _ATTRIBUTIONS,
    ),
    "matches": _MATCH,
    "events": (
        Column("event_id", Holds.INTEGER, "The event's number."),
        Column("title", Holds.TEXT, "The headline of its first story."),
        *_SPAN,
        Column("stories", Holds.INTEGERS, "The numbers of its stories."),
    ),
}
FIELDS = {what: tuple(column.name for column in columns) for what, columns in COLUMNS.items()}

"""Export: stories, articles, matches and events, streamed from one state of the store in constant memory.

What is exported (`KINDS`) is apart from how it is written (`FORMATS`): each kind is a stream of plain records, each
format a function that writes such a stream. The records are documented in docs/; they keep their fields.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from storage.errors import InputError
from storage.exports.datapackage import describe, name_of
from storage.exports.formats import FOR_PEOPLE, FORMATS
from storage.exports.incremental import last_mark, mark_of, remember
from storage.filters import Filters, FreshFilters, chosen_articles, in_words
from storage.furniture.leaving_out import left_out
from storage.reading import chosen_ids, iter_articles
from storage.records import Relation, Role
from storage.related import related
from storage.stories import count_stories, iter_matches, iter_stories
from storage.version import version

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from typing import IO

    from storage.exports.formats import Record
    from storage.records import Attribution, Match, Member, Passage, StoredArticle, Story
    from storage.store import Store

_Choice = TypeVar("_Choice")

MOST_PASSAGES = 5  # of one match; the store keeps what folding found


Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to export: a kind of `KINDS`, in a format of `FORMATS`, as far as `filters` let it through."""

    what: str = "stories"
    form: str = "jsonl"
    filters: Filters = field(default_factory=Filters)


def export(store: Store, wanted: Wanted, out: IO[bytes], progress: Progress | None = None) -> int:
    """Write what is wanted to `out`; returns how many records that were.

    `progress` is told how many more were written. Raises InputError on a kind, format or filter that there is not, and
    on a format whose library is not installed.
    """
    kind, write = _chosen(KINDS, wanted.what, "kind of export"), _chosen(FORMATS, wanted.form, "format")
    with store.snapshot():
        records = kind(store, wanted.filters)
        if wanted.what == "stories" and wanted.form in FOR_PEOPLE:
            records = _with_parts(store, wanted.filters)
        return write(_told(records, progress), wanted.what, out, in_words(wanted.filters, wanted.what))


def _told(records: Iterator[Record], progress: Progress | None) -> Iterator[Record]:
    for record in records:
        yield record
        if progress is not None:
            progress(1)


def export_file(
    store: Store, wanted: Wanted, path: Path, progress: Progress | None = None, *, since_last: bool = False
) -> int:
    """Export into the file `path`, which appears (or is replaced) only when all of it is written.

    A table gets a `datapackage.json` beside it. With `since_last` only what came since the last such export into
    `path`. Raises InputError as `export` does, and where the file cannot be written.
    """
    place, chosen = path.expanduser(), wanted
    name_of(wanted.form, place)  # before anything is written
    with store.snapshot():
        mark = mark_of(store)
        if since_last:
            last = last_mark(place, store, wanted.what, wanted.filters)
            fresh = FreshFilters(**asdict(wanted.filters), after_revision=last.revision, after_change=last.change)
            chosen = replace(wanted, filters=fresh)
        with _written_whole(place) as out:
            written = export(store, chosen, out, progress)
    try:
        describe(wanted.what, wanted.form, place)
        if since_last:
            remember(place, store, wanted.what, wanted.filters, mark)
    except OSError as error:
        raise InputError(f"what describes {path} cannot be written beside it: {error}") from error
    return written


def count(store: Store, what: str, filters: Filters | None = None) -> int | None:
    """Count the stories or articles that an export would hold; None for other kinds. Raises InputError."""
    if what == "stories":
        return count_stories(store, filters)
    return len(chosen_ids(store, filters)) if what == "articles" else None


def _chosen(choices: dict[str, _Choice], name: str, noun: str) -> _Choice:
    if name not in choices:
        raise InputError(f"{name!r} is no {noun}: choose one of {', '.join(choices)}")
    return choices[name]


@contextmanager
def _written_whole(path: Path) -> Iterator[IO[bytes]]:
    place = path.expanduser().resolve()
    try:
        if place.exists() and not place.is_file():  # a pipe or a device takes what comes
            with place.open("wb") as out:
                yield out
            return
        part = place.with_name(f".{place.name}.{secrets.token_hex(4)}.part")
        try:
            with part.open("xb") as out:
                yield out
            part.replace(place)
        finally:
            part.unlink(missing_ok=True)
    except OSError as error:
        raise InputError(
            f"{path} cannot be written: {os.strerror(error.errno or 0)}; name another file with -o"
        ) from error


def _articles(store: Store, filters: Filters) -> Iterator[Record]:
    return (article_record(store, stored) for stored in iter_articles(store, filters))


def article_record(store: Store, stored: StoredArticle) -> Record:
    """Give the fields of an article as every format of an export has them."""
    article = stored.article
    return {
        "url": article.url,
        "title": article.title,
        "text": article.text,
        "furniture": list(left_out(store.connection, article.outlet, article.text).lines),
        "published_at": article.published_at,
        "modified_at": article.modified_at,
        "authors": list(article.authors),
        "outlet": article.outlet,
        "language": article.language,
        "tags": list(article.tags),
        "image": article.image,
        "source": article.source,
        "id": stored.id,
        "canonical_url": article.canonical_url,
        "fetched_at": stored.fetched_at,
        "revision": stored.revision,
        "story_id": stored.story_id,
        "event_id": stored.event_id,
        "attributions": [attribution_record(attribution) for attribution in article.attributions],
    }


def _stories(store: Store, filters: Filters) -> Iterator[Record]:
    for story in iter_stories(store, filters):
        yield story_record(store, story)


def _with_parts(store: Store, filters: Filters) -> Iterator[Record]:
    """As `_stories`; a mash-up with what it was made of, as `related` tells it, for who reads instead of counting."""
    for story in iter_stories(store, filters):
        is_composite = any(member.role is Role.COMPOSITE for member in story.members)
        parts = related(store, story, Relation.COMPOSITE) if is_composite else []
        yield {**story_record(store, story), "parts": parts}


def story_record(store: Store, story: Story) -> Record:
    """The fields of a story as every format of an export has them."""
    urls = _urls(store, story)
    return {
        "story_id": story.story_id,
        "event_id": story.event_id,
        "title": story.title,
        "first_published_at": story.first_published_at,
        "last_published_at": story.last_published_at,
        "outlets": list(story.outlets),
        "outlet_count": len(story.outlets),
        "article_count": len(story.members),
        "members": [_member(member) for member in story.members],
        "matches": [match_record(match, urls[match.a], urls[match.b]) for match in story.matches],
        "recipe": story.recipe,
        "newsfold_version": version(),
    }


def _urls(store: Store, story: Story) -> dict[int, str]:
    """Give the URLs of the articles that the story's matches name, of other stories too."""
    urls = {member.id: member.url for member in story.members}
    for article_id in {end for match in story.matches for end in (match.a, match.b)} - urls.keys():
        urls[article_id] = store.connection.execute("SELECT url FROM articles WHERE id = ?", [article_id]).fetchone()[0]
    return urls


def _matches(store: Store, filters: Filters) -> Iterator[Record]:
    for match, url_a, url_b in iter_matches(store, filters):
        yield match_record(match, url_a, url_b)


def _events(store: Store, filters: Filters) -> Iterator[Record]:
    where, values = chosen_articles(filters)
    query = f"""{EVENTS} WHERE EXISTS (SELECT 1 FROM stories JOIN articles ON articles.story_id = stories.id
            WHERE stories.event_id = events.id AND {where}) ORDER BY id"""  # noqa: S608 (our own words)
    for row in store.connection.execute(query, values):
        yield event_record(row)


# The columns that `event_record` takes.
EVENTS = """SELECT id, title, first_published_at, last_published_at,
    (SELECT json_group_array(id) FROM stories WHERE event_id = events.id AND merged_into IS NULL) FROM events"""


def event_record(row: Sequence[Any]) -> Record:
    """The fields of an event as every format of an export has them, from a row of `EVENTS`."""
    event_id, title, first_published_at, last_published_at, stories = row
    return {
        "event_id": event_id,
        "title": title,
        "first_published_at": first_published_at,
        "last_published_at": last_published_at,
        "stories": [int(story_id) for story_id in stories.strip("[]").split(",") if story_id],
    }


def _member(member: Member) -> Record:
    return {
        "url": member.url,
        "id": member.id,
        "outlet": member.outlet,
        "title": member.title,
        "published_at": member.published_at,
        "role": member.role.value,
        "attributions": [attribution_record(attribution) for attribution in member.attributions],
        "similarity": member.similarity,
    }


def match_record(match: Match, url_a: str, url_b: str) -> Record:
    """The fields of a match as every format of an export has them."""
    return {
        "a": url_a,
        "b": url_b,
        "relation": match.relation.value,
        "jaccard": match.jaccard,
        "containment_a": match.containment_a,
        "containment_b": match.containment_b,
        "passages": [passage_record(passage) for passage in match.passages[:MOST_PASSAGES]],
        "recipe": match.recipe,
        "decided_at": match.decided_at,
    }


def passage_record(passage: Passage) -> Record:
    """The fields of a passage; its text is word for word that of a from `a_offset` on, without the mark of a cut."""
    return {"text": passage.text.removesuffix("…"), "a_offset": passage.a_offset, "b_offset": passage.b_offset}


def attribution_record(attribution: Attribution) -> Record:
    """The fields of an attribution; `url` only where there is one."""
    record = {
        "name": attribution.name,
        "kind": attribution.kind.value,
        "evidence": attribution.evidence,
        "grade": attribution.grade,
    }
    return record if attribution.url is None else {**record, "url": attribution.url}


KINDS: dict[str, Callable[[Store, Filters], Iterator[Record]]] = {
    "stories": _stories,
    "articles": _articles,
    "matches": _matches,
    "events": _events,
}

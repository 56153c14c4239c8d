"""Export: stories, articles, matches and events, streamed from one state of the store in constant memory.

What is exported (`KINDS`) is apart from how it is written (`FORMATS`): each kind is a stream of plain records, each
format a function that writes such a stream. The records are documented in docs/; they keep their fields.
"""

from __future__ import annotations

import os
import secrets
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from storage.errors import InputError
from storage.export_formats import FORMATS
from storage.filters import Filters, chosen_articles
from storage.reading import iter_articles
from storage.stories import iter_matches, iter_stories
from storage.version import version

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from typing import IO

    from storage.export_formats import Record
    from storage.records import Attribution, Match, Member, Passage, StoredArticle, Story
    from storage.store import Store

_Choice = TypeVar("_Choice")

MOST_PASSAGES = 5  # of one match; the store keeps what folding found


def export(store: Store, what: str, form: str, filters: Filters | None, out: IO[bytes]) -> int:
    """Write the records of kind `what` that `filters` let through to `out` in format `form`; returns how many.

    Raises InputError on a kind, format or filter that there is not.
    """
    kind, write = _chosen(KINDS, what, "kind of export"), _chosen(FORMATS, form, "format")
    with store.snapshot():
        return write(kind(store, filters or Filters()), FIELDS[what], out)


def export_file(store: Store, what: str, form: str, filters: Filters | None, path: Path) -> int:
    """Export into the file `path`, which appears (or is replaced) only when all of it is written.

    Raises InputError where the file cannot be written.
    """
    with _written_whole(path) as out:
        return export(store, what, form, filters, out)


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
    for stored in iter_articles(store, filters):
        yield article_record(stored)


def article_record(stored: StoredArticle) -> Record:
    """The fields of an article as every format of an export has them."""
    article = stored.article
    return {
        "url": article.url,
        "title": article.title,
        "text": article.text,
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
        "attributions": [_attribution(attribution) for attribution in article.attributions],
    }


def _stories(store: Store, filters: Filters) -> Iterator[Record]:
    for story in iter_stories(store, filters):
        yield story_record(store, story)


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
        "attributions": [_attribution(attribution) for attribution in member.attributions],
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
        "passages": [_passage(passage) for passage in match.passages[:MOST_PASSAGES]],
        "recipe": match.recipe,
        "decided_at": match.decided_at,
    }


def _passage(passage: Passage) -> Record:
    return {"text": passage.text, "a_offset": passage.a_offset, "b_offset": passage.b_offset}


def _attribution(attribution: Attribution) -> Record:
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
# The columns of formats that have columns, in order; every record of the kind has exactly these.
FIELDS: dict[str, tuple[str, ...]] = {
    "stories": (
        "story_id", "event_id", "title", "first_published_at", "last_published_at", "outlets", "members", "matches",
        "recipe", "newsfold_version",
    ),
    "articles": (
        "url", "title", "text", "published_at", "modified_at", "authors", "outlet", "language", "tags", "image",
        "source", "id", "canonical_url", "fetched_at", "revision", "story_id", "event_id", "attributions",
    ),
    "matches": (
        "a", "b", "relation", "jaccard", "containment_a", "containment_b", "passages", "recipe", "decided_at",
    ),
    "events": ("event_id", "title", "first_published_at", "last_published_at", "stories"),
}  # fmt: skip

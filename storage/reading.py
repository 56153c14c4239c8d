"""Reading articles: by id, by address, by filters; their revisions and attributions."""

from __future__ import annotations

import json
from array import array
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from storage.errors import NotFoundError
from storage.fetches import fetches_of
from storage.filters import Filters, chosen_articles
from storage.lists import marks, parts
from storage.records import Article, Attribution, AttributionKind, Outcome, Revision, Role, StoredArticle
from storage.removals import is_removed
from storage.teasers import teaser_of
from storage.texts import storable

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator, Sequence

    from storage.store import Store

_COLUMNS = """articles.id, articles.url, articles.title, articles.text, articles.published_at, articles.modified_at,
    articles.outlet, articles.language, articles.revision, articles.story_id, articles.role, articles.similarity,
    articles.authors, articles.tags, articles.image, articles.source, articles.cut, articles.first_fetched_at,
    articles.fetched_at, articles.checked_at, stories.event_id,
    articles.text_dropped_at"""
_TABLES = "articles LEFT JOIN stories ON stories.id = articles.story_id"
AT_ONCE = 200  # articles that one round of queries reads


def get_article(store: Store, article_id: int) -> StoredArticle:
    """Give the article of that id. Raises NotFoundError."""
    found = articles_of(store, [article_id])
    if not found:
        raise NotFoundError(
            f"no article has the id {article_id} (stories have numbers of their own)",
            "give its URL or its number, which `newsfold story` and `newsfold export --what articles` show",
        )
    return found[article_id]


def get_article_by_url(store: Store, url: str) -> StoredArticle:
    """Give the article at `url`, its canonical address or another that led to it. Raises NotFoundError.

    `url` is taken as it is: bringing it into canonical form is the caller's.
    """
    article_id = article_id_of(store, url)
    if article_id is None and is_removed(store.connection, url):
        raise NotFoundError(
            f"the article at {url} was taken out of the store", f"`newsfold remove --undo {url}` lets it come in again"
        )
    if article_id is None:
        raise NotFoundError(*_why_missing(store, url))
    return get_article(store, article_id)


def _why_missing(store: Store, url: str) -> tuple[str, str]:
    """Say that there is no article, what became of the last request for it, and the headline that a listing had."""
    last = next((each for each in fetches_of(store, url, limit=1) if each.outcome is not Outcome.OK), None)
    if last is None:
        return f"the store has no article at {url}", f"`newsfold fetch {url}` would get it"
    teaser = teaser_of(store, url)
    named = f"; a listing had it as {teaser.title!r}" if teaser and teaser.title else ""
    came = f"{last.outcome}{f' ({last.reason})' if last.reason else ''} on {last.fetched_at[:10]}"
    told = f"the store has no article at {url}: the last request for it came to {came}{named}"
    return told, f"`newsfold fetch {url}` asks for it again"


def article_id_of(store: Store, url: str) -> int | None:
    """Give the id of the article at `url`, canonical or an alias; None where there is none."""
    row = store.connection.execute(
        """SELECT id FROM articles WHERE url = ?1
           UNION ALL SELECT article_id FROM aliases WHERE url = ?1 LIMIT 1""",
        [storable(url)],
    ).fetchone()
    return None if row is None else int(row[0])


def articles_of(store: Store, ids: Sequence[int]) -> dict[int, StoredArticle]:
    """Give the articles of `ids` by id, in that order; unknown ids are left out."""
    found: dict[int, StoredArticle] = {}
    with store.snapshot() as connection:
        for start in range(0, len(ids), AT_ONCE):
            some = ids[start : start + AT_ONCE]
            marks = ", ".join("?" * len(some))
            query = f"SELECT {_COLUMNS} FROM {_TABLES} WHERE articles.id IN ({marks})"  # noqa: S608 (our own words)
            rows = connection.execute(query, list(some)).fetchall()
            found |= {article.id: article for article in _with_attributions(connection, rows)}
    return {article_id: found[article_id] for article_id in ids if article_id in found}


def chosen_ids(store: Store, filters: Filters | None = None) -> array[int]:
    """Give the ids of the articles that `filters` let through, rising; 8 bytes each. Raises InputError."""
    where, values = chosen_articles(filters or Filters())
    query = f"SELECT id FROM articles WHERE {where} ORDER BY id"  # noqa: S608 (our own words)
    return array("q", (article_id for (article_id,) in store.connection.execute(query, values)))


@dataclass(frozen=True, slots=True)
class Named:
    """What an article is called by, without its text."""

    id: int
    url: str
    title: str
    story_id: int | None


def names_of(store: Store, ids: Sequence[int]) -> list[Named]:
    """What the articles with these ids are called by, in the order of the ids; one that is not there is left out."""
    found: dict[int, Named] = {}
    for part in parts(ids):
        query = f"SELECT id, url, title, story_id FROM articles WHERE id IN ({marks(part)})"  # noqa: S608 (question marks)
        found.update((row[0], Named(*row)) for row in store.connection.execute(query, part))
    return [found[one] for one in ids if one in found]


def iter_articles(store: Store, filters: Filters | None = None) -> Iterator[StoredArticle]:
    """Go through the articles that `filters` let through, by id, a few in memory at a time.

    The store may be written meanwhile; wrap it in `store.snapshot()` to see one state. Raises InputError.
    """
    ids = chosen_ids(store, filters)
    for start in range(0, len(ids), AT_ONCE):
        yield from articles_of(store, ids[start : start + AT_ONCE]).values()


def revisions_of(store: Store, article_id: int) -> list[Revision]:
    """List every text that an article has had, oldest first."""
    rows = store.connection.execute(
        """SELECT article_id, number, title, text, fetched_at, modified_at FROM revisions
           WHERE article_id = ? ORDER BY number""",
        [article_id],
    )
    return [Revision(*row) for row in rows]


def attributions_of(connection: sqlite3.Connection, ids: Iterable[int]) -> dict[int, tuple[Attribution, ...]]:
    """Give the attributions of some articles by article id; those without any are left out. At most 30,000 ids."""
    wanted = list(ids)
    found: defaultdict[int, list[Attribution]] = defaultdict(list)
    marks = ", ".join("?" * len(wanted))
    for article_id, name, kind, evidence, url, grade in connection.execute(
        f"""SELECT article_id, name, kind, evidence, url, grade FROM attributions
            WHERE article_id IN ({marks}) ORDER BY id""",  # noqa: S608 (question marks)
        wanted,
    ):
        found[article_id].append(Attribution(name, AttributionKind(kind), evidence, url, grade))
    return {article_id: tuple(attributions) for article_id, attributions in found.items()}


def _with_attributions(connection: sqlite3.Connection, rows: Sequence[tuple[Any, ...]]) -> list[StoredArticle]:
    credited = attributions_of(connection, [row[0] for row in rows])
    return [_from_row(row, credited.get(row[0], ())) for row in rows]


def _from_row(row: tuple[Any, ...], attributions: tuple[Attribution, ...]) -> StoredArticle:
    (
        article_id, url, title, text, published_at, modified_at, outlet, language, revision, story_id, role, similarity,
        authors, tags, image, source, cut, first_fetched_at, fetched_at, checked_at, event_id,
        text_dropped_at,
    ) = row  # fmt: skip
    article = Article(
        url=url,
        canonical_url=url,
        title=title,
        text=text,
        published_at=published_at,
        modified_at=modified_at,
        authors=tuple(json.loads(authors)),
        outlet=outlet,
        language=language,
        tags=tuple(json.loads(tags)),
        image=image,
        attributions=attributions,
        cut=tuple(json.loads(cut)),
        source=source,
    )
    return StoredArticle(
        id=article_id,
        article=article,
        revision=revision,
        first_fetched_at=first_fetched_at,
        fetched_at=fetched_at,
        checked_at=checked_at,
        story_id=story_id,
        event_id=event_id,
        role=None if role is None else Role(role),
        similarity=similarity,
        text_dropped_at=text_dropped_at,
    )

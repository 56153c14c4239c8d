"""Keeping articles: one row a canonical URL, a revision for each text that says something new.

What counts as the same article: the canonical URL, else an address under which the article was fetched before, else an
article whose own URL is the address that was asked for. What counts as a change of it: another title, or a text that
differs in its essence (`storage.trivia`). Facts beside the text (authors, tags, image, language …) are filled in and
corrected in place, never emptied; a publishing time, once known, only gets more exact, since outlets move it forward at
each edit and the order of a story's members rests on it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property, partial
from typing import TYPE_CHECKING

from storage.records import Saved, Verdict
from storage.removals import keeps_out
from storage.search import index_article, unindex_article
from storage.texts import storable, text_hash
from storage.times import is_more_exact, to_utc
from storage.trivia import RULES, essence_name

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Mapping

    from storage.records import Article, Attribution
    from storage.store import Store

# A page that embeds a piece which changes at each visit would grow without end. From this revision on, a new one is
# kept only when the last is a day old; what was shown in between is not, but the newest text always gets in.
MANY_REVISIONS = 24
_CALM = timedelta(days=1)

_FACTS = (
    "published_at",
    "modified_at",
    "outlet",
    "language",
    "authors",
    "tags",
    "image",
    "source",
    "cut",
    "published_declared",
    "modified_declared",
)
_NOTHING = frozenset({None, "", "[]"})
_FOLDED_FACTS = frozenset({"published_at", "outlet", "language"})  # folding has to look again when these change


_Facts = dict[str, str | None]
_Credit = tuple[str, str, str, str | None, str]  # name, kind, evidence, URL, grade


@dataclass(frozen=True, slots=True)
class _Known:
    """What the store holds of the article already."""

    id: int
    text_hash: str
    revision: int
    fetched_at: str
    facts: _Facts


@dataclass(frozen=True)
class _Coming:
    """The article on its way in, with columns that the store can hold."""

    url: str
    title: str
    text: str
    text_hash: str
    fetched_at: str
    archived: bool
    facts: _Facts

    @cached_property
    def essence(self) -> str:
        """What it says, worked out only where a text has to be compared."""
        return essence_name(self.title, self.text)


def save_article(
    store: Store, article: Article, *, fetched_at: str, aliases: Iterable[str] = (), archived: bool = False
) -> Saved:
    """Keep `article`, queue it for folding when it is new or changed, and say which it was; saving twice is harmless.

    `fetched_at` is UTC; `aliases` are further addresses that led to it. With `archived`, the text comes from an archive
    and may be old: a text that an earlier revision already had is then no return to it, but unchanged, and what was
    said of it then only fills in what is not known. What was taken out of the store (`storage.removals`) is not kept,
    and the verdict says so. Many saves inside one `store.write()` are one transaction; what cannot be kept is refused
    before anything of it is written. Raises StoreError.
    """
    coming = _coming(article, fetched_at, archived=archived)
    credited = [_attribution_row(attribution) for attribution in article.attributions]
    addresses = {storable(address) for address in (article.url, article.canonical_url, *aliases)}
    with store.writing() as connection:
        known = _find(connection, article)
        if known is None and keeps_out(connection, coming.url, storable(article.url), addresses):
            return Saved(0, 0, Verdict.REMOVED)
        if known is None:
            saved = _add(store, coming)
        elif _is_known(connection, known, coming):
            saved = _check(connection, known, coming)
        else:
            saved = _change(store, known, coming)
        if saved.verdict is Verdict.NEW:
            addresses.discard(coming.url)
        _keep_aliases(connection, saved.article_id, addresses)
        _keep_attributions(connection, saved, credited, coming)
    return saved


def _coming(article: Article, fetched_at: str, *, archived: bool) -> _Coming:
    title, text = storable(article.title), storable(article.text)
    facts = {
        "published_at": _moment(article.published_at),
        "modified_at": _moment(article.modified_at),
        "outlet": article.outlet,
        "language": article.language,
        "authors": _list(article.authors),
        "tags": _list(article.tags),
        "image": article.image,
        "source": article.source,
        "cut": _list(article.cut),
        "published_declared": article.published_at,
        "modified_declared": article.modified_at,
    }
    return _Coming(
        url=storable(article.canonical_url),
        title=title,
        text=text,
        text_hash=text_hash(title, text),
        fetched_at=fetched_at,
        archived=archived,
        facts={name: value if value is None else storable(value) for name, value in facts.items()},
    )


def _moment(declared: str | None) -> str | None:
    try:
        return None if declared is None else to_utc(declared)
    except (ValueError, OverflowError):
        return None  # what the page said stays in published_declared or modified_declared


def _list(values: Iterable[str]) -> str:
    return json.dumps(listed, ensure_ascii=False) if (listed := [storable(value) for value in values]) else "[]"


def _find(connection: sqlite3.Connection, article: Article) -> _Known | None:
    query = f"""SELECT id, text_hash, revision, fetched_at, {", ".join(_FACTS)} FROM articles WHERE id = coalesce(
        (SELECT id FROM articles WHERE url = ?1), (SELECT article_id FROM aliases WHERE url = ?1),
        (SELECT id FROM articles WHERE url = ?2))"""  # noqa: S608 (our own words)
    row = connection.execute(query, [storable(article.canonical_url), storable(article.url)]).fetchone()
    if row is None:
        return None
    article_id, digest, revision, fetched_at, *facts = row
    return _Known(article_id, digest, revision, fetched_at, dict(zip(_FACTS, facts, strict=True)))


def _add(store: Store, coming: _Coming) -> Saved:
    columns = {**_text_columns(coming), **coming.facts, "url": coming.url, "first_fetched_at": coming.fetched_at}
    names, marks = ", ".join(columns), ", ".join("?" * len(columns))
    query = f"INSERT INTO articles ({names}) VALUES ({marks})"  # noqa: S608 (names of columns)
    article_id = store.connection.execute(query, list(columns.values())).lastrowid
    assert article_id is not None
    return _keep_revision(store, Saved(article_id, 1, Verdict.NEW), coming)


def _text_columns(coming: _Coming) -> dict[str, str | int | None]:
    return {
        "title": coming.title,
        "text": coming.text,
        "text_hash": coming.text_hash,
        "fetched_at": coming.fetched_at,
        "checked_at": coming.fetched_at,
        "text_dropped_at": None,
    }


def _keep_revision(store: Store, saved: Saved, coming: _Coming) -> Saved:
    connection = store.connection
    connection.execute(
        """INSERT INTO revisions (article_id, number, title, text, fetched_at, modified_at, essence)
           VALUES (?, ?, ?, ?, ?, ?, ?)""",
        [
            saved.article_id,
            saved.revision,
            coming.title,
            coming.text,
            coming.fetched_at,
            coming.facts["modified_at"],
            None if saved.verdict is Verdict.NEW else coming.essence,
        ],
    )
    store.before_commit(partial(index_article, connection, saved.article_id, coming.title, coming.text))
    connection.execute(  # not `_queue`: a text that has just come was not dropped, and to ask costs as much again
        "INSERT INTO unfolded (article_id, queued_at) VALUES (?, ?) ON CONFLICT DO NOTHING",
        [saved.article_id, coming.fetched_at],
    )
    return saved


def _queue(connection: sqlite3.Connection, article_id: int, queued_at: str) -> None:
    connection.execute(
        """INSERT INTO unfolded (article_id, queued_at)
           SELECT id, ? FROM articles WHERE id = ? AND text_dropped_at IS NULL ON CONFLICT DO NOTHING""",
        [queued_at, article_id],
    )


def _is_known(connection: sqlite3.Connection, known: _Known, coming: _Coming) -> bool:
    if known.text_hash == coming.text_hash:
        return True
    if known.revision >= MANY_REVISIONS and not coming.archived and not _calm(known.fetched_at, coming.fetched_at):
        return True
    name_essences(connection, known.id)
    found = connection.execute(
        "SELECT 1 FROM revisions WHERE article_id = ? AND essence = ? AND (number = ? OR ?)",
        [known.id, coming.essence, known.revision, coming.archived],
    ).fetchone()
    return found is not None


def name_essences(connection: sqlite3.Connection, article_id: int) -> None:
    """Name the essences of revisions that were never compared, or under other rules; few texts ever are.

    One whose text was dropped keeps the name that it had.
    """
    unnamed = connection.execute(
        """SELECT number, title, text FROM revisions
           WHERE article_id = ? AND (essence IS NULL OR (essence NOT GLOB ? AND text != ''))""",
        [article_id, f"{RULES}:*"],
    ).fetchall()
    connection.executemany(
        "UPDATE revisions SET essence = ? WHERE article_id = ? AND number = ?",
        [(essence_name(title, text), article_id, number) for number, title, text in unnamed],
    )


def _calm(last: str, now: str) -> bool:
    return datetime.fromisoformat(now) - datetime.fromisoformat(last) >= _CALM


def _change(store: Store, known: _Known, coming: _Coming) -> Saved:
    connection = store.connection
    old_title, old_text = connection.execute("SELECT title, text FROM articles WHERE id = ?", [known.id]).fetchone()
    saved = Saved(known.id, known.revision + 1, Verdict.CHANGED)
    better = _better(known.facts, coming.facts)
    _update(connection, known.id, {**better, **_text_columns(coming), "revision": saved.revision})
    store.before_commit(partial(unindex_article, connection, known.id, old_title, old_text))
    return _keep_revision(store, saved, coming)


def _check(connection: sqlite3.Connection, known: _Known, coming: _Coming) -> Saved:
    better = _better(known.facts, coming.facts)
    if coming.archived and _is_older(known, coming):
        better = {name: value for name, value in better.items() if known.facts[name] in _NOTHING}
    _update(connection, known.id, {**better, "checked_at": coming.fetched_at})
    if not _FOLDED_FACTS.isdisjoint(better):
        _queue(connection, known.id, coming.fetched_at)
    return Saved(known.id, known.revision, Verdict.UNCHANGED)


def _is_older(known: _Known, coming: _Coming) -> bool:
    """Tell a text that the article no longer has, or what was said of it before a later change."""
    said, now = coming.facts["modified_at"], known.facts["modified_at"]
    return known.text_hash != coming.text_hash or bool(said and now and said < now)


def _better(old: _Facts, new: _Facts) -> _Facts:
    """Pick the facts of `new` that say more than `old`: given, and different."""
    better: _Facts = {name: value for name, value in new.items() if value not in {*_NOTHING, old[name]}}
    known, said = old["published_at"], new["published_at"]
    if known and not (said and is_more_exact(known, said)):
        better.pop("published_at", None)
        better.pop("published_declared", None)
    if old["source"]:
        better.pop("source", None)  # the first that found it
    return better


def _update(connection: sqlite3.Connection, article_id: int, columns: Mapping[str, str | int | None]) -> None:
    names = ", ".join(f"{name} = ?" for name in columns)
    query = f"UPDATE articles SET {names} WHERE id = ?"  # noqa: S608 (names of columns)
    connection.execute(query, [*columns.values(), article_id])


def _keep_aliases(connection: sqlite3.Connection, article_id: int, addresses: Iterable[str]) -> None:
    for address in addresses:
        connection.execute(
            """INSERT INTO aliases (url, article_id) SELECT ?1, ?2
               WHERE NOT EXISTS (SELECT 1 FROM articles WHERE url = ?1)
               ON CONFLICT DO NOTHING""",  # the first keeps it, or saving again could end elsewhere
            [address, article_id],
        )


def _keep_attributions(connection: sqlite3.Connection, saved: Saved, rows: list[_Credit], coming: _Coming) -> None:
    """Replace the attributions with those of a new text; an unchanged text that now gives none keeps what it had.

    So does one of an archive, which may have less than the page.
    """
    if saved.verdict is Verdict.UNCHANGED and not rows:
        return
    if saved.verdict is not Verdict.NEW:
        old = connection.execute(
            "SELECT name, kind, evidence, url, grade FROM attributions WHERE article_id = ? ORDER BY id",
            [saved.article_id],
        ).fetchall()
        if old == rows or (old and coming.archived and saved.verdict is Verdict.UNCHANGED):
            return
        connection.execute("DELETE FROM attributions WHERE article_id = ?", [saved.article_id])
        _queue(connection, saved.article_id, coming.fetched_at)
    if rows:
        connection.executemany(
            "INSERT INTO attributions (article_id, name, kind, evidence, url, grade) VALUES (?, ?, ?, ?, ?, ?)",
            ((saved.article_id, *row) for row in rows),
        )


def _attribution_row(attribution: Attribution) -> _Credit:
    return (
        storable(attribution.name),
        attribution.kind.value,
        storable(attribution.evidence),
        None if attribution.url is None else storable(attribution.url),
        storable(attribution.grade),
    )

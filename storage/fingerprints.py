"""The tables that folding works from: fingerprints, the runs of the index, links and mash-ups.

They hold no news, only what can be computed from the texts again; `newsfold recluster` does. Arrays are little-endian
bytes. Rows come and go as plain tuples: what they mean is `dedupe`'s affair. Every function that writes takes the
connection of a `store.write()` block.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from storage.furniture.leaving_out import without
from storage.lists import marks, parts

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Iterable, Iterator, Sequence

    Row = tuple[Any, ...]

_PAGES = 40  # kB of the store that folding one article of many touches, once the store is large
_CACHE = 65_536  # kB of the store that are kept in memory anyway
_CHOSEN = "recipe"  # the notice that says with which recipe folding begins
_FINGERPRINT = "article_id, key, outlet, distinct_shingles, tokens, samples, anchors, title, signature, published_at"


def read_texts(connection: sqlite3.Connection, ids: Collection[int]) -> Iterator[Row]:
    """Read (id, url, title, text, outlet, published_at) of articles; the lines that an outlet always runs are blank."""
    for part in parts(ids):
        rows = connection.execute(
            f"""SELECT id, url, title, text, outlet, published_at, lines FROM articles
                LEFT JOIN text_traits ON article_id = id WHERE id IN ({marks(part)})""",  # noqa: S608 (question marks)
            part,
        ).fetchall()
        texts = without(connection, ((row[4], row[3], row[6]) for row in rows))
        yield from ((*row[:3], text, *row[4:6]) for row, text in zip(rows, texts, strict=True))


def read_places(connection: sqlite3.Connection, ids: Collection[int]) -> Iterator[Row]:
    """Read (id, story id, role, similarity, published_at, title, url) of articles."""
    for part in parts(ids):
        yield from connection.execute(
            f"""SELECT id, story_id, role, similarity, published_at, title, url FROM articles
                WHERE id IN ({marks(part)})""",  # noqa: S608 (question marks)
            part,
        )


def refresh_recipes(connection: sqlite3.Connection, recipe: str, ids: Iterable[int]) -> None:
    """Say by which recipe stories were folded."""
    connection.executemany(
        "UPDATE stories SET recipe = ? WHERE id = ? AND recipe != ?", ((recipe, i, recipe) for i in ids)
    )


def name_recipe(connection: sqlite3.Connection, recipe: str) -> None:
    """Say of all stories that they are folded by a recipe: their articles wait for it in the same transaction."""
    connection.execute("UPDATE stories SET recipe = ?1 WHERE recipe != ?1", [recipe])


def read_fingerprints(connection: sqlite3.Connection, ids: Collection[int]) -> Iterator[Row]:
    """Read fingerprints in the order of `keep_fingerprints`."""
    for part in parts(ids):
        yield from connection.execute(
            f"SELECT {_FINGERPRINT} FROM fingerprints WHERE article_id IN ({marks(part)})",  # noqa: S608 (question marks)
            part,
        )


def read_traits(connection: sqlite3.Connection, ids: Collection[int]) -> Iterator[Row]:
    """Read (article id, key, outlet, distinct, published_at) of fingerprints, without their arrays."""
    for part in parts(ids):
        yield from connection.execute(
            f"""SELECT article_id, key, outlet, distinct_shingles, published_at
                FROM fingerprints INDEXED BY fingerprint_traits WHERE article_id IN ({marks(part)})""",  # noqa: S608 (question marks)
            part,
        )


def read_sizes(connection: sqlite3.Connection) -> Iterator[tuple[int, bytes]]:
    """Read every (number of a slice of ids, how many different shingles each of these articles has, as an array)."""
    return connection.execute("SELECT slice, sizes FROM sizes")


def keep_sizes(connection: sqlite3.Connection, rows: Iterable[tuple[int, bytes]]) -> None:
    """Keep slices of sizes, in place of earlier ones."""
    connection.executemany("INSERT OR REPLACE INTO sizes VALUES (?, ?)", rows)


def read_days(connection: sqlite3.Connection) -> Iterator[tuple[int, bytes]]:
    """Read every (number of a slice of ids, on which day each of these articles was published, as an array)."""
    return connection.execute("SELECT slice, days FROM days")


def keep_days(connection: sqlite3.Connection, rows: Iterable[tuple[int, bytes]]) -> None:
    """Keep slices of days, in place of earlier ones."""
    connection.executemany("INSERT OR REPLACE INTO days VALUES (?, ?)", rows)


def read_yielded(connection: sqlite3.Connection) -> Iterator[tuple[int, bytes]]:
    """Read every (number of a slice of ids, at how many samples each of these articles has yielded, as an array)."""
    return connection.execute("SELECT slice, counts FROM yielded")


def keep_yielded(connection: sqlite3.Connection, rows: Iterable[tuple[int, bytes]]) -> None:
    """Keep slices of such counts, in place of earlier ones."""
    connection.executemany("INSERT OR REPLACE INTO yielded VALUES (?, ?)", rows)


def keep_fingerprints(connection: sqlite3.Connection, recipe: str, rows: Sequence[Row]) -> None:
    """Keep fingerprints.

    (article id, key, outlet, distinct, tokens, samples, anchors, title, signature, published_at).
    """
    connection.executemany(
        f"INSERT OR REPLACE INTO fingerprints ({_FINGERPRINT}, recipe) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608 (names of columns)
        ((*row, recipe) for row in rows),
    )


def drop_fingerprints(connection: sqlite3.Connection, ids: Iterable[int]) -> None:
    """Forget the fingerprints and mash-ups of articles."""
    gone = [[article_id] for article_id in ids]
    connection.executemany("DELETE FROM fingerprints WHERE article_id = ?", gone)
    connection.executemany("DELETE FROM mixtures WHERE article_id = ?", gone)


def read_links(connection: sqlite3.Connection, ids: Collection[int]) -> Iterator[tuple[int, bytes]]:
    """Read (article id, its links as one array) of those that have any."""
    for part in parts(ids):
        yield from connection.execute(
            f"SELECT article_id, near FROM links WHERE article_id IN ({marks(part)})",  # noqa: S608 (question marks)
            part,
        )


def replace_links(connection: sqlite3.Connection, rows: Collection[tuple[int, bytes]]) -> None:
    """Keep (article id, its links as one array), in place of those it had; an empty array is none."""
    connection.executemany("DELETE FROM links WHERE article_id = ?", ([one] for one, near in rows if not near))
    connection.executemany("INSERT OR REPLACE INTO links VALUES (?, ?)", (row for row in rows if row[1]))


def read_mixtures(connection: sqlite3.Connection, ids: Collection[int]) -> Iterator[Row]:
    """Read (article id, parts as JSON) of those that are mash-ups."""
    for part in parts(ids):
        yield from connection.execute(
            f"SELECT article_id, parts FROM mixtures WHERE article_id IN ({marks(part)})",  # noqa: S608 (question marks)
            part,
        )


def keep_mixtures(connection: sqlite3.Connection, rows: Iterable[tuple[int, str]]) -> None:
    """Keep (article id, parts as JSON)."""
    connection.executemany("INSERT OR REPLACE INTO mixtures VALUES (?, ?)", rows)


def drop_mixtures(connection: sqlite3.Connection, ids: Iterable[int]) -> None:
    """Say that articles are no mash-ups any more."""
    connection.executemany("DELETE FROM mixtures WHERE article_id = ?", ([article_id] for article_id in ids))


def drop_matches(connection: sqlite3.Connection, pairs: Iterable[tuple[int, int]]) -> None:
    """Forget the matches of pairs of ids, the smaller id first."""
    connection.executemany("DELETE FROM matches WHERE a = ? AND b = ?", pairs)


def list_runs(connection: sqlite3.Connection) -> list[Row]:
    """List (sign, run, number of postings) of the index, the largest run of a sign first."""
    return connection.execute(
        "SELECT sign, run, sum(size) FROM postings GROUP BY sign, run ORDER BY sign DESC, sum(size) DESC, run"
    ).fetchall()


def read_directory(connection: sqlite3.Connection, run: int) -> list[Row]:
    """List (first posting, number of postings) of the chunks of a run, in their order; postings as signed numbers."""
    return connection.execute("SELECT first, size FROM postings WHERE run = ? ORDER BY chunk", [run]).fetchall()


def read_chunks(connection: sqlite3.Connection, run: int, first: int, last: int) -> Iterator[bytes]:
    """Read the chunks of a run from number `first` to number `last`."""
    rows = connection.execute(
        "SELECT keys FROM postings WHERE run = ? AND chunk BETWEEN ? AND ? ORDER BY chunk", [run, first, last]
    )
    return (keys for (keys,) in rows)


def add_run(connection: sqlite3.Connection, sign: int, chunks: Iterable[tuple[int, int, bytes]]) -> int:
    """Add a run of (first posting, number of postings, postings) and give its number."""
    (run,) = connection.execute("SELECT coalesce(max(run), 0) + 1 FROM postings").fetchone()
    connection.executemany(
        "INSERT INTO postings (sign, run, chunk, first, size, keys) VALUES (?, ?, ?, ?, ?, ?)",
        ((sign, run, number, *chunk) for number, chunk in enumerate(chunks)),
    )
    return int(run)


def drop_run(connection: sqlite3.Connection, run: int) -> None:
    """Remove a run."""
    connection.execute("DELETE FROM postings WHERE run = ?", [run])


def forget_folding(connection: sqlite3.Connection) -> None:
    """Empty every table of folding; stories and matches stay."""
    for table in ("fingerprints", "links", "mixtures", "postings", "sizes", "days", "yielded"):
        connection.execute(f"DELETE FROM {table}")  # noqa: S608 (our own words)


def remember(connection: sqlite3.Connection, articles: int) -> None:
    """Let SQLite keep as much of the store in memory as folding so many articles touches: 800 MB for 20,000.

    What does not fit is written to the log before the end of the transaction, and often again.
    """
    connection.execute(f"PRAGMA cache_size = -{max(_CACHE, _PAGES * articles)}")


def choose_recipe(connection: sqlite3.Connection, recipe: str, chosen_at: str) -> None:
    """Note with which recipe folding begins where there are no fingerprints yet. Inside a `store.write()` block."""
    connection.execute("INSERT OR REPLACE INTO notices VALUES (?, ?, ?)", [_CHOSEN, recipe, chosen_at])


def recipe_in_use(connection: sqlite3.Connection) -> str | None:
    """The recipe of the fingerprints there are, else the one that was chosen for them, None where none was."""
    row = connection.execute(
        """SELECT coalesce((SELECT recipe FROM fingerprints LIMIT 1), (SELECT text FROM notices WHERE name = ?)) AS name
           WHERE name IS NOT NULL""",
        [_CHOSEN],
    ).fetchone()
    return None if row is None else str(row[0])

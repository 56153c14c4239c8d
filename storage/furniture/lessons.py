"""Texts as lessons: which lines they hold is noted, and the verdicts on these lines are drawn."""

from __future__ import annotations

from collections import Counter
from functools import cache
from typing import TYPE_CHECKING

from storage.furniture.holders import ASKED, COMMON, count_holders, rank_of, whom_to_ask
from storage.furniture.lines import line_keys, packed, unpacked
from storage.furniture.verdicts import known_furniture, settle
from storage.furniture.witnesses import WITNESSES, Reader, find_witnesses
from storage.lists import marks, parts

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Iterable, Iterator, Mapping

    _Lesson = tuple[int, str, str, str, bytes | None]  # id, url, outlet, text, the lines held until now
    _Holding = tuple[int, int, int]  # a line, the rank of the article that holds it, its id

_LESSON = 20_000  # texts taken in at once where many wait: what they hold is in memory meanwhile


def learn(connection: sqlite3.Connection, ids: Collection[int], queued_at: str) -> None:
    """Take the newest texts of articles as lessons; folding calls it for those that it takes up.

    Inside a `store.write()` block.
    """
    _draw(connection, ids, *_note(connection, _newest(connection, ids)), queued_at)


def unlearn(connection: sqlite3.Connection, ids: Collection[int], queued_at: str) -> None:
    """Take back the lessons of articles that are about to leave the store. Inside a `store.write()` block."""
    held = [(one, url, "", "", lines) for one, url, lines in _held(connection, ids)]  # no outlet, no lines
    noted = _note(connection, held)
    connection.executemany("DELETE FROM text_traits WHERE article_id = ?", ([one] for one in ids))
    _draw(connection, (), *noted, queued_at)


def learn_all(connection: sqlite3.Connection, queued_at: str) -> None:
    """Take every stored text as a lesson that was not one yet, as in a store which an older version filled."""
    rows = connection.execute(
        """SELECT id FROM articles WHERE text_dropped_at IS NULL
           AND id NOT IN (SELECT article_id FROM text_traits) ORDER BY id"""
    )
    ids = [article_id for (article_id,) in rows]
    for at in range(0, len(ids), _LESSON):
        learn(connection, ids[at : at + _LESSON], queued_at)


def _newest(connection: sqlite3.Connection, ids: Collection[int]) -> Iterator[_Lesson]:
    """Read (id, url, outlet, text, lines held until now) of the articles whose text was not dropped."""
    for part in parts(ids):
        yield from connection.execute(
            f"""SELECT id, url, outlet, text, lines FROM articles LEFT JOIN text_traits ON article_id = id
                WHERE text_dropped_at IS NULL AND id IN ({marks(part)})""",  # noqa: S608 (question marks)
            part,
        )


def _held(connection: sqlite3.Connection, ids: Collection[int]) -> Iterator[tuple[int, str, bytes]]:
    """Read (id, url, lines held until now) of the articles that were a lesson, those without a text too."""
    for part in parts(ids):
        yield from connection.execute(
            f"""SELECT id, url, lines FROM articles JOIN text_traits ON article_id = id
                WHERE id IN ({marks(part)})""",  # noqa: S608 (question marks)
            part,
        )


def _note(connection: sqlite3.Connection, texts: Iterable[_Lesson]) -> tuple[Counter[int], set[int]]:
    """Note which lines articles hold now.

    Gives by how many the holders of these lines and of those held before changed, and the lines that lost one.
    """
    traits: list[tuple[int, int, bytes]] = []
    came: list[_Holding] = []
    went: list[_Holding] = []
    changes: Counter[int] = Counter()
    for article_id, url, outlet, text, held in texts:
        old, lines, rank = unpacked(held or b""), line_keys(outlet, text), rank_of(url)
        traits.append((article_id, rank, packed(lines)))
        came += [(line, rank, article_id) for line in lines - old]
        went += [(line, rank, article_id) for line in old - lines]
        if old:
            changes.update(dict.fromkeys(lines & old, 0))
    changes.update([line for line, *_ in came])
    changes.subtract([line for line, *_ in went])
    connection.executemany("INSERT OR REPLACE INTO text_traits VALUES (?, ?, ?)", traits)
    connection.executemany("DELETE FROM outlet_lines WHERE line = ? AND rank = ? AND article_id = ?", sorted(went))
    connection.executemany("INSERT INTO outlet_lines VALUES (?, ?, ?)", sorted(came))  # page after page, not to and fro
    return changes, {line for line, *_ in went}


def _draw(
    connection: sqlite3.Connection, ids: Collection[int], changes: Counter[int], shaken: set[int], queued_at: str
) -> None:
    """Bring the verdicts up to date; `shaken` are lines of which others may be asked, or answer otherwise."""
    counts = dict.fromkeys(changes, 0) | count_holders(connection, sorted(changes.keys() - shaken), WITNESSES)
    counts |= count_holders(connection, sorted(shaken))
    common = {line for line, count in counts.items() if count >= COMMON}
    shaken |= _beside(connection, {line for line in common | shaken if _crossed(counts.get(line, 0), changes[line])})
    counts |= count_holders(connection, sorted(shaken - counts.keys()))
    fresh = set(ids)
    traits = cache(Reader(connection, counts).traits)  # an outlet's lines have the same holders
    for line in _worth_asking(connection, counts):
        asked = whom_to_ask(connection, line)
        if line in shaken or len(asked) < ASKED or not fresh.isdisjoint(asked):
            settle(connection, line, find_witnesses(traits, line, asked), queued_at)


def _crossed(count: int, by: int) -> bool:
    """Whether a line became common, or ceased to be, as its holders grew `by` so many to `count`."""
    return (count >= COMMON) != (count - by >= COMMON)


def _beside(connection: sqlite3.Connection, lines: Collection[int]) -> set[int]:
    """Find the lines of articles that hold one of `lines`, and what these held until now."""
    found = set(lines)
    for line in sorted(lines):
        rows = connection.execute(
            "SELECT lines FROM text_traits WHERE article_id IN (SELECT article_id FROM outlet_lines WHERE line = ?)",
            [line],
        )
        found.update(*(unpacked(held) for (held,) in rows))
    return found


def _worth_asking(connection: sqlite3.Connection, counts: Mapping[int, int]) -> list[int]:
    """Choose the lines that are furniture or that enough articles hold to become it."""
    enough = {line for line, count in counts.items() if count >= WITNESSES}
    return sorted(enough | (known_furniture(connection) & counts.keys()))

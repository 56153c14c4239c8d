"""The lines that an outlet runs in article after article: learnt from the store, left out when texts are folded.

A line is furniture where three articles of one outlet hold it that are different articles, two by two: they share less
than half of their other lines, and less than two fifths of their words, so that a story which an outlet runs again
and again teaches nothing. Lines that many hold count for neither: a brief is mostly such lines, and yet another brief
has other news. Who is asked is drawn from the addresses, not from the order of arrival: what is furniture
depends on the set of the newest texts alone. When a line becomes furniture, or ceases to be, the articles that hold it
are queued to be folded again in the same transaction. No stored text ever changes: `without` blanks the lines when a
text is read for folding, and every place in it stays where it was.
"""

from __future__ import annotations

import re
from array import array
from collections import Counter
from dataclasses import dataclass
from functools import cache, lru_cache
from hashlib import blake2b
from typing import TYPE_CHECKING
from zlib import crc32

from storage.lists import marks, parts

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

    from storage.store import Store

    _Lesson = tuple[int, str, str, str, bytes | None]  # id, url, outlet, text, the lines held until now
    _Holding = tuple[int, int, int]  # a line, the rank of the article that holds it, its id

SHORTEST, LONGEST = 40, 600  # characters of a line that can be furniture
HEAD, FOOT = 8, 16  # lines at the beginning and at the end of a text that are looked at
WITNESSES = 3
ASKED = 16  # holders of a line among whom the witnesses are looked for
COMMON = 16  # holders of a line from which on it says nothing of whether two of them are the same article
_LESSON = 20_000  # texts taken in at once where many wait: what they hold is in memory meanwhile
_SKETCH = 48  # the smallest hashes of a text's words: how many of them two texts share tells how alike they are
_SAME_LINES = 0.5
_SAME_WORDS = 0.4
_LEAST_LEFT = 0.35  # a text of which less would be left keeps its lines

_WHITE = bytes(code for code in range(128) if chr(code).isspace())
_GAP = re.compile(r"\n{3,}")
_WORDS = re.compile(rb"[0-9a-z_\x80-\xff]{5,}")  # of UTF-8: every letter outside ASCII counts as one
_OPENING = 1_500  # characters of a text whose words are compared: enough to tell a copy


@dataclass(frozen=True, slots=True)
class _Traits:
    """What articles are compared by, common lines left out: their lines, and a sketch of their words."""

    lines: frozenset[int]
    words: frozenset[int]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What an outlet always runs in a text, each line once in the text's order, and the text without it."""

    lines: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class FurnitureLine:
    """A line that is left out: whose, how many articles hold it, and three different ones that bear witness."""

    outlet: str
    line: str
    articles: int
    witnesses: tuple[str, ...]
    learnt_at: str


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


def _draw(
    connection: sqlite3.Connection, ids: Collection[int], changes: Counter[int], shaken: set[int], queued_at: str
) -> None:
    """Bring the verdicts up to date; `shaken` are lines of which others may be asked, or answer otherwise."""
    counts = dict.fromkeys(changes, 0) | _counts(connection, sorted(changes.keys() - shaken), WITNESSES)
    counts |= _counts(connection, sorted(shaken))
    common = {line for line, count in counts.items() if count >= COMMON}
    shaken |= _beside(connection, {line for line in common | shaken if _crossed(counts.get(line, 0), changes[line])})
    counts |= _counts(connection, sorted(shaken - counts.keys()))
    fresh = set(ids)
    traits = cache(_Reader(connection, counts).traits)  # an outlet's lines have the same holders
    for line in _worth_asking(connection, counts):
        asked = _asked(connection, line)
        if line in shaken or len(asked) < ASKED or not fresh.isdisjoint(asked):
            _settle(connection, line, _witnesses(traits, line, asked), queued_at)


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
        found.update(*(_unpacked(held) for (held,) in rows))
    return found


def learn_all(connection: sqlite3.Connection, queued_at: str) -> None:
    """Take every stored text as a lesson that was not one yet, as in a store which an older version filled."""
    rows = connection.execute(
        """SELECT id FROM articles WHERE text_dropped_at IS NULL
           AND id NOT IN (SELECT article_id FROM text_traits) ORDER BY id"""
    )
    ids = [article_id for (article_id,) in rows]
    for at in range(0, len(ids), _LESSON):
        learn(connection, ids[at : at + _LESSON], queued_at)


def _note(connection: sqlite3.Connection, texts: Iterable[_Lesson]) -> tuple[Counter[int], set[int]]:
    """Note which lines articles hold now.

    Gives by how many the holders of these lines and of those held before changed, and the lines that lost one.
    """
    traits: list[tuple[int, int, bytes]] = []
    came: list[_Holding] = []
    went: list[_Holding] = []
    changes: Counter[int] = Counter()
    for article_id, url, outlet, text, held in texts:
        old, lines, rank = _unpacked(held or b""), _keys(outlet, text), _rank(url)
        traits.append((article_id, rank, array("q", sorted(lines)).tobytes()))
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


def _held(connection: sqlite3.Connection, ids: Collection[int]) -> Iterator[tuple[int, str, bytes]]:
    """Read (id, url, lines held until now) of the articles that were a lesson, those without a text too."""
    for part in parts(ids):
        yield from connection.execute(
            f"""SELECT id, url, lines FROM articles JOIN text_traits ON article_id = id
                WHERE id IN ({marks(part)})""",  # noqa: S608 (question marks)
            part,
        )


def _newest(connection: sqlite3.Connection, ids: Collection[int]) -> Iterator[_Lesson]:
    """Read (id, url, outlet, text, lines held until now) of the articles whose text was not dropped."""
    for part in parts(ids):
        yield from connection.execute(
            f"""SELECT id, url, outlet, text, lines FROM articles LEFT JOIN text_traits ON article_id = id
                WHERE text_dropped_at IS NULL AND id IN ({marks(part)})""",  # noqa: S608 (question marks)
            part,
        )


def _counts(connection: sqlite3.Connection, lines: Sequence[int], least: int = 1) -> dict[int, int]:
    """Count the holders of sorted lines; those that fewer than `least` hold are not in it."""
    found: dict[int, int] = {}
    for part in parts(lines):
        found.update(
            connection.execute(
                f"SELECT line, count(*) FROM outlet_lines WHERE line IN ({marks(part)}) GROUP BY line "  # noqa: S608 (question marks)
                f"HAVING count(*) >= {least:d}",
                part,
            )
        )
    return found


def _worth_asking(connection: sqlite3.Connection, counts: Mapping[int, int]) -> list[int]:
    """Choose the lines that are furniture or that enough articles hold to become it."""
    enough = {line for line, count in counts.items() if count >= WITNESSES}
    return sorted(enough | (_known(connection) & counts.keys()))


def _known(connection: sqlite3.Connection) -> set[int]:
    return {line for (line,) in connection.execute("SELECT line FROM furniture")}


def _keys(outlet: str, text: str) -> frozenset[int]:
    return frozenset(_line_key(outlet, line) for line in _lines(text)) if outlet else frozenset()


def _unpacked(lines: bytes) -> frozenset[int]:
    return frozenset(memoryview(lines).cast("q"))


def _lines(text: str) -> list[str]:
    """List the lines of a text that could be furniture."""
    lines = [line for line in text.split("\n") if SHORTEST <= len(line) <= LONGEST]
    return lines if len(lines) <= HEAD + FOOT else [*lines[:HEAD], *lines[-FOOT:]]


def _line_key(outlet: str, line: str) -> int:
    """Hash a line of an outlet, whatever its white space and case; most lines are plain ASCII."""
    if line.isascii():
        said = line.encode().translate(None, _WHITE).lower()
    else:
        said = "".join(line.split()).casefold().encode()
    return int.from_bytes(blake2b(_whose(outlet) + said, digest_size=8).digest(), "little", signed=True)


@lru_cache(maxsize=1024)
def _whose(outlet: str) -> bytes:
    return f"{outlet}\0".casefold().encode()


def _rank(url: str) -> int:
    return int.from_bytes(blake2b(url.encode(), digest_size=6).digest(), "little")


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads what articles are compared by; `counts` are the holders of lines, as far as they are known."""

    connection: sqlite3.Connection
    counts: dict[int, int]

    def traits(self, article_id: int) -> _Traits | None:
        """None where an article has no text of its own beside what is common."""
        row = self.connection.execute(
            "SELECT lines, outlet, text FROM text_traits JOIN articles ON id = article_id WHERE article_id = ?",
            [article_id],
        ).fetchone()
        if row is None:
            return None
        lines, outlet, text = _unpacked(row[0]), row[1], row[2]
        common = {line for line in lines if self._is_common(line)}
        rest = _blanked(text, _among(outlet, text, common))
        return None if text and _letters(rest) < SHORTEST else _Traits(lines - common, _sketch(rest))

    def _is_common(self, line: int) -> bool:
        if line not in self.counts:
            asked = "SELECT count(*) FROM (SELECT 1 FROM outlet_lines WHERE line = ? LIMIT ?)"
            (self.counts[line],) = self.connection.execute(asked, [line, COMMON]).fetchone()
        return self.counts[line] >= COMMON


def _sketch(text: str) -> frozenset[int]:
    words = set(map(crc32, _WORDS.findall(text[:_OPENING].casefold().encode())))
    return frozenset(sorted(words)[:_SKETCH])


def _asked(connection: sqlite3.Connection, line: int) -> list[int]:
    rows = connection.execute(
        "SELECT article_id FROM outlet_lines WHERE line = ? ORDER BY rank, article_id LIMIT ?", [line, ASKED]
    )
    return [article_id for (article_id,) in rows]


def _settle(connection: sqlite3.Connection, line: int, witnesses: Sequence[int], queued_at: str) -> None:
    """Bring the verdict on a line up to date; where it changes, its holders are folded again."""
    was = connection.execute("SELECT 1 FROM furniture WHERE line = ?", [line]).fetchone() is not None
    if (len(witnesses) >= WITNESSES) == was:
        return
    if was:
        connection.execute("DELETE FROM furniture WHERE line = ?", [line])
    else:
        outlet, text = _wording(connection, line, witnesses)
        connection.execute("INSERT INTO furniture VALUES (?, ?, ?, ?)", [line, outlet, text, queued_at])
    connection.execute(
        """INSERT INTO unfolded (article_id, queued_at)
           SELECT id, ? FROM articles WHERE text_dropped_at IS NULL
           AND id IN (SELECT article_id FROM outlet_lines WHERE line = ?) ON CONFLICT DO NOTHING""",
        [queued_at, line],
    )


def _wording(connection: sqlite3.Connection, line: int, ids: Sequence[int]) -> tuple[str, str]:
    """Find whose line it is, and how it reads; '' where every text was dropped."""
    outlet = ""
    for article_id in ids:
        outlet, text = connection.execute("SELECT outlet, text FROM articles WHERE id = ?", [article_id]).fetchone()
        for candidate in _lines(text):
            if _line_key(outlet, candidate) == line:
                return outlet, candidate
    return outlet, ""


def _witnesses(read: Callable[[int], _Traits | None], line: int, asked: Iterable[int]) -> list[int]:
    """Choose different articles among the holders of a line, in the order that their addresses give."""
    chosen: list[tuple[int, _Traits]] = []
    for article_id in asked:
        traits = read(article_id)
        if traits and all(_differ(traits, other, line) for _, other in chosen):
            chosen.append((article_id, traits))
        if len(chosen) == WITNESSES:
            break
    return [article_id for article_id, _ in chosen]


def _differ(one: _Traits, other: _Traits, line: int) -> bool:
    lines = len((one.lines & other.lines) - {line}) / max(1, min(len(one.lines), len(other.lines)) - 1)
    return lines < _SAME_LINES and _same_words(one.words, other.words) < _SAME_WORDS


def _same_words(one: frozenset[int], other: frozenset[int]) -> float:
    """Of the smallest hashes of both, the share that both have: an estimate of their Jaccard similarity."""
    both = one & other
    if not both:
        return 0.0
    smallest = sorted(one | other)[:_SKETCH]
    return sum(word <= smallest[-1] for word in both) / len(smallest)


def without(connection: sqlite3.Connection, texts: Iterable[tuple[str, str, bytes | None]]) -> Iterator[str]:
    """Give each (outlet, text, its row's `text_traits.lines`) with the outlet's furniture blanked.

    There are spaces in its place, so that places stay. A text of which hardly anything would be left stays whole.
    """
    known = _known(connection)
    for outlet, text, lines in texts:
        asked = lines is not None and not known.isdisjoint(_unpacked(lines))
        yield _blanked(text, _gone(outlet, text, known)) if asked else text


def left_out(connection: sqlite3.Connection, outlet: str, text: str) -> LeftOut:
    """Part an article's text from the lines that its outlet always runs: no news, and left out when it is folded."""
    asked = sorted(_keys(outlet, text))
    rows = connection.execute(f"SELECT line FROM furniture WHERE line IN ({marks(asked)})", asked)  # noqa: S608 (question marks)
    gone = _gone(outlet, text, {line for (line,) in rows})
    if not gone:
        return LeftOut((), text)
    rest = "\n".join(line for line in text.split("\n") if line not in gone)
    return LeftOut(tuple(gone), _GAP.sub("\n\n", rest).strip("\n"))


def _blanked(text: str, gone: Collection[str]) -> str:
    return "\n".join(" " * len(line) if line in gone else line for line in text.split("\n")) if gone else text


def _gone(outlet: str, text: str, known: set[int]) -> list[str]:
    """Give the lines that go, each once, in their order; none where hardly anything would be left of the text."""
    gone = _among(outlet, text, known)
    rest = _blanked(text, gone) if gone else ""
    return gone if rest.strip() and _letters(rest) >= _LEAST_LEFT * _letters(text) else []


def _among(outlet: str, text: str, known: set[int]) -> list[str]:
    """Give the lines of a text that are among the known ones, each once, in their order."""
    return list(dict.fromkeys(line for line in _lines(text) if _line_key(outlet, line) in known)) if known else []


def _letters(text: str) -> int:
    return len(text) - text.count(" ")


def list_furniture(store: Store, outlet: str | None = None) -> list[FurnitureLine]:
    """List what is left out of an outlet's texts, or of all outlets'."""
    connection = store.connection
    rows = connection.execute(
        """SELECT line, outlet, text, learnt_at, (SELECT count(*) FROM outlet_lines WHERE line = furniture.line)
           FROM furniture WHERE ?1 IS NULL OR outlet = ?1 COLLATE NOCASE ORDER BY outlet, text""",
        [outlet],
    ).fetchall()
    return [
        FurnitureLine(owner, text, count, _addresses(connection, line), learnt_at)
        for line, owner, text, learnt_at, count in rows
    ]


def _addresses(connection: sqlite3.Connection, line: int) -> tuple[str, ...]:
    ids = _witnesses(_Reader(connection, {}).traits, line, _asked(connection, line))
    return tuple(connection.execute("SELECT url FROM articles WHERE id = ?", [one]).fetchone()[0] for one in ids)

"""What runs of a source gave, in figures: what a later run is held against."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from statistics import median_low
from typing import TYPE_CHECKING

from storage.lists import marks, parts
from storage.texts import storable

if TYPE_CHECKING:
    from collections.abc import Iterable

    from storage.store import Store

_MOST = 500  # runs that are looked back at, the newest


@dataclass(frozen=True, slots=True)
class Texts:
    """The texts that were new or changed: how many there are and their median length in characters.

    `same` of them say exactly the same in few words: in `words`.
    """

    count: int = 0
    length: int | None = None
    same: int = 0
    words: str = ""


@dataclass(frozen=True, slots=True)
class RunYield:
    """What one run gave.

    `listed` counts the links on the source's own page (of an index: the sitemaps), and `size` its bytes, both None
    where it was not read, as after a 304. Of `tried` articles that were never had before, `had` were there; of `again`
    that were had before and asked for again, `still` were. What was known to be dead counts for none of them.
    """

    listed: int | None = None
    size: int | None = None
    tried: int = 0
    had: int = 0
    texts: Texts = field(default_factory=Texts)
    again: int = 0
    still: int = 0


def yields_before(store: Store, source: str, url: str, since: str) -> list[RunYield]:
    """List what runs of `source` at `url` gave since a moment (UTC), but for those that had trouble; newest first."""
    rows = store.connection.execute(
        """SELECT listed, size, tried, had, texts, text_length FROM runs
           WHERE source = ? AND ended_at >= ? AND url = ? AND trouble = '' ORDER BY ended_at DESC LIMIT ?""",
        [storable(source), since, storable(url), _MOST],
    )
    return [
        RunYield(listed, size, tried, had, Texts(texts, text_length))
        for listed, size, tried, had, texts, text_length in rows
    ]


def troubles_of(store: Store, source: str, url: str) -> dict[str, str]:
    """What is wrong with what `source` gives, in words, by what it is wrong with; nothing at another URL than then."""
    row = store.connection.execute(
        """SELECT troubles FROM sources WHERE name = ?1 AND ?2 = coalesce(
           (SELECT url FROM runs WHERE source = ?1 ORDER BY ended_at DESC LIMIT 1), ?2)""",
        [storable(source), storable(url)],
    ).fetchone()
    return dict(json.loads(row[0])) if row else {}


def texts_of(store: Store, article_ids: Iterable[int], *, few_words: int) -> Texts:
    """Measure the newest texts of these articles; those of up to `few_words` characters are compared."""
    lengths: list[int] = []
    short: Counter[str] = Counter()
    for some in parts(sorted(article_ids)):
        rows = store.connection.execute(
            f"SELECT length(text), CASE WHEN length(text) <= ? THEN text END FROM articles WHERE id IN ({marks(some)})",  # noqa: S608 (question marks)
            [few_words, *some],
        )
        for length, text in rows:
            lengths.append(int(length))
            short.update([text] if text else [])
    if not lengths:
        return Texts()
    words, same = max(short.items(), key=lambda group: (group[1], group[0]), default=("", 0))
    return Texts(len(lengths), median_low(lengths), same, words)

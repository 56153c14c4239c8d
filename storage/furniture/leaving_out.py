"""A text without the lines that its outlet always runs.

No stored text ever changes: `without` blanks the lines when a text is read for folding, and every place in it stays
where it was.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from storage.furniture.lines import blanked, count_letters, line_keys, lines_among, unpacked
from storage.furniture.verdicts import known_furniture
from storage.lists import marks

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator

_LEAST_LEFT = 0.35  # a text of which less would be left keeps its lines

_GAP = re.compile(r"\n{3,}")


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What an outlet always runs in a text, each line once in the text's order, and the text without it."""

    lines: tuple[str, ...]
    text: str


def without(connection: sqlite3.Connection, texts: Iterable[tuple[str, str, bytes | None]]) -> Iterator[str]:
    """Give each (outlet, text, its row's `text_traits.lines`) with the outlet's furniture blanked.

    There are spaces in its place, so that places stay. A text of which hardly anything would be left stays whole.
    """
    known = known_furniture(connection)
    for outlet, text, lines in texts:
        asked = lines is not None and not known.isdisjoint(unpacked(lines))
        yield blanked(text, _gone(outlet, text, known)) if asked else text


def left_out(connection: sqlite3.Connection, outlet: str, text: str) -> LeftOut:
    """Part an article's text from the lines that its outlet always runs: no news, and left out when it is folded."""
    asked = sorted(line_keys(outlet, text))
    rows = connection.execute(f"SELECT line FROM furniture WHERE line IN ({marks(asked)})", asked)  # noqa: S608 (question marks)
    gone = _gone(outlet, text, {line for (line,) in rows})
    if not gone:
        return LeftOut((), text)
    rest = "\n".join(line for line in text.split("\n") if line not in gone)
    return LeftOut(tuple(gone), _GAP.sub("\n\n", rest).strip("\n"))


def _gone(outlet: str, text: str, known: set[int]) -> list[str]:
    """Give the lines that go, each once, in their order; none where hardly anything would be left of the text."""
    gone = lines_among(outlet, text, known)
    rest = blanked(text, gone) if gone else ""
    return gone if rest.strip() and count_letters(rest) >= _LEAST_LEFT * count_letters(text) else []

"""`--since last`: only what is new or changed since the export before it into the same file.

How far an output has come is remembered beside the output, in `NAME.last.json`: it belongs to whoever takes the output,
of whom there may be several, and the store is only read.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from storage.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

    from storage.filters import Filters
    from storage.store import Store

ENDING = ".last.json"


@dataclass(frozen=True, slots=True)
class Mark:
    """How far a store had come: the last of its revisions and the last change of a story, by their numbers."""

    revision: int
    change: int


BEGINNING = Mark(0, 0)


def mark_of(store: Store) -> Mark:
    """Give the mark of the store as it is now, or as the snapshot has it."""
    row = store.connection.execute(
        "SELECT ifnull((SELECT max(rowid) FROM revisions), 0), ifnull((SELECT max(id) FROM story_changes), 0)"
    ).fetchone()
    return Mark(*row)


def last_mark(output: Path, store: Store, what: str, filters: Filters) -> Mark:
    """Give the mark of the last such export into `output`.

    The beginning where there was none, where it was of another kind, selection or store, or where the store has been
    put back to an earlier state since: then everything is written again. Raises InputError where the note beside the
    output cannot be read.
    """
    place = note_of(output)
    try:
        told = json.loads(place.read_text(encoding="utf-8"))
        mark, same = Mark(int(told["revision"]), int(told["change"])), told["of"] == _asked(store, what, filters)
    except FileNotFoundError:
        return BEGINNING
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError(f"{place} cannot be read ({error}): delete it to export everything again") from None
    reached = mark_of(store)
    return mark if same and mark.revision <= reached.revision and mark.change <= reached.change else BEGINNING


def remember(output: Path, store: Store, what: str, filters: Filters, mark: Mark) -> None:
    """Note beside `output` how far it has come."""
    place = note_of(output)
    told = {"revision": mark.revision, "change": mark.change, "of": _asked(store, what, filters)}
    part = place.with_name(f".{place.name}.part")
    part.write_text(json.dumps(told) + "\n", encoding="utf-8")
    part.replace(place)


def last_time(output: Path) -> str | None:
    """Give when (UTC, to the minute) the last such export into `output` was noted; None where none was."""
    try:
        noted = note_of(output.expanduser()).stat().st_mtime
    except OSError:
        return None
    return f"{datetime.fromtimestamp(noted, UTC):%Y-%m-%d %H:%M} UTC"


def note_of(output: Path) -> Path:
    """Give the file in which it is remembered how far `output` has come."""
    return output.with_name(f"{output.name}{ENDING}")


def _asked(store: Store, what: str, filters: Filters) -> dict[str, object]:
    return {"store": str(store.path.resolve()), "what": what, "filters": asdict(filters)}

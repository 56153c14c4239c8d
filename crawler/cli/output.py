"""How a command answers: JSON or a table on standard output, everything else on standard error."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import fields, is_dataclass
from io import TextIOBase
from typing import IO, TYPE_CHECKING, Any, TextIO, cast

from storage.texts import one_line, printable

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    Advance = "Progress.advance"

NARROW = 110  # columns below which headline and outlet stand under each other
_NEXT_MISTAKE = re.compile(r"; (?=line \d+: |and \d+ more\b)")
PIPE_WIDTH = 1000  # columns at most where the output is no terminal: lines stay whole for grep


def console(*, to_stderr: bool = False) -> Console:
    """A console that knows NO_COLOR and pipes; its width is the terminal's, or `PIPE_WIDTH` where there is none.

    With NO_COLOR there is no bold either: whoever sets it wants text alone.
    """
    from rich.console import Console

    stream = sys.stderr if to_stderr else sys.stdout
    if stream.isatty():
        return Console(stderr=to_stderr, highlight=False, color_system=None if os.environ.get("NO_COLOR") else "auto")
    return Console(file=cast("IO[str]", _Trimmed(stream)), highlight=False, width=PIPE_WIDTH)


class _Trimmed(TextIOBase):
    """A stream that drops the spaces with which columns are filled up at the end of a line."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    @property
    def encoding(self) -> str:  # type: ignore[override]
        """That of the stream: it decides which signs a table is drawn with."""
        return self._stream.encoding

    def write(self, text: str) -> int:
        """Write a text that ends where a line does, as a console does."""
        return self._stream.write(re.sub(r" +$", "", text, flags=re.MULTILINE))

    def flush(self) -> None:
        """Flush the stream."""
        self._stream.flush()


def print_json(value: Any) -> None:
    """Write `value` (records, mappings, sequences) as one JSON text and a line feed."""
    sys.stdout.write(json.dumps(plain(value), ensure_ascii=not speaks_utf8(sys.stdout), indent=2) + "\n")


def speaks_utf8(stream: TextIO) -> bool:
    """Whether any sign can be written; elsewhere JSON escapes them."""
    return (stream.encoding or "").lower().replace("-", "") in {"utf8", "utf8sig"}


def plain(value: Any) -> Any:
    """Records as mappings, sequences as lists, text without what a terminal or a JSON reader chokes on."""
    if is_dataclass(value) and not isinstance(value, type):
        return {each.name: plain(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, Mapping):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, Sequence | set | frozenset):
        return [plain(each) for each in value]
    return value


def table(columns: Sequence[str], rows: Iterable[Sequence[object]], *, title: str | None = None) -> Table:
    """A table of plain text: what was fetched is never read as markup; numbers stand to the right."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    drawn = Table(title=title, box=box.SIMPLE_HEAD, title_justify="left", title_style="bold", pad_edge=False)
    if not sys.stdout.isatty():  # lines for grep and awk: no rule, two spaces at least between columns
        drawn.box, drawn.padding = None, (0, 2, 0, 0)
    listed = [list(row) for row in rows]
    for number, name in enumerate(columns):
        numeric = bool(listed) and all(isinstance(row[number], int | float) for row in listed)
        drawn.add_column(name, justify="right" if numeric else "left", overflow="fold")
    for row in listed:
        drawn.add_row(*(each if isinstance(each, Text) else plain_text(str(each)) for each in row))
    return drawn


def show_table(
    rows: Sequence[tuple[Any, ...]],
    columns: Sequence[str],
    narrow: Sequence[str],
    narrowed: Callable[[tuple[Any, ...]], Sequence[object]],
) -> None:
    """Print a table of `columns`, in a `NARROW` terminal one of fewer: `narrowed` stacks some cells of a row there."""
    out = console()
    if out.width < NARROW:
        out.print(table(narrow, map(narrowed, rows)))
    else:
        out.print(table(columns, rows))


def plain_text(text: str) -> Text:
    """Fetched text, which is never markup, on one line."""
    from rich.text import Text

    return Text(one_line(text))


def heading(text: str) -> Text:
    """As `plain_text`, in bold."""
    drawn = plain_text(text)
    drawn.stylize("bold")
    return drawn


def stacked(above: str, *below: str) -> Text:
    """Several things of one cell, a line each but for empty ones, fainter after the first."""
    from rich.text import Text

    return Text.assemble(plain_text(above), *((f"\n{one_line(each)}", "dim") for each in below if each))


def note(message: str) -> None:
    """One line for the user on standard error."""
    sys.stderr.write(f"{printable(message)}\n")


def a_line_each(said: str) -> list[str]:
    """Several mistakes of one file, told as `FILE, line 2: …; line 5: …`, one by one, each with the file's name."""
    first, *others = _NEXT_MISTAKE.split(said)
    found = re.match(r"(.+?), line \d+: ", first)
    return [first, *(f"{found[1]}, {each}" for each in others)] if found else [said]


@contextmanager
def progress(what: str, total: int | None = None) -> Iterator[Any]:
    """A bar on a terminal, nothing elsewhere; yields a function that takes how much was done since the last call.

    That function may also be told how much there is to do, as far as it is known by now, and of what the next stage is.
    """
    if not sys.stderr.isatty():
        yield lambda done=1, total=None, stage=None: None  # noqa: ARG005 - same shape as the real one
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    screen = console(to_stderr=True)
    screen.soft_wrap = True  # what is said above the bar keeps its lines, as it does without one
    # What shows on the same screen goes through the bar, which steps aside for it; a file or a pipe gets it as it is.
    shared = sys.stdout.isatty()
    with Progress(*columns, console=screen, transient=True, redirect_stdout=shared) as bar:
        task = bar.add_task(what, total=total)

        def advance(done: int = 1, total: int | None = None, stage: str | None = None) -> None:
            if stage is not None:
                bar.reset(task, total=total, description=stage)
            bar.update(task, advance=done, total=total)

        yield advance

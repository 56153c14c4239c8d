"""Export as Markdown (CommonMark): what was fetched is escaped, so that it stays text."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING

from storage.exports.cards import Card, Line, card
from storage.texts import printable

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import IO

    from storage.exports.cards import Record

_ACTIVE = re.compile(r"([\\`*_\[\]|~#!$])")
# At the beginning of a line these would make a list, a quotation, a rule or an underlined heading.
_OPENING = re.compile(r"^([-+=:]|\d{1,9}(?=[.)]))")
_SPACES = re.compile(r"\s+")
_NO_URL = re.compile(r"[\s<>\\]")


def write_markdown(records: Iterable[Record], what: str, out: IO[bytes], chosen: str = "") -> int:
    """Write a heading and the words on how the records were chosen, then a section for each record."""
    count = 0
    _write(out, f"# newsfold: {what}\n")
    _write(out, f"\n{_text(chosen)}\n" if chosen else "")
    for record in records:
        _write(out, _section(card(what, record)))
        count += 1
    return count


def _write(out: IO[bytes], text: str) -> None:
    out.write(text.encode(errors="replace"))


def _section(shown: Card) -> str:
    facts = "".join(f"- {name}: {_text(value)}\n" for name, value in shown.facts)
    blocks = [f"## {_anchor(shown.url, shown.title or '(without a headline)')}\n", facts, _list(shown.lines)]
    blocks += ["Made of parts of:\n", _list(shown.parts)] if shown.parts else []
    blocks += [f"{_text(paragraph)}\n" for paragraph in shown.paragraphs]
    return "".join(f"\n{block}" for block in blocks if block)


def _list(lines: Iterable[Line]) -> str:
    return "".join(f"{number}. {_line(line)}\n" for number, line in enumerate(lines, 1))


def _line(line: Line) -> str:
    beside = " · ".join(_text(part) for part in (line.who, line.when, line.note) if part)
    return f"{_anchor(line.url, line.title or line.url)}{f' ({beside})' if beside else ''}"


def _anchor(url: str, title: str) -> str:
    target = _NO_URL.sub("", url)
    return f"[{_text(title)}](<{target}>)" if target else _text(title)


def _text(text: str) -> str:
    plain = _ACTIVE.sub(r"\\\1", escape(_SPACES.sub(" ", printable(text)).strip(), quote=False))
    opening = _OPENING.match(plain)
    if opening is None:
        return plain
    end = opening.end()
    return f"{plain[:end]}\\{plain[end:]}" if opening[1].isdigit() else f"\\{plain}"

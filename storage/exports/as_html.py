"""Export as one HTML page that a person can keep, print or mail: nothing is loaded from elsewhere, nothing runs."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from storage.exports.cards import Card, Line, card
from storage.texts import printable
from storage.times import now
from storage.version import version

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import IO

    from storage.exports.cards import Record

_HEAD = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>newsfold: {what}</title>
<style>
:root {{ color-scheme: light dark; }}
body {{ font: 1rem/1.5 system-ui, sans-serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem; }}
article {{ border-top: 1px solid; padding: 1rem 0; overflow-wrap: anywhere; }}
h2 {{ font-size: 1.2rem; line-height: 1.3; margin: 0 0 .5rem; }}
dl {{ display: grid; grid-template-columns: max-content 1fr; gap: 0 1rem; font-size: .9rem; margin: 0 0 .5rem; }}
dd {{ margin: 0; }}
ol {{ padding-left: 1.5rem; }}
@media print {{ article {{ break-inside: avoid; }} }}
</style>
</head>
<body>
<header>
<h1>newsfold: {what}</h1>
<p>Written on {moment} by newsfold {version}.</p>
{chosen}</header>
<main>
"""
_FOOT = """</main>
<footer><p>{count} {what}.</p></footer>
</body>
</html>
"""


def write_html(records: Iterable[Record], what: str, out: IO[bytes], chosen: str = "") -> int:
    """Write one page with an <article> for each record, under the words on how they were chosen."""
    count = 0
    told = f'<p dir="auto">{_text(chosen)}</p>\n' if chosen else ""
    _write(out, _HEAD.format(what=what, moment=now(), version=escape(version()), chosen=told))
    for record in records:
        _write(out, _article(card(what, record)))
        count += 1
    _write(out, _FOOT.format(count=count, what=what))
    return count


def _write(out: IO[bytes], text: str) -> None:
    out.write(text.encode(errors="replace"))


def _article(shown: Card) -> str:
    facts = "".join(f"<dt>{_text(name)}</dt><dd>{_text(value)}</dd>" for name, value in shown.facts)
    listed = _list(shown.lines) + (f"<p>Made of parts of:</p>\n{_list(shown.parts)}" if shown.parts else "")
    paragraphs = "".join(f'<p dir="auto">{_text(paragraph)}</p>\n' for paragraph in shown.paragraphs)
    heading = f'<h2 dir="auto">{_anchor(shown.url, shown.title or "(without a headline)")}</h2>'
    return f'<article id="{_text(shown.key)}">\n{heading}\n<dl>{facts}</dl>\n{listed}{paragraphs}</article>\n'


def _list(lines: Iterable[Line]) -> str:
    items = "".join(f"<li>{_line(line)}</li>\n" for line in lines)
    return f"<ol>\n{items}</ol>\n" if items else ""


def _line(line: Line) -> str:
    beside = " · ".join(_text(part) for part in (line.who, line.when, line.note) if part)
    return f"<bdi>{_anchor(line.url, line.title or line.url)}</bdi>{f' <small>{beside}</small>' if beside else ''}"


def _anchor(url: str, title: str) -> str:
    return f'<a href="{_text(url)}" rel="noopener nofollow">{_text(title)}</a>' if url else _text(title)


def _text(text: str) -> str:
    return escape(printable(text))

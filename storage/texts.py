"""Text on its way into the store: what SQLite and JSON cannot carry is replaced, and texts get a short name. Pure."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from functools import cache
from typing import Any

# Control characters that move a cursor or ring a bell, and those that turn the direction of writing around.
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")

_ESCAPED = re.compile(r"[\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
_LINE_ENDS = re.compile(r"[\n\r\x0b\x0c\x85\u2028\u2029]+")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_NOT_XML = re.compile(r"[^\t\n\r\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_MOST_MARKS = 30


def storable(text: str) -> str:
    """`text` without what UTF-8 or SQLite cannot hold: pairs of surrogates joined, lone ones and NUL as U+FFFD.

    Without the marks beyond the thirtieth on one letter, too, as `with_few_marks` has it.
    """
    if "\0" in text:
        text = text.replace("\0", "\ufffd")
    if text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return with_few_marks(text)


def with_few_marks(text: str) -> str:
    """`text` with thirty combining marks in a row at most (Unicode's stream-safe format, UAX 15, section 13).

    To put marks in order, normalisation compares each with each: 200 kB of them take ten seconds in one call.
    """
    if text.isascii() or _marks().isdisjoint(text[:: _MOST_MARKS + 1]):  # a longer run has one at such a place
        return text
    marks = "".join(_marks())
    return re.sub(f"([{marks}]{{{_MOST_MARKS}}})[{marks}]+", r"\1", text)


@cache
def _marks() -> frozenset[str]:
    return frozenset(mark for mark in map(chr, range(0x300, 0x1F000)) if unicodedata.combining(mark))


def text_hash(title: str, text: str) -> str:
    """32 hexadecimal digits that name a title with its text; both must be `storable`."""
    return hashlib.blake2b(f"{title}\0{text}".encode(), digest_size=16).hexdigest()


def printable(text: str) -> str:
    """`text` as a terminal may show it: whatever could steer the terminal as U+FFFD; line feeds and tabs stay."""
    return _UNPRINTABLE.sub("\ufffd", text)


def one_line(text: str) -> str:
    """`text` as a terminal may show it, on one line."""
    return printable(_LINE_ENDS.sub(" ", text))


def without_controls(text: str) -> str:
    """`text` with control characters, but for tabs and line ends, as U+FFFD; what turns around the writing stays."""
    return _CONTROLS.sub("\ufffd", text)


def xml_text(text: str) -> str:
    """`text` with what XML cannot hold, and control characters that it could, as U+FFFD."""
    return _NOT_XML.sub("\ufffd", text)


def json_text(value: Any, **options: Any) -> str:
    """`value` as JSON that is safe to show and to cut at line ends, with nothing lost but lone surrogates.

    What could steer a terminal, what turns the direction of writing around and the line ends of Unicode are escaped.
    """
    text = json.dumps(value, ensure_ascii=False, **options)
    return text if text.isascii() and "\x7f" not in text else _ESCAPED.sub(_escape, text)


def _escape(sign: re.Match[str]) -> str:
    return "\ufffd" if "\ud800" <= sign[0] <= "\udfff" else f"\\u{ord(sign[0]):04x}"

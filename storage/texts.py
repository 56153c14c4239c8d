"""Text on its way into the store: what SQLite and JSON cannot carry is replaced, and texts get a short name. Pure."""

from __future__ import annotations

import hashlib
import re

# Control characters that move a cursor or ring a bell, and those that turn the direction of writing around.
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def storable(text: str) -> str:
    """`text` without what UTF-8 or SQLite cannot hold: pairs of surrogates joined, lone ones and NUL as U+FFFD."""
    if "\0" in text:
        text = text.replace("\0", "\ufffd")
    if text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def text_hash(title: str, text: str) -> str:
    """32 hexadecimal digits that name a title with its text; both must be `storable`."""
    return hashlib.blake2b(f"{title}\0{text}".encode(), digest_size=16).hexdigest()


def printable(text: str) -> str:
    """`text` as a terminal may show it: whatever could steer the terminal as U+FFFD; line feeds and tabs stay."""
    return _UNPRINTABLE.sub("\ufffd", text)

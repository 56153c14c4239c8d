"""The same news in other scripts, to see what of folding rests on capitals and on spaces between words.

Letters and words are replaced one by one, so that the truth of a corpus stays what it was.
"""

from __future__ import annotations

import re
import string
from functools import cache
from hashlib import blake2b
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_THAI = str.maketrans(string.ascii_lowercase, "กขคฆงจฉชซญดตถทธนบปผพฟภมยรล")
_PARTS = re.compile(r"\d+|[^\W\d_]+|\S")
_MARKS = {".": "。", ",": "，", "?": "？", "!": "！", ":": "：", ";": "；"}  # noqa: RUF001 (as they are written there)
_FIRST = 0x4E00
_USUAL, _RARE = 300, 2500  # signs for the shortest words, and for the two of each longer one


def thai(text: str) -> str:
    """Latin letters as Thai ones, without spaces within a line."""
    return text.lower().translate(_THAI).replace(" ", "")


def ideographs(text: str) -> str:
    """A sign for each short word and two for each longer one, without spaces within a line."""
    return "\n".join("".join(map(_sign, _PARTS.findall(line))) for line in text.split("\n"))


@cache
def _sign(part: str) -> str:
    if not part.isalpha():
        return _MARKS.get(part, part)
    drawn = int.from_bytes(blake2b(part.lower().encode(), digest_size=8).digest(), "little")
    if len(part) <= 3:
        return chr(_FIRST + drawn % _USUAL)
    return "".join(chr(_FIRST + _USUAL + (drawn >> shift) % _RARE) for shift in (0, 32))


SCRIPTS: dict[str, Callable[[str], str]] = {"lower": str.lower, "thai": thai, "ideographs": ideographs}

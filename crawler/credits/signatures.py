"""Names that sign a text at its end: as Japanese and Vietnamese ones do; pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from crawler.credits.agencies import known_agencies
from crawler.credits.namewords import is_role
from crawler.parsing.htmltree import visible_text, words_of
from crawler.parsing.phrases import is_phrase
from crawler.parsing.scripts import WIDE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crawler.parsing.htmltree import Node

LONGEST = 60
MIN_LINES = 3

# '(c)AFP/Ann Lee' behind a sentence, or a line of its own; a line that says when or where a picture was taken is none.
_OWNED = re.compile(
    r"(?:^|(?<=[\u3002\u300d\uff09)!?\uff01\uff1f]))\s?[(\uff08][cC][)\uff09] ?([^()/]{2,20})((?:/[^()/]{2,40})*)$"
)
_TAKEN = re.compile("\u64ae\u5f71|\u8cc7\u6599\u5199\u771f|\u63d0\u4f9b")
_VIETNAMESE = re.compile(
    "[\u01a1\u01b0\u1ea4-\u1eb7\u1ebe-\u1ec7\u1ed0-\u1ee3\u1ee8-\u1ef1]"
)  # with a mark for the tone
_BETWEEN = re.compile(r" [-\u2013] |, ")
_ACCORDING = "Theo"  # 'according to' in Vietnamese
_RIGHT = re.compile(r"text-align:\s*right|(?:text|align)-?right")


def signed_at_end(lines: Sequence[str], place: Node | None) -> tuple[str, ...]:
    """Give the byline in which a text's last words, or its last line, say who wrote it."""
    if len(lines) < MIN_LINES:
        return ()
    *text, last = lines
    if WIDE.search(text[-1]) and (owned := _OWNED.search(last[-2 * LONGEST :])) and not _TAKEN.search(last):
        return (f"{owned[1]}{owned[2]}",) if known_agencies().name_of(owned[1]) else ()
    names = _BETWEEN.split(last) if len(last) <= LONGEST and _VIETNAMESE.search(text[-1]) else []
    if names and all(_is_unspoken(name, text) for name in names) and place is not None:
        return tuple(names) if _stands_out(last, place, alone=len(names) == 1) else ()
    return ()


def _is_unspoken(name: str, text: Sequence[str]) -> bool:
    """Tell two to four words with capitals that the text does not speak of, and that are no source."""
    words = name.split()
    if not 2 <= len(words) <= 4 or not all(word.isalpha() and word[0].isupper() for word in words):
        return False
    if words[0] == _ACCORDING or is_phrase(f"{words[0]}:", "source_label") or is_role(name):
        return False
    return not any(name in line for line in text)


def _stands_out(line: str, place: Node, *, alone: bool) -> bool:
    """Tell a line on the right, or, of several names, in bold: one in bold may be a heading."""
    same = [node for node in place.iter("p", "div", "b", "strong") if visible_text(node, len(line) + 1) == line]
    right = any(node.get("align") == "right" or _RIGHT.search(f"{node.get('style')} {words_of(node)}") for node in same)
    return right or (not alone and any(node.tag in ("b", "strong") for node in same))

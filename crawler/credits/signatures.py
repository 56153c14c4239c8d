"""Names that sign a text at its end: as Japanese and Vietnamese ones do; pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from crawler.credits.agencies import known_agencies
from crawler.credits.names import is_capitalised
from crawler.credits.namewords import is_role
from crawler.parsing.htmltree import visible_text, words_of
from crawler.parsing.phrases import is_phrase, pattern
from crawler.parsing.scripts import WIDE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crawler.parsing.htmltree import Node

LONGEST = 60
MIN_LINES = 3

# '(c)AFP/Ann Lee' behind what a Japanese sentence ends with, a verb or a quotation, or a line of its own: captions end
# with a noun.
_OWNED = re.compile(
    "(?:^|(?<=[\u3044\u3046\u304f\u3059\u305f\u3060\u308b\u3093\u300d]\u3002)|(?<=\u300d))"
    r"\s?[(\uff08][cC][)\uff09] ?([^()/]{2,20})((?:/[^()/]{2,40})*)$"
)
# Letters with a mark for the tone.
_VIETNAMESE = re.compile("[\u01a1\u01b0\u1ea4-\u1eb7\u1ebe-\u1ec7\u1ed0-\u1ee3\u1ee8-\u1ef1]")
_BETWEEN = re.compile(r" [-\u2013] |, ")
_RIGHT = re.compile(r"text-align:\s*right|(?:text|align)-?right")


def signed_at_end(lines: Sequence[str], place: Node | None) -> tuple[str, ...]:
    """Give the byline in which a text's last words, or its last line, say who wrote it."""
    if len(lines) < MIN_LINES:
        return ()
    *text, last = lines
    if WIDE.search(text[-1]):
        return _owned(last)
    names = _BETWEEN.split(last) if len(last) <= LONGEST and _VIETNAMESE.search(text[-1]) else []
    signed = place is not None and all(_is_unspoken(name, text) for name in names) and _is_on_the_right(last, place)
    return tuple(names) if signed else ()


def _owned(line: str) -> tuple[str, ...]:
    """Give the agency and who writes for it, 'AFP/Ann Lee'; not two agencies, nor what tells of a picture."""
    owned = None if pattern("picture_taken").search(line) else _OWNED.search(line[-2 * LONGEST :])
    if not owned or not known_agencies().name_of(owned[1]):
        return ()
    return () if any(map(known_agencies().name_of, owned[2].split("/"))) else (f"{owned[1]}{owned[2]}",)


def _is_unspoken(name: str, text: Sequence[str]) -> bool:
    """Tell two to four words with capitals that the text does not speak of, and that are no source."""
    if not is_capitalised(name, 4):
        return False
    if is_phrase(name, "signs_nothing") or is_phrase(f"{name.split(maxsplit=1)[0]}:", "source_label") or is_role(name):
        return False
    return not any(name in line for line in text)


def _is_on_the_right(line: str, place: Node) -> bool:
    same = [node for node in place.iter("p", "div", "b", "strong") if visible_text(node, len(line) + 1) == line]
    return any(node.get("align") == "right" or _RIGHT.search(f"{node.get('style')} {words_of(node)}") for node in same)

"""Who signs a text at its end: names as in Japan and Vietnam, a desk, a columnist of whom a last line tells; pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lxml.etree import XPath

from crawler.credits.agencies import known_agencies
from crawler.credits.headnames import leads_to_author
from crawler.credits.names import is_capitalised
from crawler.credits.namewords import is_desk, is_role, writes_nothing
from crawler.parsing.htmltree import visible_text, words_of
from crawler.parsing.phrases import ends_sentence, is_phrase, pattern
from crawler.parsing.scripts import WIDE
from crawler.parsing.titles import folded

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from crawler.parsing.htmltree import Node

LONGEST = 60
MIN_LINES = 3
LAST = 3  # lines among which a desk or who wrote is named
MAX_TOLD = 240  # characters of what tells of somebody

_ENDS_GERMAN = "\u201c\u00ab"  # quotations, which they begin elsewhere

# '(c)AFP/Ann Lee' behind what a Japanese sentence ends with, a verb or a quotation, or a line of its own: captions end
# with a noun.
_OWNED = re.compile(
    "(?:^|(?<=[\u3044\u3046\u304f\u3059\u305f\u3060\u308b\u3093\u300d]\u3002)|(?<=\u300d))"
    r"\s?[(\uff08][cC][)\uff09] ?([^()/]{2,20})((?:/[^()/]{2,40})*)$"
)
# Letters with a mark for the tone.
_VIETNAMESE = re.compile("[\u01a1\u01b0\u1ea4-\u1eb7\u1ebe-\u1ec7\u1ed0-\u1ee3\u1ee8-\u1ef1]")
# The outermost box alone: each within it would go through all of its links again.
_PATH = XPath("//*[contains(@class, 'breadcrumb')][not(ancestor::*[contains(@class, 'breadcrumb')])]//a[@href]")
_BETWEEN = re.compile(r" [-\u2013] |, ")
_RIGHT = re.compile(r"text-align:\s*right|(?:text|align)-?right")


def desk_at_end(lines: Sequence[str], elsewhere: Collection[str]) -> tuple[str, ...]:
    """Give the desk that signs a text, 'Redaktion', on the line behind its last sentence: there may be a notice below.

    Headings and links, given as folded lines in `elsewhere`, are of a list of contacts.
    """
    for place in range(max(MIN_LINES - 1, len(lines) - LAST), len(lines)):
        line, below = lines[place], lines[place + 1 :]
        signs = len(line) <= LONGEST and is_desk(line) and ends_sentence(lines[place - 1].rstrip(_ENDS_GERMAN))
        if signs and folded(line) not in elsewhere and all(map(ends_sentence, below)):
            return (line,)
    return ()


def told_at_end(lines: Sequence[str], title: str, place: Node | None) -> tuple[str, ...]:
    """Give whom a line at the end tells to be a writer, 'Ann Lee is a columnist', and a link to an author's page names.

    The link is in the text's place or on the path to the page: a menu may have all columnists. Not of whom the text or
    its title speaks: it may be about a writer.
    """
    if place is None or len(lines) < MIN_LINES:
        return ()
    told = {line: name for line in lines[-LAST:] if is_capitalised(name := _told_of(line), 4)}
    text = [title, *(line for line in lines if line not in told)]
    names = [name for line, name in told.items() if _tells_of_writer(line)]
    unspoken = [name for name in names if not any(name.split()[-1] in line for line in text)]
    links = (*place.iter("a"), *_PATH(place)) if unspoken else ()
    linked = {visible_text(link, LONGEST) for link in links if leads_to_author(link)}
    return tuple(name for name in unspoken if name in linked)


def _told_of(line: str) -> str:
    """Give the two to four words before an 'is' with which a short line begins."""
    words = line.split(maxsplit=5) if len(line) <= MAX_TOLD else []
    verbs = (place for place, word in enumerate(words) if pattern("is_somebody").fullmatch(word))
    return " ".join(words[: next(verbs, 0)])


def _tells_of_writer(line: str) -> bool:
    return bool(pattern("profession").search(line.lower())) and not writes_nothing(line)


def signed_at_end(lines: Sequence[str], place: Node | None) -> tuple[str, ...]:
    """Give the byline in which a text's last words, or its last line, say who wrote it."""
    if len(lines) < MIN_LINES:
        return ()
    *text, last = lines
    if WIDE.search(text[-1]):
        return _owned(last)
    names = _BETWEEN.split(last) if len(last) <= LONGEST and _VIETNAMESE.search(text[-1]) else []
    if not names or place is None or not all(_is_unspoken(name, text) for name in names):
        return ()
    return tuple(names) if _is_on_the_right(last, place) else ()


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

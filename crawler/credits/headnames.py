"""Who is named between a page's headline and its first paragraph, where bylines stand unmarked; pure."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from crawler.credits.brokenlines import is_name, signed_before_break
from crawler.credits.bywords import EDGES, ICONS, is_byline, without_by
from crawler.credits.names import looks_like_a_name
from crawler.credits.namewords import PARTICLES, is_post, is_role, words_for, writes_nothing
from crawler.credits.reporters import reporters_at_head
from crawler.parsing.dates import find_moment
from crawler.parsing.heads import MAX_LINE, head_of, lines_around
from crawler.parsing.htmltree import Node, visible_text
from crawler.parsing.lines import parted
from crawler.parsing.scripts import EAST_ASIAN

if TYPE_CHECKING:
    from collections.abc import Iterator

SENTENCE = 80
MAX_SPANS = 12  # of a line
MAX_BREAKS = 8

_PARTS = re.compile(rf"\s*(?:[|\u2022\u00b7\u2013\u2014/{ICONS}]|\s-\s|\bon(?= \w+ \d|\s*$)|,(?= \w+ \d))\s*")
_EDITED = re.compile(r"(?:edit|compil)ed (?:and \w+ )?by\b", re.IGNORECASE)
_DOOR = re.compile(r"/(?:sign|log)[-_]?(?:in|up|on|out)|regist|subscri|follow|favou?rite", re.IGNORECASE)
_ROLE = re.compile(r" ?[|/,\u2022\u00b7] ?| [\u2013\u2014-] ")
_UNSPACED_NAME = re.compile("[\u3005\u3040-\u30ff\u3400-\u9fff]{2,7}|[\uac00-\ud7a3]{2,4}")
_OF_AUTHORS = (
    "authors?|contributors?|by|writers?|reporters?|journaliste?s?|columnist(?:as?|s)?|colunistas?|auteurs?"
    "|autor(?:es|en|in|a|e|i|iai|ius|s|zy)?|avtor(?:i|ji|y)?|szerzok?|yazar(?:lar)?|penulis|tac-gia|forfattere?|skribenter"
    "|firmas|kirjoittajat?"
)
_OF_STAFF = "editors?|profiles?|users?|people|persons?|staff|bio|redakteure?|redaktion|redaktor|skribent|toimittaja"
_AUTHORS = re.compile(rf"/(?:{_OF_AUTHORS})/[^/]", re.IGNORECASE)
_WRITERS = re.compile(rf"/(?:{_OF_AUTHORS}|{_OF_STAFF})/[^/]", re.IGNORECASE)


def parts_of_line(text: str) -> list[str]:
    """Part a line at its marks; of one without any, that begins or ends with a date: 'By Ann Lee 6 June 2021'."""
    parts = _PARTS.split(text)
    rest = found.rest if len(parts) == 1 and (found := find_moment(text)) else ""
    beside = (text[: len(rest)], text[len(text) - len(rest) :])
    return [part for part in beside if rest and part.lower() == rest][:1] or parts


def leads_to_writer(node: Node) -> bool:
    """Tell an element whose first link leads to what looks like a writer's profile."""
    return any(_WRITERS.search(link.get("href") or "") for link in islice(node.iter("a"), 1))


def leads_to_author(link: Node) -> bool:
    """Tell a link to the page of somebody who writes for the site: `/people/` may be of whom its texts are about."""
    return bool(_AUTHORS.search(link.get("href") or ""))


def head_authors(headline: Node | None) -> Iterator[list[str]]:
    """Yield the names of the head: lines or their parts that are bylines, then links to what looks like a profile."""
    head = head_of(headline)
    lines = (_before_break(text, node) for text, node in head)
    parts = [part for text in lines for part in parts_of_line(text) if is_byline(part.split(", ", 1)[0])]
    written = [part for part in parts if not _EDITED.match(part)]
    if parts:
        yield (written or parts)[:4]
    links = [link for _, node in head for link in node.iter("a") if leads_to_writer(link)]
    names = [(visible_text(link, 200), link) for link in links]
    if found := list(dict.fromkeys(name for name, link in names if _may_be_linked(without_by(name), link))):
        yield found[:6]
    yield from reporters_at_head([text for text, _ in head])
    yield from reporters_at_head([part for text, node in head if EAST_ASIAN.search(text) for part in _spans_of(node)])
    roles = (*(_before_role(text) for text, _ in head), _signed_below(headline))
    yield from ([name] for name in roles if name and not _is_spoken_of(name, headline))


def _before_break(text: str, node: Node) -> str:
    """Give the byline with which a line begins, where `<br>` parts it from what is below, which must be no name."""
    around = [br.getparent() for br in islice(node.iter("br"), MAX_BREAKS)] if without_by(text) != text else []
    for each in dict.fromkeys(around):
        below = [line for line, _ in parted(each)[1:]]
        if visible_text(each, MAX_LINE) == text and not any(map(is_name, below)):
            return signed_before_break(each) or text
    return text


def _signed_below(headline: Node | None) -> str | None:
    """Give the name in the element right behind the headline with a role in a staff on its next line."""
    below = None if headline is None else headline.getnext()
    lines = [] if below is None else [text for text, _ in parted(below)]
    return _of_staff(lines[0], lines[1].strip(EDGES)) if len(lines) > 1 else None


def _spans_of(node: Node) -> list[str]:
    """Give what the spans of a line say each: style sheets part them, where no space does."""
    return [visible_text(span, MAX_LINE) for span in islice(node.iter("span", "em", "i"), MAX_SPANS)]


def _may_be_linked(name: str, link: Node) -> bool:
    """Tell what a link to a profile may name: several words, or one where names are one and the profile an author's."""
    if _DOOR.search(link.get("href") or ""):
        return False
    if _UNSPACED_NAME.fullmatch(name):
        return leads_to_author(link) and not re.fullmatch(words_for("no_name"), name)
    return 2 <= len(name.split()) <= 5


def _is_spoken_of(name: str, headline: Node | None) -> bool:
    """Tell whom the headline or a paragraph names."""
    texts = () if headline is None else lines_around(headline)
    return any(name in text for text, node, _ in texts if len(text) >= SENTENCE or node is headline)


def _before_role(text: str) -> str | None:
    """Give the name in a line of a name and a role in a staff: 'Ann Lee, Staff Reporter'."""
    return _of_staff(*_ROLE.split(text, maxsplit=1)) if len(text) <= MAX_LINE and _ROLE.search(text) else None


def _of_staff(name: str, role: str) -> str | None:
    """Give a name whose bearer has a role in a staff, but a photographer's.

    A bare 'Reporter' may be what somebody is of whom the text tells.
    """
    words = name.split()
    capital = 2 <= len(words) <= 4 and all(word[0].isupper() or word in PARTICLES for word in words)
    named = capital and looks_like_a_name(name) and not is_role(name)
    of_staff = named and re.match(f"(?:{words_for('staff')}) ", role, re.IGNORECASE)
    return name if of_staff and is_post(role) and not writes_nothing(role) else None

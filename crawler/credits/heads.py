"""The lines between a page's headline and its first paragraph, where bylines and dates stand unmarked; pure."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from crawler.credits.bywords import is_byline, without_by
from crawler.credits.names import looks_like_a_name
from crawler.credits.namewords import PARTICLES, PICTURES, is_post, is_role, words_for
from crawler.credits.reporters import reporters_at_head
from crawler.reading.dates import find_moment
from crawler.reading.htmltree import Node, squeeze, visible_text, words_of
from crawler.reading.lines import lines_of
from crawler.reading.titles import begins, folded

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

PARAGRAPH = 150
SENTENCE = 80
MAX_LINES = 25
MAX_LINE = 160
MAX_ABOVE = 3  # lines
REST_ABOVE = 15  # characters
REST = 50  # characters beside a date on its line
LEVELS = 4
SAME = 40  # letters of a description that a standfirst begins with
MAX_BEFORE = 200
MAX_STANDFIRST = 500

_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_PARTS = re.compile(r"\s*(?:[|\u2022\u00b7\u2013\u2014/]|\s-\s|\bon(?= \w+ \d|\s*$)|,(?= \w+ \d))\s*")
_EDITED = re.compile(r"(?:edit|compil)ed (?:and \w+ )?by\b", re.IGNORECASE)
_DOOR = re.compile(r"/(?:sign|log)[-_]?(?:in|up|on|out)|regist|subscri|follow|favou?rite", re.IGNORECASE)
_ROLE = re.compile(r" ?[|/,\u2022\u00b7] ?| [\u2013\u2014-] ")
_UNSPACED = re.compile("[\u3005\u3040-\u30ff\u3400-\u9fff]{2,7}|[\uac00-\ud7a3]{2,4}")
_WRITERS = re.compile(
    r"/(?:authors?|contributors?|writers?|editors?|profiles?|users?|people|persons?|staff|reporters?|journalists?|columnists?|by|"
    r"bio|autor(?:es|en|in|a)?|auteurs?|autore|autori|redakteure?|redaktion|redaktor|skribent|forfatter|toimittaja)/[^/]",
    re.IGNORECASE,
)
_AUTHORS = re.compile(
    r"/(?:authors?|writers?|reporters?|journalists?|columnists?|autor(?:es|en|in|a)?|auteurs?|autore|autori)/[^/]",
    re.IGNORECASE,
)
_OF_STAFF = re.compile(r"(?:staff|special|contributing|guest) ", re.IGNORECASE)
_CHANGED = re.compile(r"updat|modif|aktualis|actualis|mis à jour|aggiorn|измен|обновл|oppdatert|opdateret|更新|갱신")
_STANDFIRST = re.compile(
    r"stand-?first|sub-?(?:title|head(?:line|ing)?)(?![a-z])|chap(?:o|eau)(?![a-z])|(?<![a-z])(?:dek|deck|lede|lead|leadin|intro)(?![a-z])|"
    r"(?<![a-z])(?:sottotitolo|sommario|occhiello|entradilla|bajada|copete|sumario|subt[ií]tulo|linha-?fina|vorspann|"
    r"ingress|manchet|underrubrikk?|perex|anons|ozet)(?![a-z])|(?:article|post|story|entry|page)[_-]*(?:summary|excerpt|abstract|intro|lead)"
)
_CALLED_ARTICLE = re.compile(r"(?<![a-z])(?:article|artikel|articolo|art[ií]culo|artigo|story|post|entry)(?![a-z])")
_PUBLISHED = re.compile(
    r"publi|posted|veröffentlicht|erstellt|opublikowan|julkaistu|yay\u0131n|опубликован|опубліковано|入力|発表"
)
_OTHERS = re.compile(r"related|comment|recommend|most-|popular|trending|newsletter|caption|credit|gallery|promo(?!t)")


def head_of(headline: Node | None) -> list[tuple[str, Node]]:
    """Give the lines after the headline up to the first paragraph, each with the element that it lies in."""
    if headline is None:
        return []
    found: list[tuple[str, Node]] = []
    started = False
    for text, node, linked in lines_of(_around(headline)):
        if node is headline or headline in node.iterancestors():
            started = True
        elif started and (len(text) - linked >= PARAGRAPH or len(found) >= MAX_LINES):
            break
        elif started and len(text) <= MAX_LINE and not _is_of_others(node):
            found.append((text, node))
    return found


def standfirst(headline: Node | None, description: str, lines: Sequence[str]) -> str | None:
    """Give the standfirst that stands under the headline and not in a text.

    It is told by the words of the page's description, or else by what its element is called.
    """
    told = folded(description)[:SAME]
    if headline is None or (len(told) >= SAME and any(begins(line[: 3 * SAME], told) for line in lines)):
        return None
    started = False
    for text, node, linked in islice(lines_of(_around(headline)), MAX_BEFORE):
        if node is headline or headline in node.iterancestors():
            started = True
        elif started and linked == 0 and _is_standfirst(text, node, told):
            return None if _is_of_others(node) or _is_said(text, lines) else text
        elif started and len(told) < SAME and len(text) - linked >= PARAGRAPH:
            return None
    return None


def _is_standfirst(text: str, node: Node, told: str) -> bool:
    """Tell a line that begins as the description does, or for want of one is a sentence or two called a standfirst."""
    if len(told) >= SAME:
        return begins(text[:400], told)
    near = (node, *(parent for parent, _ in zip(node.iterancestors(), range(2), strict=False)))
    return SAME <= len(text) <= MAX_STANDFIRST and any(_STANDFIRST.search(words_of(each)) for each in near)


def _is_said(text: str, lines: Sequence[str]) -> bool:
    key = folded(text)[:SAME]
    return any(key in folded(line) for line in lines)


def _around(headline: Node) -> Node:
    """Climb from a headline to the element that holds the article."""
    node = headline
    for depth, parent in enumerate(headline.iterancestors()):
        if parent.tag in ("body", "html"):
            break
        node = parent
        if parent.tag in ("article", "main") or depth >= LEVELS:
            break
    return node


def _is_of_others(node: Node) -> bool:
    above = (node, *(parent for parent, _ in zip(node.iterancestors(), range(LEVELS), strict=False)))
    return any(each.tag in ("figure", "nav") or _OTHERS.search(words_of(each)) for each in above)


def head_date(headline: Node | None) -> str | None:
    """Give the first moment of the head on a line of little else; a byline may stand beside it."""
    for text, _ in head_of(headline):
        changed = _CHANGED.search(text.lower()) and not _PUBLISHED.search(text.lower())
        found = None if changed else find_moment(text)
        if found and len(found.rest) <= (2 * REST if without_by(text) != text else REST):
            return found.moment
    return None


def date_above(headline: Node | None) -> str | None:
    """Give the moment on a line of hardly anything else that begins the headline's article, above it.

    What stands above a headline elsewhere, or under the name of a section, may be the day of the visit.
    """
    place = None if headline is None else _own_article(headline)
    for text, node, _ in islice(() if place is None else lines_of(place), MAX_ABOVE):
        if node is headline or headline in node.iterancestors() or node.tag in _HEADINGS:
            return None
        found = find_moment(text)
        if found and len(found.rest) <= REST_ABOVE and not _CHANGED.search(text.lower()):
            return found.moment
    return None


def _own_article(headline: Node) -> Node | None:
    """Find the least element around a headline that is an article, or called so."""
    for parent, _ in zip(headline.iterancestors(), range(LEVELS), strict=False):
        if parent.tag in ("body", "html"):
            return None
        if parent.tag == "article" or _CALLED_ARTICLE.search(words_of(parent)):
            return parent
    return None


def _parts(text: str) -> list[str]:
    """Part a line at its marks; of one without any, that begins or ends with a date: 'By Ann Lee 6 June 2021'."""
    parts = _PARTS.split(text)
    rest = found.rest if len(parts) == 1 and (found := find_moment(text)) else ""
    beside = (text[: len(rest)], text[len(text) - len(rest) :])
    return [part for part in beside if rest and part.lower() == rest][:1] or parts


def leads_to_writer(node: Node) -> bool:
    """Tell an element whose first link leads to what looks like a writer's profile."""
    return any(_WRITERS.search(link.get("href") or "") for link in islice(node.iter("a"), 1))


def head_authors(headline: Node | None) -> Iterator[list[str]]:
    """Yield the names of the head: lines or their parts that are bylines, then links to what looks like a profile."""
    head = head_of(headline)
    parts = [part for text, _ in head for part in _parts(text) if is_byline(part.split(", ", 1)[0])]
    written = [part for part in parts if not _EDITED.match(part)]
    if parts:
        yield (written or parts)[:4]
    links = [link for _, node in head for link in node.iter("a") if leads_to_writer(link)]
    names = [(squeeze(visible_text(link, 200)), link) for link in links]
    if found := list(dict.fromkeys(name for name, link in names if _may_be_linked(without_by(name), link))):
        yield found[:6]
    yield from reporters_at_head([text for text, _ in head])
    roles = [name for text, _ in head if (name := _before_role(text))]
    yield from ([name] for name in roles if not _is_spoken_of(name, headline))


def _may_be_linked(name: str, link: Node) -> bool:
    """Tell what a link to a profile may name: several words, or one where names are one and the profile an author's."""
    address = link.get("href") or ""
    if _DOOR.search(address):
        return False
    if _UNSPACED.fullmatch(name):
        return bool(_AUTHORS.search(address)) and not re.fullmatch(words_for("no_name"), name)
    return 2 <= len(name.split()) <= 5


def _is_spoken_of(name: str, headline: Node | None) -> bool:
    """Tell whom the headline or a paragraph names."""
    texts = () if headline is None else islice(lines_of(_around(headline)), MAX_BEFORE)
    return any(name in text for text, node, _ in texts if len(text) >= SENTENCE or node is headline)


def _before_role(text: str) -> str | None:
    """Give the name in a line of a name and a role in a staff, 'Ann Lee, Staff Reporter'; no photographer's.

    A bare 'Reporter' may be what somebody is of whom the text tells.
    """
    name, role = _ROLE.split(text, maxsplit=1) if len(text) <= MAX_LINE and _ROLE.search(text) else ("", "")
    words = name.split()
    capital = 2 <= len(words) <= 4 and all(word[0].isupper() or word in PARTICLES for word in words)
    named = capital and looks_like_a_name(name) and not is_role(name)
    return name if named and _OF_STAFF.match(role) and is_post(role) and not PICTURES.search(role) else None

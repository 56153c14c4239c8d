"""The bylines of a page, declared or marked, without the names of its sections, and the names of its outlet; pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from crawler.credits.agencies import known_agencies
from crawler.credits.bywords import EDGES, without_by
from crawler.credits.headnames import leads_to_writer, parts_of_line
from crawler.credits.marked import head_signature, marked_authors, said_bylines
from crawler.credits.names import clean_names, looks_like_a_name
from crawler.credits.namewords import PARTICLES, is_desk, is_no_name, without_form
from crawler.credits.people import names_anybody
from crawler.credits.teasernames import in_teaser
from crawler.parsing.belonging import in_aside
from crawler.parsing.headings import headline_seen
from crawler.parsing.heads import head_of
from crawler.parsing.htmltree import visible_text
from crawler.parsing.scripts import EAST_ASIAN, is_small
from crawler.parsing.titles import abbreviates, folded, parts_of
from crawler.urls import registered_domain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from crawler.credits.bylines import DeclaredNames
    from crawler.parsing.htmltree import Node

MAX_LINKS = 300
SHALLOW = 2  # parts of the path of a section's address

# Of boxes within boxes the outermost alone: each within it would go through all of its links again.
_BOXES = ("nav", "header", "*[contains(@class, 'breadcrumb')]")
_MENUS = " | ".join(f"//{box}[not(ancestor::{box})]//a[@href]" for box in _BOXES)
_DOMAIN = re.compile(r"(\S{4,60})\.[a-z]{2,5}")  # an outlet that calls itself by its domain


@dataclass(frozen=True, slots=True)
class Writers:
    """Bylines as written, the most trusted first, and the outlet's folded names."""

    bylines: tuple[tuple[str, ...], ...]
    own: frozenset[str]


def writers_of(
    tree: Node, declared: DeclaredNames, titles: Iterable[tuple[str, str]], outlet: str, url: str
) -> Writers:
    """Gather the bylines of a page; those that it marks up only where what it declares names nobody, or more lines."""
    own = own_names(outlet, url, declared.bylines)
    own |= set(_other_names(declared, titles)) - {folded(name) for name in declared.persons}
    sections = set(_sections_among(tree, declared, url))
    not_people = set(known_agencies().by_name) | own | sections
    people = any(names_anybody(byline, not_people) for byline in declared.bylines)
    marked = said_bylines(tree) if people else marked_authors(tree)
    signed = _signed_instead(tree, declared, not_people) if people else ()
    if not people and not any(clean_names(names, desks=True) for names in marked):
        house = _house_in_head(tree, own, outlet)
        own |= {folded(name) for name in house if abbreviates(folded(name), outlet)}
        marked = [*marked, list(house)]
    sections -= {folded(name) for names in marked for name in clean_names(names)}
    written = ([name for name in byline if folded(name) not in sections] for byline in declared.bylines)
    return Writers((*signed, *(tuple(names) for names in written if names), *map(tuple, marked)), frozenset(own))


def _house_in_head(tree: Node, own: set[str], outlet: str) -> tuple[str, ...]:
    """Give the outlet, the desk or the agency that a line of the head has behind a 'By', and no other name beside it.

    Of one word such a line is no person's byline. Below a first paragraph, which may be a standfirst, the outlet alone
    counts: a picture or a film amid the text is an agency's.
    """
    headline = headline_seen(tree)
    above = len(head_of(headline))
    lines = enumerate(head_of(headline, standfirsts=1))
    known: dict[Node, bool | None] = {}
    shown = (line for line in lines if not (in_aside(line[1][1]) or in_teaser(line[1][1], headline, known)))
    told = ((text, place < above) for place, (text, _) in shown)
    houses = (_house_in(text, own, outlet, others=others) for text, others in told)
    return tuple(islice(filter(None, houses), 1))


def _house_in(line: str, own: set[str], outlet: str, *, others: bool) -> str | None:
    parts = [piece.strip(EDGES) for part in parts_of_line(line) for piece in part.split(",")]
    named = {part: name for part in parts if (name := without_by(part)) != part}
    for by, name in named.items():
        if _is_own(name, own, outlet) or (others and _is_other(name)):
            beside = (part for part in parts if part != by and folded(part) not in own)
            return None if any(map(_is_name_beside, beside)) else name
    return None


def _is_own(name: str, own: set[str], outlet: str) -> bool:
    """Tell the outlet; it may sign with the beginnings of its words: 'By LMP'."""
    return folded(name) in own or (name.isupper() and abbreviates(folded(name), outlet))


def _is_other(name: str) -> bool:
    return is_desk(name) or known_agencies().in_text.fullmatch(name) is not None


def _is_name_beside(text: str) -> bool:
    return looks_like_a_name(text) and _may_be_name(text)


def _signed_instead(tree: Node, declared: DeclaredNames, not_people: set[str]) -> tuple[tuple[str, ...], ...]:
    """Give the person whom the head names, where only `<meta name=author>` names another.

    That is who keeps the site, if no word of the page is the last of the name.
    """
    signed = head_signature(tree) if declared.by_meta_alone else []
    if not clean_names(signed, not_people=not_people):
        return ()
    page = folded(visible_text(tree))
    keepers = clean_names((name for byline in declared.bylines for name in byline), not_people=not_people)
    return () if any(folded(name.split()[-1]) in page for name in keepers) else (tuple(signed),)


def own_names(outlet: str, url: str, bylines: Iterable[Iterable[str]] = ()) -> set[str]:
    """Give the folded names of the page's own outlet: as declared, its other known names, its domain and its label.

    And the names in bylines that the label abbreviates, and 'Lindmouth' for 'Lindmouth.com'.
    """
    known, domain = known_agencies(), registered_domain(url)
    label = domain.split(".")[0]
    named = {folded(outlet), folded(without_form(outlet)), folded(domain), folded(label)}
    named |= {folded(match.group(1)) for match in [_DOMAIN.fullmatch(outlet)] if match}
    named |= {folded(name) for byline in bylines for name in byline if abbreviates(folded(label), name)}
    return named | known.alike(outlet) | known.alike(known.of_url(url))


def _other_names(declared: DeclaredNames, titles: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Yield the folded names of who publishes the page, what made it, and the site in its title if a word is a name."""
    yield from (name for other in (*declared.publishers, *declared.made_with) if (name := folded(other)))
    for where, title in titles:
        site = parts_of(title)[1:][-1:] if where == "title" else []
        if site and EAST_ASIAN.search(site[0]):
            yield from filter(None, map(folded, (site[0], *site[0].split())))


def _sections_among(tree: Node, declared: DeclaredNames, url: str) -> Iterator[str]:
    """Yield the folded names of authors that are those of the page's sections, of whom it tells nothing else.

    A section is told by what the page declares or by a link in a menu; words that all have capitals may be a name, and
    so may any word of a script without capitals that is not known to stand for a section.
    """
    told = {folded(name) for name in declared.profiled}
    names = {folded(name): name for byline in declared.bylines for name in byline if not _may_be_name(name)}
    if doubtful := {key for key in names if key and key not in told}:
        known = {folded(name) for name in declared.sections}
        yield from doubtful & known
        yield from () if doubtful <= known else _linked_sections(tree, url, doubtful)


def _may_be_name(name: str) -> bool:
    """Tell several words that each begin with no small letter, but for particles, or one that has none."""
    if EAST_ASIAN.match(name):
        return not is_no_name(name)
    words = [word for word in name.split() if word not in PARTICLES]
    return len(words) > 1 and not any(is_small(word) for word in words)


def _linked_sections(tree: Node, url: str, asked: set[str]) -> Iterator[str]:
    """Yield those of the folded names asked for that are a menu's links to sections."""
    for link in islice(tree.xpath(_MENUS), MAX_LINKS):
        name = folded(visible_text(link, 60))
        if name in asked and _leads_to_section(link, url):
            yield name


def _leads_to_section(link: Node, url: str) -> bool:
    target = urljoin(url, link.get("href").strip())
    short = len(urlsplit(target).path.strip("/").split("/")) <= SHALLOW
    return short and registered_domain(target) == registered_domain(url) and not leads_to_writer(link)

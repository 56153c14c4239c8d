"""Who is credited, as data with its evidence, graded mention < contribution < syndicated; pure, linear in the text.

A credit of the article's own outlet is none. White space is collapsed and lines are capped before any pattern runs.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from crawler.credits.agencies import Agencies, known_agencies
from crawler.credits.bywords import without_by
from crawler.credits.cosigned import LAST, cosigned
from crawler.credits.creditlines import CREDITS, MAX_CREDIT, WRAPPING, is_credit
from crawler.credits.creditnames import agency_at_head, credited_names, is_a_name, may_be_an_agency
from crawler.credits.datelines import marked_dateline, wide_dateline, wide_quotes
from crawler.credits.headnames import parts_of_line
from crawler.credits.names import clean_names
from crawler.parsing.htmltree import squeeze
from crawler.parsing.phrases import after_phrase, ends_with_phrase, pattern, starts_with_phrase
from crawler.parsing.titles import folded
from crawler.urls import is_public_name, registered_domain
from storage.records import GRADES, Attribution, AttributionKind

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_LINE = 600
MAX_TEXT = 100_000
MAX_FOUND = 40
MAX_PAIR = 60
AROUND = 80  # characters before and after the name of a source that are quoted
KANA_SHARE = 5  # one letter in so many, at least, is kana in a Japanese text

_DATELINE = re.compile(r"(?:[^()\u2013\u2014]{0,90}? ?)\(([^()]{2,60})\) ?[\u2013\u2014:.-]")
_STRANGER = re.compile(
    r"([^()\u2013\u2014/]{2,60}?) ?(?:\(([^()]{2,50})\) ?[\u2013\u2014:-]|/ ?([^/]{2,40}) ?/ ?[\u2013\u2014.-])"
)
_SLASHES = re.compile(r"[^/]{0,90}/ ?([^/]{2,40}) ?/ ?[\u2013\u2014.-]?")
_CLOSING = re.compile("[(\\[\uff08\u3010]([^()\\[\\]\uff08\uff09\u3010\u3011]{2,60})[)\\]\uff09\u3011][.\u3002]?$")
_KANA = re.compile("[\u3041-\u30fa]")
_HAN = re.compile("[\u3400-\u9fff]")
_WORDS_OF_CHINESE = re.compile("(?:\u5171\u540c|\u6642\u4e8b)[)\uff09\u3011\\]]?[.\u3002]?$")
_COPYRIGHT = re.compile(
    r"(?:©|\(c\)|copyright) ?(?:©|\(c\))? ?(?:(?:19|20)\d\d ?(?:by )?)?([^.,;|]{2,60}?)(?: (?:19|20)\d\d)?(?:[.,;|]|$)",
    re.IGNORECASE,
)
# On what terms it may run, behind who is credited.
_TERMS = re.compile(r" (?:under (?:an?|the|cc)|with (?:kind |their )?permission) ", re.IGNORECASE)
_OF_WRITERS = re.compile(r" (?:writers?|reporters?|journalists?|correspondents?|staff)\b.*", re.IGNORECASE)
_ADDRESS = re.compile(r"(https?://)?((?:[\w-]+\.)+[^\W\d_]{2,}(?:/\S*)?)")  # what a credit may give instead of a name


@dataclass(frozen=True, slots=True)
class Signs:
    """What a page gives beside its text; all may be empty.

    `authors` are names as written; `credits` pairs of where and what from metadata; `links` pairs of a line's text and
    the URL that it links to; `canonical_link` where `rel=canonical` leads, whatever the domain; `opening` the first
    lines of the text, where others stand before it.
    """

    url: str = ""
    outlet: str = ""
    authors: tuple[str, ...] = ()
    credits: tuple[tuple[str, str], ...] = ()
    links: tuple[tuple[str, str], ...] = ()
    canonical_link: str | None = None
    opening: tuple[str, ...] = ()


def attributions(text: str, signs: Signs | None = None, *, agencies: Agencies | None = None) -> tuple[Attribution, ...]:
    """Find the credits of an article: its text's lines, credit lines included, and the page's other signs.

    Gives one attribution a name and kind, the strongest, strongest first; at most 40.
    """
    page, known = signs or Signs(), agencies or known_agencies()
    own = known.alike(page.outlet) | known.alike(known.of_url(page.url)) if page.url else known.alike(page.outlet)
    domain = registered_domain(page.url) if page.url else ""
    best: dict[tuple[str, AttributionKind], Attribution] = {}
    for found in _all(text[:MAX_TEXT], page, known):
        if folded(found.name) in own - {""} or (found.url and registered_domain(found.url) == domain):
            continue
        key = (found.name, found.kind)
        if key not in best or _rank(found) > _rank(best[key]):
            best[key] = found
    return tuple(sorted(best.values(), key=_rank, reverse=True)[:MAX_FOUND])


def _rank(attribution: Attribution) -> int:
    return GRADES.index(attribution.grade)


def _all(text: str, page: Signs, known: Agencies) -> Iterator[Attribution]:
    lines = [line for raw in text.split("\n") if (line := squeeze(raw)[:MAX_LINE])]
    yield from _from_metadata(page, known)
    yield from _from_bylines(page, known)
    for line in lines[:3]:
        yield from _from_line_of_its_own(line, known)
    for line in dict.fromkeys([*lines[:3], *(squeeze(line)[:MAX_LINE] for line in page.opening[:3])]):
        yield from _from_dateline(line, known)
    for place, line in enumerate(lines):
        if place < 4 or place >= len(lines) - 10:
            yield from _from_credit(line, page, known, last=place >= len(lines) - 1)
    yield from _from_end(lines, page, known, japanese=_is_japanese(text))
    for line in lines:
        if not is_credit(line):
            yield from _from_quotes(line, known)


def _from_end(lines: list[str], page: Signs, known: Agencies, *, japanese: bool) -> Iterator[Attribution]:
    """Read who signs or is credited below a text."""
    for line in lines[-2:]:
        yield from _from_pair(line, page, known)
    for line in lines[-LAST:]:
        yield from _from_cosigned(line, page, known)
    if lines and not is_credit(lines[-1]):
        yield from _from_closing(lines[-1], known, japanese=japanese)


def _from_metadata(page: Signs, known: Agencies) -> Iterator[Attribution]:
    if page.canonical_link and page.url and registered_domain(page.canonical_link) != registered_domain(page.url):
        yield Attribution(
            known.of_url(page.canonical_link), AttributionKind.CANONICAL, f"canonical: {page.canonical_link}",
            page.canonical_link, "syndicated",
        )  # fmt: skip
    for where, what in page.credits:
        evidence = f"{where}: {what}"[:300]
        if what.startswith(("http://", "https://")):
            yield Attribution(known.of_url(what), AttributionKind.METADATA, evidence, what, "syndicated")
            continue
        for name in credited_names(
            what, known, strangers=where in ("sourceOrganization", "syndication-source", "original-source")
        ):
            grade = "contribution" if where in ("creditText", "copyrightHolder", "provider", "source") else "syndicated"
            yield Attribution(name, AttributionKind.METADATA, evidence, None, grade)


def _from_bylines(page: Signs, known: Agencies) -> Iterator[Attribution]:
    """Read agencies among the authors: alone they wrote it, beside people they contributed."""
    names = [(author, _in_byline(author, page, known)) for author in page.authors]
    alone = all(found or not clean_names([author]) for author, found in names)
    for author, found in names:
        for name in found:
            yield Attribution(
                name, AttributionKind.BYLINE, author[:200], None, "syndicated" if alone else "contribution"
            )


def _in_byline(author: str, page: Signs, known: Agencies) -> list[str]:
    """Give the agencies of a byline: all in a row of names, else the one at its head, else those beside people."""
    if names := list(credited_names(author, known)):
        return names
    if name := agency_at_head(author, known):
        return [name]
    own = known.alike(page.outlet)
    parts = (cosigned(without_by(part), known, own, is_byline=True) for part in (author, *parts_of_line(author)))
    return [name for signed in parts if signed for name in signed.agencies]


def _from_line_of_its_own(line: str, known: Agencies) -> Iterator[Attribution]:
    """Read an agency that a short line before the text is all about: `AFP, Manila`."""
    name = agency_at_head(line, known)
    if name:
        yield Attribution(name, AttributionKind.BYLINE, line, None, "syndicated")


def _from_dateline(line: str, known: Agencies) -> Iterator[Attribution]:
    """Read an agency before the text: `(Reuters) -`, `/TASS/`."""
    for told in filter(None, (wide_dateline(line, known), marked_dateline(line, known))):
        yield Attribution(told[0], AttributionKind.BYLINE, told[1], None, "syndicated")
    for dateline in (_DATELINE, _SLASHES):
        match = dateline.match(line[:170])
        if match:
            for name in credited_names(match.group(1), known):
                yield Attribution(name, AttributionKind.BYLINE, match.group().strip(), None, "syndicated")
    stranger = _STRANGER.match(line[:170])
    if stranger:
        name = (stranger.group(2) or stranger.group(3)).strip()
        if _is_place(stranger.group(1)) and may_be_an_agency(name) and known.name_of(name) is None:
            yield Attribution(name, AttributionKind.BYLINE, stranger.group().strip(), None, "syndicated")


def _is_place(head: str) -> bool:
    """Tell the place of a dateline: its first word in capitals, `ESTEL BRIDGE` or `KYIV, Feb 6`."""
    first = re.match(r"[^\W\d_]{2,}", head)
    return first is not None and first.group().isupper() and len(head.split()) <= 8


def _from_credit(line: str, page: Signs, known: Agencies, *, last: bool) -> Iterator[Attribution]:
    """Read a credit line; an unknown source in mid-text is that of a table or a box, not of the whole."""
    bare = line.strip(WRAPPING)
    for phrases, grade, strangers in CREDITS:
        rest = after_phrase(bare, phrases)
        rest = _TERMS.split(_next_label().split(rest, maxsplit=1)[0], maxsplit=1)[0] if rest else rest
        if not rest or len(bare) > MAX_CREDIT:
            continue
        links = [url for text, url in page.links if text == line]
        for url in links:
            yield Attribution(_linked_name(rest, url, known), AttributionKind.LINK, line, url, grade)
        if not links and (address := _address(rest)):
            url = f"{address[1] or 'https://'}{address[2]}"
            yield Attribution(known.of_url(url), AttributionKind.CREDIT, line, url if address[1] else None, grade)
        elif not links:
            for name in credited_names(rest, known, strangers=strangers):
                stranger = phrases == "source_label" and known.name_of(name) is None and not last
                yield Attribution(name, AttributionKind.CREDIT, line, None, "contribution" if stranger else grade)
    for named, grade in ((_COPYRIGHT, "syndicated"), (_contributed(), "contribution")):
        match = named.match(bare) or named.match(line)
        for name in credited_names(_OF_WRITERS.sub("", match.group(1)), known) if match else ():
            yield Attribution(name, AttributionKind.CREDIT, line, None, grade)


@cache
def _contributed() -> re.Pattern[str]:
    return re.compile(rf"([^.;:]{{2,160}}) (?:{pattern('contributed').pattern})", re.IGNORECASE)


@cache
def _next_label() -> re.Pattern[str]:
    return re.compile(rf"[ \u3000]*(?:{pattern('next_label').pattern}) ?[:\uff1a]", re.IGNORECASE)


def _address(words: str) -> re.Match[str] | None:
    """Find that words are an address: without a scheme only in small letters; in any case of a name that can be had."""
    found = _ADDRESS.fullmatch(words.strip(" .:*()<>"))
    host = found[2].split("/", 1)[0] if found else ""
    return found if found and (found[1] or host == host.lower()) and is_public_name(host) else None


def _linked_name(words: str, url: str, known: Agencies) -> str:
    """Name who is linked to: the known outlet of the domain, else the link's words where they are a name."""
    name = known.of_url(url)
    bare = words.strip(" .:*()")
    return bare if name not in known.by_domain.values() and is_a_name(bare) else name


def _is_japanese(text: str) -> bool:
    """Tell by the share of kana: a Chinese text may give a title in them."""
    kana = len(_KANA.findall(text))
    return kana * KANA_SHARE > kana + len(_HAN.findall(text))


def _from_closing(line: str, known: Agencies, *, japanese: bool) -> Iterator[Attribution]:
    """Read what a text ends with in brackets, `(dpa)`, `(AFP/Reuters)`, or a last line of names.

    Two agencies of Japan have names that are words of Chinese texts, 'together' and 'current affairs'.
    """
    if not japanese and _WORDS_OF_CHINESE.search(line[-10:]):
        return
    match = _CLOSING.search(line[-70:])
    names = list(credited_names(match.group(1), known, every=True)) if match else []
    if not names and len(line) <= 40:
        names = list(credited_names(line.strip(".()"), known, every=True))
    for name in names:
        yield Attribution(
            name, AttributionKind.CREDIT, line[-120:], None, "syndicated" if len(names) == 1 else "contribution"
        )


def _from_pair(line: str, page: Signs, known: Agencies) -> Iterator[Attribution]:
    """Read a last line of the outlet's own name and another's: `Lindmouth Post / Meridian`."""
    parts = [part.strip(" .()") for part in line.split("/")] if len(line) <= MAX_PAIR else []
    if len(parts) != 2 or not page.outlet:
        return
    own = [folded(part) == folded(page.outlet) for part in parts]
    other = parts[own.index(False)] if sum(own) == 1 else ""
    if other and is_a_name(other):
        yield Attribution(known.name_of(other) or other, AttributionKind.CREDIT, line, None, "syndicated")


def _from_cosigned(line: str, page: Signs, known: Agencies) -> Iterator[Attribution]:
    if signed := cosigned(line, known, known.alike(page.outlet)):
        grade = "syndicated" if signed.is_theirs else "contribution"
        yield from (Attribution(name, AttributionKind.CREDIT, line[-120:], None, grade) for name in signed.agencies)


def _from_quotes(line: str, known: Agencies) -> Iterator[Attribution]:
    for wide, said in wide_quotes(line, known):
        yield Attribution(wide, AttributionKind.QUOTE, said, None, "mention")
    for match in known.in_text.finditer(line):
        before, after = line[max(0, match.start() - 60) : match.start()], line[match.end() : match.end() + 50]
        if ends_with_phrase(before, "says_before") or starts_with_phrase(after, "says_after"):
            name = known.name_of(match.group())
            if name:
                yield Attribution(name, AttributionKind.QUOTE, _around(line, *match.span()), None, "mention")


def _around(line: str, start: int, end: int) -> str:
    """Give what stands around a place of a line as one cites it: whole words, with signs where the line goes on."""
    first, last = max(0, start - AROUND), end + AROUND
    if first:
        first = max(first, line.find(" ", first - 1, start))  # no space: none ends a word in some scripts
    if last < len(line) and (cut := line.rfind(" ", end, last + 1)) >= 0:
        last = cut
    return f"{'… ' if first else ''}{line[first:last].strip()}{' …' if last < len(line) else ''}"

"""Who is credited, as data with its evidence, graded mention < contribution < syndicated; pure, linear in the text.

A credit of the article's own outlet is none. White space is collapsed and lines are capped before any pattern runs.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import chain, islice, takewhile
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from crawler.agencies import Agencies, known_agencies
from crawler.datelines import wide_dateline, wide_quotes
from crawler.htmltree import HIDDEN, Node, squeeze, visible_text, words_of
from crawler.names import clean_names
from crawler.phrases import after_phrase, ends_with_phrase, is_phrase, may_be, starts_with_phrase
from crawler.titles import folded
from crawler.urls import canonical, is_public_name, original, registered_domain
from storage.errors import InputError
from storage.records import Attribution, AttributionKind

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_LINE = 600
MAX_TEXT = 100_000
MAX_FOUND = 40
MAX_CREDIT = 300
LABEL = 30  # characters of words that an element within may go on
MAX_SIBLINGS = 12
MAX_SIGNED = 60
PARAGRAPH = 80
MAX_NODES = 20_000
GRADES = ("mention", "contribution", "syndicated")

_NO_WORDS = HIDDEN | {"button", "select", "textarea"}  # beside a credit: what prints or shares the page
_WRAPPING = "()[]*_ \u2013\u2014-"
_DATELINE = re.compile(r"(?:[^()\u2013\u2014]{0,90}? ?)\(([^()]{2,60})\) ?[\u2013\u2014:.-]")
_STRANGER = re.compile(
    r"([^()\u2013\u2014/]{2,60}?) ?(?:\(([^()]{2,50})\) ?[\u2013\u2014:-]|/ ?([^/]{2,40}) ?/ ?[\u2013\u2014.-])"
)
_PLACES = frozenset({"USA", "UAE", "DRC", "EUA", "ACT", "NSW"})
_SLASHES = re.compile(r"[^/]{0,90}/ ?([^/]{2,40}) ?/ ?[\u2013\u2014.-]?")
_CLOSING = re.compile("[(\\[\uff08\u3010]([^()\\[\\]\uff08\uff09\u3010\u3011]{2,60})[)\\]\uff09\u3011][.\u3002]?$")
_COPYRIGHT = re.compile(
    r"(?:©|\(c\)|copyright) ?(?:©|\(c\))? ?(?:(?:19|20)\d\d ?(?:by )?)?([^.,;|]{2,60}?)(?: (?:19|20)\d\d)?(?:[.,;|]|$)",
    re.IGNORECASE,
)
_CONTRIBUTED = re.compile(
    r"([^.;:]{2,160}) (?:also )?contributed (?:reporting )?to (?:this|the) (?:report|story|article|piece)",
    re.IGNORECASE,
)
_SPLIT = re.compile(r" ?[,;|+&] ?(?:and |und |et |y |e )?| (?:and|und|et|y|og|och|en|i|и|та) | / ")
_PICTURE = re.compile(r"(?<![a-z])(?:caption|image|photo|picture|gallery)(?![a-z])")
_NEXT_LABEL = re.compile(
    r"[ \u3000]*(?:作者|责任编辑|責任編輯|编辑|編輯|記者|记者"
    r"|\b(?:authors?|autor(?:in)?|editor|photos?|fotos?|date)) ?[:\uff1a]",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"(https?://)?((?:[\w-]+\.)+[^\W\d_]{2,}(?:/\S*)?)")  # what a credit may give instead of a name
_CREDITS = (
    ("source_label", "syndicated", True),
    ("reporting_by", "contribution", False),
    ("published_by", "syndicated", True),
)
_CREDIT_LISTS = tuple(phrases for phrases, _, _ in _CREDITS)


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
    if lines:
        for line in lines[-2:]:
            yield from _from_pair(line, page, known)
        if not is_credit(lines[-1]):
            yield from _from_closing(lines[-1], known)
    for line in lines:
        if not is_credit(line):
            yield from _from_quotes(line, known)


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
        for name in _credited(
            what, known, strangers=where in ("sourceOrganization", "syndication-source", "original-source")
        ):
            grade = "contribution" if where in ("creditText", "copyrightHolder", "provider", "source") else "syndicated"
            yield Attribution(name, AttributionKind.METADATA, evidence, None, grade)


def _from_bylines(page: Signs, known: Agencies) -> Iterator[Attribution]:
    """Read agencies among the authors: alone they wrote it, beside people they contributed."""
    names = [(author, list(_credited(author, known)) or _at_head(author, known)) for author in page.authors]
    alone = all(found or not clean_names([author]) for author, found in names)
    for author, found in names:
        for name in found:
            yield Attribution(
                name, AttributionKind.BYLINE, author[:200], None, "syndicated" if alone else "contribution"
            )


def _at_head(author: str, known: Agencies) -> list[str]:
    name = _agency_at_head(author, known)
    return [name] if name else []


def _from_line_of_its_own(line: str, known: Agencies) -> Iterator[Attribution]:
    """Read an agency that a short line before the text is all about: `AFP, Manila`."""
    name = _agency_at_head(line, known)
    if name:
        yield Attribution(name, AttributionKind.BYLINE, line, None, "syndicated")


def _from_dateline(line: str, known: Agencies) -> Iterator[Attribution]:
    """Read an agency before the text: `(Reuters) -`, `/TASS/`."""
    if wide := wide_dateline(line, known):
        yield Attribution(wide[0], AttributionKind.BYLINE, wide[1], None, "syndicated")
    for pattern in (_DATELINE, _SLASHES):
        match = pattern.match(line[:170])
        if match:
            for name in _credited(match.group(1), known):
                yield Attribution(name, AttributionKind.BYLINE, match.group().strip(), None, "syndicated")
    stranger = _STRANGER.match(line[:170])
    if stranger:
        name = (stranger.group(2) or stranger.group(3)).strip()
        if _is_place(stranger.group(1)) and _may_be_an_agency(name) and known.name_of(name) is None:
            yield Attribution(name, AttributionKind.BYLINE, stranger.group().strip(), None, "syndicated")


def _is_place(head: str) -> bool:
    """Tell the place of a dateline: its first word in capitals, `ESTEL BRIDGE` or `KYIV, Feb 6`."""
    first = re.match(r"[^\W\d_]{2,}", head)
    return first is not None and first.group().isupper() and len(head.split()) <= 8


def _may_be_an_agency(name: str) -> bool:
    """Tell the name of an agency that is in no list: several words with capitals, or letters that stand for words."""
    if any(c.isdigit() for c in name) or name in _PLACES:
        return False
    if " " not in name:
        return sum(c.isupper() for c in name) >= 3 and name.isalpha()
    return _is_a_name(name) and _is_all_capital(name)


def _is_all_capital(name: str) -> bool:
    return all(word[0].isupper() or len(word) <= 3 or not word[0].isascii() for word in name.split())


def _sounds_like_an_agency(name: str) -> bool:
    """Tell a name that says itself that it is an agency's: `Meridian Wire`, `Agencia Norte`."""
    return _is_a_name(name) and _is_all_capital(name) and is_phrase(name, "wire_name")


def _from_credit(line: str, page: Signs, known: Agencies, *, last: bool) -> Iterator[Attribution]:
    """Read a credit line; an unknown source in mid-text is that of a table or a box, not of the whole."""
    bare = line.strip(_WRAPPING)
    for phrases, grade, strangers in _CREDITS:
        rest = after_phrase(bare, phrases)
        rest = _NEXT_LABEL.split(rest, maxsplit=1)[0] if rest else rest
        if not rest or len(bare) > MAX_CREDIT:
            continue
        links = [url for text, url in page.links if text == line]
        for url in links:
            yield Attribution(_linked_name(rest, url, known), AttributionKind.LINK, line, url, grade)
        if not links and (address := _address(rest)):
            url = f"{address[1] or 'https://'}{address[2]}"
            yield Attribution(known.of_url(url), AttributionKind.CREDIT, line, url if address[1] else None, grade)
        elif not links:
            for name in _credited(rest, known, strangers=strangers):
                stranger = phrases == "source_label" and known.name_of(name) is None and not last
                yield Attribution(name, AttributionKind.CREDIT, line, None, "contribution" if stranger else grade)
    for pattern, grade in ((_COPYRIGHT, "syndicated"), (_CONTRIBUTED, "contribution")):
        match = pattern.match(bare)
        if match:
            for name in _credited(match.group(1), known):
                yield Attribution(name, AttributionKind.CREDIT, line, None, grade)


def _address(words: str) -> re.Match[str] | None:
    """Find that words are an address: without a scheme only in small letters; in any case of a name that can be had."""
    found = _ADDRESS.fullmatch(words.strip(" .:*()<>"))
    host = found[2].split("/", 1)[0] if found else ""
    return found if found and (found[1] or host == host.lower()) and is_public_name(host) else None


def _linked_name(words: str, url: str, known: Agencies) -> str:
    """Name who is linked to: the known outlet of the domain, else the link's words where they are a name."""
    name = known.of_url(url)
    bare = words.strip(" .:*()")
    return bare if name not in known.by_domain.values() and _is_a_name(bare) else name


def is_credit(line: str) -> bool:
    """Tell a line that credits a source: 'Source: …', 'With reporting by …', 'Originally published by …'."""
    bare = line.strip(_WRAPPING)
    return (
        len(bare) <= MAX_CREDIT
        and starts_with_phrase(bare, *_CREDIT_LISTS)
        and any(after_phrase(bare, phrases) for phrases in _CREDIT_LISTS)
    )


def credit_lines(tree: Node, base: str) -> tuple[tuple[str, ...], tuple[tuple[str, str], ...]]:
    """Find the credit lines anywhere in a page's tree but its footer and pictures, and where they link to.

    Extraction often drops them as too short; gives the lines, and pairs of a line and a URL.
    """
    lines: dict[str, None] = {}
    links: list[tuple[str, str]] = []
    for line, node, linked in chain(_in_elements(tree), _after_breaks(tree)):
        if is_credit(line) and line not in lines and not _is_elsewhere(node):
            lines[line] = None
            links += [(line, target) for link in linked if (target := _target(link.get("href"), base))]
    return tuple(lines)[:12], tuple(links)[:12]


def _in_elements(tree: Node) -> Iterator[tuple[str, Node, list[Node]]]:
    """Give the lines that are elements of their own and may be credits, each with the links in it."""
    for node, _ in zip(
        tree.iter("p", "em", "i", "small", "div", "span", "li", "cite", "strong"), range(MAX_NODES), strict=False
    ):
        if len(node) <= 6 and (node.text or len(node)) and _may_begin_credit(node):
            yield visible_text(node, MAX_CREDIT + 50, hidden=_NO_WORDS), node, list(node.iter("a"))


def _after_breaks(tree: Node) -> Iterator[tuple[str, Node, list[Node]]]:
    """Give the lines that begin after a `<br>` and may be credits, up to the next one, each with the links in it."""
    for node, _ in zip(tree.iter("br"), range(MAX_NODES), strict=False):
        first = (node.tail or "")[:MAX_CREDIT].strip(_WRAPPING + "\n\t")
        if not first or not may_be(first, *_CREDIT_LISTS) or not starts_with_phrase(f"{first} ", *_CREDIT_LISTS):
            continue
        after = list(takewhile(lambda each: each.tag != "br", islice(node.itersiblings(), MAX_SIBLINGS)))
        parts = [node.tail, *(part for each in after for part in (visible_text(each, MAX_CREDIT), each.tail))]
        yield (
            squeeze(" ".join(filter(None, parts)))[: MAX_CREDIT + 50],
            node,
            [link for each in after for link in each.iter("a")],
        )


def _may_begin_credit(node: Node) -> bool:
    """Tell cheaply whether an element's first words may be those of a credit: most of a page's are not."""
    first = node.text
    goes_on = len(node) > 0
    if goes_on and (not first or first.isspace()):
        inner = node[0]
        first = inner.text
        goes_on = len(node) > 1 or len(inner) > 0 or bool(inner.tail)
    first = first[: 2 * MAX_CREDIT].strip().strip(_WRAPPING) if first else ""
    if not 0 < len(first) <= MAX_CREDIT or not may_be(first, *_CREDIT_LISTS):
        return False
    return (goes_on and len(first) < LABEL) or starts_with_phrase(f"{first} ", *_CREDIT_LISTS)


def _is_elsewhere(node: Node) -> bool:
    """Tell what stands in a menu, at the foot of the site (not of the article), or under a picture."""
    tags = [parent.tag for parent in node.iterancestors()]
    if not {"nav", "figure", "aside"}.isdisjoint(tags):
        return True
    if "footer" in tags and not {"article", "main"} & set(tags[tags.index("footer") :]):
        return True
    near = (node, *(parent for parent, _ in zip(node.iterancestors(), range(2), strict=False)))
    return any(_PICTURE.search(words_of(each)) for each in near)


def head_credits(tree: Node, agencies: Agencies | None = None) -> tuple[str, ...]:
    """Find the short lines between the headline and the first paragraph that name an agency: `AFP, Manila`."""
    known = agencies or known_agencies()
    headline = next(tree.iter("h1"), None)
    if headline is None:
        return ()
    found: dict[str, None] = {}
    for node, _ in zip(headline.itersiblings(), range(MAX_SIBLINGS), strict=False):
        for part in node.iter("div", "span", "p", "li", "a", "em", "strong", "address"):
            text = squeeze(part.text)
            if part.tag == "p" and len(visible_text(part, PARAGRAPH)) >= PARAGRAPH:
                return tuple(found)
            if text and len(text) <= 40 and _agency_at_head(text, known):
                found[text] = None
    return tuple(found)


def _agency_at_head(line: str, known: Agencies) -> str | None:
    """Name the agency that a short line begins with, before a comma, a slash or a place; not a row of initials."""
    parts = re.split(r"[,/|]| in | - ", line) if len(line) <= MAX_SIGNED else [""]
    if line.count("/") > 1 and not all(known.name_of(part.strip()) for part in parts):
        return None
    return known.name_of(parts[0].strip())


def _target(href: str | None, base: str) -> str | None:
    try:
        return canonical(original(urljoin(base, href.strip()))) if href else None
    except (InputError, ValueError):
        return None


def _from_closing(line: str, known: Agencies) -> Iterator[Attribution]:
    """Read what a text ends with in brackets, `(dpa)`, `(AFP/Reuters)`, or a last line of names."""
    match = _CLOSING.search(line[-70:])
    names = list(_credited(match.group(1), known, every=True)) if match else []
    if not names and len(line) <= 40:
        names = list(_credited(line.strip(".()"), known, every=True))
    for name in names:
        yield Attribution(
            name, AttributionKind.CREDIT, line[-120:], None, "syndicated" if len(names) == 1 else "contribution"
        )


def _from_pair(line: str, page: Signs, known: Agencies) -> Iterator[Attribution]:
    """Read a last line of the outlet's own name and another's: `Lindmouth Post / Meridian`."""
    parts = [part.strip(" .()") for part in line.split("/")] if len(line) <= MAX_SIGNED else []
    if len(parts) != 2 or not page.outlet:
        return
    own = [folded(part) == folded(page.outlet) for part in parts]
    other = parts[own.index(False)] if sum(own) == 1 else ""
    if other and _is_a_name(other):
        yield Attribution(known.name_of(other) or other, AttributionKind.CREDIT, line, None, "syndicated")


def _from_quotes(line: str, known: Agencies) -> Iterator[Attribution]:
    for wide, said in wide_quotes(line, known):
        yield Attribution(wide, AttributionKind.QUOTE, said, None, "mention")
    for match in known.in_text.finditer(line):
        before, after = line[max(0, match.start() - 60) : match.start()], line[match.end() : match.end() + 50]
        if ends_with_phrase(before, "says_before") or starts_with_phrase(after, "says_after"):
            name = known.name_of(match.group())
            if name:
                start, end = max(0, match.start() - 80), match.end() + 80
                yield Attribution(name, AttributionKind.QUOTE, line[start:end].strip(), None, "mention")


def _credited(text: str, known: Agencies, *, strangers: bool = False, every: bool = False) -> Iterator[str]:
    """Give the outlets in an enumeration; unknown names only where `strangers` are credited, and then only one.

    With `every`, all parts must be known, or none is given.
    """
    clean = squeeze(text)[:200].strip(" .:*()")
    whole = known.name_of(clean)
    if whole:
        yield whole
        return
    parts = [part for raw in _SPLIT.split(clean) for part in _by_slash(raw, known)]
    bare = [stripped for part in parts if (stripped := part.strip(" .:*()"))]
    names = [known.name_of(part) or (part if _sounds_like_an_agency(part) else None) for part in bare]
    if every and not all(names):
        return
    yield from (name for name in names if name)
    if strangers and not any(names) and _is_a_name(clean):
        yield clean


def _by_slash(part: str, known: Agencies) -> list[str]:
    return [part] if known.name_of(part) or "/" not in part else part.split("/")


def _is_a_name(text: str) -> bool:
    """Tell a name from a sentence: up to six words, the first and most of them with a capital, or a domain."""
    words = text.split()
    if not 1 <= len(words) <= 6 or not 2 <= len(text) <= 60 or text.startswith("http"):
        return False
    capitals = sum(word[0].isupper() or not word[0].isascii() for word in words)
    return capitals * 2 >= len(words) and not text.endswith(("?", "!"))

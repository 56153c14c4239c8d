"""The headline, by a vote of all the places where a page gives one, with the site's name cut off; pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from crawler.parsing.scripts import UNSPACED
from crawler.urls import registered_domain

if TYPE_CHECKING:
    from collections.abc import Iterable

_SEPARATOR = re.compile(
    r"\s+(?:[|\u00bb\u00ab\u2022\u00b7\u203a\u2039\u2013\u2014\u2212-]|--|::|//|<<|>>|~)\s+"
    r"|\s*[|\uff5c\u2503]\s*|\s+: (?=[A-Z\u3040-\u9fff\uac00-\ud7af])"
)
# What parts a site's name from a headline too, but stands within headlines as well: only before the declared name.
_WEAK = re.compile(r"\s+/\s+|\s*[_\u3010\uff08\u300c]\s*|(?<=[\u2e80-\ud7af])\s*[:\uff1a-]\s*")
_CUT = re.compile(r"(?:\u2026|\.\.\.)$")
_MOST = range(100, 116)  # characters after which search engines have a headline cut
_GOES_ON = re.compile(r"\s*[-\u2013\u2014|\u00b7\u2022:\u00bb]\s")
LONGEST_SITE = 4  # words
MIN_HEADLINE = 8  # letters
_QUOTES = re.compile("[\"'`\u00b4\u2018-\u201f\u2032\u2033\u00ab\u00bb\u2039\u203a\u300c-\u300f]")
_APOSTROPHE = re.compile(r"(?<=\w)[\u2019\u02bc`\u00b4](?=\w)")
_DASHES = re.compile("[\u2010-\u2015\u2212]")
_LETTERS = re.compile(r"[\W_]+")
_LOWER = bytes(range(256)).lower()
_NO_LETTERS = bytes(code for code in range(128) if not chr(code).isalnum())
_WEIGHT = {"og": 1.25, "headline": 1.2, "h1": 1.1, "title": 0.9}
_ECHOES = {"title": 0.3, "twitter": 0.1, "meta": 0.1}  # of places that say what og:title says
_RANK = {"og": 0, "headline": 1, "h1": 2, "twitter": 3, "meta": 4, "title": 5, "h2": 6}


def folded(text: str) -> str:
    """Reduce a line to its letters and digits, lower case, to compare lines."""
    # What is ASCII is done as bytes, several times as fast as by the expression, which is for the marks that are not.
    bare = text.encode("utf-8", "surrogatepass").translate(_LOWER, _NO_LETTERS).decode("utf-8", "surrogatepass")
    return bare if bare.isascii() else (bare if bare.isalnum() else _LETTERS.sub("", bare)).lower()


def begins(text: str, letters: str) -> bool:
    """Tell whether a text's letters and digits begin so; folds it only where its first character does."""
    first = text[:1].lower()
    return (letters.startswith(first) or not first.isalnum()) and folded(text).startswith(letters)


def abbreviates(label: str, name: str) -> bool:
    """Tell whether a domain's label is made of the beginnings of a name's three words or more: `latimes`, `smh`."""
    words = [word for word in map(folded, name.split()[:8]) if word]
    ends = {0}
    for word in words:
        ends = {
            end + length for end in ends for length in range(1, len(word) + 1) if label.startswith(word[:length], end)
        }
    return len(words) >= 3 and len(label) in ends


def vote(candidates: Iterable[tuple[str, str]], outlet: str | None, url: str) -> str:
    """Choose the title that most places agree on, og:title first among equals; '' where there is none.

    Each candidate is first freed of the site's name and of sections at its end or beginning.
    """
    given = [(where, text, letters) for where, text in candidates if text and (letters := folded(text))]
    sites, sections = _site_names(outlet, url), _sections_of(url)
    clean: list[tuple[str, str]] = []
    for where, text, _ in given:
        others = [letters for place, _, letters in given if place != where]
        bare = _without_name(text, folded(outlet or ""), others if where == "title" else [])
        cut = without_site(bare, sites, others, sections)
        if cut and folded(cut) not in sites:
            clean.append((where, cut))
    clean = [(where, text) for where, text in clean if not _is_cut(text, clean, sites)]
    if not clean:
        return ""
    said = [(where, folded(text)) for where, text in clean]
    order = [(-_support(letters, said), _RANK.get(where, 9)) for where, letters in said]
    where, best = clean[order.index(min(order))]
    return _said_in_title(clean) if where == "h1" and _is_section(best, clean) else _as_shown(best, clean)


def _is_section(heading: str, candidates: list[tuple[str, str]]) -> bool:
    """Tell a heading of a word or two, a section's, of which `<title>`, the only other place, says nothing."""
    others = [text for where, text in candidates if where != "h1"]
    is_short = len(heading.split()) <= 2 and not UNSPACED.search(heading)
    said = _said_in_title(candidates)
    return is_short and others == [said] and len(said.split()) >= 4 and folded(heading) not in folded(said)


def _said_in_title(candidates: list[tuple[str, str]]) -> str:
    return next((text for where, text in candidates if where == "title"), "")


def _as_shown(title: str, candidates: list[tuple[str, str]]) -> str:
    """Give a title in the spelling of the first heading that has its words, since that is what readers see.

    A heading in other words may be a section's, a live blog's or another article's, so that the title's words stay.
    """
    shown = [text for where, text in candidates if where == "h1"]
    whole = title.rstrip(" .\u2026")  # what cuts every title ends short ones in an ellipsis as well
    return whole if whole in shown else next((text for text in shown if _is_respelt(text, title)), title)


def _is_respelt(heading: str, title: str) -> bool:
    """Tell a heading with other quotation marks, dashes or capitals: not one in large letters, nor by apostrophes."""
    is_shouted = 2 * sum(map(str.isupper, heading)) > sum(
        map(str.isalpha, heading)
    )  # though an \u00df or a 'km' is small
    if is_shouted or heading.islower() or _unmarked(heading) != _unmarked(title):
        return False
    return _APOSTROPHE.sub("'", heading) != _APOSTROPHE.sub("'", title)


def _unmarked(text: str) -> str:
    return " ".join(_DASHES.sub("-", _QUOTES.sub("", text)).replace("\u2026", "...").casefold().split())


def _is_cut(text: str, candidates: list[tuple[str, str]], sites: set[str]) -> bool:
    """Tell a headline that ends in an ellipsis, or where search engines have one end, and that another has in full.

    Another that only goes on up to the site's name, 'Council votes, Harbour News, Lindmouth', has no more.
    """
    if not _CUT.search(text) and len(text) not in _MOST:
        return False
    own = folded(text)
    longer = (other for _, other in candidates if len(other) > len(text) and folded(other).startswith(own))
    return len(own) > 30 and not all(_goes_on_to_site(other.removeprefix(text), sites) for other in longer)


def _goes_on_to_site(rest: str, sites: set[str]) -> bool:
    """Tell what goes on behind a comma up to a part, or behind a mark up to words, that are the site's name."""
    if rest.startswith(", "):
        return names_site(rest.rpartition(", ")[2], sites)
    words = rest.split() if _GOES_ON.match(rest) else []
    return any(folded(" ".join(words[-length:])) in sites for length in range(1, min(len(words), LONGEST_SITE) + 1))


def _support(own: str, candidates: list[tuple[str, str]]) -> float:
    """Count the places that say the same; a candidate that lies within this one, or around it, counts for less.

    All are folded. What repeats og:title in other tags for sharing and searching is of one mouth with it, and adds
    little.
    """
    support: dict[str, float] = {}
    for where, other in candidates:
        support[where] = max(support.get(where, 0.0), _likeness(own, other))
    shared = support.get("og", 0.0)
    return sum(
        share * (_ECHOES if share <= shared and where in _ECHOES else _WEIGHT).get(where, 0.5)
        for where, share in support.items()
    )


def _likeness(own: str, theirs: str) -> float:
    if own == theirs:
        return 1.0
    return 0.3 if len(min(own, theirs, key=len)) > 15 and (own in theirs or theirs in own) else 0.0


def _site_names(outlet: str | None, url: str) -> set[str]:
    domain = registered_domain(url)
    names = {folded(domain), folded(f"www.{domain}"), folded(domain.split(".")[0])}
    return names | ({folded(outlet)} if outlet and folded(outlet) else set())


def _sections_of(url: str) -> tuple[str, ...]:
    """Give the words of an address that may be a section's: '/india/council-votes-8841'."""
    return tuple(part.lower() for part in urlsplit(url).path.split("/")[1:-1] if len(part) >= 3 and part.isalpha())


def without_site(text: str, sites: set[str], others: list[str], sections: tuple[str, ...] = ()) -> str:
    """Cut the parts of a title that name the site, and those that no other place of the page repeats.

    Where there is no other place, a last part goes that begins with a section of the address: 'India News'.
    """
    parts = _SEPARATOR.split(text)
    if len(parts) < 2:
        return text
    places = [match.span() for match in _SEPARATOR.finditer(text)]
    for keep in range(len(parts) - 1, 0, -1):
        head, tail = text[: places[keep - 1][0]], parts[keep:]
        if folded(head) in others:
            rest = text[places[keep - 1][1] :]  # behind a section's name stands a headline that others repeat too
            return rest if len(rest) > len(head) and folded(rest) in others else head
        if any(names_site(part, sites) for part in tail[:1]):
            return without_site(head, sites, others, sections)
    if names_site(parts[0], sites):
        return text[places[0][1] :]
    last = text[places[-1][1] :]
    if folded(text) in others or not (others or folded(last).startswith(sections)):
        return text
    head = text[: places[-1][0]]
    short = len(last.split()) <= 4 and len(last) < 0.4 * len(text) and len(head.split()) >= 4
    return head if short and not any(folded(last) in other for other in others) else text


def _without_name(text: str, declared: str, others: list[str]) -> str:
    """Cut the site's name off a headline's end, after a mark that stands in headlines as well.

    That is the name as the site declares it, or what follows all that one of `others` has for the headline: not where
    another one goes on as the text does, for half a headline is one too.
    """
    for match in _WEAK.finditer(text):
        head, tail = text[: match.start()].rstrip(), folded(text[match.end() :])
        if head and declared and tail == declared:
            return head
        said = folded(head)
        if len(tail) <= len(said) >= MIN_HEADLINE and {other for other in others if other.startswith(said)} == {said}:
            return head
    return text


def parts_of(title: str) -> list[str]:
    """Part a title at the marks that a site's name may stand behind."""
    return _SEPARATOR.split(title)


def names_site(part: str, sites: set[str]) -> bool:
    """Tell a part of a title that is the name of the site, or much of it."""
    own = folded(part)
    if not own:
        return True
    if own in sites:
        return True
    return any(len(site) >= 4 and len(own) >= 4 and (site in own or own in site) and
               min(len(site), len(own)) >= 0.5 * max(len(site), len(own)) for site in sites)  # fmt: skip


def site_in_title(candidates: Iterable[tuple[str, str]], url: str) -> str | None:
    """Give the site's name as `<title>` writes it, where a part of that is the registered domain in other letters."""
    domain = registered_domain(url)
    label = folded(domain.split(".")[0])
    for where, text in candidates:
        if where == "title":
            parts = [part.strip() for part in _SEPARATOR.split(text)]
            return next(
                (part for part in reversed(parts[1:] or parts) if folded(part) in (label, folded(domain))), None
            )
    return None

"""The places in which a page gives its headline: tags for sharing, JSON-LD, headings, `<title>`; pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from crawler.credits.bywords import is_byline
from crawler.parsing import jsonld
from crawler.parsing.dates import find_moment
from crawler.parsing.headings import headline_seen
from crawler.parsing.htmltree import Node, squeeze, visible_text
from crawler.parsing.markup import text_of_markup
from crawler.parsing.titles import MIN_HEADLINE, begins, folded, names_site, parts_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

LONGEST_TITLE = 1_000  # characters
BEFORE = 4  # lines in which a headline stands
LINE, FIRST = 120, 12  # characters of a post's first line, words of its first
LABELS = 12  # characters beside a date on a line of its own
# What <title> has before a headline: no quote's mark, which is closed, and no 'more than', which has a number after it.
_ARROW = re.compile(r"\A\s*(?:[\u2192|]+|[\u00bb\u203a>]+(?!\s*\d)(?![^\u00ab\u2039]*[\u00ab\u2039]))\s+")
_OF_SITES = re.compile(r"\s(?:::|\u00bb|>>)\s")
LONGEST_KICKER = 80
_COLON = re.compile(r"\s*[:\uff1a]\s+|\uff1a")
_WHOLE = frozenset({"og", "headline", "h1"})


def _bounded(title: str) -> str:
    """A title of a length that a person could have meant, without soft hyphens; what a page declares may be of any."""
    title = title.replace("\u00ad", "")
    return title if len(title) <= LONGEST_TITLE else f"{title[: LONGEST_TITLE - 1].rstrip()}…"


def titles_of(tree: Node, meta: dict[str, list[str]], article: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield where a title stands and what it says, each of a bounded length."""
    for where, text in _without_kicker(list(_titles(tree, meta, article)), tree):
        yield where, _bounded(text)


def _without_kicker(found: list[tuple[str, str]], tree: Node) -> list[tuple[str, str]]:
    """Cut off a kicker that stands before a colon in a title, and in an element of its own at the heading's beginning.

    Not where the heading has that colon, or what is made for other sites has both: then it is part of the headline.
    """
    heading = headline_seen(tree) if any(_COLON.search(text) for _, text in found) else None
    kicker, headline = ("", "") if heading is None else _parted(heading)
    cut = {text: rest for _, text in found if (rest := _behind(kicker, headline, text))}
    if not cut or any(text in cut for where, text in found if where in _WHOLE):
        return found
    cut |= {text: headline for _, text in found if folded(text) == folded(kicker + headline)}
    return [(where, cut.get(text, text)) for where, text in found if folded(text) != folded(kicker)]


def _parted(heading: Node) -> tuple[str, str]:
    """Give the element that begins a heading, or stands right before it, and the heading without it."""
    inner = len(heading) > 0 and not squeeze(heading.text)
    first = heading[0] if inner else heading.getprevious()
    kicker = visible_text(first, 2 * LONGEST_KICKER) if first is not None and isinstance(first.tag, str) else ""
    whole = visible_text(heading, LONGEST_TITLE)
    return (
        (kicker, whole.removeprefix(kicker).strip() if inner else whole) if len(kicker) <= LONGEST_KICKER else ("", "")
    )


def _behind(kicker: str, headline: str, title: str) -> str:
    """Give what follows a title's first colon, where kicker and headline stand around that; '' where not."""
    before, *after = _COLON.split(title, maxsplit=1)
    told = folded(kicker) == folded(before) and folded(headline)
    return after[0] if told and after and begins(after[0], folded(headline)) else ""


def _titles(tree: Node, meta: dict[str, list[str]], article: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for where, names in (
        ("og", ("og:title",)),
        ("twitter", ("twitter:title",)),
        ("meta", ("title", "dc.title", "parsely-title")),
    ):
        for name in names:
            for value in meta.get(name, [])[:1]:
                yield where, text_of_markup(value)
    for value in jsonld.texts(article.get("headline"))[:1]:
        yield "headline", text_of_markup(value)
    yield from _headings(tree)
    for node in list(tree.iter("title"))[:1]:
        yield "title", _ARROW.sub("", squeeze(node.text))


def _headings(tree: Node) -> Iterator[tuple[str, str]]:
    """Yield the first headings; where the highest hold but the site's logo or name, one of a lower rank."""
    found = [text for heading in list(tree.iter("h1"))[:4] for text in _heading_texts(heading)]
    title = next((folded(squeeze(node.text)) for node in tree.iter("title")), "")
    lower = headline_seen(tree)
    if lower is not None and lower.tag not in ("h1", "h2"):
        yield "h1", visible_text(lower, LONGEST_TITLE)  # and none that the title does not repeat
    else:
        yield from (("h1", _below_site(text, title, tree)) for text in found)
    if not found:
        second = (text for node in list(tree.iter("h2"))[:4] if (text := visible_text(node, 1_000)))
        yield from (("h2", text) for text in list(second)[:1])


def _heading_texts(heading: Node) -> Iterator[str]:
    """Yield a heading's text, and that of the largest of its parts, where a kicker or a label stands beside that."""
    parts = [text for part in heading if (text := visible_text(part, 1_000))]
    text = visible_text(heading, 1_000)
    glued = len(parts) > 1 and folded(text) == folded("".join(parts))
    if text:
        yield " ".join(parts) if glued else text
    largest = max(parts, key=len, default="")
    if len(largest) < len(text) <= 2 * len(largest):
        yield largest


def _below_site(text: str, title: str, tree: Node) -> str:
    """Give the heading below a site's name: one edge of `<title>` has the name, the rest a longer, lower heading."""
    name = folded(text)
    if not name or 3 * len(name) > len(title) or not (title.startswith(name) or title.endswith(name)):
        return text
    lower = (visible_text(node, 1_000) for node, _ in zip(tree.iter("h2", "h3"), range(8), strict=False))
    longer = (heading for heading in lower if 2 * len(name) <= len(folded(heading)) <= len(title) - len(name))
    return next((heading for heading in longer if folded(heading) in title), text)


def as_the_text_has_it(
    title: str, lines: Sequence[str], names: Collection[str], sites: set[str], headings: Iterable[str] = ()
) -> str:
    """Give the part of a title that stands as a line of its own before the text, what is around it being the site's.

    A title that is but the name of who writes, as those of posts are, gives way to the text's first line or its first
    words, unless one of the page's `headings` says it too: then it is about that person. Names are folded.
    """
    if folded(title) not in names:
        return _without_known(title, {folded(line) for line in lines[:BEFORE]}, sites)
    own = [line for line in lines if folded(line) != folded(title) and not _is_label(line)]
    if not own or folded(title) in map(folded, headings):
        return title
    words = own[0].split()
    return own[0] if len(own) > 1 and len(own[0]) <= LINE else " ".join(words[:FIRST]) + "\u2026" * (len(words) > FIRST)


def _without_known(title: str, said: set[str], sites: set[str]) -> str:
    """Cut off a title what names the site or stands by itself, where the rest is a line, as subheadings are too.

    What is around a mark that never stands within headlines need not be known.
    """
    parts = parts_of(title)
    longest = max(parts, key=len)
    others = (part for part in parts if part != longest)
    known = _OF_SITES.search(title) or all(names_site(part, sites) or folded(part) in said for part in others)
    return longest if known and len(folded(longest)) >= MIN_HEADLINE and folded(longest) in said else title


def _is_label(line: str) -> bool:
    """Tell a byline, or a date by itself."""
    found = find_moment(line) if len(line) <= LINE else None
    return is_byline(line) or (found is not None and len(found.rest) <= LABELS)

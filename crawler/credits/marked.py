"""Names that a page marks up with elements and class names, near its first headline; pure."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import islice, pairwise
from typing import TYPE_CHECKING

from crawler.credits.brokenlines import is_full_name, is_name, signed_before_break
from crawler.credits.bywords import is_byline, without_by
from crawler.credits.headnames import SENTENCE, head_authors, leads_to_writer
from crawler.credits.names import clean_names
from crawler.credits.namewords import words_for
from crawler.credits.teasernames import in_teaser
from crawler.parsing.belonging import article_of, in_aside, names_others, of_another, places_of, within
from crawler.parsing.headings import headline_seen
from crawler.parsing.heads import head_of
from crawler.parsing.htmltree import Node, marked, squeeze, visible_text, words_of
from crawler.parsing.titles import folded

if TYPE_CHECKING:
    from collections.abc import Iterator

_BYLINE_WORDS = re.compile(
    r"(?<![a-z])(?:by[-_]?line|authors?|auteure?s?|autor(?:en|es|in|a|e|i)?|writers?|signature|contributors?"
    r"|reporters?|journaliste?s?|firma|skribent|kirjoittaja|toimittaja|forfatter|yazar|muhabir|penulis|redacteur)(?![a-z])"
    r"|author-?name|by_?line|(?:article|artikel|post|entry|story)-?(?:author|autor|auteur)"
)
_MAY_BE_BYLINE = (
    "div", "span", "p", "a", "address", "li", "em", "strong", "cite", "h3", "h4", "h5", "section", "ul",
)  # fmt: skip
_ITEMS = ("li", "div", "p")
_LINES = ("div", "p", "li", "span")
MAX_BYLINES = 6
MAX_BYLINE = 120
BESIDE_LEVELS = 3  # within which names stand beside each other
MAX_INNER = 8  # names within a marked element
MAX_SEEN = 40  # elements in which they are looked for
BESIDE = 2  # levels within which those stand that nothing but their names tells
# Names for tests, which tell where class names are made by machines.
_TESTED = "//@data-testid[contains(., 'yline') or contains(., 'uthor')]/.. | //@data-qa[contains(., 'uthor')]/.."
_NAME_WORDS = re.compile(
    r"(?:author|writer|byline|person|contributor|staff|autor|auteur)[a-z]{0,2}[-_]{0,2}name|(?<![a-z-])name(?![a-z])"
)
_OUTLET = re.compile(r"outlet|source|publisher|publication|site|brand|company|organi[sz]ation|agency|newspaper|channel")
_META_WORDS = re.compile(r"(?<![a-z])meta(?![a-z])|post-info|article-info|entry-info|details")
_OTHER_WORK = re.compile(r"caption|image|photo|foto|picture|bild|gallery|video|illustra|translat|quote|book")
_PARTS = re.compile(r"\s*[|\u2022\u00b7\u2013]\s*")


def marked_authors(tree: Node) -> list[list[str]]:
    """Give the names that the page marks up: microdata, `rel=author`, elements called byline or author near the h1."""
    found: list[list[str]] = []
    related = [link for link in tree.iter("a") if "author" in (link.get("rel") or "").split()]
    called, headline = _called_byline(tree), headline_seen(tree)
    for named in (marked(tree, "author"), related):
        nodes = [node for node in named if not in_aside(node) and not of_another(node)]
        nodes = nodes or [node for node in named if _is_of_article(node, headline)]
        found.append([text for node in _together(nodes)[:8] if (text := _name_in(node))])
    known: dict[Node, bool | None] = {}
    for place in places_of(tree, headline):
        near = _bylines_in([node for node in within(called, place, tree) if not in_teaser(node, headline, known)])
        found += near
        if any(clean_names(names, desks=True) for names in near):
            break  # what stands elsewhere is of other articles
    found += head_authors(headline)
    return [names for names in found if names] or _beside(tree)


def said_bylines(tree: Node) -> list[list[str]]:
    """Give the lines 'By A, B and C' of elements called byline near the headline: what is declared may lack a name."""
    headline = headline_seen(tree)
    place = headline if headline is None else article_of(headline)
    called = () if place is None else (node for node in place.iter("span", "div", "p") if names_writer(words_of(node)))
    texts = [visible_text(node, 2 * MAX_BYLINE) for node in islice(called, MAX_BYLINES) if not in_aside(node)]
    beside = () if place is None else _bylines_in_cells(place)
    return [*([text] for text in texts if len(text) <= MAX_BYLINE and is_byline(text)), *beside]


def _bylines_in_cells(place: Node) -> Iterator[list[str]]:
    """Yield a byline of the names in a small table or list, each beside a label of its own: 'Reporter:', 'Writer:'.

    It counts for more names beside one that is known: a table on a film or a book has labels of that kind too.
    """
    for table in place.iter("table", "dl"):
        cells = [visible_text(cell, MAX_BYLINE) for cell in islice(table.iter("td", "th", "dt", "dd"), 2 * MAX_INNER)]
        names = [text for label, text in pairwise(cells) if _labels_writer(label) and is_full_name(text)]
        if len(names) > 1:
            yield [f"By {', '.join(names)}"]


def _labels_writer(text: str) -> bool:
    return text.endswith(":") and bool(re.fullmatch(words_for("cell_label"), text[:-1].strip(), re.IGNORECASE))


def head_signature(tree: Node) -> list[str]:
    """Give the one byline in the head, or behind a standfirst, that is all of an element called so; else none.

    None either where microdata says who wrote.
    """
    lines = [] if marked(tree, "author") else head_of(headline_seen(tree), longest=SENTENCE, standfirsts=1)
    bylines = [text for text, node in lines if _is_signed(node) and (is_byline(text) or is_name(text))]
    named = {folded(name): text for text in bylines if " " in (name := without_by(text)) and ":" not in name}
    return list(named.values()) if len(named) == 1 else []


def _is_signed(node: Node) -> bool:
    """Tell an element that is called byline or author, or lies in one, but not of a picture, a book or a quotation."""
    near = (node, *islice(node.iterancestors(), BESIDE))
    called = any(names_writer(words_of(each)) for each in near[:BESIDE])
    return called and not any(_OTHER_WORK.search(words_of(each)) for each in near) and not in_aside(node)


@lru_cache(maxsize=2048)
def names_writer(words: str) -> bool:
    """Tell by an element's names that it holds who wrote something."""
    return bool(_BYLINE_WORDS.search(words))


def _beside(tree: Node) -> list[list[str]]:
    """Give the first author in what stands beside a text: some pages have their bylines in an aside or a menu."""
    inside = dict.fromkeys(node for aside in tree.iter("aside", "nav") for node in aside.iterdescendants())
    for node in (each for each in inside if each.get("itemprop") == "author" or "byline" in (each.get("class") or "")):
        if not any(names_others(words_of(parent)) for parent in node.iterancestors()) and not of_another(node):
            name = _name_in(node)
            return [[name]] if 3 <= len(name) <= MAX_BYLINE else []
    return []


def _is_of_article(node: Node, headline: Node | None) -> bool:
    """Tell what microdata says of the article that the headline is of: it may stand in a footer."""
    if headline is None or node.get("itemprop") is None:
        return False
    around = next((parent for parent in node.iterancestors() if parent.get("itemscope") is not None), None)
    named = "" if around is None else (around.get("itemtype") or "").lower()
    return "article" in named and around in headline.iterancestors()


def _together(nodes: list[Node]) -> list[Node]:
    """Give the first of the marked names and those beside it: what stands elsewhere is of other articles."""
    if not nodes:
        return []
    near = _parents(nodes[0])
    return [node for node in nodes if node is nodes[0] or any(parent in near for parent in _parents(node))]


def _parents(node: Node) -> list[Node]:
    return [parent for parent, _ in zip(node.iterancestors(), range(BESIDE_LEVELS), strict=False)]


def _called_byline(tree: Node) -> list[Node]:
    """Give the elements called byline or author, or what stands around one; lists only where no item is called so."""
    called = [node for node in tree.iter(*_MAY_BE_BYLINE) if (words := words_of(node)) and any(_called(words))]
    inner = {parent for node in called for parent in node.iterancestors("ul")}
    return [node for node in called if node not in inner] or tree.xpath(_TESTED)


def _bylines_in(nodes: list[Node]) -> list[list[str]]:
    """Give the texts of elements called byline or author, and of those called meta that have a 'by' in them.

    Those of elements of one name beside each other are one byline.
    """
    named: list[tuple[Node, list[str]]] = []
    parts: list[list[str]] = []
    near: set[Node] = set()  # what is around the first name: others elsewhere are of other articles
    for node in nodes:
        is_named, is_meta = _called(words_of(node))
        is_named = is_named or not is_meta  # by its name for tests
        if len(named) >= MAX_BYLINES or in_aside(node) or (near and near.isdisjoint(_parents(node))):
            continue
        if is_named and 3 <= len(text := _name_in(node)) <= MAX_BYLINE:
            begun = next((texts for first, texts in reversed(named) if _goes_on(first, node)), None)
            if begun is None:
                named.append((node, [text]))
                near = near or (set(_parents(node)) if clean_names([text], desks=True) else set())
            else:
                begun.append(text)
        elif is_meta and len(parts) < MAX_BYLINES and len(text := visible_text(node, 200)) <= 200:
            parts += [[part] for part in _PARTS.split(text) if is_byline(part)]
    return [texts for _, texts in named] + parts


def _goes_on(first: Node, node: Node) -> bool:
    """Tell the next name of a byline: an element of the same name, with no headline of another article around both."""
    if first.tag != node.tag or words_of(first) != words_of(node):
        return False
    above = [parent for parent, _ in zip(first.iterancestors(), range(BESIDE), strict=False)]
    near = (parent for parent, _ in zip(node.iterancestors(), range(BESIDE), strict=False))
    common = next((parent for parent in near if parent in above), None)
    return common is not None and next(common.iter("h2", "h3", "h4"), None) is None


@lru_cache(maxsize=2048)
def _called(words: str) -> tuple[bool, bool]:
    """Tell whether an element's names call it a byline, and whether they call it what stands around one."""
    return names_writer(words), bool(_META_WORDS.search(words))


def _name_in(node: Node) -> str:
    """Give the name in a marked element: its inner `itemprop=name`, its links' texts, else its whole text."""
    named = node.xpath(".//*[@itemprop='name']")
    if named:
        return squeeze(named[0].get("content")) or visible_text(named[0], 200)
    names = _inner_names(node) or _inner_bylines(node) or _listed(node)
    if names:
        return "; ".join(dict.fromkeys(names))
    text = squeeze(node.get("content")) or squeeze(" ".join(node.itertext()))[:300]
    if signed := signed_before_break(node):
        return signed
    if is_byline(text):
        return text
    if line := next((line for line in _lines_in(node) if is_byline(line)), None):
        return line
    links = [visible_text(link, 200) for link in node.iter("a") if link is not node]
    names = [text for text in links if 2 <= len(text.split()) <= 5 and "@" not in text and not text[0].isdigit()]
    return "; ".join(dict.fromkeys(names)) if len(names) > 1 or (names and len(text) > 16) else text


def _inner_names(node: Node) -> list[str]:
    """Give the names in elements called so within a marked one: an author's before any name, no outlet's."""
    inner = () if _NAME_WORDS.search(words_of(node)) else node.iter("a", "span", "div", "p", "strong")
    called = [each for each in inner if _NAME_WORDS.search(words_of(each)) and not _OUTLET.search(words_of(each))]
    called = [each for each in called if "name" not in words_of(each).split()] or called
    names = [(text, each) for each in called[:MAX_INNER] if (text := visible_text(each, 200))]
    sure = all(" " in name or not name.isascii() or leads_to_writer(each) for name, each in names)
    return [name for name, _ in names] if sure else []


def _inner_bylines(node: Node) -> list[str]:
    """Give the names in several elements of one name, themselves called author or byline, within a marked one.

    Not where there is a name beside them: then the whole text tells more.
    """
    called = [each for each in islice(node.iterdescendants(*_MAY_BE_BYLINE), MAX_SEEN) if _called(words_of(each))[0]]
    called = [each for each in called if each.tag == called[0].tag and words_of(each) == words_of(called[0])]
    texts = [visible_text(each, 200) for each in called[:MAX_INNER]]
    if len(texts) < 2 or not all(map(_names_one, texts)):
        return []
    rest = squeeze(" ".join(node.itertext()))[:300]
    for text in texts:
        rest = rest.replace(text, " ", 1)
    return [] if clean_names([rest]) else texts


def _listed(node: Node) -> list[str]:
    """Give the names of a list, each an item, or a block, that is all of one."""
    items = [each for each in node if each.tag in _ITEMS]
    texts = [visible_text(each, 200) for each in items[:MAX_INNER]]
    return texts if len(items) == len(node) > 1 and all(map(is_full_name, texts)) else []


def _lines_in(node: Node) -> list[str]:
    """Give the lines of a marked element: one may be the byline, the others a date or a role."""
    return [visible_text(each, 200) for each in islice(node.iterdescendants(*_LINES), MAX_INNER)]


def _names_one(text: str) -> bool:
    return len(clean_names([text])) == 1

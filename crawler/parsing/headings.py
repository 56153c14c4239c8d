"""Which heading of a page is its headline, whatever its rank: not the name of the site or of a section; pure."""

from __future__ import annotations

import re
from itertools import islice

from crawler.parsing.htmltree import Node, visible_text, words_of
from crawler.parsing.titles import MIN_HEADLINE, folded

MAX_HEADINGS = 5
UNRANKED = 16  # characters
LONG_HEADING = 24  # letters of a first heading, of which fewer may be a site's name
MAX_HEADLINE = 400
REPEATED = 3  # times as long as the headline may a title be

_MAY_BE_HEADLINE = ("h3", "h4", "h5", "h6", "div", "p", "span", "a", "td", "font", "b", "strong")
_LOWER = frozenset({"h3", "h4", "h5", "h6"})
_LISTS = frozenset({"li", "nav", "aside", "footer", "figure"})
_OF_SITE = re.compile(
    r"(?<![a-z])(?:site|section|blog|brand|channel|masthead|banner|logo)(?![a-z])|(?:site|page)-?header"
)
_FRONT_PAGE = re.compile(r"(?:https?:)?//[^/?#]+/?|/")
# Loosely, since what is called so must also say what the page is called.
_CALLED_HEADLINE = re.compile(r"title|headline|heading|titul|überschrift|заголов|(?<![a-z])(?:hl|h1)(?![a-z\d])")


def headline_of(tree: Node) -> Node | None:
    """Choose the heading that the page's title repeats, else its longest of the first rank: others name the site."""
    titles = [visible_text(node, 1_000) for node in islice(tree.iter("title"), 1)]
    shared = (node for node in tree.iter("meta") if node.get("property") == "og:title")
    titles += [node.get("content") or "" for node in islice(shared, 1)]
    said = [folded(title) for title in titles]
    ranked = list(tree.iter("h1", "h2"))
    first = [node for node in ranked if node.tag == "h1"][:MAX_HEADINGS]
    headings = (*first, *[node for node in ranked if node.tag == "h2"][:MAX_HEADINGS])
    letters = {node: read for node in headings if len(read := folded(visible_text(node, 1_000))) >= MIN_HEADLINE}
    repeated = [node for node, read in letters.items() if _is_among(read, said)]
    sure = any(_is_much(letters[node], said) for node in repeated) or any(_is_headline(node, letters) for node in first)
    if not sure and (lower := _unranked(tree, said)) is not None:
        return lower
    return max(
        repeated or [node for node in first if node in letters], key=lambda node: len(letters[node]), default=None
    )


def headline_seen(tree: Node) -> Node | None:
    """As `headline_of`, kept with a page: for its readers before anything is taken out of it."""
    if not hasattr(tree, "headline"):
        tree.headline = headline_of(tree)
    headline: Node | None = tree.headline
    return headline


def _unranked(tree: Node, titles: list[str]) -> Node | None:
    """Find what is no first or second heading and yet the headline: called so, or a lower one, in the title's words."""
    for node in tree.iter(*_MAY_BE_HEADLINE):
        text = node.text or ""
        if node.tag in _LOWER and len(node) and not text.strip():
            text = visible_text(node, MAX_HEADLINE)  # it begins with a kicker in an element of its own
        if not UNRANKED <= len(text) <= MAX_HEADLINE or not _is_title(folded(text), titles):
            continue
        names = f"{words_of(node)} {words_of(node.getparent())}"
        called = node.tag in _LOWER or _CALLED_HEADLINE.search(names)
        if called and not _in_list(node) and not _is_of_site(node):
            return node
    return None


def _is_headline(node: Node, letters: dict[Node, str]) -> bool:
    """Tell a first heading as long as headlines are that stands in no list and names no site."""
    return len(letters.get(node, "")) >= LONG_HEADING and not _in_list(node) and not _is_of_site(node)


def _is_of_site(node: Node) -> bool:
    """Tell the name of a site or of a section: called so, in the header of the page, or a link to the front page."""
    near = (node, *islice(node.iterancestors(), 2))
    if any(_OF_SITE.search(words_of(each)) for each in near):
        return True
    if any(_FRONT_PAGE.fullmatch(link.get("href") or "") for link in (*near, *node) if link.tag == "a"):
        return True
    tags = [each.tag for each in node.iterancestors()]
    return "header" in tags and not {"article", "main"} & set(tags)


def _is_title(letters: str, titles: list[str]) -> bool:
    """Tell a title, or what one begins with and a site's name and slogan follow."""
    return len(letters) >= MIN_HEADLINE and any(
        title.startswith(letters) and REPEATED * len(letters) >= len(title) for title in titles
    )


def _in_list(node: Node) -> bool:
    return any(parent.tag in _LISTS for parent in node.iterancestors())


def _is_much(letters: str, titles: list[str]) -> bool:
    """Tell what a title begins with or says by a third at least: less is the name of the site or of a part of it."""
    return any(title and (title.startswith(letters) or REPEATED * len(letters) >= len(title)) for title in titles)


def _is_among(letters: str, titles: list[str]) -> bool:
    return any(letters in title or (title and title in letters) for title in titles)

"""The next page of a listing: `rel=next`, words for 'next' and 'older', or the number after the present one; pure."""

from __future__ import annotations

import re
from collections import deque
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, unquote, urlencode, urljoin, urlsplit, urlunsplit

from crawler.finding.linkscore import url_score
from crawler.parsing.htmltree import Node, names, squeeze, visible_text, words_of
from crawler.parsing.phrases import is_phrase
from crawler.urls import canonical, registered_domain
from storage.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MAX_ANCHORS = 5_000
MAX_PAGER = 60
NEAR = 3  # links before an item's page numbers, one of which leads to the item
ARTICLE = 2.0  # score of an address that is an article's, and no listing's

_ARROWS = names("» \uff1e \u203a > >> \u2192 \u25b6 \u25ba \u27e9 \u276f \u226b")
_BACK_CLASS = re.compile(r"\b(?:prev|previous|newer|first|back)\b")
_NEXT_CLASS = re.compile(r"\b(?:next|older|nav-previous|pagination__next|pager-next|nextpostslink)\b|next[-_]?page")
_PAGER_CLASS = re.compile(r"pag(?:er|ina|ing|enav|es\b|e-nav|e_nav)|wp-pagenavi|page-numbers|nav-links|navigation")
_ITEM_CLASS = re.compile(r"slide|carousel|slick|swiper|calendar|gallery|lightbox|bx-|flex-direction|comment|reply")
_PAGE_PARAMETER = re.compile(
    r"(?:[a-z_]*page[a-z_]*|p|pg|pag|pagina|paged|start|offset|seite|s|from|pn|curpage|updated-max|"
    r"cursor|skip|before|after|first|pagen_\d|sayfa|strona|stranka|oldal|side|sivu|halaman|trang|hal)",
    re.IGNORECASE,
)
_PAGE_PATH = re.compile(
    r"(?:/|_|-|\b)(?:page|seite|pagina|pag|p|index|list)?[/_.-]?(\d{1,5})(?:/|\.[a-z]{2,5}$|$)", re.IGNORECASE
)


def next_page(tree: Node, url: str, base: str) -> str | None:
    """Give the canonical URL of the listing's next page, or None on its last page and where there is no paging."""
    here = canonical(url)
    for candidate in _candidates(tree, here):
        target = _target(candidate, here, base)
        if target:
            return target
    return None


def _candidates(tree: Node, here: str) -> Iterator[str]:
    """Yield hrefs, the surest sign first."""
    for link in tree.iter("link"):
        if "next" in (link.get("rel") or "").lower().split():
            yield link.get("href") or ""
    anchors = [a for a, _ in zip(tree.iter("a"), range(MAX_ANCHORS), strict=False) if a.get("href")]
    for anchor in anchors:
        if "next" in (anchor.get("rel") or "").lower().split() and not _in_slides(anchor):
            yield anchor.get("href")
    numbered = _after_current(anchors, here)
    said = (a.get("href") for a in anchors if _says_next(a))
    if numbered is not None:  # where 'next' leads on by ten pages, the number does by one
        said = (href for href in said if page_number(urljoin(here, href)) <= page_number(urljoin(here, numbered)))
    yield from said
    if numbered is not None:
        yield numbered
    more = {_absolute(a.get("href"), here): a.get("href") for a in anchors if _says_more(a)}
    paged = [href for url, href in more.items() if _is_paged(url, here)]
    if len(paged) == 1:  # what is said at item after item leads to the items
        yield from paged
    yield from (a.get("href") for a in anchors if _arrow(a))


def _label(anchor: Node) -> str:
    text = visible_text(anchor, 100) or squeeze(anchor.get("aria-label") or anchor.get("title"))
    if not text:
        image = next(anchor.iter("img"), None)
        text = squeeze(image.get("alt")) if image is not None else ""
    return text.lower()


def _says_next(anchor: Node) -> bool:
    label = _label(anchor)
    if len(label) > 40 or _in_slides(anchor):
        return False
    if is_phrase(label, "next_page"):
        return not _BACK_CLASS.search(words_of(anchor)) or bool(_NEXT_CLASS.search(words_of(anchor)))
    classes = (
        f"{words_of(anchor)} {words_of(anchor.getparent())}" if anchor.getparent() is not None else words_of(anchor)
    )
    return bool(_NEXT_CLASS.search(classes)) and len(label) <= 12 and _in_pager(anchor)


def _says_more(anchor: Node) -> bool:
    """Tell 'load more' and 'more news', which lead to sections too: so only where the address is a further page's."""
    return is_phrase(_label(anchor), "load_more") and not _in_slides(anchor)


def _is_paged(url: str, here: str) -> bool:
    return page_number(url) > 1 or (urlsplit(url).path == urlsplit(here).path and _has_page_parameter(url))


def _has_page_parameter(url: str) -> bool:
    return any(_PAGE_PARAMETER.fullmatch(name) for name, _ in parse_qsl(urlsplit(url).query))


def _arrow(anchor: Node) -> bool:
    return _label(anchor) in _ARROWS and _in_pager(anchor) and not _in_slides(anchor)


def _in_pager(anchor: Node) -> bool:
    near = [anchor, *list(anchor.iterancestors())[:5]]
    if any(_PAGER_CLASS.search(words_of(node)) for node in near):
        return True
    return any(_has_numbers(node) for node in near[1:4])


def is_page_number(anchor: Node) -> bool:
    """Tell a link whose text is a number, in a row of such links."""
    label = _number(anchor)
    return label.isdecimal() and len(label) <= 4 and _in_pager(anchor) and not _in_slides(anchor)


def _number(anchor: Node) -> str:
    return _label(anchor).strip("[]() ")


def _has_numbers(node: Node) -> bool:
    return sum(visible_text(a, 20).isdigit() for a, _ in zip(node.iter("a"), range(MAX_PAGER), strict=False)) >= 2


def _in_slides(anchor: Node) -> bool:
    return any(_ITEM_CLASS.search(words_of(node)) for node in [anchor, *list(anchor.iterancestors())[:4]])


def _after_current(anchors: list[Node], here: str) -> str | None:
    """Find the link whose text is the number after the present page's, in a row of such numbers."""
    numbers: dict[int, str] = {}
    before: deque[Node] = deque(maxlen=NEAR)
    for anchor in anchors:
        if not is_page_number(anchor):
            before.append(anchor)
        elif not _pages_an_item(_absolute(anchor.get("href"), here), here, before):
            numbers.setdefault(int(_number(anchor)), anchor.get("href"))
    return numbers.get(page_number(here) + 1) if numbers else None


def _absolute(href: str, base: str) -> str:
    """Give the canonical URL that a link leads to; '' for none."""
    try:
        return canonical(urljoin(base, href.strip()))
    except (InputError, ValueError):
        return ""


def _pages_an_item(url: str, here: str, before: Iterable[Node]) -> bool:
    """Tell a further page of a thread or an article, which some lists name behind the link to the item itself."""
    parts, this = urlsplit(url), urlsplit(here)
    pairs = [pair for pair in parse_qsl(parts.query) if not (pair[1].isdigit() and _PAGE_PARAMETER.fullmatch(pair[0]))]
    if not any(value.isdigit() and len(value) >= 2 for _, value in pairs):
        return False
    if parts.path == this.path and set(pairs) <= set(parse_qsl(this.query)):  # the list's own, which has an id too
        return False
    item = urlunsplit(parts._replace(query=urlencode(pairs)))
    return any(_absolute(anchor.get("href"), here) == item for anchor in before)


def page_number(url: str) -> int:
    """Read the number of a listing's page from its URL; 1 where it has none."""
    parts = urlsplit(url)
    for name, value in parse_qsl(parts.query):
        if _PAGE_PARAMETER.fullmatch(name) and value.isdigit():
            return int(value)
    match = _PAGE_PATH.search(unquote(parts.path))
    return int(match.group(1)) if match and int(match.group(1)) < 2000 else 1


def _target(href: str, here: str, base: str) -> str | None:
    """Accept a next page only on the same site, other than this one, and like it."""
    if not href or href.strip().startswith(("#", "javascript:")):
        return None
    target = _absolute(href, base)
    if target in ("", here) or registered_domain(target) != registered_domain(here):
        return None
    return target if _continues(target, here) else None


def _continues(target: str, here: str) -> bool:
    """Tell a page of the same listing from an article called 'Next' and from the way back."""
    there, this = urlsplit(target), urlsplit(here)
    paged = _has_page_parameter(target)
    number = page_number(target)
    if number == 1 and page_number(here) > 1 and not paged:
        return False
    if number == 1 and not paged and url_score(target) >= ARTICLE:
        return False
    stem = [s for s in re.sub(r"\d+", "", this.path).split("/") if s]
    common = sum(s in re.sub(r"\d+", "", there.path).split("/") for s in stem)
    return paged or number > 1 or (bool(stem) and common * 2 >= len(stem))

"""A listing by the selectors of its source's declaration: CSS, or XPath (`/…`, `./…`, `(…`); pure."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urljoin

from crawler.finding.teasers import Link, build_teaser, page_habits
from crawler.parsing.dates import Habits
from crawler.parsing.htmltree import Node, squeeze, visible_text
from crawler.parsing.lines import is_cut
from crawler.urls import canonical
from storage.errors import ConfigError, InputError
from storage.records import Teaser

if TYPE_CHECKING:
    from storage.records import Selectors


def read_selected(tree: Node, url: str, base: str, selectors: Selectors) -> tuple[tuple[Teaser, ...], str | None]:
    """Read teasers and the next page by selectors; what has no selector is read as without any.

    Raises ConfigError, naming the selector, where its syntax is wrong.
    """
    habits = page_habits(tree)
    blocks = _select(tree, selectors.item) if selectors.item else _select(tree, selectors.link or selectors.title or "")
    teasers: dict[str, Teaser] = {}
    for block in blocks:
        if not isinstance(block, str) and (teaser := _teaser(block, url, base, selectors, habits)) is not None:
            teasers.setdefault(teaser.url, teaser)
    return tuple(teasers.values()), next_selected(tree, base, selectors)


def next_selected(tree: Node, base: str, selectors: Selectors) -> str | None:
    """Give the next page by its selector; None where there is none, or it matches nothing."""
    following = _select(tree, selectors.next) if selectors.next else []
    return next((target for node in following if (target := _href(node, base))), None)


def check_selectors(selectors: Selectors) -> None:
    """Raise ConfigError for the first selector that cannot be compiled, before anything is fetched."""
    for name in ("item", "link", "title", "teaser", "date", "next"):
        selector = getattr(selectors, name)
        if selector is not None:
            _compiled(selector, name)


def _compiled(selector: str, name: str = "") -> object:
    from cssselect import SelectorError
    from lxml.etree import XPath, XPathError
    from parsel.csstranslator import HTMLTranslator

    what = f"selector {name} = {selector!r}" if name else f"selector {selector!r}"
    try:
        if selector.lstrip().startswith(("/", "./", "(", ".//")):
            return XPath(selector)
        return XPath(HTMLTranslator().css_to_xpath(selector, prefix="descendant-or-self::"))
    except (SelectorError, XPathError, ValueError) as error:
        kind = "XPath" if selector.lstrip().startswith(("/", "./", "(")) else "CSS"
        raise ConfigError(f"{what} is no valid {kind} ({error})") from error


def _select(node: Node, selector: str) -> list[Node]:
    from lxml.etree import XPathError

    compiled = _compiled(selector)
    try:
        found = compiled(node)  # type: ignore[operator]
    except XPathError as error:
        raise ConfigError(f"selector {selector!r} cannot be evaluated ({error})") from error
    return list(found) if isinstance(found, list) else [str(found)]


def _teaser(block: Node, url: str, base: str, selectors: Selectors, habits: Habits) -> Teaser | None:
    anchors = _anchors(block, selectors)
    target = next((link for anchor in anchors if (link := _href(anchor, base))), None)
    if target is None or target == canonical(url):
        return None
    titles = _texts(block, selectors.title)
    title = next(iter(titles), "") or next(
        (t for a in anchors if not isinstance(a, str) and (t := visible_text(a))), ""
    )
    nodes = [anchor for anchor in anchors if not isinstance(anchor, str)] or [block]
    owners: dict[Node, str | None] = dict.fromkeys([block, *block.iterdescendants()], target)
    read = build_teaser(Link(target, nodes[:1], title), owners, habits, base)
    text = " ".join(_texts(block, selectors.teaser)) if selectors.teaser else read.teaser
    dates = [moment for text in _texts(block, selectors.date) if (moment := habits.moment(text))]
    cut = is_cut(text) or (not selectors.teaser and read.truncated)
    return Teaser(target, title, text, dates[0] if dates else read.published_at, cut, read.image)


def _anchors(block: Node, selectors: Selectors) -> list[Node]:
    if selectors.link:
        return _select(block, selectors.link)
    if block.tag == "a":
        return [block]
    titled = [a for node in (_select(block, selectors.title) if selectors.title else []) if not isinstance(node, str)
              for a in [*([node] if node.tag == "a" else []), *node.iter("a"), *node.iterancestors("a")]]  # fmt: skip
    return titled or sorted(block.iter("a"), key=lambda a: -len(visible_text(a)))


def _texts(block: Node, selector: str | None) -> list[str]:
    if not selector:
        return []
    found = _select(block, selector)
    values = [squeeze(node) if isinstance(node, str) else node.get("datetime") or visible_text(node) for node in found]
    return [value for value in values if value]


def _href(node: Node | str, base: str) -> str | None:
    if not isinstance(node, str):
        inner = next(node.iter("a"), None) if node.tag != "a" else node
        href = (inner if inner is not None else node).get("href")
    else:
        href = node
    try:
        return canonical(urljoin(base, href.strip())) if href and not href.startswith("#") else None
    except (InputError, ValueError):
        return None

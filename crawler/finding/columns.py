"""Which of a listing page's links stand beside its own list: in side columns, menus and the page's footer; pure."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from crawler.finding.linkscore import TELLING, url_score, url_shape
from crawler.finding.mostread import around_main
from crawler.finding.teasers import is_told, ranks_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from crawler.finding.teasers import Link
    from crawler.parsing.htmltree import Node
    from storage.records import Teaser

FEW = 3  # links that make a list of the page's own
MOST = 0.7
WHOLE = 0.75  # of a page's links: where they are is no place beside them

_ENDS = r"(?:[-_]?(?:\d|one|two|left|right|primary|secondary|main|inner|wrap(?:per)?|container|content|area|widgets?))*"
_SIDE = re.compile(
    rf"(?:[a-z]+[-_]+){{0,2}}(?<!has-)(?<!with-)(?<!no-)side[-_]?bar{_ENDS}|right[-_]?(?:side|col|column|rail|bar){_ENDS}|"
    rf"(?:side[-_]?)?rail|side[-_]?(?:col|column|block|panel){_ENDS}|complementary"
)
_FOOT = re.compile(r"(?:(?:site|page|main|global|the|fat|big)[-_]?)?footer" + _ENDS + r"|contentinfo|colophon")
_PARTS = ("article", "section", "main", "li")  # that have a footer of their own


def beside_own(tree: Node, links: list[Link], weights: Mapping[str, float], teasers: Mapping[str, Teaser]) -> set[str]:
    """Give the URLs of accepted links that stand only beside the page's own list, where there is one that outweighs it.

    Of side columns only bare links, without a text, a date or a picture, where the page's own have more, and not those
    with an address like an own item's: what the outlet runs as an article is one in a side column too.
    """
    held = Counter(node for link in links for node in {n for anchor in link.anchors for n in anchor.iterancestors()})
    parts = (node for node, count in held.items() if count <= WHOLE * len(links))
    places = {node: kind for node in parts if (kind := _kind(node))}
    for node in around_main(tree):
        places.pop(node, None)
    found = {link.url: place for link in links if (place := _place(link.anchors, places)) is not None}
    alone = {target for target, place in found.items() if held[place] == 1}
    if len(alone) >= FEW:  # each in a place of its own: footers of cards
        found = {target: place for target, place in found.items() if target not in alone}
    own = [link for link in links if link.url not in found]
    if len(own) < FEW:
        return set()
    rows = defaultdict(list)
    for link in links:
        if link.url in found:
            rows[found[link.url]].append(link)
    ranks = {rank for link in own for rank in ranks_of(link)}
    shapes = {url_shape(link.url) for link in own}
    least = min(TELLING, *(url_score(link.url) for link in own))
    told = sum(is_told(teasers[link.url]) for link in own) >= MOST * len(own)
    heavy = sum(weights[link.url] for link in own)
    out: set[str] = set()
    for place, row in rows.items():
        if heavy < sum(weights[link.url] for link in row):
            continue
        if places[place] != "side":
            out.update(link.url for link in row)
        elif told:
            bare = (link.url for link in row if not _is_made(link, teasers[link.url], ranks))
            out.update(url for url in bare if url_shape(url) not in shapes or url_score(url) < least)
    return out


def _kind(node: Node) -> str:
    """Name what an element is beside the page's main part: a side column, or what ends and leads the site."""
    if not isinstance(node.tag, str) or node.tag in ("html", "body", "main"):
        return ""
    names = f"{node.get('class') or ''} {node.get('id') or ''} {node.get('role') or ''}".lower().split()
    if node.tag == "aside" or any(map(_SIDE.fullmatch, names)):
        return "side"
    if node.tag == "nav" or "navigation" in names:
        return "nav"
    if (node.tag == "footer" or any(map(_FOOT.fullmatch, names))) and next(node.iterancestors(*_PARTS), None) is None:
        return "foot"
    return ""


def _place(anchors: Iterable[Node], places: Mapping[Node, str]) -> Node | None:
    """Give the outermost place beside the main part that holds a link; None where an anchor of it is in none."""
    around = [[node for node in anchor.iterancestors() if node in places] for anchor in anchors]
    return around[0][-1] if all(around) else None


def _is_made(link: Link, teaser: Teaser, ranks: set[str]) -> bool:
    """Tell an item that has more than its headline, or one that is made as the page's own are."""
    return is_told(teaser) or bool(teaser.image) or bool(ranks_of(link) & ranks)

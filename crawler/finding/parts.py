"""The headings of a listing page's parts that link to listings of their own: 'News about the harbour'; pure."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from crawler.finding.linkscore import url_score
from crawler.finding.teasers import heading_of, is_told, ranks_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from crawler.finding.teasers import Link
    from crawler.parsing.htmltree import Node
    from storage.records import Teaser

LEVELS = 4  # from a heading to its part
FEW = 3  # links of a part
MOST = 0.7
SECTION = 0.0  # score of an address below which it is no article's


def heads_of_parts(links: list[Link], teasers: Mapping[str, Teaser]) -> set[str]:
    """Give the URLs of headings that stand over a list of others which say more of themselves.

    Such a heading has neither text, date nor picture and an address that tells nothing; most of the links below it,
    set in smaller headings or none, have one of the three and addresses that tell more. So the lead of a part stays,
    and a page on which no address tells anything loses none.
    """
    urls = {anchor: link.url for link in links for anchor in link.anchors}
    ranks = {link.url: min(ranks_of(link), default="") for link in links}  # the highest: `h2` before `h3`
    parts: dict[Node, list[str]] = {}
    return {
        link.url
        for link in links
        if ranks[link.url] and url_score(link.url) < SECTION and not _says(teasers[link.url])
        for part in _around(link)
        if _heads(link.url, parts.setdefault(part, parts.get(part) or _held(part, urls)), ranks, teasers)
    }


def _says(teaser: Teaser) -> bool:
    return is_told(teaser) or bool(teaser.image)


def _around(link: Link) -> Iterator[Node]:
    for anchor in link.anchors:
        heading = heading_of(anchor)
        if heading is not None:
            yield from islice(heading.iterancestors(), LEVELS)


def _held(part: Node, urls: Mapping[Node, str]) -> list[str]:
    return list(dict.fromkeys(urls[anchor] for anchor in part.iter("a") if anchor in urls))


def _heads(url: str, held: list[str], ranks: Mapping[str, str], teasers: Mapping[str, Teaser]) -> bool:
    """Tell whether a link is the first of a part's, and the others of it are set smaller and say more."""
    below = held[1:]
    if held[:1] != [url] or len(below) < FEW:
        return False
    smaller = all(ranks[other] == "" or ranks[other] > ranks[url] for other in below)
    said = sum(_says(teasers[other]) for other in below)
    telling = sum(url_score(other) > url_score(url) for other in below)
    return smaller and min(said, telling) >= MOST * len(below)

"""Which of a listing page's links are of another kind than its items: threads, banners, columns elsewhere; pure."""

from __future__ import annotations

import re
from collections import defaultdict
from statistics import fmean
from typing import TYPE_CHECKING

from crawler.finding.linkscore import TELLING, is_thread, url_score, url_shape
from crawler.finding.teasers import is_told, ranks_of
from crawler.parsing.scripts import LAST_NARROW
from crawler.urls import registered_domain

if TYPE_CHECKING:
    from collections.abc import Mapping

    from crawler.finding.teasers import Link
    from storage.records import Teaser

FEW = 5  # items of the page's own
MOST = 0.7
WEAK = 3.0  # mean score: twice what a link is accepted with
TIMES = 2  # as many of the page's own as of another kind

_FILE = re.compile(r"\S+\.(?:jpe?g|png|gif|webp|svg)", re.IGNORECASE)


def of_another_kind(
    links: list[Link], site: str, weights: Mapping[str, float], teasers: Mapping[str, Teaser]
) -> set[str]:
    """Give the URLs of links that say nothing but their words and whose addresses no item of the page's own shares.

    Its own items lie on the registered domain `site` and have a text, a date, a heading or a picture with words. Links
    of one kind are out together where they were accepted narrowly and the own items are twice as many, unless most have
    a headline's words and an article's address. A lone one is out only if it leads to another site, where neither that
    nor a picture, as a columnist's, makes it an item; all that lead away count as one kind there, for what an
    aggregator links to stands beside pages of its own.
    """
    at_home = {link.url for link in links if registered_domain(link.url) == site}
    own = [link for link in links if link.url in at_home and _is_made(link, teasers[link.url], pictured=True)]
    if len(own) < FEW:
        return set()
    shapes = {url_shape(link.url) for link in own}
    kinds: dict[str, list[Link]] = defaultdict(list)
    for link in links:
        if (shape := url_shape(link.url)) not in shapes:
            kinds[shape].append(link)
    out: set[str] = set()
    for kind in kinds.values():
        here = kind[0].url in at_home
        weak = fmean(weights[link.url] for link in kind) < WEAK
        few = TIMES * (len(kind) if here else len(links) - len(at_home)) <= len(own)
        made = any(_is_made(link, teasers[link.url], pictured=here) for link in kind)
        if weak and few and not made and not (here and _tell(kind)):
            out.update(link.url for link in kind)
    return out


def threads_beside(links: list[Link], page: str, teasers: Mapping[str, Teaser]) -> set[str]:
    """Give the URLs of links to a forum that have neither a heading nor a text: some outlets call a section 'forum'.

    Only on a page that is none of a forum and has items of another kind.
    """
    threads = [link for link in links if is_thread(link.url)]
    if is_thread(page) or len(links) - len(threads) < FEW:
        return set()
    return {link.url for link in threads if not teasers[link.url].teaser and not ranks_of(link)}


def _tell(kind: list[Link]) -> bool:
    """Tell a lone link, or links most of which have both a headline's words and an article's address."""
    telling = [link for link in kind if url_score(link.url) >= TELLING and _is_headline(link.title)]
    return len(kind) == 1 or len(telling) >= MOST * len(kind)


def _is_headline(title: str) -> bool:
    return len(title.split()) >= 4 or sum(c > LAST_NARROW for c in title) >= 10


def _is_made(link: Link, teaser: Teaser, *, pictured: bool) -> bool:
    """Tell an item that has more than its words; a file's name is none of them."""
    if is_told(teaser) or ranks_of(link):
        return True
    return pictured and bool(teaser.image) and bool(teaser.title) and not _FILE.fullmatch(teaser.title)

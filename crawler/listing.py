"""Any listing to its teasers and its next page, without selectors or with those of a source's declaration; pure."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from statistics import fmean
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from crawler.finding.columns import beside_own
from crawler.finding.linkscore import is_section, query_identifies, url_score, url_shape
from crawler.finding.otherkind import of_another_kind, threads_beside
from crawler.finding.pagination import is_page_number, next_page
from crawler.finding.parts import heads_of_parts
from crawler.finding.placescore import Places
from crawler.finding.selecting import check_selectors, next_selected, read_selected
from crawler.finding.teasers import (
    Link,
    build_teaser,
    evidence_beside,
    heading_beside,
    heading_of,
    headline_in,
    owners_of,
    page_habits,
)
from crawler.parsing.htmltree import Node, parse, squeeze, visible_text
from crawler.parsing.phrases import is_phrase
from crawler.parsing.scripts import LAST_NARROW
from crawler.urls import canonical, registered_domain
from storage.errors import InputError

if TYPE_CHECKING:
    from crawler.parsing.dates import Habits
    from storage.records import Selectors, Teaser

MAX_LINKS = 5_000
LEADING = 20  # characters
CARD = 60
THRESHOLD = 1.5
FEW = 3  # items of the page's own site
HOPELESS = -4.0
ROW = 5  # links in one place that are no chance
MOST = 0.7
RAISE = 2.25
MORE = 3.0

_ARCHIVE = re.compile(r"^https?://[^/]+/web/\d{4,14}[a-z_]*/(?=https?://)")


@dataclass(frozen=True, slots=True)
class Listing:
    """What a listing page says: its teasers in the page's order, and where it goes on."""

    teasers: tuple[Teaser, ...]
    next_url: str | None = None


@dataclass(slots=True)
class Group:
    """All links of a page to one URL, and how much they look like a teaser's."""

    url: str
    anchors: list[Node] = field(default_factory=list)
    title: str = ""
    score: float = 0.0


def read_listing(body: bytes, url: str, *, content_type: str = "", selectors: Selectors | None = None) -> Listing:
    """Read the teasers of any listing.

    Not for 'most read' boxes, menus, footers and bare links in side columns. With `selectors` those decide, and one
    that matches nothing gives no teasers. Raises UnreadableError for what is no HTML, ConfigError for a selector with
    wrong syntax.
    """
    tree = parse(body, url, content_type=content_type)
    base = base_of(tree, url)
    if selectors is not None:
        check_selectors(selectors)
    if selectors is not None and any((selectors.item, selectors.link, selectors.title)):
        return Listing(*read_selected(tree, url, base, selectors))
    following = next_selected(tree, base, selectors) if selectors and selectors.next else next_page(tree, url, base)
    teasers = teasers_of(tree, url, own=True)
    return Listing(tuple(teaser for teaser in teasers if teaser.url != following), following)


def teasers_of(tree: Node, url: str, *, rows: bool = True, own: bool = False) -> tuple[Teaser, ...]:
    """Read the teasers of a parsed page, in the page's order.

    Without `rows` only those that speak for themselves: many links in a row are no sign that a page is a listing. With
    `own` only those of the page's own lists; all that it links to tell what kind of page it is.
    """
    base = base_of(tree, url)
    groups = collect(tree, url, base)
    habits = page_habits(tree)
    _score(groups, url, Places.of(tree, url), habits, rows=rows)
    liked = {group.url for group in groups if group.score >= THRESHOLD}
    accepted = [
        Link(group.url, group.anchors, group.title)
        for group in groups
        if group.url in liked and not _is_part_of_another(group.url, liked)
    ]
    owners = owners_of(accepted)
    teasers = {link.url: build_teaser(link, owners, habits, base) for link in accepted}
    if own:
        weights = {group.url: group.score for group in groups}
        others = beside_own(tree, accepted, weights, teasers) | heads_of_parts(accepted, teasers)
        others |= threads_beside([link for link in accepted if link.url not in others], url, teasers)
        left = [link for link in accepted if link.url not in others]
        others |= of_another_kind(left, registered_domain(url), weights, teasers)
        teasers = {target: teaser for target, teaser in teasers.items() if target not in others}
    return tuple(teasers.values())


def _is_part_of_another(url: str, liked: set[str]) -> bool:
    """Tell a thread of comments or another view of an article that is linked by itself: the same path, and a query."""
    whole, mark, query = url.partition("?")
    return bool(mark) and whole in liked and not query_identifies(query)


def base_of(tree: Node, url: str) -> str:
    """Give the address against which the page's links are resolved: its `<base href>` or its own."""
    base = next((node.get("href") for node in tree.iter("base") if node.get("href")), None)
    try:
        return urljoin(url, base.strip()) if base else url
    except ValueError:
        return url


def collect(tree: Node, url: str, base: str) -> list[Group]:
    """Group a page's links by where they lead, in the page's order; at most 5,000 links."""
    here = canonical(url)
    groups: dict[str, Group] = {}
    for count, anchor in enumerate(tree.iter("a")):
        if count >= MAX_LINKS:
            break
        target = link_target(anchor.get("href"), base)
        if target is None or target == here or (anchor.get("href") or "").strip().startswith("#") or _is_bare(anchor):
            continue
        groups.setdefault(target, Group(target)).anchors.append(anchor)
    for group in groups.values():
        group.title = _title(group.anchors)
    return list(groups.values())


def _is_bare(anchor: Node) -> bool:
    """Tell a picture or a counter of an advertisement that is shown where no scripts run."""
    return next(anchor.iterancestors("noscript"), None) is not None and not visible_text(anchor, 100)


def link_target(href: str | None, base: str) -> str | None:
    """Give the canonical URL of a link, out of a web archive's wrapping; None for what leads nowhere."""
    if not href or href.strip().lower().startswith(("javascript:", "mailto:", "tel:", "data:")):
        return None
    try:
        target = urljoin(base, href.strip())
        return canonical(_ARCHIVE.sub("", target))
    except (InputError, ValueError):
        return None


def _title(anchors: list[Node]) -> str:
    """Choose the headline among the texts that link to one URL: one in a heading, else the longest of headline size."""
    texts = [(anchor, visible_text(anchor, 3_000)) for anchor in anchors]
    texts = [(anchor, text) for anchor, text in texts if text and not is_phrase(text, "read_more", "not_a_title")]
    for anchor, text in texts:
        heading = heading_of(anchor)
        if heading is not None:
            inner = visible_text(heading, 1_000)
            return inner if 0 < len(inner) <= len(text) else text
    texts = [(anchor, headline_in(anchor) if len(text) > CARD or len(anchor) else text) for anchor, text in texts]
    fitting = [text for _, text in texts if len(text) <= 250] or [text for _, text in texts]
    if fitting:
        return max(fitting, key=len)
    named = [squeeze(anchor.get("title")) for anchor in anchors if anchor.get("title")]
    images = [squeeze(image.get("alt")) for anchor in anchors for image in anchor.iter("img") if image.get("alt")]
    return next((name for name in [*named, *images] if name), "") or next(
        filter(None, map(heading_beside, anchors)), ""
    )


def _score(groups: list[Group], url: str, where: Places, habits: Habits, *, rows: bool = True) -> None:
    """Score every group by itself and by what stands beside it, then let alike places and alike URLs vote."""
    site = registered_domain(url)
    homes = {group.url for group in groups if registered_domain(group.url) == site}
    own = {group.url: _own_score(group, url, where) for group in groups}
    if sum(own[target] >= THRESHOLD for target in homes) >= FEW:  # whose sentences, if any, are those of whole posts
        away = (group for group in groups if group.url not in homes)
        own.update((group.url, HOPELESS - 1.0) for group in away if all(map(_is_in_sentence, group.anchors)))
    owners = owners_of(Link(group.url, group.anchors, "") for group in groups if own[group.url] > HOPELESS)
    beside: dict[str, tuple[float, float]] = {}
    for group in groups:
        if own[group.url] > HOPELESS:
            beside[group.url] = evidence_beside(group.anchors, owners, habits)
            own[group.url] += sum(beside[group.url])
    if rows:
        at_home = [group for group in groups if group.url in beside and group.url in homes]
        _raise_rows(at_home, own, where, beside)
    places, shapes = defaultdict(list), defaultdict(list)
    kinds = [(_place(group, where), url_shape(group.url)) for group in groups]
    for group, (place, shape) in zip(groups, kinds, strict=True):
        places[place].append(own[group.url])
        shapes[shape].append(max(own[group.url], HOPELESS))  # what is out for its place tells nothing of addresses
    for group, (place, shape) in zip(groups, kinds, strict=True):
        near, alike = places[place], shapes[shape]
        group.score = 0.5 * own[group.url] + 0.25 * fmean(near) + 0.25 * fmean(alike)
        if own[group.url] <= HOPELESS:
            group.score = own[group.url]
        elif len(near) >= 4 and sum(score >= THRESHOLD for score in near) >= 0.6 * len(near):
            group.score = max(group.score, fmean(near))


def _raise_rows(
    groups: list[Group], own: dict[str, float], where: Places, beside: dict[str, tuple[float, float]]
) -> None:
    """Raise, in place, the scores of many links in one place that is no menu where most have what teasers have.

    Headlines or articles' addresses; or, which tells more, dates, or headings with a text beside them. So plain lists
    are read whose addresses tell nothing, and lists of two words each. Not a row of words alone, such as one of topics,
    on a page where as many others have more than that.
    """
    rows = defaultdict(list)
    for group in groups:
        if max(map(where.score, group.anchors)) >= 0:
            rows[_place(group, where)].append(group)
    judged = ((place, _raise_of(row, beside)) for place, row in rows.items() if len(row) >= ROW)
    raised = {place: raise_of for place, raise_of in judged if raise_of is not None}
    more = {group.url for place, (_, bare) in raised.items() if not bare for group in rows[place]}
    more |= {group.url for group in groups if own[group.url] >= THRESHOLD}
    for place, (by, bare) in raised.items():
        urls = [group.url for group in rows[place]]
        if not bare or len(more.difference(urls)) < ROW:
            own.update((url, own[url] + by) for url in urls)


def _raise_of(row: list[Group], beside: dict[str, tuple[float, float]]) -> tuple[float, bool] | None:
    """Tell by how much a row is raised, and whether for its words alone; None where it is not."""
    most = MOST * len(row)
    told = [beside[group.url] for group in row]
    headed = sum(
        heading_of(group.anchors[0]) is not None and text > 0 for group, (text, _) in zip(row, told, strict=True)
    )
    if max(headed, sum(date > 0 for _, date in told)) >= most:
        return MORE, False
    if sum(url_score(group.url) >= THRESHOLD for group in row) >= most:
        return RAISE, False
    if sum(_title_score(group.title) > 0 for group in row) < most:
        return None
    return RAISE, not any(map(sum, told))


def _own_score(group: Group, url: str, where: Places) -> float:
    score = url_score(group.url) + _title_score(group.title)
    if registered_domain(group.url) != registered_domain(url):
        score -= 4.0
    if is_section(group.url) or all(is_page_number(a) and heading_of(a) is None for a in group.anchors):
        return HOPELESS - 1.0
    places = [where.score(anchor) for anchor in group.anchors]
    return score + max(places)


def _is_in_sentence(anchor: Node) -> bool:
    """Tell a link that a paragraph's words lead to, as those of whole posts do."""
    paragraph = next(anchor.iterancestors("p"), None)
    return paragraph is not None and len(squeeze(paragraph.text)) >= LEADING


def _title_score(title: str) -> float:
    words = len(title.split())
    wide = sum(1 for c in title if c > LAST_NARROW)
    if wide >= 3:
        return 2.0 if wide >= 10 else 0.5 if wide >= 7 else -1.0
    if words >= 4:
        return 2.0
    return {0: -1.5, 1: -2.0, 2: -1.0, 3: 0.5}[words]


def _place(group: Group, where: Places) -> str:
    """Name the place of a group's best anchor in the page's structure: tags and first classes of four levels."""
    anchor = max(group.anchors, key=lambda anchor: (heading_of(anchor) is not None, where.score(anchor)))
    levels = [anchor, *list(anchor.iterancestors())[:4]]
    return "/".join(f"{node.tag}.{((node.get('class') or '').split() or [''])[0]}" for node in levels)

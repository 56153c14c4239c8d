"""From a page's bytes to its article: pure, deterministic, and the only module that knows trafilatura."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from crawler.agencies import known_agencies
from crawler.attribution import Signs, attributions, credit_lines
from crawler.boilerplate import Context, furniture_of, judge, key_of, split_lines
from crawler.htmltree import Node, parse, squeeze
from crawler.language import language_of
from crawler.listing import teasers_of
from crawler.metadata import Declared, read_declared
from crawler.people import byline_in, choose_authors
from crawler.refusal import Findings, declares_article, refusal
from crawler.regions import densest, likeness, most_alike
from crawler.titles import folded, site_in_title, vote
from crawler.urls import canonical, registered_domain
from storage.errors import NotAnArticleError
from storage.records import Article

if TYPE_CHECKING:
    from storage.records import Teaser

AGREE = 0.6
DEEP = 150

_STRIPPED = ("script", "style", "svg", "noscript", "iframe", "template", "object", "figcaption", "button", "select")


def extract(
    body: bytes, url: str, *, content_type: str = "", hint: Teaser | None = None, source: str | None = None
) -> Article:
    """Read the article that a page carries.

    `hint` is the teaser that led here: its date and title fill what the page does not declare. Raises UnreadableError
    for what is no HTML, NotAnArticleError for a page without an article; both name the URL and say which.
    """
    tree = parse(body, url, content_type=content_type)
    declared = read_declared(tree, url)
    title = vote(declared.titles, declared.outlet, url) or (hint.title if hint else "")
    outlet = declared.outlet or site_in_title(declared.titles, url) or registered_domain(url)
    credited, links = credit_lines(tree, url)
    furniture, scripts = furniture_of(tree), sum(1 for _ in tree.iter("script"))
    teasers = () if declares_article(declared) else teasers_of(tree, url)
    strip(tree)
    lines = read_lines(tree, declared)
    titles = frozenset({key_of(title), *(key_of(text) for _, text in declared.titles)})
    authors = choose_authors(
        [*declared.bylines, byline_in(lines)],
        agencies=set(known_agencies().by_name),
        own=_own_names(outlet, url),
        organisations={folded(name) for name in declared.organisations},
    )
    written = (name for byline in declared.bylines for name in byline)
    context = Context(titles, frozenset(key_of(a) for a in (*authors, *written)), furniture)
    kept, cut = judge(lines, context)
    reason = refusal(Findings(title, kept, lines, declared, furniture, scripts, teasers), url)
    if reason:
        raise NotAnArticleError(f"{url}: {reason}")
    signs = Signs(
        url, outlet, declared.bylines[0] if declared.bylines else (), declared.credits, links, declared.canonical_url
    )
    whole = "\n".join([*lines, *(line for line in credited if line not in lines)])
    text = "\n\n".join(_nfc(line) for line in kept)
    return Article(
        url=url,
        canonical_url=own_canonical(declared, url),
        title=_nfc(title),
        text=text,
        published_at=declared.published_at or (hint.published_at if hint else None),
        modified_at=declared.modified_at,
        authors=authors,
        outlet=outlet,
        language=language_of(text, declared.language),
        tags=declared.tags,
        image=declared.image,
        attributions=attributions(whole, signs),
        cut=tuple(_nfc(line) for line in cut),
        source=source,
    )


def _own_names(outlet: str, url: str) -> set[str]:
    """Give the folded names of the page's own outlet: as declared, its other known names, its domain and its label."""
    known, domain = known_agencies(), registered_domain(url)
    named = {folded(outlet), folded(domain), folded(domain.split(".")[0])}
    return named | known.alike(outlet) | known.alike(known.of_url(url))


def _nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def own_canonical(declared: Declared, url: str) -> str:
    """Give the canonical URL: the declared one where it is a page of the same site, else the page's own."""
    link = declared.canonical_url
    if link and registered_domain(link) == registered_domain(url):
        at_home = link.split("?")[0].rstrip("/").count("/") <= 2
        if not at_home or canonical(url).rstrip("/").count("/") <= 2:
            return link
    return canonical(url)


def strip(tree: Node) -> None:
    """Take out, in place, what is never text, and flatten nesting so deep that trafilatura would give nothing."""
    for node in list(tree.iter(*_STRIPPED)):
        if node.getparent() is not None:
            node.drop_tree()
    deep = [node for node in tree.iter("div", "span", "section") if _is_deep(node)]
    for node in deep:
        node.drop_tag()


def _is_deep(node: Node) -> bool:
    return sum(1 for _ in zip(node.iterancestors(), range(DEEP), strict=False)) >= DEEP


def read_lines(tree: Node, declared: Declared) -> list[str]:
    """Read the lines of the text; where a second reading disagrees, take the one most like the others."""
    main = trafilatura_lines(tree)
    second = densest(tree)
    if likeness(main, second) >= AGREE:
        return main
    readings = [main, second, trafilatura_lines(tree, recall=True), [declared.body]]
    readings = [reading for reading in readings if any(reading)]
    return readings[most_alike(readings)] if readings else []


def trafilatura_lines(tree: Node, *, recall: bool = False) -> list[str]:
    """Read the lines of the main text with trafilatura, without comments, metadata and its duplicate filter."""
    from trafilatura import bare_extraction

    found = bare_extraction(
        tree, fast=not recall, favor_recall=recall, with_metadata=False, include_comments=False, deduplicate=False
    )
    return split_lines(getattr(found, "text", None) or "")


def squeezed(text: str) -> str:
    """Make one line of a text."""
    return squeeze(text)

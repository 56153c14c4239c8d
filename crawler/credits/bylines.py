"""Whom a page declares: its writers, the name of who publishes it, and the sections that it lies in; pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from crawler.credits.bywords import without_by
from crawler.parsing import jsonld

if TYPE_CHECKING:
    from collections.abc import Iterator

_AUTHORS = (
    "author", "article:author", "article:author_name", "parsely-author", "sailthru.author", "dc.creator",
    "dcterms.creator", "dc.author", "byl", "author_name", "authors", "cxenseparse:author", "citation_author",
    "article.author", "creator", "og:article:author", "dable:author", "byline", "article:byline", "article.byline",
    "search.byline",
)  # fmt: skip
PUBLISHERS = ("og:site_name", "application-name", "dc.publisher", "publisher", "article:publisher_name")
_TITLE_OF_APP = "apple-mobile-web-app-title"
_SECTIONS = ("article:section", "section", "channel-name", "category")
_PROFILE = ("url", "sameAs", "jobTitle", "description", "email")  # what is told of a person, and of no section


@dataclass(frozen=True, slots=True)
class DeclaredNames:
    """Names as a page declares them: its bylines, the most trusted first, what it says of those in them, and others.

    Of bylines that only `<meta name=author>` gives, `by_meta_alone` is true. What a page was `made_with` some templates
    declare as the author as well.
    """

    bylines: tuple[tuple[str, ...], ...] = ()
    by_meta_alone: bool = False
    persons: frozenset[str] = frozenset()
    profiled: frozenset[str] = frozenset()
    publishers: tuple[str, ...] = ()
    made_with: tuple[str, ...] = ()
    sections: frozenset[str] = frozenset()


def declared_names(
    meta: dict[str, list[str]], article: dict[str, Any], written: dict[str, Any], nodes: list[dict[str, Any]]
) -> DeclaredNames:
    """Gather them of a page: `written` is the node of its JSON-LD that says who wrote the article."""
    return DeclaredNames(
        bylines=tuple(_bylines(meta, written, nodes)),
        by_meta_alone=_by_meta_alone(meta, written),
        persons=frozenset(_persons(written, nodes)),
        profiled=frozenset(_profiled(written, nodes)),
        publishers=tuple(_publishers(meta, article, nodes)),
        made_with=tuple(meta.get("generator", [])),
        sections=frozenset(_sections(meta, article, nodes)),
    )


def _bylines(
    meta: dict[str, list[str]], article: dict[str, Any], nodes: list[dict[str, Any]]
) -> Iterator[tuple[str, ...]]:
    """Yield the credited names as written, of each place that has any, the most trusted first."""
    people = [jsonld.resolved(part, nodes) for part in _authors_of(article)]
    named = False
    for found in (jsonld.texts(people), *(meta.get(name, []) for name in _AUTHORS)):
        names = tuple(name for name in found if not name.startswith(("http://", "https://", "@", "/")))
        if names:
            named = True
            yield names
    if not named and (names := tuple(_labelled(meta))):  # a card names the account that filed the text
        yield names


def _by_meta_alone(meta: dict[str, list[str]], written: dict[str, Any]) -> bool:
    others = any(meta.get(name) for name in _AUTHORS if name != "author")
    return not (any(_authors_of(written)) or others or _labelled(meta))


def _labelled(meta: dict[str, list[str]]) -> list[str]:
    """Give what a card for sharing names under a label that ends in 'by': `twitter:label1` 'Written by'."""
    pairs = ((meta.get(f"twitter:label{n}", [""])[0], meta.get(f"twitter:data{n}", [])) for n in (1, 2))
    return next((names for label, names in pairs if label and without_by(f"{label.split()[-1]} X") == "X"), [])


def _authors_of(article: dict[str, Any]) -> list[object]:
    value = article.get("author") or article.get("creator")
    return value if isinstance(value, list) else [value]


def _persons(article: dict[str, Any], nodes: list[dict[str, Any]]) -> Iterator[str]:
    """Yield the authors that the page calls persons."""
    for part in (jsonld.resolved(part, nodes) for part in _authors_of(article)):
        if isinstance(part, dict) and "person" in jsonld.types_of(part):
            yield from jsonld.texts(part)


def _publishers(meta: dict[str, list[str]], article: dict[str, Any], nodes: list[dict[str, Any]]) -> Iterator[str]:
    """Yield the names that the page gives its publisher; who publishes their own texts is a person."""
    for name in (*PUBLISHERS, _TITLE_OF_APP):
        yield from meta.get(name, [])
    publisher = jsonld.resolved(article.get("publisher"), nodes)
    if not (isinstance(publisher, dict) and "person" in jsonld.types_of(publisher)):
        yield from jsonld.texts(publisher)


def _profiled(article: dict[str, Any], nodes: list[dict[str, Any]]) -> Iterator[str]:
    """Yield the authors of whom the page tells more than a name: a column may be called as its writer is."""
    for part in (jsonld.resolved(part, nodes) for part in _authors_of(article)):
        if isinstance(part, dict) and any(part.get(name) for name in _PROFILE):
            yield from jsonld.texts(part)


def _sections(meta: dict[str, list[str]], article: dict[str, Any], nodes: list[dict[str, Any]]) -> Iterator[str]:
    """Yield the names of the sections that the page says it lies in."""
    for name in _SECTIONS:
        yield from meta.get(name, [])
    for text in jsonld.texts(article.get("articleSection")):
        yield from (text, *text.split(", "))
    for crumb in _crumbs(nodes):
        yield from jsonld.texts(crumb)
        yield from jsonld.texts(crumb.get("item"))


def _crumbs(nodes: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield the parts of the page's path but for the last, which may be the column and bear its writer's name."""
    for path in (node.get("itemListElement") for node in nodes if "breadcrumblist" in jsonld.types_of(node)):
        crumbs = [crumb for crumb in path if isinstance(crumb, dict)] if isinstance(path, list) else []
        yield from crumbs[:-1]

"""Pages beside the stories: one article with its revisions, and why two articles are one story or not."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

from crawler.differences import Edit, ParagraphChange, compare
from crawler.urls import canonical
from crawler.web.asking import path_id
from crawler.web.comparing import LONGEST, compared
from crawler.web.showing import page
from crawler.web.wording import name_of, when
from storage.errors import InputError, NewsfoldError, NotFoundError
from storage.furniture.leaving_out import left_out
from storage.reading import article_id_of, articles_of, get_article, revisions_of
from storage.records import Revision
from storage.stories import match_of
from storage.version import version

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from dedupe.explain import Explanation
    from storage.records import Match, StoredArticle
    from storage.store import Store

MOST_REVISIONS = 10  # that a page compares, the newest


def article(store: Store, request: Request) -> Response:
    """One article: its text, what it credits, what it changed."""
    stored = get_article(store, path_id(request))
    revisions = revisions_of(store, stored.id)
    newest = revisions[-MOST_REVISIONS:]
    steps = [(old, new, _changed_only(compare(_head(old), _head(new)))) for old, new in pairwise(newest)]
    parted = left_out(store.connection, stored.article.outlet, stored.article.text)
    return page(
        "article.html", here="stories", stored=stored, article=stored.article, paragraphs=parted.text.split("\n\n"),
        furniture=parted.lines, revisions=revisions, steps=steps[::-1],
    )  # fmt: skip


def _head(revision: Revision) -> Revision:
    return Revision(revision.article_id, revision.number, revision.title, revision.text[:LONGEST], revision.fetched_at)


def _changed_only(changes: tuple[ParagraphChange, ...]) -> list[ParagraphChange]:
    return [change for change in changes if change.edit is not Edit.SAME]


def why(store: Store, request: Request) -> Response:
    """Why two articles are one story, or are not; without both of them, the form that asks for them."""
    asked = {name: request.query_params.get(name, "").strip() for name in ("a", "b")}
    shown: dict[str, Any] = {"here": "why", "asked": asked, "told": None, "complaint": ""}
    if not all(asked.values()):
        return page("why.html", **shown)
    try:
        a, b = (_article_id(store, asked[name]) for name in ("a", "b"))
    except NewsfoldError as error:
        return page("why.html", answer_with=404, **shown | {"complaint": error.fact})
    from dedupe.fold import why as explain

    told = explain(store, a, b)
    found = articles_of(store, [a, b])
    laid = compared(found[a], found[b])
    match = match_of(store, a, b)
    cited = citation(told, found[a], found[b], match)
    return page("why.html", **shown | {"told": told, "comparison": laid, "view": "shared", "citation": cited})


def _article_id(store: Store, named: str) -> int:
    """The article that an id or an address names. Raises InputError and NotFoundError."""
    if named.isascii() and named.isdecimal() and len(named) <= 18:
        return get_article(store, int(named)).id
    try:
        address = canonical(named)
    except ValueError as error:
        raise InputError(f"{named!r} is neither an id nor an address") from error
    found = article_id_of(store, address)
    if found is None:
        raise NotFoundError(f"the store has no article at {address}")
    return found


def citation(told: Explanation, a: StoredArticle, b: StoredArticle, match: Match | None) -> str:
    """The finding in words that stand for themselves: what was compared, in which state, how, with which result."""
    decided = f"; decided {when(match.decided_at)} UTC" if match else ""
    relation = told.relation.value if told.relation else "no match"
    agreement = "not applicable" if told.agreement is None else f"{told.agreement:.3f}"
    return (
        f"{_named(a)} was compared with {_named(b)}, using newsfold {version()}, recipe {told.recipe}, over shingles "
        f"of five tokens. Jaccard similarity {told.jaccard:.3f}; containment {told.containment_a:.3f} of the first in "
        f"the second, {told.containment_b:.3f} of the second in the first; weighted likeness {told.likeness:.3f} "
        f"(needed: {told.enough:.3f}); agreement of names and numbers {agreement}. Relation: {relation}, by "
        f"the rule “{told.rule}”; {'one story' if told.same_story else 'different stories'}{decided}."
    )


def _named(stored: StoredArticle) -> str:
    article = stored.article
    return (
        f"“{article.title}” ({name_of(article.outlet, article.url)}, {when(article.published_at)}; {article.url}, "
        f"revision {stored.revision}, fetched {when(stored.fetched_at)} UTC)"
    )

"""Which article or story a user means by a URL or a number: both have numbers, and one is soon taken for the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from storage.errors import NotFoundError

if TYPE_CHECKING:
    from storage.store import Store

AN_ARTICLE = "An article's URL or its number (id): `story` shows both. A story's number is another one."
LARGEST_ID = 2**63 - 1  # that SQLite gives
MOST_NAMED = 8  # articles of a story


def story_id(store: Store, named: str) -> int:
    """The id of the story that a user names by its number or by an article's URL; raises NotFoundError."""
    from crawler.urls import canonical
    from storage.reading import get_article_by_url

    if named.isdecimal() and int(named) <= LARGEST_ID:
        return int(named)
    if "://" not in named:
        raise NotFoundError(f"{named!r} is neither a story's number nor a URL: `newsfold stories` lists the numbers")
    found = get_article_by_url(store, canonical(named)).story_id
    if found is None:
        raise NotFoundError(f"{named} is not folded yet: `newsfold recluster` folds what waits")
    return found


def article_id(store: Store, named: str) -> int:
    """The id of the article that a user names by its URL or its number; raises NotFoundError."""
    from crawler.urls import canonical
    from storage.reading import get_article, get_article_by_url

    if named.isdecimal() and int(named) <= LARGEST_ID:
        return get_article(store, int(named)).id
    if "://" not in named:
        raise NotFoundError(f"{named!r} is neither an article's URL nor its number", "`newsfold story` shows both")
    return get_article_by_url(store, canonical(named)).id


def as_story(store: Store, named: str) -> str:
    """Which articles the story has that a number names; '' for what is no number of a story."""
    from storage.stories import get_story

    if not named.isdecimal():
        return ""
    try:
        members = get_story(store, int(named)).members
    except NotFoundError:
        return ""
    numbers = ", ".join(str(each.id) for each in members[:MOST_NAMED])
    more = f" and {len(members) - MOST_NAMED} more" if len(members) > MOST_NAMED else ""
    return f"story {named} has {'article' if len(members) == 1 else 'articles'} {numbers}{more}"

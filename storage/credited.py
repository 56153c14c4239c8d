"""Whom articles credit with their whole text, and whether that is another article of the same story."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from storage.lists import marks, parts

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Iterable, Sequence


def means(name: str, link: str | None, outlet: str, url: str) -> bool:
    """Tell whether a credit of a name, with a link or without, is one of the outlet that ran the article at `url`.

    By the site that it links to, or else by its name, which may be that of the outlet, words of it ('Express' of 'Daily
    Express'), or the site's.
    """
    host = _host(url)
    if link:
        return _host(link) == host
    credited, known = _words(name), _words(outlet)
    sites = host.split(".")[:-1]
    return bool(credited) and (f" {credited} " in f" {known} " or credited.replace(" ", "") in sites)


def borrowed(connection: sqlite3.Connection, stories: Iterable[Sequence[int]]) -> set[int]:
    """Give the articles that credit the outlet of another article of their story with their whole text.

    Who credits an agency that none of them is may have run it first all the same.
    """
    shared = [story for story in stories if len(story) > 1]
    credits_of = _credits(connection, [one for story in shared for one in story])
    concerned = [story for story in shared if not credits_of.keys().isdisjoint(story)]
    places = _places(connection, [one for story in concerned for one in story])
    found: set[int] = set()
    for story in concerned:
        outlets = {places[one][0] or _host(places[one][1]): places[one] for one in story}
        for one in credits_of.keys() & set(story):
            mine = places[one][0] or _host(places[one][1])
            others = [place for key, place in outlets.items() if key != mine]
            if any(means(*credit, *place) for credit in credits_of[one] for place in others):
                found.add(one)
    return found


def _credits(connection: sqlite3.Connection, ids: Collection[int]) -> dict[int, set[tuple[str, str | None]]]:
    found: dict[int, set[tuple[str, str | None]]] = {}
    for part in parts(ids):
        rows = connection.execute(
            f"""SELECT article_id, name, url FROM attributions
                WHERE grade = 'syndicated' AND article_id IN ({marks(part)})""",  # noqa: S608 (question marks)
            part,
        )
        for article, name, url in rows:
            found.setdefault(article, set()).add((name, url))
    return found


def _places(connection: sqlite3.Connection, ids: Collection[int]) -> dict[int, tuple[str, str]]:
    found: dict[int, tuple[str, str]] = {}
    for part in parts(ids):
        rows = connection.execute(
            f"SELECT id, outlet, url FROM articles WHERE id IN ({marks(part)})",  # noqa: S608 (question marks)
            part,
        )
        found.update((article, (outlet or "", url)) for article, outlet, url in rows)
    return found


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.")


def _words(name: str) -> str:
    """A name in lower case, a space between its words, without the article before it."""
    words = "".join(sign if sign.isalnum() else " " for sign in name.casefold()).split()
    return " ".join(words[1:] if words[:1] == ["the"] and len(words) > 1 else words)

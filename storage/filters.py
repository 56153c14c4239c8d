"""Which articles, stories and matches a command is about, as one value and as SQL. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from storage.errors import InputError
from storage.searching.words import required_expression
from storage.texts import storable
from storage.times import to_utc


@dataclass(frozen=True, slots=True)
class Filters:
    """What to let through; None lets everything through.

    An article passes when it meets all of them; a story when one of its members does, a match when one of its two
    articles does. `since` and `until` are days or moments of publication and count themselves in; an article without a
    publishing time is in no span of time. `outlet` and `language` compare without letter case, `en` includes `en-GB`;
    `source` is the name of a source that gave or showed the article; `query` is a user's words;
    `min_outlets` is how many outlets the article's story has at least.
    """

    since: str | None = None
    until: str | None = None
    outlet: str | None = None
    source: str | None = None
    query: str | None = None
    language: str | None = None
    min_outlets: int | None = None


@dataclass(frozen=True, slots=True)
class FreshFilters(Filters):
    """Filters that let through only what came after a revision and a change of a story, by their numbers.

    That is articles with a newer text, and those whose story has changed.
    """

    after_revision: int = 0
    after_change: int = 0


_NAMED = {
    "query": "the words “{}”",
    "outlet": "outlet {}",
    "source": "source {}",
    "language": "language {}",
    "since": "published from {}",
    "until": "published until {}",
}


def in_words(filters: Filters, what: str) -> str:
    """Say which `what`, such as 'stories', the filters let through: a sentence for the head of an export."""
    told = [said.format(value) for name, said in _NAMED.items() if (value := getattr(filters, name))]
    if filters.min_outlets and filters.min_outlets > 1:
        told.append(f"at least {filters.min_outlets} outlets in its story")
    if isinstance(filters, FreshFilters):
        told.append("new or changed since the last such export into this file")
    if not told:
        return f"All {what} of the store."
    fitting = "that fit" if what == "articles" else "with an article that fits"
    return f"Chosen: {what} {fitting}: {'; '.join(told)}."


def chosen_articles(filters: Filters) -> tuple[str, list[str | int]]:
    """Give the condition on table `articles`, and its values. Raises InputError on a senseless time or query."""
    parts = [
        part for part in (_times(filters), _words(filters), _facts(filters), _size(filters), _news(filters)) if part
    ]
    conditions = [condition for found in parts for condition, _ in found]
    values = [storable(one) if isinstance(one, str) else one for found in parts for _, some in found for one in some]
    return " AND ".join(conditions) or "1", values


_Found = list[tuple[str, list[str | int]]]


def _times(filters: Filters) -> _Found:
    found: _Found = []
    since = _moment(filters.since, "since") if filters.since else ""
    if since:
        found.append(("articles.published_at >= ?", [since]))
    if filters.until:
        until = _moment(filters.until, "until")
        if since[: len(until)] > until:
            raise InputError(f"since {filters.since} is later than until {filters.until}: nothing lies between them")
        if len(until) == len("2026-01-31"):
            found.append(("articles.published_at < ?", [(date.fromisoformat(until) + timedelta(days=1)).isoformat()]))
        else:
            found.append(("articles.published_at <= ?", [until]))
    return found


def _moment(text: str, name: str) -> str:
    try:
        return to_utc(text)
    except (ValueError, OverflowError) as error:
        raise InputError(f"{name} {text!r} is no date: write it as 2026-01-31 or 2026-01-31T09:05:00Z") from error


def _words(filters: Filters) -> _Found:
    if not filters.query:
        return []
    condition = "articles.id IN (SELECT rowid FROM article_words WHERE article_words MATCH ?)"
    return [(condition, [required_expression(filters.query)])]


def _facts(filters: Filters) -> _Found:
    found: _Found = []
    if filters.outlet:
        found.append(("articles.outlet = ? COLLATE NOCASE", [filters.outlet]))
    if filters.language:
        found.append(("(articles.language || '-') LIKE ?", [f"{filters.language.replace('%', '')}-%"]))
    if filters.source:
        shown = "EXISTS (SELECT 1 FROM sightings WHERE source = ? AND sightings.url = articles.url)"
        found.append((f"(articles.source = ? OR {shown})", [filters.source, filters.source]))
    return found


def _size(filters: Filters) -> _Found:
    if not filters.min_outlets or filters.min_outlets < 2:
        return []
    condition = """articles.story_id IN (SELECT story_id FROM articles WHERE story_id IS NOT NULL
        GROUP BY story_id HAVING count(DISTINCT outlet) >= ?)"""
    return [(condition, [filters.min_outlets])]


def _news(filters: Filters) -> _Found:
    if not isinstance(filters, FreshFilters):
        return []
    condition = """(articles.id IN (SELECT article_id FROM revisions WHERE rowid > ?) OR articles.story_id IN
        (SELECT story_id FROM story_changes WHERE id > ? UNION SELECT other FROM story_changes WHERE id > ?))"""
    return [(condition, [filters.after_revision, filters.after_change, filters.after_change])]

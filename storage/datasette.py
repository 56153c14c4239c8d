"""Metadata for Datasette (https://docs.datasette.io/en/stable/metadata.html): what makes it a good explorer of a store.

Says what tables and columns mean, which to show first and how, wires the full-text index to the articles, and names
queries that people ask of folded news. Pure.
"""

from __future__ import annotations

from typing import Any

from storage.about import ABOUT
from storage.exports.columns import COLUMNS

# What a reader looks for; every other table is there, but not on the front page.
_SHOWN: dict[str, dict[str, Any]] = {
    "stories": {"label_column": "title", "sort_desc": "last_published_at", "size": 50},
    "articles": {
        "label_column": "title",
        "sort_desc": "published_at",
        "facets": ["outlet", "language", "role"],
        "fts_table": "article_words",
        "fts_pk": "id",
        "size": 30,
    },
    "matches": {"facets": ["relation", "rule", "recipe"], "sort_desc": "decided_at"},
    "attributions": {"facets": ["name", "kind", "grade"]},
    "events": {"label_column": "title", "sort_desc": "last_published_at"},
    "story_changes": {"facets": ["change"], "sort_desc": "id"},
    "revisions": {"sort_desc": "fetched_at"},
    "sources": {"label_column": "name", "facets": ["kind", "last_outcome"]},
    "fetches": {"facets": ["outcome", "status", "source"], "sort_desc": "id"},
    "teasers": {"facets": ["truncated"], "sort_desc": "last_seen_at"},
}
_QUERIES: dict[str, dict[str, str]] = {
    "most_picked_up": {
        "title": "Stories that most outlets ran",
        "sql": """SELECT stories.id AS story, stories.title, count(DISTINCT articles.outlet) AS outlets,
    min(articles.published_at) AS first, max(articles.published_at) AS last
FROM stories JOIN articles ON articles.story_id = stories.id
WHERE stories.merged_into IS NULL
GROUP BY stories.id ORDER BY outlets DESC, last DESC LIMIT 100""",
    },
    "one_story": {
        "title": "Who ran one story, in time order",
        "sql": """SELECT published_at, outlet, role, round(similarity, 2) AS similarity, title, url
FROM articles WHERE story_id = :story
ORDER BY role IS NOT 'origin', published_at IS NULL, published_at""",
    },
    "who_follows_whom": {
        "title": "Which outlets run what another had first",
        "sql": """SELECT origin.outlet AS first, later.outlet AS then_ran_by, count(*) AS articles,
    round(avg(later.similarity), 2) AS similarity
FROM articles AS origin JOIN articles AS later ON later.story_id = origin.story_id AND later.id != origin.id
WHERE origin.role = 'origin' AND later.outlet != origin.outlet
GROUP BY origin.outlet, later.outlet ORDER BY articles DESC LIMIT 200""",
    },
    "who_is_credited": {
        "title": "Who is credited, and by how many outlets",
        "sql": """SELECT attributions.name, attributions.kind, count(*) AS articles,
    count(DISTINCT articles.outlet) AS outlets
FROM attributions JOIN articles ON articles.id = attributions.article_id
GROUP BY attributions.name, attributions.kind ORDER BY articles DESC LIMIT 200""",
    },
    "words_in_articles": {
        "title": "Articles with these words, the best first",
        "sql": """SELECT articles.id, articles.published_at, articles.outlet, articles.title, articles.story_id AS story
FROM article_words JOIN articles ON articles.id = article_words.rowid
WHERE article_words MATCH escape_fts(:words) ORDER BY article_words.rank LIMIT 100""",
    },
    "trouble": {
        "title": "What could not be fetched of late, and why",
        "sql": """SELECT outcome, status, reason, count(*) AS times, max(fetched_at) AS last, max(url) AS for_example
FROM fetches WHERE outcome NOT IN ('ok', 'unchanged')
GROUP BY outcome, status, reason ORDER BY last DESC LIMIT 200""",
    },
    "changed_articles": {
        "title": "Articles that were changed after they appeared",
        "sql": """SELECT id, outlet, title, revision AS revisions, published_at, fetched_at AS last_changed_at, url
FROM articles WHERE revision > 1 ORDER BY fetched_at DESC LIMIT 200""",
    },
}


def metadata(database: str) -> dict[str, Any]:
    """Give the metadata of a store that Datasette calls `database`: the name of its file without the ending."""
    tables = {name: _table(name) for name in ABOUT}
    return {
        "title": "newsfold",
        "description": "News folded into stories: each once, with everyone who ran it. Times are UTC, lists are JSON.",
        "databases": {database: {"tables": tables, "queries": _QUERIES}},
    }


def _table(name: str) -> dict[str, Any]:
    columns = {column.name: column.about for column in COLUMNS.get(name, ())}
    said: dict[str, Any] = {"description": ABOUT[name], **_SHOWN.get(name, {"hidden": True})}
    return said if not columns else {**said, "columns": columns}

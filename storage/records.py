"""The nouns of newsfold: frozen values that spiders yield, pipelines pass on and the store keeps.

Moments are ISO 8601 text (see `storage.times`): with the zone that the page declared in what was fetched, in UTC in
the store. A day without a time of day stays a day. Offsets are in characters (code points) of the article's text.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """What a crawlable URL is."""

    LISTING = "listing"
    FEED = "feed"
    SITEMAP = "sitemap"
    ARTICLE = "article"


class Outcome(StrEnum):
    """How a fetch ended, in the words that users read; a closed list."""

    OK = "ok"
    UNCHANGED = "unchanged"
    GONE = "gone"
    NOT_ALLOWED = "not allowed"
    REFUSED_BY_ROBOTS = "refused by robots"
    NOT_AN_ARTICLE = "not an article"
    ZERO_YIELD = "zero yield"
    TOO_LARGE = "too large"
    TOO_SLOW = "too slow"
    TOO_MANY_REDIRECTS = "too many redirects"
    UNREADABLE = "unreadable"
    BLOCKED_ADDRESS = "blocked address"
    UNRESOLVABLE = "unresolvable"
    UNREACHABLE = "unreachable"
    SERVER_ERROR = "server error"

    @property
    def tells_of_content(self) -> bool:
        """Whether the page was there to be read, so that what was found wrong with what it gives may still hold."""
        return self in {Outcome.OK, Outcome.UNCHANGED, Outcome.ZERO_YIELD}


class Relation(StrEnum):
    """What a match says of its two articles."""

    IDENTICAL = "identical"
    NEAR_DUPLICATE = "near_duplicate"
    EXCERPT = "excerpt"
    COMPOSITE = "composite"
    TEMPLATE = "template"


class Role(StrEnum):
    """What a member is in its story."""

    ORIGIN = "origin"
    COPY = "copy"
    EXCERPT = "excerpt"
    COMPOSITE = "composite"


class AttributionKind(StrEnum):
    """Where a credit was found."""

    BYLINE = "byline"
    CREDIT = "credit"
    QUOTE = "quote"
    CANONICAL = "canonical"
    LINK = "link"
    METADATA = "metadata"


class Change(StrEnum):
    """What happened to a story."""

    CREATED = "created"
    JOINED = "joined"
    SPLIT = "split"
    MERGED = "merged"
    REMOVED = "removed"  # a member of it was taken out of the store


@dataclass(frozen=True, slots=True)
class Selectors:
    """CSS selectors, or XPath where they begin with `/` or `./`, that override the reading of a listing."""

    item: str | None = None
    link: str | None = None
    title: str | None = None
    teaser: str | None = None
    date: str | None = None
    next: str | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """One crawlable entry point of an outlet; `kind` is None until it has been found out."""

    name: str
    url: str
    kind: Kind | None = None
    outlet: str | None = None
    every: str | None = None
    max_pages: int = 10
    language: str | None = None
    selectors: Selectors | None = None


@dataclass(frozen=True, slots=True)
class Teaser:
    """One item of a listing, feed or sitemap.

    `url` is canonical; `teaser` is the text beside the headline, '' where there is none; `truncated` says that it
    is cut off; `html` is the full content where a feed carries it.
    """

    url: str
    title: str
    teaser: str = ""
    published_at: str | None = None
    truncated: bool = False
    image: str | None = None
    language: str | None = None
    html: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Page:
    """Fetched bytes with their HTTP facts; `url` is what was asked for, `final_url` what answered.

    `hint` is the teaser that led here, `source` the name of the source that listed it, `known_hash` names the body with
    which the store knows the page.
    """

    url: str
    final_url: str
    status: int
    body: bytes = field(repr=False)
    fetched_at: str
    content_type: str = ""
    etag: str | None = None
    last_modified: str | None = None
    hint: Teaser | None = field(default=None, repr=False)
    source: str | None = None
    known_hash: str | None = None


GRADES = ("mention", "contribution", "syndicated")  # of an attribution, the weakest first


@dataclass(frozen=True, slots=True)
class Attribution:
    """A credited origin: who, found where, in which words, and how strong.

    `grade` is `mention`, `contribution` or `syndicated`.
    """

    name: str
    kind: AttributionKind
    evidence: str
    url: str | None = None
    grade: str = "mention"


@dataclass(frozen=True, slots=True)
class Article:
    """One outlet's clean text at one canonical URL, as a page or an import gave it.

    `text` is in paragraphs parted by one blank line, without title and byline. `cut` holds the paragraphs that the
    page had and that were taken for boilerplate.
    """

    url: str
    canonical_url: str
    title: str
    text: str = field(repr=False)
    published_at: str | None = None
    modified_at: str | None = None
    authors: tuple[str, ...] = ()
    outlet: str = ""
    language: str | None = None
    tags: tuple[str, ...] = ()
    image: str | None = None
    attributions: tuple[Attribution, ...] = field(default=(), repr=False)
    cut: tuple[str, ...] = field(default=(), repr=False)
    source: str | None = None


class Verdict(StrEnum):
    """What a save meant for the store."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REMOVED = "removed"  # taken out of the store earlier, and not kept again


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of a saved article: its id, the number of its newest revision, and what the save was.

    Both numbers are 0 for one that was removed from the store and is not kept.
    """

    article_id: int
    revision: int
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class StoredArticle:
    """An article with what the store knows of it.

    The times of `article` are UTC; its `url` is the canonical one. `fetched_at` is when this revision came,
    `checked_at` when the page was last seen unchanged. `story_id` is None until it has been folded. An article whose
    text was dropped by retention (`text_dropped_at`) has '' for it.
    """

    id: int
    article: Article
    revision: int
    first_fetched_at: str
    fetched_at: str
    checked_at: str
    story_id: int | None = None
    event_id: int | None = None
    role: Role | None = None
    similarity: float | None = None
    text_dropped_at: str | None = None


@dataclass(frozen=True, slots=True)
class Revision:
    """One text of an article; numbers count from 1."""

    article_id: int
    number: int
    title: str
    text: str = field(repr=False)
    fetched_at: str
    modified_at: str | None = None


@dataclass(frozen=True, slots=True)
class Fetch:
    """What one request came to: a row of the store's diary. `status` is None where no answer came."""

    url: str
    outcome: Outcome
    fetched_at: str
    status: int | None = None
    reason: str = ""
    source: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    bytes: int = 0
    body_hash: str | None = None


@dataclass(frozen=True, slots=True)
class Validators:
    """What a conditional request for a URL sends, and the hash of the body that it is about."""

    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None


@dataclass(frozen=True, slots=True)
class SourceState:
    """A source with how it is doing; times are None until there was one.

    `trouble` says in words what is wrong with what it gives, though it answers; '' where nothing is or it does not.
    """

    source: Source
    added_at: str
    next_due_at: str | None = None
    last_fetched_at: str | None = None
    last_success_at: str | None = None
    last_outcome: Outcome | None = None
    last_reason: str = ""
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Passage:
    """Words that two texts share, and where they begin in each; a long one is cut off, and ends in "…" then."""

    text: str
    a_offset: int
    b_offset: int


@dataclass(frozen=True, slots=True)
class Match:
    """A pair that verification confirmed; `a` and `b` are article ids with `a < b`.

    `containment_a` is the share of a's shingles found in b; `rule` names the rule that decided.
    """

    a: int
    b: int
    relation: Relation
    jaccard: float
    containment_a: float
    containment_b: float
    rule: str
    recipe: str
    passages: tuple[Passage, ...] = field(default=(), repr=False)
    decided_at: str = ""


@dataclass(frozen=True, slots=True)
class StoryChange:
    """Why a story is as it is: an entry of its history. `other` is the story that it merged into or split from."""

    story_id: int
    change: Change
    article_id: int | None
    other: int | None
    reason: str
    changed_at: str


@dataclass(frozen=True, slots=True)
class Member:
    """An article in its story; `similarity` is its containment-weighted likeness to the origin, 0 to 1."""

    id: int
    url: str
    outlet: str
    title: str
    published_at: str | None
    role: Role
    similarity: float
    attributions: tuple[Attribution, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Story:
    """The articles that carry the same copy, origin first, then in time order; `matches` has the evidence."""

    story_id: int
    event_id: int | None
    title: str
    first_published_at: str | None
    last_published_at: str | None
    outlets: tuple[str, ...]
    members: tuple[Member, ...] = field(repr=False)
    matches: tuple[Match, ...] = field(default=(), repr=False)
    recipe: str = ""


@dataclass(frozen=True, slots=True)
class SourceReport:
    """What one source gave in one run: the row of the closing table. `errors` counts outcomes by their words.

    `trouble` says in words what is wrong with what it gave, beside what it usually gives; '' where nothing is.
    `outcome` is that of the source's own URL; None where that was not asked. `advice` says what else may be meant by a
    URL whose kind was not declared, `blocked` which host was refused that could be allowed; '' for nothing.
    """

    source: str
    pages: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    folded: int = 0
    errors: Mapping[str, int] = field(default_factory=dict)
    note: str = ""
    trouble: str = ""
    outcome: Outcome | None = None
    advice: str = ""
    blocked: str = ""

    @property
    def errors_told(self) -> str:
        """The errors in words: `3 gone, 1 too slow`; '' for none."""
        return ", ".join(f"{count} {outcome}" for outcome, count in self.errors.items())

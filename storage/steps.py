"""How the schema of the store came to be, step by step; `storage.schema` takes the steps that a store lacks.

A step that was released is never edited: a change is a new step, added at the end. What the tables are today is written
in docs/schema.md, which is generated. Moments are UTC ISO 8601 text, lists are JSON text. The full-text table holds no
copy of the texts; `storage.search` says how words get into it.
"""

from __future__ import annotations

_ROAD = """
CREATE TABLE sources (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    url TEXT NOT NULL,
    kind TEXT,
    outlet TEXT,
    language TEXT,
    every TEXT,
    max_pages INTEGER NOT NULL DEFAULT 10,
    selectors TEXT,
    added_at TEXT NOT NULL,
    next_due_at TEXT,
    last_fetched_at TEXT,
    last_success_at TEXT,
    last_outcome TEXT,
    last_reason TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE TABLE fetches (
    id INTEGER PRIMARY KEY,
    url TEXT NOT NULL,
    status INTEGER,
    outcome TEXT NOT NULL,
    fetched_at TEXT NOT NULL,
    reason TEXT NOT NULL DEFAULT '',
    source TEXT,
    etag TEXT,
    last_modified TEXT,
    bytes INTEGER NOT NULL DEFAULT 0,
    body_hash TEXT
) STRICT;
CREATE INDEX fetches_by_url ON fetches (url, id);

CREATE TABLE teasers (
    url TEXT PRIMARY KEY,
    title TEXT NOT NULL,
    teaser TEXT NOT NULL DEFAULT '',
    published_at TEXT,
    truncated INTEGER NOT NULL DEFAULT 0,
    image TEXT,
    language TEXT,
    first_seen_at TEXT NOT NULL,
    last_seen_at TEXT NOT NULL
) STRICT;

CREATE TABLE sightings (
    source TEXT NOT NULL,
    url TEXT NOT NULL REFERENCES teasers (url),
    first_seen_at TEXT NOT NULL,
    last_seen_at TEXT NOT NULL,
    PRIMARY KEY (source, url)
) STRICT, WITHOUT ROWID;

CREATE TABLE events (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    title TEXT NOT NULL,
    first_published_at TEXT,
    last_published_at TEXT
) STRICT;

CREATE TABLE stories (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    event_id INTEGER REFERENCES events (id),
    title TEXT NOT NULL,
    first_published_at TEXT,
    last_published_at TEXT,
    recipe TEXT NOT NULL DEFAULT '',
    created_at TEXT NOT NULL,
    merged_into INTEGER REFERENCES stories (id)
) STRICT;
CREATE INDEX stories_by_event ON stories (event_id);
CREATE INDEX stories_by_time ON stories (last_published_at);
CREATE INDEX stories_by_survivor ON stories (merged_into) WHERE merged_into IS NOT NULL;

CREATE TABLE articles (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    url TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    text TEXT NOT NULL,
    published_at TEXT,
    modified_at TEXT,
    outlet TEXT NOT NULL DEFAULT '',
    language TEXT,
    revision INTEGER NOT NULL DEFAULT 1,
    story_id INTEGER REFERENCES stories (id),
    role TEXT,
    similarity REAL,
    authors TEXT NOT NULL DEFAULT '[]',
    tags TEXT NOT NULL DEFAULT '[]',
    image TEXT,
    source TEXT,
    cut TEXT NOT NULL DEFAULT '[]',
    published_declared TEXT,
    modified_declared TEXT,
    text_hash TEXT NOT NULL,
    first_fetched_at TEXT NOT NULL,
    fetched_at TEXT NOT NULL,
    checked_at TEXT NOT NULL
) STRICT;
CREATE INDEX articles_by_story ON articles (story_id);
CREATE INDEX articles_by_time ON articles (published_at);
CREATE INDEX articles_by_outlet ON articles (outlet, published_at);

CREATE TABLE aliases (
    url TEXT PRIMARY KEY,
    article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX aliases_by_article ON aliases (article_id);

CREATE TABLE revisions (
    article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    essence TEXT,
    title TEXT NOT NULL,
    text TEXT NOT NULL,
    fetched_at TEXT NOT NULL,
    modified_at TEXT,
    PRIMARY KEY (article_id, number)
) STRICT;
CREATE INDEX revisions_by_essence ON revisions (article_id, essence) WHERE essence IS NOT NULL;

CREATE TABLE attributions (
    id INTEGER PRIMARY KEY,
    article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    evidence TEXT NOT NULL,
    url TEXT,
    grade TEXT NOT NULL DEFAULT 'mention'
) STRICT;
CREATE INDEX attributions_by_article ON attributions (article_id);

CREATE TABLE unfolded (
    article_id INTEGER PRIMARY KEY REFERENCES articles (id) ON DELETE CASCADE,
    queued_at TEXT NOT NULL
) STRICT;

CREATE TABLE story_changes (
    id INTEGER PRIMARY KEY,
    story_id INTEGER NOT NULL REFERENCES stories (id),
    change TEXT NOT NULL,
    article_id INTEGER REFERENCES articles (id) ON DELETE SET NULL,
    other INTEGER REFERENCES stories (id),
    reason TEXT NOT NULL DEFAULT '',
    changed_at TEXT NOT NULL
) STRICT;
CREATE INDEX story_changes_by_story ON story_changes (story_id, id);
CREATE INDEX story_changes_by_article ON story_changes (article_id);

CREATE TABLE matches (
    a INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    b INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    relation TEXT NOT NULL,
    jaccard REAL NOT NULL,
    containment_a REAL NOT NULL,
    containment_b REAL NOT NULL,
    rule TEXT NOT NULL,
    passages TEXT NOT NULL DEFAULT '[]',
    recipe TEXT NOT NULL,
    decided_at TEXT NOT NULL,
    PRIMARY KEY (a, b),
    CHECK (a < b)
) STRICT, WITHOUT ROWID;
CREATE INDEX matches_by_b ON matches (b);

CREATE VIRTUAL TABLE article_words USING fts5 (
    title, text, content='', tokenize="unicode61 remove_diacritics 2"
);
"""

_FRONTIER = """
CREATE TABLE frontier (
    url TEXT PRIMARY KEY,
    source TEXT NOT NULL,
    page INTEGER NOT NULL DEFAULT 0,
    queued_at TEXT NOT NULL,
    leased_by TEXT
) STRICT;
CREATE INDEX frontier_by_source ON frontier (source);
"""

# How crowded the samples of an article are changes as others come; what it says does not. So the first is kept apart.
_FOLDING = """
CREATE TABLE fingerprints (
    article_id INTEGER PRIMARY KEY REFERENCES articles (id) ON DELETE CASCADE,
    recipe TEXT NOT NULL,
    key INTEGER NOT NULL,
    outlet INTEGER NOT NULL,
    distinct_shingles INTEGER NOT NULL,
    published_at TEXT,
    title BLOB NOT NULL,
    anchors BLOB NOT NULL,
    signature BLOB NOT NULL,
    samples BLOB NOT NULL,
    tokens BLOB NOT NULL
) STRICT;

CREATE TABLE levels (
    article_id INTEGER PRIMARY KEY REFERENCES articles (id) ON DELETE CASCADE,
    levels BLOB NOT NULL,
    weight INTEGER NOT NULL
) STRICT;

CREATE TABLE postings (
    id INTEGER PRIMARY KEY,
    sign INTEGER NOT NULL,
    run INTEGER NOT NULL,
    chunk INTEGER NOT NULL,
    first INTEGER NOT NULL,
    size INTEGER NOT NULL,
    keys BLOB NOT NULL
) STRICT;
CREATE UNIQUE INDEX postings_by_place ON postings (run, chunk, sign, first, size);

CREATE TABLE links (
    article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    other INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    joins INTEGER NOT NULL,
    gives INTEGER NOT NULL,
    likeness REAL NOT NULL,
    mask INTEGER NOT NULL,
    size INTEGER NOT NULL,
    held REAL NOT NULL,
    PRIMARY KEY (article_id, other)
) STRICT, WITHOUT ROWID;

CREATE TABLE mixtures (
    article_id INTEGER PRIMARY KEY REFERENCES articles (id) ON DELETE CASCADE,
    parts TEXT NOT NULL
) STRICT;
"""

_ROBOTS = """
CREATE TABLE robots (
    site TEXT PRIMARY KEY,
    status INTEGER NOT NULL,
    body BLOB NOT NULL,
    fetched_at TEXT NOT NULL,
    etag TEXT,
    last_modified TEXT
) STRICT;
"""

_DAEMON = """
ALTER TABLE sources ADD COLUMN failures INTEGER NOT NULL DEFAULT 0;
ALTER TABLE sources ADD COLUMN failing_since TEXT;
ALTER TABLE sources ADD COLUMN hints TEXT NOT NULL DEFAULT '{}';
ALTER TABLE sources ADD COLUMN leased_by TEXT;
ALTER TABLE sources ADD COLUMN leased_at TEXT;
CREATE INDEX sightings_by_time ON sightings (source, first_seen_at);

CREATE TABLE runs (
    id INTEGER PRIMARY KEY,
    source TEXT NOT NULL,
    ended_at TEXT NOT NULL,
    outcome TEXT,
    reason TEXT NOT NULL DEFAULT '',
    pages INTEGER NOT NULL,
    new INTEGER NOT NULL,
    changed INTEGER NOT NULL,
    errors TEXT NOT NULL DEFAULT '{}'
) STRICT;
CREATE INDEX runs_by_source ON runs (source, ended_at);
CREATE INDEX runs_by_time ON runs (ended_at);

CREATE TABLE watches (
    alert TEXT PRIMARY KEY,
    begun_at TEXT NOT NULL,
    first_change INTEGER NOT NULL,
    last_change INTEGER NOT NULL,
    last_revision INTEGER NOT NULL
) STRICT;

CREATE TABLE deliveries (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    alert TEXT NOT NULL,
    channel TEXT NOT NULL,
    occasion TEXT NOT NULL,
    message TEXT NOT NULL,
    created_at TEXT NOT NULL,
    next_try_at TEXT,
    attempts INTEGER NOT NULL DEFAULT 0,
    delivered_at TEXT,
    error TEXT NOT NULL DEFAULT '',
    UNIQUE (alert, channel, occasion)
) STRICT;
CREATE INDEX deliveries_by_try ON deliveries (next_try_at) WHERE next_try_at IS NOT NULL;

CREATE TABLE dead_letters (
    id INTEGER PRIMARY KEY,
    alert TEXT NOT NULL,
    channel TEXT NOT NULL,
    message TEXT NOT NULL,
    created_at TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    error TEXT NOT NULL,
    given_up_at TEXT NOT NULL
) STRICT;

CREATE TABLE drops (
    id INTEGER PRIMARY KEY,
    what TEXT NOT NULL,
    count INTEGER NOT NULL,
    older_than TEXT NOT NULL,
    reason TEXT NOT NULL,
    dropped_at TEXT NOT NULL
) STRICT;

CREATE TABLE notices (
    name TEXT PRIMARY KEY,
    text TEXT NOT NULL,
    noted_at TEXT NOT NULL
) STRICT;
"""

# What a reader may choose by is looked up from a few articles, or checked along the list of stories without
# reading texts (docs/decisions/0701-bounded-reading.md).
_READING = """
DROP INDEX articles_by_story;
CREATE INDEX articles_by_story ON articles (story_id, outlet);
CREATE INDEX articles_by_language ON articles (language);
CREATE INDEX articles_by_source ON articles (source);
"""

_RETENTION = """
ALTER TABLE articles ADD COLUMN text_dropped_at TEXT;
CREATE INDEX articles_with_text ON articles (fetched_at) WHERE text_dropped_at IS NULL;
"""

# What is said of a pair depends on its two texts alone, so that nothing changes as hashes grow crowded; the links of an
# article are one array. Matches are long rows: they are appended, and found by small indexes.
_LINKS = """
ALTER TABLE matches RENAME TO earlier_matches;
DROP INDEX matches_by_b;
CREATE TABLE matches (
    id INTEGER PRIMARY KEY,
    a INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    b INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    relation TEXT NOT NULL,
    jaccard REAL NOT NULL,
    containment_a REAL NOT NULL,
    containment_b REAL NOT NULL,
    rule TEXT NOT NULL,
    passages TEXT NOT NULL DEFAULT '[]',
    recipe TEXT NOT NULL,
    decided_at TEXT NOT NULL,
    UNIQUE (a, b),
    CHECK (a < b)
) STRICT;
CREATE INDEX matches_by_b ON matches (b);
INSERT INTO matches (a, b, relation, jaccard, containment_a, containment_b, rule, passages, recipe, decided_at)
    SELECT a, b, relation, jaccard, containment_a, containment_b, rule, passages, recipe, decided_at
    FROM earlier_matches ORDER BY a, b;
DROP TABLE earlier_matches;

DROP TABLE levels;
DROP TABLE links;
CREATE TABLE links (
    article_id INTEGER PRIMARY KEY REFERENCES articles (id) ON DELETE CASCADE,
    near BLOB NOT NULL
) STRICT;
INSERT INTO unfolded (article_id, queued_at)
    SELECT id, strftime('%Y-%m-%dT%H:%M:%SZ') FROM articles WHERE text_dropped_at IS NULL ON CONFLICT DO NOTHING;
"""

# What is learnt of the lines that an outlet runs in article after article (storage.furniture).
_FURNITURE = """
CREATE TABLE text_traits (
    article_id INTEGER PRIMARY KEY REFERENCES articles (id) ON DELETE CASCADE,
    rank INTEGER NOT NULL,
    lines BLOB NOT NULL
) STRICT;

CREATE TABLE outlet_lines (
    line INTEGER NOT NULL,
    rank INTEGER NOT NULL,
    article_id INTEGER NOT NULL,
    PRIMARY KEY (line, rank, article_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE furniture (
    line INTEGER PRIMARY KEY,
    outlet TEXT NOT NULL,
    text TEXT NOT NULL,
    learnt_at TEXT NOT NULL
) STRICT;
CREATE INDEX furniture_by_outlet ON furniture (outlet);
"""

_EVENTS = """
CREATE TABLE event_links (
    story_id INTEGER NOT NULL REFERENCES stories (id),
    other INTEGER NOT NULL REFERENCES stories (id),
    likeness REAL NOT NULL,
    PRIMARY KEY (story_id, other)
) STRICT, WITHOUT ROWID;

CREATE TABLE event_progress (
    last_change INTEGER NOT NULL,
    last_revision INTEGER NOT NULL
) STRICT;
INSERT INTO event_progress VALUES (0, 0);
CREATE INDEX stories_by_begin ON stories (first_published_at);
"""

# The page of a story asks what other stories did to it: without this it would read the whole history each time.
_HISTORY = """
CREATE INDEX story_changes_by_other ON story_changes (other) WHERE other IS NOT NULL;
"""

# What each run gave is held against what its source usually gives (storage.baseline).
_BASELINE = """
ALTER TABLE runs ADD COLUMN url TEXT NOT NULL DEFAULT '';
ALTER TABLE runs ADD COLUMN listed INTEGER;
ALTER TABLE runs ADD COLUMN size INTEGER;
ALTER TABLE runs ADD COLUMN tried INTEGER NOT NULL DEFAULT 0;
ALTER TABLE runs ADD COLUMN had INTEGER NOT NULL DEFAULT 0;
ALTER TABLE runs ADD COLUMN texts INTEGER NOT NULL DEFAULT 0;
ALTER TABLE runs ADD COLUMN text_length INTEGER;
ALTER TABLE runs ADD COLUMN trouble TEXT NOT NULL DEFAULT '';
ALTER TABLE sources ADD COLUMN troubles TEXT NOT NULL DEFAULT '{}';
"""

# When the run of a source began that has not ended yet: one that was killed goes on from there.
_BEGUN = """
ALTER TABLE sources ADD COLUMN begun_at TEXT;
"""

# What is asked of very many articles at once lies in indexes by itself, away from the long rows of texts and arrays.
# Titles that repeat the text and furniture that is shared decide otherwise than before: everything is folded again.
_NARROW = """
CREATE INDEX fingerprint_traits ON fingerprints (article_id, key, outlet, distinct_shingles, published_at);
CREATE INDEX fingerprint_anchors ON fingerprints (article_id, anchors);
DROP INDEX articles_by_story;
CREATE INDEX articles_by_story ON articles (story_id, outlet, role, published_at);
INSERT INTO unfolded (article_id, queued_at)
    SELECT id, strftime('%Y-%m-%dT%H:%M:%SZ') FROM articles WHERE text_dropped_at IS NULL ON CONFLICT DO NOTHING;
"""

# Stores in which "furniture" was taken early keep words of texts there too, which nothing reads or fills any more.
_TRAITS = """
CREATE TABLE traits (
    article_id INTEGER PRIMARY KEY REFERENCES articles (id) ON DELETE CASCADE,
    rank INTEGER NOT NULL,
    lines BLOB NOT NULL
) STRICT;
INSERT INTO traits SELECT article_id, rank, lines FROM text_traits;
DROP TABLE text_traits;
ALTER TABLE traits RENAME TO text_traits;
"""

# How a source was declared when its page was last read: declared otherwise, the same page may say something else.
_READ_AS = """
ALTER TABLE sources ADD COLUMN read_as TEXT;
"""

# Which lines are an outlet's furniture and when briefs are one story is decided otherwise: all is folded again.
_COMMON = """
INSERT INTO unfolded (article_id, queued_at)
    SELECT id, strftime('%Y-%m-%dT%H:%M:%SZ') FROM articles WHERE text_dropped_at IS NULL ON CONFLICT DO NOTHING;
"""

# What each story tells stays with it: a story that only grew is not looked at again, nor are the texts of the days
# around one that tells otherwise. Events are drawn anew once.
_TELLERS = """
CREATE TABLE event_tellers (
    story_id INTEGER PRIMARY KEY REFERENCES stories (id),
    day REAL NOT NULL,
    told INTEGER NOT NULL,
    minima BLOB NOT NULL
) STRICT;
CREATE INDEX event_tellers_by_day ON event_tellers (day);
DROP INDEX fingerprint_anchors;
DELETE FROM event_links;
UPDATE event_progress SET last_change = 0, last_revision = 0;
"""

# How many shingles each text has is asked of very many at once, so it lies in arrays (`dedupe.numbers`). The full-text
# index merges its segments sixteen at a time, not four: each word is written half as often, and a search looks into
# some more of them.
_SIZES = """
CREATE TABLE sizes (
    slice INTEGER PRIMARY KEY,
    sizes BLOB NOT NULL
) STRICT;
INSERT INTO sizes SELECT article_id / 8192, int32_array(article_id % 8192, distinct_shingles)
    FROM fingerprints INDEXED BY fingerprint_traits GROUP BY article_id / 8192;
INSERT INTO article_words (article_words, rank) VALUES ('automerge', 16);
INSERT INTO article_words (article_words, rank) VALUES ('crisismerge', 64);
"""

# What a brief quotes, and forms whose names lie far apart, are decided otherwise: all is folded again.
_QUOTATIONS = """
INSERT INTO unfolded (article_id, queued_at)
    SELECT id, strftime('%Y-%m-%dT%H:%M:%SZ') FROM articles WHERE text_dropped_at IS NULL ON CONFLICT DO NOTHING;
"""

# What the stories of a day tell is one array. Events are drawn anew once.
_DAYS = """
DROP TABLE event_tellers;
CREATE TABLE event_tellers (
    story_id INTEGER PRIMARY KEY REFERENCES stories (id),
    day REAL NOT NULL,
    told INTEGER NOT NULL
) STRICT;
CREATE TABLE event_days (
    day INTEGER PRIMARY KEY,
    tellers BLOB NOT NULL
) STRICT;
DELETE FROM event_links;
UPDATE event_progress SET last_change = 0, last_revision = 0;
"""

# Parts of a text in another order, and posts that begin with other words, are no copies of it: all is folded again.
_PARTS = """
INSERT INTO unfolded (article_id, queued_at)
    SELECT id, strftime('%Y-%m-%dT%H:%M:%SZ') FROM articles WHERE text_dropped_at IS NULL ON CONFLICT DO NOTHING;
"""

# At how many of its samples an article stands no longer for others (`dedupe.numbers`). Where that, or what a link has
# for it, was not kept yet, pairs are looked at as before.
_YIELDED = """
CREATE TABLE yielded (
    slice INTEGER PRIMARY KEY,
    counts BLOB NOT NULL
) STRICT;
"""

# Few parts in another order, or ones of which one is large, are asked for more of the text: all is folded again.
_FEWER_PARTS = """
INSERT INTO unfolded (article_id, queued_at)
    SELECT id, strftime('%Y-%m-%dT%H:%M:%SZ') FROM articles WHERE text_dropped_at IS NULL ON CONFLICT DO NOTHING;
"""

# Very short texts are asked for the same facts, and mash-ups name more of their parts: all is folded again.
_FLASHES = """
INSERT INTO unfolded (article_id, queued_at)
    SELECT id, strftime('%Y-%m-%dT%H:%M:%SZ') FROM articles WHERE text_dropped_at IS NULL ON CONFLICT DO NOTHING;
"""

# Vowel signs and tone marks are part of the words that are searched: the full-text index is written anew.
_MARKS = """
DROP TABLE article_words;
CREATE VIRTUAL TABLE article_words USING fts5 (
    title, text, content='', tokenize="unicode61 remove_diacritics 2 categories 'L* N* Co Mn Mc'"
);
INSERT INTO article_words (article_words, rank) VALUES ('automerge', 16);
INSERT INTO article_words (article_words, rank) VALUES ('crisismerge', 64);
INSERT INTO article_words (article_words, rank) VALUES ('hashsize', 33554432);
INSERT INTO article_words (rowid, title, text) SELECT id, spaced(title), spaced(text) FROM articles ORDER BY id;
INSERT INTO article_words (article_words, rank) VALUES ('hashsize', 1048576);
"""

# What was taken out of the store by hand stays out: each of its addresses, when and why.
_REMOVALS = """
CREATE TABLE removals (
    url TEXT PRIMARY KEY,
    article_id INTEGER NOT NULL,
    reason TEXT NOT NULL,
    removed_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;
"""

# The address that is the article's own tells what is kept out; one that only led to it may lead to another tomorrow.
_OWN = """
ALTER TABLE removals ADD COLUMN own INTEGER NOT NULL DEFAULT 1;
"""

# Whose article it was, so that a removal of all of an outlet can be undone as one; '' for what went before this step.
_WHOSE = """
ALTER TABLE removals ADD COLUMN outlet TEXT NOT NULL DEFAULT '';
"""

# Samples that are not rare count as yielded, too; what was counted without them is not known any more. And a band that
# many hold speaks for short texts alone: all is folded again, or links would depend on which version made them.
_YIELDED_ALL = """
DELETE FROM yielded;
INSERT INTO unfolded (article_id, queued_at)
    SELECT id, strftime('%Y-%m-%dT%H:%M:%SZ') FROM articles WHERE text_dropped_at IS NULL ON CONFLICT DO NOTHING;
"""

# Two articles far apart in time are compared only where one may be a copy of the other: all is folded again, as above.
_FAR = """
CREATE TABLE days (
    slice INTEGER PRIMARY KEY,
    days BLOB NOT NULL
) STRICT;
INSERT INTO days
    SELECT article_id / 8192, int32_array(
        article_id % 8192, CASE WHEN published_at >= '0002'
            THEN CAST(julianday(substr(published_at, 1, 10)) - 2440587.5 AS INTEGER) ELSE 0 END)
    FROM fingerprints INDEXED BY fingerprint_traits GROUP BY article_id / 8192;
INSERT INTO unfolded (article_id, queued_at)
    SELECT id, strftime('%Y-%m-%dT%H:%M:%SZ') FROM articles WHERE text_dropped_at IS NULL ON CONFLICT DO NOTHING;
"""

STEPS: tuple[tuple[str, str], ...] = (
    ("the road", _ROAD),
    ("the frontier", _FRONTIER),
    ("folding", _FOLDING),
    ("robots", _ROBOTS),
    ("the daemon", _DAEMON),
    ("reading", _READING),
    ("retention", _RETENTION),
    ("links", _LINKS),
    ("furniture", _FURNITURE),
    ("events", _EVENTS),
    ("history", _HISTORY),
    ("baseline", _BASELINE),
    ("begun", _BEGUN),
    ("narrow", _NARROW),
    ("traits", _TRAITS),
    ("read as", _READ_AS),
    ("common lines", _COMMON),
    ("tellers", _TELLERS),
    ("sizes", _SIZES),
    ("quotations", _QUOTATIONS),
    ("days", _DAYS),
    ("parts", _PARTS),
    ("yielded", _YIELDED),
    ("fewer parts", _FEWER_PARTS),
    ("flashes", _FLASHES),
    ("marks", _MARKS),
    ("removals", _REMOVALS),
    ("own", _OWN),
    ("whose", _WHOSE),
    ("yielded all", _YIELDED_ALL),
    ("far", _FAR),
)

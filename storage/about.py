"""What each table of the store holds, in words: for docs/schema.md and for who browses the store."""

from __future__ import annotations

ABOUT = {
    "aliases": "Other addresses that led to an article: redirects, links whose page names another canonical address.",
    "article_words": "The full-text index over titles and texts, by article id; it keeps no copy of them.",
    "articles": "One row a canonical URL, with its newest text, its story and its role in it. "
    "`published_declared` and `modified_declared` are as the page had them, with its zone; `cut` is what was taken for "
    "boilerplate; `text_dropped_at` says when retention emptied the text. "
    "`fetched_at` belongs to the newest revision, `checked_at` to the last visit.",
    "attributions": "Credited origins of an article, with the words that credit them.",
    "days": "On which day each article was published, counted from 1970, as arrays of 8192 articles by id.",
    "dead_letters": "Messages of alerts that could not be delivered, after the last try, with the last error.",
    "deliveries": "Messages of alerts, each once a channel: those that wait for a try, and those that went out.",
    "drops": "What retention has dropped: how much of what, older than when, and why.",
    "event_links": "Which stories tell so alike of names and numbers that they may be one event, from both ends.",
    "event_days": "What the stories that began on a day tell: their ids, days, and MinHashes of names and numbers.",
    "event_tellers": "Which stories tell of anything: on which day each began, and what it tells as one number.",
    "event_progress": "How far events are up to date with the history of stories and the revisions.",
    "events": "Stories about the same happening, in words of their own.",
    "fetches": "The diary of requests: each leaves a row, with what it came to in the end and why; tries before that, "
    "and redirects on the way, have none of their own.",
    "fingerprints": "What folding keeps of each text, with its recipe: the signature, the sampled shingles, the names "
    "and numbers, the tokens as hashes; arrays are little-endian.",
    "frontier": "What is still to be fetched; `leased_by` names the process that works on it, and an empty `source` "
    "leaves it to any that showed it.",
    "furniture": "Lines that an outlet runs in different articles, which folding leaves out; see `newsfold furniture`.",
    "links": "How articles see each other while stories are made of them: the matches and what nearly is one.",
    "matches": "Pairs of articles that verification confirmed: relation, scores, shared passages, recipe; a < b.",
    "mixtures": "Which articles are mash-ups, and the groups of articles that they took their parts from.",
    "notices": "What there is to say of the store: a configuration that was refused, a recipe that was chosen.",
    "outlet_lines": "Which articles hold a line that could be furniture: hashes of outlet and line, and of addresses.",
    "postings": "The index of folding: which articles hold a sampled shingle or a band of a signature, as sorted runs.",
    "removals": "The addresses of articles that `newsfold remove` took out, when and why; they are not kept again.",
    "revisions": "Every text of an article, from number 1; `essence` names what it says, once it was compared.",
    "robots": "The robots.txt of each site as it was last had.",
    "runs": "Each run of a source: how it ended and what it gave.",
    "sightings": "Which source showed which link, first and last.",
    "sizes": "How many different shingles each article has, as arrays of 8192 articles in the order of their ids.",
    "sources": "What is crawled, and how each is doing.",
    "stories": "The articles that carry the same copy; a story that was merged names the one that goes on.",
    "story_changes": "The history of stories: created, joined, split, merged, a member removed, when and why.",
    "teasers": "One row a link that a listing, feed or sitemap showed; `truncated` says that the teaser is cut off.",
    "text_traits": "What articles are compared by when lines are learnt: hashes of their lines and of some words.",
    "unfolded": "Articles whose newest text folding has not seen.",
    "watches": "How far each alert has looked through the history of stories and the revisions.",
    "yielded": "At how many samples, at most, each article stands no longer for others: arrays of 1024 articles.",
}

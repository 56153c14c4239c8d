"""Which earlier text of a story's first article was copied, where that has changed since: folding reads the newest."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from dedupe.fold import recipe_of
from dedupe.shingles import Text, fingerprints
from dedupe.verify import compare
from storage.fingerprints import read_texts
from storage.reading import revisions_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from storage.records import Member
    from storage.store import Store

MUCH = 0.1  # of a text, by which an earlier one has to have more of it to be named
MOST_REVISIONS = 50
MOST_MEMBERS = 200


class Earlier(NamedTuple):
    """The number of a revision, and the share of another article's shingles that it has, 0 to 1."""

    revision: int
    share: float


def in_earlier(store: Store, members: Sequence[Member]) -> dict[int, Earlier]:
    """Give the revision that has the most of each of a story's members, by their ids; of its first member.

    Only of members of which it has a tenth more than that one's newest text; of equals the newest one.
    """
    first = members[0]
    earlier = revisions_of(store, first.id)[:-1][-MOST_REVISIONS:]
    parted = {each.id: each for each in members[1:MOST_MEMBERS] if each.similarity < 1 - MUCH}
    if not earlier or not parted:
        return {}
    recipe = recipe_of(store.connection, None)
    known = [Text(first.id, first.url, each.title, each.text) for each in earlier]
    texts = [Text(*row) for row in read_texts(store.connection, parted.keys())]
    old, new = fingerprints(known, recipe), fingerprints(texts, recipe)
    found = {}
    for text, each in zip(texts, new, strict=True):
        shares = compare(each, old, recipe).containment_a.tolist()
        best, place = max((share, place) for place, share in enumerate(shares))
        if best >= parted[text.article].similarity + MUCH:
            found[text.article] = Earlier(earlier[place].number, best)
    return found

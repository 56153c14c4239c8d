"""From evidence to verdict: whether a pair is the same story, by which relation, and by which rule.

The thresholds were chosen on generated corpora of real articles (docs/folding.md names them and the figures).
"""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

import numpy as np

from storage.records import Relation

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from dedupe.verify import Evidence

AGREES = 0.7  # names and numbers must be the same in this share of the places where texts run in parallel
AGREES_UNNAMED = 0.6  # … in this one where a script without capitals shows numbers alone
NAMED = 0.01  # names in mid-sentence for each shingle, from which a text shows its names
DENSE = 0.012  # exchanges for each shingle of the shorter text, above which it is full of figures, as forms are
ENOUGH = 1.85  # likeness from which a pair is the same story
LATE = 0.75  # an excerpt begins where its article begins
TITLE_HELP = 0.75  # so much less is enough under titles that agree
TITLES_DIFFER, TITLES_AGREE = 0.2, 0.5
ONE_PASSAGE = 0.27  # of the shared words, from which what two texts share is one passage rather than a text
FORM = 0.3  # containment from which texts whose names and numbers do not agree are a template
SAME_OUTLET_TITLES, SAME_OUTLET_SHARE = 0.5, 0.9
SAME_OUTLET_LATE = 0.05  # an update begins as its story did; what else an outlet's texts share is furniture
SAME_OUTLET_AGREES, SERIES = 0.9, 2  # within an outlet more must agree: from two exchanges on, it looks like a series
STRANGE = 0.25  # share of names and numbers in common below which two exchanges make a form
SAYS_NOTHING = 8  # different shingles (12 words) below which a text is never the same story as another
SHORT, SHORT_SHARE = 26, 0.8  # shingles (30 words) below which nearly everything must be shared
BRIEF, BRIEF_PASSAGE = 100, 0.8  # shingles (105 words) below which nearly everything must be, where it is one passage
UNBROKEN = 0.95  # share of what two texts share, from which it is one passage that nobody edited
HEAD, HEAD_SHARE = 8, 0.05  # words, and share of the longer text, before which what is shared begins at the head
QUOTED = 0.95  # containment from which a text is an excerpt of another however the two begin
# Parts in another order: the share of the steps between rows that lead back, and of the words that must then be shared.
DISORDER, ALL_PARTS = 0.3, 0.9
SOME_DISORDER, MOST_PARTS = 0.25, 0.7
ONE_PART = 0.3  # of what is shared, from which the longest row tells less of an order: half of the rest may be missing
TEASED, TEASED_AT = 200, 0.02  # shingles from which a text has teasers, and where in it these begin at the latest
WHOLE = 0.8  # containment from which the shorter text lies in the longer
EXCERPT = 0.6  # the shorter text has at most this share of the longer's shingles


# An overlap that may be a part of a mash-up: share of the shorter text, kinship, shingles in a row.
OVERLAP, OVERLAP_KINSHIP, RUN = 0.15, 0.45, 8
GIVEN = 0.6  # kinship from which an article that does not join may have given a part


class Rule(IntEnum):
    """Which rule decided a pair; the names are stored with matches."""

    NOTHING_SHARED = 0
    SAME_WORDS = 1
    LIKENESS = 2
    SHORT_TEXT = 3
    EXCHANGED_NAMES = 4
    SAME_OUTLET = 5
    TOO_LITTLE = 6
    TOO_SHORT = 7
    OTHER_ORDER = 8


_KINDS = (Relation.TEMPLATE, Relation.IDENTICAL, Relation.EXCERPT, Relation.NEAR_DUPLICATE)
JOINING = (Rule.SAME_WORDS, Rule.LIKENESS, Rule.SHORT_TEXT)


def joining(rules: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Which of the rules make one story of a pair."""
    return np.array([rule in JOINING for rule in Rule])[rules]


def likeness(evidence: Evidence) -> NDArray[np.float64]:
    """How much two texts are one copy: shared words above all, then the longer text's share, names and numbers.

    It depends on the two texts alone: what is said of a pair stays true whatever else comes.
    """
    longer = np.minimum(evidence.containment_a, evidence.containment_b)
    shorter = np.maximum(evidence.containment_a, evidence.containment_b)
    return 1.25 * shorter + 0.8 * longer + 0.7 * evidence.anchored + 0.25 * evidence.agreement - LATE * evidence.late


def kinship(evidence: Evidence) -> NDArray[np.float64]:
    """Likeness wherever in the longer text the shared words begin: that of a part to what it is a part of."""
    return likeness(evidence) + LATE * evidence.late


def gives(evidence: Evidence) -> NDArray[np.bool_]:
    """Which pairs share enough for the one to have given the other a part, where they do not join."""
    given: NDArray[np.bool_] = kinship(evidence) >= GIVEN
    return given


def repeats(evidence: Evidence) -> NDArray[np.bool_]:
    """Whose titles say no more than the texts: they are but the first words of two that share one passage."""
    one_passage: NDArray[np.bool_] = evidence.longest >= ONE_PASSAGE * evidence.shared
    return evidence.openings & one_passage


def titles(evidence: Evidence) -> NDArray[np.float64]:
    """Of the words of the shorter title, the share that the other has, as far as titles say more than the texts."""
    return np.where(repeats(evidence), 0.0, evidence.titles)


def enough(evidence: Evidence) -> NDArray[np.float64]:
    """The likeness that each pair needs: titles alone decide nothing, but they lower the bar for the texts."""
    agree = np.clip((titles(evidence) - TITLES_DIFFER) / (TITLES_AGREE - TITLES_DIFFER), 0.0, 1.0)
    return ENOUGH - TITLE_HELP * agree


def _brief(evidence: Evidence) -> NDArray[np.bool_]:
    """Which pairs are a brief and another text under titles that do not agree."""
    found: NDArray[np.bool_] = (evidence.smaller < BRIEF) & (titles(evidence) < TITLES_AGREE)
    return found


def quotes(evidence: Evidence) -> NDArray[np.bool_]:
    """Which pairs are a brief and another text that share one passage, where the brief is no teaser of the other.

    A teaser is the beginning of a longer text; what of it differs are words that were edited here and there.
    """
    one_passage = evidence.longest >= BRIEF_PASSAGE * evidence.shared
    edited = evidence.longest < UNBROKEN * evidence.shared
    teaser = (evidence.larger >= TEASED) & (evidence.late < TEASED_AT) & edited
    found: NDArray[np.bool_] = _brief(evidence) & one_passage & ~teaser
    return found


def inside(evidence: Evidence) -> NDArray[np.bool_]:
    """Which pairs are a brief and another text that do not both begin with what they share: a quotation, no excerpt."""
    apart = (evidence.begins_shorter > HEAD) | ((evidence.begins > HEAD) & (evidence.late > HEAD_SHARE))
    found: NDArray[np.bool_] = _brief(evidence) & apart
    return found


def titled_by_openings(evidence: Evidence) -> NDArray[np.bool_]:
    """Which pairs, titled by their first words, begin with different ones or are one outlet's.

    Their titles say how the texts begin, so that these begin otherwise; and an outlet's share their furniture.
    """
    found: NDArray[np.bool_] = evidence.openings & ((evidence.titles < TITLES_AGREE) | evidence.same_outlet)
    return found


def needed_share(evidence: Evidence) -> NDArray[np.float64]:
    """What share of the shorter text must be in the other, whatever else they have in common; 0 where none must."""
    much = np.where((evidence.smaller < SHORT) | quotes(evidence), SHORT_SHARE, 0.0)
    return np.where(inside(evidence) | titled_by_openings(evidence), QUOTED, much)


def strangers(evidence: Evidence) -> NDArray[np.bool_]:
    """Which pairs exchange names and numbers and hardly have any in common."""
    found: NDArray[np.bool_] = (evidence.exchanged >= SERIES) & (evidence.anchored < STRANGE)
    return found


def other_numbers(evidence: Evidence) -> NDArray[np.bool_]:
    """Which pairs are two very short texts that begin alike, each with a number that the other does not have.

    Such a text is little but its facts, and these seldom stand between two passages that both share. Names are not
    asked: they are those of who wrote it, as often as not. Nor is a longer text: its teaser may be cut in the middle of
    a number, or say how many minutes it takes to read.
    """
    alike = evidence.begins == evidence.begins_shorter
    found: NDArray[np.bool_] = (evidence.larger < SHORT) & alike & (evidence.other_numbers > 0)
    return found


def needed_words(evidence: Evidence) -> NDArray[np.float64]:
    """What share of the shorter text's words must be in the other, as what they share stands in another order.

    A copy that is cut keeps its order, and a shuffled one is whole; 0 where the order is the same or nearly.
    """
    beyond = np.maximum(evidence.longest / np.maximum(evidence.shared, 1) - ONE_PART, 0.0)
    most = np.where(evidence.disorder >= SOME_DISORDER, MOST_PARTS, 0.0)
    return np.where(evidence.disorder >= DISORDER, np.maximum(ALL_PARTS - beyond / 2, MOST_PARTS), most)


def reordered(evidence: Evidence) -> NDArray[np.bool_]:
    """Which pairs share but parts, in another order."""
    found: NDArray[np.bool_] = evidence.covered < needed_words(evidence)
    return found


def agreed(evidence: Evidence) -> NDArray[np.float64]:
    """What share of names and numbers must be the same where texts run in parallel.

    Less where neither text shows names, whose script has no capitals: those that stay the same speak for a copy
    elsewhere, and an update changes many of the numbers, but few for each of its words.
    """
    unnamed = (evidence.named < NAMED) & (evidence.exchanged <= DENSE * evidence.smaller)
    return np.where(unnamed, AGREES_UNNAMED, AGREES)


def decide(evidence: Evidence) -> NDArray[np.uint8]:
    """The rule for each pair."""
    rules = np.where(likeness(evidence) >= enough(evidence), Rule.LIKENESS, Rule.TOO_LITTLE)
    shorter = np.maximum(evidence.containment_a, evidence.containment_b)
    other = (titles(evidence) < SAME_OUTLET_TITLES) & (shorter < SAME_OUTLET_SHARE)
    same_outlet = evidence.same_outlet & (other | (evidence.late > SAME_OUTLET_LATE))
    rules = np.where(same_outlet & (rules == Rule.LIKENESS), Rule.SAME_OUTLET, rules)
    short = evidence.smaller < SHORT
    rules = np.where(shorter < needed_share(evidence), Rule.TOO_LITTLE, rules)
    rules = np.where(reordered(evidence) & (rules == Rule.LIKENESS), Rule.OTHER_ORDER, rules)
    rules = np.where(strangers(evidence) & (rules == Rule.LIKENESS), Rule.EXCHANGED_NAMES, rules)
    rules = np.where(short & (rules == Rule.LIKENESS), Rule.SHORT_TEXT, rules)
    series = evidence.same_outlet & (evidence.exchanged >= SERIES) & (evidence.agreement < SAME_OUTLET_AGREES)
    form = series | other_numbers(evidence) | (evidence.agreement < agreed(evidence))
    rules = np.where(form, Rule.EXCHANGED_NAMES, rules)
    rules = np.where(evidence.jaccard >= 1.0, Rule.SAME_WORDS, rules)
    rules = np.where(evidence.smaller < SAYS_NOTHING, Rule.TOO_SHORT, rules)
    return np.where(evidence.shared == 0, Rule.NOTHING_SHARED, rules).astype(np.uint8)


def matters(evidence: Evidence, rules: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Which pairs are kept: those that join, and those of which one may be a part of the other as a mash-up."""
    share = np.maximum(evidence.containment_a, evidence.containment_b)
    overlap = (
        (share >= OVERLAP) & (kinship(evidence) >= OVERLAP_KINSHIP) & (evidence.longest >= RUN) & ~evidence.same_outlet
    )
    kept: NDArray[np.bool_] = joining(rules) | (overlap & ((rules == Rule.TOO_LITTLE) | (rules == Rule.OTHER_ORDER)))
    return kept


def is_template(evidence: Evidence, rules: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Which pairs are one form filled in twice."""
    share = np.maximum(evidence.containment_a, evidence.containment_b)
    templates: NDArray[np.bool_] = (rules == Rule.EXCHANGED_NAMES) & (share >= FORM)
    return templates


def relations(
    rules: NDArray[np.uint8], jaccard: NDArray[np.float64], one: NDArray[np.float64], other: NDArray[np.float64]
) -> NDArray[np.object_]:
    """Name the relation of each pair that is a match by itself; `one` is what lies in the other, `other` the reverse.

    The part of a mash-up is known only from its story.
    """
    share, rest = np.maximum(one, other), np.minimum(one, other)
    excerpt = (share >= WHOLE) & (rest <= EXCERPT * share)  # the ratio of the shares is that of the lengths
    kinds = np.select([rules == Rule.EXCHANGED_NAMES, jaccard >= 1.0, excerpt], [0, 1, 2], 3)
    found: NDArray[np.object_] = np.array([kind.value for kind in _KINDS], object)[kinds]
    return found

"""Why two articles are one story or not, in words: the rule, the scores behind it, and what would have to differ."""

from __future__ import annotations

from dataclasses import dataclass
from math import floor
from typing import TYPE_CHECKING

import numpy as np

from dedupe import relation, verify
from dedupe.candidates import COPIED, FAR, Measures, common_samples, far, partly
from dedupe.passages import shared_passages
from dedupe.relation import Rule
from dedupe.shingles import measured
from storage.records import Passage, Relation

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dedupe.recipe import Recipe
    from dedupe.shingles import Fingerprint, Text


@dataclass(frozen=True, slots=True)
class Explanation:
    """The verdict on a pair in a line, the sentences behind it, and its scores; `relation` is None without a match.

    `containment_a` is the share of a's shingles that b has. `likeness` is held against `enough`: see docs/folding.md.
    `agreement` is None where no names and numbers face each other, as in texts that share nothing.
    """

    a: int
    b: int
    verdict: str
    sentences: tuple[str, ...]
    same_story: bool
    relation: Relation | None
    rule: str
    recipe: str
    jaccard: float
    containment_a: float
    containment_b: float
    likeness: float
    enough: float
    agreement: float | None
    passages: tuple[Passage, ...] = ()


@dataclass(frozen=True, slots=True)
class Case:
    """What there is to say about a pair: texts, fingerprints by id, the parts of mash-ups, the stories they are in."""

    a: Text
    b: Text
    known: Mapping[int, Fingerprint]
    parts: Mapping[int, tuple[tuple[int, ...], ...]]
    homes: Mapping[int, int | None]
    recipe: Recipe


UNCOMPARED = "far_apart"  # the rule of a pair that matches by itself but was not compared
ITSELF = "One and the same article, compared with itself: name another one"
_WORDS = {
    Relation.IDENTICAL: "identical texts",
    Relation.NEAR_DUPLICATE: "one text, edited",
    Relation.EXCERPT: "one is an excerpt of the other",
    Relation.COMPOSITE: "one is a mash-up that has parts of the other",
    Relation.TEMPLATE: "one form, filled in twice",
}


def explain(case: Case) -> Explanation:
    """Explain a pair."""
    a, b = case.a, case.b
    first, second = sorted((case.known[a.article], case.known[b.article]), key=lambda side: (side.key, side.article))
    evidence = verify.compare(first, [second], case.recipe)
    rule = Rule(int(relation.decide(evidence)[0]))
    shares = (float(evidence.containment_a[0]), float(evidence.containment_b[0]))
    share_a, share_b = shares if first.article == a.article else shares[::-1]
    home = case.homes[a.article]
    same = a.article == b.article or (home is not None and home == case.homes[b.article])
    unmet = _unmet(case) if rule in relation.JOINING else ""
    how = None if unmet else _relation(case, evidence, rule)
    return Explanation(
        a=a.article,
        b=b.article,
        verdict=ITSELF if a.article == b.article else _verdict(how, unmet, same=same),
        sentences=(
            *_scores(evidence, share_a, share_b),
            *([unmet] if unmet else []),
            _ruled(case, evidence, rule, same=same),
            *_context(case, rule, unmet, same=same),
        ),
        same_story=same,
        relation=how,
        rule=UNCOMPARED if unmet else rule.name.lower(),
        recipe=case.recipe.name,
        jaccard=round(float(evidence.jaccard[0]), 4),
        containment_a=round(share_a, 4),
        containment_b=round(share_b, 4),
        likeness=round(float(relation.likeness(evidence)[0]), 4),
        enough=round(float(relation.enough(evidence)[0]), 4),
        agreement=round(float(evidence.agreement[0]), 4) if evidence.faced[0] else None,
        passages=shared_passages(a.text, b.text, case.recipe.width),
    )


def _relation(case: Case, evidence: verify.Evidence, rule: Rule) -> Relation | None:
    joins, a, b = rule in relation.JOINING, case.a.article, case.b.article
    for one, other in ((a, b), (b, a)):
        if one in case.parts and (joins or any(other in group for group in case.parts[one])):
            return Relation.COMPOSITE
    if joins or bool(relation.is_template(evidence, relation.decide(evidence))[0]):
        shares = (evidence.containment_a, evidence.containment_b)
        return Relation(relation.relations(relation.decide(evidence), evidence.jaccard, *shares)[0])
    return None


def _verdict(how: Relation | None, unmet: str, *, same: bool) -> str:
    story = "The same story" if same else "Not the same story"
    if unmet:
        return f"{story}: published too far apart to be compared"
    return f"{story}: {_WORDS[how]}" if how is not None else f"{story}: no match between the two"


def _scores(evidence: verify.Evidence, share_a: float, share_b: float) -> list[str]:
    if not evidence.shared[0]:
        return []  # the rule says so
    said = [
        (
            f"{share_a:.0%} of the first text is in the second, {share_b:.0%} of the second in the first: so many of "
            f"its rows of five words. Of all the rows that stand in either, {evidence.jaccard[0]:.0%} stand in both."
        ),
    ]
    kept = int(evidence.rows[0, 9] + evidence.rows[0, 11])
    exchanged = int(evidence.exchanged[0])
    said.append(
        f"Where they run in parallel, {kept} names and numbers are the same and "
        f"{'1 is' if exchanged == 1 else f'{exchanged} are'} exchanged; "
        f"{evidence.titles[0]:.0%} of the words of the shorter title are in the other."
    )
    if relation.repeats(evidence)[0]:
        part = min(int(evidence.longest[0]) / int(evidence.shared[0]), 1.0)
        said.append(
            "The titles do not count: they are but the first words of the texts, and the longest passage is "
            f"{_percent(part)} of what these share, where {relation.ONE_PASSAGE:.0%} is enough."
        )
    return said


def _context(case: Case, rule: Rule, unmet: str, *, same: bool) -> list[str]:
    said = [
        f"{text.url} is a mash-up of {len(case.parts[text.article])} stories, and therefore a story of its own."
        for text in {case.a.article: case.a, case.b.article: case.b}.values()
        if text.article in case.parts
    ]
    if same and (rule not in relation.JOINING or unmet) and case.a.article != case.b.article:
        said.append("They are in one story because both are tied to other members of it directly.")
    if not same and rule in relation.JOINING and not unmet and not case.parts:
        said.append("By themselves they match, but their stories do not hang together: see the history of both.")
    return said


def _unmet(case: Case) -> str:
    """Say of two articles far apart in time that too little is common for them to be compared; '' of others."""
    one, other = (case.known[text.article] for text in (case.a, case.b))
    _, sizes, days = measured([one, other])
    common, measures = common_samples(one, other), Measures(sizes.min(keepdims=True), far(days[:1], days[1:]))
    if not measures.apart[0] or partly(np.array([common]), measures, case.recipe)[0]:
        return ""  # whether others crowd what they have in common is not asked here
    fewer = int(sizes.min()) // case.recipe.rate
    return (
        f"They were published {abs(int(days[0] - days[1]))} days apart and were not compared: from {FAR} days on, two "
        f"texts are compared only where about {COPIED:.0%} of the rows that are sampled of the shorter one are in the "
        f"other, and {common} of some {fewer} are. What follows is said of the two texts by themselves."
    )


def _percent(share: float) -> str:
    """A share rounded down, so that what is less than is needed reads so."""
    return f"{floor(100 * share + 1e-9)}%"


def _why_so_much(evidence: verify.Evidence) -> str:
    if relation.inside(evidence)[0]:
        begins = f"{evidence.begins_shorter[0]} words into the shorter and {evidence.begins[0]} into the longer text"
        return f"one text is short, what they share begins {begins}"
    if relation.titled_by_openings(evidence)[0]:
        how = "are one outlet's" if evidence.same_outlet[0] else "begin with different ones"
        return f"the titles are but the first words of the texts, which {how}"
    if relation.quotes(evidence)[0] and evidence.smaller[0] >= relation.SHORT:
        return "one text is short, what they share is one passage"
    return "one text is very short"


def _exchange(evidence: verify.Evidence) -> str:
    agreement, agreed = float(evidence.agreement[0]), float(relation.agreed(evidence)[0])
    if relation.other_numbers(evidence)[0] and agreement >= agreed:
        return "both texts are very short, and each has numbers that the other does not have"
    if relation.strangers(evidence)[0] and agreement >= agreed:
        return (
            f"{int(evidence.exchanged[0])} names and numbers are exchanged, and of all that the text with fewer has, "
            f"the other has {_percent(float(evidence.anchored[0]))}, where {relation.STRANGE:.0%} are needed"
        )
    needed, within = (agreed, "") if agreement < agreed else (relation.SAME_OUTLET_AGREES, " within one outlet")
    return (
        f"names and numbers agree in {_percent(agreement)} of the places where the texts run in parallel, and "
        f"{needed:.0%} are needed{within}"
    )


def _apart_at_home(evidence: verify.Evidence) -> str:
    """Say what of two articles of one outlet would have to differ for them to be one story."""
    share = float(max(evidence.containment_a[0], evidence.containment_b[0]))
    titles, late = float(relation.titles(evidence)[0]), float(evidence.late[0])
    said = []
    if titles < relation.SAME_OUTLET_TITLES and share < relation.SAME_OUTLET_SHARE:
        said.append(
            f"their titles would have to share {relation.SAME_OUTLET_TITLES:.0%} of the words (they share "
            f"{_percent(titles)}), or one text lie in the other by {relation.SAME_OUTLET_SHARE:.0%} (it does by "
            f"{_percent(share)})"
        )
    if late > relation.SAME_OUTLET_LATE:
        said.append(f"what they share would have to begin at their heads (it begins {late:.0%} into the longer one)")
    return ", and ".join(said)


def _ruled(case: Case, evidence: verify.Evidence, rule: Rule, *, same: bool) -> str:
    """As `_decision`, but where a mash-up kept apart what matches, that decided."""
    is_mashed = case.a.article in case.parts or case.b.article in case.parts
    if same or rule not in relation.JOINING or not is_mashed:
        return _decision(evidence, rule)
    likeness, enough = float(relation.likeness(evidence)[0]), float(relation.enough(evidence)[0])
    return (
        "Rule: a mash-up is in no story that it took parts from, however much of it matches. "
        f"By themselves the two match (a likeness of {likeness:.2f}, {enough:.2f} is enough); that did not decide."
    )


def _decision(evidence: verify.Evidence, rule: Rule) -> str:
    """Say which rule decided, with its numbers, and what would have to differ."""
    share = float(max(evidence.containment_a[0], evidence.containment_b[0]))
    likeness, enough = float(relation.likeness(evidence)[0]), float(relation.enough(evidence)[0])
    agreed = float(relation.agreed(evidence)[0])
    agreeing = f"{evidence.agreement[0]:.0%} do" if evidence.faced[0] else "there are none here"
    needed = float(relation.needed_share(evidence)[0])
    short = f"{_why_so_much(evidence)}, and {needed:.0%} of such a text must be in the other; {_percent(share)} is."
    lacking = f"a likeness of {floor(100 * likeness) / 100:.2f} where {enough:.2f} is needed"
    too_little = f"{lacking}: they would have to share more of their words."
    said = {
        Rule.NOTHING_SHARED: "they share no five words in a row, and a title alone decides nothing.",
        Rule.SAME_WORDS: (
            "every five words in a row of one are in the other. Any change of words would leave it to the scores."
        ),
        Rule.EXCHANGED_NAMES: f"{_exchange(evidence)}: one form was filled in twice.",
        Rule.SAME_OUTLET: f"one outlet seldom runs a story twice: {_apart_at_home(evidence)}.",
        Rule.OTHER_ORDER: (
            f"they share {int(evidence.runs[0])} passages, {evidence.disorder[0]:.0%} of which stand in another order, "
            f"and {evidence.covered[0]:.0%} of the words of the shorter text: it was put together from parts. "
            f"One of which {relation.needed_words(evidence)[0]:.0%} are shared would be a copy."
        ),
        Rule.SHORT_TEXT: short,
        Rule.TOO_SHORT: "one text has so few words that they say nothing, whatever the titles: a dozen are needed.",
        Rule.LIKENESS: (
            f"a likeness of {likeness:.2f} where {enough:.2f} is enough. Below that, or with names and numbers "
            f"agreeing in less than {agreed:.0%} of places ({agreeing}), they would be two stories."
        ),
        Rule.TOO_LITTLE: short if likeness >= enough else too_little,
    }
    return f"Rule: {said[rule]}"

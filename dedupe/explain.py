"""Why two articles are one story or not, in words: the rule, the scores behind it, and what would have to differ."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dedupe import relation, verify
from dedupe.passages import locate, shared_passages
from dedupe.relation import Rule
from storage.records import Passage, Relation

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dedupe.recipe import Recipe
    from dedupe.shingles import Fingerprint, Text

Parts = "Mapping[int, tuple[tuple[int, ...], ...]]"


@dataclass(frozen=True, slots=True)
class Explanation:
    """The verdict on a pair in a line, the sentences behind it, and its scores; `relation` is None without a match.

    `containment_a` is the share of a's shingles that b has. `likeness` is held against `enough`: see docs/folding.md.
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
    agreement: float
    passages: tuple[Passage, ...] = ()


def explain(
    a: Text,
    b: Text,
    known: Mapping[int, Fingerprint],
    parts: Mapping[int, tuple[tuple[int, ...], ...]],
    homes: Mapping[int, int | None],
    recipe: Recipe,
) -> Explanation:
    """Explain a pair; `parts` has what mash-ups are made of, `homes` the stories that the two are in."""
    first, second = sorted((known[a.article], known[b.article]), key=lambda side: (side.key, side.article))
    evidence = verify.compare(first, [second], recipe)
    rule = Rule(int(relation.decide(evidence)[0]))
    shares = (float(evidence.containment_a[0]), float(evidence.containment_b[0]))
    share_a, share_b = shares if first.article == a.article else shares[::-1]
    same = a.article == b.article or (homes[a.article] is not None and homes[a.article] == homes[b.article])
    how = _relation(a, b, rule, evidence, shares, parts)
    return Explanation(
        a=a.article,
        b=b.article,
        verdict=_verdict(same, how),
        sentences=tuple(_sentences(a, b, evidence, rule, (share_a, share_b), parts, same=same)),
        same_story=same,
        relation=how,
        rule=rule.name.lower(),
        recipe=recipe.name,
        jaccard=round(float(evidence.jaccard[0]), 4),
        containment_a=round(share_a, 4),
        containment_b=round(share_b, 4),
        likeness=round(float(relation.likeness(evidence)[0]), 4),
        enough=round(float(relation.enough(evidence)[0]), 4),
        agreement=round(float(evidence.agreement[0]), 4),
        passages=shared_passages(a.text, locate(a.text), locate(b.text), recipe.width),
    )


def _relation(
    a: Text, b: Text, rule: Rule, evidence: verify.Evidence, shares: tuple[float, float], parts: Mapping[int, tuple[tuple[int, ...], ...]]
) -> Relation | None:
    joins = rule in relation.JOINING
    for one, other in ((a.article, b.article), (b.article, a.article)):
        if one in parts and (joins or any(other in group for group in parts[one])):
            return Relation.COMPOSITE
    if joins or bool(relation.is_template(evidence, relation.decide(evidence))[0]):
        return relation.relation_of(rule, float(evidence.jaccard[0]), shares)
    return None


_WORDS = {
    Relation.IDENTICAL: "identical texts",
    Relation.NEAR_DUPLICATE: "one text, edited",
    Relation.EXCERPT: "one is an excerpt of the other",
    Relation.COMPOSITE: "one is a mash-up that has parts of the other",
    Relation.TEMPLATE: "one form, filled in twice",
}


def _verdict(same: bool, how: Relation | None) -> str:  # noqa: FBT001 (read beside its meaning)
    story = "The same story" if same else "Not the same story"
    return f"{story}: {_WORDS[how]}" if how is not None else f"{story}: no match between the two"


def _sentences(
    a: Text,
    b: Text,
    evidence: verify.Evidence,
    rule: Rule,
    shares: tuple[float, float],
    parts: Mapping[int, tuple[tuple[int, ...], ...]],
    *,
    same: bool,
) -> list[str]:
    row = evidence.rows[0]
    said = [
        f"{shares[0]:.0%} of the first text is in the second, {shares[1]:.0%} of the second in the first "
        f"(of five words in a row; {evidence.jaccard[0]:.0%} of all of both).",
        f"Without what many articles hold, it is {evidence.weighed[0]:.0%} of the text that has less of its own.",
    ]
    if evidence.shared[0]:
        exchanged = int(evidence.exchanged[0])
        said.append(
            f"Where they run in parallel, {int(row[12] + row[14])} names and numbers are the same and {exchanged} are "
            f"exchanged; {evidence.titles[0]:.0%} of the words of the shorter title are in the other."
        )
    said.append(_decision(evidence, rule))
    said += _mixing(a, b, parts)
    if same and rule not in relation.JOINING and a.article != b.article:
        said.append("They are in one story because both are tied to other members of it directly.")
    if not same and rule in relation.JOINING and not parts:
        said.append("By themselves they match, but their stories do not hang together: see the history of both stories.")
    return said


def _mixing(a: Text, b: Text, parts: Mapping[int, tuple[tuple[int, ...], ...]]) -> list[str]:
    return [
        f"{text.url} is a mash-up of {len(parts[text.article])} stories, and therefore a story of its own."
        for text in {a.article: a, b.article: b}.values()
        if text.article in parts
    ]


def _decision(evidence: verify.Evidence, rule: Rule) -> str:
    likeness, enough = float(relation.likeness(evidence)[0]), float(relation.enough(evidence)[0])
    agreement = float(evidence.agreement[0])
    share = float(max(evidence.containment_a[0], evidence.containment_b[0]))
    if rule is Rule.NOTHING_SHARED:
        return "They share no five words in a row; a title alone decides nothing."
    if rule is Rule.SAME_WORDS:
        return "Rule: every five words in a row of one are in the other. Any change of words would leave it to the scores."
    if rule is Rule.EXCHANGED_NAMES:
        needed = relation.SAME_OUTLET_AGREES if agreement >= relation.AGREES else relation.AGREES
        within = " within one outlet" if agreement >= relation.AGREES else ""
        return (
            f"Rule: names and numbers agree in {agreement:.0%} of the places where the texts run in parallel, and "
            f"{needed:.0%} are needed{within}: one form was filled in twice."
        )
    if rule is Rule.SAME_OUTLET:
        return (
            "Rule: one outlet seldom runs a story twice under another title. Their titles would have to share "
            f"{relation.SAME_OUTLET_TITLES:.0%} of the words, or one text lie in the other by {relation.SAME_OUTLET_SHARE:.0%} "
            f"(it is {share:.0%})."
        )
    if rule is Rule.SHORT_TEXT:
        return f"Rule: one text is very short and {share:.0%} of it is in the other; {relation.SHORT_SHARE:.0%} are needed."
    if rule is Rule.LIKENESS:
        return (
            f"Rule: a likeness of {likeness:.2f} where {enough:.2f} is enough. Below that, or with names and numbers "
            f"agreeing in less than {relation.AGREES:.0%} of places ({agreement:.0%} do), they would be two stories."
        )
    if evidence.smaller[0] < relation.SHORT and likeness >= enough:
        return (
            f"Rule: one text is very short, and of such a text {relation.SHORT_SHARE:.0%} must be in the other; "
            f"{share:.0%} is."
        )
    return f"Rule: a likeness of {likeness:.2f} where {enough:.2f} is needed: they would have to share more of their words."

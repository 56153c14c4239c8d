"""Stories from links: a pure function of the links, the same in whatever order they came.

Two things are cut before anything is joined. A mash-up is covered in different parts by articles that do not match
each other: it is a story of its own. And nobody joins through a third alone: members hang on a leader directly.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

MOST = 0.78  # the greatest part of a mash-up covers less than this
REST = 0.15  # the other parts together cover at least this
CROWD = 4  # a slice that so many strangers to each other cover is boilerplate
TAKEN = 0.15  # share from which an article that does not join may have given a part
BODY = 0.45  # … if that other covers so much of it
ENTIRE = 0.6  # where each part holds so much of its article, the parts beside the first may be as small as STEP
WHOLE = 0.75  # an article that holds so much of another is a copy of it with additions: those must join to be parts
DENSE = 0.3  # of all pairs of members of two stories, the share that must be linked for the two to become one
FURTHER = 0.1  # what a group adds to a mash-up that it alone could not make one, to be named among its parts
STEP = 0.05  # a group that adds less to what is covered is no part


class Link(NamedTuple):
    """How an article sees another; see `dedupe.links` for the fields."""

    joins: bool
    gives: bool
    likeness: int
    mask: int
    size: int
    held: float


def mixture(
    near: Mapping[int, Link], groups: Sequence[tuple[int, ...]], giver: Callable[[int], bool]
) -> tuple[tuple[int, ...], ...]:
    """The groups of articles that an article is mixed from, those that gave most first; none where it is no mash-up.

    `near` is how it sees those that it is tied to; `groups` has these, the ones together that are joined directly or
    through others of them. `giver` says from which it may have taken: those of other outlets that were published no
    later, as far as is known.
    """
    size = next(iter(near.values())).size
    cover = {group: _union(near[other].mask for other in group) for group in groups}
    crowded = _crowded(cover.values())
    cover = {group: mask & ~crowded for group, mask in cover.items()}
    seen = 0
    sizes: dict[tuple[int, ...], int] = {}
    whole = False  # is it a copy of its greatest part with additions?
    for group in _by_cover(cover, near):
        new = (cover[group] & ~seen).bit_count()
        if new < max(1, STEP * size):
            continue
        if any(giver(other) for other in group if _gives(near[other], needs_join=whole)):
            if not sizes and new >= MOST * size:
                return ()
            whole = whole or (not sizes and any(_whole(near[other]) for other in group))
            sizes[group] = new
            seen |= cover[group]
    taken = list(sizes.values())
    entire = all(any(near[other].joins and near[other].held >= ENTIRE for other in group) for group in sizes)
    if len(taken) < 2 or sum(taken[1:]) < (STEP if entire else REST) * size:
        return ()
    if not whole:
        sizes |= _further(cover, near, giver, seen)
    return tuple(sizes)


def _further(
    cover: Mapping[tuple[int, ...], int], near: Mapping[int, Link], giver: Callable[[int], bool], seen: int
) -> dict[tuple[int, ...], int]:
    """What other groups add to a mash-up: the first paragraph of a long article is little of that."""
    found: dict[tuple[int, ...], int] = {}
    for group in _by_cover(cover, near):
        size = near[group[0]].size
        new = (cover[group] & ~seen).bit_count()
        if new >= FURTHER * size and any(giver(other) for other in group if near[other].joins or near[other].gives):
            found[group] = new
            seen |= cover[group]
    return found


def _by_cover(cover: Mapping[tuple[int, ...], int], near: Mapping[int, Link]) -> list[tuple[int, ...]]:
    """The groups, those that cover most first; where two cover the same, what else tells them apart is asked."""
    alike = len(set(cover.values())) < len(cover)
    return sorted(cover, key=lambda g: (-cover[g].bit_count(), cover[g], _traits(g, near) if alike else []))


def _traits(group: tuple[int, ...], near: Mapping[int, Link]) -> list[tuple[float, float]]:
    """What tells groups apart whatever the ids of their articles."""
    return sorted((near[other].likeness, near[other].held) for other in group)


def _whole(link: Link) -> bool:
    return link.joins and link.held >= WHOLE and link.mask.bit_count() >= BODY * link.size


def _gives(link: Link, *, needs_join: bool) -> bool:
    """Whether the other's share is more than a chance sentence."""
    return link.joins or (not needs_join and link.gives and link.held >= TAKEN)


def _union(masks: Iterable[int]) -> int:
    total = 0
    for mask in masks:
        total |= mask
    return total


def _crowded(cover: Collection[int]) -> int:
    """The slices that `CROWD` groups or more cover: a slice moves up when it is covered once more."""
    if len(cover) < CROWD:
        return 0
    reached = [0] * CROWD
    for mask in cover:
        carry = mask
        for times in range(CROWD):
            reached[times], carry = reached[times] | carry, reached[times] & carry
    return reached[-1]


def part(
    members: Collection[int], links: Mapping[int, Mapping[int, int]], order: Callable[[int], int]
) -> list[list[int]]:
    """Part one connected piece of the graph of joining links into stories.

    `links[a][b]` is the likeness of a and b; `order` gives each member a rank that does not depend on its id. Leaders
    are taken by the weight of their links; everyone hangs on the leader it is most like; two stories become one where
    their members are linked directly and densely.
    """
    if len(members) == 2:
        return [sorted(members)]
    ranks = {member: (-sum(links[member].values()), order(member)) for member in members}
    leaders: list[int] = []
    led: set[int] = set()
    for member in sorted(members, key=lambda m: ranks[m]):
        if member not in led:
            leaders.append(member)
            led.add(member)
            led.update(links[member])
    if len(leaders) == 1:
        return [sorted(members)]
    stories = {leader: [leader] for leader in leaders}
    for member in sorted(set(members) - set(leaders), key=lambda m: ranks[m]):
        leader = min(
            (other for other in links[member] if other in stories), key=lambda m: (-links[member][m], ranks[m])
        )
        stories[leader].append(member)
    return _merge(stories, links, ranks)


def _merge(
    stories: dict[int, list[int]], links: Mapping[int, Mapping[int, int]], ranks: Mapping[int, tuple[int, int]]
) -> list[list[int]]:
    """Merge the densest linked pair of stories again and again, until none is dense enough."""
    home = {member: leader for leader, members in stories.items() for member in members}
    between: dict[tuple[int, int], int] = {}
    for member, leader in home.items():
        for other in links[member]:
            if home[other] != leader:
                pair = (leader, home[other]) if ranks[leader] < ranks[home[other]] else (home[other], leader)
                between[pair] = between.get(pair, 0) + 1  # counted from both ends

    def density(pair: tuple[int, int]) -> float:
        return between[pair] / 2 / (len(stories[pair[0]]) * len(stories[pair[1]]))

    while between:
        one, two = min(between, key=lambda p: (-density(p), ranks[p[0]], ranks[p[1]]))
        if density((one, two)) < DENSE or between[one, two] < 2 * 2:  # two links at least, each counted twice
            break
        stories[one] += stories.pop(two)
        del between[one, two]
        for pair in [pair for pair in between if two in pair]:
            third = pair[0] if pair[1] == two else pair[1]
            new = (one, third) if ranks[one] < ranks[third] else (third, one)
            between[new] = between.get(new, 0) + between.pop(pair)
    return [sorted(members) for members in stories.values()]

"""Which of some articles are mash-ups now, by what they and those around them are tied to."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

import numpy as np

from dedupe import links
from dedupe.lsh import different, places, spread, steps
from dedupe.native import loops
from dedupe.stories import ENTIRE, MOST, REST, STEP, TAKEN, Link, mixture

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from dedupe.engine import Shelf, Trait

    Whole = NDArray[np.int64]
    Rows = NDArray[np.void]
    Grouped = tuple[int, dict[int, Link], list[tuple[int, ...]]]


def find_mixtures(shelf: Shelf, touched: Whole) -> set[int]:
    """Look again which of the touched articles (sorted) are mash-ups; give those with another answer than before."""
    before = shelf.parts(touched.tolist())
    grouped = list(_several_groups(shelf, _doubtful(shelf.links(touched))))
    known = shelf.traits({one for own, near, _ in grouped for one in (own, *near)})
    mixed = {}
    for one, near, groups in grouped:
        mine = known[one]
        if parts := mixture(near, groups, lambda other, mine=mine: _may_precede(known[other], mine)):  # type: ignore[misc]
            mixed[one] = parts
    other = {one for one in before.keys() | mixed.keys() if before.get(one) != mixed.get(one)}
    shelf.mix({one: mixed.get(one, ()) for one in other})
    return other


def _doubtful(rows: Rows) -> Rows:
    """The links of those who have two or more, none of which alone has so much of them that they are no mash-up."""
    if not len(rows):
        return rows
    owners = links.Owners.of(rows)
    most = np.bitwise_count(rows["mask"]) >= MOST * rows["size"]
    doubtful = (owners.degrees > 1) & ~np.logical_or.reduceat(most, owners.begins)
    return rows[spread(owners.begins[doubtful], owners.ends[doubtful])]


def _several_groups(shelf: Shelf, rows: Rows) -> Iterator[Grouped]:
    """The owners of links of which two groups may be parts, and these; a group is joined directly or through others."""
    if not len(rows):
        return
    around = different(rows["other"])
    mates = shelf.links(around)
    inside = mates["joins"] & links.among(mates["other"], around)
    mated = places(around, mates["other"][inside]).astype(np.int32)
    begins = np.searchsorted(mates["own"][inside], np.append(around, around[-1:] + 1))
    owners = links.Owners.of(rows)
    raw = loops.kin(places(around, rows["other"]).astype(np.int32), owners.ends, begins, mated)
    heads = np.repeat(owners.begins, owners.degrees) + np.frombuffer(raw, np.int32)
    chosen = np.flatnonzero(_mixable(rows, heads, owners))
    at = spread(owners.begins[chosen], owners.ends[chosen])
    fields = (rows[field][at].tolist() for field in ("other", *Link._fields))
    seen = ((head, other, Link._make(link)) for head, other, *link in zip(heads[at].tolist(), *fields, strict=True))
    for own, count in zip(owners.ids[chosen].tolist(), owners.degrees[chosen].tolist(), strict=True):
        near: dict[int, Link] = {}
        groups: dict[int, list[int]] = {}
        for head, other, link in islice(seen, count):
            near[other] = link
            groups.setdefault(head, []).append(other)
        yield own, near, [tuple(group) for group in groups.values()]


def _mixable(rows: Rows, heads: Whole, owners: links.Owners) -> NDArray[np.bool_]:
    """Which owners may be mash-ups, if all their groups may have given what they cover and no two cover the same."""
    order = np.argsort(heads, kind="stable")
    begins = np.flatnonzero(steps(heads[order]))
    ordered = rows[order]
    cover = np.bitwise_count(np.bitwise_or.reduceat(ordered["mask"], begins)).astype(np.int64)
    cover *= np.logical_or.reduceat(_may_give(ordered), begins) & (cover >= STEP * ordered["size"][begins])
    entire = cover * np.logical_or.reduceat(ordered["joins"] & (ordered["held"] >= ENTIRE), begins)
    size = rows["size"][owners.begins]
    return (_beside(cover, order[begins], owners) >= REST * size) | (
        _beside(entire, order[begins], owners) >= STEP * size
    )


def _beside(cover: Whole, firsts: Whole, owners: links.Owners) -> Whole:
    """What the groups of each owner cover beside the one that covers most; `firsts` has a link of each group."""
    each = np.zeros(owners.ends[-1], np.int64)
    each[firsts] = cover
    beside: Whole = np.add.reduceat(each, owners.begins) - np.maximum.reduceat(each, owners.begins)
    return beside


def _may_give(rows: Rows) -> NDArray[np.bool_]:
    """Which of the others may have given more than a chance sentence."""
    may: NDArray[np.bool_] = rows["joins"] | rows["gives"] & (rows["held"] >= TAKEN)
    return may


def _may_precede(other: Trait, mine: Trait) -> bool:
    """Whether one may have taken from the other: published no later, as far as known, and by another outlet."""
    if mine.outlet and mine.outlet == other.outlet:
        return False
    if mine.published_at is None or other.published_at is None:
        return True
    exact = min(len(mine.published_at), len(other.published_at))
    return other.published_at[:exact] <= mine.published_at[:exact]

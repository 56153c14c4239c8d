"""The pieces of the graph of joining links that some articles lie in, each parted into stories."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dedupe import links
from dedupe.lsh import different, merged, places, sorted_ids, steps
from dedupe.native import loops
from dedupe.stories import part

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import NDArray

    from dedupe.engine import Shelf, Trait

    Whole = NDArray[np.int64]
    Rows = NDArray[np.void]


def fold_pieces(shelf: Shelf, touched: Whole, reconsidered: set[int]) -> tuple[list[list[int]], set[int]]:
    """The stories of every piece that the touched articles lie in or that a reconsidered one is tied to.

    Gives the mash-ups among them as well, which are stories of their own.
    """
    again = sorted_ids(reconsidered)
    start = different(np.concatenate([touched, again, shelf.links(again)["other"]]))
    nodes, edges, mixed = _explore(shelf, start)
    ends = places(nodes, np.column_stack([edges["own"], edges["other"]])).astype(np.int32)
    heads = np.frombuffer(loops.components(len(nodes), ends), np.int32).astype(np.int64)
    order = np.argsort(heads, kind="stable")
    begins = np.flatnonzero(steps(heads[order]))
    members = nodes[order].tolist()
    pieces = [
        members[begin:end]
        for begin, end in zip(begins.tolist(), np.append(begins, len(members))[1:].tolist(), strict=True)
    ]
    stories = [piece for piece in pieces if len(piece) <= 2]
    large = [piece for piece in pieces if len(piece) > 2]
    return [*stories, *_parted(shelf, large, edges)], mixed


def _explore(shelf: Shelf, start: Whole) -> tuple[Whole, Rows, set[int]]:
    """All that hangs together with `start` by joining links between articles that are no mash-ups, and the mash-ups."""
    seen, front, found = np.zeros(0, np.int64), start, []
    mixed: set[int] = set()
    while len(front):
        rows = shelf.links(front)
        rows = rows[rows["joins"]]
        mixed |= shelf.parts(different(np.concatenate([front, rows["other"]])).tolist()).keys()
        apart = sorted_ids(mixed)
        rows = rows[~(links.among(rows["own"], apart) | links.among(rows["other"], apart))]
        found.append(rows)
        seen = merged([seen, front])
        front = links.without(different(rows["other"]), seen)
    # A shelf gives links in order: only those of several rounds are to be put in one.
    edges = found[0] if len(found) == 1 else links.ordered(np.concatenate([links.NONE, *found]))
    return seen, edges, mixed & set(seen.tolist())


def _parted(shelf: Shelf, pieces: list[list[int]], edges: Rows) -> Iterator[list[int]]:
    """The stories of pieces of three and more: mostly one, where the leader is linked with everyone."""
    members = np.array([one for piece in pieces for one in piece], np.int64)
    sizes = np.array([len(piece) for piece in pieces], np.int64)
    if not len(members):
        return
    known = shelf.traits(members.tolist())
    owners = links.Owners.of(edges)
    rows = places(owners.ids, members)
    weights = np.add.reduceat(edges["likeness"].astype(np.int64), owners.begins)[rows]
    keys = np.array([known[one].key for one in members.tolist()], np.int64)
    number = np.repeat(np.arange(len(pieces)), sizes)
    leaders = np.lexsort((keys, -weights, number))[np.cumsum(sizes) - sizes]
    alone = (owners.degrees[rows[leaders]] == sizes - 1).tolist()
    for piece, together in zip(pieces, alone, strict=True):
        if together:
            yield piece
        else:
            yield from part(piece, _likeness(piece, edges, owners), _order(known))


def _likeness(piece: list[int], edges: Rows, owners: links.Owners) -> dict[int, dict[int, int]]:
    near = {}
    for one, at in zip(piece, np.searchsorted(owners.ids, piece).tolist(), strict=True):
        rows = edges[owners.begins[at] : owners.ends[at]]
        near[one] = dict(zip(rows["other"].tolist(), rows["likeness"].tolist(), strict=True))
    return near


def _order(known: Mapping[int, Trait]):  # type: ignore[no-untyped-def]
    return lambda article: known[article].key

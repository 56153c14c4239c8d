"""What hangs together, as `loops/graph.h`."""

from __future__ import annotations

from itertools import pairwise

import numpy as np


def components(count: int, edges: np.ndarray) -> bytes:
    """As `_native.components`."""
    if len(edges) and not 0 <= edges.min() <= edges.max() < count:
        raise IndexError("an edge names no node")
    parent = list(range(count))
    for one, other in edges.tolist():
        _unite(parent, one, other)
    return np.array([_root(parent, node) for node in range(count)], np.int32).tobytes()


def kin(near: np.ndarray, ends: np.ndarray, begins: np.ndarray, mates: np.ndarray) -> bytes:
    """As `_native.kin`."""
    labels: list[int] = []
    for start, end in pairwise([0, *ends.tolist()]):
        rows = near[start:end].tolist()
        places = {row: place for place, row in enumerate(rows)}
        parent = list(range(len(rows)))
        for place, row in enumerate(rows):
            for mate in mates[begins[row] : begins[row + 1]].tolist():
                if mate in places:
                    _unite(parent, place, places[mate])
        labels += (_root(parent, place) for place in range(len(rows)))
    return np.array(labels, np.int32).tobytes()


def _root(parent: list[int], node: int) -> int:
    while parent[node] != node:
        node = parent[node]
    return node


def _unite(parent: list[int], one: int, other: int) -> None:
    low, high = sorted((_root(parent, one), _root(parent, other)))
    parent[high] = low

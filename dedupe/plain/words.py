"""From a text to its tokens, as `loops/words.h`."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import numpy as np

from dedupe.characters import CODE_POINTS, DENSE, DIGIT, GAP, KINDS, PIECE, SINGLE, SKIP, STOP, UPPER, WORD

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    Mixed = TypeVar("Mixed", int, np.ndarray)  # one value or many, of `uint64`

PLAIN, NAME, NUMBER, OPENING = 0, 1, 2, 3
SAMPLE_BITS = 33
FACTOR = 0x9E3779B97F4A7C15
SHORTEST_PIECE, LONGEST_PIECE = 2, 8
_ALL, _HALF = 0xFFFFFFFFFFFFFFFF, 0xFFFFFFFF


def fmix64(h: Mixed) -> Mixed:
    """MurmurHash3's finalizer of 64 bits (Appleby, public domain)."""
    h = (h ^ h >> 33) * 0xFF51AFD7ED558CCD & _ALL
    h = (h ^ h >> 33) * 0xC4CEB9FE1A85EC53 & _ALL
    h ^= h >> 33
    return h


def fmix32(h: Mixed) -> Mixed:
    """MurmurHash3's finalizer of 32 bits, of values that have no more."""
    h = (h ^ h >> 16) * 0x85EBCA6B & _HALF
    h = (h ^ h >> 13) * 0xC2B2AE35 & _HALF
    h ^= h >> 16
    return h


def _hash(letters: Iterable[int]) -> int:
    h = 0xCBF29CE484222325
    for letter in letters:
        h = (h ^ letter) * 0x100000001B3 & _ALL
    return fmix64(h) >> 34 << 2


def read(text: str, classes: bytes, folds: bytes) -> list[tuple[int, int, int]]:
    """`(token, start, end)` for each token of the text."""
    # What lies beyond the tables is a gap, as a surrogate is.
    codes = [code if (code := ord(character)) < CODE_POINTS else 0xD800 for character in text]
    fold = np.frombuffer(folds, "<u4")
    found, i, fresh = [], 0, True
    while i < len(codes):
        first = classes[codes[i]]
        group = first & KINDS
        if group in {GAP, SKIP}:
            fresh = fresh or bool(first & STOP)
            i += 1
            continue
        start = i
        letters, i = _piece(codes, i, classes, fold) if group == PIECE else _letters(codes, i, group, classes)
        label = PLAIN
        if first & DIGIT:
            label = NUMBER
        elif first & UPPER and len(letters) > 1:
            label = OPENING if fresh else NAME
        found.append((_hash(int(fold[letter]) for letter in letters) | label, start, i))
        fresh = False
        if first & UPPER and len(letters) <= 2 and i < len(codes) and codes[i] == ord("."):
            i += 1
    return found


def _piece(codes: Sequence[int], i: int, classes: bytes, fold: np.ndarray) -> tuple[list[int], int]:
    """The letters of the piece that begins at `i`, and where to read on: the letters around its end make it one."""
    letters: list[int] = []
    while i < len(codes) and len(letters) < LONGEST_PIECE:
        kind = classes[codes[i]] & KINDS
        if kind == PIECE:
            if len(letters) >= SHORTEST_PIECE and _parts(int(fold[letters[-1]]), int(fold[codes[i]])):
                break
            letters.append(codes[i])
        elif kind != SKIP:
            break
        i += 1
    return letters, i


def _parts(before: int, letter: int) -> bool:
    return bool(fmix32((before << 16 ^ letter) & _HALF) & 1)


def _letters(codes: Sequence[int], i: int, group: int, classes: bytes) -> tuple[list[int], int]:
    """The letters of the token that begins at `i`, and where to read on."""
    if group == SINGLE:
        return [codes[i]], i + 1
    letters = []
    if group == DENSE:
        for code in codes[i : i + 3]:
            if classes[code] & KINDS != DENSE:
                break
            letters.append(code)
        return letters, i + 1
    while i < len(codes):
        kind = classes[codes[i]] & KINDS
        if kind == WORD:
            letters.append(codes[i])
        elif kind != SKIP:
            break
        i += 1
    return letters, i

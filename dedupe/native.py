"""The hot loops: compiled where newsfold was installed with a C compiler, else in Python; the results are the same."""

from __future__ import annotations

import logging
import sys
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from dedupe.shingles import Fingerprint

    Words = NDArray[np.uint64]
    Whole = NDArray[np.int64]
    Places = NDArray[np.int32]
    Levels = NDArray[np.uint8]

LAYOUT = 8  # as in _native.c: one more whenever what a loop takes or gives changes

_log = logging.getLogger(__name__)


class Loops(Protocol):
    """What `_native` and `plain` both offer; arrays travel as bytes, numbers little-endian."""

    def fingerprint(  # noqa: PLR0913, PLR0917 (a C call: everything is handed in)
        self, text: str, classes: bytes, folds: bytes, width: int, limit: int, a: bytes, b: bytes, /
    ) -> tuple[bytes, bytes, bytes, bytes, int]:
        """`(tokens, samples, anchors, signature, distinct)`; see `dedupe.shingles.Fingerprint`."""

    def locate(self, text: str, classes: bytes, folds: bytes, /) -> tuple[bytes, bytes, bytes]:
        """`(tokens, starts, ends)`: where each token of the text lies, in code points."""

    def words(self, text: str, classes: bytes, folds: bytes, /) -> bytes:
        """The different words of the text, without order."""

    def compare(self, fingerprints: list[Fingerprint], pairs: Places, width: int, /) -> bytes:
        """The fields of `dedupe.verify.Evidence` for pairs of places, field by field; equal first ones best adjoin."""

    def common(self, fingerprints: list[Fingerprint], pairs: Places, /) -> bytes:
        """How many samples both of each pair of places have, as `int32`."""

    def shared_runs(self, tokens_a: bytes, tokens_b: bytes, width: int, most: int, /) -> bytes:
        """`(i, j, n)` as `int32`: the n shingles from i on in a are those from j on in b; the longest, sorted."""

    def passages(  # noqa: PLR0913, PLR0917 (a C call: everything is handed in)
        self, texts: list[str], pairs: Places, classes: bytes, folds: bytes, width: int, most: int, longest: int, /
    ) -> list[str]:
        """For each pair of places of texts JSON of the longest passages of the first that the second has too.

        `[["…", 12, 34], …]`: the words, cut where they are longer, and where they begin in both. Equal first ones best
        adjoin.
        """

    def find(self, keys: Words, values: Words, /) -> bytes:
        """Where each of the sorted values would lie in the sorted keys, as `int64`; quick where there are many."""

    def between(self, keys: Words, low: Words, high: Words, /) -> bytearray:
        """Those of the sorted keys from each `low` on and below its `high`, where the next `low` is not less than that.

        As `uint64`.
        """

    def hold(self, fingerprints: list[Fingerprint], bands: int, rows: int, /) -> bytearray:
        """`hash << 30 | place` as `uint64` for all that fingerprints put into the index, those of one side by side.

        The samples, and the bands of the signature if the text has shingles at all; see `dedupe.lsh`.
        """

    def meet(  # noqa: PLR0913, PLR0917 (a C call: everything is handed in)
        self, packed: Words, levels: Levels, ranks: Words, found: Words, since: int, rare: int, /
    ) -> bytearray:
        """`own << 28 | other << 2 | is it rare << 1 | is it a band` as `uint64` for each hash that two articles hold.

        Rare are samples of a level up to `rare`; see `dedupe.candidates`.
        """

    def tally(self, met: Words, fewest: int, /) -> bytearray:
        """`(own, other, samples, rare samples, bands, rare bands)` as `int64` for each pair in the sorted `met`."""

    def components(self, count: int, edges: Places, /) -> bytes:
        """For each node the first node that it hangs together with, as `int32`; `edges` has shape (n, 2)."""

    def kin(self, near: Places, ends: Whole, begins: Whole, mates: Places, /) -> bytes:
        """For each of `near` the place in its list of the first that it hangs together with inside that list.

        The lists lie in a row in `near`, and rise; `ends` says where each ends. Node n hangs together with
        `mates[begins[n] : begins[n + 1]]`, which rise.
        """


def _choose() -> Loops:
    from dedupe import plain

    if sys.byteorder == "little":
        try:
            from dedupe import _native
        except ImportError:
            return plain
        if getattr(_native, "LAYOUT", 0) == LAYOUT:
            return _native
        _log.warning(
            "newsfold: the compiled loops are those of another version, so slower ones in Python fold: "
            "`make .venv/ready` compiles them anew, or install newsfold again"
        )
    return plain


loops = _choose()


def compiled() -> bool:
    """Whether the compiled loops are in use; `newsfold doctor` says so."""
    return str(getattr(loops, "__name__", "")).endswith("_native")

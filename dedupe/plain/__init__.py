"""The loops of `_native.c` in Python and numpy, value for value; each module is one of `dedupe/loops`.

They are the reference for tests, and what runs where no C compiler was at hand when newsfold was installed.
"""

from dedupe.plain.compare import common, compare
from dedupe.plain.fingerprint import fingerprint, locate, words
from dedupe.plain.graph import components, kin
from dedupe.plain.passages import passages, shared_runs
from dedupe.plain.postings import between, find, hold, meet, tally

__all__ = [
    "between",
    "common",
    "compare",
    "components",
    "find",
    "fingerprint",
    "hold",
    "kin",
    "locate",
    "meet",
    "passages",
    "shared_runs",
    "tally",
    "words",
]

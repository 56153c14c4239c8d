"""Scripts by how they write words: without spaces, or in letters as wide as syllables and words; pure."""

from __future__ import annotations

import re

# Thai, Lao, Tibetan, Burmese, Khmer, and all from Han on: a headline there has no spaces to count words by.
UNSPACED = re.compile("[\u0e00-\u109f\u1780-\u17ff\u2e80-\U0010ffff]")
ONE_WORD = re.compile("[\u0e00-\u0eff\u1100-\u11ff\u2e80-\ud7ff\uf900-\ufaff]")  # names are written as one word
EAST_ASIAN = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")  # kana, Han, Hangul
WIDE = re.compile("[\u2e80-\ud7af]")  # Han, kana, Hangul: a sentence of sixteen characters
LAST_NARROW = "\u2e7f"  # letters after it are wide ones


def is_small(word: str) -> bool:
    """Tell a word that begins with a small letter of a script whose names begin with capitals, as Georgian's do not."""
    return word[:1].islower() and word[:1] != word[:1].title()

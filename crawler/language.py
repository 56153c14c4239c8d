"""The language of a text: what the page declares, checked against what py3langid reads; pure."""

from __future__ import annotations

from functools import cache
from typing import Any

SAMPLE = 3_000

# Languages that a classifier takes for each other: within a family the page's own word counts.
_FAMILIES = (
    {"no", "da", "sv", "nn", "nb"}, {"hr", "sr", "bs", "sl", "sh"}, {"id", "ms", "jv"}, {"cs", "sk"},
    {"bg", "mk", "sr"}, {"xh", "zu", "ss", "nr", "st", "tn", "rw"}, {"ru", "uk", "be", "bg", "kk", "ky"},
    {"es", "gl", "ca", "pt", "an", "ast"}, {"hi", "mr", "ne"}, {"ar", "fa", "ur", "ps", "ug"}, {"af", "nl"},
    {"fi", "et"}, {"az", "tr"}, {"lb", "de"},
)  # fmt: skip
_SAME = {"nb": "no", "nn": "no", "iw": "he", "in": "id", "ji": "yi", "zh-tw": "zh", "cmn": "zh", "fil": "tl"}


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def language_of(text: str, declared: str | None) -> str | None:
    """Give the two-letter code of a text's language, None where there is neither a sure reading nor a declaration.

    A sure reading of 100 letters or more wins over the declaration, unless the two are languages that are often taken
    for each other; templates declare 'en' for everything.
    """
    said = _SAME.get(declared or "", declared)
    sample = text[:SAMPLE]
    if sum(c.isalpha() for c in sample) < 20:
        return said
    code, certainty = _identifier().classify(sample)
    read = _SAME.get(code, code)
    if said is None:
        return read if certainty > 0.5 else None
    if read == said or any(read in family and said in family for family in _FAMILIES):
        return said
    sure = certainty > 0.99 and (sum(c.isalpha() for c in sample) >= 100 or not sample.isascii())
    return read if sure else said

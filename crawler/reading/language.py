"""The language of a text: what the page declares, checked against what py3langid reads; pure."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

SAMPLE = 3_000
GLANCE = 400  # characters in which the declared language is found again where it is the right one
NONE = "zxx"  # ISO 639-2: no linguistic content, as a classifier says of tables and lists of names
TEMPLATES = "en"  # what templates declare of texts in any language
OFTEN = 0.12  # of a text's words: commonest words of the declared language that spare a classifier

NEARLY_ALL = 0.8
MOST = 0.6  # of a language's commonest words that stand in a text
RARE = 0.02  # of a text's words: commonest words of a language that it is not in, unless it is a list of names
SURE = 0.99
RATHER_SURE = 0.9  # a classifier is of no list of names

# Languages that a classifier takes for each other: within a family the page's own word counts.
_FAMILIES = (
    {"no", "da", "sv", "nn", "nb"}, {"hr", "sr", "bs", "sl", "sh"}, {"id", "ms", "jv"}, {"cs", "sk"},
    {"bg", "mk", "sr"}, {"xh", "zu", "ss", "nr", "st", "tn", "rw"}, {"ru", "uk", "be", "bg", "kk", "ky"},
    {"es", "gl", "ca", "pt", "an", "ast"}, {"hi", "mr", "ne"}, {"ar", "fa", "ur", "ps", "ug"}, {"af", "nl"},
    {"fi", "et"}, {"az", "tr"}, {"lb", "de"},
)  # fmt: skip
_SAME = {"nb": "no", "nn": "no", "iw": "he", "in": "id", "ji": "yi", "zh-tw": "zh", "cmn": "zh", "fil": "tl"}


# Scripts that one language writes, or a few of which the page's own word chooses.
_SCRIPTS = (
    (r"[\uac00-\ud7af]", ("ko",)), (r"[\u3040-\u30ff]", ("ja",)), (r"[\u4e00-\u9fff]", ("zh", "yue", "wuu")),
    (r"[\u0e00-\u0e7f]", ("th",)), (r"[\u0370-\u03ff\u1f00-\u1fff]", ("el",)), (r"[\u0590-\u05ff]", ("he", "yi")),
    (r"[\u0530-\u058f]", ("hy",)), (r"[\u10a0-\u10ff]", ("ka",)), (r"[\u0980-\u09ff]", ("bn", "as")),
    (r"[\u0a00-\u0a7f]", ("pa",)), (r"[\u0a80-\u0aff]", ("gu",)), (r"[\u0b00-\u0b7f]", ("or",)),
    (r"[\u0b80-\u0bff]", ("ta",)), (r"[\u0c00-\u0c7f]", ("te",)), (r"[\u0c80-\u0cff]", ("kn",)),
    (r"[\u0d00-\u0d7f]", ("ml",)), (r"[\u0d80-\u0dff]", ("si",)), (r"[\u0e80-\u0eff]", ("lo",)),
    (r"[\u1000-\u109f]", ("my",)), (r"[\u1780-\u17ff]", ("km",)), (r"[\u1200-\u137f]", ("am", "ti")),
)  # fmt: skip


@cache
def _by_script() -> tuple[tuple[re.Pattern[str], tuple[str, ...]], ...]:
    return tuple((re.compile(pattern), languages) for pattern, languages in _SCRIPTS)


@cache
def _any_script() -> re.Pattern[str]:
    return re.compile(f"[{''.join(pattern.strip('[]') for pattern, _ in _SCRIPTS)}]")


def _written_in(sample: str) -> tuple[str, ...]:
    """Give the languages of the script that most letters are of; kana beside Han is Japanese; () for other scripts."""
    if sample.isascii() or not _any_script().search(sample):
        return ()
    letters = sum(map(str.isalpha, sample))
    for script, languages in _by_script():
        if len(script.findall(sample)) > letters * (0.15 if languages == ("ja",) else 0.5):
            return languages
    return ()


def _reads_as(sample: str, language: str) -> bool:
    """Tell a text that has the commonest words of a language as texts in it and in its family alone have them.

    That is often in its beginning, or most of them in all of it: a text in another language has a third of them at
    most. Within a family (Galician declared to be Spanish) the declaration counts anyhow. False says nothing.
    """
    common = _common().get(language)
    words = sample[:GLANCE].lower().split() if common else []
    if common is None or len(words) < 40:
        return False
    often = sum(word in common for word in words) >= OFTEN * len(words)
    return often or len(common.intersection(sample.lower().split())) >= MOST * len(common)


def _lacks(sample: str, language: str) -> bool:
    """Tell a text without the commonest words of a language, which is known by them. False says nothing."""
    common, words = _common().get(language), sample.lower().split()
    return common is not None and len(words) >= 40 and sum(word in common for word in words) < RARE * len(words)


def _told_by_words(sample: str) -> str | None:
    """Name the language of which a text has nearly all of the commonest words; None where it has those of none."""
    words = set(sample.lower().split())
    has = (language for language, common in _common().items() if len(common & words) >= NEARLY_ALL * len(common))
    return next(has, None)


@cache
def _common() -> dict[str, frozenset[str]]:
    table = tomllib.loads(files("crawler").joinpath("data", "common_words.toml").read_text(encoding="utf-8"))
    return {language: frozenset(words.split()) for language, words in table.items()}


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def _classified(sample: str) -> tuple[str, float]:
    code, certainty = _identifier().classify(sample)
    return _SAME.get(code, code), float(certainty)


def _undeclared(sample: str) -> str | None:
    """Name the language of a text on which its page says nothing."""
    if told := _told_by_words(sample):
        return told
    read, certainty = _classified(sample)
    return read if certainty > 0.5 and read != NONE else None


def language_of(text: str, declared: str | None) -> str | None:
    """Give the two-letter code of a text's language, None where there is neither a sure reading nor a declaration.

    A sure reading of 100 letters or more wins over the declaration, unless the two are languages that are often taken
    for each other. Where only a template may have declared it, and the text has not even the commonest words of that
    language, a reading need not be as sure.
    """
    said = _SAME.get(declared or "", declared)
    sample = text[:SAMPLE]
    if sum(map(str.isalpha, sample[:GLANCE])) < 20 and sum(map(str.isalpha, sample)) < 20:
        return said
    if written := _written_in(sample):
        return said if said in written else written[0]
    if said is None:
        return _undeclared(sample)
    if _reads_as(sample, said) or _classified(sample[:GLANCE])[0] == said:
        return said
    read, certainty = _classified(sample)
    if read in {NONE, said} or any(read in family and said in family for family in _FAMILIES):
        return said
    enough = RATHER_SURE if said == TEMPLATES and _lacks(sample, said) else SURE
    is_long = sum(c.isalpha() for c in sample) >= 100 or not sample.isascii()
    return read if certainty > enough and is_long else said

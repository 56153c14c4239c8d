"""The furniture of pages in many languages: patterns from `data/phrases.toml`, compiled when first needed; pure."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from itertools import groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

EDGES = (
    r"[\s»«<>\uff1c\uff1e\u226a\u226b\u300b\u300a\u25b7\u203a\u2039\u2192\u2190\u25ba\u25b6\[\]().\u2026:|\u2013!-]*"
)

_EDGE = r"\b"
SENTENCE_ENDS = (".", "!", "?", "\u2026", "\u3002", "\uff1f", "\uff01", "\u061f", "\u06d4", "\u0964")
_CLOSING = " \"'\u201d\u2019\u00bb)\u300d\u300f\uff09"  # what may follow the end of a sentence
_MARKS = r"[\u3010\u25b6-\u25cf\u25a0\u261e\u25c0\u2022\u3014\uff08\s]{0,3}"
_BREAK = r"(?:\s*[:\uff1a|>\u00bb\uff1e\u226b\u2026\]\u3011\u3015\uff09/]|\.{2,3}|\s[\u2013\u2014-]\s)"


@cache
def _lists() -> dict[str, list[str]]:
    return tomllib.loads(files("crawler").joinpath("data", "phrases.toml").read_text(encoding="utf-8"))


@cache
def pattern(*names: str) -> re.Pattern[str]:
    """Compile the named lists into one pattern, for lower-case text of at most a line."""
    return re.compile(_joined(phrase for name in names for phrase in _lists()[name]))


def _joined(phrases: Iterable[str]) -> str:
    """Join phrases; those that begin at a word's edge share the question for one, which is then asked once a letter."""
    groups = groupby(phrases, key=lambda phrase: phrase.startswith(_EDGE))
    return "|".join(
        f"{_EDGE}(?:{'|'.join(phrase.removeprefix(_EDGE) for phrase in group)})" if at_edge else "|".join(group)
        for at_edge, group in groups
    )


@cache
def _whole(*names: str) -> re.Pattern[str]:
    return re.compile(f"{EDGES}(?:{pattern(*names).pattern}){EDGES}")


@cache
def _ending(*names: str) -> re.Pattern[str]:
    return re.compile(rf"(?:[\s»\u203a>\[(.\u2026|]|\A)(?:{pattern(*names).pattern}){EDGES}$", re.IGNORECASE)


def is_phrase(text: str, *names: str) -> bool:
    """Tell whether a whole line, but for its marks, is a phrase of the named lists."""
    return len(text) <= 200 and bool(_whole(*names).fullmatch(text.strip().lower()))


@cache
def _label(*names: str) -> re.Pattern[str]:
    return re.compile(f"{EDGES}{_MARKS}(?:{pattern(*names).pattern}){_BREAK}.*")


def is_labelled(text: str, *names: str) -> bool:
    """Tell a line that begins with a phrase of the named lists and a mark after it, and that ends as no sentence does.

    A hyphen is such a mark only between spaces: 'Guarda-redes' is a goalkeeper.
    """
    if len(text) > 200 or ends_sentence(text):
        return False
    return bool(_label(*names).fullmatch(text.strip().lower()))


def ends_sentence(text: str) -> bool:
    """Tell what ends with the mark of a sentence's end, quotation marks and brackets behind it aside."""
    return text.rstrip(_CLOSING).endswith(SENTENCE_ENDS)


def without_ending(text: str, *names: str) -> str:
    """Cut a phrase of the named lists off the end of a line."""
    tail = text[-120:]
    match = _ending(*names).search(tail)
    return text[: len(text) - len(tail) + match.start()].rstrip() if match else text


@cache
def _closing(*names: str) -> re.Pattern[str]:
    return re.compile(rf"(?:^|\W)(?:{pattern(*names).pattern})$")


def _small(text: str) -> str:
    """Give a text of the same length in small letters: expressions that ignore case take several times as long."""
    return text.replace("\u0130", "i").lower()


def starts_with_phrase(text: str, *names: str) -> bool:
    """Tell whether a text begins with a phrase of the named lists."""
    return bool(pattern(*names).match(_small(text[:200])))


def ends_with_phrase(text: str, *names: str) -> bool:
    """Tell whether a text ends with a phrase of the named lists."""
    return bool(_closing(*names).search(_small(text[-80:])))


def after_phrase(text: str, *names: str) -> str | None:
    """Give what follows a phrase of the named lists at the beginning of a text; None where there is no such phrase."""
    match = pattern(*names).match(_small(text[:200]))
    return text[match.end() :].strip() if match else None


@cache
def _initials(*names: str) -> frozenset[str]:
    """Collect the first letters that phrases of lists can begin with; brackets open a choice of them."""
    found: set[str] = set()
    for name in names:
        for phrase in _lists()[name]:
            found |= set(re.findall(r"(?:^|\|)(?:\(\?:)?(\w)", phrase.split(")")[0].replace("(?:", "|")))
    return frozenset(found)


def may_be(text: str, *names: str) -> bool:
    """Tell cheaply whether a text could begin with a phrase of the named lists: by its first letter."""
    return text[:1].lower() in _initials(*names)

"""Names of months in many languages to their numbers; pure apart from the list, `data/months.toml`, read once."""

from __future__ import annotations

import tomllib
import unicodedata
from functools import cache
from importlib.resources import files
from typing import Any

# Letters that writers and keyboards take for each other in Arabic script.
_ALIKE = str.maketrans("أإآىيكة", "اااییکه")
# Languages that write a full stop after the day and after the year, among those that share a word with others.
_STOPPED = frozenset({"hr"})


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(files("crawler").joinpath("data", "months.toml").read_text(encoding="utf-8"))


def _alike(word: str) -> str:
    return word if word.isascii() else unicodedata.normalize("NFC", word.translate(_ALIKE))


@cache
def month_names() -> dict[str, dict[str, int]]:
    """Give every known name of a month, lower case, with its number in each language that has it."""
    return _numbered({language: line for language, line in _table().items() if isinstance(line, str)})


@cache
def _solar_names() -> dict[str, dict[str, int]]:
    return _numbered(_table()["solar"])


def _numbered(lines: dict[str, str]) -> dict[str, dict[str, int]]:
    names: dict[str, dict[str, int]] = {}
    for language, line in lines.items():
        for number, forms in enumerate(line.split(), start=1):
            for form in forms.split("|"):
                names.setdefault(_alike(unicodedata.normalize("NFC", form)), {}).setdefault(language, number)
    return names


def month_of(word: str, language: str | None = None, *, stops: int = 0) -> int:
    """Give the number of the month that a word names, 0 for none.

    Where languages differ ('listopada'), that of the page's `language` counts, or else that which the form of the date
    tells: `stops` is how many of day and year have a full stop after them.
    """
    word = _alike(word)
    found = month_names().get(word.rstrip("-")) or month_names().get(word.split("-", maxsplit=1)[0]) or {}
    if len(set(found.values())) > 1:
        spoken = (language or "").lower().replace("_", "-").split("-", maxsplit=1)[0]
        wanted = (
            {spoken} if spoken in found else _STOPPED if stops == 2 else found.keys() - _STOPPED if not stops else ()
        )
        found = {each: number for each, number in found.items() if each in wanted}
    numbers = set(found.values())
    return numbers.pop() if len(numbers) == 1 else 0


def solar_month(word: str) -> int:
    """Give the number of a month of the Solar Hijri calendar, with or without the word for 'month'; 0 for none."""
    numbers = _solar_names().get(_alike(word).removesuffix("ماه"), {}).values()
    return next(iter(numbers), 0)

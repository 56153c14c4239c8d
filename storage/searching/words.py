"""The words of the full-text index: how texts are laid out for it, and how a user's query becomes its syntax. Pure.

SQLite's tokenizer parts words at spaces. Scripts that do not write spaces (Chinese, Japanese, Thai …), and Korean with
its endings, are indexed character by character and searched as phrases, so that a word of any length is found; its
trigram tokenizer would miss the two-character words that most Chinese words are. A character is a letter with the marks
on it (`storage.searching.marks`): a word is not found where one more mark would make it another.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from storage.errors import InputError
from storage.searching.marks import UNSPACED, counted, folded, letter_pattern, plain_letter
from storage.texts import storable

_UNSPACED = re.compile(f"[{UNSPACED}]")
_QUOTES = str.maketrans(dict.fromkeys("“”„‟", '"'))  # as telephones write them
_TERM = re.compile(r'([-–−]*)"([^"]*)"?|(\S+)')  # noqa: RUF001 (so do they dashes)
_MINUS = re.compile(r"[-–−]+(?=\W*[^\W\d_])")  # noqa: RUF001 (before a number it belongs to it)
_JOINTS = frozenset({"OR", "AND"})  # in capitals, after a word


def spaced(text: str) -> str:
    """`text` as the index takes it: folded, and a space around each character of a script without spaces.

    Who changes what this gives adds a step that writes the index anew: the index forgets a text only as it came.
    """
    if text.isascii():
        return text
    return _characters().sub(r" \g<0> ", folded(text))


@cache
def _characters() -> re.Pattern[str]:
    return re.compile(f"[{UNSPACED}][{counted()}]*+")


def match_expression(query: str) -> str:
    """FTS5 syntax for a user's words, of which all must occur.

    `"…"` is a phrase, `word*` a beginning, of `one OR other` one is enough, and what has `-word` is left out; nothing
    else is special. '' when the query has no word in it that must occur.
    """
    asked = _asked(query)
    single = " ".join(_term(*found) for found, *others in asked.musts if not others)
    either = [f"({' OR '.join(_term(*each) for each in group)})" for group in asked.musts if len(group) > 1]
    wanted = " AND ".join([*([single] if single else []), *either])
    left_out = " OR ".join(_term(*each) for each in asked.nots)
    return f"({wanted}) NOT ({left_out})" if wanted and left_out else wanted


def required_expression(query: str) -> str:
    """As `match_expression`. Raises InputError when the query has no word in it that must occur."""
    if expression := match_expression(query):
        return expression
    if _asked(query).nots:
        raise InputError(f"the query {query!r} only leaves out: give a word that has to occur as well")
    raise InputError(f"the query {query!r} has no word in it: give at least one")


_Found = tuple[str, str]  # a phrase without its quotes, or a word


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a query asks for: one of each of `musts`, and none of `nots`."""

    musts: list[list[_Found]]
    nots: list[_Found]


def _asked(query: str) -> _Asked:
    asked, is_either = _Asked([], []), False
    for minus, phrase, word in _TERM.findall(storable(query).translate(_QUOTES)):
        if word in _JOINTS and (asked.musts or asked.nots):
            is_either = word == "OR" and bool(asked.musts)
            continue
        before = _MINUS.match(word)
        found = (phrase, word[before.end() :] if before else word)
        if not any(character.isalnum() for character in phrase or word):
            continue
        if minus or before:
            asked.nots.append(found)
        elif is_either:
            asked.musts[-1].append(found)
        else:
            asked.musts.append([found])
        is_either = False
    return asked


def _term(phrase: str, word: str) -> str:
    text = spaced(phrase or word.replace('"', " "))
    beginning = "*" if word.endswith("*") and len(word) > 1 else ""
    return f'"{text.rstrip("*").strip()}"{beginning}'


@dataclass(frozen=True, slots=True)
class Snippet:
    """A piece of a text, with the places in it (start, end) that a query found."""

    text: str
    spans: tuple[tuple[int, int], ...]


def snippet(text: str, query: str, *, length: int = 200) -> Snippet:
    """Cut out about `length` characters of `text` around the first word of `query` in it; its head where none is."""
    plain = "".join(map(_plain_letter, text))
    wanted = _wanted(query)
    first = wanted.search(plain) if wanted else None
    start = _word_start(text, max(0, first.start() - length // 3) if first else 0)
    end = _word_start(text, min(len(text), start + length))
    spans = tuple(
        (max(found.start(), start) - start, found.end() - start) for found in _within(wanted, plain, start, end)
    )
    return Snippet(text[start:end].rstrip(), spans)


def found_in_whole(text: str, query: str) -> tuple[tuple[int, int], ...]:
    """Give the places (start, end) that `query` found in a text that is shown whole, such as a title."""
    plain = "".join(map(_plain_letter, text))
    return tuple(found.span() for found in _within(_wanted(query), plain, 0, len(plain)))


def _within(wanted: re.Pattern[str] | None, plain: str, start: int, end: int) -> list[re.Match[str]]:
    return [found for found in wanted.finditer(plain, start, end) if found.group()] if wanted else []


def _word_start(text: str, place: int) -> int:
    """Move `place` back to the beginning of its word, if that is near; never is a letter parted from its marks."""
    if place in {0, len(text)}:
        return place
    near = 50 if _UNSPACED.match(text[place]) else 25  # spaces there part clauses
    space = max(text.rfind(sign, max(0, place - near), place) for sign in " \n")
    if space >= 0:
        return space + 1
    marks = re.compile(f"[{counted()}]")
    while place and marks.match(text[place]):
        place -= 1
    return place


def _wanted(query: str) -> re.Pattern[str] | None:
    terms = [_pattern(*found) for group in _asked(query).musts for found in group]
    found = [term for term in terms if term]
    return re.compile("|".join(found)) if found else None


def _pattern(phrase: str, word: str) -> str:
    sign = rf"[\w{counted()}]"
    tokens = re.findall(f"{sign}+", "".join(map(_plain_letter, spaced(phrase or word))))
    if not tokens:
        return ""
    before = "" if _UNSPACED.match(tokens[0]) else f"(?<!{sign})"
    after = f"(?![{counted()}])" if _UNSPACED.match(tokens[-1]) else f"(?!{sign})"
    between = rf"[^\w{counted()}]*"
    return (
        before
        + between.join("".join(map(letter_pattern, token)) for token in tokens)
        + ("" if word.endswith("*") else after)
    )


_plain_letter = lru_cache(maxsize=4096)(plain_letter)

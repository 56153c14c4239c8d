"""One byline to names: without 'By', roles, dates, places and outlets, in many languages; pure."""

from __future__ import annotations

import re
from functools import cache
from itertools import takewhile
from typing import TYPE_CHECKING

from crawler.credits.bywords import EDGES, ICONS, without_by
from crawler.credits.namewords import PARTICLES, has_small_word, is_account, is_firm, is_post, is_role, words_for
from crawler.credits.reporters import before_place, without_reporter
from crawler.parsing.dates import find_moment
from crawler.parsing.htmltree import squeeze
from crawler.parsing.phrases import is_phrase
from crawler.parsing.scripts import ONE_WORD, is_small
from crawler.parsing.titles import folded
from storage.searching.marks import plain_letter

if TYPE_CHECKING:
    from collections.abc import Iterable

MAX_NAMES = 12
MAX_POST = 4  # words of a role before a name
SENTENCE = 3  # small words behind a colon

_ICON = re.compile(f"[{ICONS}]+")
_NOISE = re.compile(
    r"(?<!\d)(?:19|20)\d\d[-/.\u5e74]\d{1,2}[-/.\u6708]\d{1,2}\u65e5?(?:[T ]?\d\d?:\d\d(?::\d\d)?)?|\b\d{1,2}:\d\d\b"
    r"|https?://\S{1,200}|\S{1,60}@\S{1,60}\.\w{1,10}|@\w{1,40}|\([^()]{0,60}\)|\uff08[^\uff08\uff09]{0,60}\uff09"
    r"|(?<=\w) il y a \d.*"
)
_COLON = re.compile(r"(\S+ [^:\uff1a]+)[:\uff1a](?: |$)")
_IN_PLACE = re.compile(r"(\S+ .+?) (?:in|aus) (?=[^\W\d_a-z])[^\W\d_]\S*(?: \S+){0,2}")
_DASH = re.compile(" [\u2013\u2014] ")
_CLOCK = re.compile(r"(?<!\d)\d{1,2}:\d\d(?!\d)")
_WEEKDAY = re.compile(r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?", re.IGNORECASE)
_JUNIOR = re.compile(r" (?:Jr|Sr)$")
_DEGREE = re.compile(r"(?<=\w) (?:Ph\.? ?D|M\.D|D\.Phil)\.?$")
_LABELLED = re.compile(r"([^\s:\uff1a]{2,30})( ?[:\uff1a] ?| )(\S.*)")
_INITIAL = re.compile(r"\w\w [^\W\d_a-z]$")
_ROLES = re.compile(r"[\w -]{4,40}")  # 'Staff and agencies', with nothing but spaces between
_ARTICLE = re.compile(r"\Athe (?=\S)", re.IGNORECASE)
_ADDRESS = re.compile(r"(?:^|\s)www\.|^\S+\.[a-z]{2,12}$", re.IGNORECASE)


@cache
def _beside() -> frozenset[str]:
    return frozenset(f"{words_for('with')}|{words_for('beside')}".split("|"))


@cache
def _other_work() -> re.Pattern[str]:
    return re.compile(rf"(?<=\S)\s*\b(?:{words_for('other_work')})\b.*", re.IGNORECASE)


@cache
def _split() -> re.Pattern[str]:
    return re.compile(
        rf" ?[;|\u2022\u00b7/\u3001&+\n\uff0c\uff1b] ?| [\u2013\u2014-] | (?:{words_for('and')}|AND|UND|ET|WITH) "
        rf"| ?, ?(?:(?:{words_for('and')}) )?"
    )


@cache
def _label() -> re.Pattern[str]:
    return re.compile(rf"(?<=\S) (?:{words_for('label')}) ?[:\uff1a](?: |$)", re.IGNORECASE)


@cache
def _behind() -> re.Pattern[str]:
    return re.compile(rf"(\S+ \S.*?) (?:{words_for('behind')})(?:\W.*)?", re.IGNORECASE)


@cache
def _beside_date() -> re.Pattern[str]:
    return re.compile(rf"(?:(?:{words_for('label')}) ?[:\uff1a]? )?(?:{words_for('beside_date')})", re.IGNORECASE)


@cache
def _honorific() -> re.Pattern[str]:
    return re.compile(rf"\A(?:(?:{words_for('honorific')})(?:\. ?| ))+(?=\w)", re.IGNORECASE)


def clean_names(
    written: Iterable[str],
    *,
    not_people: set[str] | frozenset[str] = frozenset(),
    outlets: set[str] | frozenset[str] | None = None,
    desks: bool = False,
) -> tuple[str, ...]:
    """Give the names in bylines, each once, in order, but for those whose folded form is in `not_people`.

    After one of `outlets` (by default those same) a single word that is none is its place: 'AFP, Manila'. Roles, and
    those that say that they are an agency, are names only with `desks`.
    """
    known, found = not_people if outlets is None else outlets, dict[str, str]()
    for byline in written:
        parts = [] if folded(byline) in not_people or is_firm(byline) else _names(byline, known)
        if parts and (folded(parts[0]) in known or (" " in parts[0] and not ONE_WORD.search(parts[0]))):
            # 'Ann Lee, Manila': beside a full name a single word is a place, but where names are written as one word
            parts = [part for place, part in enumerate(parts) if place == 0 or " " in part or folded(part) in known]
        for name in parts:
            key = folded(name)
            if key and not _means_one_of(name, not_people) and (desks or not is_role(name)):
                found.setdefault(key, name)
    names = list(found.values())[:MAX_NAMES]
    if not desks:
        names = [name for name in names if not is_phrase(name, "wire_name")]
    return tuple(name for name in names if not _is_part(name, names))


def _means_one_of(name: str, outlets: set[str] | frozenset[str]) -> bool:
    """Tell a name that is an outlet's, or an outlet's with something after it: 'Reuters Staff', 'MDR Kultur'."""
    bare = _ARTICLE.sub("", name, count=1)  # 'The AP'
    first = bare.split(maxsplit=1)[0]
    known = {folded(name), folded(bare)} & outlets
    return bool(known) or (len(first) >= 2 and folded(first) in outlets and first.isupper())


def _begins_small(name: str) -> bool:
    """Tell words from a name: several, of which the first is neither a capitalised one nor a particle of names."""
    first, *others = name.split()
    return bool(others) and is_small(first) and first not in PARTICLES


def _is_notice(name: str) -> bool:
    """Tell a notice: a label, and three small words or more behind its colon. Without that they may be a name."""
    words = name.partition(": ")[2].split()
    return sum(is_small(word) and word not in PARTICLES for word in words) >= SENTENCE


def _is_part(name: str, names: list[str]) -> bool:
    own = folded(name)
    return any(own != folded(other) and own in folded(other) for other in names)


def _names(byline: str, outlets: set[str] | frozenset[str]) -> list[str]:
    text = squeeze(_NOISE.sub(" ", _ICON.sub(" | ", squeeze(byline)[:400])))
    text = _before_date(without_reporter(without_by(before_place(text))), outlets)
    text = _before_colon(_other_work().split(text)[0])
    if folded(whole := text.strip(EDGES)) in outlets:
        return [_with_point(whole, byline)]  # a name may have a slash, as RFE/RL
    named = _DASH.split(text, maxsplit=1)[0]
    text = named if " " in named else text  # 'Ann Lee \u2014 S\u00e3o Paulo'
    pieces = _split().split(text)
    if len(pieces) > 1 and _ROLES.fullmatch(text) and is_role(text):
        return [text]
    parts = [_with_point(_bare(part, outlets), byline) for part in pieces]
    # an outlet may call itself by its domain: 'By Lindmouth.example, Reuters'
    named = [part for part in parts if looks_like_a_name(part) or (_ADDRESS.search(part) and _is_own(part, outlets))]
    return [part for part in named if not _stands_beside_date(part, byline)]


def _is_own(address: str, outlets: set[str] | frozenset[str]) -> bool:
    """Tell an outlet that calls itself by its domain, which has no accents: 'Kik\u00f6t\u0151.example'."""
    key = folded(address)
    return not outlets.isdisjoint((key, "".join(map(plain_letter, key))))


def _stands_beside_date(part: str, byline: str) -> bool:
    """Tell a day of the week and the like in a byline with a date or an hour: 'Sonntag, 4. Januar 2026, 16:52 Uhr'."""
    if not _beside_date().fullmatch(part):
        return False
    return bool(_CLOCK.search(byline)) or find_moment(byline) is not None


def _with_point(name: str, byline: str) -> str:
    """Give a name that ends in an initial the point that its byline has there: 'Ana Ruiz F.', but 'Malcolm X'.

    A point before a word with a capital ends a sentence: 'By Malcolm X. Photos by Tom Ray.'
    """
    if not _INITIAL.search(name):
        return name
    after = re.search(rf"{re.escape(name)}\.(?! ?[^\W\d_a-z])", squeeze(byline))
    return f"{name}." if after else name


def _before_date(text: str, outlets: set[str] | frozenset[str]) -> str:
    """Cut a byline before its date, 'Ann Lee on March 3, 2026', unless it is a label that stands there."""
    found = find_moment(text) if any(map(str.isdigit, text)) else None
    if found is None:
        return text
    head = takewhile(lambda pair: pair[0] == pair[1].lower(), zip(found.rest, text, strict=False))
    words = "".join(letter for _, letter in head).rstrip(EDGES).split()
    while len(words) > 1 and words[-1].lower() in _before_day():
        words.pop()
    named = " ".join(words)
    is_name = folded(named) in outlets or len(words) > 1
    return named if is_name and not _label_before_date().match(named) else text


@cache
def _before_day() -> frozenset[str]:
    return frozenset(words_for("before_day").split("|"))


@cache
def _label_before_date() -> re.Pattern[str]:
    return re.compile(rf"(?:{words_for('behind')})(?!\w)", re.IGNORECASE)


def _before_colon(text: str) -> str:
    """Cut a byline at a label, 'Ann Lee Photos: ...', or else at a colon: the word before it may be a surname."""
    bare = _label().split(text, maxsplit=1)[0]
    named = _COLON.match(bare)
    return named.group(1) if named else bare


def _bare(part: str, outlets: set[str] | frozenset[str]) -> str:
    """Free a name of 'By', of honours and a role before it, and of what stands after it.

    That is a degree, a role, an outlet, a day of the week, or what themes show there.
    """
    behind = _behind().fullmatch(part) if part.count(" ") > 1 else None
    part = behind[1] if behind else part
    name = _DEGREE.sub("", _honorific().sub("", _without_source(without_by(part), outlets), count=1))
    placed = _IN_PLACE.fullmatch(name)
    words = (placed.group(1) if placed else name).split()
    while len(words) >= 3 and _WEEKDAY.fullmatch(words[-1]):
        words.pop()
    for length in (4, 3, 2, 1):  # 'Ann Lee The Lindmouth Post'
        if len(words) >= length + 2 and folded(" ".join(words[-length:])) in outlets:
            words = _before_outlet(words[:-length]) or words
    if folded(" ".join(words)) in outlets:  # before a word of it is taken for a role: 'The Daily Reporter'
        return " ".join(words)
    least = 1 if ONE_WORD.search(words[0] if words else "") else 2  # words of a name
    for length in (3, 2, 1):  # 'Ann Lee Senior Staff Writer'
        if len(words) >= length + least and is_post(" ".join(words[-length:])):
            del words[-length:]
    words = _without_post(words, least)
    bare = " ".join(words).strip(EDGES)
    return f"{bare}." if _JUNIOR.search(bare) else bare


def _without_post(words: list[str], least: int) -> list[str]:
    """Cut a role off the beginning of a name, 'Chief Correspondent Ann Lee', of which `least` words have to stay.

    A role alone stays whole: 'Editor In Chief'.
    """
    for length in range(0 if is_role(" ".join(words)) else min(MAX_POST, len(words) - least), 0, -1):
        post, name = " ".join(words[:length]), " ".join(words[length:])
        if is_post(post) and not (has_small_word(name) or is_role(name)):
            return words[length:]
    return words


def _without_source(part: str, outlets: set[str] | frozenset[str]) -> str:
    """Cut 'Source:' off a name; without a colon only before an outlet, since a name may begin with such a word."""
    match = _LABELLED.match(part)
    if not match or not is_phrase(f"{match[1]}:", "source_label"):
        return part
    return match[3] if match[2].strip() or _means_one_of(match[3], outlets) else part


def _before_outlet(words: list[str]) -> list[str]:
    """Cut what stands between a name and an outlet, 'Ann Lee with', off its end; no word of the name's two."""
    end = len(words)
    while end and words[end - 1].lower() in _beside():
        end -= 1
    return words[:end] if end >= 2 else []


def looks_like_a_name(name: str) -> bool:
    """Tell what can be a name: up to sixty characters and six words, hardly a digit, no date, domain or account."""
    if name.startswith("#") or _ADDRESS.search(name) or is_account(name) or _begins_small(name) or _is_notice(name):
        return False
    if not 2 <= len(name) <= 60 or sum(c.isdigit() for c in name) > 1 or len(name.split()) > 6:
        return False
    if any(word.isdigit() for word in name.split()):  # 'June 6'
        return False
    if name.lower() == "the" or name in PARTICLES:  # what an outlet left behind that was cut off
        return False
    return any(c.isalpha() for c in name) and find_moment(name) is None


def is_capitalised(name: str, most: int) -> bool:
    """Tell two words, or up to `most`, of letters alone that each begin with a capital."""
    words = name.split()
    return 2 <= len(words) <= most and all(word.isalpha() and word[0].isupper() for word in words)

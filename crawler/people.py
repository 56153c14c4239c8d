"""Bylines to names: without 'By', roles, dates and places, and without agencies and outlets beside people; pure."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from crawler.dates import find_moment
from crawler.htmltree import squeeze
from crawler.phrases import is_phrase
from crawler.titles import folded

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

MAX_NAMES = 12
MAX_NAME = 100  # characters of a name that may be turned around
MAX_SEARCHED = 100_000  # characters in which it is looked for

_NOISE = re.compile(
    r"(?<!\d)(?:19|20)\d\d[-/.\u5e74]\d{1,2}[-/.\u6708]\d{1,2}\u65e5?(?:[T ]?\d\d?:\d\d(?::\d\d)?)?|https?://\S{1,200}|\S{1,60}@\S{1,60}\.\w{1,10}|@\w{1,40}|\([^()]{0,60}\)|\uff08[^\uff08\uff09]{0,60}\uff09|\b\d{1,2}:\d\d\b"
)
_OTHER_WORK = re.compile(
    r"(?<=\S)\s*\b(?:translat(?:ion|ed)|photo(?:graph)?s?|pictures|illustrat(?:ions?|ed)|videos?|graphics|edited|produced)"
    r" by\b.*",
    re.IGNORECASE,
)
_COLON = re.compile(r"(\S+ [^:\uff1a]+)[:\uff1a](?: |$)")
_OTHER_SCRIPT = re.compile(r"[^\W\u0000-\u02ff\u1e00-\u1eff]")  # a letter that is not Latin
_UNSPACED = re.compile("[\u0e00-\u0eff\u1100-\u11ff\u2e80-\ud7ff\uf900-\ufaff]")  # names are written as one word
_IN_PLACE = re.compile(r"(\S+ .+?) (?:in|aus|\u00e0) (?=[^\W\d_a-z])[^\W\d_]\S*(?: \S+){0,2}")
_DASH = re.compile(" [\u2013\u2014] ")
_ARTICLES = frozenset(("da", "de", "di"))
_BESIDE = frozenset(("with", "avec", "mit", "con", "com", "med", "met", "for", "f\u00fcr", "pour", "para", "per", "at", "of"))
# 'Reporter Wang Ming in Taipei', in one word: the name ends before a bar, or a place and 'reports' or 'cables'.
_REPORTER = re.compile(
    r"[\u3010\[]?[^\W\d_]{0,6}(?:\u8a18\u8005|\u8bb0\u8005)[ \u30fb:\uff1a]?"
    r"([\u4e00-\u9fff]{2,3}(?:[\u3001,\uff0c][\u4e00-\u9fff]{2,3}){0,3})"
    r"(?= ?[/\uff0f]| ?[\u4e00-\u9fff]{2,4}(?:\d{1,2}\u65e5)?(?:\u96fb|\u62a5\u9053|\u5831\u5c0e|\u5831\u9053)|[\u3011\]]|$)"
)
_WEEKDAY = re.compile(r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?", re.IGNORECASE)
_BAR = re.compile(r" [|/\u2022\u00b7] ")
_JUNIOR = re.compile(r" (?:Jr|Sr)$")
_ADDRESS = re.compile(r"(?:^|\s)www\.|^\S+\.[a-z]{2,12}$", re.IGNORECASE)
_PARTICLES = frozenset(
    ("de", "van", "von", "der", "den", "la", "le", "di", "da", "do", "dos", "du", "bin", "ibn", "al", "el")
)
_EDGES = " []\t\u00a0,;:|-\u2013\u2014.\u2022\u00b7/\"'\u201c\u201d\u3010\u3011\u300a\u300b\uff0f\uff1a\uff1d="


@cache
def _words(name: str) -> str:
    table = tomllib.loads(files("crawler").joinpath("data", "bylines.toml").read_text(encoding="utf-8"))
    return "|".join(table[name])


@cache
def _by() -> re.Pattern[str]:
    return re.compile(rf"(?:{_words('by')})(?: ?[:\uff1a\uff1d=\u30fb] ?| (?=\S)|(?=[:\uff1a]))", re.IGNORECASE)


@cache
def _split() -> re.Pattern[str]:
    return re.compile(
        rf" ?[;|\u2022\u00b7/\u3001&+\n\uff0c\uff1b] ?| [\u2013\u2014-] | (?:{_words('and')}|AND|UND|ET|WITH) "
        rf"| ?, ?(?:(?:{_words('and')}) )?"
    )


@cache
def _role() -> re.Pattern[str]:
    return re.compile(f"(?:the )?(?:{_words('role')})", re.IGNORECASE)


@cache
def _person() -> re.Pattern[str]:
    return re.compile(_words("person"), re.IGNORECASE)


@cache
def _account() -> re.Pattern[str]:
    return re.compile(_words("account"), re.IGNORECASE)


@cache
def _label() -> re.Pattern[str]:
    return re.compile(rf"(?<=\S) (?:{_words('label')}) ?[:\uff1a](?: |$)", re.IGNORECASE)


@cache
def _company() -> re.Pattern[str]:
    return re.compile(rf"\S (?:{_words('company')})(?:,|$)", re.IGNORECASE)


@cache
def _honorific() -> re.Pattern[str]:
    return re.compile(rf"\A(?:(?:{_words('honorific')})(?:\. ?| ))+(?=\w)", re.IGNORECASE)


def choose_authors(
    bylines: Iterable[Sequence[str]],
    *,
    agencies: set[str],
    own: set[str],
    organisations: set[str],
    said: Sequence[str] = (),
) -> tuple[str, ...]:
    """Give the people of the first byline that names any.

    Where none does, the agency or outlet that a byline names stands, with a desk beside it, since that is who wrote
    it; but not the page's own outlet where the page itself calls that an organisation. Where nobody is named, the desk
    is who wrote it. All sets hold folded names. A name such as 'Lee, Ann' is turned around where another byline or a
    line of the text, in `said`, has it so.
    """
    lines = _turned([list(byline) for byline in bylines], said)
    for place, byline in enumerate(lines):
        people = clean_names(byline, not_people=agencies | own)
        if people:
            return _with_more(people, lines[place + 1 :], agencies | own)
    for desks in (False, True):
        for byline in lines:
            if clean_names(byline, not_people=own & organisations, outlets=agencies | own, desks=desks):
                return clean_names(byline, not_people=own & organisations, outlets=agencies | own, desks=True)
    return ()


def _turned(bylines: list[list[str]], said: Sequence[str]) -> list[list[str]]:
    """Turn 'Lee, Ann' around where 'Ann Lee' stands elsewhere: 'Ann, Tom' are two people, and some names are places."""
    elsewhere = "\n".join([*(name for byline in bylines for name in byline), *said])[:MAX_SEARCHED]

    def turned(name: str) -> str:
        family, comma, given = squeeze(name[:MAX_NAME]).partition(", ")
        *particles, _ = family.split() or [""]
        if not comma or " " in given or _is_role(given) or not _PARTICLES.issuperset(map(str.lower, particles)):
            return name
        other = f"{given} {family}"  # looked for as it is before it is as whole words, since that is much faster
        return other if other in elsewhere and re.search(rf"\b{re.escape(other)}\b", elsewhere) else name

    return [[turned(name) for name in byline] for byline in bylines]


def _with_more(people: tuple[str, ...], later: list[list[str]], not_people: set[str]) -> tuple[str, ...]:
    """Give the names of a later line, 'By A, B and C', that has all of these people and more: links may lack some.

    And those of any later one that has the only name in full, 'Ann Lee' for 'Ann'.
    """
    named = {folded(name) for name in people}
    alone = people[0] if len(people) == 1 and " " not in people[0] and not _OTHER_SCRIPT.search(people[0]) else None
    for byline in later:
        names = clean_names(byline, not_people=not_people) if alone or _is_line(byline) else ()
        if _is_line(byline) and named < {folded(name) for name in names}:
            return names
        if alone and names and alone in names[0].split():
            return names
    return people


def _is_line(byline: list[str]) -> bool:
    return len(byline) == 1 and is_byline(byline[0])


def clean_names(
    written: Iterable[str],
    *,
    not_people: set[str] | frozenset[str] = frozenset(),
    outlets: set[str] | frozenset[str] | None = None,
    desks: bool = False,
) -> tuple[str, ...]:
    """Give the names in bylines, each once, in order, but for those whose folded form is in `not_people`.

    After one of `outlets` (by default those same) a single word is its place: 'AFP, Manila'. Roles are names only
    with `desks`.
    """
    known, found = not_people if outlets is None else outlets, dict[str, str]()
    for byline in written:
        parts = [] if folded(byline) in not_people or _company().search(byline) else _names(byline, known)
        if parts and folded(parts[0]) in known:
            parts = [part for place, part in enumerate(parts) if place == 0 or " " in part]
        if parts and " " in parts[0] and not _UNSPACED.search(parts[0]):
            # 'Ann Lee, Manila': beside a full name a single word is a place, but where names are written as one word
            parts = [part for part in parts if " " in part]
        for name in parts:
            key = folded(name)
            if key and not _means_one_of(name, not_people) and (desks or not _is_role(name)):
                found.setdefault(key, name)
    names = list(found.values())[:MAX_NAMES]
    if len(names) > 1 and not desks:
        names = [name for name in names if not is_phrase(name, "wire_name")] or names
    return tuple(name for name in names if not _is_part(name, names))


def _means_one_of(name: str, outlets: set[str] | frozenset[str]) -> bool:
    """Tell a name that is an outlet's, or an outlet's with something after it: 'Reuters Staff', 'MDR Kultur'."""
    first = folded(name.split(maxsplit=1)[0])
    return folded(name) in outlets or (len(first) >= 2 and first in outlets and name.split(maxsplit=1)[0].isupper())


def _is_role(name: str) -> bool:
    return bool(_role().fullmatch(name)) or all(_role().fullmatch(word) for word in name.split())


def _begins_small(name: str) -> bool:
    """Tell words from a name: several, of which the first is neither a capitalised one nor a particle of names."""
    first, *others = name.split()
    return bool(others) and first[0].islower() and first not in _PARTICLES


def _is_account(name: str) -> bool:
    """Tell what signs for nobody: 'admin', 'Twitter Facebook', or a mere 'By'."""
    if re.fullmatch(_words("by"), name, re.IGNORECASE):
        return True
    return bool(_account().fullmatch(name)) or all(_account().fullmatch(word) for word in name.split())


def _is_part(name: str, names: list[str]) -> bool:
    own = folded(name)
    return any(own != folded(other) and own in folded(other) for other in names)


def _names(byline: str, outlets: set[str] | frozenset[str]) -> list[str]:
    text = squeeze(_NOISE.sub(" ", squeeze(byline)[:400]))
    reporter = _REPORTER.match(text)
    text = without_by(reporter.group(1) if reporter else text)
    text = _before_colon(_OTHER_WORK.split(text)[0])
    named = _DASH.split(text, maxsplit=1)[0]
    text = named if " " in named else text  # 'Ann Lee \u2014 S\u00e3o Paulo'
    parts = [_bare(part, outlets) for part in _split().split(text)]
    return [part for part in parts if looks_like_a_name(part)]


def _before_colon(text: str) -> str:
    """Cut a byline at a label, 'Ann Lee Photos: ...', or else at a colon: the word before it may be a surname."""
    bare = _label().split(text, maxsplit=1)[0]
    named = _COLON.match(bare)
    return named.group(1) if named else bare


def _bare(part: str, outlets: set[str] | frozenset[str]) -> str:
    """Free a name of 'By', of honours before it, and of an outlet or a day of the week after it."""
    name = _honorific().sub("", without_by(part), count=1)
    placed = _IN_PLACE.fullmatch(name)
    words = (placed.group(1) if placed else name).split()
    while len(words) >= 3 and _WEEKDAY.fullmatch(words[-1]):
        words.pop()
    for length in (4, 3, 2, 1):  # 'Ann Lee The Lindmouth Post'
        if len(words) >= length + 2 and folded(" ".join(words[-length:])) in outlets:
            del words[-length:]
            while words and words[-1].lower() in _BESIDE:  # 'Ann Lee with Reuters'
                words.pop()
    if folded(" ".join(words)) in outlets:  # before a word of it is taken for a role: 'The Daily Reporter'
        return " ".join(words)
    least = 1 if _UNSPACED.search(words[0] if words else "") else 2  # words of a name
    for length in (3, 2, 1):  # 'Ann Lee Senior Staff Writer'
        if len(words) >= length + least and _person().fullmatch(" ".join(words[-length:])):
            del words[-length:]
    bare = " ".join(words).strip(_EDGES)
    return f"{bare}." if _JUNIOR.search(bare) else bare


def without_by(text: str) -> str:
    """Cut 'By' and its like off the beginning of a byline, as often as it stands there."""
    previous, bare = "", text.strip(_EDGES)
    while bare != previous:
        previous = bare
        match = _by().match(bare)
        if match and match.group().strip().lower() in _ARTICLES and _role().fullmatch(bare):
            return bare  # 'Da Redação' is who wrote it
        bare = bare[match.end() :].strip(_EDGES) if match and len(bare) > match.end() else bare
    return bare


def looks_like_a_name(name: str) -> bool:
    """Tell what can be a name: up to sixty characters and six words, hardly a digit, no date, domain or account."""
    if _ADDRESS.search(name) or _is_account(name) or _begins_small(name):
        return False
    if not 2 <= len(name) <= 60 or sum(c.isdigit() for c in name) > 1 or len(name.split()) > 6:
        return False
    if any(word.isdigit() for word in name.split()):  # 'June 6'
        return False
    return any(c.isalpha() for c in name) and find_moment(name) is None


def byline_in(lines: Sequence[str]) -> tuple[str, ...]:
    """Find a line that is a byline, 'By Ann Lee', among the first and the last lines of a text."""
    first = (part for line in lines[:5] for part in (line, *_before_slash(line)))
    return tuple(line for line in (*first, *lines[-3:]) if is_byline(line))[:1]


def _before_slash(line: str) -> list[str]:
    """Give what stands before the first bar or slash of a short line: 'by Ann Lee / March 4, 2026 / Comments'."""
    parts = _BAR.split(line, maxsplit=1) if len(line) <= 120 else [line]
    return parts[:1] if len(parts) > 1 else []


def name_before(lines: Sequence[str], headings: Collection[str]) -> tuple[str, ...]:
    """Find a writer's name that stands alone before the first paragraph: two or three words with capitals.

    Whom the text itself speaks of is not meant; nor is a heading, given as folded lines.
    """
    name = lines[0] if len(lines) >= 2 else ""
    words = name.split()
    if not 2 <= len(words) <= 3 or not all(word.isalpha() and word[0].isupper() for word in words):
        return ()
    if folded(name) in headings or len(lines[1]) < 80 or any(words[-1] in line for line in lines[1:]):
        return ()
    return (name,)


def is_byline(line: str) -> bool:
    """Tell a line that is nothing but 'By' and names."""
    bare = line.strip(" ()[]*")
    match = _by().match(bare) if len(line) <= 90 else None
    if match is None or match.group().strip().lower() in ("text", "da", "ap", "e"):
        return False
    return _all_capital(bare[match.end() :])


def _all_capital(names: str) -> bool:
    """Tell names from a sentence that begins with 'By': two to ten words, nearly all with a capital, no full stop."""
    words = [
        word for word in re.findall(r"[^\W\d_][\w'\u2019.-]*", names) if word.lower() not in _words("and").split("|")
    ]
    small = sum(word[0].islower() and word.lower() not in _PARTICLES for word in words)
    return 2 <= len(words) <= 10 and small == 0 and not names.rstrip().endswith((".", "?", "!", ":"))

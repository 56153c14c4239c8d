"""One byline to names: without 'By', roles, dates, places and outlets, in many languages; pure."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from crawler.agencies import known_agencies
from crawler.dates import find_moment
from crawler.htmltree import squeeze
from crawler.phrases import is_phrase
from crawler.titles import folded

if TYPE_CHECKING:
    from collections.abc import Iterable

MAX_NAMES = 12
UNSPACED_NAMES = 8
LONGEST = 60  # characters of a word that stands where names do

_NOISE = re.compile(
    r"(?<!\d)(?:19|20)\d\d[-/.\u5e74]\d{1,2}[-/.\u6708]\d{1,2}\u65e5?(?:[T ]?\d\d?:\d\d(?::\d\d)?)?|https?://\S{1,200}|\S{1,60}@\S{1,60}\.\w{1,10}|@\w{1,40}|\([^()]{0,60}\)|\uff08[^\uff08\uff09]{0,60}\uff09|\b\d{1,2}:\d\d\b"
)
_OTHER_WORK = re.compile(
    r"(?<=\S)\s*\b(?:translat(?:ion|ed)|photo(?:graph)?s?|pictures|illustrat(?:ions?|ed)|videos?|graphics|edited|produced)"
    r" by\b.*",
    re.IGNORECASE,
)
_COLON = re.compile(r"(\S+ [^:\uff1a]+)[:\uff1a](?: |$)")
_UNSPACED = re.compile("[\u0e00-\u0eff\u1100-\u11ff\u2e80-\ud7ff\uf900-\ufaff]")  # names are written as one word
_IN_PLACE = re.compile(r"(\S+ .+?) (?:in|aus) (?=[^\W\d_a-z])[^\W\d_]\S*(?: \S+){0,2}")
_MARK = r" ?[:\uff1a\uff1d=\u30fb] ?|(?<=[\u3400-\u9fff]) ?[\uff0f/] ?"
_DASH = re.compile(" [\u2013\u2014] ")
_ARTICLES = frozenset(("da", "de", "di"))
_WEEKDAY = re.compile(r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?", re.IGNORECASE)
_JUNIOR = re.compile(r" (?:Jr|Sr)$")
_DEGREE = re.compile(r"(?<=\w) (?:Ph\.? ?D|M\.D|D\.Phil)\.?$")
_INITIAL = re.compile(r"\w\w [^\W\d_a-z]$")
_ADDRESS = re.compile(r"(?:^|\s)www\.|^\S+\.[a-z]{2,12}$", re.IGNORECASE)
_BRACKETS = " ()[]*\uff08\uff09\u3010\u3011\u3014\u3015"
_IDEOGRAPH = re.compile("[\u3040-\u30ff\u3400-\u9fff]")
_UNSPACED_NAME = re.compile("[\u3005\u3040-\u30ff\u3400-\u9fff]{2,7}|[\u30a0-\u30ff]{2,12}")  # also one from abroad
_FOR = re.compile(  # "reporter of the Harbour Daily" before names
    "[\u4e00-\u9fff]{0,8}?(?:\u8bb0\u8005|\u8a18\u8005)[ :\uff1a]?(?=[\u4e00-\u9fff]{2,4}(?:$|[ \u3001\uff0c,]))"
)
_BETWEEN = re.compile(" ?[\u3001\uff0c,\u30fb\u00b7/\uff0f] ?| ")
_BESIDE_AGENCY = re.compile(r" (?:with|avec|mit|con|com|med|met) (?:l'|la |the )?(\w{2,20}(?: \w{2,20})?)$")
_SURE = ("\u0628\u0642\u0644\u0645", "\u05de\u05d0\u05ea")  # "by" in Arabic, in Hebrew
PICTURES = re.compile(r"photo|foto|camera|video|illustrat|producer|graphic", re.IGNORECASE)  # roles that write nothing
PARTICLES = frozenset(
    ("de", "van", "von", "der", "den", "la", "le", "di", "da", "do", "dos", "du", "bin", "ibn", "al", "el")
)
_EDGES = " []\t\u00a0,;:|-\u2013\u2014.\u2022\u00b7/\"'\u201c\u201d\u3010\u3011\u300a\u300b\uff0f\uff1a\uff1d="


@cache
def words_for(name: str) -> str:
    """Give a list of `data/bylines.toml` as one expression."""
    table = tomllib.loads(files("crawler").joinpath("data", "bylines.toml").read_text(encoding="utf-8"))
    return "|".join(table[name])


@cache
def _by() -> re.Pattern[str]:
    before = rf"(?:{words_for('by')})(?:{_MARK}| (?=\S)|(?=[:\uff1a]))"
    other = rf"(?P<other>{words_for('by_colon')}|{words_for('by_marked')})(?:{_MARK})"
    return re.compile(rf"{before}|{other}|(?P<marked>{words_for('by_marked')}) (?=\S)", re.IGNORECASE)


@cache
def _reporter() -> re.Pattern[str]:
    """'Reporter Wang Ming in Taipei', in one word: the name ends before a bar, or a known place and 'reports'."""
    return re.compile(
        r"[\u3010\[]?[^\W\d_]{0,6}(?:\u8a18\u8005|\u8bb0\u8005)[ \u30fb:\uff1a]?"
        r"([\u4e00-\u9fff]{2,4}(?:[\u3001,\uff0c][\u4e00-\u9fff]{2,4}){0,3})"
        rf"(?= ?[/\uff0f]| ?(?:{words_for('place')})(?:\d{{1,2}}\u65e5)?"
        r"(?:\u96fb|\u62a5\u9053|\u5831\u5c0e|\u5831\u9053)"
        r"|[\u3011\]]|$)"
    )


@cache
def _line() -> re.Pattern[str]:
    """A whole byline; lists that it names stand in angle brackets."""
    return re.compile(re.sub(r"<(korean\w+)>", lambda named: words_for(named[1]), words_for("line")))


@cache
def _beside() -> frozenset[str]:
    return frozenset(words_for("beside").split("|"))


@cache
def _split() -> re.Pattern[str]:
    return re.compile(
        rf" ?[;|\u2022\u00b7/\u3001&+\n\uff0c\uff1b] ?| [\u2013\u2014-] | (?:{words_for('and')}|AND|UND|ET|WITH) "
        rf"| ?, ?(?:(?:{words_for('and')}) )?"
    )


@cache
def _role() -> re.Pattern[str]:
    return re.compile(f"(?:the )?(?:{words_for('role')})", re.IGNORECASE)


@cache
def _place() -> re.Pattern[str]:
    return re.compile(f"{words_for('place')}|{words_for('desk_place')}")


@cache
def _person() -> re.Pattern[str]:
    return re.compile(words_for("person"), re.IGNORECASE)


@cache
def _account() -> re.Pattern[str]:
    return re.compile(words_for("account"), re.IGNORECASE)


@cache
def _label() -> re.Pattern[str]:
    return re.compile(rf"(?<=\S) (?:{words_for('label')}) ?[:\uff1a](?: |$)", re.IGNORECASE)


@cache
def _company() -> re.Pattern[str]:
    return re.compile(rf"\S (?:{words_for('company')})(?:,|$)", re.IGNORECASE)


@cache
def _honorific() -> re.Pattern[str]:
    return re.compile(rf"\A(?:(?:{words_for('honorific')})(?:\. ?| ))+(?=\w)", re.IGNORECASE)


def without_form(firm: str) -> str:
    """Cut what a firm is off its name: 'Lindmouth Media' of 'Lindmouth Media GmbH'."""
    formed = _company().search(firm)
    return firm[: formed.start() + 1] if formed else firm


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
            if key and not _means_one_of(name, not_people) and (desks or not is_role(name)):
                found.setdefault(key, name)
    names = list(found.values())[:MAX_NAMES]
    if len(names) > 1 and not desks:
        names = [name for name in names if not is_phrase(name, "wire_name")] or names
    return tuple(name for name in names if not _is_part(name, names))


def _means_one_of(name: str, outlets: set[str] | frozenset[str]) -> bool:
    """Tell a name that is an outlet's, or an outlet's with something after it: 'Reuters Staff', 'MDR Kultur'."""
    first = folded(name.split(maxsplit=1)[0])
    return folded(name) in outlets or (len(first) >= 2 and first in outlets and name.split(maxsplit=1)[0].isupper())


def is_known_place(text: str) -> bool:
    """Tell a place that datelines name, as it is written where no spaces part words."""
    return bool(_place().fullmatch(text))


def is_no_name(text: str) -> bool:
    """Tell a word of East Asia that stands where names do: a section, a desk, a verb, a profession, or news."""
    return len(text) <= LONGEST and (bool(re.fullmatch(words_for("no_name"), text)) or _is_account(text))


def is_role(name: str) -> bool:
    """Tell a role, a desk or a bureau, of one word or several, from a name."""
    return bool(_role().fullmatch(name)) or all(_role().fullmatch(word) for word in name.split())


def is_post(text: str) -> bool:
    """Tell what one person is, 'Staff Reporter', and no desk: 'Editorial Board'."""
    return bool(_person().fullmatch(text))


def _begins_small(name: str) -> bool:
    """Tell words from a name: several, of which the first is neither a capitalised one nor a particle of names."""
    first, *others = name.split()
    return bool(others) and first[0].islower() and first not in PARTICLES


def _is_account(name: str) -> bool:
    """Tell what signs for nobody: 'admin', 'Twitter Facebook', or a mere 'By'."""
    if re.fullmatch(f"{words_for('by')}|{words_for('by_colon')}", name, re.IGNORECASE):
        return True
    return bool(_account().fullmatch(name)) or all(_account().fullmatch(word) for word in name.split())


def _is_part(name: str, names: list[str]) -> bool:
    own = folded(name)
    return any(own != folded(other) and own in folded(other) for other in names)


def _names(byline: str, outlets: set[str] | frozenset[str]) -> list[str]:
    text = squeeze(_NOISE.sub(" ", squeeze(byline)[:400]))
    reporter = _reporter().match(text)
    text = _without_reporter(without_by(reporter.group(1) if reporter else text))
    text = _before_colon(_OTHER_WORK.split(text)[0])
    named = _DASH.split(text, maxsplit=1)[0]
    text = named if " " in named else text  # 'Ann Lee \u2014 S\u00e3o Paulo'
    parts = [_with_point(_bare(part, outlets), byline) for part in _split().split(text)]
    return [part for part in parts if looks_like_a_name(part)]


def _without_reporter(text: str) -> str:
    """Cut 'reporter of the Harbour Daily' off Chinese names, and put commas between them."""
    match = _FOR.match(text)
    between = f" (?:[\u4e00-\u9fff]{{0,4}}?(?:{words_for('between')}) ?)?(?=[\u4e00-\u9fff])"
    return re.sub(between, "\u3001", text[match.end() :]) if match else text


def _with_point(name: str, byline: str) -> str:
    """Give a name that ends in an initial the point that its byline has there: 'Ana Ruiz F.', but 'Malcolm X'.

    A point before a word with a capital ends a sentence: 'By Malcolm X. Photos by Tom Ray.'
    """
    if not _INITIAL.search(name):
        return name
    after = re.search(rf"{re.escape(name)}\.(?! ?[^\W\d_a-z])", squeeze(byline))
    return f"{name}." if after else name


def _before_colon(text: str) -> str:
    """Cut a byline at a label, 'Ann Lee Photos: ...', or else at a colon: the word before it may be a surname."""
    bare = _label().split(text, maxsplit=1)[0]
    named = _COLON.match(bare)
    return named.group(1) if named else bare


def _bare(part: str, outlets: set[str] | frozenset[str]) -> str:
    """Free a name of 'By', of honours before it, and of a degree, an outlet or a day of the week after it."""
    name = _DEGREE.sub("", _honorific().sub("", without_by(part), count=1))
    placed = _IN_PLACE.fullmatch(name)
    words = (placed.group(1) if placed else name).split()
    while len(words) >= 3 and _WEEKDAY.fullmatch(words[-1]):
        words.pop()
    for length in (4, 3, 2, 1):  # 'Ann Lee The Lindmouth Post'
        if len(words) >= length + 2 and folded(" ".join(words[-length:])) in outlets:
            words = _before_outlet(words[:-length]) or words
    if folded(" ".join(words)) in outlets:  # before a word of it is taken for a role: 'The Daily Reporter'
        return " ".join(words)
    least = 1 if _UNSPACED.search(words[0] if words else "") else 2  # words of a name
    for length in (3, 2, 1):  # 'Ann Lee Senior Staff Writer'
        if len(words) >= length + least and _person().fullmatch(" ".join(words[-length:])):
            del words[-length:]
    bare = " ".join(words).strip(_EDGES)
    return f"{bare}." if _JUNIOR.search(bare) else bare


def _before_outlet(words: list[str]) -> list[str]:
    """Cut what stands between a name and an outlet, 'Ann Lee with', off its end; no word of the name's two."""
    end = len(words)
    while end and words[end - 1].lower() in _beside():
        end -= 1
    return words[:end] if end >= 2 else []


def without_by(text: str) -> str:
    """Cut 'By' and its like off the beginning of a byline, as often as it stands there."""
    previous, bare = "", text.strip(_EDGES)
    while bare != previous:
        previous = bare
        match = _by().match(bare)
        if match and (_is_desk(bare, match) or (match["marked"] and not _can_be_names(bare[match.end() :]))):
            return bare
        bare = bare[match.end() :].strip(_EDGES) if match and len(bare) > match.end() else bare
    return bare


def _can_be_names(text: str) -> bool:
    """Tell what may be a name after a role: two words that begin with no small letter, or one where names have one."""
    words = text.split()
    if _UNSPACED.match(text):
        return True
    return len(words) >= 2 and not any(word[0].islower() and word not in PARTICLES for word in words[:2])


def _is_desk(text: str, by: re.Match[str]) -> bool:
    """Tell a desk of which the first word only looks like a 'By': 'Da Redação', 'Haber Merkezi'."""
    if not _role().fullmatch(text):
        return False
    return by.group().strip().lower() in _ARTICLES or not _role().fullmatch(text[by.end() :])


def looks_like_a_name(name: str) -> bool:
    """Tell what can be a name: up to sixty characters and six words, hardly a digit, no date, domain or account."""
    if _ADDRESS.search(name) or _is_account(name) or _begins_small(name):
        return False
    if not 2 <= len(name) <= 60 or sum(c.isdigit() for c in name) > 1 or len(name.split()) > 6:
        return False
    if any(word.isdigit() for word in name.split()):  # 'June 6'
        return False
    return any(c.isalpha() for c in name) and find_moment(name) is None


def is_byline(line: str) -> bool:
    """Tell a line that is nothing but 'By' and names."""
    bare = line.strip(_BRACKETS)
    if _line().fullmatch(bare):
        return True
    match = _by().match(bare) if len(line) <= 90 else None
    if match is None or match.group().strip().lower() in ("text", "da", "ap", "e"):
        return False
    names = _without_agency(bare[match.end() :])
    if names[:1].islower():  # 'Door onze redacteur Jan de Vries'
        names = without_by(names)
    if " " in match.group().strip():  # 'Written by Ann Lee.' is a sentence, and signs as well
        names = names.removesuffix(".")
    if match["marked"] or ((match["other"] or not _has_case(names)) and not _is_surely_by(match.group(), names)):
        return False
    names = _without_reporter(names)
    return _are_unspaced(names) if _IDEOGRAPH.match(names) else _all_capital(names)


def _has_case(names: str) -> bool:
    return any(letter.lower() != letter.upper() for letter in names[:1])


def _is_surely_by(by: str, names: str) -> bool:
    """Tell a 'By' with a colon and up to four words, or one of those that are nothing else."""
    return len(names.split()) <= 4 and (by.rstrip()[-1] in ":\uff1a=\uff1d\uff0f/" or by.strip() in _SURE)


def _without_agency(names: str) -> str:
    """Cut an agency off names: 'Anne Dupont avec AFP'."""
    beside = _BESIDE_AGENCY.search(names)
    return names[: beside.start()] if beside and known_agencies().name_of(beside[1]) else names


def _are_unspaced(names: str) -> bool:
    """Tell one to eight names that are written as one word each, of which none is a word for a desk or a house."""
    parts = _BETWEEN.split(names)
    return len(parts) <= UNSPACED_NAMES and all(
        _UNSPACED_NAME.fullmatch(part) and not is_no_name(part) for part in parts
    )


def _all_capital(names: str) -> bool:
    """Tell names from a sentence that begins with 'By': two to ten words, nearly all with a capital, no full stop."""
    words = [
        word for word in re.findall(r"[^\W\d_][\w'\u2019.-]*", names) if word.lower() not in words_for("and").split("|")
    ]
    small = sum(word[0].islower() and word.lower() not in PARTICLES for word in words)
    return 2 <= len(words) <= 10 and small == 0 and not names.rstrip().endswith((".", "?", "!", ":"))

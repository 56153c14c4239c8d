"""'By' and its like in many languages: cut off a byline, and told in lines that are nothing but one; pure."""

from __future__ import annotations

import re
from functools import cache

from crawler.credits.agencies import known_agencies
from crawler.credits.namewords import PARTICLES, is_no_name, is_one_role, words_for
from crawler.credits.reporters import without_reporter
from crawler.parsing.scripts import ONE_WORD, is_small

UNSPACED_NAMES = 8

_MARK = r" ?[:\uff1a\uff1d=\u30fb] ?|(?<=[\u3400-\u9fff]) ?[\uff0f/] ?"
_ELIDED = re.compile("^(?:d|dell)['\u2019]")  # 'Jean d'Ormesson'
_ARTICLES = frozenset(("da", "de", "di"))
_BRACKETS = " ()[]*\uff08\uff09\u3010\u3011\u3014\u3015"
_IDEOGRAPH = re.compile("[\u3040-\u30ff\u3400-\u9fff]")
_UNSPACED_NAME = re.compile("[\u3005\u3040-\u30ff\u3400-\u9fff]{2,7}|[\u30a0-\u30ff]{2,12}")  # also one from abroad
_BETWEEN = re.compile(" ?[\u3001\uff0c,\u30fb\u00b7/\uff0f] ?| ")
ICONS = "\u2600-\u27bf\ue000-\uf8ff\U0001f300-\U0001faff\ufe0f"  # within a class; also those of fonts for icons
_ARROWS = "<>\u00ab\u00bb\u2039\u203a\u2190\u2192\u25b6\u25b8\u25ba"
EDGES = f" []\t\u00a0,;:|-\u2013\u2014.\u2022\u00b7/\"'\u201c\u201d\u3010\u3011\u300a\u300b\uff0f\uff1a\uff1d={_ARROWS}"


@cache
def _by() -> re.Pattern[str]:
    before = rf"(?:{words_for('by')})(?:{_MARK}| (?=\S)|(?=[:\uff1a]))"
    other = rf"(?P<other>{words_for('by_colon')}|{words_for('by_marked')})(?:{_MARK})"
    return re.compile(rf"{before}|{other}|(?P<marked>{words_for('by_marked')}) (?=\S)", re.IGNORECASE)


@cache
def _line() -> re.Pattern[str]:
    """A whole byline; lists that it names stand in angle brackets."""
    return re.compile(re.sub(r"<(korean\w+)>", lambda named: words_for(named[1]), words_for("line")))


@cache
def _with_agency() -> re.Pattern[str]:
    return re.compile(rf" (?:{words_for('with')}) (?:l'|la |the )?(\w{{2,20}}(?: \w{{2,20}})?)$")


def without_by(text: str) -> str:
    """Cut 'By' and its like off the beginning of a byline, as often as it stands there."""
    previous, bare = "", text.strip(EDGES)
    while bare != previous:
        previous = bare
        match = _by().match(bare)
        if match and (_begins_as_by(bare, match) or (match["marked"] and not _can_be_names(bare[match.end() :]))):
            return bare
        bare = bare[match.end() :].strip(EDGES) if match and len(bare) > match.end() else bare
    return bare


def _can_be_names(text: str) -> bool:
    """Tell what may be a name after a role: two words that begin with no small letter, or one where names have one."""
    words = text.split()
    if ONE_WORD.match(text):
        return True
    return len(words) >= 2 and not any(is_small(word) and word not in PARTICLES for word in words[:2])


def _begins_as_by(text: str, by: re.Match[str]) -> bool:
    """Tell a desk of which the first word only looks like a 'By': 'Da Redação', 'Haber Merkezi'."""
    if not is_one_role(text):
        return False
    return by.group().strip().lower() in _ARTICLES or not is_one_role(text[by.end() :])


def is_byline(line: str) -> bool:
    """Tell a line that is nothing but 'By' and names."""
    bare = line.strip(_BRACKETS)
    if _line().fullmatch(bare):
        return True
    match = _by().match(bare) if len(line) <= 90 else None
    if match is None or match.group().strip().lower() in ("text", "da", "ap", "e"):
        return False
    names = _without_agency(bare[match.end() :])
    if is_small(names):  # 'Door onze redacteur Jan de Vries'
        names = without_by(names)
    if " " in match.group().strip():  # 'Written by Ann Lee.' is a sentence, and signs as well
        names = names.removesuffix(".")
    if match["marked"] or ((match["other"] or not _has_case(names)) and not _is_surely_by(match.group(), names)):
        return False
    names = without_reporter(names)
    return _are_unspaced(names) if _IDEOGRAPH.match(names) else _all_capital(names)


def _has_case(names: str) -> bool:
    return any(letter.lower() != letter.title() for letter in names[:1])


def _is_surely_by(by: str, names: str) -> bool:
    """Tell a 'By' with a colon and up to four words, or one of those that are nothing else."""
    is_marked = by.rstrip()[-1] in ":\uff1a=\uff1d\uff0f/"
    return len(names.split()) <= 4 and (is_marked or by.strip() in words_for("by_sure").split("|"))


def _without_agency(names: str) -> str:
    """Cut an agency off names: 'Anne Dupont avec AFP'."""
    beside = _with_agency().search(names)
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
    small = sum(is_small(_ELIDED.sub("", word)) and word.lower() not in PARTICLES for word in words)
    return 2 <= len(words) <= 10 and small == 0 and not names.rstrip().endswith((".", "?", "!", ":"))

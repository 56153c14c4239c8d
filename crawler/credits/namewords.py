"""Words in names, beside them and where they stand: particles, roles, desks, places, accounts, firms; pure."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files

from crawler.parsing.scripts import is_small

LONGEST = 60  # characters of a word that stands where names do
PARTICLES = frozenset(
    ("de", "van", "von", "der", "den", "la", "le", "di", "da", "do", "dos", "du", "bin", "ibn", "al", "el")
)


@cache
def _lists() -> dict[str, list[str]]:
    return tomllib.loads(files("crawler").joinpath("data", "bylines.toml").read_text(encoding="utf-8"))


@cache
def words_for(name: str) -> str:
    """Give a list of `data/bylines.toml` as one expression."""
    return "|".join(_lists()[name])


@cache
def _by() -> re.Pattern[str]:
    return re.compile(f"{words_for('by')}|{words_for('by_colon')}", re.IGNORECASE)


@cache
def _role() -> re.Pattern[str]:
    return re.compile(f"(?:the )?(?:{words_for('desk')}|{words_for('role')})", re.IGNORECASE)


@cache
def _and() -> re.Pattern[str]:
    return re.compile(f" (?:{words_for('and')}) ")


@cache
def _desk() -> re.Pattern[str]:
    return re.compile(f"(?:the )?(?:{words_for('desk')})", re.IGNORECASE)


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
def _company() -> re.Pattern[str]:
    return re.compile(rf"\S (?:{words_for('company')})(?:,|$)", re.IGNORECASE)


def is_firm(text: str) -> bool:
    """Tell a firm by what it is: 'Lindmouth Media GmbH'."""
    return bool(_company().search(text))


def without_form(firm: str) -> str:
    """Cut what a firm is off its name: 'Lindmouth Media' of 'Lindmouth Media GmbH'."""
    formed = _company().search(firm)
    return firm[: formed.start() + 1] if formed else firm


def has_small_word(text: str) -> bool:
    """Tell words from a name: one without a capital that is no particle of names."""
    return any(is_small(word) and word not in PARTICLES for word in text.split())


def is_known_place(text: str) -> bool:
    """Tell a place that datelines name, as it is written where no spaces part words."""
    return bool(_place().fullmatch(text))


def is_no_name(text: str) -> bool:
    """Tell a word of East Asia that stands where names do: a section, a desk, a verb, a profession, or news."""
    return len(text) <= LONGEST and (bool(re.fullmatch(words_for("no_name"), text)) or is_account(text))


def is_desk(text: str) -> bool:
    """Tell the desk of a house, 'Business Desk', from a role and from a name."""
    return bool(_desk().fullmatch(text))


def is_one_role(text: str) -> bool:
    """Tell a role or a desk that is one as a whole: no row of several."""
    return bool(_role().fullmatch(text))


def is_role(name: str) -> bool:
    """Tell a role, a desk or a bureau, of one word or several, from a name; 'Staff and agencies' as well."""
    parts = [name.split(), _and().split(name)]
    return is_one_role(name) or any(all(map(is_one_role, each)) for each in parts)


def is_post(text: str) -> bool:
    """Tell what one person is, 'Staff Reporter', and no desk: 'Editorial Board'."""
    return bool(_person().fullmatch(text))


def writes_nothing(role: str) -> bool:
    """Tell the role of who takes pictures and the like."""
    return bool(re.search(words_for("no_writer"), role, re.IGNORECASE))


def is_account(name: str) -> bool:
    """Tell what signs for nobody: 'admin', 'Twitter Facebook', or a mere 'By'."""
    if _by().fullmatch(name) or _account().fullmatch(name):
        return True
    return all(_account().fullmatch(word) for word in name.split())

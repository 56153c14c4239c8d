"""Bylines to names: without 'By', roles, dates and places, and without agencies and outlets; pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from crawler.dates import find_moment
from crawler.htmltree import squeeze
from crawler.titles import folded

if TYPE_CHECKING:
    from collections.abc import Iterable

MAX_NAMES = 12

_BY = re.compile(
    r"^(?:(?:written|story|report(?:ed)?|text|words|posted|published|article|analysis|opinion|review(?:ed)?|edited|compiled|author)"
    r"(?: and \w+)? by|by|von|vom|par|por|da|di|door|av|af|ap|от|автор(?:ы)?|by line|byline|author(?:s|\(s\))?|autor(?:es|in|en)?|"
    r"auteurs?|autore|szerző|yazar|penulis|oleh|bởi|tekst|texte?|texto|testo|text|foto|kirjoittanut|aut\.?|文|記者|作者|بقلم|كتب|מאת)"
    r"(?:\s*[:：]\s*|\s+(?=\S)|(?=[:：]))",
    re.IGNORECASE,
)  # fmt: skip
_SPLIT = re.compile(
    r"\s*[;|•·/、]\s*|\s+(?:and|und|et|y|e|og|och|en|i|и|та|ja|ve|dan|και|و)\s+|\s*&\s*|\s*,\s+(?:and |und |et |y )?|\n"
)
_ROLE = re.compile(
    r"\b(?:editor|editors|correspondent|reporter|staff|writer|columnist|journalist|contributor|contributors|analyst|bureau|desk|"
    r"newsroom|team|redaktion|redakteur(?:in)?|redacción|redaccion|redazione|rédaction|redação|redactie|redakcja|redaksi|"
    r"редакция|редакція|admin|administrator|webmaster|web desk|online|guest|author|anonymous|unknown|none|null|undefined|"
    r"editorial|agencies|agency|agence|agentur|agencia|agenzia|wire|news service|news agency|newsdesk|user|superuser|root|special to .{0,40})\b",
    re.IGNORECASE,
)
_NOISE = re.compile(
    r"https?://\S+|\S+@\S+\.\w+|@\w+|\((?:[^()]{0,60})\)|\b\d{1,2}:\d\d\b|\bfor (?:the )?[A-Z][\w .]{1,40}$"
)
_EDGES = " \t\u00a0,;:|-\u2013\u2014.\u2022\u00b7/\"'\u201c\u201d"


def clean_names(written: Iterable[str], *, not_people: Iterable[str] = ()) -> tuple[str, ...]:
    """Give the people of one or more bylines, each once, in order.

    `not_people` are folded names of outlets and agencies; a byline that is nothing but those gives nothing.
    """
    outlets = {folded(name) for name in not_people} - {""}
    found: dict[str, str] = {}
    for byline in written:
        if folded(byline) in outlets:
            continue
        for name in _names(byline):
            key = folded(name)
            if key and key not in outlets and not _is_role(name):
                found.setdefault(key, name)
    names = list(found.values())[:MAX_NAMES]
    return tuple(
        name for name in names if not any(folded(name) != folded(o) and folded(name) in folded(o) for o in names)
    )


def _names(byline: str) -> list[str]:
    text = squeeze(_NOISE.sub(" ", squeeze(byline)[:400]))
    previous = ""
    while text != previous:
        previous, text = text, _BY.sub("", text.strip(_EDGES), count=1)
    parts = [part.strip(_EDGES) for part in _SPLIT.split(text)]
    return [name for part in parts if (name := _without_by(part)) and _looks_like_a_name(name)]


def _without_by(part: str) -> str:
    bare = _BY.sub("", part).strip(_EDGES)
    return bare or part


def _looks_like_a_name(name: str) -> bool:
    if not 2 <= len(name) <= 60 or sum(c.isdigit() for c in name) > 1 or len(name.split()) > 6:
        return False
    return any(c.isalpha() for c in name) and find_moment(name) is None


def _is_role(name: str) -> bool:
    words = name.split()
    return bool(_ROLE.search(name)) and (
        len(words) <= 2 or not _ROLE.sub("", name).strip(_EDGES) or name.islower() or bool(_ROLE.fullmatch(name))
    )

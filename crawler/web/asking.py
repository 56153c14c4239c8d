"""What a request asks for: query parameters as filters, and back as links. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from storage.browsing import Choice
from storage.errors import InputError, NotFoundError
from storage.filters import Filters

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from starlette.requests import Request

FILTERS = ("query", "outlet", "source", "language", "since", "until")
PARAMETERS = (*FILTERS, "min_outlets", "has_revisions")
LONGEST = 500  # characters of a parameter: more is nothing that a reader types
_TRUTH = {"1": True, "true": True, "on": True, "0": False, "false": False, "": False}


def choice_of(asked: Mapping[str, str]) -> Choice:
    """The filters that the parameters name; an empty one lets everything through. Raises InputError."""
    for name, value in asked.items():
        if len(value) > LONGEST:
            raise InputError(f"{name} is longer than {LONGEST} characters")
    given = {name: asked[name].strip() or None for name in FILTERS if name in asked}
    least = number(asked, "min_outlets", least=1, most=10_000)
    revised = asked.get("has_revisions", "").lower()
    if revised not in _TRUTH:
        raise InputError(f"has_revisions is {revised!r}: give true or false")
    return Choice(Filters(**given, min_outlets=least), revised=_TRUTH[revised])


def number(asked: Mapping[str, str], name: str, *, least: int, most: int, default: int | None = None) -> int | None:
    """A parameter that is a whole number from `least` to `most`; `default` where it is not given. Raises InputError."""
    text = asked.get(name, "").strip()
    if not text:
        return default
    if not text.isascii() or not text.isdecimal() or len(text) > 18 or not least <= int(text) <= most:
        raise InputError(f"{name} is {text!r}: give a whole number from {least} to {most}")
    return int(text)


def refuse_unknown(asked: Collection[str], known: Collection[str]) -> None:
    """Raise InputError on a parameter that means nothing, rather than answer another question."""
    for name in asked:
        if name not in known:
            raise InputError(f"there is no parameter {name!r}: choose from {', '.join(known) or 'none'}")


def query_of(choice: Choice, **more: str) -> str:
    """The parameters of `choice` and more, as the part of an address after the question mark."""
    filters = choice.filters
    named = {name: getattr(filters, name) for name in FILTERS}
    named |= {"min_outlets": filters.min_outlets, "has_revisions": "true" if choice.revised else None}
    return urlencode([(name, str(value)) for name, value in [*named.items(), *more.items()] if value])


def path_id(request: Request) -> int:
    """The id in the address. Raises NotFoundError for what is none."""
    text = str(request.path_params["id"])
    if not text.isascii() or not text.isdecimal() or len(text) > 18:
        raise NotFoundError(f"{text!r} is no id: an id is a number")
    return int(text)

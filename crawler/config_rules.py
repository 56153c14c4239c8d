"""What `newsfold.toml` may say: each setting, what it is for, and what its value must be."""

from __future__ import annotations

import difflib
import ipaddress
import re
import shlex
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from crawler.fetching.addresses import literal
from crawler.scheduling.cron import next_time
from dedupe.recipe import RECIPES
from storage.errors import ConfigError, InputError
from storage.records import Kind, Selectors
from storage.searching.words import required_expression

_UNITS = {"MB": 10**6, "GB": 10**9, "TB": 10**12}
_ANY_TIME = datetime(2026, 1, 1, tzinfo=UTC)
_HOST = re.compile(r"[\w-]{1,63}(\.[\w-]{1,63})*\.?")  # in any script: names are compared as resolvers read them
_REACH = re.compile(r"https?://\w|\w@\w")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*")  # the shape of BCP 47 (RFC 5646), nearly
DEFAULT_STORE = "newsfold.db"
ALERTS = ("new_story", "picked_up", "revision", "source_broke", "source_came_back")


@dataclass(frozen=True, slots=True)
class Setting:
    """One key: `accept` turns its value into what the records hold, or raises ValueError with what was expected."""

    about: str
    accept: Callable[[Any], Any]


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError("text in quotes")  # noqa: TRY004 - the caller words it, and a ValueError means 'wrong value'
    if not value.strip():
        raise ValueError("some text, and this is empty: write it, or take the line out")
    return value


def _command(value: Any) -> str:
    """A command as one text, which no shell reads; a list is taken for its words."""
    if isinstance(value, list) and value and all(isinstance(each, str) for each in value) and value[0].strip():
        return shlex.join(value)
    wanted = 'a command, such as "notify-send News" or, as a list of its words, ["sh", "-c", "cat >> news.jsonl"]'
    try:
        if isinstance(value, str) and shlex.split(value):
            return value
    except ValueError as error:
        wanted += f" ({str(error).lower()})"
    raise ValueError(wanted)


def _query(value: Any) -> str:
    try:
        required_expression(_text(value))
    except InputError as error:
        raise ValueError(f"words to search for ({error})") from None
    return str(value)


def _reach(value: Any) -> str:
    """Where somebody is reached; of one that is left empty, as in a template, that is said."""
    if isinstance(value, str) and not value.strip():
        raise ValueError("an address, and this is empty: give one, or take the line out")
    if not _REACH.search(_text(value)):
        raise ValueError('a page or an e-mail address, such as "https://example.org/us" or "us@example.org"')
    return str(value)


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError("true or false")  # noqa: TRY004 - the caller words it, and a ValueError means 'wrong value'
    return value


def _number(least: float, most: float, unit: str, value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
        raise ValueError(f"a number of {unit} from {least:g} to {most:g}")
    return float(value)


def _count(least: int, most: int, unit: str, value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise ValueError(f"a whole number of {unit} from {least} to {most}")
    return value


def _url(value: Any) -> str:
    if not isinstance(value, str) or urlsplit(value).scheme not in {"http", "https"} or not urlsplit(value).hostname:
        raise ValueError('an address such as "https://example.org/news"')
    return value


def _size(value: Any) -> int:
    found = re.fullmatch(r"(\d{1,6}(?:\.\d{1,3})?)\s*(MB|GB|TB)", value.strip()) if isinstance(value, str) else None
    if found is None or not float(found[1]):
        raise ValueError('a size such as "500 MB" or "20 GB"')
    return int(float(found[1]) * _UNITS[found[2]])


def _choice(choices: tuple[str, ...], value: Any) -> str:
    if value not in choices:
        close = nearest(str(value), choices)
        raise ValueError(f"one of {', '.join(map(str, choices))}{close and f'; {close}'}")
    return str(value)


def _choices(choices: tuple[str, ...], value: Any) -> tuple[str, ...]:
    return tuple(_choice(choices, each) for each in (value if isinstance(value, list) else [value]))


def _every(value: Any) -> str:
    wanted = 'a span such as "30m" or "6h", or a cron line such as "0 7 * * *"'
    try:
        next_time(value.strip(), _ANY_TIME)
    except (AttributeError, ValueError) as error:
        told = re.sub(r"^Error validating expression '(.*?)': ", r"in \1, ", str(error))  # APScheduler's words
        raise ValueError(wanted if told == wanted or not isinstance(value, str) else f"{wanted} ({told})") from None
    return str(value).strip()


def _addresses(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(each, str) and each for each in value):
        raise ValueError('a list of hosts or networks such as ["127.0.0.1", "10.1.0.0/16"]')
    return tuple(check_address(each) for each in value)


def check_address(text: str) -> str:
    """`text` if it names a host, an address or a network; ValueError says what was expected."""
    host = text.strip().lower()
    try:
        if "/" in host:
            return str(ipaddress.ip_network(host, strict=False))
        is_host = literal(host.strip("[]")) is not None or _HOST.fullmatch(host) is not None
    except ValueError:
        is_host = False
    if not is_host:
        raise ValueError(f"a host, an address or a network such as 10.1.0.0/16, without scheme and port, not {text!r}")
    return host


def _language(value: Any) -> str:
    if not isinstance(value, str) or not _LANGUAGE.fullmatch(value):
        raise ValueError('the code of a language such as "en" or "pt-BR"')
    return value


def _selectors(value: Any) -> Selectors:
    names = Selectors.__dataclass_fields__
    if not isinstance(value, dict):
        raise ValueError(f"a table with any of {', '.join(names)}")  # noqa: TRY004 - see _flag
    for key in value:
        if key not in names:
            raise ValueError(f"only {', '.join(names)}, not {key!r}")
    from crawler.finding.selecting import check_selectors  # only here: few sources have any, and it loads lxml

    selectors = Selectors(**{key: _text(each) for key, each in value.items()})
    try:
        check_selectors(selectors)
    except ConfigError as error:
        raise ValueError(f"CSS or XPath that can be read: {error}") from None
    return selectors


TABLES: Mapping[str, Mapping[str, Setting]] = {
    "store": {
        "path": Setting(
            "The store, relative to this file; default: `newsfold.db` in the folder where a command runs, wherever "
            "this file lies.",
            _text,
        ),
        "keep_days": Setting(
            "The daemon drops requests and runs older than this from the diary; default: never. Articles stay.",
            partial(_count, 1, 100_000, "days"),
        ),
        "keep_text_days": Setting(
            "The daemon drops texts that came longer ago; default: never. Stories keep their skeleton.",
            partial(_count, 1, 100_000, "days"),
        ),
        "max_size": Setting(
            "The daemon drops the oldest texts, but none of the last day, while the store holds more than this, "
            "such as `20 GB`; default: no bound.",
            _size,
        ),
    },
    "crawl": {
        "user_agent": Setting("How newsfold names itself to servers; default: `newsfold/VERSION (+contact)`.", _text),
        "contact": Setting(
            "A page or e-mail address where a server's owner reaches you; sent with each request.", _reach
        ),
        "delay": Setting("Seconds between two requests to one host.", partial(_number, 0, 3600, "seconds")),
        "timeout": Setting("Seconds that one request may take.", partial(_number, 0.1, 600, "seconds")),
        "max_bytes": Setting("The largest body, unpacked, that is read.", partial(_count, 1024, 2**30, "bytes")),
        "concurrency": Setting("Requests under way at once, over all hosts.", partial(_count, 1, 256, "requests")),
        "allow_addresses": Setting(
            "Loopback, private or link-local hosts and networks that may be fetched, and no others.", _addresses
        ),
        "respect_robots": Setting("Whether robots.txt is obeyed. Leave it on.", _flag),
    },
    "fold": {
        "recipe": Setting(
            "The recipe that a new store begins with (default: the standard one) and `recluster` folds everything with "
            "(default: the store's own).",
            partial(_choice, tuple(RECIPES)),
        )
    },
    "sources": {
        "name": Setting("What you call it; default: its URL.", _text),
        "url": Setting("Its address (required).", _url),
        "kind": Setting(
            "listing, feed, sitemap or article; found out when left out.", partial(_choice, tuple(map(str, Kind)))
        ),
        "outlet": Setting("The publisher's name; default: what its pages say.", _text),
        "every": Setting("How often the daemon asks: a span (`30m`, `6h`) or a cron line; default: adapts.", _every),
        "max_pages": Setting("How many pages of a listing are read in one run.", partial(_count, 1, 10_000, "pages")),
        "language": Setting("The language of its articles, such as `en`, where pages do not say.", _language),
        "selectors": Setting(
            "CSS (or XPath, beginning with `/` or `./`) for a listing: item, link, title, teaser, date, next.",
            _selectors,
        ),
    },
    "alerts": {
        "name": Setting("What you call it (required).", _text),
        "on": Setting(f"What tells you: {', '.join(ALERTS)}.", partial(_choices, ALERTS)),
        "query": Setting("Only stories that this search finds.", _query),
        "min_outlets": Setting("Only stories that so many outlets ran.", partial(_count, 1, 10_000, "outlets")),
        "webhook": Setting("An address that gets the news as JSON.", _url),
        "secret": Setting("Signs what the webhook gets (HMAC).", _text),
        "command": Setting(
            "A command that gets the news as JSON on its standard input: one text, or a list of its words, "
            'such as `["sh", "-c", "cat >> news.jsonl"]`; no shell reads it.',
            _command,
        ),
        "atom": Setting("An Atom file that is kept up to date, relative to this file, such as `floods.atom`.", _text),
    },
}
REQUIRED = {"sources": ("url",), "alerts": ("name",)}


def nearest(wrong: str, names: tuple[str, ...]) -> str:
    """`did you mean 'right'?`, whatever the case of letters; '' where nothing is near."""
    spelt = {name.casefold(): name for name in reversed(names)}
    close = difflib.get_close_matches(wrong.casefold(), spelt, 1)
    return f"did you mean {spelt[close[0]]!r}?" if close else ""

"""What a robots.txt allows: RFC 9309, pure and in bounded time.

Patterns are matched piece by piece, without regular expressions: one made of many stars cannot stall the crawl.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from urllib.parse import quote, urlsplit

# RFC 9309, 2.5: at least 500 KiB are read.
MAX_BYTES = 512 * 1024
_UNRESERVED = "/?&=:;@!$'()*+,-._~%"
_PLAIN = re.compile(r"[A-Za-z0-9/?&=:;@!$'()*+,._~-]*")
_ESCAPE = re.compile(r"%[0-9a-fA-F]{2}")
_PRODUCT = re.compile(r"\s*([^\s/;()]+)")
_AS_BROWSERS_DO = re.compile(r"\s*Mozilla/[\d.]+ \(compatible;\s*([^\s/;()]+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Rule:
    """One `allow` or `disallow` line, its pattern in the form in which paths are compared."""

    allow: bool
    pattern: str


@dataclass(frozen=True, slots=True)
class Robots:
    """What one robots.txt says to us; `crawl_delay` in seconds, None where it names none.

    `also` has the rules that name us by another name: what is allowed is allowed by these too.
    """

    rules: tuple[Rule, ...] = ()
    crawl_delay: float | None = None
    also: tuple[Rule, ...] = ()

    def allows(self, url: str) -> bool:
        """Whether `url` may be asked for: the longest matching rule decides, `allow` wins a tie."""
        parts = urlsplit(url)
        path = _settled((parts.path or "/") + (f"?{parts.query}" if parts.query else ""))
        return _allow(self.rules, path) and _allow(self.also, path)


def _allow(rules: tuple[Rule, ...], path: str) -> bool:
    matching = [(len(rule.pattern), rule.allow) for rule in rules if _matches(rule.pattern, path)]
    return max(matching, default=(0, True))[1]


def read_robots(body: bytes, agent: str, maker: str = "") -> Robots:
    """The rules for `agent` (a product name such as `newsfold`), else those for `*`.

    Groups that name us more than once are taken together. Where the crawler is known by the name of its `maker` too,
    what is said to that holds as well, but opens nothing. Whatever is not understood is passed over.
    """
    ours, anyones, makers = Robots(), Robots(), Robots()
    named = False
    for agents, part in _groups(body[:MAX_BYTES].decode("utf-8-sig", "replace")):
        if agent.lower() in agents:
            named, ours = True, _joined(ours, part)
        elif "*" in agents:
            anyones = _joined(anyones, part)
        if maker and maker.lower() != agent.lower() and maker.lower() in agents:
            makers = _joined(makers, part)
    said = ours if named else anyones
    return replace(_joined(said, replace(makers, rules=())), also=makers.rules)


def product_of(user_agent: str) -> str:
    """The product name of a `User-Agent`, by which a robots.txt can name who sends it; '' where it holds none."""
    found = _AS_BROWSERS_DO.match(user_agent) or _PRODUCT.match(user_agent)
    return found[1] if found else ""


def _joined(a: Robots, b: Robots) -> Robots:
    delays = [delay for delay in (a.crawl_delay, b.crawl_delay) if delay is not None]
    return Robots(a.rules + b.rules, max(delays, default=None))


def _groups(text: str) -> Iterator[tuple[set[str], Robots]]:
    agents: set[str] = set()
    rules: list[Rule] = []
    rest = Robots()
    begun = False  # a rule has been seen since the last user-agent line
    for key, value in _lines(text):
        if key == "user-agent":
            if begun:
                yield agents, replace(rest, rules=tuple(rules))
                agents, rules, rest, begun = set(), [], Robots(), False
            agents.add(value.split("/")[0].strip().lower())
        elif key in ("allow", "disallow"):
            begun = True
            if value:
                rules.append(Rule(key == "allow", _settled(value)))
        elif key == "crawl-delay":
            begun = True
            rest = replace(rest, crawl_delay=_seconds(value))
    yield agents, replace(rest, rules=tuple(rules))


def _lines(text: str) -> Iterator[tuple[str, str]]:
    for line in re.split(r"\r\n?|\n", text):
        key, colon, value = line.split("#", 1)[0].partition(":")
        if colon:
            yield key.strip().lower(), value.strip()


def _seconds(value: str) -> float | None:
    try:
        seconds = float(value)
    except ValueError:
        return None
    return seconds if 0 <= seconds < float("inf") else None


def _settled(path: str) -> str:
    """A path or pattern with its escapes in one spelling, so that `%7e` and `~` compare equal."""
    if _PLAIN.fullmatch(path):
        return path
    escaped = quote(path, safe=_UNRESERVED)
    return _ESCAPE.sub(lambda found: _unescaped(found[0].upper()), escaped)


def _unescaped(escape: str) -> str:
    character = chr(int(escape[1:], 16))
    return character if character.isascii() and (character.isalnum() or character in "-._~") else escape


def _matches(pattern: str, path: str) -> bool:
    anchored = pattern.endswith("$")
    first, *pieces = pattern.removesuffix("$").split("*")
    if not path.startswith(first):
        return False
    at = len(first)
    last = pieces.pop() if anchored and pieces else None
    for piece in pieces:
        found = path.find(piece, at)
        if found < 0:
            return False
        at = found + len(piece)
    if last is not None:
        return len(path) - at >= len(last) and path.endswith(last)
    return not anchored or at == len(path)

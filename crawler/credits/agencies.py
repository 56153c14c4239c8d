"""Known agencies and outlets: one form for a name, from its aliases and domains; pure but for the packaged list."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from crawler.parsing.phrases import after_phrase, without_ending
from crawler.parsing.titles import folded
from crawler.urls import registered_domain
from storage.errors import ConfigError

_ARTICLE = re.compile(r"^(?:the|l'|la|le) ?")


@dataclass(frozen=True)
class Agencies:
    """Names folded to one form. `in_text` finds the names that may be trusted in running text."""

    by_name: dict[str, str]
    by_domain: dict[str, str]
    in_text: re.Pattern[str]

    def name_of(self, written: str) -> str | None:
        """Give the one form of a name, beside which an article and what it is may stand; None if unknown."""
        bare = _ARTICLE.sub("", written.lower())
        forms = (written, bare, without_ending(bare, "sort_behind"), after_phrase(bare, "sort_before") or "")
        return next((name for form in forms if (name := self.by_name.get(folded(form)))), None)

    def of_url(self, url: str) -> str:
        """Give the name of the outlet at a URL: the known one, else its registered domain."""
        domain = registered_domain(url)
        return self.by_domain.get(domain, domain)

    def alike(self, written: str) -> frozenset[str]:
        """Give the folded forms of everything that means the same outlet as a name."""
        name = self.name_of(written)
        same = {alias for alias, known in self.by_name.items() if known == name} if name else set()
        return frozenset({folded(written), *same})


def parse_agencies(text: str) -> Agencies:
    """Make the list from TOML: a table a name, with `aliases`, `domains` and `weak`, true or the forms that are.

    Raises ConfigError for broken TOML and wrong keys.
    """
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"the list of agencies is no valid TOML ({error})") from error
    by_name: dict[str, str] = {}
    by_domain: dict[str, str] = {}
    strong: set[str] = set()
    for name, entry in table.items():
        if not isinstance(entry, dict) or not set(entry) <= {"aliases", "domains", "weak"}:
            raise ConfigError(f"the list of agencies: {name!r} takes only aliases, domains and weak")
        written = [name, *entry.get("aliases", [])]
        by_name.update({folded(form): name for form in written})
        by_domain.update(dict.fromkeys(entry.get("domains", []), name))
        weak = entry.get("weak", False)
        if weak is not True:
            strong.update(set(written) - set(weak or ()))
    return Agencies(by_name, by_domain, re.compile(_any_of(strong) if strong else r"(?!)"))


def _any_of(names: set[str]) -> str:
    """Write the expression for names as whole words; first it asks for their first letters, which most are not."""
    forms: dict[str, list[str]] = {}
    for name in sorted(names, key=len, reverse=True):
        forms.setdefault(re.escape(name[:1]), []).append(re.escape(name[1:]))
    whole = "|".join(f"{first}(?:{'|'.join(rest)})" for first, rest in forms.items())
    return rf"(?=[{''.join(forms)}])(?<![\w@/.-])(?:{whole})(?![\w/]|-\w)"


@cache
def known_agencies() -> Agencies:
    """Load the packaged list, once a process."""
    return parse_agencies(files("crawler").joinpath("data", "agencies.toml").read_text(encoding="utf-8"))

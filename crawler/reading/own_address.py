"""The address of a saved page, out of the file alone: what saved it knows best, then what the page declares; pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from crawler.parsing import jsonld
from crawler.parsing.decoding import decode
from crawler.reading.metadata import canonical_link
from crawler.urls import canonical, original
from storage.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.parsing.htmltree import Node

WAYS = "a comment of what saved it, rel=canonical, og:url, or url in JSON-LD"
_HEAD = 8192  # bytes in which a comment stands that was written on saving: beside the first tag
_SAVED_FROM = re.compile(
    r"<!--\s{0,20}(?:saved from url=\(\d{1,10}\)|Page saved with SingleFile\w{0,20}\s{1,20}url:\s{0,20})(\S{1,4096})",
    re.IGNORECASE,
)


def own_address(tree: Node, body: bytes) -> str | None:
    """Give the canonical form of the address that a saved page says it had; None where it names no absolute one.

    A browser's or SingleFile's comment goes first: it says where the page was, while a copy's declarations may lead to
    where it came from. The home page of a site is taken only where nothing names a page in it.
    """
    found = list(_absolute(_named(tree, body)))
    return next((url for url in found if not _is_home(url)), found[0] if found else None)


def _named(tree: Node, body: bytes) -> Iterator[str]:
    head = decode(body[:_HEAD].rpartition(b">")[0])  # not cut within a letter
    yield from (match[1].removesuffix("-->") for match in _SAVED_FROM.finditer(head))
    yield canonical_link(tree, "") or ""
    for node in tree.iter("meta"):
        if "og:url" in ((node.get("property") or "").strip().lower(), (node.get("name") or "").strip().lower()):
            yield node.get("content") or ""
    article = jsonld.article_node(jsonld.nodes_of(tree), set())
    yield from jsonld.addresses({name: article.get(name) for name in ("mainEntityOfPage", "url")})


def _absolute(named: Iterator[str]) -> Iterator[str]:
    for each in named:
        try:
            yield canonical(original(each))
        except InputError:
            continue


def _is_home(url: str) -> bool:
    scheme_and_host = url.partition("?")[0].rstrip("/")
    return "?" not in url and scheme_and_host.count("/") <= 2

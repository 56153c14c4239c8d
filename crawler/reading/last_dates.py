"""When an article appeared, of last resort: a labelled day anywhere on the page, or one that ends its title; pure."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from crawler.parsing.belonging import in_aside
from crawler.parsing.dates import Found, Order, find_moment
from crawler.parsing.heads import is_of_others
from crawler.parsing.htmltree import Node, visible_text
from crawler.parsing.phrases import EDGES, SENTENCE_ENDS, pattern
from crawler.parsing.titles import parts_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

LONGEST_LINE = 120
REST = 50  # characters beside a labelled date
_OF_A_LIST = frozenset({"li", "dl", "address"})
_HEADLINES = ("headline", "h1")


def labelled_date(tree: Node) -> str | None:
    """Give the moment that a page labels as that of its publication, wherever that stands, if it has no second one."""
    told = {found.moment for node in tree.iter() if isinstance(node.tag, str) for found in _labelled(node)}
    return told.pop() if len(told) == 1 else None


def _labelled(node: Node) -> Iterator[Found]:
    """Yield the moment after a label that begins an element, or follows a line break, on a line of little else."""
    lead = (node.tail if node.tag == "br" else node.text) or ""
    if not _label().match(lead.lower()) or in_aside(node) or is_of_others(node) or _is_listed(node):
        return
    parent = node.getparent()
    wholes = (node,) if parent is None else (node, parent)  # the label may be in an element of its own
    for line in (lead,) if node.tag == "br" else (visible_text(each, 2 * LONGEST_LINE) for each in wholes):
        label = _label().match(line.lower())
        found = find_moment(line[label.end() :]) if label and len(line) <= LONGEST_LINE else None
        if found and len(found.rest) <= REST and not line.endswith(SENTENCE_ENDS):
            yield found
            return


@cache
def _label() -> re.Pattern[str]:
    return re.compile(rf"{EDGES}(?:{pattern('page_published').pattern})\s*(?:[:\uff1a]|\Z|(?=\d))\s*")


def _is_listed(node: Node) -> bool:
    return node.tag in _OF_A_LIST or any(parent.tag in _OF_A_LIST for parent in node.iterancestors())


def date_behind_title(titles: Sequence[tuple[str, str]], language: str | None) -> str | None:
    """Give the day that a title has as a part of its own behind the headline, which lacks it.

    A headline that has a day in it is of an event or a day's horoscope; two days are a span of time.
    """
    shown = [text for where, text in titles if where in _HEADLINES]
    if not shown or any(map(find_moment, shown)):
        return None
    behind = (part for where, text in titles if where in ("title", "meta") for part in parts_of(text)[1:])
    days = {moment for part in behind if (moment := _bare_day(part, language))}
    return days.pop() if len(days) == 1 else None


def _bare_day(part: str, language: str | None) -> str | None:
    """Give the day that is all of a text; not in English where `2/6/2020` may be of two months."""
    found = [find_moment(part, order=order) for order in Order]
    first, second = ((each.moment if each and not each.rest else None) for each in found)
    return first if first == second or language not in (None, "en") else None

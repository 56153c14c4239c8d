"""A text of three lines, what is known of it, and which lines go from before it."""

from __future__ import annotations

from crawler.reading.boilerplate import judge
from crawler.reading.furniture import Furniture, key_of
from crawler.reading.linereasons import Context

TEXT = [
    "The harbour council voted on Tuesday night to rebuild the eastern breakwater of the town.",
    "Engineers told the meeting that the work would take two summers and cost eleven million crowns.",
    "Fishing crews have used the inner basin since the winter, the harbour master said after the vote.",
]
CONTEXT = Context(frozenset(), frozenset({"annlee"}), Furniture())


def cut(
    *lines: str, headings: tuple[str, ...] = (), quotes: tuple[str, ...] = (), links: tuple[str, ...] = ()
) -> list[str]:
    found = {key_of(link): len(link) for link in links}
    furniture = Furniture(headings=set(headings), quotes={key_of(quote) for quote in quotes}, links=found)
    context = Context(frozenset(), frozenset({"annlee"}), furniture)
    return judge([*lines, *TEXT], context)[1]

"""What announces other articles below a text: linked headlines, each with the beginning of its article; pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.parsing.lines import is_cut
from crawler.reading.furniture import key_of

if TYPE_CHECKING:
    from crawler.reading.furniture import Furniture

FEW = 3  # teasers that make a list
TEASED = 300  # characters of what stands under a teaser's headline
LEAST = 200  # characters of the text itself, at the least
LEAST_SHARE = 0.25  # of all, that the text is at the least: what is nearly all teasers is a digest
LINKED = 20  # characters of a headline that is a link


def teasers_below(lines: list[str], furniture: Furniture) -> int:
    """Count the last lines that are teasers and the headings of their lists; 0 where hardly a text is left above them.

    Half of the teasers or more must break off: a round-up has linked headlines too, but tells under each to the end.
    Those that lead to other sites are none, as in a review of what the papers say.
    """
    place = len(lines)
    teasers = broken = 0
    while place > 0:
        told = _is_told(lines[place - 1], furniture)
        headed = place > told and _is_headline(lines[place - 1 - told], furniture)
        if told or headed:
            teasers += 1
            broken += told and is_cut(lines[place - 1])
            place -= told + headed
        elif teasers and key_of(lines[place - 1]) in furniture.headings:
            place -= 1
        else:
            break
    if teasers < FEW or 2 * broken < teasers:
        return 0
    above = sum(map(len, lines[:place]))
    return len(lines) - place if above >= max(LEAST, LEAST_SHARE * sum(map(len, lines))) else 0


def _is_told(line: str, furniture: Furniture) -> bool:
    return len(line) <= TEASED and key_of(line) in furniture.announced


def _is_headline(line: str, furniture: Furniture) -> bool:
    """Tell a heading that is a link, or begins with one: 'The harbour from above' may have 'Video' beside it."""
    key = key_of(line)
    return key in furniture.headings and (
        key in furniture.links or any(len(link) >= LINKED and key.startswith(link) for link in furniture.links)
    )

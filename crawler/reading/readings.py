"""The text's lines, as several readings agree on them; the only module that knows trafilatura. Pure, deterministic."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from crawler.parsing.htmltree import Node
from crawler.reading.boilerplate import split_lines
from crawler.reading.cropping import framed
from crawler.reading.likeness import apart, is_on, likeness, most_alike, mostly_the_same, speaks_of
from crawler.reading.regions import paragraphs_of, scattered

if TYPE_CHECKING:
    from trafilatura.settings import Extractor

AGREE = 0.6
ON_SUBJECT = 0.3
TOLD = 400


def read_lines(
    tree: Node, declared: tuple[str, frozenset[str]], place: Node | None, part: Node | None
) -> tuple[list[str], Node]:
    """Read the lines of the text, and give the element that they were read in; `declared` are a body and a subject.

    Where a second reading disagrees, and a third one too, the one most like the others is taken, with a thorough one
    among them.

    A reading that says hardly anything of what headline and description announce is of the wrong place, though two
    may agree on it: it stands back behind one that speaks of the subject. Headline and text are read alone where a
    `part` of the page holds both: what is around them has never made a reading that did not stand a better one.
    """
    second = paragraphs_of(place)
    body, subject = declared
    told = [body] if len(body) >= TOLD else []
    main = apart(_trafilatura_lines(tree if part is None else framed(part)), second)
    if (
        _stands(main, second, told, subject)
        or (told and likeness(main, told) >= AGREE)
        or _stands(main, scattered(tree, subject), told, subject)
    ):
        return main, tree if part is None else part
    return _chosen(main, second, told, subject, tree), tree


def _chosen(main: list[str], second: list[str], told: list[str], subject: frozenset[str], tree: Node) -> list[str]:
    """Choose among readings that disagree, with a thorough one, and one by the subject where none has it."""
    readings = [reading for reading in (main, second, _trafilatura_lines(tree, thorough=True)) if reading]
    if told:
        return max([*readings, told], key=lambda reading: AGREE if reading is told else likeness(reading, told))
    if all(speaks_of(reading, subject) < ON_SUBJECT for reading in readings):
        readings.append(scattered(tree, subject))
    return _on_subject(readings, subject)


def _stands(main: list[str], second: list[str], told: list[str], subject: frozenset[str]) -> bool:
    """Tell a reading that another one resembles, the declared text too where there is one, and that has the subject."""
    alike = mostly_the_same(main, second) or likeness(main, second) >= AGREE
    return alike and not (told and likeness(main, told) < AGREE) and is_on(main, subject, ON_SUBJECT)


def _on_subject(readings: list[list[str]], subject: frozenset[str]) -> list[str]:
    """Choose, of the readings that say half as much of the subject as the best does, the one most like the others.

    Where none speaks of it, the description is in other words than the text, and tells nothing.
    """
    shares = [speaks_of(reading, subject) for reading in readings]
    if max(shares) < ON_SUBJECT:
        return readings[most_alike(readings)]
    spoken = [reading for reading, share in zip(readings, shares, strict=True) if share >= 0.5 * max(shares)]
    return spoken[most_alike(spoken)]


def _trafilatura_lines(tree: Node, *, thorough: bool = False) -> list[str]:
    """Read the lines of the main text with trafilatura, without comments, metadata and its duplicate filter."""
    from trafilatura import bare_extraction

    found = bare_extraction(tree, options=_options(thorough=thorough))
    return split_lines(getattr(found, "text", None) or "")


@cache  # it asks a configuration for a dozen values
def _options(*, thorough: bool) -> Extractor:
    from trafilatura.settings import Extractor

    options = Extractor(output_format="python", fast=not thorough, comments=False)
    if not thorough:
        options.focus = "plain"  # any but 'balanced': that reads short texts a second time, which the checks see to
    return options

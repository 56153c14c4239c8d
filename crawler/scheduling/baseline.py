"""Whether a source gives what it usually gives: one run beside the runs before it, in words; pure.

A source that lists the same as ever, or answers 304, has nothing new and no trouble: only what was read is judged.
"""

from __future__ import annotations

from datetime import timedelta
from statistics import median
from typing import TYPE_CHECKING

from storage.records import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from storage.baseline import RunYield, Texts

HABIT = timedelta(days=28)  # runs that are looked back at; what has lasted for longer is the new habit
FEW_WORDS = 2000  # characters up to which a text that many pages share is a notice, and no copy of an article
_FALL = 4  # a quarter of what is usual, or less, is a fall
_LEAST_LOSS = 4  # links that are gone at least: of four links three can go by chance
_SHRUNK = 10  # a page of a tenth of its usual bytes
_SHORT = 5  # texts of a fifth of their usual length
_SEVERAL = 3  # articles from which on they tell of their source, and not of themselves

LISTED, ARTICLES, NEW, TEXTS = "listed", "articles", "new", "texts"


def troubles(
    now: RunYield, before: Sequence[RunYield], kind: Kind | None, lasting: Mapping[str, str]
) -> dict[str, str]:
    """What is wrong with what a source gives, in words, by what it is wrong with.

    `before` is the habit: what runs without trouble gave lately. What this run does not tell, such as a list that was
    not read, stays as it is in `lasting`.
    """
    told = {
        LISTED: _of_list(now, before),
        ARTICLES: _of_articles(now, before),
        NEW: _of_new(now, before),
        TEXTS: _of_texts(now.texts, [each.texts for each in before], 1 if kind is Kind.ARTICLE else _SEVERAL),
    }
    stays = {name: lasting.get(name, "") if words is None else words for name, words in told.items()}
    return {name: words for name, words in stays.items() if words}


def _of_list(now: RunYield, before: Sequence[RunYield]) -> str | None:
    """A list is judged by the links on the source's own page: further pages are read when there is something new."""
    if now.listed is None:
        return None
    counts = [each.listed for each in before if each.listed]
    sizes = [each.size for each in before if each.size]
    if not counts or not sizes:
        return ""
    usual, least, usual_size = median(counts), min(counts), median(sizes)
    words = f"{usual:.0f} links a run before, {now.listed} now"
    # Half of the least, too: a list of the last two days is short every Monday, and that is in its habit.
    if now.listed * _FALL <= usual and now.listed * 2 <= least and usual - now.listed >= _LEAST_LOSS:
        return words
    shrunk = now.size is not None and now.size * _SHRUNK <= usual_size
    return f"{words}, on a page of {now.size} bytes, {usual_size:.0f} before" if shrunk and now.listed < least else ""


def _of_articles(now: RunYield, before: Sequence[RunYield]) -> str | None:
    if now.tried + now.again == 0:
        return None
    # What is asked for again was had once, though maybe in no run of the habit: a quiet source has nothing new.
    ever_had = now.again > 0 or any(each.had for each in before)
    told = now.tried + now.again >= _SEVERAL or not ever_had
    return none_had(now) if told else None if none_had(now) else ""


def _of_new(now: RunYield, before: Sequence[RunYield]) -> str | None:
    """New articles for themselves: that old ones are still there says nothing of them."""
    if now.tried < _SEVERAL or none_had(now):
        return "" if now.had else None
    if not now.had:
        return f"none of the {now.tried} new articles that it leads to could be had"
    tried, had = sum(each.tried for each in before), sum(each.had for each in before)
    missed = now.tried - now.had
    fell = now.tried > _SEVERAL and missed * _FALL >= now.tried * (_FALL - 1)
    if fell and tried > 0 and (tried - had) * _FALL <= tried:
        return f"{missed} of {now.tried} new articles could not be had, {tried - had} of {tried} before"
    return ""


def _of_texts(now: Texts, before: Sequence[Texts], several: int) -> str | None:
    if now.length is None:
        return None
    if now.same >= _SEVERAL and now.same * 2 >= now.count:
        return f"{now.same} of {now.count} articles say the same: {' '.join(now.words.split())[:80]!r}"
    lengths = [each.length for each in before if each.length]
    if not lengths or now.length * _SHORT > (usual := median(lengths)):
        return ""
    return f"articles of {usual:.0f} characters before, of {now.length} now" if now.count >= several else None


def none_had(now: RunYield) -> str:
    """That nothing came of any article that was asked for, in words; '' where that is not so."""
    asked, had = now.tried + now.again, now.had + now.still
    if had or not asked:
        return ""
    if asked == 1:
        return "the one article that it leads to could not be had"
    return f"none of the {asked} articles that it leads to could be had"

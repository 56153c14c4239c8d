"""Lines of a page that are not its news, each with the reason why it goes; pure and deterministic."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise, takewhile

from crawler.parsing.dates import find_moment
from crawler.parsing.htmltree import squeeze
from crawler.parsing.phrases import is_phrase
from crawler.parsing.scripts import UNSPACED, WIDE
from crawler.parsing.titles import folded
from crawler.reading.furniture import MAX_QUOTES, REPEATED, Furniture, key_of
from crawler.reading.linereasons import HEAD, Context, reason_of

PROSE = 120
ITEMS = 3
LONG = 200  # characters that nobody writes twice
KICKER = 30
MARKED_KICKER = 80
ENDS = (  # of sentences, in all scripts
    ".!?\u2026\"\u201d\u201c\u00bb')]\u3002\u0964:;\uff01\uff1f\uff61\uff09\u300d\u300f\u3011\u061f\u06d4\u0589\u1362\u104b\u17d4"
)
SCRAP = 16  # characters, where no spaces part words
CONTACT = 12  # lines in which whom to ask, and how, is told

_MARK = re.compile(r"\s*(?:[-*\u2022]\s+|\|)")  # of a list's item or a table's row
_REACHED = re.compile(r"@|https?://|\bwww\.|\d[\d ()/.+-]{5,}\d|\b\d{5}\b")  # an address or a number
_TRAIL = re.compile(r"([^>\u203a\u00ab\u00bb]{1,30})(?:[>\u203a\u00bb][^>\u203a\u00ab\u00bb]{1,30}){2,5}")
_HOUR = re.compile(r"\d{1,2}[:h]\d\d(?: ?(?:[^\W\d_]\.?){1,3})?")  # and half of a day, or a word for hours
_ITEM = re.compile(r"[^\W\d_]{2}.*\d|\d.*[^\W\d_]{2}")


def judge(lines: list[str], context: Context) -> tuple[list[str], list[str]]:
    """Part an extraction's lines into those that are kept and those that are cut, both in their order.

    Never cuts everything: where most of the text would go, only what is certain goes.
    """
    reasons = _cut_lone_hour(lines, [reason_of(line, place, len(lines), context) for place, line in enumerate(lines)])
    reasons = _spare_link_lists(lines, _spare_prose(lines, reasons))
    reasons = _cut_repeated(lines, _cut_undeclared(lines, reasons, context), context.furniture)
    reasons = _cut_ends(lines, _cut_contact(lines, reasons), context)
    kept = [line for line, reason in zip(lines, reasons, strict=True) if not reason]
    if sum(map(len, kept)) < 0.35 * sum(map(len, lines)):
        sure = ("title", "invitation", "date")
        reasons = [reason if reason in sure else "" for reason in reasons]
        kept = [line for line, reason in zip(lines, reasons, strict=True) if not reason]
    return kept, [line for line, reason in zip(lines, reasons, strict=True) if reason]


def _cut_lone_hour(lines: list[str], reasons: list[str]) -> list[str]:
    """Cut the only line that is nothing but a time of day, near the beginning: the date's rest; several tell news."""
    hours = [place for place, line in enumerate(lines) if _HOUR.fullmatch(line)]
    if len(hours) == 1 and hours[0] < HEAD:
        return [*reasons[: hours[0]], "date", *reasons[hours[0] + 1 :]]
    return reasons


def date_among(lines: list[str]) -> str | None:
    """Give the moment of a line that is nothing but a date and a few words, among a text's first lines."""
    for line in lines[:HEAD]:
        found = find_moment(line) if len(line) <= 80 else None
        if found and len(folded(found.rest)) <= 24:
            return found.moment
    return None


def _cut_ends(lines: list[str], reasons: list[str], context: Context) -> list[str]:
    """Cut kickers, headings that head nothing, and what follows the text's last sentence without being one."""
    cut = _cut_kickers(lines, reasons, context)
    kept = [place for place, reason in enumerate(cut) if not reason]
    tail = len(kept)
    while tail and _heads_nothing(lines[kept[tail - 1]], tail, context):
        tail -= 1
    above = lines[kept[tail - 1]] if tail else ""
    tail += _length_of_list(above, [lines[place] for place in kept[tail:]], context)
    for place in kept[tail:]:
        cut[place] = "tail"
    kept = kept[:tail]
    for place, following in pairwise(kept):
        if key_of(lines[place]) in context.furniture.boxes and cut[place + 1] == "box":
            cut[place] = "box"  # the box's own heading
            continue
        gap = any(cut[between] in ("link", "box", "invitation") for between in range(place + 1, following))
        if (
            gap
            and key_of(lines[place]) in context.furniture.headings
            and key_of(lines[following]) in context.furniture.headings
        ):
            cut[place] = "heading"
    return cut


def _cut_kickers(lines: list[str], reasons: list[str], context: Context) -> list[str]:
    """Cut what stands before the text's first sentence without being one; not the first heading of several."""
    cut = list(reasons)
    kept = [place for place, reason in enumerate(cut) if not reason]
    headings = context.furniture.headings
    has_sections = sum(key_of(lines[place]) in headings for place in kept) > 1
    while len(kept) > 2 and (_is_kicker(first := lines[kept[0]]) or _is_marked_kicker(first, context.furniture)):
        if has_sections and key_of(lines[kept[0]]) in headings:
            break
        cut[kept.pop(0)] = "kicker"
    return cut


def _cut_undeclared(lines: list[str], reasons: list[str], context: Context) -> list[str]:
    """Cut what the page's own declaration of its text does not have, where that has at least four fifths of the rest.

    What comes before the first declared line is spared, being the standfirst; and so are headings.
    """
    kept = [place for place, reason in enumerate(reasons) if not reason] if context.body else []
    declared = [place for place in kept if _declares(context.body, lines[place])]
    if sum(len(lines[place]) for place in declared) < 0.8 * sum(len(lines[place]) for place in kept) or not declared:
        return reasons
    spared = {place for place in kept if place < declared[0] or key_of(lines[place]) in context.furniture.headings}
    cut = set(kept) - set(declared) - spared
    return ["undeclared" if place in cut else reason for place, reason in enumerate(reasons)]


def _cut_repeated(lines: list[str], reasons: list[str], furniture: Furniture) -> list[str]:
    """Cut the quote or aside that another line has whole and more, and that is no heading: a pull quote.

    What a paragraph says and another one says again is news both times; but a long one that comes again as it is,
    after the text's last new one, is a teaser of the article itself, as pages that go on with other articles have it.
    """
    new = {line: place for place, line in reversed(list(enumerate(lines))) if len(line) >= PROSE and not reasons[place]}
    last = max(new.values(), default=0)
    again = {place for place, line in enumerate(lines) if len(line) >= LONG and place > last and line in new}
    reasons = ["repeated" if place in again else reason for place, reason in enumerate(reasons)]
    quotes = furniture.quotes - furniture.headings
    places = [place for place, line in enumerate(lines) if not reasons[place] and key_of(line) in quotes][:MAX_QUOTES]
    if not places:
        return reasons
    said = [folded(line) if not reason else "" for line, reason in zip(lines, reasons, strict=True)]
    whole, times = "\n".join(said), Counter(said)
    cut = {place for place in places if len(said[place]) >= REPEATED and whole.count(said[place]) > times[said[place]]}
    return ["repeated" if place in cut else reason for place, reason in enumerate(reasons)]


def _declares(body: str, line: str) -> bool:
    key = folded(line[:200]).lstrip("0123456789")  # a list's numbers are no part of its declared text
    return bool(key) and (key[:40] in body or folded(line[-200:])[-40:] in body)


def _cut_contact(lines: list[str], reasons: list[str]) -> list[str]:
    """Cut a heading such as 'Press contact:' near the end, and the names and numbers after it.

    Not before prose, and not where nothing says how to reach anybody.
    """
    first = max(1, len(lines) - CONTACT)
    place = next((place for place in range(first, len(lines)) if is_phrase(lines[place], "press_contact")), len(lines))
    after = lines[place + 1 :]
    if any(len(line) > PROSE for line in after) or not any(map(_REACHED.search, after)):
        return reasons
    return reasons[:place] + ["contact"] * (len(lines) - place)


def _is_kicker(line: str) -> bool:
    """Tell a first line that is the name of a section, a time or a button: short, and no sentence."""
    return len(line) <= KICKER and len(line.split()) <= 3 and line[-1] not in ENDS and not UNSPACED.search(line)


def _is_marked_kicker(line: str, furniture: Furniture) -> bool:
    """Tell what a page calls a kicker, or the way to a section that begins with a link: short, and no sentence."""
    if len(line) > MARKED_KICKER or line[-1] in ENDS:
        return False
    trail = _TRAIL.fullmatch(line)
    return key_of(line) in furniture.kickers or (trail is not None and key_of(trail[1]) in furniture.links)


def _heads_nothing(line: str, left: int, context: Context) -> bool:
    """Tell a last line that is a heading or a scrap: at most six words, with no mark that ends a sentence."""
    if left < 3:
        return False
    key = key_of(line)
    if key in context.furniture.headings:
        return True
    return _is_short(line) and line[-1] not in ENDS


def _is_short(line: str) -> bool:
    return len(line.split()) <= 6 and len(line) <= (SCRAP if WIDE.search(line) else 60)


def _length_of_list(above: str, lines: list[str], context: Context) -> int:
    """Count the lines, three or more, that all have words and a figure, as results do, and their heading with them.

    What leads to them else is a sentence with a colon, and more than a label as 'Trending now:'; and results are no
    telephone's number nor an address.
    """
    heading = int(bool(lines) and key_of(lines[0]) in context.furniture.headings)
    items = list(takewhile(_ITEM.search, lines[heading:]))
    is_led = heading or (above.endswith((":", "\uff1a")) and not _is_short(above))
    return heading + len(items) if len(items) >= ITEMS and is_led and not any(map(_REACHED.search, items)) else 0


def _spare_prose(lines: list[str], reasons: list[str]) -> list[str]:
    """Keep the prose of boxes where it is a third of the text or more: the page's own text lies in what looks so."""
    boxed = [reason == "box" and len(line) >= PROSE for line, reason in zip(lines, reasons, strict=True)]
    share = sum(len(line) for line, is_boxed in zip(lines, boxed, strict=True) if is_boxed) / max(
        1, sum(map(len, lines))
    )
    return ["" if is_boxed and share > 1 / 3 else reason for is_boxed, reason in zip(boxed, reasons, strict=True)]


def _spare_link_lists(lines: list[str], reasons: list[str]) -> list[str]:
    """Keep lines that are links where they are much of the text, for a round-up is made of them; not at its end."""
    total = sum(map(len, lines))
    last = max((place for place, reason in enumerate(reasons) if not reason), default=-1)
    within = sum(len(line) for line, reason in zip(lines[:last], reasons[:last], strict=True) if reason == "link")
    after = sum(
        len(line) for line, reason in zip(lines[last + 1 :], reasons[last + 1 :], strict=True) if reason == "link"
    )
    spared = [
        reason == "link" and (within > 0.3 * total if place < last else after > 0.6 * total)
        for place, reason in enumerate(reasons)
    ]
    return ["" if spare else reason for spare, reason in zip(spared, reasons, strict=True)]


def split_lines(text: str) -> list[str]:
    """Give a text's lines without list marks and empty ones."""
    return [
        line for raw in text.split("\n") if (line := squeeze(raw[match.end() if (match := _MARK.match(raw)) else 0 :]))
    ]

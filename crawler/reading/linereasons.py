"""Why a single line of a page is not its news: by its words, its place and what the page has it in; pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from crawler.credits.bywords import is_byline, without_by
from crawler.credits.cosigned import is_cosigned
from crawler.credits.creditlines import is_credit
from crawler.parsing.dates import find_moment
from crawler.parsing.phrases import SENTENCE_ENDS, is_labelled, is_phrase, pattern, starts_with_phrase
from crawler.parsing.titles import folded
from crawler.reading.furniture import Furniture, after_label, key_of

TITLE_LINES = 12
HEAD = 8
FOOT = 6
TOLD = 30  # letters with which a description begins as the text does
FEW = 16  # letters beside a name
NOTICE = 500  # characters
LINKED = 20  # characters of a headline that is a link, behind a label or before a date
BESIDE = 3  # times the characters of a link that a line with it has at most
MAX_DATED = 240
APPEALS = 2
MAX_APPEAL = 900
MAX_ENDING = 160
SHORT_APPEAL = 40
BUTTON = 28  # characters of a quote
_COMMAS = (",", ";", "\uff0c", "\u3001", "\uff1b", "\u060c")
_CLOSING = " \"'\u201c\u201d\u2019\u00bb\u00ab)\u300d\u300f\uff09"  # behind a link's or a sentence's last word
QUOTES = "\"\u201c\u201e\u00ab\u00bb\u2018'\u300c"

_SENTENCE = re.compile(r" ?[.!?] ")
_COLON = re.compile(r"[:\uff1a]")
_QUOTED = re.compile(
    r"\"[^\"]{1,400}\"|[\u201c\u201e][^\u201c\u201d]{1,400}[\u201c\u201d]|\u00ab[^\u00ab\u00bb]{1,400}\u00bb|"
    r"\u2018[^\u2018]{1,400}\u2019(?!\w)|[\u300c\u300e][^\u300d\u300f]{1,400}[\u300d\u300f]"
)
_HOUSE = re.compile(r"(?:[A-Z]\w{0,20} ){1,3}")


@dataclass(frozen=True, slots=True)
class Context:
    """What is known of an article when its lines are judged; all lines folded."""

    titles: frozenset[str]
    authors: frozenset[str]
    furniture: Furniture
    body: str = ""
    description: str = ""


def reason_of(line: str, place: int, total: int, context: Context) -> str:
    """Name why a line is not news; '' where it is."""
    key = key_of(line)
    if not key:
        return "empty"
    if place < TITLE_LINES and key in context.titles:
        return "title"
    if is_phrase(line, "invitation", "read_more", "read_also") or is_labelled(line, "read_also"):
        return "invitation"
    edge = _edge_reason(line, key, place, total, context) if place < HEAD or place >= total - FOOT else ""
    return edge or _marked_reason(line, key, context.furniture)


def _marked_reason(line: str, key: str, furniture: Furniture) -> str:
    """Judge a line by where the page has it: in a caption, in a box, as the text of a link."""
    if key in furniture.captions:
        return "caption"
    if key in furniture.headings and key not in furniture.elsewhere:
        return ""
    if key in furniture.boxes and len(line) <= 600:
        return "box"
    is_link = _is_link(line, key, furniture) or _labels_a_link(line, furniture) or _dates_a_link(line, furniture)
    return "link" if is_link else ""


def _is_link(line: str, key: str, furniture: Furniture) -> bool:
    """Tell the text of a link, and what is beside one: not a paragraph that begins with it and goes on.

    Behind a comma or in a small letter the sentence itself goes on, if it ends as one; else it takes some more text.
    """
    if key not in furniture.links or len(line) > BESIDE * furniture.links[key]:
        return False
    rest = line[furniture.links[key] :].lstrip(_CLOSING)
    goes_on = rest[:1].islower() or rest.startswith(_COMMAS)
    return not (goes_on and line.rstrip(_CLOSING).endswith(SENTENCE_ENDS))


def _labels_a_link(line: str, furniture: Furniture) -> bool:
    """Tell a label with a headline that is a link: 'Watch: The harbour from above', in whatever language."""
    rest = after_label(line)
    return len(rest) >= LINKED and line[-1] not in ".;" and key_of(rest) in furniture.links


def _dates_a_link(line: str, furniture: Furniture) -> bool:
    """Tell a headline that is a link with a date beside it: 'The harbour from above - 4 March 2026'."""
    found = find_moment(line) if LINKED <= len(line) <= MAX_DATED and line[-1].isdigit() else None
    return found is not None and len(key := key_of(found.rest)) >= LINKED and key in furniture.links


def _edge_reason(line: str, key: str, place: int, total: int, context: Context) -> str:
    """Judge a line near the beginning or the end, where notices, bylines, dates and credits stand."""
    if _is_notice(line):
        return "notice"
    if len(line) <= 160:
        if key in context.authors or key_of(without_by(line)) in context.authors or is_byline(line):
            return "byline"
        if _is_date(line, key, context):
            return "date"
        if place < HEAD and _is_hardly_more_than_authors(line, key, context):
            return "byline"
    if place == 0:
        return "author" if _is_bio(line, key, context) and pattern("profession").search(line.lower()) else ""
    return _tail_reason(line, key, context) if place >= total - FOOT else ""


def _tail_reason(line: str, key: str, context: Context) -> str:
    """Judge a line near the end, where credits, appeals, and what a writer is and how to reach them stand."""
    if is_credit(line) or is_phrase(line, "staff_credit") or _names_contributors(line) or is_cosigned(line):
        return "credit"
    if _is_appeal(line) or _ends_in_appeal(line) or _asks_for_mistakes(line):
        return "invitation"
    if is_phrase(line, "tip_request", "republishing"):
        return "invitation"
    authors = [author for author in context.authors if len(author) >= 6 and author in key]
    if authors and is_phrase(line, "reachable"):
        return "author"
    return "author" if _is_bio(line, key, context) else ""


def _names_contributors(line: str) -> bool:
    """Tell 'Lindmouth Press writers Ann Lee in ...; ... contributed to this report.', however many they are."""
    house = _HOUSE.match(line)
    return house is not None and bool(pattern("contributors").fullmatch(line[house.end() :].lower()))


def _is_bio(line: str, key: str, context: Context) -> bool:
    """Tell what says who the article's author is: it begins with the name; not what the page says its text is about.

    Nor what the author says or asks, 'Ann Lee: Ist das wahr?': a word with a capital tells only in a line of capitals.
    """
    called = len(line) <= 700 and any(len(author) >= 6 and key.startswith(author) for author in context.authors)
    tells = called and pattern("told_of_writer").search((line.lower() if line.isupper() else line)[:120])
    return bool(tells) and not _speaks(line, context) and not context.description.startswith(key[:TOLD])


def _speaks(line: str, context: Context) -> bool:
    """Tell what an author says or asks: 'Ann Lee: Why now?'."""
    speaker, *said = _COLON.split(line, maxsplit=1)
    return bool(said) and key_of(speaker) in context.authors


def _is_notice(line: str) -> bool:
    """Tell a notice about cookies or regions: not what quotes more than a button's words, nor what says who speaks."""
    if len(line) > NOTICE or not starts_with_phrase(line, "notice", "region_notice"):
        return False
    small = line.lower()
    if any(len(quote) > BUTTON for quote in _QUOTED.findall(small)) or pattern("speech").search(small):
        return False
    return starts_with_phrase(line, "notice") or bool(pattern("choice").search(small))


def _is_appeal(line: str) -> bool:
    """Tell a paragraph that asks twice or more to follow, join or support the outlet, and where; no quotation."""
    if len(line) > MAX_APPEAL or line[0] in QUOTES:
        return False
    small = _QUOTED.sub(" ", line.lower())
    if len(set(pattern("appeal").findall(small))) < APPEALS or pattern("speech").search(small):
        return False
    return bool(pattern("channel").search(small))


def _ends_in_appeal(line: str) -> bool:
    """Tell a short line on a channel of the outlet's own that asks to follow it: 'More on our channel. Subscribe!'."""
    *before, last = _SENTENCE.split(line.lower()) if len(line) <= MAX_ENDING and line[0] not in QUOTES else ("",)
    asks = bool(before) and len(last) <= SHORT_APPEAL and bool(pattern("appeal").match(last))
    is_own = asks and all(pattern(name).search(before[-1]) for name in ("channel", "ours"))
    return is_own and not pattern("speech").search(line.lower())


def _asks_for_mistakes(line: str) -> bool:
    """Tell how readers mark a mistake for the outlet: not what somebody says of that."""
    return is_phrase(line, "error_report") and not pattern("speech").search(line.lower())


def _is_hardly_more_than_authors(line: str, key: str, context: Context) -> bool:
    """Tell a line that has few letters but those of an author's name: 'Ann Lee, @annlee', 'by Ann Lee at'.

    Neither a sentence, 'Ann Lee quit.', nor what the author says or asks, 'Ann Lee: Why now?'.
    """
    if line.endswith(SENTENCE_ENDS) and not line.endswith(" ."):  # 'by Ann Lee at .': a form's empty place
        return False
    before_colon = key_of(_COLON.split(line, maxsplit=1)[0]) if _COLON.search(line) else ""
    return any(
        author in key and len(key) - len(author) <= FEW and not before_colon.endswith(author)
        for author in context.authors
        if len(author) >= 6
    )


def _is_date(line: str, key: str, context: Context) -> bool:
    """Tell a line that is a date with at most an author and a few words."""
    found = find_moment(line)
    named = max((len(author) for author in context.authors if author in key), default=0)
    return found is not None and len(folded(found.rest)) <= 24 + named

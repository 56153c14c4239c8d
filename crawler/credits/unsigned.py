"""Who signs a text without a byline; pure.

The correspondent or the agency of its dateline, the agency in its last brackets, or a paper that is named there.
"""

from __future__ import annotations

import re
from itertools import chain, islice
from typing import TYPE_CHECKING

from crawler.credits.agencies import known_agencies
from crawler.credits.cosigned import cosigned
from crawler.credits.datelines import marked_dateline
from crawler.credits.namewords import has_small_word
from crawler.parsing.titles import abbreviates, folded
from storage.records import AttributionKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from storage.records import Attribution

OPENING = 3  # lines of which one may begin with a dateline
SHORTEST = 4  # letters of an agency that is written in capitals alone
MAX_PLACE = 4  # words

_DATELINE = re.compile(r"([^(),:\d]{2,50}?)(?:,[^()]{2,25})? ?\(([^()]{2,40})\) ?(?:--|[\u2013\u2014-]) ")
_CLOSING = re.compile(r"\w{2}[.!?][\"'\u00bb\u00ab\u201c\u201d]?\s*\(([^()]{2,40})\)$")
# '[Lindmouth = Yamada Taro, Sato Hanako]', as Japanese papers open what a correspondent sends in.
_SENT_IN = re.compile("\\s*\u3010[^\u3010\u3011\uff1d=]{1,12}[\uff1d=]([^\u3010\u3011\uff1d=]{3,40})\u3011")
# A name: no paper, desk, office, agency or 'our correspondent'.
_CORRESPONDENT = re.compile(
    "[\u4e00-\u9fff\u3005\u30f6]{3,6}(?<![\u793e\u90e8\u5c40\u73ed\u8ab2\u54e1\u5ba4\u4fe1\u8005])"
)
_SOURCE = ("\u6765\u6e90", "\u4f86\u6e90")  # in Chinese pages it stands where others have the byline
# A paper, an agency, a site or a station of its own name: not 'this paper', nor 'the internet'.
_PAPER = re.compile(
    "(?!\u4e92[\u8054\u806f]|\u672c)[\u4e00-\u9fff]{2,12}(?:[\u62a5\u5831\u7f51\u7db2\u793e\u53f0\u81fa]|\u65b0[\u95fb\u805e]|[\u5468\u9031]\u520a)"
)


def signed_alone(lines: Sequence[str], outlet: str, credited: Sequence[Attribution]) -> tuple[str, ...]:
    """Give whose text it is, for want of a byline, by its lines and who is credited; on an agency's pages the outlet.

    A correspondent in a Japanese paper's dateline, 'Hamburg (dpa) -' and 'KYIV, Feb 6 (Reuters) -', '(dpa)' behind the
    last sentence, a last line such as 'Reuters' or 'Lindmouth Post / Harbour Daily', and a Chinese paper behind its
    label. An agency must be written just as it is known: 'AA' is an office too, and what stands before '(RBC)' may be
    what it abbreviates.
    """
    known = known_agencies()
    sent_in = list(filter(None, map(_correspondents, lines)))
    if len(sent_in) == 1:  # several are a digest's, each of a part
        return sent_in[0]
    said = next(filter(None, (*map(_in_dateline, lines[:OPENING]), *map(_in_closing, lines[-1:]))), None)
    if said:
        agencies = dict.fromkeys(known.name_of(name) or name for name in said)
        return tuple(outlet if folded(name) in known.alike(outlet) else name for name in agencies)
    signed = (each.name for each in credited if each.kind is AttributionKind.CREDIT and _is_signature(each, outlet))
    opened = (told[0] for line in lines[:OPENING] if (told := marked_dateline(line, known)))
    theirs = (outlet if folded(name) in known.alike(outlet) else name for name in opened)
    return tuple(islice(chain(signed, theirs), 1))


def _correspondents(line: str) -> tuple[str, ...]:
    found = _SENT_IN.match(line)
    names = [re.sub(r"\s", "", name) for name in re.split("[\u3001\u30fb,]", found[1])] if found else []
    known = known_agencies()
    are_people = all(_CORRESPONDENT.fullmatch(name) and known.name_of(name) is None for name in names)
    return tuple(names) if are_people else ()


def _in_dateline(line: str) -> list[str]:
    found = _DATELINE.match(line)
    if not found or len(found[1].split()) > MAX_PLACE or has_small_word(found[1]):
        return []
    names = _agencies(found[2])
    return [] if any(abbreviates(folded(name), found[1]) for name in names) else names


def _in_closing(line: str) -> list[str]:
    found = _CLOSING.search(line[-100:])
    return _agencies(found[1]) if found else []


def _agencies(words: str) -> list[str]:
    """Give the agencies in brackets, the first of which must be one: 'dpa/lno' has a desk of it as well."""
    parts = [part.strip() for part in re.split("[/,]", words)]
    names = [part for part in parts if known_agencies().in_text.fullmatch(part)]
    return names if names[:1] == parts[:1] else []


def _is_signature(credit: Attribution, outlet: str) -> bool:
    line = credit.evidence
    parts = [folded(part) for part in line.split("/")]
    if len(parts) == 2 and folded(outlet) in parts:
        return True
    if line.startswith(_SOURCE):
        return _PAPER.fullmatch(credit.name) is not None
    known = known_agencies()
    shouted = line.isupper() and len(line) >= SHORTEST and known.name_of(line) is not None
    return shouted or known.in_text.fullmatch(line) is not None or cosigned(line, known, (folded(outlet),)) is not None

"""Why a page holds no article: soft 404, challenge, consent wall, shell, stub, video page, listing; pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from crawler.parsing.lines import is_cut
from crawler.parsing.phrases import is_phrase, starts_with_phrase
from crawler.parsing.titles import folded
from crawler.reading.furniture import key_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from crawler.reading.furniture import Furniture
    from crawler.reading.metadata import Declared
    from storage.records import Teaser

_ARTICLE_KINDS = frozenset(
    {"article", "newsarticle", "reportagenewsarticle", "analysisnewsarticle", "opinionnewsarticle", "blogposting",
     "liveblogposting", "backgroundnewsarticle", "reviewnewsarticle"}
)  # fmt: skip
_WIDE = re.compile(r"[\u2e80-\u9fff\uac00-\ud7af\u0e00-\u0e7f]")

LISTINGS = ("a listing of links", "a listing of teasers", "a home page")
LONG = 120
SHORT = 60
STUB = 20
LINKS = 5  # lines that are links, below which a page is no listing of them
MANY, FEW = 4, 2  # teasers that make a listing
INTRODUCTION = 300
TEASED = 12  # letters of a teaser's headline with which a line of the text may begin


@dataclass(frozen=True, slots=True)
class Findings:
    """What was read of a page, before it is decided whether that is an article."""

    title: str
    kept: Sequence[str]
    lines: Sequence[str]
    declared: Declared
    furniture: Furniture
    scripts: int
    teasers: Callable[[], Sequence[Teaser]] = tuple


def refusal(found: Findings, url: str) -> str | None:
    """Name why a page holds no article, in words for its reader; None where it does."""
    words = word_count(" ".join(found.kept))
    return _wall(found, words) or _emptiness(found, words) or _list_of_links(found, words, url)


def word_count(text: str) -> int:
    """Count words; two characters count for one where a script has no spaces."""
    wide = 0 if text.isascii() else len(_WIDE.findall(text))
    return wide // 2 + len((_WIDE.sub(" ", text) if wide else text).split())


def declares_article(declared: Declared) -> bool:
    """Tell whether the page's own metadata calls it an article."""
    return bool(declared.kinds & _ARTICLE_KINDS)


def _wall(found: Findings, words: int) -> str | None:
    """Recognise pages that stand in an article's place by their titles and first lines, while they say little."""
    heads = [found.title, *(text for _, text in found.declared.titles), *found.lines[:3]]
    if words < LONG and any(is_phrase(head, "not_found") for head in heads):
        return "the page says that it does not exist (soft 404)"
    if words < LONG and any(is_phrase(head, "challenge") for head in heads):
        return "a check for robots stands in the article's place"
    if words < 2 * LONG and not declares_article(found.declared) and any(is_phrase(head, "consent") for head in heads):
        return "a consent wall stands in the article's place"
    if words < SHORT and any(starts_with_phrase(line.lower(), "paywall") for line in found.lines):
        return "a paywall leaves only a stub"
    return None


def _emptiness(found: Findings, words: int) -> str | None:
    if words == 0 and found.scripts >= 1:
        return "an empty shell that scripts would fill"
    if words < SHORT and not found.declared.kinds.isdisjoint(
        {"video", "video.other", "video.movie", "video.episode", "videoobject"}
    ):
        return "a video page with hardly any text"
    least = STUB // 2 if declares_article(found.declared) or found.declared.published_at else STUB
    if words < least:
        return f"too little text ({words} {'word' if words == 1 else 'words'})" if words else "no text"
    return None


def _list_of_links(found: Findings, words: int, url: str) -> str | None:
    """Recognise a listing: hardly any prose of its own, most of it links or the texts of teasers."""
    linked = [line for line in found.lines if key_of(line) in found.furniture.links]
    share = sum(map(len, linked)) / max(1, sum(map(len, found.lines)))
    has_many = len(linked) >= LINKS
    has_prose = has_many and any(word_count(line) >= 20 for line in found.kept)
    if len(linked) >= 2 * LINKS and share > 0.3 and not has_prose:
        return LISTINGS[0]
    if declares_article(found.declared) and urlsplit(url).path not in ("", "/"):
        return None
    if has_many and (share > 0.5 or not has_prose):
        return LISTINGS[0]
    if not declares_article(found.declared) and _is_made_of_teasers(found):
        return LISTINGS[1]
    if urlsplit(url).path in ("", "/") and not urlsplit(url).query and not found.declared.published_at and words < 400:
        return LISTINGS[2]
    return None


def _is_made_of_teasers(found: Findings) -> bool:
    """Tell whether the kept text is the headlines and texts of teasers.

    Of four or more, where they are half of it; of one that is cut off; of two or three, where they are all of it but
    for one line of introduction, on a page that declares no date but one of theirs.
    """
    # costly to find, so only where nothing else has decided
    teasers = [teaser for teaser in found.teasers() if not _is_inline(teaser)]
    told = [(folded(f"{teaser.title} {teaser.teaser}"), is_cut(teaser.teaser)) for teaser in teasers]
    titles = [folded(teaser.title) for teaser in teasers]
    dated = found.declared.published_at not in {None, *(teaser.published_at for teaser in teasers)}
    matched, tellers, own = 0, set(), list[str]()
    for line in found.kept:
        said = folded(line)
        key = said[:40]
        tellers_of_line = (
            place
            for place, (text, _) in enumerate(told)
            if key in text or (len(titles[place]) >= TEASED and said.startswith(titles[place]))
        )
        teller = next(tellers_of_line, None) if key else None
        if teller is not None:
            matched += len(line)
            tellers.add(teller)
        elif not _is_of_title(key, found):
            own.append(line)
    share = matched / max(1, sum(map(len, found.kept)))
    if len(tellers) >= MANY:
        return share > 0.5
    if len(tellers) >= FEW and not dated and len(own) <= 1 and len("".join(own)) <= INTRODUCTION:
        return True
    return len(told) >= 5 and share > 0.8 and all(told[teller][1] for teller in tellers)


def _is_inline(teaser: Teaser) -> bool:
    """Tell a link in the midst of a paragraph, which is no teaser's headline."""
    return folded(teaser.title) in folded(teaser.teaser)[1:]


def _is_of_title(key: str, found: Findings) -> bool:
    return bool(key) and any(key in folded(text) for _, text in found.declared.titles)

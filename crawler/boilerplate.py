"""Lines of a page that are not its news, each with the reason why it goes; pure and deterministic."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from crawler.dates import find_moment
from crawler.htmltree import Node, squeeze, visible_text, words_of
from crawler.phrases import is_phrase
from crawler.titles import folded

MAX_NODES = 30_000

_BOXES = re.compile(
    r"newsletter|sign-?up|subscri|\brelated|read-?(?:more|also|next)|see-?also|recommend|more-?(?:on|from|stories|news)|"
    r"\bshare|sharing|social|cookie|consent|gdpr|\bpromo|author-?(?:bio|box|info|list|card|desc|about|profile)|about-?(?:the-)?author|"
    r"\bbio\b|\btags?\b|tag-?list|taglist|topics|breadcrumb|\bnotice\b|region-?notice|disclaimer|copyright|"
    r"most-?(?:read|popular|viewed)|popular|trending|comments?\b|disqus|donat|support-?us|paywall|app-?download|advert|"
    r"\bads?\b|sponsor|credit|source-?line|byline|dateline|timestamp|publish(?:ed|ing)-?(?:date|time|details|info)|caption|"
    r"follow-?us|infobox-?author|article-?meta|entry-?meta|post-?meta|print-?only|\bwidget"
)
_MAIN = re.compile(r"content|article-?body|story-?body|post-?body|entry|main|body-?text|article-?text|\btext\b")


@dataclass(slots=True)
class Furniture:
    """Texts of a page's marked-up furniture, folded, so that extracted lines can be recognised."""

    headings: set[str] = field(default_factory=set)
    links: set[str] = field(default_factory=set)
    captions: set[str] = field(default_factory=set)
    boxes: set[str] = field(default_factory=set)


def furniture_of(tree: Node) -> Furniture:
    """Collect headings, texts that are wholly links, captions and the lines of marked boxes, in one walk."""
    found = Furniture()
    for count, node in enumerate(
        tree.iter(
            "h1",
            "h2",
            "h3",
            "h4",
            "a",
            "figcaption",
            "p",
            "div",
            "span",
            "li",
            "ul",
            "section",
            "aside",
            "small",
            "em",
            "footer",
        )
    ):
        if count > MAX_NODES:
            break
        tag = node.tag
        if tag in ("h1", "h2", "h3", "h4"):
            found.headings.add(folded(visible_text(node)))
        elif tag == "a":
            found.links.add(folded(visible_text(node)))
        elif tag == "figcaption":
            found.captions.add(folded(visible_text(node)))
        elif (words := words_of(node)) and _BOXES.search(words) and not _MAIN.search(words):
            _add_box(node, found)
    for lines in (found.headings, found.links, found.captions, found.boxes):
        lines.discard("")
    return found


def _add_box(node: Node, found: Furniture) -> None:
    """Note the lines of a box, unless it is so large that its name must mean the whole page."""
    text = visible_text(node)
    if not 0 < len(text) <= 1_500:
        return
    target = found.captions if "caption" in words_of(node) else found.boxes
    target.add(folded(text))
    for inner in node.iter("p", "li", "h2", "h3", "h4", "h5", "div", "span"):
        line = folded(visible_text(inner))
        if line:
            target.add(line)


@dataclass(frozen=True, slots=True)
class Context:
    """What is known of an article when its lines are judged; all lines folded."""

    titles: frozenset[str]
    authors: frozenset[str]
    furniture: Furniture
    body: str = ""


_CREDIT = re.compile(
    r"(?:with (?:additional |extra )?(?:reporting|reporting and writing|files|material|information|input|contributions?|agency inputs?) (?:by|from)|"
    r"(?:additional )?reporting by|source|sources|quelle|quellen|fuente|fuentes|fonte|fonti|kilde|källa|bron|źródło|zdroj|источник|джерело|kaynak|"
    r"originally published|this (?:article|story|piece) (?:was )?(?:first |originally )?(?:published|appeared)|(?:edited|editing|compiled|written|translated|"
    r"writing) by|mit material (?:von|der)|mit agenturmaterial|avec (?:afp|reuters|ap)\b)"
)
_TAIL = re.compile(
    r"\b(?:is|was|ist|est|es|è|works?|writes?|covers?|joined|studied|arbeitet|schreibt|travaille|escribe)\b"
)


def judge(lines: list[str], context: Context) -> tuple[list[str], list[str]]:
    """Part an extraction's lines into those that are kept and those that are cut, both in their order.

    Never cuts everything: where most of the text would go, only what is certain goes.
    """
    reasons = [_reason(line, place, len(lines), context) for place, line in enumerate(lines)]
    reasons = _spare_link_lists(lines, reasons)
    kept = [line for line, reason in zip(lines, reasons, strict=True) if not reason]
    if sum(map(len, kept)) < 0.35 * sum(map(len, lines)):
        sure = ("title", "invitation", "date")
        reasons = [reason if reason in sure else "" for reason in reasons]
        kept = [line for line, reason in zip(lines, reasons, strict=True) if not reason]
    return kept, [line for line, reason in zip(lines, reasons, strict=True) if reason]


def _reason(line: str, place: int, total: int, context: Context) -> str:
    """Name why a line is not news; '' where it is."""
    key = folded(line)
    if not key:
        return "empty"
    if key in context.titles and place < 12:
        return "title"
    if len(line) <= 400 and is_phrase(line[:200], "invitation", "read_more"):
        return "invitation" if len(line) <= 200 else ""
    if key in context.furniture.captions:
        return "caption"
    if place < 8 or place >= total - 6:
        edge = _edge_reason(line, key, place, total, context)
        if edge:
            return edge
    if len(line) <= 600 and key in context.furniture.boxes and key not in context.furniture.headings:
        return "box"
    if len(line) <= 250 and key in context.furniture.links and key not in context.furniture.headings:
        return "link"
    return ""


def _edge_reason(line: str, key: str, place: int, total: int, context: Context) -> str:
    """Judge a line near the beginning or the end, where bylines, dates and credits stand."""
    if len(line) <= 160:
        bare = re.sub(r"^(?:by|von|por|par|di|da|door|av|af|от)(?=[a-z])", "", key)
        if key in context.authors or bare in context.authors:
            return "byline"
        found = find_moment(line)
        if found and len(folded(found.rest)) <= 24 + max(
            (len(author) for author in context.authors if author in key), default=0
        ):
            return "date"
    if place >= total - 6 and place > 0:
        if (
            len(line) <= 300
            and _CREDIT.match(line.lower().lstrip("(*[ \u2013\u2014-"))
            and not line.rstrip().endswith("?")
        ):
            return "credit"
        if (
            len(line) <= 700
            and any(key.startswith(author) for author in context.authors if len(author) >= 6)
            and _TAIL.search(line[:120])
        ):
            return "author"
    return ""


def _spare_link_lists(lines: list[str], reasons: list[str]) -> list[str]:
    """Keep lines that are links where they are much of the text: a round-up is made of them."""
    linked = sum(len(line) for line, reason in zip(lines, reasons, strict=True) if reason == "link")
    if linked > 0.3 * sum(map(len, lines)):
        return ["" if reason == "link" else reason for reason in reasons]
    return reasons


def split_lines(text: str) -> list[str]:
    """Give a text's lines without list marks and empty ones."""
    return [line for raw in text.split("\n") if (line := squeeze(re.sub(r"^\s*(?:[-*\u2022]\s+|\|)", "", raw)))]

"""What a page marks as furniture: headings, texts that are links, captions, boxes beside the news; pure."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING

from crawler.parsing.htmltree import BLOCKS, Node, leads_on, squeeze, text_until, words_of
from crawler.parsing.lines import lines_of
from crawler.parsing.phrases import is_labelled, is_phrase
from crawler.parsing.titles import folded
from crawler.urls import same_site

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_NODES = 30_000
MAX_BOX = 2_500
MAX_KEY = 500
MAX_LINE_KEY = 60
MAX_LABEL = 80
MAX_BETWEEN = 3  # elements in which a picture may part a headline from its text
REPEATED = 40  # letters of a line that another one has whole

_HEADINGS = ("h1", "h2", "h3", "h4", "h5")

# Whole names, as others say that a text has comments; one comment is as often an editor's, and the text itself.
_LIST = "list[ae]?"
_READERS_COMMENTS = (
    rf"(?<![\w-])(?:(?:{_LIST}[_-]?)?(?:comentarios|comentários|comentarii|comentaris|commentaires|commenti|kommentare|"
    r"kommentarer|kommentit|reacties|komentarze|komentáře|komentare|komentari|kommentarii|yorumlar|sxolia|hozzaszolasok)|"
    rf"(?:kommentar|komentar|comentario|commentaire|reactie|yorum|binh-?luan)[_-]?(?:{_LIST}|form|wrap(?:per)?))(?![a-z-])"
)
_DISCLAIMER = "disclaim(?!ed)"

# Those that begin at a word's edge stand together, so that the question for one is asked once a letter.
_BOXES = re.compile(
    r"newsletter|sign-?up|subscri(?:be\b(?!-(?:truncate|hider|only)(?![\w-]))|ption-(?:box|form|promo))|read-?(?:more|also|next)|see-?also|recommend|"
    r"more-?(?:on|from|stories|news)|sharing|social|cookie|consent|gdpr|author-?(?:bio|box|info|list|card|desc|about|profile)|"
    r"about-?(?:the-)?author|tags(?<![a-z]tags)(?![a-z])|tag-?(?:list|cloud|links)|topics|breadcrumb|region-?notice|"
    rf"{_DISCLAIMER}|copyright|most-?(?:read|popular|viewed)|popular|trending|comments(?![a-z])|"
    r"comment(?:\b|_(?:text|body|content|container|form|box|list|wrap|wrapper)s?\b)|disqus|donat|support-?us|"
    r"app-?download|advert|sponsor|credit|source-?line|byline|dateline|timestamp|"
    r"publish(?:ed|ing)-?(?:date|time|details|info)|caption|follow-?us|fact(?<!art[ie]fact)-?s?-?box|"
    r"fakta-?(?:boks|box|ruta|ramme)|(?:fakten|community|news-?feed)-?box|infobox|info-box|article-?meta|post-?meta|print-?only|"
    r"widget(?<!\Swidget)(?![a-z-])|recirc|latest-?(?:news|stories|articles|posts)(?![_-]{0,2}(?:item|entry))|"
    r"\b(?:related|share|short-?url|copy-?(?:link|url)|promo(?!t)|bio\b|notice\b|ads?\b)|"
    rf"(?<![a-z])(?:sns|fenxiang|tuijian|shenming|mianze)(?![a-z])|{_READERS_COMMENTS}"  # Chinese: share, more, notices
)
# A click anywhere in such a box leaves for another page, as a link does: the next article's beginning
_LEADING = frozenset({"div", "section", "article", "aside"})
_LEADS = re.compile(r"(?:location(?:\.href)?\s{0,3}=|location\.(?:assign|replace)\(|window\.open\()\s{0,3}['\"][^'\"#]")
_NOTE = re.compile(_DISCLAIMER)
_LABEL = re.compile(r"[^.!?:\uff1a]{2,30}(?:[:\uff1a|>\u3011\]]{1,3}|\s[\u2013\u2014-]\s)\s*")
_KICKER = re.compile(  # what stands above a headline
    r"(?<![a-z])(?:kicker|eyebrow|overline|volanta|cintillo|ante-?titulo|antet[i\u00ed]tulo|sobre-?titulo|pre-?title|super-?title|"
    r"dachzeile|ober-?(?:zeile|titel)|spitzmarke|sur-?titre|vorspann-?marke|roofline)(?![a-z])"
)
_MAIN = re.compile(
    r"content(?!-disclaimer(?![\w-]))|article-?body|story-?body|post-?body|entry|main|body-?text|article-?text|\btext\b|type-post|paywall|"
    r"(?<!\S)(?:post|article|story)(?!\S)"
)


@lru_cache(maxsize=1024)  # each line of a text is asked for several times
def key_of(line: str) -> str:
    """Give the key by which a line is known: the beginning of its letters and digits."""
    key = folded(line[: 2 * MAX_LINE_KEY])
    return (key if len(key) >= MAX_LINE_KEY or len(line) <= 2 * MAX_LINE_KEY else folded(line[:400]))[:MAX_LINE_KEY]


def after_label(line: str) -> str:
    """Give what follows a line's label, 'Watch: The harbour from above'; '' where it has none."""
    match = _LABEL.match(line)
    return line[match.end() :] if match else ""


@dataclass(slots=True)
class Furniture:
    """Texts of a page's marked-up furniture, folded, so that extracted lines can be recognised."""

    headings: set[str] = field(default_factory=set)
    links: dict[str, int] = field(default_factory=dict)  # and the characters of the longest
    captions: set[str] = field(default_factory=set)
    boxes: set[str] = field(default_factory=set)
    elsewhere: set[str] = field(default_factory=set)
    quotes: set[str] = field(default_factory=set)
    kickers: set[str] = field(default_factory=set)
    announced: set[str] = field(default_factory=set)  # what stands right below a heading that leads on within the site


_WALKED = (
    "h1", "h2", "h3", "h4", "h5", "a", "p", "div", "span", "li", "ul", "section", "aside", "small", "em",
    "footer", "strong", "b",
)  # fmt: skip
MAX_QUOTES = 50
MAX_SEARCHED = 10_000_000  # lines times characters
_QUOTING = ("blockquote", "aside", "figure")
_QUOTED = re.compile(r"pull|quote|exergue|zitat|citat|destacad|destaque|streamer")


def furniture_of(
    tree: Node, lines: list[str], captions: set[str], place: Node | None = None, url: str = ""
) -> Furniture:
    """Collect headings, texts that are wholly links, captions and the lines of marked boxes, in one walk.

    Of links and boxes only those are read that may hold one of `lines`, the text whose lines are to be judged; what
    holds `place`, the densest prose, is no box, whatever it is called.
    """
    found = Furniture(captions=captions)
    inside: set[Node] = set()
    above = set() if place is None else {place, *place.iterancestors()}
    asked = {key for line in lines if (key := key_of(line))}
    heads = {key[:2] for key in asked} | {key_of(rest)[:2] for line in lines if (rest := after_label(line))}
    for node, _ in zip(tree.iter(*_WALKED), range(MAX_NODES), strict=False):
        tag = node.tag
        if tag in _HEADINGS or tag in ("strong", "b"):
            _add_heading(node, found, inside, asked)
            _announce(node, found, asked, url)
        elif tag == "a":
            _add_link(node, found, heads, asked)
        elif (words := words_of(node)) and _is_box(words) and node not in above:
            _add_box(node, found, inside, asked)
        elif words and _is_kicker(words):
            _add_kicker(node, found)
    for node in _boxes_by_other_signs(tree, place):
        if node not in above:
            _add_box(node, found, inside, asked)
    if _repeats_itself(lines):
        found.quotes = _quotes_of(tree)
    _spare_repeated(tree, found, inside)
    for keys in (found.headings, found.captions, found.boxes):
        keys.discard("")
    return found


def _boxes_by_other_signs(tree: Node, place: Node | None) -> Iterator[Node]:
    """Yield elements that sites define themselves, whose names tell too, and what a click leaves for another page.

    The latter only under a heading of its own, and outside of `place`: within a text so is a picture, or a result.
    """
    clicked: list[Node] = []
    for node in tree.getroottree().iter():
        if "-" in node.tag and _is_box(f"{node.tag} {words_of(node)}"):
            yield node
        elif node.tag in _LEADING and _LEADS.search(node.get("onclick") or ""):
            clicked.append(node)
    headed = (node for node in clicked if next(node.iter("h1", "h2", "h3"), None) is not None)
    yield from (node for node in headed if place not in node.iterancestors())


def add_menus(tree: Node, lines: list[str], found: Furniture) -> None:
    """Note the links of a whole page that have the words of short lines: a kicker is the name of a section."""
    asked = {key_of(line) for line in lines if len(line) <= MAX_LINE_KEY} - found.links.keys() - {""}
    if asked:
        heads = {key[:2] for key in asked}
        texts = (text_until(node, MAX_LINE_KEY) for node in islice(tree.iter("a"), MAX_NODES))
        found.links |= dict.fromkeys(asked & {key_of(text) for text in texts if _may_begin(text, heads)}, MAX_LINE_KEY)


def _repeats_itself(lines: list[str]) -> bool:
    """Tell whether a line of some length stands whole in another one: only then it matters which are quotes.

    Of a text so long that this costs more than to look for quotes it is taken for granted.
    """
    said = [folded(line) for line in lines]
    whole, times = "\n".join(said), Counter(said)
    if len(said) * len(whole) > MAX_SEARCHED:
        return True
    return any(len(line) >= REPEATED and whole.count(line) > count for line, count in times.items())


def _quotes_of(tree: Node) -> set[str]:
    """Collect what stands in quotes, asides and figures, where pages say again what their text says: so many lines."""
    marked = (node for node in tree.getroottree().iter() if node.tag in _QUOTING or _QUOTED.search(words_of(node)))
    lines = islice((text for node in islice(marked, MAX_QUOTES) for text, _, _ in lines_of(node)), MAX_QUOTES)
    return {key for text in lines if (key := key_of(text))}


@lru_cache(maxsize=2048)
def _is_box(words: str) -> bool:
    return bool(_BOXES.search(words)) and not _MAIN.search(words)


@lru_cache(maxsize=2048)
def _is_kicker(words: str) -> bool:
    return bool(_KICKER.search(words))


def _add_kicker(node: Node, found: Furniture) -> None:
    """Note a kicker's text: what is longer is a wrapper of one, and begins as the article's text may."""
    text = squeeze(text_until(node, MAX_LABEL))
    if len(text) <= MAX_LABEL:
        found.kickers.add(key_of(text))


def _may_begin(text: str, heads: set[str]) -> bool:
    """Tell cheaply whether a text's key could be one of those that begin so: most links of a page have no line's."""
    first = text.lstrip()[:2].lower()
    return first in heads or not first.isalnum() or len(first) < 2


def _add_link(node: Node, found: Furniture, heads: set[str], asked: set[str]) -> None:
    """Note the texts of a link; a heading in it is of another article where 'Read also' stands above."""
    texts = [text_until(node, MAX_KEY)]
    if _holds_blocks(node):
        texts += [text for text, _, _ in lines_of(node)]
    keys = {key_of(text): len(squeeze(text)) for text in texts if _may_begin(text, heads)}
    found.links |= {key: max(length, found.links.get(key, 0)) for key, length in keys.items() if key}
    if len(texts) > 1 and (key := key_of(texts[0])) in asked and _is_below_label(node):
        found.elsewhere.add(key)


def _is_below_label(link: Node) -> bool:
    """Tell a link that 'Read also' stands right before, in an element or a line of its own."""
    before = link.getprevious()
    label = squeeze(text_until(before, MAX_LABEL)) if before is not None else squeeze(link.getparent().text)
    return bool(label) and len(label) < MAX_LABEL and is_phrase(label, "read_also", "invitation")


def _holds_blocks(node: Node) -> bool:
    return len(node) > 0 and any(inner.tag in BLOCKS for inner in node.iterdescendants())


def _spare_repeated(tree: Node, found: Furniture, inside: set[Node]) -> None:
    """Take from the boxes what also stands in a paragraph of its own outside of them: a box for sharing quotes it."""
    long = {key for key in found.boxes if len(key) == MAX_LINE_KEY}
    if long:
        heads = {key[:2] for key in long}
        outside = (node for node, _ in zip(tree.iter("p"), range(MAX_NODES), strict=False) if node not in inside)
        texts = (text for node in outside if _may_begin(text := text_until(node, MAX_KEY), heads))
        found.boxes -= long & {key_of(text) for text in texts}


def _add_heading(node: Node, found: Furniture, inside: set[Node], asked: set[str]) -> None:
    """Note a heading; one that leads elsewhere makes a box of what it heads."""
    text, is_heading = squeeze(text_until(node, MAX_KEY)), node.tag in _HEADINGS
    if is_heading:
        found.headings.add(key_of(text))
    if len(text) <= 80 and (
        is_phrase(text, "elsewhere_heading", "most_read", "read_also") or is_labelled(text, "read_also")
    ):
        found.boxes.add(key_of(text))
        found.elsewhere.add(key_of(text))
        parent = node.getparent()
        if is_heading and parent is not None and parent.tag in ("div", "section", "aside", "li", "nav"):
            letters = _letters_of(parent, inside)
            if any(key in letters for key in asked) and _is_mostly_links(parent):
                _add_box(parent, found, inside, asked, letters)


def _announce(node: Node, found: Furniture, asked: set[str], url: str) -> None:
    """Note what stands right below a heading that leads on within the site of the page at `url`."""
    if node.tag in _HEADINGS and any(leads_on(link) and _is_of_site(link, url) for link in node.iter("a")):
        below = (text_until(sibling, MAX_KEY) for sibling in islice(node.itersiblings(), MAX_BETWEEN))
        found.announced |= asked & {key_of(next(filter(str.strip, below), ""))}


def _is_of_site(link: Node, url: str) -> bool:
    href = link.get("href")
    return "//" not in href[:8] or same_site(href, url)


def _is_mostly_links(node: Node) -> bool:
    lines = list(lines_of(node))
    return sum(linked for _, _, linked in lines) >= 0.5 * sum(len(line) for line, _, _ in lines)


def _letters_of(node: Node, inside: set[Node]) -> str:
    """Give the letters of a box; none of one within another, or so large that its name must mean the whole page."""
    text = "" if node in inside else squeeze(text_until(node, 4 * MAX_BOX))
    return folded(text) if len(text) <= MAX_BOX else ""


def _add_box(node: Node, found: Furniture, inside: set[Node], asked: set[str], letters: str = "") -> None:
    """Note the lines of a box that holds one of the keys `asked` for; of nested ones only the outer one's.

    A paragraph is spared like those outside of boxes, whatever its name, but for a disclaimer, which goes with all the
    lines that breaks part it into. `letters` are the box's, where they are known already.
    """
    letters = letters or _letters_of(node, inside)
    if not letters:
        return
    is_caption = "caption" in words_of(node)
    is_note = node.tag == "p" and bool(_NOTE.search(words_of(node)))
    if not is_caption:
        inside.update(node.iter() if is_note else node.iterdescendants())
    if not (held := {key for key in asked if key in letters}):
        return
    target = found.captions if is_caption else found.boxes
    target.add(letters[:MAX_LINE_KEY])
    if is_note:
        target.update(key for key in held if len(key) == MAX_LINE_KEY)
    target.update(key_of(line) for line, _, _ in lines_of(node))
    whole = (inner for inner in node.iter("p", "li", *_HEADINGS) if _holds_blocks(inner))
    target.update(key_of(text_until(inner, MAX_KEY)) for inner in whole)

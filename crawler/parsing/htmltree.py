"""Bytes to one lxml tree, safely: size and shape bounded, no network, no entities; pure."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from crawler.parsing.decoding import decode
from storage.errors import UnreadableError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MAX_BYTES = 8 * 1024 * 1024
MAX_TAGS = 60_000
MAX_ATTRIBUTES = 2_000
MAX_CHILDREN = 20_000
DEEP = 100
MAX_DEEP = 1_500
_DEEP = f"boolean({'/*' * (DEEP + 2)})"
MAX_WALKED = 500
SHALLOW = 6  # levels
FEW_PIECES = 120
MAX_BLANK = 5_000  # characters of white space

Node = Any
"""An element of lxml's HTML tree, which has no types of its own."""

LONG_TAG = 30_000  # bytes
_LONG_TAG = re.compile(rb"<[a-zA-Z][^<>]{%d}" % LONG_TAG)
_JSON = re.compile(rb'\s*(?:\{\s*["}]|\[\s*["{\[\]\d])')
_XML_ROOT = re.compile(
    rb"(?:<\?xml[^>]{0,200}\?>\s{0,100})?(?:<!--.{0,1000}?-->\s{0,100})?<(?:rss|feed|urlset|sitemapindex|rdf:rdf)\b",
    re.IGNORECASE | re.DOTALL,
)
_SUBJECT = re.compile(r"(?<!\S)(?:tag|category)-(?!list|cloud|links|box|nav)\S+")
_BINARY = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"PK\x03\x04", b"\x1f\x8b", b"RIFF", b"\x00\x00\x00")


def names(words: str) -> frozenset[str]:
    """Make a set of the words of a line: lists of names read better so."""
    return frozenset(words.split())


BLOCKS = names(
    "address article aside blockquote body br caption center dd details dialog div dl dt fieldset figcaption figure "
    "footer form h1 h2 h3 h4 h5 h6 header hr html li main nav ol option p pre section select summary table tbody td "
    "tfoot th thead tr ul video"
)
HIDDEN = frozenset({"script", "style", "noscript", "template", "svg", "iframe", "object", "head"})


def parse(body: bytes, url: str, *, content_type: str = "") -> Node:
    """Parse a page once.

    Raises UnreadableError, naming the URL, for what is no HTML and for what would take the parser minutes: over 8 MB,
    over 60,000 tags, a tag with thousands of attributes.
    """
    _refuse_hazards(body, url, content_type)
    return parse_text(decode(body, content_type), url)


def _refuse_hazards(body: bytes, url: str, content_type: str) -> None:
    if not body or body.isspace():
        raise UnreadableError(f"{url}: the page is empty")
    if body.startswith(_BINARY) or (b"\x00" in body[:2000] and not body.startswith((b"\xff\xfe", b"\xfe\xff"))):
        raise UnreadableError(f"{url}: not an HTML page but binary data ({content_type or 'no content type'})")
    if _XML_ROOT.match(body[:2_000].lstrip(b"\xef\xbb\xbf \t\r\n")):
        raise UnreadableError(f"{url}: not an HTML page but a feed, a sitemap or other XML")
    if _JSON.match(body[:2_000].lstrip(b"\xef\xbb\xbf")) and body.rstrip()[-1:] in (b"}", b"]"):
        raise UnreadableError(f"{url}: not an HTML page but JSON")
    if len(body) > MAX_BYTES:
        raise UnreadableError(f"{url}: larger than {MAX_BYTES // 1024 // 1024} MB")
    most = 2 * MAX_TAGS + 1000
    if len(body) > most and body.count(b"<") > most:
        raise UnreadableError(f"{url}: more than {MAX_TAGS:,} tags")
    for match in _LONG_TAG.finditer(body) if _may_have_a_long_tag(body) else ():
        if match.group().count(b"=") + match.group().count(b" ") > MAX_ATTRIBUTES:
            raise UnreadableError(f"{url}: a tag with thousands of attributes")


def _may_have_a_long_tag(body: bytes) -> bool:
    """Look at every half of such a tag's length whether all of it could be inside of one."""
    parts = (body[start : start + LONG_TAG // 2] for start in range(0, len(body), LONG_TAG // 2))
    return any(b"<" not in part and b">" not in part for part in parts)


def parse_text(text: str, url: str) -> Node:
    """Parse decoded HTML; deep nesting is allowed (`huge_tree`), entities and the network are not.

    Raises UnreadableError for what is no HTML, and for shapes that would keep all readers of the tree busy for minutes.
    """
    from lxml import etree
    from lxml.html import HtmlElement, HTMLParser, document_fromstring  # not for `newsfold --help`

    # what follows a premature end belongs to the body, as browsers read it; libxml2 drops it
    clean = _ENDS.sub(b"", text.encode("utf-8", errors="replace").translate(None, _CONTROLS))
    if b"<" not in clean:
        raise UnreadableError(f"{url}: not an HTML page but plain text")
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True, huge_tree=True)
    # lxml.html asks a function in Python for the class of each element that is looked at; here all are of one
    parser.set_element_class_lookup(etree.ElementDefaultClassLookup(element=HtmlElement))
    try:
        tree = document_fromstring(clean, parser=parser)
    except (etree.LxmlError, ValueError) as error:
        raise UnreadableError(f"{url}: not an HTML page ({error})") from error
    _refuse_shapes(tree, url, most=clean.count(b"<"))
    return tree


def _refuse_shapes(tree: Node, url: str, *, most: int) -> None:
    """Refuse a tree in which much lies deep, as each look at an element from outside goes through all that is in it.

    And one with an element of so many parts that nobody wrote them: of `most` at most. A few elements may lie as deep
    as they like.
    """
    if is_deep(tree) and tree.xpath(f"count(//*[count(ancestor::*) > {DEEP}])") > MAX_DEEP:
        raise UnreadableError(f"{url}: more than {MAX_DEEP:,} elements nested more than {DEEP} deep")
    if most > MAX_CHILDREN and tree.xpath(f"boolean(//*/*[{MAX_CHILDREN + 1}])"):
        raise UnreadableError(f"{url}: an element with more than {MAX_CHILDREN:,} others in it")


def is_deep(tree: Node) -> bool:
    """Tell whether an element lies in more than 100 others; kept with a page, which gets no deeper by being read."""
    if not hasattr(tree, "deep"):
        tree.deep = bool(tree.xpath(_DEEP))  # goes down level by level, which costs least
    deep: bool = tree.deep
    return deep


_ENDS = re.compile(rb"</(?:[Bb][Oo][Dd][Yy]|[Hh][Tt][Mm][Ll])\s{0,9}>")  # not IGNORECASE: slow at finding `</`
_CONTROLS = bytes({*range(0x20)} - {*b"\t\n\r"})


def squeeze(text: str | None) -> str:
    """Make every run of white space one space, none at the ends."""
    return " ".join(text.split()) if text else ""


def visible_text(node: Node, limit: int | None = None, *, hidden: frozenset[str] = HIDDEN) -> str:
    """Give the text under `node` without scripts and styles, or what else is `hidden`, blocks parted by a space.

    With `limit` the walk ends once so many characters are gathered, at the 500th element or after `MAX_BLANK` blanks,
    and words that stand behind these are not in the answer: what only asks whether a text is short stays cheap on
    pages whose elements are nested a thousand deep, or indented by thousands of blanks.
    """
    if not len(node):
        return "" if node.tag in hidden else squeeze(node.text)
    few: list[str] = []
    whole = node.tag not in hidden and _gather(node, few, hidden)
    if limit is None or (whole and sum(map(len, few)) <= limit):
        return squeeze("".join(few if whole else _pieces(node, hidden=hidden)))
    begun, full = _beginning(few, limit)
    return begun if whole or full else _beginning(_pieces(node, MAX_WALKED, hidden=hidden), limit)[0]


def _beginning(pieces: Iterable[str], limit: int) -> tuple[str, bool]:
    """Join pieces until they have more characters than `limit`, or too many blanks, and tell whether they had."""
    taken, gathered, blank = [], 0, 0
    for piece in pieces:
        taken.append(piece)
        said = len(squeeze(piece))  # a page's indentation says nothing
        gathered, blank = gathered + said, blank + len(piece) - said
        if gathered > limit or blank > MAX_BLANK:
            return squeeze("".join(taken)), True
    return squeeze("".join(taken)), False


def _gather(node: Node, pieces: list[str], hidden: frozenset[str], depth: int = SHALLOW) -> bool:
    """Add what `_pieces` would give, in half of the time; False where an element is too deep or has too much for it."""
    if node.text:
        pieces.append(node.text)
    for child in node:
        if not depth or len(pieces) > FEW_PIECES:
            return False
        tag = child.tag
        edge = " " if tag in BLOCKS else ""
        pieces.append(edge)
        if tag not in hidden and not _gather(child, pieces, hidden, depth - 1):
            return False
        pieces.append(f"{edge}{child.tail or ''}")
    return True


def _pieces(node: Node, most: int | None = None, *, hidden: frozenset[str] = HIDDEN) -> Iterator[str]:
    """Walk without recursion, as pages may be nested thousands deep; with `most`, through so many elements."""
    stack: list[tuple[Node, bool]] = [(node, False)]
    left = -1 if most is None else most
    while stack and left:
        current, closing = stack.pop()
        tag = current.tag if isinstance(current.tag, str) else ""
        if closing:
            if tag in BLOCKS:
                yield " "
            if current is not node and current.tail:
                yield current.tail
            continue
        left -= 1
        stack.append((current, True))
        if not tag or tag in hidden:
            continue
        if tag in BLOCKS:
            yield " "
        if current.text:
            yield current.text
        stack += [(child, False) for child in reversed(current)]


def words_of(node: Node) -> str:
    """Give class, id and role of an element as one lower-case text to search for telling names.

    Without WordPress's names of an article's subjects, `tag-social` or `category-legal`, which tell nothing of a place.
    """
    words: str | None = getattr(node, "words", None)  # kept with an element, as a page's readers ask many times
    if words is None:
        words = node.words = _words(node.get("class"), node.get("id"), node.get("role"))
    return words


def leads_on(link: Node) -> bool:
    """Tell a link to another page from one to a place in its own."""
    return (link.get("href") or "#")[0] != "#"


_DECLARING = ("link", "meta", "script")


def declaring(tree: Node, tag: str) -> list[Node]:
    """Give a page's elements of a tag with which it declares things, kept with it: before anything is taken out."""
    if not hasattr(tree, "declaring"):
        tree.declaring = {each: [] for each in _DECLARING}
        for node in tree.iter(*_DECLARING):
            tree.declaring[node.tag].append(node)
    declared: list[Node] = tree.declaring[tag]
    return declared


def marked(tree: Node, value: str, *bare: str) -> list[Node]:
    """Give a page's elements that microdata calls so, or that have an attribute in `bare`, of which `pubdate` is known.

    The attributes are looked for, which are few, at a fifth of the cost of asking every element for them, and kept with
    the page; what was taken out of it since is left out.
    """
    if not hasattr(tree, "microdata"):
        found = tree.xpath("//@itemprop | //@pubdate")
        tree.microdata = [(each.attrname, each, each.getparent()) for each in found]
    called = (node for name, said, node in tree.microdata if (name == "itemprop" and said == value) or name in bare)
    return [node for node in dict.fromkeys(called) if tree in node.iterancestors()]


def precedes(node: Node, other: Node) -> bool:
    """Tell an element that stands before another of its page, and not around it."""
    around = [other, *other.iterancestors()]
    if node in around:
        return False
    child = node
    while (parent := child.getparent()) not in around:
        child = parent
    return parent is not other and bool(parent.index(child) < parent.index(around[around.index(parent) - 1]))


@lru_cache(maxsize=2048)  # a page repeats its few hundred names on thousands of elements
def _words(*attributes: str | None) -> str:
    words = " ".join(filter(None, attributes)).lower()
    return _SUBJECT.sub("", words) if "tag-" in words or "category-" in words else words


def text_until(node: Node, limit: int) -> str:
    """Give the beginning of the text under `node` quickly, blocks not parted: for what is compared by its letters.

    Not for a tree from which scripts and styles were not taken.
    """
    if not len(node):
        return node.text or ""
    pieces, gathered = [], 0
    for piece in node.itertext():
        pieces.append(piece)
        gathered += len(piece)
        if gathered > limit:
            break
    return "".join(pieces)

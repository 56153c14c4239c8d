"""The boxes of a listing page that say what is read or discussed most: by their names, labels and tabs; pure."""

from __future__ import annotations

import re
from itertools import islice, takewhile
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from crawler.parsing.htmltree import HIDDEN, Node, squeeze, visible_text, words_of
from crawler.parsing.lines import lines_of
from crawler.parsing.phrases import is_phrase
from crawler.parsing.scripts import LAST_NARROW

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_LABEL = 40  # characters
MAX_LABELS = 100
MAX_RISE = 5  # levels from a label to its list
FEW = 3  # links that make a list
MOST = 0.75  # of a page's headlines: what holds more is the page's own
MAX_LOOKED = 40  # links, elements
TOLD = 40  # characters

_NAMES = re.compile(
    r"most[-_ ]?(?:read|popular|viewed|shared|comment|discuss|clicked|e?mailed|visited)|\b(?:popular|wpp)\b|"
    r"popular[-_]?(?:posts|stories|news|articles)|(?:access|article|news)[-_]?ranking|"
    r"meist[-_ ]?(?:gelesen|kommentiert|geklickt|geteilt)|plus[-_ ]?(?:lus\b|comment[eé])|\b(?:ter)?populer|"
    r"m[aá]s[-_ ]?(?:le[ií]d[ao]s?|vist[ao]s?|comentad[ao]s?)|pi[uù][-_ ]?(?:lett[ie]|commentat[ie])|"
    r"mais[-_ ]?(?:lid|comentad)[ao]s|meest[-_ ]?gelezen"
)
_BOXES = frozenset({"div", "ul", "ol", "section", "aside"})
_HEADS = ("h1", "h2", "h3", "h4", "h5", "h6")
_NO_LABELS = HIDDEN | {"title", "option", "time", "img", "html", "body"}
_TELLING = ("href", "aria-controls", "data-target", "data-bs-target", "data-tab")


def is_named_most_read(node: Node) -> bool:
    """Tell by its class, id or role a box of what is most read."""
    return node.tag in _BOXES and bool(_NAMES.search(words_of(node)))


def around_main(tree: Node) -> frozenset[Node]:
    """Give the elements that hold the page's main part or its main heading: none of them is a box or stands beside."""
    heading = _main_heading(tree)
    mains = [*tree.iter("main"), *([heading] if heading is not None else [])]
    return frozenset(node for main in mains for node in [main, *main.iterancestors()])


def _main_heading(tree: Node) -> Node | None:
    """Give the first `<h1>` that is no link: those of items and boxes are."""
    headings = (h1 for h1 in tree.iter("h1") if next(h1.iter("a"), None) is None)
    return next((h1 for h1 in headings if next(h1.iterancestors("a"), None) is None), None)


def is_of_most_read(tree: Node, url: str) -> bool:
    """Tell a page that lists the most read and says so in its address or main heading: its own list is no box."""
    last = [segment.lower() for segment in urlsplit(url).path.split("/") if segment][-1:]
    heading = _main_heading(tree)
    called = [segment.replace("-", " ") for segment in last]
    if heading is not None:
        called.append(visible_text(heading, 200))
    return any(is_phrase(text, "most_read") for text in called) or any(map(_NAMES.fullmatch, last))


def labelled_boxes(tree: Node) -> frozenset[Node]:
    """Give the boxes whose label, a heading or not, says 'most read' and the like."""
    labels = list(islice(_labels(tree), MAX_LABELS))
    shown = _shown_by(labels)
    boxes = dict.fromkeys(box for label in labels for box in shown[label] or _below(label))
    found = frozenset(box for box in boxes if not _is_told(box))
    sure = found.intersection(label.getnext() for label in labels if label.tag in _HEADS)
    return sure if _hold_most(found - sure, tree) else found


def _hold_most(boxes: frozenset[Node], tree: Node) -> bool:
    """Tell boxes that hold most of a page's headlines: its own list, behind an empty box or a control that sorts it."""
    held = {anchor.get("href") for box in boxes for anchor in box.iter("a") if _is_headline(anchor)}
    return bool(held) and len(held) > MOST * len({a.get("href") for a in tree.iter("a") if _is_headline(a)})


def _is_told(box: Node) -> bool:
    """Tell a list whose items have texts, as those of a page's own have: 'popular' is the order that it stands in."""
    texts = sum(len(text) - linked >= TOLD for text, _, linked in lines_of(box))
    return texts * 2 >= max(1, len(_headlines(box)))


def _labels(tree: Node) -> Iterator[Node]:
    for node in tree.iter():
        if node.tag in _HEADS:
            text = visible_text(node, 200)
        elif isinstance(node.tag, str) and node.tag not in _NO_LABELS:
            text = squeeze(node.text) or (squeeze(node[0].tail) if len(node) == 1 else "")
        else:
            continue
        if 3 <= len(text) <= MAX_LABEL and is_phrase(text, "most_read"):
            yield node


def _shown_by(labels: list[Node]) -> dict[Node, list[Node]]:
    """Map tabs to what they show: the elements that a tab's address or attributes name by id or, close by, by class."""
    wanted = {label: {name for name in map(_name, _values(label)) if name} for label in labels}
    found: dict[str, list[Node]] = {name: [] for name in set().union(*wanted.values())}
    for node in labels[0].getroottree().iter() if found else ():
        for name in {node.get("id") or "", *(node.get("class") or "").split()} & found.keys():
            found[name].append(node)
    return {label: _nearest(label, [node for name in wanted[label] for node in found[name][:FEW]]) for label in labels}


def _values(label: Node) -> Iterator[str]:
    for node in [label, *islice(label.iter("a"), 1), *islice(label.iterancestors(), 2)]:
        yield from (node.get(name) or "" for name in _TELLING)


def _name(value: str) -> str:
    name = value.rpartition("#")[2] if "#" in value else value.removeprefix(".")
    return name if re.fullmatch(r"[\w-]{2,40}", name) else ""


def _nearest(label: Node, named: list[Node]) -> list[Node]:
    panes = [(node, set(node.iterancestors())) for node in named if len(_headlines(node)) >= FEW]
    for around in islice(label.iterancestors(), MAX_RISE + 1) if panes else ():
        if inside := [node for node, ancestors in panes if around in ancestors]:
            return inside
    return []


def _below(label: Node) -> list[Node]:
    """Give the list that follows a label: nothing but the label and other such words stands before it in their box."""
    if label.tag == "a" and not any(node.tag in _HEADS for node in islice(label.iterancestors(), MAX_RISE)):
        return []  # as it stands in menus
    if label.tag not in _HEADS and any(map(_says, _anchors(label))):
        return [label] if len(_headlines(label)) >= FEW else []  # label and list are one element
    branch = label
    for _ in range(MAX_RISE):
        following = [node for node in islice(branch.itersiblings(), MAX_LOOKED) if isinstance(node.tag, str)]
        first = next((node for node in following if any(map(_says, _anchors(node)))), None)
        if first is not None:
            return [] if _is_headed(first, label) else _run(first, following, 1 if label.tag in _HEADS else FEW)
        branch = branch.getparent()
        if branch is None or branch.tag in ("body", "main", "html") or not _is_only(branch):
            return []
    return []


def _is_only(branch: Node) -> bool:
    """Tell a label's surroundings that say nothing else, but for what leads to more."""
    lines = [squeeze(text) for text in islice(branch.itertext(), MAX_LOOKED)]
    return all(is_phrase(line, "most_read", "read_more") for line in lines if line)


def _run(first: Node, following: list[Node], few: int) -> list[Node]:
    """Give one list, or the items that follow each other where each is an element of its own."""
    kind = (first.tag, first.get("class"))
    rest = following[following.index(first) :]
    alike = list(takewhile(lambda node: (node.tag, node.get("class")) == kind and bool(_anchors(node)), rest))
    if first.tag in ("ul", "ol") and len(_headlines(first)) >= few:
        return alike
    if len(_headlines(first)) >= FEW:
        return [first]
    return alike if len(set().union(*map(_headlines, alike))) >= FEW else []


def _is_headed(box: Node, label: Node) -> bool:
    """Tell a list that begins with a heading of its own, no link and of no lower rank than a heading before it."""
    heading = next(box.iter(*_HEADS, "a"), None)
    if heading is None or heading.tag == "a" or next(heading.iter("a"), None) is not None:
        return False
    own = label.tag not in _HEADS or heading.tag <= label.tag
    return own and not is_phrase(visible_text(heading, 200), "most_read")


def _anchors(node: Node) -> list[Node]:
    return list(islice(node.iter("a"), MAX_LOOKED))


def _says(anchor: Node) -> bool:
    text = visible_text(anchor, 200)
    return bool(text) and not is_phrase(text, "read_more", "most_read")


def _headlines(node: Node) -> set[str]:
    """Collect where links lead whose text may be a headline: of three words, or of seven wide letters."""
    return {anchor.get("href") or "" for anchor in _anchors(node) if _is_headline(anchor)}


def _is_headline(anchor: Node) -> bool:
    text = visible_text(anchor, 200)
    return len(text.split()) >= 3 or sum(c > LAST_NARROW for c in text) >= 7

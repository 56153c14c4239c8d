"""How much the place of a link on its page says that it is a teaser's: headings and times for, menus against; pure."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from crawler.finding.teasers import heading_of
from crawler.parsing.htmltree import Node, visible_text, words_of
from crawler.parsing.phrases import is_phrase

ELSEWHERE = -20.0

_FURNITURE = re.compile(
    r"\b(?:nav|navbar|navigation|menu|submenu|topbar|breadcrumbs?|footer|social|share|sharing|login|lang|language|"
    r"pagination|pager|tags|tagcloud|tag-?list|cookie|copyright|legal|sponsors?|partners?)\b"
)
_ELSEWHERE = re.compile(
    r"most[-_ ]?(?:read|popular|viewed|shared|commented)|\bpopular\b|popular[-_]?posts|meist[-_ ]?gelesen|"
    r"plus[-_ ]?lus|"
    r"m[aá]s[-_ ]?(?:le[ií]das?|le[ií]dos?|vistas?|visto)|pi[uù][-_ ]?lett[ie]|mais[-_ ]?lidas|meest[-_ ]?gelezen"
)


@dataclass(frozen=True, slots=True)
class Places:
    """What the surroundings of a page's links say of them; each element is judged once."""

    dated: frozenset[Node]
    judged: dict[Node, float] = field(default_factory=dict)

    @classmethod
    def of(cls, tree: Node) -> Places:
        """Mark the elements, up to four levels above a `<time>`, that a teaser may be the content of."""
        return cls(frozenset(node for time in tree.iter("time") for node in list(time.iterancestors())[:4]))

    def score(self, anchor: Node) -> float:
        """Score a link: up for a heading, an `<article>`, a nearby time; down in menus, footers and 'most read'."""
        in_heading = heading_of(anchor) is not None
        near = False
        for depth, node in enumerate(anchor.iterancestors()):
            if node.tag in ("body", "html"):
                break
            penalty = self.judged.setdefault(node, _penalty(node)) if node not in self.judged else self.judged[node]
            if penalty <= ELSEWHERE or (penalty < 0 and (depth < 6 or node.tag in ("nav", "footer"))):
                return penalty + (1.5 if in_heading else 0.0)
            near = near or node.tag == "article" or (depth < 4 and node in self.dated)
        return (1.5 if in_heading else 0.0) + (0.5 if near and in_heading else 1.0 if near else 0.0)


def _penalty(node: Node) -> float:
    if _is_elsewhere(node):
        return ELSEWHERE
    if node.tag in ("nav", "footer"):
        return -5.0
    return -3.0 if _FURNITURE.search(words_of(node)) else 0.0


def _is_elsewhere(node: Node) -> bool:
    """Tell a box of 'most read' links, by its class or by the heading that comes before it."""
    if node.tag not in ("div", "ul", "ol", "section", "aside"):
        return False
    if _ELSEWHERE.search(words_of(node)):
        return True
    heading = node.getprevious() if node.tag in ("ul", "ol", "div") else None
    if heading is None or heading.tag not in ("h2", "h3", "h4", "h5"):
        heading = next((child for child in node if child.tag in ("h2", "h3", "h4", "h5")), None)
    return heading is not None and is_phrase(visible_text(heading, 200), "most_read")

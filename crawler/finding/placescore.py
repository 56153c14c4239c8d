"""How much the place of a link on its page says that it is a teaser's: headings and times for, menus against; pure."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from crawler.finding.mostread import around_main, is_named_most_read, is_of_most_read, labelled_boxes
from crawler.finding.teasers import heading_of
from crawler.parsing.htmltree import Node, words_of

ELSEWHERE = -20.0

_FURNITURE = re.compile(
    r"\b(?:nav|navbar|navigation|menu|submenu|topbar|breadcrumbs?|footer|social|share|sharing|login|lang|language|"
    r"pagination|pager|tags|tagcloud|tag-?list|cookie|copyright|legal|sponsors?|partners?)\b"
)


@dataclass(frozen=True, slots=True)
class Places:
    """What the surroundings of a page's links say of them; each element is judged once."""

    dated: frozenset[Node]
    main: frozenset[Node]
    ranked: bool = False
    judged: dict[Node, float] = field(default_factory=dict)

    @classmethod
    def of(cls, tree: Node, url: str) -> Places:
        """Mark the elements, up to four levels above a `<time>`, that a teaser may be the content of.

        And the boxes of 'most read', which are no place for teasers but on a page of such.
        """
        dated = frozenset(node for time in tree.iter("time") for node in list(time.iterancestors())[:4])
        main, ranked = around_main(tree), is_of_most_read(tree, url)
        boxes = [] if ranked else labelled_boxes(tree) - main
        return cls(dated, main, ranked, dict.fromkeys(boxes, ELSEWHERE))

    def score(self, anchor: Node) -> float:
        """Score a link: up for a heading, an `<article>`, a nearby time; down in menus, footers and 'most read'."""
        in_heading = heading_of(anchor) is not None
        near = False
        for depth, node in enumerate([anchor, *anchor.iterancestors()], -1):
            if node.tag in ("body", "html"):
                break
            penalty = self._penalty(node)
            if penalty <= ELSEWHERE or (penalty < 0 and (depth < 6 or node.tag in ("nav", "footer"))):
                return penalty + (1.5 if in_heading else 0.0)
            near = near or node.tag == "article" or (depth < 4 and node in self.dated)
        return (1.5 if in_heading else 0.0) + (0.5 if near and in_heading else 1.0 if near else 0.0)

    def _penalty(self, node: Node) -> float:
        if node not in self.judged:
            elsewhere = not self.ranked and node not in self.main and is_named_most_read(node)
            self.judged[node] = ELSEWHERE if elsewhere else _furniture(node)
        return self.judged[node]


def _furniture(node: Node) -> float:
    if node.tag in ("nav", "footer"):
        return -5.0
    return -3.0 if _FURNITURE.search(words_of(node)) else 0.0

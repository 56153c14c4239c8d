"""What a page tells those who count its visitors of its article, in an object of a script, its data layer; pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from crawler.parsing.htmltree import declaring

if TYPE_CHECKING:
    from crawler.parsing.dates import Habits
    from crawler.parsing.htmltree import Node

MAX_LAYER = 100_000  # characters of a script

_LAYER = re.compile(r"utag_data|data_?layer|digital_?data|universal_variable", re.IGNORECASE)
_PUBLISHED = re.compile(
    r"[\s\"',{](?:article_?|content_?|page_?|story_?|post_?)?"
    r"(?:date_?published|pub(?:lish(?:ed)?|lication)?_?(?:date|time|at))"
    r"[\"']?\s{0,20}:\s{0,20}[\"']((?:19|20)\d\d(?:\d{4}|-\d\d-\d\d[^\"'<>]{0,20}))[\"']",
    re.IGNORECASE,
)


def counted_at(tree: Node, habits: Habits) -> str | None:
    """Give the only day that a page's data layers call that of publication; None where they have several."""
    texts = ((script.text or "")[:MAX_LAYER] for script in declaring(tree, "script"))
    values = (value for text in texts if _LAYER.search(text) for value in _PUBLISHED.findall(text))
    moments = [moment for value in values if (moment := habits.moment(value))]
    return moments[0] if len({moment[:10] for moment in moments}) == 1 else None

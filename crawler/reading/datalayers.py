"""What a page tells those who count its visitors of its article, in an object of a script, its data layer; pure."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from crawler.parsing.htmltree import declaring

if TYPE_CHECKING:
    from crawler.parsing.dates import Habits
    from crawler.parsing.htmltree import Node

MAX_LAYER = 100_000  # characters of a script
MAX_VALUES = 50

# What is set or pushed, up to the first object or list in it, which may be of a player; of several, none.
_LAYER = re.compile(
    r"(?:utag_data|data_?layer|digital_?data|universal_variable)\s{0,5}(?:=|\.push\()\s{0,5}\[?\s{0,20}"
    r"(\{[^{}\[\]]+)(?=[{\[\]]|\}(?!\s{0,20},\s{0,20}\{))",
    re.IGNORECASE,
)
_PUBLISHED = re.compile(
    r"[\s\"',{](?:article_?|content_?|page_?|story_?|post_?)?"
    r"(?:date_?published|pub(?:lish(?:ed)?|lication)?_?(?:date|time|at))"
    r"[\"']?\s{0,20}:\s{0,20}[\"']((?:19|20)\d\d(?:\d{4}|-\d\d-\d\d[^\"'<>]{0,20}))[\"']",
    re.IGNORECASE,
)


def counted_at(tree: Node, habits: Habits) -> str | None:
    """Give the only day that a page's data layers call that of publication; None where they have several."""
    texts = ((script.text or "")[:MAX_LAYER] for script in declaring(tree, "script"))
    values = (value for text in texts for layer in _LAYER.findall(text) for value in _PUBLISHED.findall(layer))
    moments = [moment for value in islice(values, MAX_VALUES) if (moment := habits.moment(value))]
    return moments[0] if len({moment[:10] for moment in moments}) == 1 else None

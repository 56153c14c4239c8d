"""A piece of HTML, as feeds and JSON-LD carry it inside text, to plain text; pure."""

from __future__ import annotations

import html
import re

from crawler.parsing.htmltree import parse_text, squeeze, visible_text
from storage.errors import UnreadableError

_TAG = re.compile(r"<[a-zA-Z/!]")
_ENTITY = re.compile(r"&(?:[a-zA-Z][a-zA-Z0-9]{1,31}|#\d{1,7}|#x[0-9a-fA-F]{1,6});")


def text_of_markup(markup: str) -> str:
    """Give the text of a piece of HTML, escaped twice as it often is, on one line."""
    text = markup
    if _TAG.search(text):
        try:
            text = visible_text(parse_text(f"<div>{text}</div>", "a piece of markup"))
        except UnreadableError:
            text = _TAG.sub(" ", text)
    return squeeze(html.unescape(text) if _ENTITY.search(text) else text)

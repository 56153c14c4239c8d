"""The article in a feed's own entry, for when its page cannot be had; pure."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from crawler.extract import extract
from crawler.parsing.lines import is_cut
from crawler.reading.refusal import SHORT, word_count
from storage.errors import NotAnArticleError

if TYPE_CHECKING:
    from storage.records import Article, Teaser


def article_in_feed(teaser: Teaser, source: str | None = None) -> Article:
    """Read the article that an entry of a feed carries in full, under the address that the entry links to.

    Raises NotAnArticleError where the content is a mere beginning: under 60 words, or cut off.
    """
    article = extract(
        _as_page(teaser).encode(), teaser.url, content_type="text/html; charset=utf-8", hint=teaser, source=source
    )
    if word_count(article.text) < SHORT or is_cut(article.text):
        raise NotAnArticleError(f"{teaser.url}: the feed carries only the beginning")
    return article


def _as_page(teaser: Teaser) -> str:
    """Dress an entry's content as a page; paragraphs of plain text become elements."""
    content = teaser.html
    if "<" not in content:
        content = "".join(f"<p>{escape(part)}</p>" for part in content.splitlines() if part.strip())
    title, language = escape(teaser.title), escape(teaser.language or "")
    return (
        f'<html lang="{language}"><head><meta property="og:title" content="{title}"></head>'
        f"<body><article><h1>{title}</h1>{content}</article></body></html>"
    )

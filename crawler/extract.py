"""From a page's bytes to its article: pure, deterministic, and the only module that knows trafilatura."""

from __future__ import annotations

from crawler.urls import canonical, registered_domain
from storage.errors import NotAnArticleError, UnreadableError
from storage.records import Article, Teaser


def extract(
    body: bytes, url: str, *, content_type: str = "", hint: Teaser | None = None, source: str | None = None
) -> Article:
    """Read the article that a page carries.

    Raises UnreadableError for what is no HTML, NotAnArticleError for a page without an article; both name the URL.
    """
    from trafilatura import bare_extraction

    if b"<" not in body or b"\x00" in body[:1000]:
        raise UnreadableError(f"{url}: not an HTML page ({content_type or 'no content type'})")
    found = bare_extraction(body, url=url, fast=True, with_metadata=True, include_comments=False)
    if found is None or not found.text:
        raise NotAnArticleError(f"{url}: no text")
    paragraphs = [line.strip() for line in found.text.split("\n") if line.strip()]
    return Article(
        url=url,
        canonical_url=canonical(url),
        title=(hint.title if hint and not found.title else found.title) or "",
        text="\n\n".join(paragraphs),
        published_at=found.date,
        authors=tuple(found.author.split("; ")) if found.author else (),
        outlet=found.sitename or registered_domain(url),
        source=source,
    )

"""One article by its address."""

from __future__ import annotations

from spiders.base import NewsSpider
from storage.records import Kind


class ArticleSpider(NewsSpider):
    """One article by its address."""

    name = Kind.ARTICLE.value
    kind = Kind.ARTICLE

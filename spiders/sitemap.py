"""A news sitemap or an index of sitemaps, and the articles it names."""

from __future__ import annotations

from spiders.base import NewsSpider
from storage.records import Kind


class SitemapSpider(NewsSpider):
    """A news sitemap or an index of sitemaps, and the articles it names."""

    name = Kind.SITEMAP.value
    kind = Kind.SITEMAP

"""An RSS, Atom, RDF or JSON feed, and the articles it links to."""

from __future__ import annotations

from spiders.base import NewsSpider
from storage.records import Kind


class FeedSpider(NewsSpider):
    """An RSS, Atom, RDF or JSON feed, and the articles it links to."""

    name = Kind.FEED.value
    kind = Kind.FEED

"""A tag or section page: its teasers, over its pages, and their articles."""

from __future__ import annotations

from spiders.base import NewsSpider
from storage.records import Kind


class ListingSpider(NewsSpider):
    """A tag or section page: its teasers, over its pages, and their articles."""

    name = Kind.LISTING.value
    kind = Kind.LISTING

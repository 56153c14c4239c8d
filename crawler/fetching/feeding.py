"""Scrapy's feeds (`scrapy crawl listing -a url=… -O out.jsonl`): each article that the crawl read, as in an export.

What the spiders yield beside articles (listings, fetches that came to nothing) is kept in the store and in no feed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from scrapy.exceptions import DropItem, NotConfigured

from crawler.fetching.shared import run_of
from crawler.pipelines import Reading
from storage.export import article_record
from storage.reading import get_article

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from storage.exports.cards import Record
    from storage.store import Store


class AsRecord:
    """The last pipeline where a feed is written: turns a Reading that was kept into its record, drops what is none.

    Stories are folded when the crawl has ended: `story_id` is that of an earlier run, or None.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's way in; NotConfigured, which leaves it out, where no feed is written."""
        if not crawler.settings.getdict("FEEDS"):
            raise NotConfigured
        return cls(crawler)

    async def process_item(self, item: Any) -> Record:
        """Give the record of an article."""
        if not isinstance(item, Reading) or item.article_id is None:
            raise DropItem(f"{type(item).__name__} is kept in the store, not in feeds", log_level="DEBUG")
        return await run_of(self._crawler).keep(_record, item.article_id)


def _record(store: Store, article_id: int) -> Record:
    return article_record(store, get_article(store, article_id))

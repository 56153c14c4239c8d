"""Scrapy's settings: for every crawl of newsfold, under `newsfold fetch` and `scrapy crawl` alike.

What a user can set comes on top, from `crawl_settings`: the spiders apply it when they are made.
"""

from __future__ import annotations

from typing import Any

from crawler.config import CrawlSettings

BOT_NAME = "newsfold"
SPIDER_MODULES = ["spiders"]
COMMANDS_MODULE = "crawler.commands"  # `scrapy crawl` with an exit code

# The run's gate keeps hosts apart and bounds the whole; Scrapy's own slots only hand requests on to it.
CONCURRENT_REQUESTS = 16
CONCURRENT_REQUESTS_PER_DOMAIN = 16
DOWNLOAD_DELAY = 0
# Each starts a task for every response, which carries one record; the default of 100 costs a third.
CONCURRENT_ITEMS = 1
DOWNLOAD_HANDLERS = {
    "http": "crawler.fetching.handler.PoliteHandler",
    "https": "crawler.fetching.handler.PoliteHandler",
    "data": None,
    "file": None,
    "ftp": None,
    "s3": None,
}
TWISTED_REACTOR = "twisted.internet.asyncioreactor.AsyncioSelectorReactor"
TWISTED_DNS_RESOLVER = "crawler.fetching.resolver.GuardingResolver"

DOWNLOADER_MIDDLEWARES_BASE: dict[str, int] = {}
DOWNLOADER_MIDDLEWARES = {
    "crawler.fetching.listening.Listening": 50,
    "crawler.middlewares.AddressGuard": 100,
    "crawler.fetching.obedience.RobotsObedience": 200,
    "crawler.middlewares.Headers": 400,
    "crawler.middlewares.ConditionalRequests": 450,
    "crawler.middlewares.PatientRetry": 550,
    "crawler.middlewares.BoundedRefreshes": 580,
    "crawler.middlewares.BoundedInflation": 590,
    "crawler.middlewares.BoundedRedirects": 600,
    "scrapy.downloadermiddlewares.httpproxy.HttpProxyMiddleware": 750,
}
ITEM_PIPELINES = {
    "crawler.pipelines.Extract": 100,
    "crawler.pipelines.Keep": 200,
    "crawler.fetching.feeding.AsRecord": 900,  # only where Scrapy writes a feed
}
FEED_EXPORTERS = {"csv": "crawler.fetching.feeding_csv.SafeCsv"}
FEED_EXPORT_ENCODING = "utf-8"
DUPEFILTER_CLASS = "scrapy.dupefilters.BaseDupeFilter"  # the run knows what was asked, over all its sources
# None of Scrapy's: every answer is written down, whatever its status; no site learns where a link to it stood; and each
# would pass every request and record of every page through one more generator.
SPIDER_MIDDLEWARES_BASE: dict[str, int] = {}

# Scrapy would parse the source of each callback at its first answer. Should the collector run meanwhile, CPython before
# 3.11.8 may raise SystemError there (python/cpython#106905), and the answer would be lost without a word.
WARN_ON_GENERATOR_RETURN_VALUE = False

RETRY_TIMES = 2
RETRY_GIVE_UP_LOG_LEVEL = "DEBUG"
REDIRECT_MAX_TIMES = 5
METAREFRESH_MAXDELAY = 5
METAREFRESH_IGNORE_TAGS = ["noscript"]

COOKIES_ENABLED = False
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False
DOWNLOAD_VERIFY_CERTIFICATES = True
DOWNLOAD_WARNSIZE = 0
DOWNLOAD_FAIL_ON_DATALOSS = True
DEFAULT_REQUEST_HEADERS = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}

EXTENSIONS_BASE: dict[str, int] = {}
EXTENSIONS = {
    "scrapy.extensions.corestats.CoreStats": 0,
    "scrapy.extensions.closespider.CloseSpider": 0,
    "scrapy.extensions.feedexport.FeedExporter": 0,
}
STATS_DUMP = False
CLOSESPIDER_TIMEOUT = 3600  # seconds for one source in one run; what is left waits in the frontier
LOG_LEVEL = "WARNING"


def crawl_settings(crawl: CrawlSettings) -> dict[str, Any]:
    """What a user's `[crawl]` says, in Scrapy's names."""
    return {
        "USER_AGENT": user_agent(crawl),
        "DOWNLOAD_TIMEOUT": crawl.timeout,
        "DOWNLOAD_MAXSIZE": crawl.max_bytes,
        "CONCURRENT_REQUESTS": crawl.concurrency,
    }


def user_agent(crawl: CrawlSettings) -> str:
    """Who asks: the configured name, else newsfold with its version and the contact."""
    from storage.version import version

    contact = f" (+{crawl.contact})" if crawl.contact else ""
    return crawl.user_agent or f"newsfold/{version()}{contact}"

"""`scrapy crawl`, with an exit code that tells how the crawl went: Scrapy's own is 0 whatever came."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from scrapy.commands.crawl import Command as ScrapysCrawl
from scrapy.exceptions import UsageError

from storage.errors import NewsfoldError
from storage.texts import printable

if TYPE_CHECKING:
    import argparse
    import asyncio

    from scrapy.crawler import Crawler


class Command(ScrapysCrawl):
    """Scrapy's command with the exit codes of `newsfold fetch`.

    0 done; 1 the source failed, gave nothing or far less than usual; 2 wrong use, or a store or configuration that
    cannot be used; 130 stopped. What went wrong is said in a line on standard error.
    """

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Crawl with one spider; UsageError for wrong use and for what the user has to mend."""
        process = self.crawler_process
        assert process is not None, "Scrapy sets it"
        names = sorted(process.spider_loader.list())
        if len(args) != 1 or args[0] not in names:
            raise UsageError(f"name one spider: {', '.join(names)}", print_help=False)
        crawler = self._create_crawler(args[0])
        task: Any = process.crawl(crawler, **opts.spargs)
        process.start()
        if isinstance(error := _error_of(task), UsageError | NewsfoldError):
            raise UsageError(str(error), print_help=False)
        self.exitcode = 1 if error else _exit_code(crawler)


def _error_of(task: asyncio.Task[None]) -> BaseException | None:
    return task.exception() if task.done() and not task.cancelled() else None


def _exit_code(crawler: Crawler) -> int:
    """How the crawl went; a spider that is none of newsfold's went well if Scrapy says that it finished."""
    spider: Any = crawler.spider
    if (run := getattr(spider, "run", None)) is None:
        assert crawler.stats is not None, "Scrapy sets it"
        return 0 if crawler.stats.get_value("finish_reason") == "finished" else 1
    if run.broken is not None:
        raise UsageError(str(run.broken), print_help=False)
    report = spider.report
    if report is None:
        return _said(spider.source.name, "the crawl broke off", 1)
    if report.interrupted:
        return _said(spider.source.name, "stopped: the same command goes on with the rest", 130)
    if not report.failed:
        return 0
    (row,) = report.sources
    words = "; ".join(filter(None, (row.note, row.trouble, row.errors_told)))
    return _said(row.source, words or "nothing came of it", 1)


def _said(source: str, words: str, code: int) -> int:
    sys.stderr.write(printable(" ".join(f"newsfold: {source}: {words}".split())) + "\n")
    return code

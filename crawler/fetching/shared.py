"""What all crawls of one run share: the store's door, the gate, the reading processes, and what was asked already."""

from __future__ import annotations

import asyncio
import copy
from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar
from urllib.parse import urlsplit
from urllib.request import getproxies
from uuid import uuid4

from crawler.config import CrawlSettings
from crawler.fetching.addresses import AddressRule, plain_host
from crawler.fetching.gate import PATIENCE, Gate
from crawler.fetching.together import Together
from crawler.fetching.turns import Turns
from crawler.freshness import Hints
from crawler.processes.pool import ParsePool
from storage.baseline import RunYield
from storage.errors import ConfigError, NewsfoldError
from storage.frontier import release_leases, this_owner
from storage.records import Fetch, Kind, Outcome, Source, SourceReport
from storage.store import Store

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from crawler.fetching.resolver import GuardingResolver
    from crawler.fetching.robots import Robots

P = ParamSpec("P")
T = TypeVar("T")

_GOOD = frozenset({Outcome.OK, Outcome.UNCHANGED})


@dataclass(slots=True)
class Tally:
    """What one source gave so far in this run.

    `advice` says what may be meant by it, where nobody declared its kind; `blocked` is the first host that was refused
    and could be allowed.
    `own` is the fetch of its own URL, `kind` what that was found to be; `waiting_hosts` asked it to stay away for
    longer than a run takes. `articles` are the names of those that were asked for; `text_ids` are the ids of those that
    were new or changed.
    """

    pages: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    errors: Counter[str] = field(default_factory=Counter)
    article_ids: set[int] = field(default_factory=set)
    waiting_hosts: set[str] = field(default_factory=set)
    note: str = ""
    advice: str = ""
    blocked: str = ""
    own: Fetch | None = None
    kind: Kind | None = None
    hints: Hints = field(default_factory=Hints)
    gave: RunYield = field(default_factory=RunYield)
    articles: set[str] = field(default_factory=set)
    text_ids: set[int] = field(default_factory=set)

    def look(self, listed: int, size: int) -> None:
        """Note how many links the source's own page lists, and how many bytes it has."""
        self.gave = replace(self.gave, listed=listed, size=size)

    def came(self, *, had: bool, known: bool) -> None:
        """Note whether an article was there that was asked for, and whether it had been had before."""
        gave = self.gave
        if known:
            self.gave = replace(gave, again=gave.again + 1, still=gave.still + had)
        else:
            self.gave = replace(gave, tried=gave.tried + 1, had=gave.had + had)

    def count(self, fetch: Fetch) -> None:
        """Count one ended request; the first is that of the source's own URL."""
        self.own = self.own or fetch
        if fetch.outcome in _GOOD:
            self.pages += 1
        else:
            self.errors[fetch.outcome.value] += 1

    def hear(self, ttl_minutes: int | None, skip_hours: tuple[int, ...]) -> None:
        """Note what a feed says about being asked again."""
        self.hints = replace(self.hints, ttl_minutes=ttl_minutes, skip_hours=skip_hours)

    def report(self, source: str) -> SourceReport:
        """The row of the closing table."""
        return SourceReport(
            source,
            self.pages,
            self.new,
            self.changed,
            self.unchanged,
            errors=dict(self.errors.most_common()),
            note=self._note(),
            outcome=self.own.outcome if self.own else None,
            advice=self.advice,
            blocked=self.blocked,
        )

    def _note(self) -> str:
        """What a reader of the table should know, where the numbers do not say it."""
        if self.note or self.own is None:
            return self.note
        if self.own.outcome not in _GOOD:
            return f"{self.own.outcome.value}: {self.own.reason}" if self.own.reason else self.own.outcome.value
        return ""


class Run:
    """One run of fetching, with one or many sources; `open` it before its crawls begin, `close` it after the last.

    `patience`, in seconds, bounds how long it waits for a host that asks for longer pauses: somebody sits before it.
    """

    resolver: GuardingResolver

    def __init__(
        self,
        settings: CrawlSettings,
        store_path: Path,
        *,
        progress: Callable[..., object] | None = None,
        proxy: str | None = None,
        patience: float = PATIENCE,
    ) -> None:
        self.settings = settings
        self.store_path = store_path
        self.proxy = proxy
        self.proxy_hosts = _hosts_of([proxy] if proxy else _environment_proxies())
        try:
            self.rule = AddressRule.allowing(settings.allow_addresses)
        except ValueError as error:
            raise ConfigError(f"allow_addresses: {error}") from None
        self.gate = Gate(settings.delay, settings.concurrency, patience=patience)
        self.pool = ParsePool()
        self.robots: dict[str, Robots | Exception] = {}
        self.robots_locks: dict[str, asyncio.Lock] = {}
        self.asked: set[str] = set()
        self.tries: Counter[str] = Counter()
        self.stopping: asyncio.Task[None] | None = None
        self.broken: NewsfoldError | None = None
        self.owner = this_owner(uuid4().hex)
        self._progress = progress
        self._thread = ThreadPoolExecutor(1, "store")
        self._together = Together(self.keep)
        self._store: Store | None = None
        self._turns: Turns | None = None
        self.is_guest = False  # it lives in the house of another run
        self.is_late = False  # it was ended at its deadline, not because the process ends
        self.folding = asyncio.Lock()
        self.owed: set[str] = set()  # runs of this house whose leases were not given back yet
        self.guests: set[Callable[[], None]] = set()  # each ends one guest's crawls in good order

    def guest(self) -> Run:
        """Another run in the house of this one: same store, reading processes and turns at hosts; this one stays open.

        Its gate closes by itself, and it asks anew for what other runs asked for.
        """
        other = copy.copy(self)
        other.is_guest = True
        other.gate = self.gate.beside()
        other.robots, other.robots_locks, other.asked, other.tries = {}, {}, set(), Counter()
        other.stopping, other.owner = None, this_owner(uuid4().hex)
        return other

    async def open(self) -> None:
        """Open the store; StoreError when it cannot be used. The reading processes start with the first request."""
        if self.is_guest:
            return
        from twisted.internet import reactor

        from crawler.fetching.resolver import GuardingResolver

        self.resolver = GuardingResolver(reactor, self.rule, self.proxy_hosts)
        self.resolver.install_on_reactor()
        self._store = await self._in_thread(Store.open, self.store_path)
        self._turns = Turns(self.store_path)
        self.gate.share(self._turns)

    async def close(self) -> None:
        """Let go of everything; what was kept is in the store."""
        if self.is_guest:
            self.owed.add(self.owner)
            await self.give_back(self.owner)
            return
        await self.pool.close()
        if self._turns is not None:
            self._turns.close()
        if self._store is not None:
            await self.keep(release_leases, self.owner)
            await self._in_thread(self._store.close)
        self._thread.shutdown()

    async def give_back(self, owner: str) -> None:
        """Give back the leases of a run of this house that has ended; StoreError leaves it owed."""
        await self.keep(release_leases, owner)
        self.owed.discard(owner)

    async def keep(self, function: Callable[Concatenate[Store, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """`function(store, …)`, in the one thread that works with the store: the event loop never waits for a disk."""
        assert self._store is not None, "open() comes first"
        return await self._in_thread(function, self._store, *args, **kwargs)

    async def keep_soon(self, function: Callable[Concatenate[Store, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """As `keep`, for what writes down a page: committed with the pages that come in the same moment."""
        return await self._together.write(function, *args, **kwargs)

    async def _in_thread(self, function: Callable[..., T], *args: Any, **kwargs: Any) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, lambda: function(*args, **kwargs))

    def give_up(self, error: NewsfoldError) -> None:
        """End the run, as when the store takes nothing more; what is not kept stays in the frontier."""
        self.broken = self.broken or error
        self.gate.close()

    def ended(self, done: int = 1) -> None:
        """Tell who watches that `done` more requests have ended, and of how many that are known to be made."""
        if self._progress is not None:
            self._progress(done, len(self.asked) or None)

    def folds(self, waiting: int) -> Callable[[int], object] | None:
        """Tell who watches that so many articles are folded now; gives whom to tell of each batch, None for nobody."""
        if self._progress is not None:
            self._progress(0, waiting, "folding")
        return self._progress

    def stops(self) -> None:
        """Tell whoever watches that the run was asked to stop, while what is under way still ends."""
        if self._progress is not None:
            self._progress(0, None, "stopping")


def source_of(crawler: Crawler) -> Source:
    """The source that a crawl fetches; its spider carries it."""
    source = getattr(crawler.spider, "source", None)
    assert isinstance(source, Source), "only newsfold's spiders crawl with newsfold's settings"
    return source


def run_of(crawler: Crawler) -> Run:
    """The run that a crawl belongs to; its spider carries it."""
    run = getattr(crawler.spider, "run", None)
    assert isinstance(run, Run), "only newsfold's spiders crawl with newsfold's settings"
    return run


def tally_of(crawler: Crawler) -> Tally:
    """The tally of a crawl's source; its spider carries it."""
    tally = getattr(crawler.spider, "tally", None)
    assert isinstance(tally, Tally), "only newsfold's spiders crawl with newsfold's settings"
    return tally


def _environment_proxies() -> list[str]:
    return [proxy for scheme, proxy in getproxies().items() if scheme != "no"]  # `no` lists what goes around them


def _hosts_of(proxies: Iterable[str]) -> frozenset[str]:
    hosts = (urlsplit(proxy if "://" in proxy else f"http://{proxy}").hostname for proxy in proxies)
    return frozenset(plain_host(host) for host in hosts if host)

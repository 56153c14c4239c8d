"""Names to addresses, past the address rule: what a name resolves to decides, whatever the name looks like."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any, Self

from twisted.internet.address import IPv4Address, IPv6Address
from twisted.internet.interfaces import IHostnameResolver, IHostResolution
from zope.interface import implementer  # type: ignore[import-untyped]

from crawler.fetching.addresses import AddressRule, plain_host

if TYPE_CHECKING:
    from twisted.internet.base import ReactorBase

_THREADS = 16  # a name server that hangs holds one of them each


@implementer(IHostResolution)
class _Resolution:
    """A look-up under way."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.task: asyncio.Task[None] | None = None

    def cancel(self) -> None:
        if self.task is not None:
            self.task.cancel()


@implementer(IHostnameResolver)
class GuardingResolver:
    """Resolves through the system, and gives no address at all for a name with one forbidden answer.

    Who connects gets the very addresses that were checked: a name that changes its answer in between gains nothing.
    `blocked` tells which names were refused, and for which address. `exempt` names (a proxy's) are not checked.
    """

    def __init__(self, reactor: ReactorBase, rule: AddressRule, exempt: frozenset[str] = frozenset()) -> None:
        self._reactor = reactor
        self._rule = rule
        self._exempt = exempt
        self.blocked: dict[str, str] = {}

    @classmethod
    def from_crawler(cls, crawler: Any, reactor: ReactorBase) -> Self:  # noqa: ARG003 - Scrapy's signature
        """What `scrapy crawl` installs: nothing private until the spider's run says what is allowed."""
        return cls(reactor, AddressRule())

    def install_on_reactor(self) -> None:
        """Make this the resolver of everything that runs in the reactor."""
        self._reactor.installNameResolver(self)  # type: ignore[arg-type]  # zope says what it implements

    def resolveHostName(  # noqa: N802 - Twisted's interface
        self,
        resolutionReceiver: Any,  # noqa: N803
        hostName: str,  # noqa: N803
        portNumber: int = 0,  # noqa: N803
        addressTypes: Sequence[type[Any]] | None = None,  # noqa: N803
        transportSemantics: str = "TCP",  # noqa: N803
    ) -> _Resolution:
        """Look `hostName` up; the receiver gets all its addresses, or none."""
        resolution = _Resolution(hostName)
        resolutionReceiver.resolutionBegan(resolution)

        async def look_up() -> None:
            for kind, host in await self._addresses(hostName):
                if addressTypes is None or kind in addressTypes:
                    resolutionReceiver.addressResolved(kind(transportSemantics, host, portNumber))
            resolutionReceiver.resolutionComplete()

        resolution.task = asyncio.get_running_loop().create_task(look_up())
        return resolution

    async def _addresses(self, name: str) -> list[tuple[type[Any], str]]:
        loop = asyncio.get_running_loop()
        try:
            answers = await loop.run_in_executor(_threads(), _look_up, name)
        except (OSError, UnicodeError):
            return []
        if plain_host(name) in self._exempt or self._rule.allows_name(name):
            return answers
        for _, host in answers:
            if not self._rule.allows(ip_address(host.partition("%")[0])):
                self.blocked[name] = host
                return []
        return answers


@cache
def _threads() -> ThreadPoolExecutor:
    """The threads that wait for name servers, for all runs of the process."""
    return ThreadPoolExecutor(_THREADS, "resolve")


def _look_up(name: str) -> list[tuple[type[Any], str]]:
    kinds = {socket.AF_INET: IPv4Address, socket.AF_INET6: IPv6Address}
    found = socket.getaddrinfo(name, 0, type=socket.SOCK_STREAM)
    return [(kinds[family], str(place[0])) for family, _, _, _, place in found if family in kinds]

"""Which addresses may be asked: pure; no name is resolved and nothing is fetched here.

A crawler follows links that strangers wrote. What is not on the public internet (loopback, private, link-local,
multicast, carrier-grade NAT, metadata services) is refused in every spelling, unless the user allowed it by name.
"""

from __future__ import annotations

import ipaddress
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import SplitResult, urlsplit

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

_DOTS = re.compile("[\u3002\uff0e\uff61]")  # IDNA takes these for full stops
_NUMBER = re.compile(r"0[xX][0-9a-fA-F]*|[0-9]+")
_CONTROL = re.compile(r"[\x00-\x20\x7f-\x9f]")
# Names that never leave a machine or a site: RFC 6761, RFC 6762, RFC 8375 and ICANN's reservation of `internal`.
_INNER_NAMES = ("localhost", "local", "internal", "home.arpa")
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_ALSO_INNER: tuple[Network, ...] = (
    ipaddress.IPv4Network("192.0.0.0/24"),  # protocol assignments; a cloud's metadata service answers there
    ipaddress.IPv4Network("168.63.129.16/32"),  # a cloud's platform service, public only by its number
    ipaddress.IPv4Network("192.88.99.0/24"),  # 6to4 relays
    ipaddress.IPv6Network("64:ff9b:1::/48"),  # local NAT64
)


@dataclass(frozen=True, slots=True)
class AddressRule:
    """What may be asked for beside the public internet: the host names and networks that the user allowed."""

    names: frozenset[str] = frozenset()
    networks: tuple[Network, ...] = ()

    @classmethod
    def allowing(cls, allowed: Iterable[str]) -> AddressRule:
        """Make the rule from hosts, addresses and networks as they stand in the configuration.

        Raises ValueError for a network that is none.
        """
        names, networks = set(), []
        for entry in allowed:
            host = entry.strip().strip("[]").lower().rstrip(".")
            if "/" in host or is_address(host):
                networks.append(ipaddress.ip_network(host, strict=False))
            else:
                names.add(host)
        return cls(frozenset(names), tuple(networks))

    def refusal(self, url: str) -> str:
        """Why `url` may not be asked for, '' where nothing speaks against it; its name may still resolve badly."""
        if "\\" in url or _CONTROL.search(url):
            return "a backslash or a control character in the URL"
        try:
            return self._refusal_of(urlsplit(url))
        except ValueError as error:
            return f"not a URL ({error})"

    def _refusal_of(self, parts: SplitResult) -> str:
        if parts.scheme.lower() not in ("http", "https"):
            return f"only http and https are fetched, not {parts.scheme[:20] or 'a URL without scheme'}"
        if "@" in parts.netloc:
            return "credentials in the URL"
        if not parts.hostname or parts.port == 0:
            return "no host in the URL"
        return self.host_refusal(parts.hostname)

    def allowable(self, url: str) -> str:
        """The host of a URL that is refused, if it is for that host alone and allowing it would help; else ''."""
        try:
            host = urlsplit(url).hostname or ""
            literal(plain_host(host))  # raises for what is neither an address nor a name
            helps = bool(host) and not AddressRule.allowing([host]).refusal(url)
        except ValueError:
            return ""
        return host if helps and self.refusal(url) else ""

    @lru_cache(maxsize=1024)  # noqa: B019 - of values, which are few
    def host_refusal(self, host: str) -> str:
        """Why a host, as it is written in a URL, may not be asked, '' where nothing speaks against it."""
        name = plain_host(host)
        if name in self.names:
            return ""
        try:
            address = literal(name)
        except ValueError as error:
            return f"{host}: {error}"
        if address is not None:
            return "" if self.allows(address) else f"{host} is not a public address"
        inner = any(name == end or name.endswith("." + end) for end in _INNER_NAMES)
        return f"{host} is not a public name" if inner else ""

    def allows(self, address: Address) -> bool:
        """Whether an address may be connected to: it is public, or the user allowed it; wrapped ones are unwrapped."""
        return all(
            any(inner in network for network in self.networks if network.version == inner.version) or _is_public(inner)
            for inner in _unwrapped(address)
        )

    def allows_name(self, host: str) -> bool:
        """Whether the user allowed a host by its name, whatever it resolves to."""
        return plain_host(host) in self.names


def plain_host(host: str) -> str:
    """A host as resolvers will read it: lower case, compatibility characters and other full stops settled."""
    return unicodedata.normalize("NFKC", _DOTS.sub(".", host)).strip("[]").lower().rstrip(".")


def literal(host: str) -> Address | None:
    """The address that a host spells, None for a name; decimal, octal, hexadecimal and shortened forms are read.

    Those forms are what inet_aton(3) takes. Raises ValueError for a host that spells no address and can be no name.
    """
    if "%" in host:
        raise ValueError("an escape or a zone in the host")
    if ":" in host:
        return ipaddress.IPv6Address(host)
    parts = host.split(".")
    if not _NUMBER.fullmatch(parts[-1]):
        return None
    if len(parts) > 4 or not all(_NUMBER.fullmatch(part) for part in parts):
        raise ValueError("a name that ends in a number")
    return _from_numbers([_number(part) for part in parts])


def _number(part: str) -> int:
    if part[:2].lower() == "0x":
        return int(part[2:] or "0", 16)
    return int(part, 8 if part.startswith("0") else 10)


def _from_numbers(numbers: list[int]) -> Address:
    *heads, last = numbers
    if any(head > 255 for head in heads) or last >= 256 ** (4 - len(heads)):
        raise ValueError("a number too large for an address")
    return ipaddress.IPv4Address(sum(head << 8 * (3 - place) for place, head in enumerate(heads)) + last)


def is_address(host: str) -> bool:
    """Whether a host is an IP address, in its usual form."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _unwrapped(address: Address) -> Iterator[Address]:
    """The IPv4 addresses that an IPv6 one carries (mapped, compatible, 6to4, Teredo, NAT64), else itself."""
    if isinstance(address, ipaddress.IPv4Address):
        yield address
        return
    carried = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
    if address in _NAT64 or 1 < int(address) < 2**32:  # `::` and `::1` carry none (RFC 4291, 2.5)
        carried.append(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    found = [inner for inner in carried if inner is not None]
    yield from found or [address]


def _is_public(address: Address) -> bool:
    inner = address.is_multicast or address.is_reserved or address.is_unspecified or address.is_link_local
    if inner or (isinstance(address, ipaddress.IPv6Address) and address.is_site_local):
        return False
    return address.is_global and not any(
        address in network for network in _ALSO_INNER if network.version == address.version
    )

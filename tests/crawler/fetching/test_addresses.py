from __future__ import annotations

import ipaddress
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.fetching.addresses import AddressRule, literal

RULE = AddressRule()

INNER = [
    "http://127.0.0.1/",
    "http://127.1/",
    "http://2130706433/",
    "http://0x7f000001/",
    "http://0x7f.0.0.1/",
    "http://0177.0.0.1/",
    "http://017700000001/",
    "http://[::1]/",
    "http://[::ffff:127.0.0.1]/",
    "http://[::ffff:7f00:1]/",
    "http://[::127.0.0.1]/",
    "http://[64:ff9b::127.0.0.1]/",
    "http://[2002:7f00:1::]/",
    "http://[2001:0:7f00:1::1]/",
    "http://[fe80::1]/",
    "http://[fe80::1%25eth0]/",
    "http://[fd00:ec2::254]/",
    "http://[ff02::1]/",
    "http://[fec0::1]/",
    "http://0/",
    "http://0.0.0.0/",
    "http://10.0.0.1/",
    "http://172.16.0.1/",
    "http://192.168.1.1/",
    "http://169.254.169.254/latest/meta-data/",
    "http://100.64.0.1/",
    "http://100.100.100.200/",
    "http://192.0.0.192/",
    "http://168.63.129.16/",
    "http://198.18.0.1/",
    "http://224.0.0.1/",
    "http://255.255.255.255/",
    "http://localhost/",
    "http://LOCALHOST./",
    "http://a.localhost/",
    "http://metadata.google.internal/",
    "http://printer.local/",
    "http://127。0。0。1/",
    "http://①②⑦.⓪.⓪.①/",
    "http://127.0.0.1./",
    "http://%31%32%37.0.0.1/",
]
NO_TARGET = [
    "file:///etc/passwd",
    "ftp://example.org/",
    "data:text/html,hi",
    "gopher://example.org/",
    "http:///path",
    "//example.org/",
    "http://example.org\\@127.0.0.1/",
    "http://example.org/\r\nHost: inside",
    "http://user:secret@example.org/",
    "http://127.0.0.1@example.org/",
    "http://[::1/",
    "http://example.org:0/",
    "http://example.org:99999/",
    "http://1.2.3.4.5/",
    "http://example.0x7f/",
    "http://256.1.1.1/",
]


@pytest.mark.parametrize("url", INNER + NO_TARGET)
def test_refused(url: str) -> None:
    assert RULE.refusal(url)


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/",
        "https://example.org:8443/a?b=c",
        "http://8.8.8.8/",
        "http://[2606:4700::1111]/",
        "http://134744072/",
        "http://münchen.example/",
        "http://3com.example/",
        "http://127.0.0.1.example.org/",
    ],
)
def test_let_through(url: str) -> None:
    assert RULE.refusal(url) == ""


def test_what_is_allowed_is_only_that() -> None:
    rule = AddressRule.allowing(["127.0.0.1", "10.1.0.0/16", "Intranet.example", "[fd00::1]"])

    for url in ("http://127.0.0.1:8000/", "http://2130706433/", "http://10.1.2.3/", "http://[fd00::1]/"):
        assert rule.refusal(url) == "", url
    assert rule.refusal("http://[::ffff:127.0.0.1]/") == ""
    assert rule.refusal("http://intranet.example/") == ""
    assert rule.allows_name("INTRANET.example.")
    for url in ("http://127.0.0.2/", "http://10.2.0.1/", "http://[fd00::2]/", "http://localhost/", "http://a.local/"):
        assert rule.refusal(url), url
    assert not rule.allows_name("sub.intranet.example")


def test_a_network_that_is_none() -> None:
    with pytest.raises(ValueError, match=r"10\.0\.0\.0/99"):
        AddressRule.allowing(["10.0.0.0/99"])


SPELLINGS: dict[str, Callable[[ipaddress.IPv4Address], str]] = {
    "dotted": str,
    "decimal": lambda address: str(int(address)),
    "hexadecimal": lambda address: hex(int(address)),
    "octal parts": lambda address: ".".join(f"0{part:o}" for part in address.packed),
    "hexadecimal parts": lambda address: ".".join(hex(part) for part in address.packed),
    "two parts": lambda address: f"{address.packed[0]}.{int(address) & 0xFFFFFF}",
    "three parts": lambda address: f"{address.packed[0]}.{address.packed[1]}.{int(address) & 0xFFFF}",
}


@given(st.ip_addresses(v=4), st.sampled_from(sorted(SPELLINGS)))
def test_every_spelling_of_an_address_is_read_as_it(address: ipaddress.IPv4Address, spelling: str) -> None:
    host = SPELLINGS[spelling](address)

    assert literal(host) == address
    assert bool(RULE.refusal(f"http://{host}/")) is not RULE.allows(address)


@given(st.ip_addresses(v=4))
def test_wrapping_an_address_hides_nothing(address: ipaddress.IPv4Address) -> None:
    number = int(address)
    wrapped = [
        ipaddress.IPv6Address((0xFFFF << 32) | number),
        ipaddress.IPv6Address((0x2002 << 112) | (number << 80)),
        ipaddress.IPv6Address((0x0064FF9B << 96) | number),
    ]

    assert all(RULE.allows(each) <= RULE.allows(address) for each in wrapped)


@given(st.text(max_size=60))
def test_any_text_gets_an_answer(text: str) -> None:
    assert RULE.refusal(text) or text.lower().startswith("http")
    RULE.refusal(f"http://{text}/")


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("http://127.0.0.1:8000/a", "127.0.0.1"),
        ("http://[::1]/", "::1"),
        ("http://printer.local/", "printer.local"),
        ("http://127.1/", "127.1"),
        ("http://me:secret@127.0.0.1/", ""),
        ("ftp://127.0.0.1/", ""),
        ("http://1.2.3.999/", ""),
        ("http://example.org/", ""),
        ("http://[/", ""),
    ],
)
def test_a_host_is_named_where_allowing_it_would_help(url: str, host: str) -> None:
    assert AddressRule().allowable(url) == host


def test_the_loopback_of_ipv6_can_be_allowed_and_nothing_else_with_it() -> None:
    rule = AddressRule.allowing(["::1"])
    assert not rule.refusal("http://[::1]/")
    assert AddressRule().refusal("http://[::1]/")
    for url in (
        "http://[::]/",
        "http://[::2]/",
        "http://[::127.0.0.1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://127.0.0.1/",
    ):
        assert rule.refusal(url), url

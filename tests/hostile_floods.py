"""Answers made of very many small things, names that no host has, and what is said twice or in another case."""

from __future__ import annotations

import gzip

from crawler.parsing.inflation import zstd
from tests.hostile import BOMB, HEAD, answer, raw, redirect
from tests.hostile_answers import PAGE
from tests.web import Behaviour, article_page, listing_page

MILLION = 1_000_000
_CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
_OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


def _length(body: bytes) -> bytes:
    return b"Content-Length: %d\r\n\r\n%b" % (len(body), body)


def _feed(body: str | bytes) -> Behaviour:
    return answer(body, Content_Type="application/rss+xml")


FLOODS: dict[str, Behaviour] = {
    "a million chunks": raw(_CHUNKED + b"1\r\na\r\n" * MILLION + b"0\r\n\r\n"),
    "chunks with a note each": raw(_CHUNKED + b"1;a=b\r\na\r\n" * 100_000 + b"0\r\n\r\n"),
    "25,000 headers": raw(HEAD + b"".join(b"X%d: b\r\n" % n for n in range(25_000)) + b"Content-Length: 2\r\n\r\nok"),
    "headers that end in returns": raw(HEAD + b"X-A: b\r" * 30_000 + b"\n\r\nok"),
    "a deflate of empty blocks": answer(b"\x78\x9c" + b"\x00\x00\x00\xff\xff" * 1_500_000, Content_Encoding="deflate"),
    "gzip of empty blocks": answer(
        gzip.compress(b"a")[:10] + b"\x00\x00\x00\xff\xff" * 1_500_000, Content_Encoding="gzip"
    ),
    "zstd of a million frames": answer(zstd.compress(b"") * 600_000, Content_Encoding="zstd"),
    "zstd of frames to be skipped": answer(b"\x50\x2a\x4d\x18\0\0\0\0" * MILLION, Content_Encoding="zstd"),
    "a million entries": _feed(b"<rss><channel>" + b"<item/>" * MILLION + b"</channel></rss>"),
    "a million places": answer(b"<urlset>" + b"<url/>" * MILLION + b"</urlset>", Content_Type="text/xml"),
    "a million lines": answer(b"/a\n" * MILLION, Content_Type="text/plain"),
    "a million semicolons": _feed("<rss><channel><title>" + "&#0;" * MILLION + "</title></channel></rss>"),
    "a listing of hundreds of hosts": answer(
        listing_page({f"http://127.9.{n // 250}.{n % 250}/2026/11/a-{n}": f"At host {n} it rains" for n in range(600)})
    ),
    "a listing of one page by its fragments": answer(
        listing_page({f"/none/a-page-of-many-parts#{n}": f"The part of number {n} is out" for n in range(5000)})
    ),
    "a listing of one page by its readers": answer(
        listing_page({f"/none/a-page-of-many-readers?utm_id={n}": f"For reader {n} alone" for n in range(5000)})
    ),
}

TWICE: dict[str, Behaviour] = {
    "a bomb in capitals": answer(gzip.compress(BOMB), Content_Encoding="GZip"),
    "a bomb under two headers": raw(
        HEAD + b"Content-Encoding: gzip\r\nContent-Encoding: GZIP\r\n" + _length(gzip.compress(gzip.compress(BOMB)))
    ),
    "a sitemap bomb in a bomb": answer(gzip.compress(gzip.compress(BOMB * 3)), Content_Type="application/gzip"),
    "two places to go": raw(
        b"HTTP/1.1 302 Found\r\nLocation: /none\r\nLocation: http://127.0.0.2/\r\nContent-Length: 0\r\n\r\n"
    ),
    "two places to go, inside first": raw(
        b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.2/\r\nLocation: /none\r\nContent-Length: 0\r\n\r\n"
    ),
    "a page and a place to go": answer(PAGE, 200, Location="http://127.0.0.2/"),
    "two types": raw(
        HEAD + b"Content-Type: application/rss+xml\r\nContent-Type: image/png; charset=x\r\n" + _length(PAGE.encode())
    ),
    "two answers to one question": raw(_OK + b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.2/\r\n\r\n"),
    "a length in another script": raw(HEAD + "Content-Length: ٣\r\n\r\nabc".encode()),
    "chunk sizes with signs": raw(_CHUNKED + b"+5\r\nhello\r\n0x2\r\nok\r\n0\r\n\r\n"),
    "a refresh in another case": answer('<META HTTP-EQUIV=ReFrEsH CONTENT="0;URL=\'http://127.0.0.2/\'"><p>Wait.</p>'),
    "a refresh behind a comment": answer('<!-- > --><meta content="0;url=//127.0.0.2/" http-equiv="refresh">'),
    "a page that names itself twice": answer(
        article_page("Twice named", head='<link rel="canonical" href="/a"><link rel="canonical" href="/b"><base href="//b/">')
    ),
}  # fmt: skip

_NAMES = {
    "of a label too long": "a" * 64 + ".invalid",
    "of many labels": ".".join("a" * 200) + ".invalid",
    "of an empty label": "a..invalid",
    "of a dot": ".",
    "of hyphens": "-a-.invalid",
    "of an underscore": "a_b.invalid",
    "of bad punycode": "xn--\u00e4.invalid",
    "of empty punycode": "xn--.invalid",
    "of punycode for a slash": "xn--a-ecp.invalid",
    "of a joiner": "a\u200d.invalid",
    "of mixed directions": "a\u05d0.invalid",
    "of a snowman": "\u2603.invalid",
    "of an escape": "a%2eb.invalid",
    "of a NUL": "127.0.0.2%00.invalid",
    "of brackets": "[127.0.0.2]",
    "of six and a half": "[::1.invalid]",
    "of a port alone": ":80",
    "of a port in another script": "127.0.0.2:\u0668\u0660",
}


def strangers() -> dict[str, Behaviour]:
    """All of them; each odd name is led to by a redirect."""
    return {
        **FLOODS,
        **TWICE,
        **{f"a redirect to a name {name}": redirect(f"http://{host}/") for name, host in _NAMES.items()},
    }

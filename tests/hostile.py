"""Servers that misbehave: over the transport, in statuses and redirects, in bodies, feeds, sitemaps and traps.

Each table names its behaviours and has what they do to a request.
"""

from __future__ import annotations

import gzip
import json
import socket
import struct
import zlib
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler

from tests.web import Behaviour, Web, article_page, feed_of, sitemap_of

BOMB = b"<p>" + b"a" * 60_000_000
BIG = 12_000_000  # bytes: more than a body may have


def raw(data: bytes) -> Behaviour:
    """Send these bytes instead of an answer, and hang up."""

    def behave(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(data)
        handler.close_connection = True

    return behave


def answer(body: str | bytes, status: int = 200, **headers: str) -> Behaviour:
    content = body.encode("utf-8", "surrogatepass") if isinstance(body, str) else body

    def behave(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in {"Content-Type": "text/html; charset=utf-8", **headers}.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Content-Length", str(len(content)))
        handler.end_headers()
        handler.wfile.write(content)

    return behave


def redirect(location: str, status: int = 302) -> Behaviour:
    return answer("", status, Location=location.encode().decode("latin-1"))


def reset(handler: BaseHTTPRequestHandler) -> None:
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    handler.connection.close()
    handler.close_connection = True


def forever(first: bytes, piece: bytes, pause: float) -> Callable[[Web], Behaviour]:
    """Send `first`, then `piece` again and again, with a pause in seconds between two."""

    def of(web: Web) -> Behaviour:
        def behave(handler: BaseHTTPRequestHandler) -> None:
            handler.close_connection = True
            try:
                handler.wfile.write(first)
                while not web.released.wait(pause):
                    handler.wfile.write(piece)
            except OSError:
                return

        return behave

    return of


HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"

ENDLESS: dict[str, Callable[[Web], Behaviour]] = {
    "drips its body": forever(HEAD + b"\r\n", b"a", 0.05),
    "drips its headers": forever(HEAD, b"X", 0.05),
    "never ends its headers": forever(HEAD, b"X-A: b\r\n" * 1000, 0.001),
    "never ends one header": forever(HEAD + b"X-A: ", b"b" * 60_000, 0.001),
    "never ends its body": forever(HEAD + b"\r\n", b"<p>and so on</p>" * 4000, 0.0005),
    "never ends its chunks": forever(
        HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"ffff\r\n" + b"a" * 0xFFFF + b"\r\n", 0.0005
    ),
}

TRANSPORT: dict[str, Behaviour] = {
    "one chunk of many gigabytes": raw(HEAD + b"Transfer-Encoding: chunked\r\n\r\nffffffffff\r\n" + b"a" * 1000),
    "a chunk size that is none": raw(HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n0\r\n\r\n"),
    "hangs up": raw(b""),
    "resets": reset,
    "hangs up in its body": raw(HEAD + b"Content-Length: 5000\r\n\r\n<p>half"),
    "says less than it sends": raw(HEAD + b"Content-Length: 3\r\n\r\n<p>much more than that"),
    "a length below nothing": raw(HEAD + b"Content-Length: -5\r\n\r\nabc"),
    "a length of many terabytes": raw(HEAD + b"Content-Length: 99999999999999\r\n\r\nabc"),
    "two lengths": raw(HEAD + b"Content-Length: 3\r\nContent-Length: 7\r\n\r\nabcdefg"),
    "no HTTP": raw(b"SSH-2.0-OpenSSH_9.2\r\n" * 5),
    "binary instead of HTTP": raw(bytes(range(256)) * 40),
    "HTTP of 1991": raw(b"<p>hello</p>"),
    "a header of a megabyte": raw(HEAD + b"X-A: " + b"b" * 1_000_000 + b"\r\nContent-Length: 0\r\n\r\n"),
    "headers with no colon": raw(b"HTTP/1.1 200 OK\r\nnonsense\r\n\r\nabc"),
    "a status that is none": raw(b"HTTP/1.1 abc OK\r\n\r\n"),
}

CODING: dict[str, Behaviour] = {
    "a gzip bomb": answer(gzip.compress(BOMB), Content_Encoding="gzip"),
    "a deflate bomb": answer(zlib.compress(BOMB), Content_Encoding="deflate"),
    "a bomb in a bomb": answer(gzip.compress(gzip.compress(BOMB)), Content_Encoding="gzip, gzip"),
    "gzip that is none": answer("<p>plain</p>", Content_Encoding="gzip"),
    "gzip that breaks off": answer(gzip.compress(b"<p>a</p>" * 1000)[:40], Content_Encoding="gzip"),
    "a coding that nobody knows": answer("<p>plain</p>", Content_Encoding="snappy"),
    "a charset that nobody knows": answer("<p>plain</p>", Content_Type="text/html; charset=x-none"),
    "a body too large": answer(b"a" * BIG),
}

STATUS: dict[str, Behaviour] = {
    "204": answer("", 204),
    "206": answer("<p>a part</p>", 206),
    "304 unasked": answer("", 304),
    "400": answer("", 400),
    "401": answer("", 401, WWW_Authenticate="Basic realm=a"),
    "403": answer("<h1>Forbidden</h1>", 403),
    "410": answer("", 410),
    "451": answer("", 451),
    "418": answer("", 418),
    "500": answer("", 500),
    "503 for a moment": answer("", 503, Retry_After="1"),
    "503 since the past": answer("", 503, Retry_After="Sun, 06 Nov 1994 08:49:37 GMT"),
    "503 for nonsense": answer("", 503, Retry_After="in a while"),
    "503 for a year": answer("", 503, Retry_After="31536000"),
    "999": answer("", 999),
    "a redirect to nowhere": answer("", 301),
    "a redirect to a file": redirect("file:///etc/passwd"),
    "a redirect to ftp": redirect("ftp://127.0.0.1/"),
    "a redirect to data": redirect("data:text/html,<h1>A bridge opens</h1>"),
    "a redirect to script": redirect("javascript:alert(1)"),
    "a redirect to no URL": redirect("http://[::1"),
    "a redirect with credentials": redirect("http://user:secret@127.0.0.1/"),
    "a redirect of 100 kB": redirect("/" + "a" * 15_000),
}


LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True))
    + ']><rss version="2.0"><channel><item><title>&i;</title><link>http://a.example/</link></item></channel></rss>'
)

MARKUP: dict[str, Behaviour] = {
    "50,000 attributes": answer("<p " + " ".join(f'a{n}="{n}"' for n in range(50_000)) + ">words</p>"),
    "300,000 breaks": answer("<article><p>" + "a<br>" * 300_000 + "</p></article>"),
    "100,000 links": answer("<article>" + "".join(f'<a href="/{n}">a</a> ' for n in range(100_000)) + "</article>"),
    "100,000 deep": answer("<div>" * 100_000 + "words"),
    "20,000 spans": answer("<p>" + "<span>a" * 20_000 + "</p>"),
    "60,000 paragraphs": answer("<article>" + "<p>words and words</p>" * 60_000 + "</article>"),
    "one word of 5 MB": answer("<article><p>" + "a" * 5_000_000 + "</p></article>"),
    "a title of 1 MB": answer(article_page("A" * 1_000_000)),
    "JSON-LD nested deeply": answer(
        article_page("A nested page", head=f'<script type="application/ld+json">{"[" * 100_000}</script>')
    ),
    "JSON-LD of wrong types": answer(
        article_page(
            "A page of wrong types",
            head='<script type="application/ld+json">'
            + json.dumps({"@type": "NewsArticle", "headline": [1, {}], "author": 7, "datePublished": {"a": []}})
            + "</script>",
        )
    ),
    "a moment that is none": answer(
        article_page("A page out of time", head='<meta property="article:published_time" content="99999-13-45T99:99">')
    ),
    "NULs and controls": answer(article_page("A page of \x00\x1b[31m controls \x85\u202e")),
    "lone surrogates": answer("<article><h1>&#xD800;</h1><p>" + "words \ud800 " * 200 + "</p></article>"),
    "formulas": answer(article_page('=HYPERLINK("http://a.example","A bridge opens")')),
    "UTF-16 said to be UTF-8": answer(article_page("A page in UTF-16").encode("utf-16")),
    "a picture": answer(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 100, Content_Type="image/png"),
    "a picture said to be a page": answer(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 100),
    "nothing": answer(""),
    "only script": answer("<html><body><script>document.write('words')</script></body></html>"),
    "a comment without end": answer("<!--" + "a" * 1_000_000),
    "a refresh to itself": answer('<meta http-equiv="refresh" content="0">'),
    "a refresh to a file": answer('<meta http-equiv="refresh" content="0;url=file:///etc/passwd">'),
}

LISTS: dict[str, Behaviour] = {
    "a feed that laughs": answer(LAUGHS, Content_Type="application/rss+xml"),
    "a feed of 30,000": answer(
        feed_of({f"/a/{n}": f"Entry {n}" for n in range(30_000)}), Content_Type="application/rss+xml"
    ),
    "a feed that breaks off": answer(feed_of({"/a": "Entry"})[:120], Content_Type="application/rss+xml"),
    "a feed that is a path": answer("/etc/passwd", Content_Type="application/rss+xml"),
    "a feed of files": answer(feed_of({"file:///etc/passwd": "A file"}), Content_Type="application/rss+xml"),
    "a sitemap of 200,000": answer(sitemap_of([f"javascript:{n}" for n in range(200_000)]), Content_Type="text/xml"),
    "a sitemap that is gzip and is not": answer(b"\x1f\x8b" + b"a" * 1000, Content_Type="application/gzip"),
    "a sitemap bomb": answer(gzip.compress(BOMB * 3), Content_Type="application/gzip"),
}

"""Answers that are wrong as answers: over the transport, in codings, in statuses, and instead of a robots.txt."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler

import brotli

from crawler.parsing.inflation import zstd
from tests.hostile import BOMB, HEAD, answer, forever, raw, redirect, reset
from tests.web import Behaviour, Web, article_page

PAGE = article_page("An honest page behind an odd answer")


def _deflated(body: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(body) + packer.flush()


def _layers(count: int) -> bytes:
    body = PAGE.encode()
    for _ in range(count):
        body = gzip.compress(body)
    return body


def leaves_at(size: int) -> Behaviour:
    """Break the connection in the middle of a body."""

    def behave(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(HEAD + b"Content-Length: 500000\r\n\r\n" + b"a" * size)
        handler.wfile.flush()
        reset(handler)

    return behave


CODINGS: dict[str, Behaviour] = {
    "a brotli bomb": answer(brotli.compress(BOMB, quality=5), Content_Encoding="br"),
    "a zstd bomb": answer(zstd.compress(BOMB), Content_Encoding="zstd"),
    "a bare deflate bomb": answer(_deflated(BOMB), Content_Encoding="deflate"),
    "a gzip bomb of a gzip bomb": answer(gzip.compress(gzip.compress(BOMB * 4)), Content_Encoding="gzip"),
    "gzip many times over": answer(_layers(50), Content_Encoding=", ".join(["gzip"] * 50)),
    "gzip in one header after another": answer(_layers(1), Content_Encoding="gzip,,, ,gzip, identity, gzip"),
    "one coding said to be another": answer(gzip.compress(PAGE.encode()), Content_Encoding="br"),
    "zstd that is none": answer(b"\x28\xb5\x2f\xfd" + b"\xff" * 500, Content_Encoding="zstd"),
    "brotli that is none": answer(b"\xff" * 500, Content_Encoding="br"),
    "gzip with a tail": answer(gzip.compress(PAGE.encode()) + b"tail" * 9, Content_Encoding="gzip"),
    "gzip of nothing": answer(b"", Content_Encoding="gzip"),
    "gzip of a hundred thousand members": answer(gzip.compress(b"") * 100_000 + gzip.compress(PAGE.encode()), Content_Encoding="gzip"),
    "a bomb of many members": answer(gzip.compress(b"a" * 1_000_000) * 60, Content_Encoding="gzip"),
    "a bomb under three codings": answer(gzip.compress(zstd.compress(brotli.compress(BOMB, quality=5))), Content_Encoding="br, zstd, gzip"),
    "a bomb of brotli in brotli": answer(brotli.compress(brotli.compress(BOMB, quality=5)), Content_Encoding="br, br"),
    "an old name of gzip": answer(gzip.compress(BOMB), Content_Encoding="x-gzip"),
    "a window of 2 GB": answer(b"\x28\xb5\x2f\xfd\x00\xa8" + b"\x01\x00\x00", Content_Encoding="zstd"),
    "gzip that its header does not name": answer(gzip.compress(BOMB)),
}  # fmt: skip

ODD: dict[str, Behaviour] = {
    "a thousand early answers": raw(b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" * 20_000 + b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"),
    "another protocol from now on": raw(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n\x81\x05hello"),
    "chunks and a length": raw(HEAD + b"Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n5\r\nhello\r\n0\r\n\r\nHTTP/1.1 200 OK\r\n\r\n"),
    "two codings of transfer": raw(HEAD + b"Transfer-Encoding: gzip, chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"),
    "a chunk of less than nothing": raw(HEAD + b"Transfer-Encoding: chunked\r\n\r\n-5\r\nhello\r\n0\r\n\r\n"),
    "a chunk with a long note": raw(HEAD + b"Transfer-Encoding: chunked\r\n\r\n5;" + b"a" * 500_000 + b"\r\nhello\r\n0\r\n\r\n"),
    "a thousand trailers": raw(HEAD + b"Transfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n" + b"X-A: b\r\n" * 50_000 + b"\r\n"),
    "an answer before the answer": raw(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n" * 500),
    "NUL in a header": raw(HEAD + b"X-A: \x00\x00\r\nContent-Length: 2\r\n\r\nok"),
    "a folded header": raw(HEAD + b"X-A: a\r\n b\r\n\tc\r\nContent-Length: 2\r\n\r\nok"),
    "line feeds alone": raw(b"HTTP/1.1 200 OK\nContent-Length: 2\n\nok"),
    "HTTP of the future": raw(b"HTTP/9.9 200 OK\r\nContent-Length: 2\r\n\r\nok"),
    "a status of many digits": raw(b"HTTP/1.1 200200200200 OK\r\nContent-Length: 2\r\n\r\nok"),
    "a status without words": raw(b"HTTP/1.1 200\r\nContent-Length: 2\r\n\r\nok"),
    "a length of words": raw(HEAD + b"Content-Length: many\r\n\r\nabc"),
    "a length of a plus": raw(HEAD + b"Content-Length: +3\r\n\r\nabc"),
    "leaves after a byte": leaves_at(1),
    "leaves after many": leaves_at(400_000),
    "ten thousand cookies": raw(HEAD + b"".join(b"Set-Cookie: id%d=the-secret-cookie\r\n" % n for n in range(5000)) + b"Content-Length: 2\r\n\r\nok"),
    "headers in UTF-16": raw("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok".encode("utf-16")),
    "a header before the status": raw(b"X-A: b\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"),
    "leading empty lines": raw(b"\r\n" * 20_000 + b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"),
    "chunks of no end mark": raw(HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + b"1\r\na\r\n" * 50_000),
    "chunked in chunked": raw(HEAD + b"Transfer-Encoding: chunked, chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"),
    "a body for 204": raw(b"HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\nhello"),
    "a body for 304": raw(b"HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\nhello"),
    "nothing but spaces": raw(b" " * 100_000),
    "a mail server": raw(b"220 mail.example ESMTP\r\n"),
    "TLS": raw(b"\x15\x03\x01\x00\x02\x02\x28" * 20),
}  # fmt: skip

STATUSES: dict[str, Behaviour] = {
    "a redirect to itself": answer("", 302, Location="?"),
    "a redirect with a large body": answer(b"<p>" + b"a" * 12_000_000, 302, Location="/none"),
    "a redirect with a bomb": answer(gzip.compress(BOMB), 302, Location="/none", Content_Encoding="gzip"),
    "a redirect until a cookie comes": answer("", 302, Location="?", Set_Cookie="id=the-secret-cookie"),
    "a redirect that sets a cookie": answer("", 302, Location="/none", Set_Cookie="id=the-secret-cookie; Path=/"),
    "a page that waits a year": answer(PAGE, Retry_After="31536000"),
    "404 that waits a year": answer(PAGE, 404, Retry_After="31536000"),
    "201 with a place": answer("", 201, Location="http://127.0.0.2/"),
    "a redirect past its fragment": redirect("#" + "a" * 10_000),
    "300": answer("<a href='/a'>a</a>", 300),
    "305": answer("", 305, Location="http://127.0.0.1:1/"),
    "307 to nothing": answer("", 307, Location=""),
    "a redirect to many lines": redirect("/a%0d%0aSet-Cookie:%20a=b"),
    "429 till the next century": answer("", 429, Retry_After="Fri, 31 Dec 2199 23:59:59 GMT"),
    "429 for less than nothing": answer("", 429, Retry_After="-5"),
    "429 for a number too large": answer("", 429, Retry_After="9" * 5000),
    "503 for an hour in the year 99999": answer("", 503, Retry_After="Sun, 06 Nov 99999 08:49:37 GMT"),
    "503 in another zone": answer("", 503, Retry_After="Mon, 01 Jan 0001 00:00:00 +2359"),
    "502": answer("", 502),
    "504 as a page": answer(PAGE, 504),
    "226": answer(PAGE, 226, IM="feed"),
    "a name of 15 kB for its version": answer(PAGE, ETag='"' + "a" * 15_000 + '"', Last_Modified="x" * 15_000),
    "a version of control characters": answer(PAGE, ETag='"\x01\x02\xff"', Last_Modified="\x7f"),
    "a cookie for everybody": answer(PAGE, Set_Cookie="id=the-secret-cookie; Domain=0.0.1; Path=/; SameSite=None"),
    "asks for a password": answer("", 401, WWW_Authenticate='Basic realm="a"', Set_Cookie="id=the-secret-cookie"),
    "asks for a password of the proxy": answer("", 407, Proxy_Authenticate='Basic realm="a"'),
    "refreshes in a header": answer(PAGE, Refresh="0;url=/none"),
}  # fmt: skip

_DENY = "User-agent: *\nDisallow: /\n"


def text(body: str | bytes, status: int = 200) -> Behaviour:
    return answer(body, status, Content_Type="text/plain")


# Behaviours of a robots.txt, and whether the site's pages may be asked for.
ROBOTS: dict[str, tuple[Behaviour, bool]] = {
    "answers 500": (answer("", 500), False),
    "answers 503 for a year": (answer("", 503, Retry_After="31536000"), False),
    "answers 429": (answer("", 429), False),
    "answers 206": (text(_DENY, 206), False),
    "resets": (reset, False),
    "hangs up": (raw(b""), False),
    "no HTTP": (raw(b"SSH-2.0-OpenSSH_9.2\r\n"), False),
    "breaks off": (leaves_at(1000), False),
    "a bomb": (answer(gzip.compress(BOMB), Content_Encoding="gzip", Content_Type="text/plain"), False),
    "too large": (text(b"# " + b"a" * 12_000_000), False),
    "redirects to itself": (redirect("/robots.txt"), False),
    "redirects to a file": (redirect("file:///etc/passwd"), False),
    "404": (answer(_DENY, 404), True),
    "403": (answer(_DENY, 403), True),
    "410": (answer("", 410), True),
    "forbids behind a mark": (text(("\ufeff" + _DENY).encode()), False),
    "forbids with returns": (text(_DENY.replace("\n", "\r")), False),
    "forbids in capitals": (text(_DENY.upper()), False),
    "forbids with spaces": (text(_DENY.replace(":", " : ")), False),
    "forbids after much": (text("#\n" * 100_000 + _DENY), False),
    "forbids after NULs": (text("\0\0\0\n" + _DENY), False),
    "forbids by stars": (text("User-agent: *\nDisallow: /" + "*" * 5000 + "\n"), False),
    "stars without end": (text("User-agent: *\n" + f"Disallow: /{'*a' * 400}$\n" * 500), True),
    "a hundred thousand rules": (text("User-agent: *\n" + "Disallow: /x\n" * 40_000), True),
    "is a page": (answer(PAGE), True),
    "is a picture": (answer(b"\x89PNG\r\n" + bytes(range(256)) * 9, Content_Type="image/png"), True),
    "is a chain of redirects": (redirect("/robots.txt?"), False),
    "has a coding that nobody knows": (answer(_DENY, Content_Encoding="snappy", Content_Type="text/plain"), False),
    "is gzip that is none": (answer(_DENY, Content_Encoding="gzip", Content_Type="text/plain"), False),
    "forbids in gzip": (answer(gzip.compress(_DENY.encode()), Content_Encoding="gzip", Content_Type="text/plain"), False),
    "forbids in an odd type": (answer(_DENY, Content_Type="application/octet-stream"), False),
    "says less than it sends": (raw(HEAD + b"Content-Length: 3\r\n\r\n" + _DENY.encode()), True),
    "hangs up in its body": (raw(HEAD + b"Content-Length: 5000\r\n\r\nUser-agent: *\nAllow: /\n"), False),
    "answers 304 unasked": (answer("", 304), False),
    "forbids in another charset": (answer(_DENY, Content_Type="text/plain; charset=utf-16"), False),
    "forbids after early answers": (
        raw(b"HTTP/1.1 103 Early Hints\r\n\r\n" * 50 + HEAD + b"Content-Length: 26\r\n\r\n" + _DENY.encode()), False,
    ),
    "names a sitemap inside": (text("User-agent: *\nAllow: /\nSitemap: http://127.0.0.2/\nHost: 127.0.0.2\n"), True),
    "of many groups": (text("User-agent: a\nDisallow: /\n" * 19_000), True),
    "one rule of half a megabyte": (text("User-agent: *\nDisallow: /" + "b%62" * 120_000 + "\n"), True),
    "waits for ten minutes": (text("User-agent: *\nCrawl-delay: 600\n"), False),
    "waits for years": (text("User-agent: *\nCrawl-delay: 99999999999\n"), False),
    "waits for ever": (text("User-agent: *\nCrawl-delay: inf\nCrawl-delay: nan\n"), True),
    "waits backwards": (text("User-agent: *\nCrawl-delay: -5\n"), True),
    "waits for words": (text("User-agent: *\nCrawl-delay: 1e-400 seconds\n"), True),
}  # fmt: skip

ENDLESS_ROBOTS: dict[str, Callable[[Web], Behaviour]] = {
    "never comes": forever(b"", b"", 0.2),
    "drips": forever(HEAD + b"\r\n", b"#", 0.05),
    "never ends": forever(HEAD + b"\r\n", b"Allow: /\n" * 4000, 0.0005),
}

ENDLESS: dict[str, Callable[[Web], Behaviour]] = {
    "one header of early answers": forever(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 1000, 0.001),
    "drips its chunks": forever(HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\na\r\n", 0.05),
    "drips its status": forever(b"", b"H", 0.05),
    "never ends its trailers": forever(HEAD + b"Transfer-Encoding: chunked\r\n\r\n0\r\n", b"X-A: b\r\n" * 1000, 0.001),
    "never ends its gzip": forever(
        HEAD + b"Content-Encoding: gzip\r\n\r\n" + gzip.compress(b"a")[:10], b"\x00\x00\x00\xff\xff" * 5000, 0.0005
    ),
    "accepts and says nothing": forever(b"", b"", 0.2),
}  # fmt: skip

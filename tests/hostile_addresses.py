"""Every way to send a crawler inside: spellings of an inner address, and the places where a page can name one."""

from __future__ import annotations

import json
import socket

from tests.hostile import answer, redirect
from tests.web import Behaviour, article_page, feed_of, listing_page, sitemap_of


def spellings(secret: str) -> dict[str, str]:
    """URLs that lead, or could be taken to lead, to `secret`, an IPv4 host with its port, by what is odd about them."""
    host, port = secret.split(":")
    packed = socket.inet_aton(host)
    number, last = int.from_bytes(packed), packed[3]
    high, low = packed[:2].hex(), packed[2:].hex()
    teredo = f"2001:0:4136:e378:8000:63bf:{int(high, 16) ^ 0xFFFF:x}:{int(low, 16) ^ 0xFFFF:x}"
    hosts = {
        "dotted": host,
        "dotted with an end": f"{host}.",
        "decimal": str(number),
        "hexadecimal": hex(number),
        "hexadecimal in capitals": hex(number).upper(),
        "hexadecimal with zeros": f"0x00000000{number:x}",
        "hexadecimal parts": ".".join(map(hex, packed)),
        "octal": f"0{number:o}",
        "octal parts": ".".join(f"0{part:o}" for part in packed),
        "octal with zeros": ".".join(f"00000{part:o}" for part in packed),
        "short": f"{packed[0]}.{last}",
        "three parts": f"{packed[0]}.{packed[1]}.{last}",
        "mixed": f"0x7f.0.{last}",
        "mapped": f"[::ffff:{host}]",
        "mapped in hexadecimal": f"[::ffff:{high}:{low}]",
        "mapped in full": f"[0:0:0:0:0:FFFF:{high}:{low}]",
        "compatible": f"[::{host}]",
        "translated": f"[::ffff:0:{host}]",
        "NAT64": f"[64:ff9b::{high}:{low}]",
        "local NAT64": f"[64:ff9b:1::{high}:{low}]",
        "6to4": f"[2002:{high}:{low}::1]",
        "Teredo": f"[{teredo}]",
        "ISATAP": f"[fe80::5efe:{host}]",
        "a zone": f"[::ffff:{host}%25lo]",
        "a bare zone": "[fe80::1%lo]",
        "unique local": "[fd00::1]",
        "loopback of six": "[::1]",
        "nothing of six": "[::]",
        "escaped dots": host.replace(".", "%2e"),
        "escaped digits": "".join(f"%{ord(each):02x}" for each in host),
        "full-width digits": host.translate({48 + n: 0xFF10 + n for n in range(10)}),
        "circled digits": host.translate({48 + n: 0x2460 + n - 1 for n in range(1, 10)}),
        "bold digits": host.translate({48 + n: 0x1D7CE + n for n in range(10)}),
        "ideographic dots": host.replace(".", "\u3002"),
        "full-width dots": host.replace(".", "\uff0e"),
        "half-width dots": host.replace(".", "\uff61"),
        "one-dot leaders": host.replace(".", "\u2024"),
        "soft hyphens": host.replace(".", ".\u00ad"),
        "spaces of no width": host.replace(".", "\u200b."),
        "superscripts": host.replace("2", "\u00b2"),
        "localhost": "localhost",
        "localhost with an end": "LocalHost.",
        "below localhost": "a.b.localhost",
        "circled localhost": "\u24db\u24de\u24d2\u24d0\u24db\u24d7\u24de\u24e2\u24e3",
        "a name of the site": "printer.local",
        "metadata": "169.254.169.254",
        "metadata by name": "metadata.google.internal",
        "private": "10.0.0.1",
        "carrier": "100.64.0.1",
        "broadcast": "255.255.255.255",
        "this network": "0.0.0.0",
        "zero": "0",
        "multicast": "224.0.0.1",
    }
    urls = {name: f"http://{spelt}:{port}/" for name, spelt in hosts.items()}
    return urls | {
        "without scheme": f"//{secret}/",
        "one slash": f"http:/{secret}/",
        "no slash": f"http:{secret}/",
        "three slashes": f"http:///{secret}/",
        "slash and backslash": f"/\\{secret}/",
        "backslash and slash": f"\\/{secret}/",
        "a scheme with a backslash": f"http:/\\{secret}/",
        "two schemes": f"http://http://{secret}/",
        "a scheme in the path": f"/http://{secret}/",
        "spaces before": f"%20http://{secret}/",
        "TLS": f"https://{secret}/",
        "web sockets": f"ws://{secret}/",
        "FTP": f"ftp://{secret}/",
        "a blob": f"blob:http://{secret}/a",
        "a page within an archive": f"jar:http://{secret}/a!/b",
        "backslashes": f"http:\\\\{secret}\\",
        "a backslash before": f"http://127.0.0.1\\@{secret}/",
        "a backslash after": f"http://{secret}\\@127.0.0.1/",
        "as a user": f"http://127.0.0.1@{secret}/",
        "as a user with a word": f"http://127.0.0.1:80@{secret}/",
        "behind a fragment": f"http://{secret}#@127.0.0.1/",
        "behind a query": f"http://{secret}?@127.0.0.1/",
        "two users": f"http://a@b@{secret}/",
        "capitals": f"HTTP://{secret}/",
        "a tab in the scheme": f"ht\ttp://{secret}/",
        "a tab in the host": f"http://{secret[:4]}\t{secret[4:]}/",
        "a line feed escaped": f"http://127.0.0.1%0d%0aHost:%20{secret}/",
        "a port with zeros": f"http://{host}:000{port}/",
        "a port too large": f"http://{host}:{65536 + int(port)}/",
        "a port of words": f"http://{host}:http/",
        "another scheme": f"gopher://{secret}/_GET%20/",
        "a file": "file:///etc/passwd",
        "a file of a host": f"file://{host}/etc/passwd",
        "data": "data:text/html,<h1>A bridge opens</h1>",
        "a view of a source": f"view-source:http://{secret}/",
    }


def _links(secret: str) -> list[str]:
    return [
        f"{url.rstrip('/')}/2026/11/0{n % 9 + 1}/a-secret-of-the-house"
        for n, url in enumerate(spellings(secret).values())
    ]


def _feed(body: str | bytes) -> Behaviour:
    return answer(body, Content_Type="application/rss+xml")


def _escaped(url: str) -> str:
    return url.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")


def ways_inside(secret: str) -> dict[str, Behaviour]:
    """Every spelling as a redirect, a refresh and a canonical link; all of them in one list of each kind."""
    urls = spellings(secret)
    links = [_escaped(link) for link in _links(secret)]
    named = {link: f"The secret of the house, number {n} of them" for n, link in enumerate(links)}
    first = f"http://{secret}/2026/11/01/a-secret-of-the-house"
    feed = feed_of(named)
    ways = {f"a redirect inside, {name}": redirect(url) for name, url in urls.items() if "\t" not in url}
    ways |= {
        f"a refresh inside, {name}": answer(f'<meta http-equiv="refresh" content="0;url={_escaped(url)}"><p>Wait.</p>')
        for name, url in urls.items()
    }
    ways |= {
        f"a refresh in a header, {name}": answer("<p>Wait.</p>", Refresh=f"0; url={url}")
        for name, url in list(urls.items())[:3]
    }
    return ways | {
        "links inside in a header": answer(
            article_page("A page with links in its head"),
            Link=f'<{first}>; rel=preload; as=fetch, <{first}>; rel="canonical", <{first}>; rel=next, <{first}>; rel=stylesheet',
            Content_Location=first,
            SourceMap=first,
        ),
        "a script that leads inside": answer(
            article_page("A page whose scripts lead away", head=f"<script>location.replace('{first}');fetch('{first}')</script>")
        ),
        "a body that loads inside": answer(
            f'<body onload="location=\'{first}\'" background="{first}"><form action="{first}"><input autofocus onfocus="this.form.submit()"></form>'
            f'<video poster="{first}" src="{first}"></video><svg><use href="{first}"/><image href="{first}"/></svg><a ping="{first}" href="/none">a</a>'
        ),
        "feeds and sitemaps inside": answer(
            article_page("A page that names feeds", head=f'<link rel="alternate" type="application/rss+xml" href="{first}"><link rel="sitemap" href="{first}"><link rel="next" href="{first}"><link rel="pingback" href="{first}">')
        ),
        "a definition from inside": _feed(f'<!DOCTYPE rss SYSTEM "{first}"><rss><channel><title>a</title></channel></rss>'),
        "a parameter from inside": _feed(f'<!DOCTYPE rss [<!ENTITY % a SYSTEM "{first}"> %a;]><rss><channel><title>a</title></channel></rss>'),
        "an inclusion from inside": _feed(f'<rss xmlns:xi="http://www.w3.org/2001/XInclude"><channel><xi:include href="{first}"/></channel></rss>'),
        "a style sheet from inside": _feed(f'<?xml version="1.0"?><?xml-stylesheet type="text/xsl" href="{first}"?><rss><channel><title>a</title></channel></rss>'),
        "a schema from inside": _feed(f'<rss xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="a {first}"><channel/></rss>'),
        "an entity from inside in UTF-16": _feed(f'<?xml version="1.0" encoding="utf-16"?><!DOCTYPE rss [<!ENTITY a SYSTEM "{first}">]><rss><channel><title>&a;</title></channel></rss>'.encode("utf-16")),
        "an entity from inside in UTF-7": _feed(f'<?xml version="1.0" encoding="utf-7"?><!DOCTYPE rss [<!ENTITY a SYSTEM "{first}">]><rss><channel><title>&a;</title></channel></rss>'.encode("utf-7")),
        "an entity from inside in a sitemap": answer(f'<!DOCTYPE urlset [<!ENTITY a SYSTEM "{first}">]><urlset><url><loc>http://127.0.0.1/&a;</loc></url></urlset>', Content_Type="text/xml"),
        "a JSON feed that links inside": answer(
            json.dumps({"home_page_url": first, "feed_url": first, "next_url": first, "hubs": [{"type": "rssCloud", "url": first}],
                        "items": [{"id": link, "url": link, "external_url": link, "image": link} for link in _links(secret)]}),
            Content_Type="application/feed+json",
        ),
        "links with credentials": _feed(feed_of({f"http://ada:the-secret-cookie@{secret}/{n}": f"Secret {n}" for n in range(3)})),
        "a canonical link inside": answer(
            article_page("Canonical inside", head=f'<link rel="canonical" href="{first}"><meta property="og:url" content="{first}">')
        ),
        "an image, a frame and a script inside": answer(
            article_page(
                "Much lies inside of it",
                f'<img src="{first}" srcset="{first} 2x"><iframe src="{first}"></iframe><object data="{first}"></object>'
                f'<script src="{first}"></script><link rel="stylesheet" href="{first}">{"Words and words. " * 99}',
                head=f'<link rel="amphtml" href="{first}"><link rel="alternate" href="{first}">',
            )
        ),
        "a base inside": answer(
            listing_page({f"2026/11/0{n}/a-secret-of-the-house": f"The secret of day {n} is out" for n in range(1, 6)}).replace(
                "<head>", f'<head><base href="http://{secret}/">'
            )
        ),
        "a base that is a file": answer(
            listing_page({f"etc/passwd-{n}-a-secret-of-the-house": f"The secret of day {n} is out" for n in range(1, 6)}).replace(
                "<head>", '<head><base href="file:///">'
            )
        ),
        "a next page inside": answer(
            listing_page({f"/none/{n}/a-word-of-the-house": f"The word of day {n} is out" for n in range(1, 6)}, f"http://{secret}/?page=2")
        ),
        "an entity inside": answer(
            f'<!DOCTYPE html [<!ENTITY a SYSTEM "{first}">]><html><body><p>&a;</p></body></html>'
        ),
        "a feed with an entity inside": answer(
            f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a SYSTEM "{first}">]><rss version="2.0"><channel>'
            "<item><title>&a;</title><link>http://127.0.0.1/&a;</link></item></channel></rss>",
            Content_Type="application/rss+xml",
        ),
        "a listing that links inside": answer(listing_page(named)),
        "a feed that links inside": answer(feed, Content_Type="application/rss+xml"),
        "a broken feed that links inside": answer(feed.replace("</channel>", ""), Content_Type="application/rss+xml"),
        "a feed with a base inside": answer(
            feed_of({"2026/a": "Inside", "2026/b": "Also inside"}).replace("<rss", f'<rss xml:base="http://{secret}/"'),
            Content_Type="application/rss+xml",
        ),
        "a feed that moved inside": answer(
            feed.replace("<title>", f'<link>http://{secret}/</link><atom:link rel="self" href="http://{secret}/f"/><title>', 1),
            Content_Type="application/rss+xml",
        ),
        "an Atom feed that links inside": answer(
            '<feed xmlns="http://www.w3.org/2005/Atom"><title>a</title>'
            + "".join(f'<entry><title>Secret</title><link href="{link}"/><id>{link}</id></entry>' for link in links)
            + "</feed>",
            Content_Type="application/atom+xml",
        ),
        "a sitemap that links inside": answer(sitemap_of(links), Content_Type="text/xml"),
        "an index that leads inside": answer(sitemap_of(links, index=True), Content_Type="text/xml"),
        "a sitemap of lines": answer("\n".join(_links(secret)), Content_Type="text/plain"),
    }  # fmt: skip

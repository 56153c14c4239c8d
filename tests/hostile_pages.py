"""Pages, feeds and sitemaps made to hang, to swell, to mislead or to lead on without end."""

from __future__ import annotations

import json
from http.server import BaseHTTPRequestHandler
from itertools import count, pairwise
from urllib.parse import urlsplit

from tests.hostile import answer
from tests.web import Behaviour, article_page, feed_of, listing_page, sitemap_of

ESCAPES = "\x1b]0;owned\x07\x1b[2J\x9b31m\u202e\u2066\x00\x08\x7f"
FORMULAS = ("=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1+1", "\r=1+1", "=cmd|' /C calc'!A0", "\uff1d1+1")


def feed(body: str | bytes) -> Behaviour:
    return answer(body, Content_Type="application/rss+xml")


def xml(body: str | bytes) -> Behaviour:
    return answer(body, Content_Type="text/xml")


def _linked(data: object) -> str:
    return f'<script type="application/ld+json">{data if isinstance(data, str) else json.dumps(data)}</script>'


def _declared(**said: object) -> str:
    return _linked({"@context": "https://schema.org", "@type": "NewsArticle", **said})


def _codec(name: str) -> Behaviour:
    """A large page with a refresh in its head, said to be in a codec that is slow, or is none for texts."""
    body = '<html><head><meta http-equiv="refresh" content="600;url=/a"></head><body><p>' + "a-b3 " * 100_000
    return answer(body, Content_Type=f"text/html; charset={name}")


def _chain() -> str:
    """Objects that name each other in a circle."""
    nodes = [{"@id": f"#{n}", "@type": "Person", "name": {"@id": f"#{(n + 1) % 2000}"}} for n in range(2000)]
    return json.dumps({"@graph": [*nodes, {"@type": "NewsArticle", "headline": "A chain", "author": {"@id": "#0"}}]})


def _entities(encoding: str) -> bytes:
    names = "abcdefghijklmnop"
    lines = "".join(f'<!ENTITY {b} "{f"&{a};" * 20}">' for a, b in pairwise(names))
    text = f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE rss [<!ENTITY a "ha">{lines}]>'
    return (text + '<rss version="2.0"><channel><item><title>&p;</title></item></channel></rss>').encode(encoding)


MARKUP: dict[str, Behaviour] = {
    "200,000 attributes": answer("<p " + " ".join(f'a{n}="{n}"' for n in range(200_000)) + ">words</p>"),
    "200,000 attributes of one name": answer("<p " + "a=1 " * 200_000 + ">words</p>"),
    "1,900 attributes a hundred times": answer(("<p " + " ".join(f"a{n}" for n in range(1900)) + ">words</p>") * 100),
    "a tag without end": answer("<p " + "a" * 3_000_000),
    "a quote without end": answer('<p class="' + "a " * 1_000_000),
    "200,000 less-thans": answer("<" * 200_000 + "p"),
    "200,000 ends of nothing": answer("</p>" * 200_000 + "words"),
    "50,000 tables in each other": answer("<table><tr><td>" * 50_000 + "words"),
    "50,000 fonts and bolds": answer("<font><b><i>" * 20_000 + "words"),
    "50,000 lists in each other": answer("<ul><li>" * 50_000 + "words"),
    "50,000 quotes in each other": answer("<blockquote>" * 50_000 + "<p>words"),
    "50,000 anchors in each other": answer('<a href="/a"><div>' * 25_000 + "words"),
    "badly nested": answer("<b><p><i></b></p><a><table><b></a>" * 10_000),
    "400 deep, many times": answer(("<div>" * 400 + "words and words" + "</div>" * 400) * 70),
    "50,000 headings": answer("<h1>A heading among many of them</h1>" * 50_000),
    "50,000 metas": answer("<head>" + '<meta property="og:title" content="a">' * 50_000 + "</head><p>words"),
    "50,000 dates": answer("<p>" + '<time datetime="2026-01-01">1 January 2026</time>' * 50_000),
    "50,000 scripts": answer("<script>a</script>" * 50_000 + "<p>words"),
    "50,000 bases": answer('<base href="/a/b/c">' * 50_000 + "<p>words"),
    "100,000 comments": answer("<!-- a -->" * 100_000 + "<p>words"),
    "text without tags": answer("words and words. " * 400_000),
    "lines without words": answer("<article>" + "<p>a</p>\n\n\n" * 55_000),
    "spaces without end": answer(article_page("A page of spaces", "a" + " \n\t" * 500_000 + "b")),
    "500,000 named characters": answer("<article><p>" + "&nbsp;&CounterClockwiseContourIntegral;" * 100_000),
    "a plain text element": answer("<plaintext>" + "words " * 200_000),
    "frames alone": answer("<frameset>" + '<frame src="/a">' * 50_000),
    "one link of a megabyte": answer(listing_page({"/" + "a" * 1_000_000: "A long way to the harbour of the town"})),
    "a listing of 50,000": answer(listing_page({f"/none/{n}/a-headline-of-many": f"Headline {n} of a great many" for n in range(20_000)})),
    "an attribute of 5 MB": answer(article_page("A page of one attribute", f'<i title="{"a" * 5_000_000}">words</i>')),
    "a class of a megabyte": answer(article_page("A page of one class", f'<i class="{"tag-a- " * 150_000}">words</i>')),
    "a link of 100,000 parameters": answer(listing_page({f"/none/{n}?" + "&".join(f"a{m}=b" for m in range(20_000)): f"A way of many words, number {n}" for n in range(5)})),
    "a picture in an address of 5 MB": answer(article_page("A page of one picture", f'<img src="data:image/png;base64,{"A" * 5_000_000}">')),
    "marks on one letter": answer(article_page("A page of marks", "a" + "\u0316\u0301" * 15_000, "Words and words. " * 99)),
    "marks on one letter, named": answer(article_page("A page of marks", "a" + "&#790;&#769;" * 15_000, "Words and words. " * 99)),
    "a title of marks": answer(article_page("A page of a" + "\u0316\u0301" * 20_000)),
    "marks without end": answer(article_page("A page of marks", "a" + "\u0316\u0301" * 1_000_000)),
    "letters that grow": answer(article_page("A page of letters that grow", "\ufdfa " * 100_000)),
    "forms in forms": answer("<form><input>" * 20_000 + "<p>words"),
    "50,000 options": answer("<select>" + "<option>words" * 50_000),
    "a table of 200 by 200": answer("<table>" + ("<tr>" + "<td>words and words" * 200) * 200 + "</table>"),
    "a picture made of itself": answer("<svg>" + "".join(f'<g id="a{n}">{f"<use href=#a{n - 1} />" * 10}</g>' for n in range(5000)) + "</svg><p>words"),
    "sections that never close": answer("<article><![CDATA[" + "<p>words" * 10_000),
    "5,000 scripts of JSON": answer(article_page("A page of many scripts", head=_declared(headline="Another") * 5000)),
    "JSON that escapes": answer(article_page("A page of escapes", head=_declared(headline=ESCAPES + "\u0000", author=ESCAPES, keywords=[ESCAPES], publisher={"name": ESCAPES}))),
    "outlet and tags of controls": answer(article_page("A page of names", head=f'<meta property="og:site_name" content="{ESCAPES}"><meta name="author" content="{ESCAPES}"><meta name="keywords" content="{ESCAPES}">')),
    "names that climb": answer(article_page("A page of paths", head=_declared(author="../../../etc/passwd", keywords=["../../a", "/etc/passwd", "a\\..\\b"], publisher={"name": "../../tmp/outlet"}, image="../../../../etc/passwd"))),
    "dates that backtrack": answer(article_page("A page of dates", "1 1 1 1 1 1 " * 50_000, "12:12:" * 50_000, head=f'<meta name="date" content="{"1 " * 50_000}">')),
    "brackets that backtrack": answer(article_page("A page of brackets", "(" * 100_000, "[" * 100_000, "- " * 100_000, "http://" * 30_000, "@a." * 50_000)),
    "spaces that backtrack": answer(article_page("A page of spaces", "a" + " " * 500_000 + "b", "By " + "\u00a0" * 300_000, "\t\r\n" * 200_000)),
    "one sentence 5,000 times": answer(article_page("A page of one sentence", *["The same sentence, again and again, in the same words."] * 5_000)),
    "a full text of syntax": answer(article_page('" OR 1=1; DROP TABLE articles; -- NEAR( * ^ :', 'NEAR("a" "b") AND title: * "' * 200)),
    "a page in XML": answer('<?xml version="1.0"?><?php echo 1 ?><html xmlns="http://www.w3.org/1999/xhtml"><body><p>words' , Content_Type="application/xhtml+xml"),
    "a document said to be a page": answer(b"%PDF-1.7\n" + bytes(range(256)) * 1000),
    "an archive said to be a page": answer(b"PK\x03\x04" + bytes(range(256)) * 1000),
    "a page said to be a picture": answer(article_page("A page said to be a picture"), Content_Type="image/png"),
    "a page said to be a program": answer(article_page("A page said to be a program"), Content_Type="application/octet-stream"),
    "a page of no type": answer(article_page("A page of no type"), Content_Type=""),
    "a type of 100 kB": answer(article_page("A page of a long type"), Content_Type="text/html; " + "a=b; " * 12_000),
    "in punycode": _codec("punycode"),
    "in idna": _codec("idna"),
    "in UTF-7": _codec("utf-7"),
    "in escapes": _codec("unicode_escape"),
    "in hexadecimal": _codec("hex_codec"),
    "in zip": _codec("zlib_codec"),
    "in nothing": _codec("undefined"),
    "in a codec of 10,000 letters": _codec("a" * 10_000),
    "said to be in three": answer('<?xml version="1.0" encoding="utf-16"?><meta charset="shift_jis"><p>words', Content_Type="text/html; charset=koi8-r"),
    "NULs between all letters": answer(b"\0".join(b"%c" % letter for letter in article_page("A page with gaps").encode())),
    "only surrogates": answer("<article><h1>&#xDFFF;&#xD800;</h1><p>" + "&#xD83D; &#xDE00; words " * 300),
    "characters beyond all": answer("<article><h1>&#x110000;&#99999999999;</h1><p>" + "words &#0; " * 300),
    "a marquee of controls": answer(article_page(f"A {ESCAPES} title", f"Text {ESCAPES} of words. " * 60)),
    "a title of markup": answer(article_page("&lt;script&gt;alert(1)&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;")),
    "a title of lines": answer(article_page("A title&#10;2026-01-01 ERROR a forged line&#13;&#10;and more&#x2028;of it")),
    "a title of 5 MB": answer(article_page("A long title " * 400_000)),
    "a path for a title": answer(article_page("../../../../tmp/a-title-that-climbs")),
    "authors without end": answer(article_page("Written by all of them", head=_declared(author=[{"name": f"Ada B{n}"} for n in range(20_000)]))),
    "an author of a megabyte": answer(article_page("Written by one", head=_declared(author="Ada " * 250_000))),
    "tags without end": answer(article_page("About everything", head=_declared(keywords=",".join(f"tag {n}" for n in range(100_000))))),
    "an outlet of a megabyte": answer(article_page("By whom is this", head=f'<meta property="og:site_name" content="{"Harbour " * 100_000}">')),
    "from the year 9999": answer(article_page("From far ahead", head=_declared(datePublished="9999-12-31T23:59:59-23:59", dateModified="9999-12-31"))),
    "from the year 0": answer(article_page("From long ago", head=_declared(datePublished="0000-00-00T00:00:00Z"))),
    "a moment of 10,000 digits": answer(article_page("At what time is it", head=_declared(datePublished="9" * 10_000))),
    "a byline that backtracks": answer(article_page("A byline of many", f'By {"Ada and " * 20_000}!', "Words and words. " * 99)),
    "credits that backtrack": answer(article_page("Credits of many", f'(Source: {"Reuters / AFP " * 10_000}', "Words and words. " * 99)),
    "quotes without end": answer(article_page("Quotes of many", "\u201c" * 100_000, "told Reuters, " * 20_000)),
    "digits without end": answer(article_page("Digits of many", "1" * 500_000, "1," * 200_000, "1.1" * 200_000)),
    "objects in each other": answer(article_page("JSON in JSON", head=_linked('{"a":' * 100_000))),
    "objects in a circle": answer(article_page("JSON in a circle", head=_linked(_chain()))),
    "200,000 objects": answer(article_page("JSON of many", head=_linked([{"@type": "NewsArticle"}] * 200_000))),
    "a number of 100,000 digits": answer(article_page("JSON of a number", head=_linked('{"a": ' + "1" * 100_000 + "}"))),
    "infinities": answer(article_page("JSON of no end", head=_linked('{"@type": "NewsArticle", "headline": Infinity, "author": NaN}'))),
    "a body in JSON of 5 MB": answer(article_page("JSON of a body", head=_declared(headline="JSON of a body", articleBody="words " * 800_000))),
    "entities in HTML": answer(b"<!DOCTYPE html [<!ENTITY a 'ha'>]>" + _entities("utf-8")),
    "an inclusion": answer(
        '<html xmlns:xi="http://www.w3.org/2001/XInclude"><body><xi:include href="file:///etc/passwd" parse="text"/><p>words',
        Content_Type="application/xhtml+xml",
    ),
    **{f"a formula, {n}": answer(article_page(f"{formula} of the harbour, {n}", head=_declared(
        author=[f"{formula} Ada"], keywords=[formula], publisher={"name": formula}))) for n, formula in enumerate(FORMULAS)},
}  # fmt: skip

LISTS: dict[str, Behaviour] = {
    "laughs in UTF-16": feed(_entities("utf-16")),
    "laughs in Latin-1": feed(_entities("latin-1")),
    "laughs as a sitemap": xml(_entities("utf-8").replace(b"rss", b"urlset")),
    "laughs after a megabyte": feed(b"<!--" + b"a" * 1_100_000 + b"-->" + _entities("utf-8")),
    "laughs without depth": feed('<!DOCTYPE rss [<!ENTITY a "' + "a" * 50_000 + '">]><rss><channel><title>' + "&a;" * 50_000 + "</title></channel></rss>"),
    "laughs in attributes": feed('<!DOCTYPE rss [<!ATTLIST rss a CDATA "' + "a" * 500_000 + '">]><rss><channel><title>a</title></channel></rss>'),
    "a feed of controls": feed(feed_of({f"/none/{n}%00%0d%0a?a=\x7f": f"Entry {ESCAPES.replace(chr(0), '').replace(chr(8), '').replace(chr(27), '').replace(chr(7), '')} {n}" for n in range(5)})),
    "a feed of every scheme": feed(feed_of(dict.fromkeys(("javascript:alert(1)", "data:text/html,a", "mailto:a@b.example", "tel:1", "ftp://127.0.0.1/a", "gopher://127.0.0.1/a", "about:blank", "vbscript:a", "feed://127.0.0.1/a", "file://localhost/etc/passwd", "chrome://settings", "ssh://127.0.0.1/", "ldap://127.0.0.1/", "dict://127.0.0.1/a", "//", "http://", "?", "#", ""), "An entry of another scheme"))),
    "a section without end": feed("<rss><channel><item><title><![CDATA[" + "a" * 2_000_000),
    "a title of 5 MB in a feed": feed(feed_of({"/none/c": "word " * 1_000_000})),
    "entries from the year 9999": feed(feed_of({f"/none/{n}": f"Entry {n}" for n in range(5)}).replace("</item>", "<pubDate>Fri, 31 Dec 9999 23:59:59 -2359</pubDate></item>")),
    "hours that are none": feed(feed_of({"/none/d": "Entry"}).replace("<title>", "<skipHours><hour>\u00b2</hour><hour>999999999999</hour><hour>-1</hour></skipHours><title>", 1)),
    "markup in markup in a feed": feed(feed_of({"/none/e": "&lt;" * 100_000 + "script&gt;alert(1)"})),
    "tags in each other in an entry": feed(feed_of({"/none/f": "&lt;div&gt;" * 50_000})),
    "a page said to be a feed": feed(article_page("A page said to be a feed")),
    "a sitemap of every scheme": xml(sitemap_of(["javascript:1", "file:///etc/passwd", "ftp://127.0.0.1/a", "//", "", "http://[::1", "http://127.0.0.1:99999/"])),
    "a sitemap of marks": xml(sitemap_of([f"/none/{'%CC%96%CC%81' * 400}/{n}" for n in range(50)])),
    "a file as an entity": feed('<!DOCTYPE rss [<!ENTITY a SYSTEM "file:///etc/passwd">]><rss><channel><item><title>&a;</title><link>http://a.example/&a;</link></item></channel></rss>'),
    "a file as a parameter": feed('<!DOCTYPE rss [<!ENTITY % a SYSTEM "file:///etc/passwd"> %a;]><rss><channel><title>a</title></channel></rss>'),
    "a definition from elsewhere": feed('<!DOCTYPE rss SYSTEM "file:///etc/passwd"><rss><channel><title>a</title></channel></rss>'),
    "an inclusion in a feed": feed('<rss xmlns:xi="http://www.w3.org/2001/XInclude"><channel><item><title><xi:include href="file:///etc/passwd" parse="text"/></title><link>/a</link></item></channel></rss>'),
    "a style sheet": feed('<?xml version="1.0"?><?xml-stylesheet type="text/xsl" href="file:///etc/passwd"?><rss><channel><title>a</title></channel></rss>'),
    "20,000 deep as XML": feed("<rss><channel>" + "<item>" * 20_000),
    "200,000 attributes as XML": feed("<rss " + " ".join(f'a{n}="{n}"' for n in range(200_000)) + "><channel/></rss>"),
    "200,000 namespaces": feed("<rss " + " ".join(f'xmlns:a{n}="{n}"' for n in range(200_000)) + "><channel/></rss>"),
    "broken, of 30,000": feed(feed_of({f"/none/{n}": f"Entry {n}" for n in range(30_000)})[:-30]),
    "entries of a megabyte": feed(feed_of({f"/none/{n}": "word " * 200_000 for n in range(8)})),
    "one entry 30,000 times": feed(feed_of({"/none/a": "Entry"}).replace("<item>", "<item>" + "</item><item>" * 30_000)),
    "asks to wait for ever": feed(feed_of({"/none/a": "Entry"}).replace("<title>", f"<ttl>{'9' * 400}</ttl><title>", 1)),
    "asks to wait in superscript": feed(feed_of({"/none/b": "Entry"}).replace("<title>", "<ttl>\u00b2</ttl><title>", 1)[:-20]),
    "a JSON feed in itself": answer('{"version":"https://jsonfeed.org/version/1.1","items":' + "[" * 100_000, Content_Type="application/feed+json"),
    "a JSON feed of wrong types": answer(json.dumps({"items": [1, None, [], {"url": 7}, {"url": ["a"]}, {"id": {"a": 1}}] * 5000}), Content_Type="application/feed+json"),
    "a sitemap of itself": xml(sitemap_of(["?"], index=True)),
    "an index of 20,000": xml(sitemap_of([f"/none/{n}.xml" for n in range(20_000)], index=True)),
    "a sitemap of 1 MB addresses": xml(sitemap_of([f"/{n}/" + "a" * 500_000 for n in range(10)])),
    "a sitemap of lines without end": answer("http://a.example/a\n" * 300_000, Content_Type="text/plain"),
}  # fmt: skip


def led_on() -> dict[str, Behaviour]:
    """Webs without end: whatever is asked for leads on to more of it. Each is for a server of its own."""
    number = count()

    def calendar(handler: BaseHTTPRequestHandler) -> None:
        day = next(number)
        links = {f"/day/{day}/{n}/an-event-of-the-day": f"Event number {n} of day {day} of the year" for n in range(20)}
        answer(listing_page(links, f"/calendar?page={day + 1}"))(handler)

    def sessions(handler: BaseHTTPRequestHandler) -> None:
        session = next(number)
        links = {
            f"/news/{n}/the-same-old-news;jsessionid={session}?sid={session}": f"The same old news, number {n}"
            for n in range(15)
        }
        answer(listing_page(links, f"/tags?page=2&sid={session}"))(handler)

    def deeper(handler: BaseHTTPRequestHandler) -> None:
        path = urlsplit(handler.path).path.rstrip("/")
        links = {f"{path}/a/{n}/and-on-and-on": f"And on and on it goes, number {n}" for n in range(10)}
        answer(listing_page(links, f"{path}/next?page=2"))(handler)

    def indexes(handler: BaseHTTPRequestHandler) -> None:
        xml(sitemap_of([f"/{next(number)}.xml" for _ in range(50)], index=True))(handler)

    def copies(handler: BaseHTTPRequestHandler) -> None:
        if handler.path.startswith("/copy"):
            answer(article_page("The same article under every address"))(handler)
        else:
            feed(feed_of({f"/copy/{next(number)}": "The same article" for _ in range(60)}))(handler)

    def onwards(handler: BaseHTTPRequestHandler) -> None:
        answer("", 302, Location=f"/{next(number)}")(handler)

    return {
        "a calendar without end": calendar,
        "a session in every link": sessions,
        "ever deeper paths": deeper,
        "indexes of indexes": indexes,
        "one article under every address": copies,
        "redirects ever onwards": onwards,
    }  # fmt: skip

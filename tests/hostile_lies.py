"""Pages and feeds that speak for another outlet: its addresses are not theirs, and its articles stay as they are."""

from __future__ import annotations

import json
from collections.abc import Callable
from html import escape

from tests.hostile import answer, redirect
from tests.web import PADDING, Behaviour, article_page, feed_of, listing_page, sitemap_of, story_of

FALSE = "and none of it is true"


def _page(title: str, head: str) -> Behaviour:
    """Nearly the text of the article that it claims to be."""
    return answer(article_page(title, *(f"{line} {PADDING} {FALSE}" for line in story_of(title)), head=head))


def _linked(**said: object) -> str:
    told = {"@context": "https://schema.org", "@type": "NewsArticle", **said}
    return f'<script type="application/ld+json">{json.dumps(told)}</script>'


CLAIMS: dict[str, Callable[[str], str]] = {
    "its canonical link": lambda url: f'<link rel="canonical" href="{url}">',
    "its og:url": lambda url: f'<meta property="og:url" content="{url}">',
    "its JSON-LD": lambda url: _linked(url=url, mainEntityOfPage={"@id": url}, headline="False"),
    "its identity in JSON-LD": lambda url: _linked(**{"@id": url}, mainEntityOfPage=url),
    "its AMP page": lambda url: f'<link rel="amphtml" href="{url}"><link rel="alternate" hreflang="en" href="{url}">',
    "what it is based on": lambda url: _linked(isBasedOn=url, sourceOrganization={"name": "Harbour Post", "url": url}),
    "its base": lambda url: f'<base href="{url}"><link rel="canonical" href="">',
    "its syndication source": lambda url: (
        f'<meta name="syndication-source" content="{url}"><meta name="original-source" content="{url}">'
    ),
}


def lies(articles: dict[str, str], unwritten: str) -> dict[str, Behaviour]:
    """Ways to speak for `articles` (URL to title) of another outlet, and for an address of it at which nothing is."""
    (first, title), *_ = articles.items()
    whole = escape("".join(f"<p>{line} {PADDING} {FALSE}</p>" for line in story_of(title)))
    content = f"<content:encoded>{whole}</content:encoded></item>"
    feed = feed_of({unwritten: "An article that nobody wrote", first: title})
    told = feed.replace("</item>", content).replace(
        "<rss ", '<rss xmlns:content="http://purl.org/rss/1.0/modules/content/" '
    )
    return {
        **{f"says of another's article, by {name}": _page(title, claim(first)) for name, claim in CLAIMS.items()},
        **{f"says what nobody wrote, by {name}": _page(title, claim(unwritten)) for name, claim in CLAIMS.items()},
        "a header with another's address": answer(
            article_page(title), Link=f'<{first}>; rel="canonical"', Content_Location=first
        ),
        "a feed in the name of another": answer(told, Content_Type="application/rss+xml"),
        "a JSON feed in the name of another": answer(
            json.dumps(
                {
                    "items": [
                        {"id": url, "url": url, "title": title, "content_html": whole} for url in (first, unwritten)
                    ]
                }
            ),
            Content_Type="application/feed+json",
        ),
        "a listing of another's articles": answer(
            listing_page({url: f"{FALSE.title()}, number {n}" for n, url in enumerate(articles)})
        ),
        "a sitemap of another's articles": answer(sitemap_of([*articles, unwritten]), Content_Type="text/xml"),
        "a redirect to another's article": redirect(first),
    }

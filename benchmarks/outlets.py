"""The fifty outlets that `benchmarks/crawl.py` serves: tag pages and articles of invented words, from seeds.

Pages come in two kinds of furniture. `real` has the measures of 48 real saved news pages; each outlet draws its own
share of scripts, elements and attributes, and each article its own length, about as far apart as those are. The shape
was chosen by these four measures alone (lower quartile, median, upper quartile):

|                      | real saved pages | pages made here |
|----------------------|------------------|-----------------|
| KB                   | 68, 113, 178     | 84, 106, 159    |
| elements             | 459, 716, 957    | 541, 702, 954   |
| words of the article | 296, 577, 1,040  | 338, 594, 1,056 |
| ms of extraction     | 22, 27, 49       | 21, 26, 42      |

`small` is the leaner page of earlier measurements, by which figures can be compared: 65 KB, 522 elements, 479 words and
13.7 ms, with hardly any spread.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from math import log

from benchmarks.newsmaker import Newsroom

SECTIONS = 60  # links of a menu, in the small furniture
SCRIPTS, MENU, CARDS, WORDS = 52_000, 64, 36, 490  # in the real one: bytes, links, teasers, words; in the median


def headline(outlet: int, number: int) -> str:
    """The headline of an article, the same on its page and in the listing."""
    draw = random.Random(f"{outlet} {number}")
    return " ".join(draw.choices(_room(outlet)._words, k=8)).capitalize()  # noqa: SLF001 - its own house


def listing(outlet: int, articles: int) -> str:
    """An outlet's tag page, which leads to all its articles."""
    cards = "".join(
        f'<article class="teaser"><h2><a href="/news/{n}">{headline(outlet, n)}</a></h2></article>'
        for n in range(articles)
    )
    return f"<html><head><title>Outlet {outlet}</title></head><body><main>{cards}</main></body></html>"


@cache
def _room(outlet: int) -> Newsroom:
    return Newsroom(seed=outlet, outlets=2)


def _writer(outlet: int, number: int) -> Newsroom:
    return Newsroom(seed=outlet * 1000 + number, outlets=2)


def _moment(number: int) -> str:
    return f"2026-03-{1 + number % 28:02}T{number % 24:02}:00:00+01:00"


# --- small: the furniture of earlier measurements --------------------------------------------------------------------


@cache
def _small_furniture(outlet: int) -> tuple[str, str, str]:
    """What an outlet prints around every article: head, menus, and what stands below."""
    write, draw = _room(outlet), random.Random(outlet)
    script = "".join(
        f"window.q{n}=function(a,b){{return a.map(function(c){{return c*{n}+b}})}};"
        for n in range(draw.randint(200, 700))
    )
    style = "".join(
        f".c{n}-{draw.randint(1, 999)}{{margin:{n}px;color:#{n:06x}}}" for n in range(draw.randint(100, 600))
    )
    menu = "".join(
        f'<li class="menu-item"><a href="/section/{n}">{write.sentence()[:20]}</a></li>' for n in range(SECTIONS)
    )
    related = "".join(
        f'<div class="card"><a href="/news/r{n}"><img src="/i/{n}.jpg" alt=""><h3>{write.sentence()[:70]}</h3></a>'
        f'<span class="time">{n} hours ago</span></div>'
        for n in range(draw.randint(12, 40))
    )
    head = f"<style>{style}</style><script>{script}</script>"
    return head, f'<nav><ul class="menu">{menu}</ul></nav>', f'<aside class="related">{related}</aside>'


def small(outlet: int, number: int) -> str:
    """An article of 30 sentences in small furniture."""
    head, menu, below = _small_furniture(outlet)
    title = headline(outlet, number)
    text = "".join(f'<p class="body-text">{part}</p>' for part in _writer(outlet, number).text(30).split("\n\n"))
    data = (
        f'{{"@type":"NewsArticle","headline":"{title}","datePublished":"{_moment(number)}",'
        f'"author":{{"name":"Ada Reporter"}}}}'
    )
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title} | Outlet {outlet}</title>'
        f'<meta property="og:title" content="{title}"><meta property="og:site_name" content="Outlet {outlet}">'
        f'<script type="application/ld+json">{data}</script>{head}</head><body>{menu}<main><article><h1>{title}</h1>'
        f'<p class="byline">By Ada Reporter</p>{text}</article>{below}</main>{menu}<footer>{menu}</footer></body>'
    )


# --- real: the furniture of real pages -------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Shape:
    """How much of what an outlet prints around its articles; drawn around what real pages have in the median."""

    scripts: int  # bytes of scripts and styles
    blocks: int  # scripts in which they stand
    metas: int
    menu: int  # links of the main menu
    cards: int  # teasers beside and below the article
    depth: int  # of elements in which the article lies
    attribute: int  # bytes of an element's attributes
    breaks: bool  # its text is one element with line breaks in it


@cache
def _shape(outlet: int) -> _Shape:
    draw = random.Random(f"shape {outlet}")

    def about(middle: float, spread: float) -> int:
        """A number with this median, and quartiles `spread` times smaller and larger."""
        return round(middle * draw.lognormvariate(0, log(spread) / 0.674))

    elements = draw.lognormvariate(0, log(1.5) / 0.674)  # menus and cards are large together or small together
    return _Shape(
        scripts=about(SCRIPTS, 2.1),
        blocks=about(26, 1.5),
        metas=about(40, 1.25),
        menu=round(MENU * elements),
        cards=round(CARDS * elements),
        depth=draw.randint(5, 11),
        attribute=about(30, 1.4),
        breaks=draw.random() < 0.12,
    )


def _attributes(draw: random.Random, shape: _Shape, name: str) -> str:
    """Classes and data of an element, as content systems and style sheets leave them."""
    words, size = [name], len(name)
    while size < shape.attribute * draw.uniform(0.3, 1.7):
        words.append(
            draw.choice((f"{name}__{draw.randint(1, 40)}", f"u-m{draw.randint(0, 9)}", f"css-{draw.randint(1, 999)}"))
        )
        size += len(words[-1]) + 1
    data = f' data-track="{name}:{draw.randint(1, 9999)}"' if draw.random() < 0.2 else ""
    return f'class="{" ".join(words)}"{data}'


def _script(draw: random.Random, size: int) -> str:
    written: list[str] = []
    left = size
    while left > 0:
        n = draw.randint(1, 99999)
        written.append(f'window.q{n}=function(a,b){{return a.map(function(c){{return c*{n}+b["k{n % 97}"]}})}};')
        left -= len(written[-1])
    return "".join(written)


def _head(outlet: int, draw: random.Random, shape: _Shape) -> str:
    """Metas, links, style sheets and scripts, the same on all pages of an outlet."""
    metas = "\n".join(
        f'<meta name="x-{draw.randint(1, 999)}:{n}" content="{draw.randint(1, 10**9)}">'
        if n % 3
        else f'<link rel="preload" as="script" href="//cdn{outlet}.example/{draw.randint(1, 10**9)}/{n}.js">'
        for n in range(shape.metas)
    )
    style = "".join(f".c{n}-{draw.randint(1, 999)}{{margin:{n}px;color:#{n:06x}}}" for n in range(shape.scripts // 120))
    scripts = "\n".join(
        f"<script>{_script(draw, shape.scripts * 2 // 3 // shape.blocks)}</script>" for _ in range(shape.blocks)
    )
    return f"{metas}\n<style>{style}</style>\n{scripts}"


def _menu(draw: random.Random, write: Newsroom, shape: _Shape, links: int, name: str) -> str:
    entries = "\n".join(
        f"    <li {_attributes(draw, shape, name + '-item')}>"
        f'<a {_attributes(draw, shape, "link")} href="/section/{n}">'
        f"<span>{write.sentence()[: draw.randint(6, 24)]}</span></a></li>"
        for n in range(links)
    )
    return f"<nav {_attributes(draw, shape, name)}>\n  <ul>\n{entries}\n  </ul>\n</nav>"


def _cards(draw: random.Random, write: Newsroom, shape: _Shape, cards: int, name: str) -> str:
    """Teasers of other articles, with a picture in several sizes and now and then a summary."""
    return "\n".join(
        f'  <div {_attributes(draw, shape, name)}>\n    <a href="/news/r{n}-{draw.randint(1, 10**6)}">'
        f'<img loading="lazy" src="/i/{n}.jpg" srcset="/i/{n}-320.jpg 320w, /i/{n}-640.jpg 640w" alt="">\n'
        f"    <h3 {_attributes(draw, shape, 'title')}>{write.sentence()[: draw.randint(30, 90)]}</h3></a>\n"
        + (f"    <p>{write.sentence()}</p>\n" if n % 3 == 0 else "")
        + f"    <span {_attributes(draw, shape, 'time')}>{n} hours ago</span>\n  </div>"
        for n in range(cards)
    )


def _buttons(draw: random.Random, shape: _Shape) -> str:
    """What shares an article elsewhere."""
    links = "\n".join(
        f'<li {_attributes(draw, shape, "share")}><a href="https://{name}.example/share" aria-label="{name}">'
        f"<span>{name}</span></a></li>"
        for name in ("Facebook", "X", "WhatsApp", "Mail")
    )
    return f"<div {_attributes(draw, shape, 'share-bar')}>\n<ul>\n{links}\n</ul>\n</div>"


def _after(draw: random.Random, write: Newsroom, shape: _Shape) -> str:
    """What stands at the end of an article, inside its element: topics, its author, further reading."""
    topics = "\n".join(
        f'<li><a {_attributes(draw, shape, "topic")} href="/topic/{n}">{write.sentence()[:14]}</a></li>'
        for n in range(6)
    )
    return (
        f"<div {_attributes(draw, shape, 'topics')}>\n<ul>\n{topics}\n</ul>\n</div>\n"
        f'<div {_attributes(draw, shape, "author-box")}>\n<img src="/i/ada.jpg" alt="">\n<p>{write.sentence()}</p>\n'
        f"</div>\n<div {_attributes(draw, shape, 'more')}>\n<h4>{write.sentence()[:24]}</h4>\n"
        f"{_cards(draw, write, shape, 4, 'more-card')}\n</div>"
    )


@cache
def _furniture(outlet: int) -> tuple[str, str, str, str]:
    """What an outlet prints around every article: head, what stands above, beside and below."""
    write, draw, shape = _room(outlet), random.Random(f"furniture {outlet}"), _shape(outlet)
    above = f"<header {_attributes(draw, shape, 'header')}>\n{_menu(draw, write, shape, shape.menu, 'menu')}\n</header>"
    most_read = _cards(draw, write, shape, shape.cards // 3, "most-read")
    beside = f"<aside {_attributes(draw, shape, 'aside')}>\n{most_read}\n</aside>"
    cards = _cards(draw, write, shape, shape.cards - shape.cards // 3, "card")
    feet = _menu(draw, write, shape, shape.menu // 2, "footer")
    below = (
        f"<section {_attributes(draw, shape, 'related')}>\n<h2>{write.sentence()[:20]}</h2>\n{cards}\n</section>\n"
        f"<footer {_attributes(draw, shape, 'foot')}>\n{feet}\n<p>{write.sentence()}</p>\n</footer>"
    )
    return _head(outlet, draw, shape), above, beside, below


def _body(draw: random.Random, write: Newsroom, shape: _Shape) -> str:
    """The text: paragraphs with links and emphasis, subheadings, a picture, slots for advertisements."""
    words = min(5000, draw.lognormvariate(log(WORDS), log(1.85) / 0.674))
    caption = write.sentence()[:80]
    parts = [f'<figure><img src="/i/top.jpg" alt="{caption}"><figcaption>{caption}</figcaption></figure>']
    for n, part in enumerate(write.text(max(5, round(words / 16))).split("\n\n")):
        if shape.breaks:
            parts.append(f"{part}<br><br>")
            continue
        parts.append(f"<p {_attributes(draw, shape, 'text')}>{_marked(draw, part)}</p>")
        if draw.random() < 0.1:
            parts.append(f"<h2>{write.sentence()[:40]}</h2>")
        if draw.random() < 0.1:
            parts.append(f'<div {_attributes(draw, shape, "ad-slot")}><div id="slot-{n}"></div></div>')
    return "\n".join(parts)


def _marked(draw: random.Random, text: str) -> str:
    """A paragraph with a link or an emphasis in every other one."""
    first, _, rest = text.partition(" ")
    chance = draw.random()
    if chance < 0.3:
        return f'<a href="/topic/{draw.randint(1, 999)}">{first}</a> {rest}'
    return f"<strong>{first}</strong> {rest}" if chance < 0.5 else text


def real(outlet: int, number: int) -> str:
    """An article in furniture with the measures of real pages."""
    head, above, beside, below = _furniture(outlet)
    shape, draw, write = _shape(outlet), random.Random(f"article {outlet} {number}"), _writer(outlet, number)
    title, lead = headline(outlet, number), write.sentence()
    data = json.dumps(
        {
            "@context": "https://schema.org",
            "@type": "NewsArticle",
            "headline": title,
            "description": lead,
            "datePublished": _moment(number),
            "author": [{"@type": "Person", "name": "Ada Reporter"}],
            "publisher": {"@type": "Organization", "name": f"Outlet {outlet}"},
        }
    )
    wrapped = "".join(f"<div {_attributes(draw, shape, f'layout-{n}')}>\n" for n in range(shape.depth))
    return (
        f'<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>{title} | Outlet {outlet}</title>\n'
        f'<meta property="og:title" content="{title}">\n<meta property="og:site_name" content="Outlet {outlet}">\n'
        f'<meta property="og:description" content="{lead}">\n<meta name="description" content="{lead}">\n'
        f'<script type="application/ld+json">{data}</script>\n{head}\n</head>\n<body>\n{above}\n{wrapped}<main>\n'
        f'<article {_attributes(draw, shape, "article")}>\n<h1>{title}</h1>\n<p class="lead">{lead}</p>\n'
        f'<div class="byline"><span>By <a rel="author" href="/authors/ada">Ada Reporter</a></span>'
        f'<time datetime="{_moment(number)}">{_moment(number)[:10]}</time></div>\n{_buttons(draw, shape)}\n'
        f"<div {_attributes(draw, shape, 'body')}>\n{_body(draw, write, shape)}\n</div>\n"
        f"{_buttons(draw, shape)}\n{_after(draw, write, shape)}\n</article>\n{beside}\n</main>\n"
        f"{'</div>' * shape.depth}\n{below}\n</body>\n</html>\n"
    )


FURNITURE: dict[str, Callable[[int, int], str]] = {"real": real, "small": small}

"""The pages of the demo's small web, rendered from the texts and templates in `crawler/demo_web`.

`demo_web/README.md` says how a text file and a template look. Pure apart from reading package data.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from html import escape
from importlib.resources import files
from importlib.resources.abc import Traversable
from string import Template

HTML = "text/html; charset=utf-8"
XML = "application/xml; charset=utf-8"
PLAIN = "text/plain; charset=utf-8"
# strftime("%B") would follow the locale of whoever runs the demo.
MONTHS = "January February March April May June July August September October November December"
UNDATED = datetime(2026, 3, 16, 12, tzinfo=UTC)  # the age of pages that have no date of their own


@dataclass(frozen=True, slots=True)
class DemoPage:
    """What the server answers for one URL; `last_modified` in the form of the HTTP header."""

    body: bytes = field(repr=False)
    content_type: str
    status: int
    last_modified: str


@dataclass(frozen=True, slots=True)
class DemoText:
    """One text file: an article of one outlet as its editors have it, before any HTML."""

    host: str
    name: str
    head: Mapping[str, str]
    paragraphs: tuple[str, ...] = field(repr=False)

    @property
    def url(self) -> str:
        """The address that the page is served at."""
        return f"http://{self.host}{self.head['path']}"

    @property
    def moment(self) -> datetime:
        """When it was published; a day without a time counts from midnight UTC."""
        return _moment(self.head["date"]) if self.head.get("date") else UNDATED

    @property
    def changed(self) -> datetime:
        """When it was last changed."""
        return _moment(self.head["updated"]) if self.head.get("updated") else self.moment


@dataclass(frozen=True, slots=True)
class Listing:
    """A page that lists the outlet's texts, newest first; `later` is the path of the pages after the first.

    `words` says after how many words a teaser is cut off.
    """

    host: str
    path: str
    template: str = "listing.html"
    per_page: int = 100
    words: int = 40
    later: str = ""
    older: str = ""


LISTINGS = (
    Listing("www.meridianwire.example", "/news-sitemap.xml", template="news-sitemap.xml"),
    Listing(
        "www.ordelpost.example",
        "/tags/hollin-dam",
        per_page=4,
        words=36,
        later="/tags/hollin-dam?page={}",
        older='<a class="next" rel="next" href="{}">Next »</a>',
    ),
    Listing(
        "www.kaldoratimes.example",
        "/topic/oruna-river",
        per_page=4,
        words=28,
        later="/topic/oruna-river/page/{}",
        older='<a href="{}">Older stories</a>',
    ),
    Listing("www.marrowfordecho.example", "/feed.xml", template="feed.xml", words=30),
    Listing("www.lowlanddigest.example", "/world", words=25),
)


def demo_texts(revision: int = 1) -> tuple[DemoText, ...]:
    """Every article of the demo's web as it reads at `revision`, by host, newest first."""
    texts = [text for folder in _hosts() for text in _texts_of(folder, revision)]
    return tuple(sorted(texts, key=lambda text: (text.host, -text.moment.timestamp(), text.name)))


def demo_pages(revision: int = 1) -> dict[str, DemoPage]:
    """All pages of the demo's web by URL, the listings, feed, sitemap and robots.txt files among them."""
    texts = demo_texts(revision)
    pages = {text.url: _article_page(text, texts) for text in texts}
    for listing in LISTINGS:
        pages |= _listing_pages(listing, [text for text in texts if text.host == listing.host])
    for folder in _hosts():
        if (folder / "robots.txt").is_file():
            pages[f"http://{folder.name}/robots.txt"] = _page(_read(folder / "robots.txt"), PLAIN, UNDATED)
    return pages


def demo_configuration() -> str:
    """The text of the configuration file that names the demo's sources."""
    return _read(_root() / "newsfold.toml")


def _root() -> Traversable:
    return files("crawler") / "demo_web"


def _hosts() -> list[Traversable]:
    return sorted((folder for folder in _root().iterdir() if folder.is_dir()), key=lambda folder: folder.name)


def _read(file: Traversable) -> str:
    return file.read_text(encoding="utf-8")


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _texts_of(folder: Traversable, revision: int) -> Iterator[DemoText]:
    """The texts of one outlet, each in its newest revision up to `revision`."""
    newest: dict[str, tuple[int, Traversable]] = {}
    for file in folder.iterdir():
        name, _, number = file.name.removesuffix(".txt").partition(".")
        if not file.name.endswith(".txt") or name == "robots" or int(number or 1) > revision:
            continue
        newest[name] = max(newest.get(name, (0, file)), (int(number or 1), file), key=lambda known: known[0])
    for name, (_, file) in newest.items():
        yield _parse(folder.name, name, _read(file))


def _parse(host: str, name: str, text: str) -> DemoText:
    head, _, body = text.partition("\n\n")
    pairs = (line.partition(":") for line in head.splitlines())
    return DemoText(
        host=host,
        name=name,
        head={key.strip(): value.strip() for key, _, value in pairs},
        paragraphs=tuple(paragraph.strip() for paragraph in body.split("\n\n") if paragraph.strip()),
    )


def _render(host: str, template: str, values: Mapping[str, str]) -> str:
    return Template(_read(_root() / host / template)).substitute(values)


def _page(body: str, content_type: str, modified: datetime, status: int = 200) -> DemoPage:
    stamp = format_datetime(modified.astimezone(UTC), usegmt=True)
    return DemoPage(body.encode(), content_type, status, stamp)


def _article_page(text: DemoText, texts: Sequence[DemoText]) -> DemoPage:
    others = [other for other in texts if other.host == text.host and other.name != text.name]
    links = (f'<li><a href="{other.head["path"]}">{escape(other.head["title"])}</a></li>' for other in others[:3])
    credit = text.head.get("credit")  # is HTML: it may hold a link
    values = _values(text) | {
        "body": "\n".join(f"<p>{escape(paragraph, quote=False)}</p>" for paragraph in text.paragraphs),
        "related": "".join(links),
        "credit": f'<p class="credit">{credit}</p>' if credit else "",
        "json_ld": json.dumps(_json_ld(text), ensure_ascii=False),
    }
    body = _render(text.host, text.head.get("page", "page.html"), values)
    return _page(body, HTML, text.changed, int(text.head.get("status", "200")))


def _values(text: DemoText, words: int = 30) -> dict[str, str]:
    """What every template may ask for, escaped; '' for what the text doesn't have."""
    moment = text.moment
    keys = ("path", "title", "date", "author", "section", "tags", "caption", "shown")
    author, updated = text.head.get("author", ""), text.head.get("updated", "")
    return {key: escape(text.head.get(key, "")) for key in keys} | {
        "name": text.name,
        "url": text.url,
        "byline": f"By {escape(author)}" if author else "",
        "day": f"{moment.day} {MONTHS.split()[moment.month - 1]} {moment.year}",
        "clock": f"{moment:%H:%M}",
        "mail_date": format_datetime(moment),
        "changed": updated or text.head.get("date", ""),
        "updated_line": f"Updated {text.changed:%H:%M} GMT" if updated else "",
        "teaser": escape(_cut(" ".join(text.paragraphs), words)),
    }


def _cut(text: str, words: int) -> str:
    every = text.split()
    return text if len(every) <= words else " ".join(every[:words]) + " …"


def _json_ld(text: DemoText) -> dict[str, object]:
    """Schema.org's NewsArticle; an agency's unsigned copy has the agency as its author."""
    author = text.head.get("author")
    return {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": text.head["title"],
        "datePublished": text.head.get("date"),
        "dateModified": text.head.get("updated", text.head.get("date")),
        "author": {"@type": "Person", "name": author} if author else {"@type": "Organization", "name": "Meridian Wire"},
        "image": [f"http://{text.host}/img/{text.name}.jpg"],
        "mainEntityOfPage": text.url,
    }


def _listing_pages(listing: Listing, texts: Sequence[DemoText]) -> Iterator[tuple[str, DemoPage]]:
    stem, _, ending = listing.template.partition(".")
    content_type = HTML if ending == "html" else XML
    for start in range(0, len(texts), listing.per_page):
        number = start // listing.per_page + 1
        shown = texts[start : start + listing.per_page]
        entries = [_render(listing.host, f"{stem}.entry.{ending}", _values(text, listing.words)) for text in shown]
        more = start + listing.per_page < len(texts)
        older = listing.older.format(listing.later.format(number + 1)) if more else ""
        body = _render(listing.host, listing.template, {"entries": "".join(entries).rstrip(), "older": older})
        path = listing.path if number == 1 else listing.later.format(number)
        yield f"http://{listing.host}{path}", _page(body, content_type, max(text.changed for text in shown))

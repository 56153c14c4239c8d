"""From a page's bytes to its article; pure and deterministic."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from crawler.attribution import Signs, attributions
from crawler.credits.agencies import known_agencies
from crawler.credits.authorship import Writers, own_names, writers_of
from crawler.credits.cosigned import cosigners
from crawler.credits.creditlines import credit_lines, head_credits
from crawler.credits.people import byline_in, choose_authors, name_after, name_before
from crawler.credits.reporters import reporters_in
from crawler.credits.signatures import desk_at_end, signed_at_end, told_at_end
from crawler.credits.unsigned import signed_alone
from crawler.listing import teasers_of
from crawler.parsing.headings import headline_of
from crawler.parsing.htmltree import Node, declaring, parse
from crawler.parsing.titles import folded, site_in_title, vote
from crawler.reading.below import teasers_below
from crawler.reading.boilerplate import date_among, judge
from crawler.reading.captions import captions_of
from crawler.reading.clearing import UNSEEN, drop, straighten
from crawler.reading.cropping import core_of
from crawler.reading.furniture import Furniture, add_menus, furniture_of, key_of
from crawler.reading.headlines import as_the_text_has_it
from crawler.reading.hydration import unpack
from crawler.reading.language import language_of
from crawler.reading.likeness import stems
from crawler.reading.linereasons import Context
from crawler.reading.metadata import Declared, read_declared
from crawler.reading.own_address import WAYS, own_address
from crawler.reading.readings import ON_SUBJECT, read_lines
from crawler.reading.recasting import demote, reveal, unhide, unlist
from crawler.reading.refusal import Findings, refusal
from crawler.reading.regions import densest, rejoin, runs_on, weigh
from crawler.reading.sections import with_headings
from crawler.reading.shown_dates import date_above, date_behind_standfirst, head_date, labelled_elsewhere
from crawler.reading.standfirsts import with_standfirst
from crawler.urls import canonical, registered_domain, same_site
from storage.errors import InputError, NotAnArticleError
from storage.records import Article
from storage.texts import with_few_marks

if TYPE_CHECKING:
    from storage.records import Attribution, Teaser


def extract(
    body: bytes, url: str, *, content_type: str = "", hint: Teaser | None = None, source: str | None = None
) -> Article:
    """Read the article that a page carries.

    `hint` is the teaser that led here: its date and title fill what the page does not declare. Raises UnreadableError
    for what is no HTML, NotAnArticleError for a page without an article; both name the URL and say which.
    """
    return read_article(parse(body, url, content_type=content_type), url, hint=hint, source=source)


def extract_saved(body: bytes, url: str | None, otherwise: str | None = None) -> Article:
    """The article of a saved page; without `url`, under the address that the file names, else under `otherwise`.

    Raises as `extract`, and InputError where no address is known.
    """
    tree = parse(body, url or otherwise or "a saved page")
    address = url or own_address(tree, body) or otherwise
    if address is None:
        nameless = f"the page names no address of its own ({WAYS})"
        raise InputError(f"{nameless}: give it with --url, or import JSON Lines with url and html")
    return read_article(tree, address)


def read_article(tree: Node, url: str, *, hint: Teaser | None = None, source: str | None = None) -> Article:
    """As `extract`, of a page that is parsed already; takes out of the tree what is never text."""
    alive = list(tree.iter())  # lxml makes an element's proxy anew on every visit unless somebody holds it
    declared = read_declared(tree, url)
    scripts = len(declaring(tree, "script"))
    unpack(tree, (text for _, text in declared.titles), url)
    reveal(tree)
    drop(tree, *UNSEEN)
    page = _survey(tree, url, declared, hint)
    captions = captions_of(tree)
    straighten(tree)
    subject = _subject(declared)
    place, weights = _arranged(tree, subject)
    headline = headline_of(tree)
    part = core_of(tree, headline, place, weights)
    lines, whence = read_lines(tree, (declared.body, subject), place, part)
    lines = with_standfirst(with_headings(lines, place), headline, declared.description)
    furniture = furniture_of(whence, lines, captions, place, url)
    if whence is not tree:
        add_menus(tree, lines, furniture)
    authors = _authors(page, lines, furniture, place)
    page = replace(page, title=_headline(page, lines, authors, url, declared))
    context = _context(page, declared, authors, furniture)
    kept, cut = judge(lines, context)
    teasers = partial(_teasers, tree, url, place, kept)
    found = Findings(page.title, kept, lines, declared, furniture, scripts, teasers)
    reason = refusal(found, url)
    alive.clear()
    if reason:
        raise NotAnArticleError(f"{url}: {reason}")
    kept, cut = _without_teasers(kept, cut, context)  # only now, as a listing is told by them
    article = _article(page, declared, kept, url)
    credited = _credits(page, declared, (lines, kept), url, authors)
    authors = authors or signed_alone(kept, page.outlet, credited)
    return replace(
        article,
        authors=tuple(_nfc(name) for name in authors),
        attributions=credited,
        published_at=_published_at(declared, hint, (lines, kept), tree, headline),
        cut=tuple(_nfc(line) for line in cut),
        source=source,
    )


def _arranged(tree: Node, subject: frozenset[str]) -> tuple[Node | None, dict[Node, float]]:
    """Give the place of the densest prose, and what each weighs; makes over, in place, what keeps readings from it."""
    weights = weigh(tree)
    place = densest(weights)
    rejoin(place)
    unhide(place, subject, ON_SUBJECT)
    unlist(place, weights)
    demote(tree, place)
    return place, weights


@dataclass(frozen=True, slots=True)
class _Survey:
    """What is read off the whole tree before anything is taken out of it."""

    title: str
    outlet: str
    writers: Writers
    heads: tuple[str, ...]
    credited: tuple[str, ...]
    links: tuple[tuple[str, str], ...]


def _survey(tree: Node, url: str, declared: Declared, hint: Teaser | None) -> _Survey:
    outlet = declared.outlet or site_in_title(declared.titles, url) or registered_domain(url)
    credited, links = credit_lines(tree, url)
    return _Survey(
        title=vote(declared.titles, declared.outlet, url) or (hint.title if hint else ""),
        outlet=_nfc(outlet),
        writers=writers_of(tree, declared.names, declared.titles, outlet, url),
        heads=head_credits(tree),
        credited=credited,
        links=links,
    )


def _headline(page: _Survey, lines: list[str], authors: tuple[str, ...], url: str, declared: Declared) -> str:
    headings = (text for where, text in declared.titles if where == "h1")
    own = own_names(page.outlet, url, declared.names.bylines)
    return as_the_text_has_it(page.title, lines, {folded(name) for name in authors}, own, headings)


def _authors(page: _Survey, lines: list[str], furniture: Furniture, place: Node | None) -> tuple[str, ...]:
    """Choose the authors: people, else the agency, the desk or the outlet that is named as one.

    A columnist of whom a last line tells may be another's colleague, and is taken only where nobody is named.
    """
    first = (byline_in(lines), reporters_in(lines), name_before(lines, furniture.headings))
    beside = cosigners(lines, page.writers.own)
    last = (signed_at_end(lines, place), beside, desk_at_end(lines, furniture.headings | furniture.links.keys()))
    named = choose_authors(
        [*page.writers.bylines, *first, name_after(lines), *last, page.heads],
        agencies=set(known_agencies().by_name),
        own=set(page.writers.own),
        said=lines,
    )
    return named or told_at_end(lines, page.title, place)


def _context(page: _Survey, declared: Declared, authors: tuple[str, ...], furniture: Furniture) -> Context:
    titles = frozenset({key_of(page.title), *(key_of(text) for _, text in declared.titles)})
    written = (name for byline in page.writers.bylines for name in byline)
    known = frozenset(key_of(name) for name in (*authors, *written))
    return Context(titles, known, furniture, folded(declared.body), folded(declared.description))


def _without_teasers(kept: list[str], cut: list[str], context: Context) -> tuple[list[str], list[str]]:
    """Cut the teasers below a text, and what is at its end then: a byline was amid the lines."""
    below = teasers_below(kept, context.furniture)
    if not below:
        return kept, cut
    upper, more = judge(kept[:-below], context)
    return upper, [*cut, *more, *kept[-below:]]


def _article(page: _Survey, declared: Declared, kept: list[str], url: str) -> Article:
    text = "\n\n".join(_nfc(line) for line in kept)
    return Article(
        url=url,
        canonical_url=own_canonical(declared, url),
        title=_nfc(page.title),
        text=text,
        modified_at=declared.modified_at,
        outlet=page.outlet,
        language=language_of(text, declared.language),
        tags=tuple(_nfc(tag) for tag in declared.tags),
        image=declared.image,
    )


def _credits(
    page: _Survey, declared: Declared, read: tuple[list[str], list[str]], url: str, authors: tuple[str, ...]
) -> tuple[Attribution, ...]:
    """Find who is credited, in the lines read, of which some are the text's, and in what extraction left out."""
    lines, kept = read
    own = own_names(page.outlet, url)
    theirs = _with_names(page.writers, authors)
    written = [name for byline in (*declared.names.bylines[:1], page.heads, authors, theirs) for name in byline]
    writers = tuple(name for name in dict.fromkeys(written) if folded(name) not in own)
    signs = Signs(url, page.outlet, writers, declared.credits, page.links, declared.canonical_url, tuple(kept[:3]))
    known, title = set(lines), folded(page.title)
    said = [line for line in lines if len(line) > 2 * len(page.title) or folded(line) != title]
    return attributions("\n".join([*said, *(line for line in page.credited if line not in known)]), signs)


def _with_names(writers: Writers, authors: tuple[str, ...]) -> tuple[str, ...]:
    """Give the bylines that have a name of the authors; others may be of other articles."""
    keys = [folded(name) for name in authors]
    return tuple(line for byline in writers.bylines for line in byline if any(key in folded(line) for key in keys))


def _published_at(
    declared: Declared, hint: Teaser | None, read: tuple[list[str], list[str]], tree: Node, headline: Node | None
) -> str | None:
    """Give when the article was published: as declared or hinted, else as its lines, its head or a label elsewhere say.

    Of the lines read some are the text's.
    """
    lines, kept = read
    moment = _declared_or_hinted(declared, hint) or date_among(lines)
    moment = _completed(moment, headline) or labelled_elsewhere(tree, headline, kept)
    return moment or date_behind_standfirst(headline) or declared.counted_at


def _declared_or_hinted(declared: Declared, hint: Teaser | None) -> str | None:
    """Give the declared moment, else the teaser's; where a bare day is declared, the teaser's time on that day."""
    day, hinted = declared.published_at, hint.published_at if hint else None
    if day and not (hinted and len(day) == 10 and hinted.startswith(day)):
        return day
    return hinted


def _completed(moment: str | None, headline: Node | None) -> str | None:
    """Give the moment, or what stands at the headline: for want of one, or as the time on that day."""
    if moment and len(moment) > len("2026-01-01"):
        return moment
    head = head_date(headline)
    return (head if head and head.startswith(moment or "") else moment) or date_above(headline)


def _nfc(text: str) -> str:
    return text if text.isascii() else unicodedata.normalize("NFC", with_few_marks(text))


def own_canonical(declared: Declared, url: str) -> str:
    """Give the canonical URL: the declared one where it is a page of the same site, else the page's own."""
    link = declared.canonical_url
    if link and same_site(link, url):
        at_home = link.split("?")[0].rstrip("/").count("/") <= 2
        if not at_home or canonical(url).rstrip("/").count("/") <= 2:
            return link
    return canonical(url)


def _teasers(tree: Node, url: str, place: Node | None, kept: list[str]) -> tuple[Teaser, ...]:
    """Read the teasers of a page that may be a listing: not where its text is paragraphs without headlines."""
    return () if runs_on(place, kept) else teasers_of(tree, url, rows=False)


def _subject(declared: Declared) -> frozenset[str]:
    return stems(" ".join([declared.description, *(text for _, text in declared.titles)]))

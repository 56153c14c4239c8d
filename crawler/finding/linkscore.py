"""How much a URL looks like an article's: by its path alone; pure."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlsplit

from crawler.parsing.htmltree import names

TELLING = 1.5  # score from which on an address may be an article's

_DATE = re.compile(r"/(?:19|20)\d\d[/-]?(?:0?[1-9]|1[0-2]|[a-z]{3})(?:[/-]?(?:[0-2]?\d|3[01]))?(?=[/_-]|$)")
_PACKED_DATE = re.compile(r"(?<!\d)20\d\d(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])(?!\d)")
_LONG_NUMBER = re.compile(r"\d{4,}")
_ID_PARAMETER = re.compile(r"(?:[a-z_]*id|p|n|nid|aid|no|num|idx|article|story|news|news_id|post)", re.IGNORECASE)
_MEDIA = re.compile(r"\.(?:jpe?g|png|gif|webp|svg|pdf|mp[34]|m4a|zip|docx?|xlsx?|css|js|xml|rss|atom|ics)$")
_HTML = re.compile(r"\.(?:s?html?|php|aspx?|jsp|cms|ece|amp)$")
_SERVICE = re.compile(
    r"(?:cookies?|privacy|datenschutz|privatsphaere|impressum|legal|disclaimer|terms|conditions|agb|copyright|about|contact|kontakt|"
    r"contacto|advertis\w+|newsletter|subscri\w+|mentions-legales|aviso-legal|politica-de)(?:[-_]|$)"
)
_SEPARATOR = re.compile(r"[-_+]|%20")

_NOT_ARTICLES = names(
    "tag tags topic topics thema themen tema temas author authors autor autores auteur profile profil user users "
    "category categories kategorie categoria categorie archive archives archiv rubrik rubric rubrika label labels "
    "search suche buscar recherche login signin sign-in register registration subscribe subscription abo newsletter "
    "newsletters account contact contacts kontakt contacto impressum imprint about about-us privacy datenschutz terms "
    "terms-of-use cookies cookie-policy help faq advertise advertising jobs careers rss feed feeds sitemap share "
    "intent print members staff team cart shop store wp-login.php wp-admin wp-content cdn-cgi calendar events gallery "
    "people collections hashtag keyword keywords company companies schlagwort schlagworte mot-cle etiqueta etiquetas "
    "aviso-de-privacidad politica-de-privacidad politica-de-privacidade politique-de-confidentialite privacybeleid "
    "polityka-prywatnosci informativa-privacy gizlilik-politikasi integritetspolicy privacy-policy "
    "games game crosswords crossword puzzles horoscopes horoskop news-team our-team weather-radar livestream"
)
_ALWAYS_SECTIONS = names(
    "tag tags tagged author authors autor autores auteur auteurs "
    "user users category categories kategorie categoria categorie rubrik rubrika label labels hashtag keyword keywords "
    "schlagwort mot-cle etiqueta etiquetas search suche buscar recherche news-team our-team contributor "
    "contributors crosswords crossword puzzles"
)
_OFTEN_SECTIONS = names("topic topics thema themen tema temas profile profiles game games")
_FORUMS = names("forum forums foren foro foros thread threads")
_THREAD = re.compile(r"(?:show|view)(?:thread|topic|forum)\.php")
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_SECTION_PAGES = names("page pages seite pagina pag p")


def url_score(url: str) -> float:
    """Score a canonical URL: above 1 an article is likely, below -1 a section, a tag, a file or a service page."""
    parts = urlsplit(url)
    path = parts.path.lower()
    segments = [segment for segment in path.split("/") if segment]
    if _MEDIA.search(path):
        return -6.0
    identifier = query_identifies(parts.query)
    if not segments:
        return 1.5 if identifier else -6.0
    score = _path_score(path, segments) + (1.5 if identifier else 0.0)
    return score - _section_penalty(segments, has_query=bool(parts.query) and not identifier)


def _path_score(path: str, segments: list[str]) -> float:
    last = _HTML.sub("", segments[-1])
    slug = max(segments[-2:], key=lambda segment: len(_SEPARATOR.findall(segment)))
    separators = len(_SEPARATOR.findall(slug))
    score = 0.0
    if _DATE.search(path) or _PACKED_DATE.search(path):
        score += 2.0
    if separators >= 2:
        score += 2.0 if separators >= 3 else 1.0
    if _LONG_NUMBER.search(last) or (len(segments) > 1 and last.isdigit()):
        score += 1.5
    if slug.count("%") >= 8 or len(last) >= 24:
        score += 1.0
    if last != segments[-1]:
        score += 0.5
    if score == 0.0 and len(segments) <= 2:
        score -= 2.0
    return score


def _section_penalty(segments: list[str], *, has_query: bool) -> float:
    penalty = 0.0
    if any(_HTML.sub("", segment) in _NOT_ARTICLES for segment in segments[:-1]):
        penalty += 3.0
    if _HTML.sub("", segments[-1]) in _NOT_ARTICLES or segments[-1] in _NOT_ARTICLES:
        penalty += 5.0
    elif _SERVICE.match(segments[-1]) and len(_SEPARATOR.findall(segments[-1])) <= 5:
        penalty += 3.0
    if len(segments) > 1 and segments[-2] in _SECTION_PAGES and segments[-1].isdigit():
        penalty += 5.0
    if re.fullmatch(r"(?:19|20)\d\d|0?[1-9]|1[0-2]|[0-3]\d", segments[-1]) and _all_date(segments):
        penalty += 4.0
    return penalty + (0.5 if has_query else 0.0)


def _all_date(segments: list[str]) -> bool:
    """Tell whether the path ends with nothing but a date: an archive of a day or a month."""
    tail = segments[-3:]
    return any(re.fullmatch(r"(?:19|20)\d\d", segment) for segment in tail) and all(s.isdigit() for s in tail[-2:])


def query_identifies(query: str) -> bool:
    """Tell a query that names an article: `?id=4711`."""
    return any(
        _ID_PARAMETER.fullmatch(name) and any(c.isdigit() for c in value) and len(value) >= 2
        for name, value in parse_qsl(query)
    )


def is_section(url: str) -> bool:
    """Tell by its address a page of a tag, an author, a category or a game, whatever its link says.

    Not where a slug of five words, an article's number or an ending such as `.html` ends it: some sites file articles
    under their tags; a UUID is no article's number. Under topics, profiles and games articles are so common that there
    a slug of two words is enough.
    """
    segments = [segment for segment in urlsplit(url).path.lower().split("/") if segment]
    if len(segments) < 2 or segments[-2] not in _ALWAYS_SECTIONS | _OFTEN_SECTIONS:
        return False
    last = _HTML.sub("", segments[-1])
    if _UUID.fullmatch(last):
        return True
    most = 0 if segments[-2] in _OFTEN_SECTIONS else 3
    return last == segments[-1] and len(_SEPARATOR.findall(last)) <= most and not _LONG_NUMBER.search(last)


def is_thread(url: str) -> bool:
    """Tell by its address what readers write to each other: a forum, its threads and their answers."""
    parts = urlsplit(url.lower())
    segments = [segment for segment in parts.path.split("/") if segment]
    host = (parts.hostname or "").partition(".")[0]
    return host in _FORUMS or not _FORUMS.isdisjoint(segments) or any(map(_THREAD.fullmatch, segments))


def url_shape(url: str) -> str:
    """Reduce a URL to its pattern: host, kinds of path segments and names of parameters, so that alike ones vote."""
    parts = urlsplit(url)
    segments = [segment for segment in parts.path.split("/") if segment]
    kinds = [_segment_kind(segment) for segment in segments[:-1]]
    last = _segment_kind(segments[-1]) + "".join(_HTML.findall(segments[-1].lower())) if segments else ""
    query = ",".join(sorted(name for name, _ in parse_qsl(parts.query)))
    return f"{parts.hostname}/{'/'.join([*kinds, last])}?{query}"


def _segment_kind(segment: str) -> str:
    bare = _HTML.sub("", segment.lower())
    if re.fullmatch(r"(?:19|20)\d\d", bare):
        return "year"
    if bare.isdigit():
        return "number"
    if len(_SEPARATOR.findall(bare)) >= 2 or bare.count("%") >= 6:
        return "slug"
    if any(c.isdigit() for c in bare):
        return "code"
    return "word"

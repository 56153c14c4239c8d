"""One canonical form of a URL, and the registered domain of a host; pure, offline.

Around `w3lib.url.canonicalize_url`, which sorts parameters and settles escapes without deleting real parameters.
"""

from __future__ import annotations

import ipaddress
import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit, urlunsplit

from w3lib.url import canonicalize_url

from storage.errors import InputError

if TYPE_CHECKING:
    from tldextract import TLDExtract

MAX_URL = 4096

# Parameters that say who sent a reader, or which reader it is: never what is shown. Long prefixes first.
_NOISE = re.compile(
    r"""
    (?: utm | pk | mtm | piwik | matomo | hsa | stm | fb_action | guce | soc ) _ \w*
    | [a-z]{0,2}clid | gclsrc | [gw]braid | igsh (?:id)? | mc_[ce]id | _g[al] | _hs(?:enc|mi) | hsctatracking
    | mkt_tok | oly_(?:anon|enc)_id | vero_id | s_cid | s_kwcid | [no]cid | cmp (?:id)? | icid
    | at_ (?: medium | campaign | campaign_type | custom\d | link_id | link_type | link_origin | format | bbc_team
            | ptr_name )
    | ns_ (?: mchannel | source | campaign | linkname | fee ) | xtor | wt_z?mc | __twitter_impression | __tn__
    | fb_source | fb_ref | spm | scm | sr_share | ftag | guccounter
    | j?sessionid | phpsess (?:id|ion) | aspsessionid \w* | cfid | cftoken
    """,
    re.VERBOSE | re.IGNORECASE,
)
_SESSION_IN_PATH = re.compile(r";(?:jsessionid|phpsessid)=[^/?#;]*", re.IGNORECASE)
_LONG_HEX = re.compile(r"[0-9a-fA-F]{26,}")
_ARCHIVED = re.compile(
    r"https?://(?:web\.archive\.org/web/\d{1,14}(?:[a-z]{2}_)?/|archive\.(?:today|is|ph|li|md|vn|fo)/(?:o/\w{1,10}/|\d{4,14}/)?)"
    r"(?=https?:/)",
    re.IGNORECASE,
)
_AMP_CACHE = re.compile(r"https?://[^/]{1,100}\.cdn\.ampproject\.org/[a-z]/(s/)?(?=[^/]+\.)", re.IGNORECASE)
_FORBIDDEN = re.compile(r"[\x00-\x20\x7f-\x9f\\]")
_HOST = re.compile(r"[a-z0-9._:\[\]-]+")
_PLAIN = re.compile(r"https?://[a-z0-9](?:[a-z0-9_-]|\.(?=[a-z0-9])){0,250}(?:/(?!\.)[A-Za-z0-9._~-]{0,500}){1,50}")


@lru_cache(maxsize=4096)  # a page meets the few URLs around it again and again, on its way into the store
def canonical(url: str) -> str:
    """Give the one form under which an article, a page or a source is known; idempotent.

    Drops fragment, credentials, default port, tracking parameters and session ids, lower-cases scheme and host, and
    sorts the parameters that remain; keeps scheme, `www.`, a closing slash and every real parameter.
    Spaces inside are escaped. Raises InputError for what is no http(s) URL, and for backslashes and control
    characters in it.
    """
    text = url.strip(" \t\r\n\f")
    if len(text) > MAX_URL or not text:
        raise InputError(f"not a URL: {text[:80]!r} is {'empty' if not text else 'too long'}")
    if _PLAIN.fullmatch(text):
        return text  # most links: nothing in them needs settling, and a page may have hundreds
    if _FORBIDDEN.search(text.replace(" ", "%20")):
        raise InputError(f"not a URL: {text[:80]!r} holds a backslash or a control character")
    try:
        return _settled(text)
    except (ValueError, UnicodeError) as error:
        raise InputError(f"not a URL: {text[:80]!r} ({error})") from error


def entry_point(url: str) -> str:
    """Give what tells one source's address from another's: the canonical form without a closing slash.

    The slash is that of the path: a list answers with and without it, and whoever adds it twice means one. Raises
    InputError as `canonical`.
    """
    parts = urlsplit(canonical(url))
    return parts._replace(path=parts.path.rstrip("/")).geturl()


def original(url: str) -> str:
    """Give the address that an archive's or an AMP cache's copy stands for, else the URL itself; not canonical."""
    text = url.strip()
    if match := _ARCHIVED.match(text):
        return re.sub(r"^(https?):/+", r"\1://", text[match.end() :])
    if match := _AMP_CACHE.match(text):
        return ("https://" if match.group(1) else "http://") + text[match.end() :]
    return url


def _settled(text: str) -> str:
    """Canonicalise until nothing changes: undoing one escape may bring another to light."""
    previous = ""
    for _ in range(6):
        if text == previous:
            return text
        previous, text = text, _once(text)
    if text != _once(text):
        raise ValueError("its escapes do not settle")
    return text


def _once(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme.lower() not in ("http", "https") or not parts.hostname:
        raise ValueError("expected http:// or https:// and a host")
    netloc = _netloc(parts.scheme.lower(), parts.hostname, parts.port)
    path = _SESSION_IN_PATH.sub("", parts.path)
    query = _kept_parameters(parts.query)
    return str(canonicalize_url(urlunsplit((parts.scheme.lower(), netloc, path, query, ""))))


def _netloc(scheme: str, hostname: str, port: int | None) -> str:
    host = unquote(hostname).lower().rstrip(".")
    if ":" in host:
        host = f"[{ipaddress.IPv6Address(host).compressed}]"
    elif not host.isascii():
        host = host.encode("idna").decode("ascii").lower()
    if not _HOST.fullmatch(host):
        raise ValueError("its host holds characters that no host has")
    default = {"http": 80, "https": 443}[scheme]
    return host if port in (None, default) else f"{host}:{port}"


def _kept_parameters(query: str) -> str:
    if not query:
        return ""
    pairs = parse_qsl(query, keep_blank_values=True)
    kept = [pair for pair in pairs if not _is_noise(*pair)]
    return query if len(kept) == len(pairs) else urlencode(kept, quote_via=quote)


def _is_noise(name: str, value: str) -> bool:
    if _NOISE.fullmatch(name):
        return True
    return name.lower() in ("sid", "session_id") and bool(_LONG_HEX.fullmatch(value))


@cache
def _extractor() -> TLDExtract:
    """Load the public suffix list that ships with tldextract: no download, no cache on disk."""
    from tldextract import TLDExtract  # its list takes a while to load

    return TLDExtract(suffix_list_urls=(), cache_dir=None)


def registered_domain(url_or_host: str) -> str:
    """Give the domain that was registered: `bbc.co.uk` for `https://www.bbc.co.uk/news`; an address stays itself."""
    text = url_or_host.strip().lower()
    try:
        host = (urlsplit(text).hostname or "") if "://" in text else text.split("/")[0].split(":")[0]
    except ValueError:
        return ""
    return _registered(host.rstrip("."))


def is_public_name(host: str) -> bool:
    """Whether a host ends with a suffix that names are registered under, or with `.example`, which stands for one."""
    bare = host.lower().rstrip(".")
    return bool(_extractor()(bare).top_domain_under_public_suffix) or bare.endswith(".example")


def same_site(one: str, other: str) -> bool:
    """Whether two URLs are one publisher's, so that a page of one may speak for the other.

    That is the same registered domain, where customers of one (`a.github.io`, `b.github.io`) are strangers to each
    other. Addresses and bare names are the same only with the same port.
    """
    try:
        first, second = urlsplit(one.lower()), urlsplit(other.lower())
        return _publisher(first.hostname or "", first.port) == _publisher(second.hostname or "", second.port)
    except ValueError:
        return False


@cache
def _publisher(host: str, port: int | None) -> tuple[str, int | None]:
    parts = _extractor()(host, include_psl_private_domains=True)
    if parts.ipv4 or parts.ipv6 or "." not in host:
        return host, port
    domain = parts.top_domain_under_public_suffix or ".".join(host.split(".")[-2:])
    return (host if parts.suffix == host else str(domain)), None


@cache
def _registered(host: str) -> str:
    parts = _extractor()(host)
    if parts.suffix or parts.ipv4 or parts.ipv6:
        return str(parts.top_domain_under_public_suffix) or host
    return ".".join(host.split(".")[-2:])

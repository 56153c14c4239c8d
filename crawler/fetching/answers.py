"""From Scrapy's answers to newsfold's records."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from crawler.fetching.failures import outcome_of_status
from crawler.fetching.ledger import body_hash
from crawler.urls import canonical
from storage.errors import InputError
from storage.records import Fetch, Outcome, Page, Teaser
from storage.times import now

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.http import Response

    from crawler.fetching.addresses import AddressRule


def known_as(url: str) -> str:
    """The name under which the store knows `url`; one that has no canonical form stays as it is, to be refused."""
    try:
        return canonical(url)
    except InputError:
        return url


def page_of(response: Response, source: str, hint: Teaser | None = None) -> Page:
    """An article's page, as it came."""
    return Page(
        response.meta["known_as"],
        response.url,
        response.status,
        response.body,
        now(),
        content_type=content_type(response),
        etag=_header(response, "ETag"),
        last_modified=_header(response, "Last-Modified"),
        hint=hint,
        source=source,
        known_hash=known.body_hash if (known := response.meta.get("validators")) else None,
    )


def fetch_of(response: Response, source: str, rule: AddressRule) -> Fetch:
    """How the request ended that brought `response`; an unchanged page keeps the validators that it was asked with."""
    outcome, request = outcome_of(response, rule), response.request
    assert request is not None, "Scrapy sets it"
    etag, modified = _header(response, "ETag"), _header(response, "Last-Modified")
    if outcome is Outcome.UNCHANGED:
        etag, modified = etag or _header(request, "If-None-Match"), modified or _header(request, "If-Modified-Since")
    return Fetch(
        response.meta["known_as"],
        outcome,
        now(),
        status=response.status,
        reason=_reason(response, outcome),
        source=source,
        etag=etag,
        last_modified=modified,
        bytes=len(response.body),
        body_hash=body_hash(response.body) if outcome is Outcome.OK else None,
    )


def but(fetch: Fetch, outcome: Outcome, reason: str) -> Fetch:
    """The fetch with another outcome; without validators, so that the page is asked for whole the next time."""
    return replace(fetch, outcome=outcome, reason=reason, etag=None, last_modified=None)


def content_type(response: Response) -> str:
    """What the answer says it is, '' where it says nothing."""
    return _header(response, "Content-Type") or ""


def outcome_of(response: Response, rule: AddressRule) -> Outcome:
    """What an answer comes to, as far as its status and headers tell."""
    outcome = outcome_of_status(response.status)
    request = response.request
    if outcome is Outcome.UNCHANGED and request and not _header(request, "If-None-Match", "If-Modified-Since"):
        return Outcome.UNREADABLE  # an answer to a question that was not asked
    if 300 <= response.status < 400 and (target := _header(response, "Location")):
        return Outcome.BLOCKED_ADDRESS if _leads_astray(response.url, target, rule) else outcome
    return outcome


def _leads_astray(url: str, target: str, rule: AddressRule) -> bool:
    try:
        return bool(rule.refusal(urljoin(url, target)))
    except ValueError:
        return True


def _reason(response: Response, outcome: Outcome) -> str:
    """What there is to say about an answer beside its outcome."""
    if outcome in (Outcome.OK, Outcome.UNCHANGED):
        return f"answered at {response.url}" if "redirect_urls" in response.meta else ""
    told = [f"{name}: {value}" for name in ("Retry-After", "Location") if (value := _header(response, name))]
    return ", ".join([f"HTTP {response.status}", *told])[:300]


def _header(carrier: Request | Response, *names: str) -> str | None:
    """The first of these headers that is there."""
    values = (carrier.headers.get(name) for name in names)
    return next((value.decode("latin-1") for value in values if value), None)

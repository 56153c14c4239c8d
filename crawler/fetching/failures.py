"""How a request can fail, and in which words of `Outcome` that is written down."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
    UnsupportedURLSchemeError,
)

from crawler.fetching.gate import GateClosedError, HostWaitsError
from storage.errors import NotAnArticleError
from storage.records import Outcome

if TYPE_CHECKING:
    from collections.abc import Collection


class BlockedAddressError(IgnoreRequest):
    """A URL, a redirect or a name that leads where the address rule forbids.

    `host` is what the user would allow to let it through; '' where that would not help.
    """

    def __init__(self, refusal: str, host: str = "") -> None:
        super().__init__(refusal)
        self.host = host


class RefusedByRobotsError(IgnoreRequest):
    """The site's robots.txt forbids the URL, or could not be had."""


class TooLargeError(IgnoreRequest):
    """A body that is, or inflates to be, larger than `crawl.max_bytes`."""


class DamagedBodyError(IgnoreRequest):
    """A body that is not in the coding that its `Content-Encoding` names."""


class TooManyRedirectsError(IgnoreRequest):
    """A chain of redirects longer than five, or a circle."""


_OUTCOMES: tuple[tuple[type[Exception], Outcome], ...] = (
    (BlockedAddressError, Outcome.BLOCKED_ADDRESS),
    (RefusedByRobotsError, Outcome.REFUSED_BY_ROBOTS),
    (TooLargeError, Outcome.TOO_LARGE),
    (DownloadCancelledError, Outcome.TOO_LARGE),  # Scrapy cancels a download for its size alone
    (DamagedBodyError, Outcome.UNREADABLE),
    (TooManyRedirectsError, Outcome.TOO_MANY_REDIRECTS),
    (DownloadTimeoutError, Outcome.TOO_SLOW),
    (CannotResolveHostError, Outcome.UNRESOLVABLE),
    (DownloadConnectionRefusedError, Outcome.UNREACHABLE),
    (DownloadFailedError, Outcome.UNREACHABLE),
    (ResponseDataLossError, Outcome.UNREACHABLE),
    (UnsupportedURLSchemeError, Outcome.UNREACHABLE),  # of a proxy: other URLs are not asked for
    (NotAnArticleError, Outcome.NOT_AN_ARTICLE),
    (OSError, Outcome.UNREACHABLE),
)
_UNANSWERED = frozenset({Outcome.UNRESOLVABLE, Outcome.UNREACHABLE, Outcome.TOO_SLOW})

_PLAIN_WORDS: tuple[tuple[type[Exception], str], ...] = (
    (DownloadCancelledError, "larger than crawl.max_bytes"),
    (DownloadTimeoutError, "no complete answer within crawl.timeout"),
    (ResponseDataLossError, "the answer broke off"),
    (UnsupportedURLSchemeError, "the proxy that the environment names is no HTTP proxy, and no other kind is used"),
)


def outcome_of_failure(failure: BaseException, url: str = "", proxies: Collection[str] = ()) -> tuple[Outcome, str]:
    """The outcome and the reason, in words, of a request for `url` that brought no answer, or none to keep.

    Where nobody answered, the hosts of the `proxies` in use are named as well: it may have been one of them.
    """
    outcome = next((outcome for kind, outcome in _OUTCOMES if isinstance(failure, kind)), Outcome.UNREADABLE)
    reason = reason_of(failure, url)
    if proxies and outcome in _UNANSWERED:
        reason = f"{reason} (asked through a proxy: {', '.join(sorted(proxies))})"
    return outcome, reason


def reason_of(failure: BaseException, url: str = "") -> str:
    """What a failure says of `url`, on one line of at most 300 characters; the URL itself is known."""
    for kind, words in _PLAIN_WORDS:
        if isinstance(failure, kind):
            return words
    words = " ".join(_words_of(failure).split()).removeprefix(f"{url}: ")
    return (words or type(failure).__name__)[:300]


def words_of_defect(error: BaseException) -> str:
    """What an error that newsfold should not have made says, on one line, with its kind."""
    return f"a defect of newsfold: {type(error).__name__}: {reason_of(error)}"[:300]


def _words_of(failure: BaseException) -> str:
    """What a failure says; what Twisted wraps in a list of failures speaks for itself."""
    wrapped = getattr(failure.__cause__, "reasons", None)
    return str(wrapped[0].getErrorMessage()) if wrapped else str(failure)


def outcome_of_status(status: int) -> Outcome:
    """The outcome that an HTTP status stands for; OK where there is a body to read."""
    if status == 304:
        return Outcome.UNCHANGED
    if status in (404, 410):
        return Outcome.GONE
    if status >= 500:
        return Outcome.SERVER_ERROR
    if status >= 400:
        return Outcome.NOT_ALLOWED
    # 206 is a part of a page, and no part was asked for.
    return Outcome.OK if 200 <= status < 300 and status != 206 else Outcome.UNREADABLE


def was_not_made(failure: BaseException) -> bool:
    """Whether no request was made, as the run is ending or the host waits: it stays in the frontier for a later run."""
    return isinstance(failure, GateClosedError | HostWaitsError)

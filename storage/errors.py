"""Every error that newsfold raises on purpose: one base class, each naming what it is about and the way out."""

from __future__ import annotations


class NewsfoldError(Exception):
    """Base of all errors that a user can mend; the command line prints them as one line and exits 2.

    A way out that is a command is given apart, as the pages say the `fact` alone: who reads them types no commands.
    """

    def __init__(self, fact: str, way_out: str = "") -> None:
        super().__init__(f"{fact}: {way_out}" if way_out else fact)
        self.fact = fact


class StoreError(NewsfoldError):
    """The store cannot be opened, read or written: missing, foreign, read-only, full or too new."""


class OldStoreError(StoreError):
    """The store is of an earlier newsfold and was opened for reading alone; opening it for writing renews it."""


class ConfigError(NewsfoldError):
    """`newsfold.toml` or a command-line value is wrong; says the line, what was expected and the nearest right name."""


class InputError(NewsfoldError):
    """A file or a line given to us cannot be read; says which one and why."""


class NotFoundError(NewsfoldError):
    """A URL, an id or a name that the store does not hold."""


class UnreadableError(NewsfoldError):
    """A fetched body that is not what it claims to be (no HTML, no feed, no sitemap); names the URL."""


class NotAnArticleError(NewsfoldError):
    """A page that was read and carries no article: a listing, a soft 404, a consent wall, an empty shell."""

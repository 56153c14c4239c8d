"""What the daemon says while it works: one line an event, for people or as JSON."""

from __future__ import annotations

import contextlib
import logging
import sys
from typing import Any, TextIO

from storage.texts import json_text, printable
from storage.times import now

_log = logging.getLogger("newsfold")


def tell(event: str, *, level: int = logging.INFO, **facts: Any) -> None:
    """Say what happened: a few words, and the facts that belong to it; those that are None are left out."""
    known = {name: value for name, value in facts.items() if value is not None}
    _log.log(level, event, extra={"facts": known})


def say_events(*, as_json: bool) -> None:
    """Write events from now on: JSON to standard output, else plain lines to standard error."""
    stream: TextIO = sys.stdout if as_json else sys.stderr
    handler = _Writer(stream)
    handler.setFormatter(JsonLines() if as_json else PlainLines())
    _log.handlers[:] = [handler]
    _log.setLevel(logging.INFO)
    _log.propagate = False
    logging.getLogger("apscheduler").setLevel(logging.ERROR)


class _Writer(logging.StreamHandler[TextIO]):
    """Writes events; where nobody reads them any more, it says so once, and what happens goes on."""

    _is_told = False

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's name
        """Called while the error is handled."""
        error = sys.exc_info()[1]
        if not isinstance(error, OSError):
            super().handleError(record)
        elif not self._is_told:
            self._is_told = True
            with contextlib.suppress(OSError):
                sys.stderr.write(f"newsfold: events can no longer be written ({error.strerror}); it goes on\n")


class PlainLines(logging.Formatter):
    """`2026-01-31T09:05:00Z warning a source broke  source=Harbour reason="HTTP 404"`."""

    def format(self, record: logging.LogRecord) -> str:
        """One line."""
        facts = " ".join(f"{name}={_plain(value)}" for name, value in _facts(record).items())
        level = "" if record.levelno <= logging.INFO else f"{record.levelname.lower()} "
        return printable(f"{now()} {level}{record.getMessage()}{'  ' if facts else ''}{facts}")


class JsonLines(logging.Formatter):
    """The same as one JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        """One line."""
        head = {"at": now(), "level": record.levelname.lower(), "event": record.getMessage()}
        return json_text(head | _facts(record), default=str)


def _facts(record: logging.LogRecord) -> dict[str, Any]:
    facts = dict(getattr(record, "facts", {}))
    if record.exc_info and record.exc_info[0] is not None:
        facts["error"] = f"{record.exc_info[0].__name__}: {record.exc_info[1]}"
    return facts


def _plain(value: Any) -> str:
    text = " ".join(str(value).split())
    return json_text(text) if not text or " " in text or '"' in text else text

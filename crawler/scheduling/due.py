"""After a run of a source: what is learnt from it, and when it is due again."""

from __future__ import annotations

import random
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from crawler.freshness import Hints, Known, next_due
from crawler.scheduling.baseline import FEW_WORDS, HABIT, troubles
from crawler.scheduling.rhythm import WINDOW
from storage.baseline import texts_of, troubles_of, yields_before
from storage.records import Outcome
from storage.runs import EndedRun, Rest, keep_run, publishing_times, put_off, rest_of
from storage.times import to_utc

if TYPE_CHECKING:
    from collections.abc import Mapping

    from crawler.fetching.shared import Tally
    from storage.baseline import RunYield
    from storage.records import Source
    from storage.store import Store

BROKEN_OFF = "broken off: the next fetch goes on with what is left of it"
MANY_HINTS = 24  # hours at most that a feed can ask to skip


def note_run(store: Store, source: Source, tally: Tally, now: str, *, broken_off: bool = False) -> EndedRun:
    """Write down how a run of `source` ended and when the next is due; one that was broken off stays due.

    A run in which nobody was asked, as the host asked to be left alone, is no failure. What it gave is held against
    what the source usually gives, unless it was broken off.
    """
    report, before = tally.report(source.name), rest_of(store, source.name)
    own = tally.own
    reason = report.note or (own.reason if own else "") or (BROKEN_OFF if broken_off else "")
    gave, found = _judged(store, source, tally, now, broken_off=broken_off)
    run = EndedRun(
        source.name,
        now,
        own.outcome if own else None,
        reason,
        report.pages,
        report.new,
        report.changed,
        report.errors,
        source.url,
        gave,
        found,
    )
    hints = _hints(before, tally)
    failures = before.failures if own is None else 0 if run.worked else before.failures + 1
    failing_since = (before.failing_since or now) if failures else None
    if broken_off and own is None:
        return run
    known = Known(tuple(publishing_times(store, source.name, _window(now))), hints, failures)
    due = now if broken_off else next_due(now, known, every=source.every, jitter=random.random())  # noqa: S311 - no secret
    kept = {name: value for name, value in asdict(replace(hints, retry_after=None)).items() if value}
    keep_run(store, run, Rest(failures, failing_since, kept), due, broken_off=broken_off)
    return run


def _judged(
    store: Store, source: Source, tally: Tally, now: str, *, broken_off: bool
) -> tuple[RunYield, Mapping[str, str]]:
    """What the run gave, and what is wrong with it."""
    lasting = troubles_of(store, source.name, source.url)
    gave = replace(tally.gave, texts=texts_of(store, tally.text_ids, few_words=FEW_WORDS))
    if broken_off or tally.own is None:
        return gave, lasting
    before = yields_before(store, source.name, source.url, _ago(now, HABIT))
    return gave, troubles(gave, before, source.kind or tally.kind, lasting)


def reschedule(store: Store, source: Source, now: str) -> None:
    """Set when a source is due anew, from when it was last asked; for one whose `every` was changed."""
    rest = rest_of(store, source.name)
    row = store.connection.execute("SELECT last_fetched_at FROM sources WHERE name = ?", [source.name]).fetchone()
    asked = str(row[0]) if row and row[0] else None
    known = Known(tuple(publishing_times(store, source.name, _window(now))), _kept_hints(rest), rest.failures)
    due = next_due(min(asked, now), known, every=source.every, jitter=random.random()) if asked else None  # noqa: S311
    put_off(store, source.name, due)


def _hints(before: Rest, tally: Tally) -> Hints:
    """What the server said this time; what only the body says holds on when there was none (304)."""
    old = _kept_hints(before)
    if tally.own is None or tally.own.outcome is Outcome.OK:
        return tally.hints
    return replace(tally.hints, ttl_minutes=old.ttl_minutes, skip_hours=old.skip_hours)


def _kept_hints(rest: Rest) -> Hints:
    kept = dict(rest.hints)
    return Hints(
        max_age=kept.get("max_age"),
        ttl_minutes=kept.get("ttl_minutes"),
        skip_hours=tuple(kept.get("skip_hours", ())[:MANY_HINTS]),
    )


def _window(now: str) -> str:
    return _ago(now, WINDOW)


def _ago(now: str, span: timedelta) -> str:
    return to_utc((datetime.fromisoformat(now).astimezone(UTC) - span).isoformat())

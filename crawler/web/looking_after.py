"""The pages that look after the crawl: how each source is doing, and the daemon."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from crawler.scheduling.health import is_judged
from crawler.web.drawing import Chart, chart
from crawler.web.showing import page
from storage.health import LATELY, Failure, counts, failures, yields
from storage.lock import daemon_of
from storage.notices import notice_of
from storage.records import Outcome
from storage.sources import list_sources
from storage.times import now

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from storage.health import Yield
    from storage.records import SourceState
    from storage.store import Store

DAYS = 30  # of a chart
SHOWN = 20  # pages of a source that gave nothing; of more it is said how many
_WORKING = (Outcome.OK, Outcome.UNCHANGED)
_ORDER = {"works": 1, "once": 2}  # on the page, after those that fail or are new


@dataclass(frozen=True, slots=True)
class Health:
    """A source with how it is doing: `state` is one of works, fails, new, once.

    `failed` counts the pages that gave nothing in the last days, `failures` are the newest of them. One that the
    configuration does not declare is that of a one-off fetch (`is_followed` is false), and never due.
    """

    state: str
    words: str
    of: SourceState
    chart: Chart
    new: int
    failures: tuple[Failure, ...]
    failed: int
    is_followed: bool


def sources(store: Store, request: Request) -> Response:
    """Every source: those that fail first."""
    today = datetime.now(UTC).date()
    days = [today - timedelta(days=back) for back in range(DAYS - 1, -1, -1)]
    given, failed = yields(store, days[0].isoformat()), failures(store, since=days[-LATELY].isoformat())
    declared: frozenset[str] = request.app.state.declared()
    told = [_health(state, given.get(state.source.name, []), failed, days, declared) for state in list_sources(store)]
    told.sort(key=lambda each: (_ORDER.get(each.state, 0), each.of.source.name))
    return page("sources.html", here="sources", told=told, days=DAYS, lately=LATELY)


def status(store: Store, request: Request) -> Response:
    """The daemon and the store."""
    declared: frozenset[str] = request.app.state.declared()
    states = list_sources(store)
    followed = [state for state in states if state.source.name in declared]
    due = sorted(state.next_due_at for state in followed if state.next_due_at)
    return page(
        "status.html",
        here="status",
        daemon=(daemon := daemon_of(store.path)),
        notice=notice_of(store, "configuration") if daemon else None,
        counts=counts(store),
        sources=len(followed),
        once=len(states) - len(followed),
        failing=sum(_state(state, declared) == "fails" for state in states),
        next_due_at=due[0] if due else None,
        late=bool(due) and due[0] < now(),
        size=store.path.stat().st_size,
    )


def _health(
    state: SourceState,
    given: list[Yield],
    failed: dict[str, list[Failure]],
    days: list[date],
    declared: frozenset[str],
) -> Health:
    new = {each.day: each.new + each.changed for each in given}
    broken = {each.day for each in given if each.failed == each.runs}
    values = [(day.isoformat(), new.get(day.isoformat(), 0), day.isoformat() in broken) for day in days]
    return Health(
        state=_state(state, declared),
        words=_words(state),
        of=state,
        chart=chart(values),
        new=sum(each.new for each in given),
        failures=tuple(failed.get(state.source.name, ())[:SHOWN]),
        failed=len(failed.get(state.source.name, ())),
        is_followed=state.source.name in declared,
    )


def _state(state: SourceState, declared: frozenset[str]) -> str:
    if not is_judged(state.source.name, declared):
        return "once"
    if state.last_outcome is None:
        return "new"
    return "works" if state.last_outcome in _WORKING and not state.trouble else "fails"


def _words(state: SourceState) -> str:
    if state.last_outcome is None:
        return "not fetched yet"
    if state.last_outcome in _WORKING and state.trouble:
        return state.trouble
    if state.last_outcome in _WORKING:
        return "works" if state.last_outcome is Outcome.OK else "works, unchanged"
    outcome, reason = state.last_outcome.value, state.last_reason
    return _told_once(outcome, reason)


def _told_once(outcome: str, reason: str) -> str:
    """Both, where the reason does not begin with the outcome as that of a run does."""
    if not reason or reason.startswith(outcome):
        return reason or outcome
    return f"{outcome}: {reason}"

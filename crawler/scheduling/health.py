"""How every source and the daemon are doing, in words; read from the store, whether a daemon runs or not."""

from __future__ import annotations

import math
import shlex
import shutil
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from storage.facts import SourceFacts, count_dead_letters, source_facts
from storage.folding import count_unfolded
from storage.frontier import waiting_by_source
from storage.lock import daemon_of
from storage.notices import STORE_SIZE, notice_of
from storage.outbox import failing
from storage.records import Outcome, Source, SourceState
from storage.times import in_utc, to_utc

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from collections.abc import Set as AbstractSet

    from crawler.config import Config
    from storage.store import Store

BASELINE = timedelta(days=28)
RECENT = timedelta(days=1)
KNOWN_FOR = timedelta(days=3)  # that a source was followed before it is said what it usually gives
_SURPRISE = 12.0  # articles that were to be expected since the last one: that none came has odds of 1 to 160,000
_TRIES = 3  # of a message after which it may be the alert that is wrong
_LEAST_ROOM = 50_000_000  # bytes that a store should have to grow
_OVERDUE = timedelta(hours=2)
_SEVERAL, _PART = 2, 4  # pages without an article are told from two and from a quarter on
_IN_A_ROW = 3  # failures that pass by themselves are called broken from this many in a row on
# What does not pass by itself: somebody has to look.
_LASTING = frozenset(
    {Outcome.GONE, Outcome.NOT_ALLOWED, Outcome.REFUSED_BY_ROBOTS, Outcome.ZERO_YIELD, Outcome.UNREADABLE,
     Outcome.NOT_AN_ARTICLE, Outcome.TOO_LARGE, Outcome.TOO_MANY_REDIRECTS, Outcome.BLOCKED_ADDRESS}
)  # fmt: skip


class Health(StrEnum):
    """How a source is doing. `broken`, `fallen` and `quiet` need a person."""

    FRESH = "fresh"
    WAITING = "waiting"
    FAILING = "failing"
    QUIET = "quiet"
    FALLEN = "fallen"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class SourceHealth:
    """One source: how it is doing and why; times are UTC, `usual_a_day` is the mean of the last four weeks.

    `links_last_day` counts the links that were first seen, `new_last_day` the articles that were new: a link may lead
    to one that another source had before, or to none. `usual_a_day` counts links and is None while the source has not
    been followed for three days. `waiting` counts what it led to that is still to be fetched. One that the
    configuration does not name (`is_followed` is false) is that of a one-off fetch, and never due.
    """

    source: str
    url: str
    health: Health
    words: str
    last_success_at: str | None
    next_due_at: str | None
    links_last_day: int
    usual_a_day: float | None
    failures: int
    failing_since: str | None
    waiting: int = 0
    is_followed: bool = True
    new_last_day: int = 0

    @property
    def needs_a_person(self) -> bool:
        """Whether it will not mend by itself."""
        return self.health in {Health.BROKEN, Health.FALLEN, Health.QUIET}


@dataclass(frozen=True, slots=True)
class Status:
    """The whole: `daemon` says who runs, None where nobody does; `troubles` is what needs a person, in words."""

    daemon: str | None
    sources: tuple[SourceHealth, ...]
    unfolded: int
    dead_letters: int
    troubles: tuple[str, ...]


def status(store: Store, config: Config, now: str) -> Status:
    """How the sources of the configuration are doing; without one, all that were ever fetched.

    A source that the configuration names no more is there as long as something that it led to is still to be fetched.
    """
    names = {source.name for source in config.sources}
    facts = _at_urls(config, source_facts(store, _ago(now, BASELINE), _ago(now, RECENT)))
    daemon = daemon_of(store.path)
    overdue_matters = daemon is not None and bool(names)
    healths = [health_of(each, now, overdue_matters=overdue_matters) for each in facts if _meant(each, names)]
    healths = [each if names else _once(each) for each in healths]
    known = {each.source for each in healths}
    healths += (_unknown(source) for source in config.sources if source.name not in known)
    waiting = waiting_by_source(store, now)
    healths = [replace(each, waiting=waiting.get(each.source, 0)) for each in healths]
    healths += _left_over([each for each in facts if not _meant(each, names)], waiting, now)
    unfolded, dead, refused = count_unfolded(store), count_dead_letters(store), notice_of(store, "configuration")
    troubles = [f"{each.source}: {each.words}" for each in healths if each.needs_a_person]
    if dead:
        troubles.append(f"{dead} messages of alerts could not be delivered: see the table dead_letters")
    for alert, channel, waits, error in failing(store, _TRIES):
        troubles.append(f"the alert {alert}, by {channel}: {error} (tried again; messages that wait: {waits})")
    if refused and daemon:  # of one that has ended it is no news: the next reads the configuration anew
        troubles.append(f"the configuration: {refused.text}")
    if (room := shutil.disk_usage(store.path.parent).free) < _LEAST_ROOM:
        troubles.append(f"the disk that the store lies on has only {room / 1e6:.0f} MB left: free some space")
    if large := notice_of(store, STORE_SIZE):
        troubles.append(f"the store holds {large.text}")
    return Status(daemon, tuple(healths), unfolded, dead, tuple(troubles))


def health_of_one(store: Store, config: Config, name: str, now: str) -> list[SourceHealth]:
    """How the source of that name is doing, for who follows its runs; nothing for one that is not followed any more."""
    if name not in {source.name for source in config.sources}:
        return []
    facts = source_facts(store, _ago(now, BASELINE), _ago(now, RECENT), name)
    return [health_of(each, now) for each in _at_urls(config, facts)]


def _at_urls(config: Config, facts: Iterable[SourceFacts]) -> list[SourceFacts]:
    """As `facts`, but for sources that the configuration gives another URL: the old one tells nothing of it."""
    declared = {source.name: source for source in config.sources}
    return [_at(each, declared.get(each.state.source.name, each.state.source)) for each in facts]


def _at(facts: SourceFacts, source: Source) -> SourceFacts:
    if source.url == facts.state.source.url:
        return facts
    return replace(facts, state=SourceState(source, facts.state.added_at), failures=0, failing_since=None)


def health_of(facts: SourceFacts, now: str, *, overdue_matters: bool = False) -> SourceHealth:
    """Judge one source by its state and by what it usually gives, and by when it was due where a daemon runs; pure."""
    usual = usual_a_day(facts, now)
    health, words = _judged(facts, usual, now)
    state = facts.state
    if overdue_matters and state.next_due_at and _moment(now) - _moment(state.next_due_at) > _OVERDUE:
        health, words = (
            Health.BROKEN,
            f"due since {in_utc(state.next_due_at)}, and not asked: look at what the daemon tells",
        )
    return SourceHealth(
        state.source.name,
        state.source.url,
        health,
        words,
        state.last_success_at,
        state.next_due_at,
        facts.links_recent,
        round(usual, 1) if _is_known(facts, now) else None,
        facts.failures,
        facts.failing_since,
        new_last_day=facts.new_recent,
    )


def usual_a_day(facts: SourceFacts, now: str) -> float:
    """New links a day over the last four weeks, without the first look, which finds what was there before."""
    if facts.first_seen_at is None:
        return 0.0
    known = min(_moment(now) - _moment(facts.first_seen_at), BASELINE)
    return facts.links_baseline / max(known / timedelta(days=1), 1.0)


def _is_known(facts: SourceFacts, now: str) -> bool:
    return facts.first_seen_at is not None and _moment(now) - _moment(facts.first_seen_at) >= KNOWN_FOR


def _judged(facts: SourceFacts, usual: float, now: str) -> tuple[Health, str]:
    state = facts.state
    if state.last_fetched_at is None:
        return Health.WAITING, "not fetched yet"
    if facts.failures:
        words = state.last_reason or (state.last_outcome.value if state.last_outcome else "failed")
        if facts.failures > 1:
            words += f" ({facts.failures} times in a row, since {in_utc(facts.failing_since or now)})"
        lasting = state.last_outcome in _LASTING or facts.failures >= _IN_A_ROW
        words = "; ".join(filter(None, (words, state.trouble)))
        return (Health.BROKEN if lasting else Health.FAILING), words
    if state.trouble:
        return Health.FALLEN, state.trouble
    if state.last_success_at is None:
        return Health.WAITING, state.last_reason
    if facts.last_link_at is not None:
        silent = (_moment(now) - _moment(facts.last_link_at)) / timedelta(days=1)
        if silent > 1 and usual * min(silent, 7) > _SURPRISE:
            return Health.QUIET, f"nothing new for {_span(silent)}, usually {usual:.0f} a day: look at what it lists"
    return Health.FRESH, "; ".join(filter(None, (state.last_reason, _missed(facts))))


def _missed(facts: SourceFacts) -> str:
    """How many of the pages that it led to last gave nothing, in words, where they are a good part; else ''."""
    if facts.missed < _SEVERAL or facts.missed * _PART < facts.tried:
        return ""
    words = ", ".join(f"{count} {outcome}" for outcome, count in facts.errors.items())
    return f"{facts.missed} of {facts.tried} new pages gave nothing{words and f' ({words})'}"


def _unknown(source: Source) -> SourceHealth:
    return SourceHealth(
        source.name, source.url, Health.WAITING, "not fetched yet", None, None, 0, None, failures=0, failing_since=None
    )


def _once(health: SourceHealth) -> SourceHealth:
    """As `health`, of the source of a one-off fetch: nothing fetches it again by itself."""
    words = health.words
    if health.needs_a_person:
        words += f"; a one-off fetch: `{_forget_command(health.source)}` takes it off this list"
    return replace(health, words=words, next_due_at=None, is_followed=False)


def _forget_command(name: str) -> str:
    return f"newsfold sources forget {shlex.quote(name)}"


def _left_over(left: list[SourceFacts], waiting: Mapping[str, int], now: str) -> Iterator[SourceHealth]:
    """Those of sources outside the configuration that leave something to be fetched; it is no trouble."""
    for each in left:
        count = waiting.get(each.state.source.name)
        if count:
            name = each.state.source.name
            words = f"the configuration does not name it, so what it led to is not fetched: {count} wait"
            words += f" (`newsfold fetch` with its URL fetches them, `{_forget_command(name)}` lets them go)"
            yield replace(_once(health_of(each, now)), health=Health.WAITING, words=words, waiting=count)


def _span(days: float) -> str:
    return f"{days:.0f} days" if days >= 2 else f"{math.floor(days * 24)} hours"


def is_judged(name: str, declared: AbstractSet[str]) -> bool:
    """Whether a source that fails is a failure: one that the configuration declares, any where it declares none."""
    return not declared or name in declared


def _meant(facts: SourceFacts, names: set[str]) -> bool:
    return is_judged(facts.state.source.name, names)


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def _ago(now: str, span: timedelta) -> str:
    return to_utc((_moment(now) - span).isoformat())

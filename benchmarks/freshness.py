"""How long articles wait to be found, against requests spent: newsfold's cadence beside a fixed interval.

Publication times are replayed, two weeks of them after four weeks of history: each method asks when it says, and an
article is found at the first request after it came. The fixed interval gets the same number of requests in all, spread
evenly over the sources and the hours.

    python benchmarks/freshness.py                     # a made world: outlets by hour and weekday, bursty and quiet
    python benchmarks/freshness.py --db newsfold.db    # what your own sources published
"""

from __future__ import annotations

import argparse
import bisect
import random
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).parents[1]))

from crawler.scheduling.rhythm import LONGEST, SHORTEST, wait_for

HISTORY, REPLAYED = timedelta(days=28), timedelta(days=14)
BEGIN = datetime(2026, 2, 2, tzinfo=UTC)
Times = list[datetime]


def office(at: datetime) -> float:
    """Busy in the daytime of a zone an hour ahead of UTC, little at night and on weekends."""
    return (1.8 if 6 <= at.hour < 19 else 0.2) * (0.4 if at.weekday() >= 5 else 1.2)


def evening(at: datetime) -> float:
    """Sports: evenings, most of them at weekends."""
    return (3.0 if 17 <= at.hour < 23 else 0.3) * (2.0 if at.weekday() >= 5 else 0.6)


def flat(_: datetime) -> float:
    """An agency: day and night."""
    return 1.0


def morning(at: datetime) -> float:
    """A paper that puts its edition up at five o'clock, and little else."""
    return 20.0 if at.hour == 5 else 0.15


PROFILES: tuple[tuple[Callable[[datetime], float], float], ...] = (
    (office, 0.0), (office, 0.3), (evening, 0.5), (flat, 0.0), (flat, 0.4), (morning, 0.0)
)  # fmt: skip


def made_world(count: int, seed: int) -> dict[str, Times]:
    """Outlets whose rates lie between one article in ten days and four an hour; some come in bursts."""
    chance = random.Random(seed)
    world = {}
    for number in range(count):
        profile, bursts = chance.choice(PROFILES)
        world[f"{profile.__name__} {number}"] = publish(chance, profile, 10 ** chance.uniform(-2.4, 0.6), bursts)
    return world


def publish(chance: random.Random, profile: Callable[[datetime], float], rate: float, bursts: float) -> Times:
    """A Poisson process thinned by the profile; with the odds `bursts` an article brings others within hours."""
    times: Times = []
    at, most = BEGIN, 20.0
    while (at := at + timedelta(hours=chance.expovariate(rate * most))) < BEGIN + HISTORY + REPLAYED:
        if chance.random() < profile(at) / most:
            times.append(at)
            follower = at
            while chance.random() < bursts:
                follower += timedelta(hours=chance.expovariate(1.5))
                times.append(follower)
    return sorted(times)


def of_store(path: Path) -> dict[str, Times]:
    """What the sources of a store published in its last six weeks."""
    from storage.runs import publishing_times
    from storage.sources import list_sources
    from storage.store import Store

    with Store.open(path, read_only=True) as store:
        world = {}
        for state in list_sources(store):
            told = publishing_times(store, state.source.name, "0000")
            world[state.source.name] = sorted(datetime.fromisoformat(each).astimezone(UTC) for each in told)
    last = max((times[-1] for times in world.values() if times), default=BEGIN)
    shift = BEGIN + HISTORY + REPLAYED - last
    return {name: [each + shift for each in times if each + shift >= BEGIN] for name, times in world.items()}


def cadence(times: Times, chance: random.Random) -> Times:
    """The requests that newsfold makes: it knows of an article from the first request after it came."""
    requests = [BEGIN + HISTORY + timedelta(minutes=chance.uniform(0, 60))]
    while requests[-1] < BEGIN + HISTORY + REPLAYED:
        now = requests[-1]
        end = bisect.bisect(times, now)
        known = times[max(bisect.bisect(times, now - HISTORY), end - 1000) : end]
        wait = wait_for(known, now) * (0.9 + 0.2 * chance.random())
        requests.append(now + min(max(wait, SHORTEST), LONGEST))
    return requests


def fixed(count: float, chance: random.Random) -> Times:
    """Requests at a fixed interval, so that there are about `count` of them."""
    gap = REPLAYED / count
    begin = BEGIN + HISTORY + gap * chance.random()
    return [begin + gap * number for number in range(int(count) + 2)]


def waits(times: Times, requests: Sequence[datetime]) -> list[float]:
    """Minutes from publication to the next request, of the articles of the weeks that are replayed."""
    found = []
    for at in times:
        place = bisect.bisect_left(requests, at)
        if at >= requests[0] and place < len(requests):
            found.append((requests[place] - at) / timedelta(minutes=1))
    return found


def line(name: str, requests: int, found: list[float]) -> str:
    found = sorted(found)
    p95 = found[int(len(found) * 0.95)]
    mean = sum(found) / len(found)
    return f"{name:34} {requests:9} {len(found):9} {median(found):9.1f} {p95:9.1f} {mean:9.1f}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--db", type=Path, help="replay what the sources of this store published")
    parser.add_argument("--sources", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    chance = random.Random(chosen.seed)
    world = of_store(chosen.db) if chosen.db else made_world(chosen.sources, chosen.seed)
    asked = {name: cadence(times, chance) for name, times in world.items()}
    spent = sum(map(len, asked.values()))
    ours = [wait for name, times in world.items() for wait in waits(times, asked[name])]
    evenly = [wait for times in world.values() for wait in waits(times, fixed(spent / len(world), chance))]
    own = [wait for name, times in world.items() for wait in waits(times, fixed(len(asked[name]), chance))]
    if not ours:
        print("nothing was published in the last two weeks")
        return 1
    print(f"{len(world)} sources, {REPLAYED.days} days; staleness in minutes\n")
    print(f"{'':34} {'requests':>9} {'articles':>9} {'median':>9} {'p95':>9} {'mean':>9}")
    print(line("newsfold", spent, ours))
    print(line("one fixed interval for all", spent, evenly))
    print(line("a fixed interval for each, as many", spent, own))
    return 0 if median(ours) < median(evenly) and sum(ours) < sum(evenly) else 1


if __name__ == "__main__":
    sys.exit(main())

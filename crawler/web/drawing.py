"""Where the marks of the small drawings lie: time lines, graphs, charts. Pure; the templates turn them into SVG.

Every drawing also says in words what it shows, for those who do not see it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from crawler.web.wording import count, name_of, seconds, span, when

if TYPE_CHECKING:
    from collections.abc import Sequence

    from storage.records import Member

MOST_MARKS = 60  # of one small time line: more would be a smear


@dataclass(frozen=True, slots=True)
class Mark:
    """A member on a time line: its centre, its role (which gives its look), and what it says."""

    x: float
    y: float
    role: str
    label: str


@dataclass(frozen=True, slots=True)
class Span:
    """A member of whose time only the day is known: from where to where that day lies on the line."""

    start: float
    end: float
    role: str
    label: str


@dataclass(frozen=True, slots=True)
class Strip:
    """A small time line; `words` say the same."""

    width: int
    height: int
    marks: tuple[Mark, ...]
    days: tuple[Span, ...]
    words: str
    length: str


def strip(members: Sequence[Member], *, width: int = 200, height: int = 34, radius: float = 4.0) -> Strip | None:
    """How a story was picked up: a mark a dated member from left to right; None for fewer than two of them."""
    exact = [(at, member) for member in members[:MOST_MARKS] if _has_time(member) and (at := _seconds(member))]
    days = [(at, member) for member in members[:MOST_MARKS] if not _has_time(member) and (at := _seconds(member))]
    spread = exact if len(exact) > 1 else [*exact, *days]  # days are noons only where there is nothing finer
    if len(spread) < 2 and not (exact and days):
        return None
    first, last = min(at for at, _ in spread), max(at for at, _ in spread)
    line = _Line(first, last, radius + 2, width - radius - 2, height - radius - 5, radius)
    marks = [line.mark(at, member) for at, member in sorted(spread, key=lambda pair: pair[0])]
    bars = [line.bar(at, member) for at, member in days] if spread is exact else []
    length = _length(first, last, whole_days=spread is not exact)
    words = "; ".join(_label(member) for _, member in sorted([*exact, *days], key=lambda pair: pair[0])[:12])
    return Strip(width, height, tuple(marks), tuple(bars), f"Picked up over {length}: {words}", length)


def _length(first: float, last: float, *, whole_days: bool) -> str:
    """How long it took in words; where some have a day only, hours would be made up."""
    if whole_days:
        days = round((last - first) / 86_400)
        return count(days, "day") if days else "the same day"
    return span(last - first) if last > first else "at once"


class _Line:
    """The line of a time line: moments from `first` to `last` between `left` and `right`."""

    def __init__(self, *measures: float) -> None:
        self.first, self.last, self.left, self.right, self.base, self.radius = measures
        self._taken: list[float] = []

    def place(self, at: float) -> float:
        """Where a moment lies; what is off the line lies at its end."""
        if self.last <= self.first:
            return self.left
        share = min(1.0, max(0.0, (at - self.first) / (self.last - self.first)))
        return round(self.left + share * (self.right - self.left), 1)

    def mark(self, at: float, member: Member) -> Mark:
        """A moment; marks that would lie over each other are piled up."""
        x = self.place(at)
        near = sum(abs(x - other) < 2 * self.radius for other in self._taken)
        self._taken.append(x)
        return Mark(
            x, round(max(self.radius + 1, self.base - near * 2 * self.radius), 1), member.role.value, _label(member)
        )

    def bar(self, noon: float, member: Member) -> Span:
        """A day whose hour is not known: as far as it lies on the line."""
        return Span(self.place(noon - 43_200), self.place(noon + 43_200), member.role.value, _label(member))


def _has_time(member: Member) -> bool:
    return len(member.published_at or "") > len("2026-01-31")


def _seconds(member: Member) -> float | None:
    return seconds(member.published_at)


def _label(member: Member) -> str:
    return f"{name_of(member.outlet, member.url)}, {when(member.published_at)}"


@dataclass(frozen=True, slots=True)
class Node:
    """A name in a graph: where its text begins, and whether it is a member of the story."""

    name: str
    x: float
    y: float
    is_member: bool


@dataclass(frozen=True, slots=True)
class Edge:
    """Who credits whom: a path from left to right, and how strong the credit is."""

    path: str
    grade: str


@dataclass(frozen=True, slots=True)
class Graph:
    """Who credits whom: those who credit to the left, those credited to the right."""

    width: int
    height: int
    left: tuple[Node, ...]
    right: tuple[Node, ...]
    edges: tuple[Edge, ...]
    words: str


_ROW, _LEFT, _RIGHT, _WIDTH = 34, 210, 390, 600
MOST_NAMES = 40  # on each side of a graph


def graph(members: Sequence[Member]) -> Graph | None:
    """Draw the attributions of a story's members; None where nobody credits anybody."""
    own = {name_of(member.outlet, member.url) for member in members}
    credited = {
        (name_of(member.outlet, member.url), credit.name): credit.grade
        for member in members
        for credit in member.attributions
        if credit.name
    }
    givers = list(dict.fromkeys(giver for giver, _ in credited))[:MOST_NAMES]
    named = list(dict.fromkeys(name for giver, name in credited if giver in givers))[:MOST_NAMES]
    if not givers:
        return None
    rows = max(len(givers), len(named))
    left = {name: _node(name, _LEFT, number + (rows - len(givers)) / 2, own) for number, name in enumerate(givers)}
    right = {name: _node(name, _RIGHT, number + (rows - len(named)) / 2, own) for number, name in enumerate(named)}
    edges = tuple(
        Edge(_curve(left[giver], right[name]), grade)
        for (giver, name), grade in credited.items()
        if giver in left and name in right
    )
    words = "; ".join(f"{giver} credits {name}" for giver, name in list(credited)[:12])
    return Graph(_WIDTH, rows * _ROW + 12, tuple(left.values()), tuple(right.values()), edges, words)


def _node(name: str, x: float, row: float, own: set[str]) -> Node:
    return Node(name if len(name) <= 26 else f"{name[:25]}…", x, 6 + _ROW * (row + 0.5), name in own)


def _curve(start: Node, end: Node) -> str:
    middle = (start.x + end.x) / 2
    return f"M{start.x + 8} {start.y:g}C{middle:g} {start.y:g} {middle:g} {end.y:g} {end.x - 14} {end.y:g}"


@dataclass(frozen=True, slots=True)
class Bar:
    """A day of a chart: where its bar stands and how high it is, whether every run failed, and what it says."""

    x: float
    y: float
    height: float
    is_broken: bool
    label: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A small bar chart; `words` say the same."""

    width: int
    height: int
    bars: tuple[Bar, ...]
    words: str


def chart(values: Sequence[tuple[str, int, bool]], *, step: int = 6, height: int = 36) -> Chart:
    """Draw a bar a day from (day, articles, whether every run failed)."""
    most = max([1, *(amount for _, amount, _ in values)])
    bars = []
    for number, (told, amount, broken) in enumerate(values):
        tall = max(round((height - 4) * amount / most, 1), 2 if amount else 0)
        words = f"{told}: {'every run failed' if broken else count(amount, 'new or changed article')}"
        bars.append(Bar(number * step, height - tall, tall, broken, words))
    total = sum(amount for _, amount, _ in values)
    return Chart(
        step * len(values), height, tuple(bars), f"{count(total, 'new or changed article')} in {len(values)} days"
    )

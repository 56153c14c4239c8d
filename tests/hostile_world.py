"""All hostile servers at once, honest pages among them, and a server that stands for the private network."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field

from tests import hostile, hostile_addresses, hostile_answers, hostile_floods, hostile_lies, hostile_pages
from tests.web import Behaviour, Web, article_page

SECRET = "the secret of the house"
CONTROLS = {f"/2026/11/{day:02}/the-ferry-sails": f"The ferry sails on day {day}" for day in range(1, 11)}
A_HOST = 16  # behaviours that share one server: what is at one host is asked for one after the other
# Words in the names of behaviours after which a host is left alone: each needs one of its own.
_SENDS_AWAY = ("for a year", "till the next", "for a number", "in the year", "in another zone")


def sends_away(name: str) -> bool:
    """Whether a server asks to be left alone for long; all of its host then is."""
    return any(words in name for words in _SENDS_AWAY)


@dataclass
class World:
    """All servers, and the address of each behaviour by its name."""

    webs: list[Web] = field(default_factory=list)
    behaviours: dict[str, str] = field(default_factory=dict)
    forbidden: dict[str, str] = field(default_factory=dict)  # of them, those that robots.txt lets nobody ask for
    controls: dict[str, str] = field(default_factory=dict)  # URL to title
    inside: Web = field(default_factory=lambda: Web("127.0.0.2"))

    def put_up(self, stack: ExitStack) -> World:
        """Start every server, until `stack` ends."""
        stack.enter_context(self.inside.serving())
        self.inside.otherwise = hostile.answer(article_page(SECRET))
        for together in in_groups(self.inside.netloc):
            self._put_up(self._web(stack), together)
        for name, of in {**hostile.ENDLESS, **hostile_answers.ENDLESS}.items():
            web = self._web(stack)
            self._put_up(web, {name: of(web)})
        for name, behaviour in hostile_pages.led_on().items():
            web = self._web(stack)
            web.otherwise = behaviour
            self.behaviours[name] = web.url("/tags/all")
        self._put_up_robots(stack)
        honest = self._web(stack)
        self.controls = {honest.put(path, article_page(title)): title for path, title in CONTROLS.items()}
        for together in _groups(
            hostile_lies.lies(self.controls, honest.url("/2026/11/30/an-article-that-nobody-wrote"))
        ):
            self._put_up(self._web(stack), together)
        return self

    def _put_up_robots(self, stack: ExitStack) -> None:
        for name, (behaviour, is_open) in hostile_answers.ROBOTS.items():
            self._behind(name, behaviour, self._web(stack), is_open=is_open)
        for name, of in hostile_answers.ENDLESS_ROBOTS.items():
            web = self._web(stack)
            self._behind(name, of(web), web, is_open=False)
        self._behind("leads inside", hostile.redirect(self.inside.url("/")), self._web(stack), is_open=False)

    def _web(self, stack: ExitStack) -> Web:
        web = stack.enter_context(Web().serving())
        self.webs.append(web)
        return web

    def _put_up(self, web: Web, behaviours: Mapping[str, Behaviour]) -> None:
        for number, (name, behaviour) in enumerate(behaviours.items()):
            assert name not in self.behaviours, name
            self.behaviours[name] = web.put(f"/{number}", behaviour)

    def _behind(self, name: str, robots: Behaviour, web: Web, *, is_open: bool) -> None:
        """Put a page up behind a robots.txt."""
        named = f"a robots.txt that {name}"
        web.put("/robots.txt", robots)
        self.behaviours[named] = web.put("/2026/11/01/a", article_page(f"Behind: {name}"))
        if not is_open:
            self.forbidden[named] = self.behaviours[named]

    def tries(self) -> dict[str, int]:
        """How often each address was asked for."""
        return Counter(web.url(asked.path) for web in self.webs for asked in web.asked)

    def sent(self) -> set[str]:
        """The names of all headers that were sent anywhere."""
        return {name for web in [*self.webs, self.inside] for asked in web.asked for name in asked.headers}

    def asked_at(self, name: str) -> int:
        """How many requests the server of a behaviour had."""
        return sum(len(web.asked) for web in self.webs if self.behaviours[name].startswith(web.url("/")))


def in_groups(secret: str) -> Iterator[dict[str, Behaviour]]:
    """The behaviours that need no server of their own, as many together as share one."""
    tables = [
        *(hostile.TRANSPORT, hostile.CODING, hostile.STATUS, hostile.MARKUP, hostile.LISTS),
        *(hostile_answers.CODINGS, hostile_answers.ODD, hostile_answers.STATUSES),
        *(hostile_pages.MARKUP, hostile_pages.LISTS, hostile_addresses.ways_inside(secret)),
        hostile_floods.strangers(),
    ]
    for table in tables:
        yield from _groups(table)


def _groups(table: Mapping[str, Behaviour]) -> Iterator[dict[str, Behaviour]]:
    yield from ({name: each} for name, each in table.items() if sends_away(name))
    rest = [(name, each) for name, each in table.items() if not sends_away(name)]
    yield from (dict(rest[start : start + A_HOST]) for start in range(0, len(rest), A_HOST))

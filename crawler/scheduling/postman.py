"""The postman: carries what waits in the outbox, beside the runs; no channel waits for another."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import threading
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crawler.scheduling.alerts import gather
from crawler.scheduling.delivery import DeliveryError, next_try, post, tell_command, write_atom
from crawler.scheduling.eventlog import tell
from storage.errors import NewsfoldError
from storage.outbox import delivered, due_messages, latest_messages, not_delivered, still_waits
from storage.times import now

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from crawler.config import Alert, Config
    from crawler.fetching.shared import Run
    from storage.outbox import Message
    from storage.store import Store

_PATIENCE = 1.0  # seconds that messages under way have to arrive when the daemon stops


class Postman:
    """Carries messages for the alerts of a configuration."""

    def __init__(self, config: Config, *, clock: Callable[[], str] = now) -> None:
        self._clock = clock
        self._alerts: dict[str, Alert] = {}
        self._under_way: dict[tuple[str, str], asyncio.Task[None]] = {}
        self.follow(config)

    def follow(self, config: Config) -> None:
        """Carry for this configuration from now on."""
        self._config = config
        self._alerts = {alert.name: alert for alert in config.alerts}

    async def collect(self, house: Run, source: str | None = None) -> None:
        """Put what is new into the outbox; of the sources, only what became of `source`, where one is named."""
        try:
            await house.keep(gather, self._config, self._clock(), source)
        except NewsfoldError as error:
            tell("alerts could not be gathered", level=logging.ERROR, error=error)

    async def carry(self, house: Run) -> None:
        """Set out with every message that is due, one after the other for each channel; waits for none of them."""
        if not self._alerts:
            return
        waiting: defaultdict[tuple[str, str], list[Message]] = defaultdict(list)
        for message in await house.keep(due_messages, self._clock()):
            waiting[message.alert, message.channel].append(message)
        for channel, messages in waiting.items():
            if channel not in self._under_way:
                task = asyncio.get_running_loop().create_task(self._carry_all(house, messages))
                self._under_way[channel] = task
                task.add_done_callback(lambda _, channel=channel: self._under_way.pop(channel))  # type: ignore[misc]

    async def stop(self) -> None:
        """Give what is under way a moment, then break it off: what has not arrived is tried again."""
        tasks = tuple(self._under_way.values())
        if not tasks:
            return
        _, late = await asyncio.wait(tasks, timeout=_PATIENCE)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)

    async def _carry_all(self, house: Run, messages: Sequence[Message]) -> None:
        try:
            for message in messages:
                await self._try(house, message)
        except NewsfoldError as error:
            tell("what became of a message could not be noted", level=logging.ERROR, error=error)

    async def _try(self, house: Run, message: Message) -> None:
        if not await house.keep(still_waits, message):
            return
        try:
            await self._carry_one(house, message)
        except DeliveryError as error:
            moment = self._clock()
            again = next_try(message.attempts + 1, moment)
            await house.keep(not_delivered, message, str(error), moment, again)
            what = "a message was given up" if again is None else "a message did not arrive"
            facts = {"alert": message.alert, "channel": message.channel, **_about(message)}
            tell(what, level=logging.WARNING, **facts, error=error, next_try_at=again)
        else:
            await house.keep(delivered, message, self._clock())
            tell("told", alert=message.alert, channel=message.channel, **_about(message))

    async def _carry_one(self, house: Run, message: Message) -> None:
        alert = self._alerts.get(message.alert)
        if alert is None or not getattr(alert, message.channel):
            raise DeliveryError("the configuration has no such alert any more")
        if message.channel == "webhook":
            url = str(alert.webhook)
            await _apart(lambda: post(message, url, alert.secret, house.rule, self._clock()))
        elif message.channel == "command":
            await tell_command(message, str(alert.command))
        else:
            latest = await house.keep(latest_messages, message.alert, "atom")
            await _apart(lambda: write_atom(latest, alert.name, place_of(self._config, str(alert.atom))))


def place_of(config: Config, name: str) -> Path:
    """A file that the configuration names, beside it."""
    return (config.path.parent if config.path else Path()) / Path(name).expanduser()


def draw_anew(store: Store, config: Config) -> None:
    """Draw the Atom files of alerts that are there anew, without what the store forgot. Raises DeliveryError."""
    for alert in config.alerts:
        place = place_of(config, alert.atom) if alert.atom else None
        if place is not None and place.exists():
            write_atom(latest_messages(store, alert.name, "atom"), alert.name, place)


def _about(message: Message) -> dict[str, Any]:
    """What a message told, for the log: on which occasion, and of which story, article or source."""
    told = json.loads(message.message)
    facts: dict[str, Any] = {"on": told["event"]}
    for what, name in (("story", "story_id"), ("article", "url"), ("source", "name")):
        if name in told.get(what, {}):
            facts[what] = told[what][name]
    return facts


async def _apart(work: Callable[[], None]) -> None:
    """Do `work` in a thread that nobody waits for at the end, as whoever is spoken to may never answer."""
    loop = asyncio.get_running_loop()
    done: asyncio.Future[None] = loop.create_future()

    def finish(error: BaseException | None) -> None:
        if not done.cancelled():
            done.set_exception(error) if error else done.set_result(None)

    def run() -> None:
        failure: BaseException | None = None
        try:
            work()
        except Exception as error:  # noqa: BLE001 - it is raised where the work is awaited
            failure = error
        with contextlib.suppress(RuntimeError):  # the loop has ended meanwhile
            loop.call_soon_threadsafe(finish, failure)

    threading.Thread(target=run, daemon=True, name="postman").start()
    await done

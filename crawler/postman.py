"""The postman: carries what waits in the outbox, one round at a time, beside the runs."""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path
from typing import TYPE_CHECKING

from crawler.alerts import gather
from crawler.delivery import DeliveryError, next_try, post, tell_command, write_atom
from crawler.eventlog import tell
from storage.errors import NewsfoldError
from storage.outbox import delivered, due_messages, latest_messages, not_delivered
from storage.times import now

if TYPE_CHECKING:
    from collections.abc import Callable

    from crawler.config import Alert, Config
    from crawler.shared import Run
    from storage.outbox import Message


class Postman:
    """Carries messages for the alerts of a configuration."""

    def __init__(self, config: Config, *, clock: Callable[[], str] = now) -> None:
        self._clock = clock
        self._alerts: dict[str, Alert] = {}
        self.follow(config)

    def follow(self, config: Config) -> None:
        """Carry for this configuration from now on."""
        self._config = config
        self._alerts = {alert.name: alert for alert in config.alerts}

    async def collect(self, house: Run) -> None:
        """Put what is new into the outbox."""
        try:
            await house.keep(gather, self._config, self._clock())
        except NewsfoldError as error:
            tell("alerts could not be gathered", level=logging.ERROR, error=error)

    async def carry(self, house: Run) -> None:
        """Try every message that is due, once."""
        if not self._alerts:
            return
        for message in await house.keep(due_messages, self._clock()):
            try:
                await self._carry_one(house, message)
            except DeliveryError as error:
                moment = self._clock()
                again = next_try(message.attempts + 1, moment)
                await house.keep(not_delivered, message, str(error), moment, again)
                what = "a message was given up" if again is None else "a message did not arrive"
                facts = {"alert": message.alert, "channel": message.channel, "error": error, "next_try_at": again}
                tell(what, level=logging.WARNING, **facts)
            else:
                await house.keep(delivered, message, self._clock())
                tell("told", alert=message.alert, channel=message.channel)

    async def _carry_one(self, house: Run, message: Message) -> None:
        alert = self._alerts.get(message.alert)
        if alert is None or not getattr(alert, message.channel):
            raise DeliveryError("the configuration has no such alert any more")
        if message.channel == "webhook":
            url = str(alert.webhook)
            await asyncio.to_thread(post, message, url, alert.secret, house.rule, self._clock())
        elif message.channel == "command":
            await asyncio.to_thread(tell_command, message, str(alert.command))
        else:
            latest = await house.keep(latest_messages, message.alert, "atom")
            await asyncio.to_thread(write_atom, latest, alert.name, self._place(str(alert.atom)))

    def _place(self, name: str) -> Path:
        """A file that the configuration names, beside it."""
        return (self._config.path.parent if self._config.path else Path()) / Path(name).expanduser()

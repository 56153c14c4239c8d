"""What the tests of sources add and check: a configuration, and a feed of reports on a dam."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tests.web import feed_of

if TYPE_CHECKING:
    import pytest

    from tests.web import Web

CRAWL = '# mine\n[crawl]\ndelay = 0\nallow_addresses = ["127.0.0.1"]\n'
DAMS = {f"/2026/11/{day}/the-dam-holds-on-day-{day}": f"The dam holds on day number {day}" for day in range(10, 50)}


def answer(capsys: pytest.CaptureFixture[str]) -> Any:
    return json.loads(capsys.readouterr().out)


def feed(web: Web) -> str:
    entries = {web.url(path): headline for path, headline in DAMS.items()}
    return web.put("/rss", feed_of(entries), kind="application/rss+xml")

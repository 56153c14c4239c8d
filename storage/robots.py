"""The robots.txt of each site, kept between runs, so that it is neither asked for each time nor forgotten."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from storage.texts import storable

if TYPE_CHECKING:
    from storage.store import Store


@dataclass(frozen=True, slots=True)
class KeptRobots:
    """What a site answered for its robots.txt; `body` is empty where it has none, `fetched_at` is UTC."""

    site: str
    status: int
    body: bytes
    fetched_at: str
    etag: str | None = None
    last_modified: str | None = None


def kept_robots(store: Store, site: str) -> KeptRobots | None:
    """Give what `site` (`https://example.org`) answered the last time; None where it was never asked."""
    row = store.connection.execute(
        "SELECT site, status, body, fetched_at, etag, last_modified FROM robots WHERE site = ?", [storable(site)]
    ).fetchone()
    return KeptRobots(*row) if row else None


def keep_robots(store: Store, robots: KeptRobots) -> None:
    """Keep an answer in the place of the one before. Raises StoreError."""
    with store.write() as connection:
        connection.execute(
            """INSERT INTO robots (site, status, body, fetched_at, etag, last_modified) VALUES (?, ?, ?, ?, ?, ?)
               ON CONFLICT (site) DO UPDATE SET status = excluded.status, body = excluded.body,
               fetched_at = excluded.fetched_at, etag = excluded.etag, last_modified = excluded.last_modified""",
            [
                storable(robots.site),
                robots.status,
                robots.body,
                robots.fetched_at,
                robots.etag and storable(robots.etag),
                robots.last_modified and storable(robots.last_modified),
            ],
        )

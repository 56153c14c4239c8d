"""Which newsfold this is."""

from __future__ import annotations

from functools import cache
from importlib import metadata


@cache
def version() -> str:
    """The installed version, such as `1.2.0`; `0` where the packages lie in a folder that was never installed."""
    try:
        return metadata.version("newsfold")
    except metadata.PackageNotFoundError:
        return "0"

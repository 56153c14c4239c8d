"""The version of newsfold that is running."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version


def newsfold_version() -> str:
    """Give the installed version, `0+source` where the code runs without having been installed."""
    try:
        return version("newsfold")
    except PackageNotFoundError:
        return "0+source"

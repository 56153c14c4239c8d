"""The word to systemd: ready, stopping, still alive. See sd_notify(3); nothing happens where nobody listens."""

from __future__ import annotations

import os
import socket


def notify(message: str) -> None:
    """Send `READY=1`, `STOPPING=1`, `WATCHDOG=1` or `STATUS=…` to who started this process."""
    address = os.environ.get("NOTIFY_SOCKET", "")
    if not address.startswith(("/", "@")):
        return
    place = "\0" + address[1:] if address.startswith("@") else address
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as channel:
            channel.sendto(message.encode(), place)
    except OSError:
        return  # whoever listened is gone; that is no reason to stop


def watchdog_seconds() -> float | None:
    """How often systemd wants to hear of us at the latest, in seconds; None where it does not."""
    wanted, pid = os.environ.get("WATCHDOG_USEC", ""), os.environ.get("WATCHDOG_PID", str(os.getpid()))
    return int(wanted) / 1_000_000 if wanted.isdigit() and int(wanted) and pid == str(os.getpid()) else None

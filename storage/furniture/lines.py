"""The lines of a text that can be furniture, and their keys, by which they are known in the store. Pure."""

from __future__ import annotations

from array import array
from functools import lru_cache
from hashlib import blake2b
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

SHORTEST, LONGEST = 40, 600  # characters of a line that can be furniture
HEAD, FOOT = 8, 16  # lines at the beginning and at the end of a text that are looked at

_WHITE = bytes(code for code in range(128) if chr(code).isspace())


def possible_lines(text: str) -> list[str]:
    """List the lines of a text that could be furniture."""
    lines = [line for line in text.split("\n") if SHORTEST <= len(line) <= LONGEST]
    return lines if len(lines) <= HEAD + FOOT else [*lines[:HEAD], *lines[-FOOT:]]


def line_keys(outlet: str, text: str) -> frozenset[int]:
    """Hash the lines of a text that could be furniture; none where its outlet is not known."""
    return frozenset(line_key(outlet, line) for line in possible_lines(text)) if outlet else frozenset()


def line_key(outlet: str, line: str) -> int:
    """Hash a line of an outlet, whatever its white space and case; most lines are plain ASCII."""
    if line.isascii():
        said = line.encode().translate(None, _WHITE).lower()
    else:
        said = "".join(line.split()).casefold().encode()
    return int.from_bytes(blake2b(_whose(outlet) + said, digest_size=8).digest(), "little", signed=True)


@lru_cache(maxsize=1024)
def _whose(outlet: str) -> bytes:
    return f"{outlet}\0".casefold().encode()


def packed(keys: Collection[int]) -> bytes:
    """Keys as the store keeps them: 64 bits each, sorted."""
    return array("q", sorted(keys)).tobytes()


def unpacked(keys: bytes) -> frozenset[int]:
    """Keys out of the store."""
    return frozenset(memoryview(keys).cast("q"))


def lines_among(outlet: str, text: str, known: set[int]) -> list[str]:
    """Give the lines of a text that are among the known ones, each once, in their order."""
    lines = possible_lines(text) if known else ()
    return list(dict.fromkeys(line for line in lines if line_key(outlet, line) in known))


def blanked(text: str, gone: Collection[str]) -> str:
    """Put spaces in the place of the lines that go."""
    return "\n".join(" " * len(line) if line in gone else line for line in text.split("\n")) if gone else text


def count_letters(text: str) -> int:
    """Count the characters of a text that are no spaces, as those are which stand in the place of lines."""
    return len(text) - text.count(" ")

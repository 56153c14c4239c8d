"""Whether two texts can be versions of one article: pure, quick, for any language; folding has finer means."""

from __future__ import annotations

_PIECE = 12  # characters in a row: two words or so, two or three clauses of Chinese
_SHARE = 0.2  # of the shorter text; unrelated articles of one outlet share some phrases, versions of one article most


def is_version_of(text: str, other: str) -> bool:
    """Whether the shorter of two texts has at least a fifth of its wording in common with the longer one."""
    pieces, others = _pieces(text), _pieces(other)
    if not pieces or not others:
        return text == other
    return len(pieces & others) >= _SHARE * min(len(pieces), len(others))


def _pieces(text: str) -> set[str]:
    plain = "".join(text.split()).casefold()
    return {plain[at : at + _PIECE] for at in range(len(plain) - _PIECE + 1)}

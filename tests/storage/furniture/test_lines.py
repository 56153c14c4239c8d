"""A line is known by its outlet and its letters."""

from __future__ import annotations

from hashlib import blake2b

from hypothesis import given
from hypothesis import strategies as st

from storage.furniture.lines import line_key

_SIGNS = st.characters(exclude_categories=["Cs"])


@given(st.text(_SIGNS), st.text(st.one_of(st.characters(max_codepoint=127), _SIGNS)))
def test_a_line_is_its_outlets_letters_whatever_their_case_and_what_stands_between(outlet: str, line: str) -> None:
    said = f"{outlet}\0{''.join(line.split())}".casefold().encode()

    assert line_key(outlet, line) == int.from_bytes(blake2b(said, digest_size=8).digest(), "little", signed=True)

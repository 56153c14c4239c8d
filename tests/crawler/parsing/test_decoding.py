from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.parsing.decoding import decode


@pytest.mark.parametrize(
    ("body", "content_type", "text"),
    [
        ("Été".encode(), "", "Été"),
        ("Été".encode("latin-1"), "text/html; charset=ISO-8859-1", "Été"),
        ("„Été“".encode("cp1252"), "text/html; charset=iso-8859-1", "„Été“"),
        ("Été".encode(), "text/html; charset=iso-8859-1", "Été"),
        ("\ufeffÉté".encode(), "", "Été"),
        ("Été".encode("utf-16"), "", "Été"),
        ('<meta charset="windows-1251">Паром'.encode("cp1251"), "", '<meta charset="windows-1251">Паром'),
        ('<meta charset="gb2312">邮币'.encode("gb18030"), "", '<meta charset="gb2312">邮币'),
        ("Été".encode("cp1252"), "", "Été"),
        ("Été".encode(), "text/html; charset=nonsense", "Été"),
        ("ok é".encode() * 99 + b"\xff", "", "ok é" * 99 + "\ufffd"),
    ],
)
def test_decode(body: bytes, content_type: str, text: str) -> None:
    assert decode(body, content_type) == text


def test_a_page_that_was_encoded_twice_is_unscrambled() -> None:
    whole = "<p>L\u2019\u00e9t\u00e9 \u00e0 la m\u00eame \u00e9cole \u2014 \u201cd\u00e9j\u00e0 vu\u201d</p>"
    twice = "".join(
        bytes([b]).decode("cp1252" if b not in (0x81, 0x8D, 0x8F, 0x90, 0x9D) else "latin-1") for b in whole.encode()
    )
    assert decode(twice.encode()) == whole
    mixed = twice + "<p>\u0416</p>"
    assert decode(mixed.encode()) == mixed


@given(st.text(max_size=200))
def test_what_is_not_scrambled_stays(text: str) -> None:
    assert decode(text.encode("utf-8", errors="ignore")) == text.encode("utf-8", errors="ignore").decode("utf-8-sig")

"""What other search engines understand is told where nothing was found, and only then; it stays a word to find."""

from __future__ import annotations

import pytest

from storage.searching.foreign_words import foreign_words


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("dyke or bread", "OR goes in capital letters"),
        ("dyke NOT bread", "NOT is a word to find: -word leaves one out"),
        ("title:dyke", "title: is a word to find: title and text are searched together"),
        ('title:"the dyke"', "title: is a word to find: title and text are searched together"),
        ("fl*d", "* stands at the end of a word, as in flood*"),
        ('"unclosed', "a quote is not closed, which makes one phrase of all that follows"),
        ("dyke “of the lake", "a quote is not closed, which makes one phrase of all that follows"),
        ("dyke or fl*d", "OR goes in capital letters; * stands at the end of a word, as in flood*"),
        ("dyke OR bread -flood", ""),
        ('"dyke or bread" flood*', ""),
        ("„Deich or Brot“", ""),
        ("flood* dyke", ""),
        ("or", ""),
        ("COUNCIL: DYKE BROKE", ""),
        ("https://post.example/flood", ""),
        ('a 5" pipe', ""),
        ("", ""),
    ],
)
def test_what_may_have_been_meant(query: str, said: str) -> None:
    assert foreign_words(query) == said

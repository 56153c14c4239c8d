from __future__ import annotations

import pytest

from crawler.finding.survey import survey
from storage.records import Kind


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Harbour Post", "Harbour Post"),
        (f"{'Harbour Post ' * 5}» all of the news from the bay", f"{'Harbour Post ' * 5}» all of the"),
        (f"{'Harbour Post ' * 5}of the bay | the news of the day", f"{'Harbour Post ' * 5}of the bay"),
        ("港" * 100, "港" * 80),
        (f"{'a' * 100} b", "a" * 80),
    ],
)
def test_a_long_title_is_a_name_of_whole_words(title: str, name: str) -> None:
    page = f"<html><head><title>{title}</title></head><body></body></html>".encode()

    assert survey(page, "https://harbour.example/", "text/html; charset=utf-8", Kind.LISTING).title == name

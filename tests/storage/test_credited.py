from __future__ import annotations

import pytest

from storage.credited import means


@pytest.mark.parametrize(
    ("name", "link", "outlet", "url", "is_meant"),
    [
        ("Harbour Gazette", None, "The Harbour Gazette", "https://news.example/a", True),
        ("harbour-gazette", None, "Harbour Gazette", "https://news.example/a", True),
        ("RFE/RL", None, "Radio Free Europe", "https://www.rferl.example/a", True),
        ("Gazette", "https://www.harbour.example/b", "", "https://harbour.example/a", True),
        ("Reuters", None, "Harbour Gazette", "https://harbour.example/a", False),
        ("AP", None, "Maple Post", "https://maple.example/a", False),
        ("Reuters", "https://reuters.example/b", "Harbour Gazette", "https://harbour.example/a", False),
        ("", None, "", "https://harbour.example/a", False),
        ("Express", None, "Daily Express", "https://maple.example/a", True),
        ("USA Today", None, "Today", "https://today.example/a", False),
        ("Agence France-Presse", None, "Presse", "https://maple.example/a", False),
        ("Belga", None, "Libelgazette", "https://libelgazette.example/a", False),
        ("Com", None, "", "https://larkhill.com/a", False),
    ],
)
def test_whom_a_credit_means(name: str, link: str | None, outlet: str, url: str, *, is_meant: bool) -> None:
    assert means(name, link, outlet, url) is is_meant

from __future__ import annotations


def test_a_teasers_time_completes_a_bare_day() -> None:
    day = page(head="<meta name=date content=2024-03-01>")
    hint = Teaser(URL, "", published_at="2024-03-01T06:00:00Z")
    assert extract(day, URL, hint=hint).published_at == "2024-03-01T06:00:00Z"

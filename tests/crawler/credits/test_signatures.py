"""Names that sign a text at its end: behind '(c)' in Japanese, on the right in Vietnamese."""

from __future__ import annotations

import pytest

from crawler.credits.signatures import signed_at_end
from crawler.extract import extract
from crawler.parsing.htmltree import parse

JAPANESE = ["港の橋は火曜日に閉じた。", "議会は修理を急ぐと述べた。"]
VIETNAMESE = ["Cây cầu cũ đóng cửa đến mùa xuân.", "Hội đồng thành phố đã bỏ phiếu hôm thứ Ba tại Cảng Mới."]


def signed(lines: list[str], last: str, markup: str = "<p>{}</p>") -> list[str]:
    body = "".join(f"<p>{line}</p>" for line in lines) + markup.format(last)
    return list(signed_at_end([*lines, last], parse(f"<div>{body}</div>".encode(), "https://lindmouthpost.example/")))


@pytest.mark.parametrize(
    ("last", "byline"),
    [
        ("橋は春に開く。(c)AFP/Ann LEE", ["AFP/Ann LEE"]),
        ("橋は春に開く。(c)AFP/Ann LEE/Tom RAY", ["AFP/Ann LEE/Tom RAY"]),
        ("橋は春に開く」と語った。(C)AFP", ["AFP"]),
        ("(c)AFP/Ann LEE", ["AFP/Ann LEE"]),
        ("橋の前の人々(2026年3月1日撮影)。(c)AFP/Ann LEE", []),
        ("橋は春に開く。(c)Harbour Hotel/Ann LEE", []),
        ("橋の前の人々。(c)AFP/Ann LEE", []),
        ("演説する市長。(c)AFP/Ann LEE", []),
        ("橋は春に開く。(c)ロイター/共同", []),
        ("橋は(c)AFP/Ann LEEの写真で知られる。", []),
    ],
)
def test_an_agency_and_its_writer_sign_behind_a_text(last: str, byline: list[str]) -> None:
    assert signed(JAPANESE, last) == byline


def test_in_other_scripts_the_mark_tells_who_took_a_picture() -> None:
    assert signed(["The old bridge closes.", "It opens in spring."], "The bridge at night. (c)AFP/Ann Lee") == []


@pytest.mark.parametrize("last", ["Ann Lee (PTI)", "Ann Lee (BBC)", "New York (AFP)"])
def test_a_name_beside_an_agency_may_be_a_politicians_a_programmes_or_a_place(last: str) -> None:
    lines = ["The old bridge closes for repairs.", "One member spoke against it."]
    assert signed(lines, last) == []
    body = "".join(f"<p>{line * 5}</p>" for line in lines)
    page = f"<title>The bridge closes</title><h1>The bridge closes</h1>{body}<p>{last}</p>"
    article = extract(f"<html lang=en>{page}</html>".encode(), "https://lindmouthpost.example/bridge-closes-14")
    assert (article.authors, last in article.text) == ((), True)


RIGHT, BOLD = '<p style="text-align: right"><em>{}</em></p>', "<p><strong>{}</strong></p>"


@pytest.mark.parametrize(
    ("last", "markup", "names"),
    [
        ("Lan Chi - Minh Tuệ", "<p align=right><b>{}</b></p>", ["Lan Chi", "Minh Tuệ"]),
        ("Lan Chi", RIGHT, ["Lan Chi"]),
        ("Lan Chi", '<p class="text-right">{}</p>', ["Lan Chi"]),
        ("Lan Chi", BOLD, []),
        ("Lan Chi - Minh Tuệ", "<p>{}</p>", []),
        ("Lan Chi - Minh Tuệ", BOLD, []),  # may be places
        ("Hà Nội, Việt Nam", RIGHT, []),
        ("Báo Lan Chi", RIGHT, []),
        ("PV Tổng Hợp", RIGHT, []),
        ("Ảnh Minh Họa", RIGHT, []),
        ("BAN BIÊN TẬP", RIGHT, []),
        ("Cảng Mới", RIGHT, []),
        ("Theo Lan Chi", RIGHT, []),
        ("Nguồn Lan Chi", RIGHT, []),
        ("Xem thêm", RIGHT, []),
    ],
)
def test_names_on_the_right_sign_a_text(last: str, markup: str, names: list[str]) -> None:
    assert signed(VIETNAMESE, last, markup) == names


def test_a_line_on_the_right_signs_nothing_elsewhere() -> None:
    assert signed(["The old bridge closes.", "It opens in spring."], "Read More", RIGHT) == []

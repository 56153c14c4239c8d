"""Names that sign a text at its end: behind '(c)' in Japanese, on the right or in bold in Vietnamese."""

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
        ("橋は(c)AFP/Ann LEEの写真で知られる。", []),
    ],
)
def test_an_agency_and_its_writer_sign_behind_a_text(last: str, byline: list[str]) -> None:
    assert signed(JAPANESE, last) == byline


def test_in_other_scripts_the_mark_tells_who_took_a_picture() -> None:
    assert signed(["The old bridge closes.", "It opens in spring."], "The bridge at night. (c)AFP/Ann Lee") == []


SENTENCES = ["The old bridge closes for repairs.", "Traffic is led around it until the spring, \u201eas in 2019\u201d."]


@pytest.mark.parametrize(
    ("last", "names"),
    [
        (["Ann Lee-Kim (AFP)"], ["Ann Lee-Kim"]),
        (["PAP - Wiedza i Port, Ann Lee", "al/ tr/"], ["Ann Lee"]),
        (["dpa \u2013 Wissen, Ann Lee"], ["Ann Lee"]),
        (["Ann Lee (Liberal)"], []),  # a party
        (["Port Lindmouth, AFP"], []),  # as often a place
        (["Foto: Ann Lee (AFP)"], []),
        (["Those who spoke:", "Ann Lee (AFP)"], []),  # of a list
        (["Ann Lee (AFP)", "The bridge is a hundred years old this year."], []),
        (["Ann Lee of the port was there.", "Ann Lee (AFP)"], []),
        (["AFP - Science Today, the weekly"], []),
    ],
)
def test_a_name_beside_an_agency_signs_behind_the_last_sentence(last: list[str], names: list[str]) -> None:
    assert list(signed_at_end([*SENTENCES, *last], None)) == names


def test_the_line_that_signs_is_no_text_and_credits_the_agency() -> None:
    body = "".join(f"<p>{line * 3}</p>" for line in (*SENTENCES, *SENTENCES))
    page = f"<title>The bridge closes</title><h1>The bridge closes</h1>{body}<p>Ann Lee (AFP)</p>"
    article = extract(f"<html lang=en>{page}</html>".encode(), "https://lindmouthpost.example/bridge-closes-14")
    assert article.authors == ("Ann Lee",)
    assert "Ann Lee" not in article.text
    assert [each.name for each in article.attributions] == ["AFP"]


RIGHT, BOLD = '<p style="text-align: right"><em>{}</em></p>', "<p><strong>{}</strong></p>"


@pytest.mark.parametrize(
    ("last", "markup", "names"),
    [
        ("Lan Chi - Minh Tuệ", "<p align=right><b>{}</b></p>", ["Lan Chi", "Minh Tuệ"]),
        ("Lan Chi - Minh Tuệ", BOLD, ["Lan Chi", "Minh Tuệ"]),
        ("Lan Chi", RIGHT, ["Lan Chi"]),
        ("Lan Chi", '<p class="text-right">{}</p>', ["Lan Chi"]),
        ("Lan Chi", BOLD, []),
        ("Lan Chi - Minh Tuệ", "<p>{}</p>", []),
        ("Cảng Mới", RIGHT, []),
        ("Theo Lan Chi", RIGHT, []),
        ("Nguồn Lan Chi", RIGHT, []),
        ("Xem thêm", RIGHT, []),
    ],
)
def test_names_on_the_right_or_in_bold_sign_a_text(last: str, markup: str, names: list[str]) -> None:
    assert signed(VIETNAMESE, last, markup) == names


def test_a_line_on_the_right_signs_nothing_elsewhere() -> None:
    assert signed(["The old bridge closes.", "It opens in spring."], "Read More", RIGHT) == []

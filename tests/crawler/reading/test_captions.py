# ruff: noqa: RUF001  (lines as their languages write them)
"""Captions are told by the name of their paragraph or box, or by the credit at their end, beside a picture."""

from __future__ import annotations

import pytest
from lxml import html

from crawler.reading.captions import captions_of
from crawler.reading.furniture import key_of


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("▲警消到場。（圖／翻攝畫面）", True),
        ("港口（谢智扬摄）", True),
        ("市长到场向居民道歉。（图/市府提供）", False),
        ("회사는 곧 시작한다고 밝혔다. (사진=LG전자 제공)", False),
        ("大学の港 (写真=港新聞)", True),
        ("港口沉积每年四厘米（见图1）", False),
        ("市长说（他笑了）", False),
    ],
)
def test_a_credit_in_brackets_ends_a_caption_beside_a_picture(text: str, expected: bool) -> None:
    beside = html.document_fromstring(f"<div><p><img src='a'></p><p>{text}</p><p>News.</p></div>")
    alone = html.document_fromstring(f"<div><p>{text}</p></div>")

    assert (key_of(text) in captions_of(beside)) is expected
    assert not captions_of(alone)


def test_a_sentence_with_a_credit_is_a_caption_where_it_is_alone_with_the_picture() -> None:
    text = "市长到场向居民道歉。（图/市府提供）"
    own = html.document_fromstring(f"<div><div><div><img src='a'></div><p>{text}</p></div><p>News.</p></div>")

    assert key_of(text) in captions_of(own)


CAPTION = "Ann Lee on the eastern breakwater"
LONG = "Ann Lee, the mayor since the spring, told the meeting that the eastern breakwater will be rebuilt. " * 3


@pytest.mark.parametrize(
    ("box", "is_caption"),
    [
        ("<div class=foto><img src=a><p>{}</p></div>", True),
        ("<div class='inline imagen'><div><img src=a></div><p>{}</p></div>", True),
        ("<div class=photo-story><img src=a><p>{}</p></div>", False),
        ("<div class=photo><p>{}</p></div>", False),
        ("<div class=photo><img src=a><p>{}</p><p>Engineers agreed.</p></div>", False),
        ("<div class=photo><h3>The vote</h3><img src=a><p>{}</p></div>", False),
        ("<div><img src=a><p>{}</p></div>", False),
        ("<div><img src=a><p class=clanek-img-popis>{}</p></div>", True),
        ("<div><img src=a><p class=pie-de-foto>{}</p></div>", True),
        ("<div class=foto><img src=a><p>{}.</p></div>", False),  # as likely the news
        ("<div class=foto><img src=a><p>«{}!»</p></div>", False),
        ("<div class=image><img src=a><p>{}</p></div>" * 3, False),  # a list of what is to be seen
        ("<div class=image><img src=a><p>{}</p></div>" * 2, True),
        ("<div><img src=a><p class=leyenda>{}</p></div>", False),  # of a legend
        ("<div><img src=a><p class=autor-podpis>{}</p></div>", False),
    ],
)
def test_what_a_picture_has_in_its_box_is_its_caption(box: str, *, is_caption: bool) -> None:
    tree = html.document_fromstring(box.replace("{}", CAPTION))

    assert (key_of(CAPTION) in captions_of(tree)) is is_caption


def test_a_long_paragraph_in_the_box_of_a_picture_is_text() -> None:
    assert not captions_of(html.document_fromstring(f"<div class=foto><img src=a><p>{LONG}</p></div>"))

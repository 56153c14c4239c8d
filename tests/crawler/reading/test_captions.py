"""Captions are told by the name of their paragraph or box, or by the credit at their end, beside a picture."""

from __future__ import annotations

import pytest
from lxml import html

from crawler.reading.captions import captions_of
from crawler.reading.furniture import key_of


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("\u25b2\u8b66\u6d88\u5230\u5834\u3002\uff08\u5716\uff0f\u7ffb\u651d\u756b\u9762\uff09", True),
        ("\u6e2f\u53e3\uff08\u8c22\u667a\u626c\u6444\uff09", True),
        (
            "\u5e02\u957f\u5230\u573a\u5411\u5c45\u6c11\u9053\u6b49\u3002\uff08\u56fe/\u5e02\u5e9c\u63d0\u4f9b\uff09",
            False,
        ),
        (
            "회사는 곧 시작한다고 밝혔다. (사진=LG전자 제공)",
            False,
        ),
        ("\u5927\u5b66\u306e\u6e2f (\u5199\u771f=\u6e2f\u65b0\u805e)", True),
        ("\u6e2f\u53e3\u6c89\u79ef\u6bcf\u5e74\u56db\u5398\u7c73\uff08\u89c1\u56fe1\uff09", False),
        ("\u5e02\u957f\u8bf4\uff08\u4ed6\u7b11\u4e86\uff09", False),
    ],
)
def test_a_credit_in_brackets_ends_a_caption_beside_a_picture(text: str, expected: bool) -> None:
    beside = html.document_fromstring(f"<div><p><img src='a'></p><p>{text}</p><p>News.</p></div>")
    alone = html.document_fromstring(f"<div><p>{text}</p></div>")

    assert (key_of(text) in captions_of(beside)) is expected
    assert not captions_of(alone)


def test_a_sentence_with_a_credit_is_a_caption_where_it_is_alone_with_the_picture() -> None:
    text = "\u5e02\u957f\u5230\u573a\u5411\u5c45\u6c11\u9053\u6b49\u3002\uff08\u56fe/\u5e02\u5e9c\u63d0\u4f9b\uff09"
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
